"""The calendar of archived days: opened by Ctrl+G, filled as a program of its own reads the days."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, QProcess

from console.history.day_levels import DayLevel, kept_levels
from console.history.days.day_clock import day_of
from console.history.days.errors import ArchiveError
from console.program import program
from console.views.details.day_calendar import calendar_month, month_beside
from console.window.controllers.past.comparison import Comparison
from console.window.controllers.past.past_days import PastDays, ShownArchive
from console.window.session.context import Context

if TYPE_CHECKING:
    from widgets.past.day_calendar import DayCalendar


class CalendarWindow(QObject):
    """Opens the calendar, and shows the day chosen in it. Owned by the app.

    Reading a day takes up to a second, so days whose service level is not kept yet are read in a program of
    its own, which ends with the calendar.
    """

    def __init__(self, context: Context, days: PastDays, comparison: Comparison) -> None:
        super().__init__(context)
        self._context = context
        self._days = days
        self._comparison = comparison
        self._shown: ShownArchive | None = None
        self._kept: list[str] = []
        self._levels: dict[str, DayLevel] = {}
        self._month = date.min
        self._day = ""
        self._calendar: DayCalendar | None = None
        self._reading: QProcess | None = None
        self._unread = b""
        context.window.action_requested.connect(self._on_action)

    def _on_action(self, name: str) -> None:
        if name == "calendar" and self._calendar is None:
            self._context.attempt(self._open)

    def _open(self) -> None:
        """Open the calendar. Raises ArchiveError if there are no days."""
        from widgets.past.day_calendar import DayCalendar

        session, shown = self._context.session, self._days.shown()
        if session is None or shown is None:
            raise ArchiveError("open a source, a recording or a day first: then its archive has a calendar")
        days = shown.archive.days(shown.source)
        if not days:
            whose = "" if shown.source is None else f" of {shown.source}"
            raise ArchiveError(
                f"the archive {shown.archive.path} has no days{whose} yet: a live source fills it, "
                "and `floorlight archive add`"
            )
        source = shown.source or days[-1].source
        self._shown = shown._replace(source=source)
        self._kept = [found.day for found in days if found.source == source]
        now = session.desk.playhead.now
        here = shown.day or day_of(session.desk.floor.site.at(now), now)
        self._day = here
        cursor = here if here in self._kept else self._kept[-1]
        self._levels = kept_levels(shown.archive, source)
        self._month = date.fromisoformat(cursor).replace(day=1)
        calendar = self._calendar = DayCalendar(self._context.window.theme, self._context.window)
        calendar.grid.set_cursor_day(cursor)
        calendar.month_requested.connect(self._on_month)
        calendar.day_left.connect(self._on_day_left)
        calendar.chosen.connect(self._on_chosen)
        calendar.compared.connect(self._comparison.compare_with)
        calendar.destroyed.connect(self._on_closed)
        self._show()
        calendar.open()
        if any(day not in self._levels for day in self._kept):
            self._read(source)

    def _show(self) -> None:
        if self._calendar is not None and self._shown is not None:
            month = calendar_month(self._month, self._kept, self._levels, self._day)
            days = "1 day" if len(self._kept) == 1 else f"{len(self._kept):,} days"
            self._calendar.show_month(month, f"{days} of {self._shown.source} · service level of the day")

    def _on_month(self, months: int) -> None:
        self._month = month_beside(self._month, months)
        if self._calendar is not None:
            self._calendar.grid.set_cursor_day(self._month.isoformat())
        self._show()

    def _on_day_left(self, day: str) -> None:
        self._month = date.fromisoformat(day).replace(day=1)
        self._show()

    def _on_chosen(self, day: str) -> None:
        shown = self._shown
        if shown is not None:
            self._context.attempt(lambda: self._days.open_day(day, shown.source))

    def _on_closed(self) -> None:
        self._calendar = None
        if self._reading is not None:
            self._reading.kill()

    # Levels that are not kept yet -----------------------------------------------------------------

    def _read(self, source: str) -> None:
        """Read the levels of the days of *source* in a program of its own."""
        assert self._shown is not None
        name, *arguments = program()
        place = ("--archive", str(self._shown.archive.path), "--source", source, "--format", "json")
        reading = self._reading = QProcess(self)
        self._unread = b""
        reading.readyReadStandardOutput.connect(self._on_read)
        reading.finished.connect(self._on_finished)
        reading.start(name, [*arguments, "archive", "levels", *place])

    def _on_read(self) -> None:
        if self._reading is None:
            return
        self._unread += self._reading.readAllStandardOutput().data()
        *lines, self._unread = self._unread.split(b"\n")
        for line in lines:
            with suppress(ValueError, msgspec.ValidationError, KeyError):
                found = json.loads(line)
                self._levels[found["day"]] = msgspec.convert(found, DayLevel)
        self._show()

    def _on_finished(self) -> None:
        if self._reading is not None:
            self._reading.deleteLater()
            self._reading = None
