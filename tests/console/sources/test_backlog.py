"""The backlog: measured from when it began, and left out once it is too long."""

from __future__ import annotations

from console.sources.backlog import Backlog
from feeds.limits import BACKLOG_SECONDS
from feeds.protocol.frames import read_object
from tests.feeds import FULL, log_of


def arrivals(*types: str) -> list[object]:
    lines = log_of(*({**FULL[kind], **({} if kind == "hello" else {"seq": 1})} for kind in types))
    return [read_object(line, 1) for line in lines.splitlines()]


def test_that_it_counts_from_when_something_waited_and_only_while_it_does() -> None:
    backlog = Backlog()
    backlog.check(waiting=5, now=10.0)
    assert backlog.seconds(9_000, 1.0, now=10.5) is None
    assert backlog.seconds(9_000, 1.0, now=13.0) == 3.0
    assert backlog.seconds(2_000, 1.0, now=13.0) == 2.0
    assert backlog.seconds(9_000, 10.0, now=13.0) is None
    assert backlog.seconds(None, 1.0, now=13.0) is None
    backlog.check(waiting=0, now=13.0)
    assert backlog.seconds(9_000, 1.0, now=20.0) is None


def test_that_what_is_too_long_is_left_out_until_the_source_begins_again() -> None:
    backlog = Backlog()
    assert not backlog.is_too_long(None)
    assert not backlog.is_too_long(BACKLOG_SECONDS - 0.1)
    assert backlog.is_too_long(BACKLOG_SECONDS)
    first = arrivals("agent.state", "heartbeat")
    assert backlog.taken(first) == first  # type: ignore[arg-type]
    backlog.leave_out()
    assert backlog.taken(arrivals("agent.state", "agent.state")) == ()  # type: ignore[arg-type]
    again = arrivals("agent.state", "hello", "agent.state")
    assert backlog.taken(again) == again[1:]  # type: ignore[arg-type]
    assert backlog.left_out == 3
    assert backlog.taken(first) == first  # type: ignore[arg-type]
