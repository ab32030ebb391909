"""Tests of times: stamps, arrivals, and their order."""

from __future__ import annotations

from feeds.platforms.asterisk.ami.packets import Packet
from feeds.platforms.asterisk.event_times import JITTER_MS, EventTimes


def _stamped(text: str) -> Packet:
    return Packet([("Event", "Hold"), ("Timestamp", text)])


def test_that_a_stamp_stands_before_the_arrival_and_a_torn_one_does_not() -> None:
    times = EventTimes()
    assert times.at(_stamped("1795311404.563055"), 1) == 1_795_311_404_563
    assert times.at(_stamped("soon"), 1_795_311_405_000) == 1_795_311_405_000


def test_that_a_small_step_back_stays_and_a_large_one_is_followed() -> None:
    times = EventTimes()
    times.in_order(10_000_000)
    assert times.in_order(10_000_000 - JITTER_MS) == 10_000_000
    assert times.in_order(10_000_000 - JITTER_MS - 1) == 10_000_000 - JITTER_MS - 1
