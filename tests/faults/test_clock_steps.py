"""Clocks that step, here or at the source: nothing is lost or grows old, and the source's now is kept."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from console.clock import ManualClock
from console.sources.live import LiveSource
from console.views.rows import Link
from console.window.session.link import link_of
from feeds.events import instant, instant_text
from feeds.protocol.session import Request, Session, SessionState
from tests.builders import JSON, figures
from tests.console.sources.played_source import PlayedSource, stopped, take_in, until
from tests.console.sources.test_live import DOING, NEVER_ENDING, available, desk_of
from tests.feeds import AT
from tests.feeds.transport.scripted_source import state

HOUR_MS = 3_600_000
STEPS = st.lists(st.integers(-30 * HOUR_MS, 30 * HOUR_MS), max_size=12)


@given(STEPS)
def test_that_a_source_whose_clock_steps_loses_nothing_and_stays_live(steps: list[int]) -> None:
    session, now, there = Session(Request()), 5.0, instant(AT)
    session.opened(now)

    def say(played: JSON) -> int:
        arrivals = session.receive(json.dumps(played).encode(), now)
        return sum(arrival.event is not None for arrival in arrivals)

    say({"type": "hello", "protocol": 1, "source": "lisbon", "epoch": "e1", "at": AT, "heartbeat_seconds": 5})
    for seq, step in enumerate(steps, 1):
        now += 4.0
        there += 4_000 + step
        say({"type": "heartbeat", "at": instant_text(there), "seq": seq - 1})
        assert say({**state(seq), "at": instant_text(there)}) == 1
        session.tick(now)
        assert (session.state, session.fault, session.age(now)) == (SessionState.LIVE, None, 0.0)
        shown = session.source_now(now)
        assert shown is not None
        assert 0 <= shown - there <= 2_000  # a step of less is taken for the way that is late
    assert (session.counters.events, session.counters.invalid, session.counters.gaps) == (len(steps), 0, 0)


class SteppingClock(ManualClock):
    """A machine's clock that is reset each time it is read; what has passed is never touched."""

    def __init__(self, steps: list[int]) -> None:
        super().__init__(instant("2026-11-23T09:00:00Z"))
        self._steps = list(steps)

    def now(self) -> int:
        return super().now() + (self._steps.pop() if self._steps else 0)


def _seen(clock: ManualClock) -> list[tuple[Link, int | None, float | None, JSON]]:
    """What a window shows, second by second, of a source that sends and then falls silent."""
    played = PlayedSource(clock)
    source = LiveSource(DOING, lambda: played)
    seen: list[tuple[Link, int | None, float | None, JSON]] = []
    desk = desk_of(source)
    with stopped(source):
        until(lambda: source.feed is not None)
        played.greet("2026-11-23T09:00:00Z")
        for second in range(20):
            if second < 5:
                played.say(available(f"09:00:{second:02d}"))
                played.beat(f"2026-11-23T09:00:{second:02d}Z")
            while take_in(source, desk, clock, NEVER_ENDING):
                pass
            edge, link = source.edge(clock), link_of(source.state(clock), desk.playhead)
            assert edge is not None
            desk.move_edge(edge)
            seen.append((link.link, edge, link.age_seconds, figures(source.floor, edge)))
            clock.now()
            clock.move(1.0)
    return seen


def test_that_the_machines_own_clock_may_step_and_nothing_shown_changes() -> None:
    day = 24 * HOUR_MS
    steady = _seen(SteppingClock([]))
    assert _seen(SteppingClock([day, -day, HOUR_MS, -400 * day] * 6)) == steady
    assert steady[0][0] is Link.LIVE
    assert steady[-1][0] is Link.STALE
