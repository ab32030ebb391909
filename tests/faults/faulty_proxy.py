"""A proxy between a console and a source that breaks the connection in every way that one can be broken."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Sequence
from enum import Enum

_SPARED_SECONDS = 0.15  # for so long each fault is waited for
_EXTENSIONS = re.compile(rb"(?i)sec-websocket-extensions:[^\r]*\r\n")


class Fault(Enum):
    """What becomes of one frame of the source's."""

    CUT = "half of it passes, and the connection breaks off"
    STALL = "nothing passes any more, and the connection stays open"
    REPEAT = "it passes twice"
    GARBAGE = "its first half passes twice"


class FaultyProxy:
    """Passes a console's and a source's bytes on, with *faults* in their order. `left` are those to come.

    It keeps the two from packing what they say, so that a frame that passes twice is one that is given twice.
    """

    def __init__(self, target: int, faults: Sequence[Fault]) -> None:
        self.left = list(faults)
        self.url = ""
        self.connections = 0
        self._target = target

    @contextlib.asynccontextmanager
    async def standing(self) -> AsyncIterator[None]:
        """It listens on this machine, at `url`."""
        async with await asyncio.start_server(self._pass, "127.0.0.1", 0) as server:
            self.url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            yield

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            source, onward = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.transport.abort()
            return
        self.connections += 1
        tasks = [
            asyncio.create_task(self._upward(reader, onward)),
            asyncio.create_task(self._downward(source, writer)),
        ]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        writer.transport.abort()
        onward.transport.abort()

    async def _upward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(_EXTENSIONS.sub(b"", await reader.readuntil(b"\r\n\r\n")))
        while data := await reader.read(4096):
            writer.write(data)
            await writer.drain()

    async def _downward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(await reader.readuntil(b"\r\n\r\n"))
        clock = asyncio.get_running_loop().time
        begun = clock()
        while True:
            frame = await _frame(reader)
            if self.left and clock() - begun > _SPARED_SECONDS:
                begun = clock()
                fault = self.left.pop(0)
                if fault is Fault.STALL:
                    await asyncio.Event().wait()
                writer.write(_faulty(frame, fault))
                if fault is Fault.CUT:
                    await writer.drain()
                    return
            else:
                writer.write(frame)
            await writer.drain()


def _faulty(frame: bytes, fault: Fault) -> bytes:
    half = frame[: len(frame) // 2]
    return {Fault.CUT: half, Fault.REPEAT: frame + frame, Fault.GARBAGE: half + frame}[fault]


async def _frame(reader: asyncio.StreamReader) -> bytes:
    """The next frame of a source, whole: its head, its length, and what it says."""
    head = await reader.readexactly(2)
    more = {126: 2, 127: 8}.get(head[1] & 0x7F, 0)
    length = await reader.readexactly(more)
    size = int.from_bytes(length) if more else head[1] & 0x7F
    return head + length + await reader.readexactly(size)
