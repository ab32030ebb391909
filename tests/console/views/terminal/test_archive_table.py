"""The list of archived days in a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.console import Console

from console.history.archive import ArchivedDay, DayEntry
from console.history.days.day_file import DayTotals
from console.views.terminal.archive_table import days_table
from console.views.text import size_text


def table(*entries: DayEntry) -> str:
    console = Console(width=120, no_color=True)
    with console.capture() as captured:
        console.print(days_table(entries))
    return captured.get()


def test_that_a_row_says_what_a_day_holds_and_the_last_sums_up() -> None:
    day = ArchivedDay("lisbon", "2026-06-16", Path("2026-06-16.db"))
    shown = table(
        DayEntry(
            day, DayTotals(1234, 1_781_596_800_000, 1_781_683_199_999, 90), 20_480, {"flags": 12, "gaps": 1}
        ),
        DayEntry(day._replace(day="2026-06-17"), DayTotals(1, None, None, 9), 4_096, {}),
        DayEntry(day._replace(day="2026-06-18"), None, 4_096, {}),
    )
    rows = [" ".join(line.split()) for line in shown.splitlines()]
    assert "lisbon 2026-06-16 2026-06-16 08:00:00 2026-06-17 07:59:59 1,234 12 1 20.5 kB" in rows
    assert "lisbon 2026-06-17 – – 1 0 0 4.1 kB" in rows
    assert "lisbon 2026-06-18 – – damaged 0 0 4.1 kB" in rows
    assert "3 days 1,235 12 1 28.7 kB" in rows


def test_that_a_hostile_name_is_shown_as_text() -> None:
    day = ArchivedDay("[red]x\x1b[2J", "2026-06-16", Path("x.db"))
    shown = table(DayEntry(day, None, 1, {}))
    assert "\x1b" not in shown
    assert "[red]x" in shown


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (14_300_000, "14.3 MB"),
        (2e12, "2.0 TB"),
        (1e16, "10000.0 TB"),
    ],
)
def test_that_sizes_are_short(size: float, text: str) -> None:
    assert size_text(size) == text
