"""Unseen spans: times of which a floor was told nothing, in words."""

from __future__ import annotations

from console.floor.floor import Floor
from console.floor.site import zone
from console.views.text import clock_text, measured_text


def unseen_text(floor: Floor) -> str:
    """How often, how long and when last nothing was seen of *floor*; empty where all was."""
    if not floor.unseen:
        return ""
    lasted = measured_text(sum(end - start for start, end in floor.unseen) / 1000)
    start, end = (clock_text(at, zone(floor.site.at(floor.latest).time_zone)) for at in floor.unseen[-1])
    last = f" in {len(floor.unseen):,} gaps, the last" if len(floor.unseen) > 1 else ","
    return (
        f"{lasted} of data missing{last} from {start} to {end}: "
        "what came and went in that time is in no figure"
    )
