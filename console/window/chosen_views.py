"""What the window needs beside a floor: settings and choices as it has them, and what the inspector shows."""

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
from console.views.floor.choices import Choices, Goals
from feeds.errors import UserError
from feeds.events import instant_text
from feeds.recordings.whole_file import whole_file

_KEPT_LIMIT = 1024 * 1024
_GOALS = Goals(average_speed_of_answer_seconds=30.0, abandon_rate=0.05, occupancy=0.85, adherence=0.92)


def inspection(desk: Desk, source: Source, sample: Mapping[str, object], wanted: str) -> Inspection:
    """What a developer needs when a number looks wrong; only raw events with all words *wanted* in them."""
    invalid = [(found.line, found.reason, found.raw) for found in _invalid(source)]
    events: tuple[RawLine, ...] = ()
    note = "A recording's events stand in its file: `floorlight tail LOG` shows them."
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
    """What a person should know of recordings that have been read: they are cut, have holes, or hold what is
    no event."""
    count, cuts = source.loading.loaded.invalid_count, source.loading.cuts
    cuts = [*cuts, *filter(None, [blind_spans_text(source.floor)])]
    if source.floor.latest == NEVER:
        return [*cuts, "no event has been found that could be read: there is nothing to show"]
    if count:
        lines = "1 line is" if count == 1 else f"{count:,} lines are"
        return [*cuts, f"{lines} no event: the inspector (Ctrl+2) and `floorlight check` show which"]
    return cuts


def move_to(head: Playhead, wanted: int) -> list[str]:
    """Let *head* stand at the instant *wanted* (ms); what to tell a person where there is no such instant."""
    head.seek(wanted)
    if head.start <= wanted <= head.end:
        return []
    side, edge = ("before", "beginning") if wanted < head.start else ("after", "end")
    return [f"{instant_text(wanted)} lies {side} all there is: its {edge} is shown, {instant_text(head.now)}"]


def flat(chosen: Preferences) -> dict[str, str | int | float]:
    """The settings by `table.key`."""
    return {
        f"{table}.{key}": value for table, keys in chosen.model_dump().items() for key, value in keys.items()
    }


def unflat(values: Mapping[str, str | int | float]) -> Preferences:
    """The settings whose values by `table.key` are these. Raises SettingsError."""
    tables: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        table, _, key = name.partition(".")
        tables.setdefault(table, {})[key] = value
    try:
        return Preferences.model_validate(tables)
    except ValueError as error:
        raise SettingsError(f"the settings cannot be kept: {str(error).splitlines()[0]}") from None


def choices_of(chosen: Preferences) -> Choices:
    """The choices a person's settings name."""
    floor = chosen.floor
    return Choices(
        channel=floor.channel,
        window_ms=floor.window_minutes * 60_000,
        group_by=floor.group_by,
        order=floor.order,
        queue_order=floor.queue_order,
        goals=_GOALS,
    )


def shown_choices(chosen: Preferences) -> dict[str, str]:
    """What the window's own controls show as chosen."""
    floor = chosen.floor
    return {
        "group_by": floor.group_by,
        "order": floor.order,
        "queue_order": floor.queue_order,
        "tiles": chosen.appearance.tiles,
    }


def kept_bytes(path: Path) -> bytes:
    """What was kept at *path*, _KEPT_LIMIT bytes at most; nothing where there is nothing to be had."""
    try:
        with path.open("rb") as file:
            return file.read(_KEPT_LIMIT)
    except OSError:
        return b""


def keep_bytes(path: Path, state: bytes) -> None:
    """Keep *state* at *path*, where that can be: what is kept so is a comfort, and no reason to complain."""
    with contextlib.suppress(OSError, UserError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path) as file:
            file.write(state)
