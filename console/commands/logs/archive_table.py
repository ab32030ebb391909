"""The list of archived days as a table for a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich import box
from rich.table import Table

from console.history.archive import DayEntry
from console.views.text import plain_text
from feeds.events import instant_text

_UNITS = ("bytes", "kB", "MB", "GB", "TB")


def days_table(entries: Iterable[DayEntry]) -> Table:
    """A row for each of *entries*, and their sum."""
    entries = list(entries)
    table = Table(box=box.SIMPLE, show_footer=True, pad_edge=False)
    table.add_column("source", footer=f"{len(entries):,} days", overflow="fold")
    table.add_column("day")
    table.add_column("from (UTC)")
    table.add_column("to (UTC)")
    lines = sum(entry.totals.lines for entry in entries if entry.totals is not None)
    table.add_column("lines", justify="right", footer=f"{lines:,}")
    size = sum(entry.size for entry in entries)
    table.add_column("on disk", justify="right", footer=size_text(size))
    for entry in entries:
        totals = entry.totals
        table.add_row(
            plain_text(entry.day.source),
            entry.day.day,
            _time(None if totals is None else totals.first_at),
            _time(None if totals is None else totals.last_at),
            "damaged" if totals is None else f"{totals.lines:,}",
            size_text(entry.size),
        )
    return table


def size_text(size: float) -> str:
    """*size* in bytes as text.

    >>> size_text(512), size_text(14_300_000)
    ('512 bytes', '14.3 MB')
    """
    for unit in _UNITS[:-1]:
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} {_UNITS[-1]}"


def _time(at: int | None) -> str:
    return "–" if at is None else instant_text(at)[:19].replace("T", " ")
