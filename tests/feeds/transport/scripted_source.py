"""A scripted source: a websocket server whose connections follow the scenes of a script."""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from http import HTTPStatus
from typing import Any

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from tests.builders import JSON
from tests.feeds import AT

SUBPROTOCOL = "floorlight.v1"


class Line:
    """One console's connection, in the words of a script. `asked` is its subscription."""

    def __init__(self, connection: ServerConnection, asked: JSON) -> None:
        self.connection, self.asked = connection, asked

    async def hello(self, **more: Any) -> None:
        after = self.asked["resume_after"]
        said = {
            "epoch": "e1",
            "source": "lisbon",
            "at": AT,
            "heartbeat_seconds": 5,
            "resumed": after is not None,
        }
        await self.say({"type": "hello", "protocol": 1, "grants": [], **said, **more})

    async def say(self, *objects: JSON) -> None:
        """One frame each."""
        for found in objects:
            await self.raw(json.dumps(found))

    async def batch(self, *objects: JSON) -> None:
        """All in one frame."""
        await self.raw(json.dumps(objects))

    async def raw(self, text: str | bytes) -> None:
        await self.connection.send(text)

    def cut(self) -> None:
        """Break the connection off, with no word of goodbye."""
        self.connection.transport.abort()

    async def close(self, code: int, reason: str = "") -> None:
        await self.connection.close(code, reason)

    async def stay(self) -> None:
        """Say nothing more until the console goes."""
        with contextlib.suppress(ConnectionClosed):
            async for _ in self.connection:
                pass


Scene = Callable[[Line], Awaitable[None]]


class Source:
    """What became of the script: the subscriptions that came, and how each console closed."""

    def __init__(self, scenes: Sequence[Scene | HTTPStatus], **settings: Any) -> None:
        self.url = ""
        self.asked: list[JSON] = []
        self.headers: list[dict[str, str]] = []
        self.closed: list[int | None] = []
        self._scenes = list(scenes)
        self._next: list[Scene] = []
        self._settings = {"subprotocols": [SUBPROTOCOL], **settings}

    def _knock(self, connection: ServerConnection, request: Request) -> Response | None:
        self.headers.append({name.lower(): value for name, value in request.headers.raw_items()})
        scene = self._scenes.pop(0) if len(self._scenes) > 1 else self._scenes[0]
        if isinstance(scene, HTTPStatus):
            return connection.respond(scene, "no\n")
        self._next.append(scene)
        return None

    async def _play(self, connection: ServerConnection) -> None:
        scene = self._next.pop(0)
        try:
            asked = json.loads(await connection.recv())
            self.asked.append(asked)
            await scene(Line(connection, asked))
            await connection.wait_closed()
        except ConnectionClosed:
            pass
        self.closed.append(connection.close_code)

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        scheme = "wss" if "ssl" in self._settings else "ws"
        async with serve(
            self._play, "127.0.0.1", 0, process_request=self._knock, close_timeout=1, **self._settings
        ) as server:
            self.url = f"{scheme}://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            yield


@contextlib.contextmanager
def source_of(*scenes: Scene | HTTPStatus, **settings: Any) -> Iterator[Source]:
    """A source in a thread of its own; each connection has the next scene, the last one all that follow."""
    source = Source(scenes, **settings)
    ready, loop = threading.Event(), asyncio.new_event_loop()
    over = asyncio.Event()

    async def stand() -> None:
        async with source.listening():
            ready.set()
            await over.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(stand(),))
    thread.start()
    try:
        assert ready.wait(10)
        yield source
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()


def state(seq: int, **more: Any) -> JSON:
    """An event of that number."""
    found = {"type": "agent.state", "at": AT, "agent": f"a{seq}", "state": "available", "seq": seq}
    return {**found, **more}
