"""The curve of the outage."""

from __future__ import annotations

from feeds.simulator.work.outage import OUTAGE, OVER, PEAK, outage


def test_that_the_outage_rises_to_its_peak_and_falls_to_nothing() -> None:
    assert outage(OUTAGE - 1) == outage(OVER) == 0
    curve = [outage(minute) for minute in range(OUTAGE, OVER)]
    assert max(curve) == outage(PEAK) == 1
    assert curve[: PEAK - OUTAGE] == sorted(curve[: PEAK - OUTAGE])
    assert curve[PEAK - OUTAGE :] == sorted(curve[PEAK - OUTAGE :], reverse=True)
