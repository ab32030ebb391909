"""The source's clock, heard through a wire that delays and beside a machine's clock that is never asked."""

from __future__ import annotations

from feeds.protocol.source_clock import SourceClock

NOON = 1_795_348_800_000


def test_that_it_is_unknown_before_it_was_heard() -> None:
    assert SourceClock().at(5.0) is None


def test_that_the_quickest_of_what_was_heard_counts() -> None:
    clock = SourceClock()
    clock.start(NOON, 1.0, now=0.9)  # sent at 0, 900 ms on its way
    clock.hear(NOON + 5_000, now=5.02)
    clock.hear(NOON + 10_000, now=10.6)
    assert clock.at(11.02) == NOON + 11_000


def test_that_a_clock_that_is_reset_is_followed_at_once_both_ways() -> None:
    clock = SourceClock()
    clock.start(NOON, 1.0, now=0.0)
    for step in (3_600_000, -3_600_000):
        clock.hear(NOON + step, now=5.0)
        assert clock.at(6.0) == NOON + step + 1_000


def test_that_a_slow_drift_is_followed() -> None:
    clock = SourceClock()
    clock.start(NOON, 1.0, now=0.0)
    for beat in range(1, 1_000):
        clock.hear(NOON + beat * 4_990, now=beat * 5.0)
    heard = clock.at(999 * 5.0)
    assert heard is not None
    assert 0 <= heard - (NOON + 999 * 4_990) <= 120
