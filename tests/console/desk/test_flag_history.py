"""Flags as they rose and were cleared, from what was up at one instant after the other."""

from __future__ import annotations

from console.desk.flag_history import FlagHistory
from console.flags.rules.conditions import Condition
from console.history.days.records import FlagRecord
from console.metrics.reading.severity import Severity
from tests.console.flags.scenes import rule

HOLD = rule("time_in_state", state="not_ready", warning=60.0, what="away {value}")


def up(scope: str, since: int, severity: Severity = Severity.WARNING) -> Condition:
    return Condition(HOLD, scope, severity, since, 1.0)


def record(scope: str, since: int, cleared: int | None = None, severity: str = "warning") -> FlagRecord:
    return FlagRecord(f"{HOLD.id} {scope} {since}", HOLD.id, scope, severity, since, cleared)


def test_that_a_flag_is_kept_as_it_rises_worsens_and_is_cleared() -> None:
    history = FlagHistory()
    assert history.see([], 0) == []
    assert history.see([up("agent:ana", 5)], 10) == [record("agent:ana", 5)]
    assert history.see([up("agent:ana", 5)], 20) == []
    worse = up("agent:ana", 5, Severity.BREACH)
    assert history.see([worse, up("agent:bob", 25)], 30) == [
        record("agent:ana", 5, severity="breach"),
        record("agent:bob", 25),
    ]
    assert history.see([up("agent:bob", 25)], 40) == [record("agent:ana", 5, 40, "breach")]


def test_that_a_late_event_that_moves_its_beginning_makes_no_new_flag() -> None:
    history = FlagHistory()
    history.see([up("agent:ana", 50)], 60)
    assert history.see([up("agent:ana", 40)], 70) == []
    assert history.see([], 80) == [record("agent:ana", 50, 80)]


def test_that_one_that_rose_again_between_two_readings_is_two() -> None:
    history = FlagHistory()
    history.see([up("agent:ana", 5)], 10)
    assert history.see([up("agent:ana", 15)], 20) == [record("agent:ana", 5, 15), record("agent:ana", 15)]


def test_that_after_a_restart_those_up_are_followed_to_their_end() -> None:
    history = FlagHistory()
    history.resume([record("agent:ana", 5), record("agent:bob", 6), record("agent:cid", 7, 8)])
    assert history.see([up("agent:ana", 5)], 100) == [record("agent:bob", 6, 100)]


def test_that_none_is_cleared_before_it_rose() -> None:
    history = FlagHistory()
    history.see([up("agent:ana", 50)], 60)
    assert history.see([], 40) == [record("agent:ana", 50, 50)]
