"""What sources share."""

from __future__ import annotations

from console.clock import ManualClock
from console.sources.source import session_of
from feeds.events import instant, instant_text
from tests.builders import DAY


def test_that_a_session_asks_for_as_much_of_the_past_as_a_floor_holds() -> None:
    clock = ManualClock(instant(f"{DAY}T09:00:00Z"))
    assert session_of(clock).request.since == instant_text(clock.now() - 26 * 3_600_000)
