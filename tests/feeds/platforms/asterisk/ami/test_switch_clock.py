"""The switch's clock: by its pings, and the machine's own until it has sent the time."""

from __future__ import annotations

import pytest

from feeds.platforms.asterisk.ami.packets import Packet
from feeds.platforms.asterisk.ami.switch_clock import SwitchClock, stamp


def packet(stamped: str | None = None) -> Packet:
    return Packet([("Response", "Success"), *([("Timestamp", stamped)] if stamped is not None else [])])


def test_that_it_is_as_late_there_as_the_last_pings_say() -> None:
    passed = 100.0
    clock = SwitchClock(lambda: 5_000, lambda: passed)
    assert clock.now() == 5_000
    clock.hear(packet("1795311404.500000"))
    passed = 101.5
    assert clock.now() == 1_795_311_406_000


def test_that_an_event_without_a_time_happens_when_it_comes() -> None:
    clock = SwitchClock(lambda: 5_000, lambda: 0.0)
    assert clock.happened(packet()) == 5_000
    assert clock.happened(packet("3.25")) == 3_250


def test_that_it_is_at_least_as_late_there_as_what_has_happened() -> None:
    clock = SwitchClock(lambda: 5_000, lambda: 0.0)
    clock.hear(packet("100.0"))
    assert clock.happened(packet("100.004")) == 100_004
    assert clock.now() == 100_004
    clock.happened(packet("1000.0"))
    assert clock.now() == 1_000_000


@pytest.mark.parametrize("text", ["", "soon", "-7.5", "1e9", "17953114040000.5", "٣.٥", "."])
def test_that_what_is_no_time_is_none(text: str) -> None:
    assert stamp(packet(text)) is None
