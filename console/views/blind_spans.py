"""Blind spans, the times for which a floor has no data, as text."""

from __future__ import annotations

from console.floor.entities.site import zone
from console.floor.floor import Floor
from console.views.text import clock_text, measured_text


def blind_spans_text(floor: Floor) -> str:
    """Number, total length and last of the blind spans of *floor*; empty if there are none."""
    if not floor.blind_spans:
        return ""
    lasted = measured_text(sum(end - start for start, end in floor.blind_spans) / 1000)
    start, end = (clock_text(at, zone(floor.site.at(floor.latest).time_zone)) for at in floor.blind_spans[-1])
    last = f" in {len(floor.blind_spans):,} gaps, the last" if len(floor.blind_spans) > 1 else ","
    return f"{lasted} of data missing{last} from {start} to {end}: no figure includes that time"
