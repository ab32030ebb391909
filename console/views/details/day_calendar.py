"""A calendar of archived days, a month at a time, each with its service level."""

from __future__ import annotations

from calendar import Calendar, month_name
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from console.history.day_levels import DayLevel
from console.views.goals import level_severity
from console.views.rows import Severity
from console.views.text import goal_share_text, share_text

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day of the calendar: `level` is its service level as text, "…" while it is not known; `note` what it
    was measured over.
    """

    day: str
    number: str
    level: str = ""
    severity: Severity = Severity.NONE
    note: str = ""
    is_kept: bool = False
    is_shown: bool = False


@dataclass(frozen=True, slots=True)
class CalendarMonth:
    """A month of the calendar: weeks from Monday to Sunday, None for a day of another month."""

    title: str
    weeks: tuple[tuple[CalendarDay | None, ...], ...]


def calendar_month(
    month: date, kept: Collection[str], levels: Mapping[str, DayLevel], shown: str
) -> CalendarMonth:
    """The month that contains *month*, with the *levels* read so far of the days *kept*; marks *shown*."""
    weeks = Calendar().monthdatescalendar(month.year, month.month)
    days = tuple(
        tuple(_day(day, kept, levels, shown) if day.month == month.month else None for day in week)
        for week in weeks
    )
    return CalendarMonth(f"{month_name[month.month]} {month.year}", days)


def _day(day: date, kept: Collection[str], levels: Mapping[str, DayLevel], shown: str) -> CalendarDay:
    name = day.isoformat()
    level = levels.get(name)
    is_kept = name in kept
    if level is None:
        return CalendarDay(
            name, f"{day.day}", "…" if is_kept else "", is_kept=is_kept, is_shown=name == shown
        )
    goal = "goals differ" if level.target is None else f"goal {goal_share_text(level.target)}"
    note = f"{level.channel or 'all channels'}, {goal}, {level.counted:,} contacts"
    return CalendarDay(
        name,
        f"{day.day}",
        share_text(level.share, level.target),
        level_severity(level.share, level.target) if level.share is not None else Severity.NONE,
        note,
        is_kept,
        name == shown,
    )


def month_beside(month: date, months: int) -> date:
    """The first day of the month *months* after that of *month*, before it if negative.

    >>> month_beside(date(2026, 1, 31), -1), month_beside(date(2026, 12, 5), 1)
    (datetime.date(2025, 12, 1), datetime.date(2027, 1, 1))
    """
    number = month.year * 12 + month.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def day_beside(day: str, days: int) -> str:
    """The day *days* after *day*, before it if negative.

    >>> day_beside("2026-03-01", -1)
    '2026-02-28'
    """
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
