"""What the window needs besides a floor: its settings and choices, and the inspector's data."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from console.desk.desk import Desk
from console.desk.playhead import Playhead
from console.floor.ledgers.timeline import NEVER
from console.settings.preferences import Preferences
from console.settings.settings_files import SettingsError
from console.sources.live import LiveSource, RecordingSource, Source
from console.views.blind_spans import blind_spans_text
from console.views.details.inspector import Inspection, RawLine, anomalies, counters, quarantine, raw_lines
from console.views.floor.choices import Choices
from console.views.goals import GOALS
from feeds.errors import UserError
from feeds.events import instant_text
from feeds.recordings.whole_file import whole_file

_KEPT_LIMIT = 1024 * 1024


def inspection(desk: Desk, source: Source, sample: Mapping[str, object], wanted: str) -> Inspection:
    """The inspector's data, with only the raw events that contain all words of *wanted*."""
    invalid = [(found.line, found.reason, found.raw) for found in _invalid(source)]
    events: tuple[RawLine, ...] = ()
    note = "A recording's events are in its file: `floorlight tail LOG` shows them."
    if isinstance(source, LiveSource):
        events, note = raw_lines(source.raw, source.counters()["received"], wanted), ""
    return Inspection(
        events=events,
        events_note=note,
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
    """Remarks on loaded recordings: truncation, gaps, and lines that are not events."""
    count, cuts = source.loading.loaded.invalid_count, source.loading.cuts
    cuts = [*cuts, *filter(None, [blind_spans_text(source.floor)])]
    if source.floor.latest == NEVER:
        return [*cuts, "no readable event was found: there is nothing to show"]
    if count:
        lines = "1 line is not an event" if count == 1 else f"{count:,} lines are not events"
        return [*cuts, f"{lines}: the inspector (Ctrl+2) and `floorlight check` show which"]
    return cuts


def move_to(head: Playhead, wanted: int) -> list[str]:
    """Move *head* to the instant *wanted* (ms); returns a remark if it is outside the recording."""
    head.seek(wanted)
    if head.start <= wanted <= head.end:
        return []
    side, edge = ("before", "start") if wanted < head.start else ("after", "end")
    return [f"{instant_text(wanted)} is {side} the recording: showing its {edge}, {instant_text(head.now)}"]


def flat(chosen: Preferences) -> dict[str, str | int | float]:
    """The settings by `table.key`."""
    return {
        f"{table}.{key}": value for table, keys in chosen.model_dump().items() for key, value in keys.items()
    }


def unflat(values: Mapping[str, str | int | float]) -> Preferences:
    """The settings from values by `table.key`. Raises SettingsError."""
    tables: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        table, _, key = name.partition(".")
        tables.setdefault(table, {})[key] = value
    try:
        return Preferences.model_validate(tables)
    except ValueError as error:
        raise SettingsError(f"the settings cannot be saved: {str(error).splitlines()[0]}") from None


def choices_of(chosen: Preferences) -> Choices:
    """The choices from the user's settings."""
    floor = chosen.floor
    return Choices(
        channel=floor.channel,
        window_ms=floor.window_minutes * 60_000,
        group_by=floor.group_by,
        order=floor.order,
        queue_order=floor.queue_order,
        goals=GOALS,
    )


def shown_choices(chosen: Preferences) -> dict[str, str]:
    """The choices as shown by the window's controls."""
    floor = chosen.floor
    return {
        "group_by": floor.group_by,
        "order": floor.order,
        "queue_order": floor.queue_order,
        "tiles": chosen.appearance.tiles,
    }


def kept_bytes(path: Path) -> bytes:
    """The state saved at *path*, at most _KEPT_LIMIT bytes; empty if not available."""
    try:
        with path.open("rb") as file:
            return file.read(_KEPT_LIMIT)
    except OSError:
        return b""


def keep_bytes(path: Path, state: bytes) -> None:
    """Save *state* at *path*; failures are ignored, since the state is only a convenience."""
    with contextlib.suppress(OSError, UserError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path) as file:
            file.write(state)
