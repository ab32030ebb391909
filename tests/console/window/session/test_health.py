"""Health: what a line of the health log says of ticks, frames, data and memory."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from console.clock import ManualClock
from console.desk.desk import Desk
from console.flags.rules.rules import Rulebook
from console.sources.recording import RecordingSource
from console.views.floor.choices import Choices
from console.window.session.health import Health, resident_bytes
from console.window.session.link import link_of
from feeds.events import instant
from tests.builders import DAY
from tests.console.sources.played_source import take_in

# What issue and manual promise of each line, whatever else stands in it.
PROMISED = {
    "at",
    "connection",
    "age_seconds",
    "floor_at",
    "received",
    "applied",
    "behind",
    "dropped",
    "invalid",
    "late",
    "longest_block_ms",
    "tick_ms",
    "frame_ms",
    "resident_bytes",
}


def read(folder: Path, *lines: str) -> tuple[Desk, RecordingSource]:
    log = folder / "log.jsonl"
    log.write_text("\n".join(lines) + "\n", "utf-8")
    source = RecordingSource([str(log)])
    desk = Desk(source.floor, Rulebook(), Choices(), follows=False)
    while take_in(source, desk, ManualClock(), float("inf")):
        pass
    desk.link = link_of(source.state(ManualClock()), desk.playhead)
    desk.move_edge(source.edge(ManualClock()))
    return desk, source


def state(time: str, agent: str) -> str:
    return json.dumps({"type": "agent.state", "at": f"{DAY}T{time}Z", "agent": agent, "state": "available"})


def test_that_a_line_says_all_it_should(tmp_path: Path) -> None:
    desk, source = read(tmp_path, state("09:00:00", "ana"), "nonsense", state("09:00:02", "bob"))
    health = Health(ManualClock(instant(f"{DAY}T10:00:00Z")))
    health.sample(desk, source)
    reported = json.loads(health.line())
    assert set(reported) >= PROMISED
    assert "\n" not in health.line()
    assert (reported["at"], reported["floor_at"]) == (f"{DAY}T10:00:00.000Z", f"{DAY}T09:00:02.000Z")
    assert (reported["received"], reported["applied"], reported["invalid"]) == (3, 2, 1)
    assert (reported["connection"], reported["age_seconds"]) == ("replay", None)


def test_that_a_floor_where_nothing_has_happened_has_no_instant(tmp_path: Path) -> None:
    desk, source = read(tmp_path, "nonsense")
    assert Health(ManualClock()).sample(desk, source)["floor_at"] is None


def test_that_ticks_and_frames_are_those_of_the_last_second(tmp_path: Path) -> None:
    desk, source = read(tmp_path, state("09:00:00", "ana"))
    health = Health(ManualClock())
    for began, ended in ((1.0, 1.004), (1.016, 1.024)):
        health.tick_begins(began)
        health.tick_ends(ended, began + 0.016)
    health.frame_drawn(0.006)
    reported = health.sample(desk, source)
    assert (reported["ticks"], reported["tick_ms"]) == (2, {"mean": 6.0, "longest": 8.0})
    assert (reported["frames"], reported["frame_ms"]) == (1, {"mean": 6.0, "longest": 6.0})
    reported = health.sample(desk, source)
    assert (reported["ticks"], reported["frames"], reported["longest_block_ms"]) == (0, 0, 0)


@pytest.mark.parametrize(
    ("next_tick", "longest"),
    [(1.016, 4.0), (1.076, 60.0)],  # the next one came when it was due, or 60 ms too late
)
def test_that_a_block_is_also_what_kept_a_tick_from_beginning(
    next_tick: float, longest: float, tmp_path: Path
) -> None:
    desk, source = read(tmp_path, state("09:00:00", "ana"))
    health = Health(ManualClock())
    health.tick_begins(1.0)
    health.tick_ends(1.004, 1.016)
    health.tick_begins(next_tick)
    assert health.sample(desk, source)["longest_block_ms"] == longest


def test_that_memory_is_that_of_this_process() -> None:
    before = resident_bytes()
    held = bytearray(64 * 1024 * 1024)
    held[::4096] = b"x" * (len(held) // 4096)  # touched, so that it is really there
    after = resident_bytes()
    if before is None or after is None:
        pytest.skip("this system does not say how much memory a process has")
    assert 5_000_000 < before < 4_000_000_000
    assert after >= before


def test_that_an_answer_that_waited_and_a_long_frame_are_blocks(tmp_path: Path) -> None:
    desk, source = read(tmp_path, state("09:00:00", "ana"))
    health = Health(ManualClock())
    health.waited(0.030)
    assert health.sample(desk, source)["longest_block_ms"] == 30
    health.frame_drawn(0.040)
    assert health.sample(desk, source)["longest_block_ms"] == 40


def test_that_a_tick_that_is_due_sooner_may_not_be_later(tmp_path: Path) -> None:
    desk, source = read(tmp_path, state("09:00:00", "ana"))
    health = Health(ManualClock())
    health.tick_begins(1.0)
    health.tick_ends(1.0, 2.0)
    health.tick_due(1.5)
    health.tick_due(1.8)
    health.tick_begins(1.6)
    assert health.sample(desk, source)["longest_block_ms"] == 100
