"""The outage of the first day at 10:40: its severity by minute."""

from __future__ import annotations

OUTAGE, PEAK, OVER = 10 * 60 + 40, 10 * 60 + 55, 11 * 60 + 35  # minutes of the local day


def outage(minute: float) -> float:
    """The severity of the outage at *minute* of its day, 0 to 1.

    >>> outage(10 * 60 + 39), outage(10 * 60 + 55), outage(12 * 60)
    (0.0, 1.0, 0.0)
    """
    if not OUTAGE <= minute < OVER:
        return 0.0
    if minute < PEAK:
        return 0.4 + 0.6 * (minute - OUTAGE) / (PEAK - OUTAGE)
    return (OVER - minute) / (OVER - PEAK)
