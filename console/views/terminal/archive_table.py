"""The list of archived days as a table for a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.table import Table

from console.history.archive import DayEntry
from console.history.day_levels import DayLevel
from console.views.terminal.terminal_text import add_row, cut_to_columns, table
from console.views.text import days_text, goal_share_text, plain_text, share_text, size_text
from feeds.events import instant_text

_SOURCE_COLUMNS = 20
_COUNTED = ("flags", "gaps")


def days_table(entries: Iterable[DayEntry]) -> Table:
    """A row for each of *entries*, and their sum."""
    entries = list(entries)
    made = table(
        ("source", "left"),
        ("day", "left"),
        ("from (UTC)", "left"),
        ("to (UTC)", "left"),
        ("lines", "right"),
        ("flags", "right"),
        ("gaps", "right"),
        ("on disk", "right"),
        gap=2,
    )
    for entry in entries:
        add_row(made, *_cells(entry))
    lines = sum(entry.totals.lines for entry in entries if entry.totals is not None)
    size = size_text(sum(entry.size for entry in entries))
    counts = [f"{sum(entry.records.get(name, 0) for entry in entries):,}" for name in _COUNTED]
    add_row(made, days_text(len(entries)), "", "", "", f"{lines:,}", *counts, size)
    return made


def level_line(source: str, day: str, level: DayLevel) -> str:
    """The service level of a day as one line.

    >>> level_line("lisbon", "2026-06-16", DayLevel(0.8144, 0.8, "voice", 1234))
    '2026-06-16  lisbon  voice  81.4 %  goal 80 %  1,234 contacts'
    """
    goal = "goals differ" if level.target is None else f"goal {goal_share_text(level.target)}"
    parts = [day, plain_text(source), level.channel or "all channels", share_text(level.share, level.target)]
    return "  ".join([*parts, goal, f"{level.counted:,} contacts"])


def _cells(entry: DayEntry) -> list[str]:
    totals = entry.totals
    return [
        cut_to_columns(plain_text(entry.day.source), _SOURCE_COLUMNS),
        entry.day.day,
        _time(None if totals is None else totals.first_at),
        _time(None if totals is None else totals.last_at),
        "damaged" if totals is None else f"{totals.lines:,}",
        *(f"{entry.records.get(name, 0):,}" for name in _COUNTED),
        size_text(entry.size),
    ]


def _time(at: int | None) -> str:
    return "–" if at is None else instant_text(at)[:19].replace("T", " ")
