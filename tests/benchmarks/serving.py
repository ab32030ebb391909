"""Serving, measured by hand: 50 consoles, one of them stuck; a million events to one console; a big snapshot.

    python -m tests.benchmarks.serving [lag] [rate] [snapshot]

The server runs in a process of its own. A lag is from the instant an event is due to its arrival, measured on
one clock; what counts is the ratio between the runs with and without the stuck console.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from feeds.broadcast.snapshot import PresentEvents, picture_of
from feeds.events import instant
from feeds.protocol.decoding import FRAME_LIMIT, decode
from feeds.transport.serving.server import SUBPROTOCOL
from tests.benchmarks.made_day import made_day

CONSOLES = 50
SECONDS = 20
_SEQ = re.compile(rb'"seq":(\d+)')
ALL = {"type": "subscribe", "protocol": 1, "since": "1970-01-01T00:00:00Z"}


def main() -> None:
    asked = sys.argv[1:] or ["lag", "rate", "snapshot"]
    with tempfile.TemporaryDirectory() as folder:
        if "lag" in asked:
            asyncio.run(lags(Path(folder)))
        if "rate" in asked:
            asyncio.run(rate(Path(folder)))
    if "snapshot" in asked:
        snapshot()


@contextlib.asynccontextmanager
async def served(
    log: Path, *options: str, said: Path | None = None
) -> AsyncIterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "-m", "console", "serve", str(log), "--port", "0", *options]
    with (
        open(said or os.devnull, "w", encoding="utf-8") as remarks,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=remarks, text=True) as server,
    ):
        assert server.stdout is not None
        url = (await asyncio.to_thread(server.stdout.readline)).split()[-1]
        try:
            yield server, url
        finally:
            server.terminate()


def opened(url: str, **settings: Any) -> connect:
    return connect(url, subprotocols=[SUBPROTOCOL], proxy=None, max_size=FRAME_LIMIT, **settings)


async def lags(folder: Path) -> None:
    """The lag of what 49 consoles are sent, with the fiftieth reading, and with it stuck."""
    # Some hundred events a second, so wide that no system's buffers hold what the stuck one does not read.
    log = folder / "lag.jsonl"
    lines = made_day(agents=400, queues=10, contacts=30_000)
    log.write_bytes(b"\n".join(line[:-1] + b',"pad":"%s"}' % (b"x" * 600) for line in lines))
    found = {}
    for name, is_stuck in (("all reading", False), ("one stuck", True), ("all reading, again", False)):
        found[name] = await _lags_of(log, is_stuck)
        p50, p99, most, count = found[name]
        lag = f"p50 {p50 * 1e3:7.2f} ms  p99 {p99 * 1e3:7.2f} ms  most {most * 1e3:7.2f} ms"
        print(f"{name:<20} {lag}  of {count:,}")
    base, stuck = found["all reading"], found["one stuck"]
    print(f"stuck to reading: p50 × {stuck[0] / base[0]:.2f}, p99 × {stuck[1] / base[1]:.2f}")


async def _lags_of(log: Path, is_stuck: bool) -> tuple[float, float, float, int]:
    speed = 60.0
    said = log.parent / "said.txt"
    async with (
        served(log, "--speed", str(speed), "--wait", said=said) as (_, url),
        contextlib.AsyncExitStack() as stack,
    ):
        connections = [await stack.enter_async_context(opened(url)) for _ in range(CONSOLES - 1)]
        # The stuck one's window is small, so that what it does not read stays with the server.
        narrow = socket.socket()
        narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        narrow.connect(("127.0.0.1", int(url.rpartition(":")[2])))
        last = await stack.enter_async_context(opened(url, max_queue=1, compression=None, sock=narrow))
        for connection in [*connections, last]:
            await connection.send(json.dumps(ALL))
        tasks = [asyncio.create_task(_hear(connection, speed)) for connection in connections]
        other = None if is_stuck else asyncio.create_task(_hear(last, speed))
        await asyncio.sleep(SECONDS)
        for task in (*tasks, other):
            if task is not None:
                task.cancel()
        heard = await asyncio.gather(*tasks)
        last.transport.abort()
    remarks = said.read_text(encoding="utf-8").splitlines()
    print(*(line for line in remarks if f"console {CONSOLES} gone" in line), sep="\n", file=sys.stderr)
    # The quickest arrival of all stands for no lag: both clocks run alike, but nobody knows their distance.
    zero = min(offset for offsets in heard for offset in offsets)
    found = sorted(offset - zero for offsets in heard for offset in offsets)
    return found[len(found) // 2], found[len(found) * 99 // 100], found[-1], len(found)


async def _hear(connection: ClientConnection, speed: float) -> list[float]:
    """By how much each event came after its instant, by a clock of its own, but for the first 5 seconds."""
    offsets: list[float] = []
    began = time.monotonic()
    with contextlib.suppress(asyncio.CancelledError):
        while True:
            frame = decode_all(await connection.recv(decode=False))
            now = time.monotonic()
            if now - began > 5:
                offsets += [now - instant(at) / 1000 / speed for at in frame]
    return offsets


def decode_all(frame: bytes | str) -> list[str]:
    found = json.loads(frame)
    return [one["at"] for one in (found if isinstance(found, list) else [found]) if "seq" in one]


async def rate(folder: Path) -> None:
    """A million events, as fast as one console takes them."""
    log = folder / "million.jsonl"
    lines = made_day(agents=2_000, queues=40, contacts=165_000)
    log.write_bytes(b"\n".join(lines))
    for name, compression in (("deflate", "deflate"), ("plain", None)):
        async with served(log, "--speed", "max", "--wait") as (server, url):
            async with opened(url, compression=compression) as connection:
                began = time.monotonic()
                await connection.send(json.dumps(ALL))
                last = 0
                while last < len(lines):
                    frame = await connection.recv(decode=False)
                    numbers = _SEQ.findall(bytes(frame)[-200:])
                    last = int(numbers[-1]) if numbers else last
                took = time.monotonic() - began
            rss, cpu = _used(server.pid)
        print(
            f"{len(lines):,} events to one console ({name}): {took:.1f} s, "
            f"{len(lines) / took:,.0f} events/s;\n"
            f"  server: {rss:.0f} MiB at most, {cpu:.1f} s CPU, {cpu / len(lines) * 1e6:.1f} µs an event"
        )


def _used(process: int) -> tuple[float, float]:
    """The most resident memory (MiB) and the CPU time (s) of *process*, by Linux."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    rss = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return rss / 1024, (int(fields[11]) + int(fields[12])) / 100


def snapshot() -> None:
    """The snapshot of 2,000 agents in the middle of their day, and how long it takes to make."""
    for agents in (150, 2_000, 10_000):
        lines = made_day(agents=agents, queues=40, contacts=agents * 12)
        present = PresentEvents()
        began = time.process_time()
        for line in lines[: len(lines) // 2]:
            event = decode(line)
            assert event is not None
            now = instant(getattr(event, "at", ""))
            present.take(now, line, event)
        taking = (time.process_time() - began) / (len(lines) // 2)
        began = time.process_time()
        kept = present.events(now)
        picture = picture_of(kept, now, len(lines) // 2, now)
        size = sum(len(text) for text in picture)
        took = time.process_time() - began
        print(
            f"{agents:,} agents: a snapshot of {len(kept):,} events, {size / 2**20:.2f} MiB in "
            f"{len(picture)} parts, made in {took * 1e3:.0f} ms;\n"
            f"  left out: {', '.join(picture.left_out) or 'nothing'};\n"
            f"  decoding and keeping: {taking * 1e6:.1f} µs an event"
        )


if __name__ == "__main__":
    main()
