"""Days of the archive in the window: which there are, and showing one while a live floor goes on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt

from console.desk.desk import Desk
from console.desk.playhead import Playhead
from console.floor.entities.site import day_start
from console.floor.ledgers.timeline import NEVER
from console.history.archive import Archive, ArchivedDay
from console.history.checkpoints.opening import open_day
from console.history.days.day_clock import day_of
from console.history.days.errors import ArchiveError
from console.sources.live import LiveSource
from console.sources.recording import RecordingSource
from console.sources.source import Source
from console.window.session.context import Context
from console.window.session.floor_session import FloorSession

_DAY_MS = 24 * 3_600_000
# Shows a source over the floor shown, with its playhead placed once it is read.
ShowOver = Callable[[Source, Callable[[Playhead], object]], FloorSession]


class ShownArchive(NamedTuple):
    """The archive behind what is shown, its source (None: any), and the day shown (empty: not an archived
    one).
    """

    archive: Archive
    source: str | None
    day: str

    def days(self) -> list[ArchivedDay]:
        """The days there are, in order; none if the archive cannot be read."""
        try:
            return self.archive.days(self.source)
        except ArchiveError:
            return []


class PastDays(QObject):
    """Goes to instants of any day that the archive has. Owned by the app.

    *place* is the archive of the settings; *show_over* shows a day over a live floor, *return_to_live* that
    floor again.
    """

    def __init__(
        self,
        context: Context,
        place: Callable[[], Path],
        show_over: ShowOver,
        return_to_live: Callable[[], object],
    ) -> None:
        super().__init__(context)
        self._context = context
        self._place = place
        self._show_over = show_over
        self._return_to_live = return_to_live
        self._wanted = 0
        self._live: Desk | None = None  # while an archived day is shown over it
        context.session_began.connect(self._on_session)

    def shown(self) -> ShownArchive | None:
        """The archive behind what is shown; None if nothing is, or the archive cannot be read."""
        session = self._context.session
        if session is None:
            return None
        source, path, name, day = session.tick.source, self._place(), None, ""
        if isinstance(source, RecordingSource) and source.day is not None:
            path, name, day = source.day.path.parent.parent, source.day.source, source.day.day
        elif isinstance(source, LiveSource):
            path = path if source.archive is None else source.archive.path
            hello = None if source.feed is None else source.feed.client.session.hello
            name = None if hello is None else hello.source
        try:
            return ShownArchive(Archive(path), name, day)
        except ArchiveError:
            return None

    def newest(self) -> int:
        """The newest instant there is (ms), of what is shown, of the archive, or of the live floor."""
        session, shown = self._context.session, self.shown()
        if session is None:
            return 0
        if self._live is not None:
            return self._live.playhead.end
        edge = session.desk.playhead.end
        if shown is not None and shown.day and (days := shown.days()):
            edge += (date.fromisoformat(days[-1].day) - date.fromisoformat(shown.day)).days * _DAY_MS
        return edge

    def go_to(self, at: int, is_day: bool = False, is_dragged: bool = False) -> bool:
        """Show the floor at the instant *at* (ms), of any day; False if there is none.

        If *is_day*, its day at the time of day shown now; if *is_dragged*, the nearest instant there is
        between the one shown and *at*.
        """
        session = self._context.session
        if session is None or session.desk.floor.latest == NEVER:
            return False
        head, site = session.desk.playhead, session.desk.floor.site
        if is_day:
            at += head.now - day_start(site.at(head.now), head.now)
        if head.start <= at <= head.end:
            session.seek(at)
            return True
        shown, day = self.shown(), day_of(site.at(at), at)
        if shown is not None and day == shown.day:
            self._wanted = at  # it may still be read
            session.seek(at)
            return True
        if self._live is not None and at >= self._live.playhead.start:
            self._return_to_live()
            return self.go_to(at)
        found = None if shown is None else self._day_for(shown, day, at < head.now, is_dragged)
        if shown is None or found is None or found.day == shown.day:
            return False
        self._open(shown.archive, found, at)
        return True

    def open_day(self, day: str, source: str | None) -> None:
        """Show *day* of *source* at the time of day shown now. Raises ArchiveError if it cannot be read."""
        session, shown = self._context.session, self.shown()
        if session is None or shown is None or day == shown.day:
            return
        desk = session.desk
        now = desk.playhead.now
        opening = open_day(shown.archive, day, source)
        start = day_start(desk.floor.site.at(now), now)
        self._begin(RecordingSource(opening), opening.start + now - start)

    def _day_for(
        self, shown: ShownArchive, day: str, is_earlier: bool, is_nearest: bool
    ) -> ArchivedDay | None:
        """The archived *day*; if *is_nearest*, the nearest there is before the one shown, or after."""
        days = shown.days()
        exact = next((found for found in days if found.day == day), None)
        if exact is not None or not is_nearest:
            return exact
        if is_earlier:
            return max((found for found in days if found.day < day), key=attrgetter("day"), default=None)
        return min((found for found in days if found.day > day), key=attrgetter("day"), default=None)

    def _open(self, archive: Archive, day: ArchivedDay, at: int) -> None:
        self._context.attempt(
            lambda: self._begin(RecordingSource(open_day(archive, day.day, day.source)), at)
        )

    def _begin(self, source: Source, at: int) -> None:
        """Show *source* at *at*, over the live floor if there is one."""
        session = self._context.session
        live = session.desk if session is not None and session.desk.follows else self._live
        self._wanted = at
        self._show_over(source, lambda head: head.seek(self._wanted))
        self._live = live

    def _on_session(self, session: FloorSession) -> None:
        self._live = None
        session.tick.rows_ready.connect(self._note_reach, Qt.ConnectionType.SingleShotConnection)

    def _note_reach(self) -> None:
        """Let a drag leave the time bar where the archive has a day beyond it."""
        session, shown = self._context.session, self.shown()
        if session is None or shown is None:
            return
        floor = session.desk.floor
        days = [found.day for found in shown.days()]
        first = shown.day or day_of(floor.site.at(floor.shown_from), floor.shown_from)
        last = shown.day or "9999"
        self._context.window.time_bar.plot.set_reach(
            any(day < first for day in days),
            self._live is not None or any(day > last for day in days),
        )
