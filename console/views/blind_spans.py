"""Blind spans, the times for which a floor has no data, as text."""

from __future__ import annotations

from dataclasses import replace

from console.floor.entities.site import zone
from console.floor.floor import Floor
from console.views.rows import DataGap, Figure
from console.views.text import clock_text, measured_text, window_text


def blind_spans_text(floor: Floor) -> str:
    """Number, total length and last of the blind spans of *floor*; empty if there are none."""
    if not floor.blind_spans:
        return ""
    lasted = measured_text(sum(end - start for start, end in floor.blind_spans) / 1000)
    start, end = (clock_text(at, zone(floor.site.at(floor.latest).time_zone)) for at in floor.blind_spans[-1])
    last = f" in {len(floor.blind_spans):,} gaps, the last" if len(floor.blind_spans) > 1 else ","
    return f"{lasted} of data missing{last} from {start} to {end}: no figure includes that time"


def gaps_between(floor: Floor, start: int, end: int) -> tuple[DataGap, ...]:
    """The blind spans of *floor* that overlap [start, end] (ms), cut to it, each with its text."""
    found = []
    here = zone(floor.site.at(end).time_zone)
    for since, until in floor.blind_spans:
        if since < end and until > start:
            span = f"{clock_text(since, here)} to {clock_text(until, here)}"
            missing = missing_text((until - since) / 1000)
            found.append(DataGap(max(since, start), min(until, end), f"{missing}, {span}"))
    return tuple(found)


def missing_seconds(floor: Floor, start: int, end: int) -> float:
    """The seconds within [start, end] (ms) for which *floor* has no data."""
    reached, missing = start, 0
    for since, until in sorted(floor.blind_spans):
        since, until = max(since, reached), min(until, end)
        if until > since:
            missing, reached = missing + until - since, until
    return missing / 1000


def missing_in(floor: Floor, until: int, window_ms: int) -> str:
    """How much data is missing in the window of *window_ms* that ends at *until* (ms); empty if none is."""
    if not floor.blind_spans:
        return ""
    seconds = missing_seconds(floor, until - window_ms, until)
    return missing_text(seconds) if seconds else ""


def with_missing(figure: Figure, missing: str) -> Figure:
    """*figure*, which says how much of its window is *missing*; the same if it has no window."""
    if not missing or figure.window_seconds is None:
        return figure
    return replace(figure, missing=missing)


def missing_text(seconds: float) -> str:
    """How much data is missing, as text.

    >>> missing_text(14.2), missing_text(0.4), missing_text(754)
    ('14 s of data missing', '1 s of data missing', '12 min 34 s of data missing')
    """
    return f"{window_text(max(1, round(seconds)))} of data missing"
