"""The calendar's rows: weeks from Monday, and each day with what is known of it."""

from __future__ import annotations

from datetime import date

from console.history.day_levels import DayLevel
from console.views.details.day_calendar import calendar_month
from console.views.rows import Severity

LEVELS = {
    "2026-06-09": DayLevel(0.784, 0.8, "voice", 1234),
    "2026-06-10": DayLevel(None, None, "", 0),
    "2026-06-11": DayLevel(0.95, 0.8, "voice", 10),
}


def test_that_days_stand_below_their_weekdays_with_their_levels() -> None:
    month = calendar_month(date(2026, 6, 30), [*LEVELS, "2026-06-12"], LEVELS, "2026-06-11")
    assert month.title == "June 2026"
    assert all(len(week) == 7 for week in month.weeks)
    days = [day for week in month.weeks for day in week]
    assert days[:2] != [None, None]  # 1 June 2026 is a Monday
    assert days[30:] == [None] * 5
    found = {day.day: day for day in days if day is not None}
    assert len(found) == 30
    assert [found[f"2026-06-{n:02}"].level for n in range(8, 14)] == ["", "78.4 %", "–", "95.0 %", "…", ""]
    assert found["2026-06-09"].severity is Severity.BREACH
    assert found["2026-06-09"].note == "voice, goal 80 %, 1,234 contacts"
    assert found["2026-06-10"].note == "all channels, goals differ, 0 contacts"
    assert [day for day in found.values() if day.is_shown] == [found["2026-06-11"]]
    assert [day.day for day in found.values() if day.is_kept] == [*LEVELS, "2026-06-12"]
