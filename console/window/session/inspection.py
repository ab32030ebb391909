"""What the inspector shows of a floor and its source, and what is wrong with a recording."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from console.desk.desk import Desk
from console.floor.ledgers.timeline import NEVER
from console.sources.live import LiveSource
from console.sources.recording import RecordingSource
from console.sources.source import Source
from console.views.blind_spans import blind_spans_text
from console.views.details.inspector import Inspection, RawLine, anomalies, counters, quarantine, raw_lines


def inspection(desk: Desk, source: Source, sample: Mapping[str, object], wanted: str) -> Inspection:
    """What a developer needs when a number looks wrong; only raw events with all words *wanted* in them.

    The events of a recording are those of `LogEvents`.
    """
    invalid = [(found.line, found.reason, found.raw) for found in _invalid(source)]
    events: tuple[RawLine, ...] = ()
    if isinstance(source, LiveSource):
        events = raw_lines(source.raw, source.counters()["received"], wanted)
    return Inspection(
        events=events,
        anomalies=anomalies(desk.floor),
        quarantine=quarantine(invalid),
        counters=counters(sample),
    )


def _invalid(source: Source) -> list[Any]:
    if isinstance(source, LiveSource):
        return list(source.quarantine)
    if isinstance(source, RecordingSource):
        return [found for _, found in source.loading.loaded.invalid]
    return []


def noted(source: RecordingSource) -> list[str]:
    """What a person should know of recordings that have been read: they are cut, have holes, or hold what is
    no event."""
    count, cuts = source.loading.loaded.invalid_count, source.loading.cuts
    cuts = [*cuts, *filter(None, [blind_spans_text(source.floor)])]
    if source.floor.latest == NEVER:
        return [*cuts, "no readable event was found: there is nothing to show"]
    if count:
        lines = "1 line is not an event" if count == 1 else f"{count:,} lines are not events"
        return [*cuts, f"{lines}: the inspector (Ctrl+2) and `floorlight check` show which"]
    return cuts
