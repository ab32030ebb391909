"""Unseen spans: times of which a floor was told nothing, in words."""

from __future__ import annotations

from console.floor.entities.site import zone
from console.floor.floor import Floor
from console.views.text import clock_text, duration_text


def blind_spans_text(floor: Floor) -> str:
    """How often, how long and when last nothing was seen of *floor*; empty where all was."""
    if not floor.blind_spans:
        return ""
    lasted = duration_text(sum(end - start for start, end in floor.blind_spans) / 1000)
    start, end = (clock_text(at, zone(floor.site.at(floor.latest).time_zone)) for at in floor.blind_spans[-1])
    times = f"{len(floor.blind_spans):,} times" if len(floor.blind_spans) > 1 else "once"
    last = "the last time " if len(floor.blind_spans) > 1 else ""
    return (
        f"{times} nothing was seen for a while, {lasted} in all, {last}from {start} to {end}: "
        "what came and went then is in no figure"
    )
