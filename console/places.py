"""What the window needs beside a floor: settings and choices as it has them, and what the inspector shows."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Any

from console.desk import Desk
from console.preferences import Preferences
from console.settings import SettingsError
from console.sources import LiveSource, RecordingSource, Source
from console.views.choices import Choices, Goals
from console.views.inspection import Inspection, RawLine, anomalies, counters, quarantine, raw_lines

_GOALS = Goals(average_speed_of_answer_seconds=30.0, abandon_rate=0.05, occupancy=0.85, adherence=0.92)


def inspection(desk: Desk, source: Source, sample: Mapping[str, object], wanted: str) -> Inspection:
    """What a developer needs when a number looks wrong; only raw events with all words *wanted* in them."""
    invalid = [(found.line, found.reason, found.raw) for found in _invalid(source)]
    events: tuple[RawLine, ...] = ()
    note = "A recording's events stand in its file: `floorlight tail LOG` shows them."
    if isinstance(source, LiveSource):
        events, note = raw_lines(source.raw, source.feed.inbox.received, wanted), ""
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


def has_display() -> bool:
    """Whether this machine has a screen to open a window on."""
    if os.environ.get("QT_QPA_PLATFORM", "") in ("offscreen", "minimal"):
        return False
    if sys.platform != "linux":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
