"""Another day beside the one shown, as a pale line: the same day last week, or any other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import msgspec
from PySide6.QtCore import QObject, QProcess

from console.floor.entities.site import day_start, zone
from console.floor.ledgers.timeline import NEVER
from console.history.days.day_clock import day_of
from console.program import program
from console.sources.days.archived_levels import DayCurves
from console.views.compared_day import ComparedDay
from console.views.named_instant import day_text
from console.window.controllers.past.past_days import PastDays
from console.window.session.context import Context

_WEEK_DAYS = 7


class Comparison(QObject):
    """Compares the floor shown with another day of its archive, until told to stop. Owned by the app.

    A program of its own reads the other day.
    """

    def __init__(self, context: Context, days: PastDays) -> None:
        super().__init__(context)
        self._context = context
        self._days = days
        self._reading: QProcess | None = None
        self._wanted = ""
        context.window.action_requested.connect(self._on_action)
        context.session_began.connect(lambda _: self._end_reading())

    def compare_with(self, day: str) -> None:
        """Show *day*, a date, as a pale line below the lines of the day shown."""
        session, shown = self._context.session, self._days.shown()
        if session is None or shown is None:
            return
        self._end_reading()
        self._wanted = day
        name, *arguments = program()
        minutes = max(1, session.desk.view.choices.window_ms // 60_000)
        asked = ["--archive", str(shown.archive.path), "--day", day, "--window", str(minutes)]
        if shown.source is not None:
            asked += ["--source", shown.source]
        reading = self._reading = QProcess(self)
        reading.finished.connect(self._on_read)
        reading.start(name, [*arguments, "archive", "curves", *asked])

    def _on_action(self, name: str) -> None:
        """Compare with the same day of the week before; once more ends it."""
        session = self._context.session
        if name != "compare" or session is None or session.desk.floor.latest == NEVER:
            return
        desk = session.desk
        if desk.view.choices.compared is not None:
            desk.choose(replace(desk.view.choices, compared=None))
            return
        at = desk.playhead.now
        day = date.fromisoformat(day_of(desk.floor.site.at(at), at))
        self.compare_with((day - timedelta(days=_WEEK_DAYS)).isoformat())

    def _on_read(self) -> None:
        reading, session = self._reading, self._context.session
        if reading is None:
            return
        found = bytes(reading.readAllStandardOutput().data())
        said = bytes(reading.readAllStandardError().data())
        self._end_reading()
        if session is None:
            return
        try:
            curves = msgspec.json.decode(found, type=DayCurves)
        except msgspec.MsgspecError:
            words = said.decode("utf-8", "replace").strip().removeprefix("floorlight: ")
            self._context.window.show_error(f"Nothing to compare with: {words or 'the day cannot be read'}")
            return
        desk = session.desk
        settings = desk.floor.site.at(curves.start)
        compared = ComparedDay(
            day_text(curves.start, zone(settings.time_zone), with_year=False),
            day_start(settings, curves.start),
            curves.start,
            curves.step_ms,
            curves.shares,
            curves.queues,
        )
        desk.choose(replace(desk.view.choices, compared=compared))

    def _end_reading(self) -> None:
        reading, self._reading = self._reading, None
        if reading is not None:
            reading.kill()
            reading.deleteLater()
