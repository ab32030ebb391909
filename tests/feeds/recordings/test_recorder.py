"""The recorder: what lines it writes, and the times it puts between them."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from console.clock import ManualClock
from feeds.events import instant
from feeds.protocol.session import Request, Session
from feeds.recordings.durability import Durability
from feeds.recordings.recorder import Recorder
from feeds.recordings.writer import RecordingWriter
from tests.builders import JSON
from tests.feeds import AT
from tests.feeds.transport.scripted_source import state

HELLO = {"type": "hello", "protocol": 1, "source": "lisbon", "epoch": "e1", "at": AT}


def recorded(folder: Path, *frames: tuple[float, list[JSON]], speed: float = 1.0) -> list[JSON]:
    """The lines of a recording of *frames*, each so many seconds after the one before."""
    clock, writer = ManualClock(), RecordingWriter(folder / "log.jsonl")
    session = Session(Request())
    recorder = Recorder(session, writer, clock.passed)
    session.opened(clock.passed())
    for wait, objects in ((0.0, [{**HELLO, "speed": speed}]), *frames):
        clock.move(wait)
        arrivals = session.receive(json.dumps(objects).encode(), clock.passed())
        asyncio.run(recorder.take(arrivals))
    writer.close()
    return [json.loads(line) for line in writer.path.read_bytes().splitlines()]


def times(lines: list[JSON]) -> list[int]:
    """Of each `received` line, the ms after the hello."""
    return [instant(found["at"]) - instant(AT) for found in lines if found["type"] == "received"]


def test_that_times_go_before_what_came_then_once_a_second_of_arrivals(tmp_path: Path) -> None:
    frames = [(0.4, [state(seq)]) for seq in range(1, 9)]
    lines = recorded(tmp_path, *frames)
    assert [found["type"][:5] for found in lines[:3]] == ["hello", "recei", "agent"]
    assert times(lines) == [400, 1600, 2800]
    assert [found["seq"] for found in lines if found["type"] == "agent.state"] == list(range(1, 9))


def test_that_silence_writes_no_times(tmp_path: Path) -> None:
    assert times(recorded(tmp_path, (0.1, [state(1)]), (500.0, [state(2)]))) == [100, 500_100]


def test_that_times_of_a_quick_replay_are_of_its_own_clock(tmp_path: Path) -> None:
    frames = [(1 / 64, [state(seq)]) for seq in range(1, 21)]
    assert times(recorded(tmp_path, *frames, speed=1000.0)) == [15_625, 78_125, 140_625, 203_125, 265_625]


def test_that_each_hello_begins_a_new_time(tmp_path: Path) -> None:
    lines = recorded(tmp_path, (0.1, [state(1)]), (0.1, [{**HELLO, "epoch": "e2"}, state(1)]))
    assert [found["type"][:5] for found in lines] == ["hello", "recei", "agent", "hello", "recei", "agent"]


def test_that_what_is_written_is_on_disk_half_a_second_later(tmp_path: Path) -> None:
    clock, writer = ManualClock(), RecordingWriter(tmp_path / "log.jsonl")
    session = Session(Request())
    recorder = Recorder(session, writer, clock.passed)
    session.opened(0.0)
    asyncio.run(recorder.take(session.receive(json.dumps(HELLO).encode(), 0.0)))
    clock.move(0.5)
    recorder.pulse()
    assert json.loads(writer.path.read_bytes()) == HELLO
    writer.close()


class SlowWriter:
    """Takes lines, and is behind with them until it was asked a few times."""

    durability: Durability = "second"

    def __init__(self) -> None:
        self.lines: list[bytes] = []
        self.asked = 0

    @property
    def is_behind(self) -> bool:
        self.asked += 1
        return self.asked < 3

    def write(self, line: bytes) -> None:
        self.lines.append(line)

    def flush(self) -> None: ...

    def check_file(self) -> None: ...

    def sync_soon(self) -> None: ...


def test_that_a_source_waits_for_a_writer_that_is_behind() -> None:
    clock, writer, session = ManualClock(), SlowWriter(), Session(Request())
    session.opened(0.0)
    arrivals = session.receive(json.dumps(HELLO).encode(), 0.0)
    asyncio.run(Recorder(session, writer, clock.passed).take(arrivals))
    assert (len(writer.lines), writer.asked) == (1, 3)
