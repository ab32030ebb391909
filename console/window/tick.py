"""The tick between desk and window: reads the source in slices and emits finished rows."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from console.clock import Clock
from console.desk.desk import Desk
from console.desk.garbage import CycleCollector
from console.sources.source import Source
from console.views.floor.choices import LinkState
from console.views.rows import FloorRows, Link
from console.views.terminal.connection_text import error_text
from console.window.health import Health
from console.window.link import link_of

TICK_MS = 16
_LOADING_SECONDS = 0.5  # minimum between two readings of a recording being loaded
_LOADING_SHARE = 50  # and at most one part in this many of the time goes into readings
_SLICE_SECONDS = 0.008  # of a tick for events; the rest is for the window
_WATCH_MS = 500
_ROWS_SECONDS = 1.0  # a visible or ageing floor has new rows about this often
_ROWS_OLD_SECONDS = 10.0  # a live floor without new rows for this long is no longer shown as live
_log = logging.getLogger("floorlight.window")


class Tick(QObject):
    """Advances the desk on the GUI thread. Owned by the app.

    `rows_ready` carries FloorRows, `line_ready` a TimeLine, `progressed` bytes done and in total, `failed`
    the source's failure, `troubled` a problem being repaired, `mended` the same once it is repaired.
    `link_ready` carries a LinkState when there are no rows to carry it.
    """

    rows_ready = Signal(object)
    line_ready = Signal(object)
    progressed = Signal(object, object)
    loaded = Signal()
    failed = Signal(str)
    troubled = Signal(str)
    mended = Signal(str)
    link_ready = Signal(object)

    def __init__(self, desk: Desk, source: Source, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.source = source
        self.health = Health(clock)
        self.clock = clock
        self._last = clock.passed()
        self._was_loading = source.progress is not None
        self._has_failed = False
        self._collector = CycleCollector()
        self._next_look = self._spent_looking = 0.0
        self._trouble = self._broken = ""
        self._rows_at: float | None = None
        self._shown_link = Link.LOADING
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.tick)
        self._watching = QTimer(self)
        self._watching.timeout.connect(self.watch)

    def start(self) -> None:
        self._collector.begin()
        self._last = self.clock.passed()
        self._timer.start()
        self._watching.start(_WATCH_MS)

    def rest(self) -> None:
        """Stop the tick."""
        self._timer.stop()
        self._watching.stop()
        self._soon.stop()

    def stop(self) -> None:
        """Stop the tick and the source."""
        self.rest()
        self.source.stop()
        self._collector.end()

    def tick(self) -> None:
        """Apply what has arrived, within a slice of time, and emit what has changed.

        A reading longer than a slice continues immediately in the next turn. Errors in a tick are reported,
        and the next tick tries again.
        """
        try:
            self._tick()
        except Exception as error:
            words = f"The view could not be refreshed: {error_text(error)}; what you see may be old"
            if words != self._broken:
                _log.error("%s", words, exc_info=error)
                self.failed.emit(words)
            self._broken = words

    def _tick(self) -> None:
        desk, clock = self.desk, self.clock
        began = clock.passed()
        until = began + _SLICE_SECONDS
        self.health.tick_begins(began)
        has_more = desk.may_take and self.take_in(until)
        desk.link = link_of(self.source.state(clock), desk.playhead)
        rows = self._read(began)
        if rows is not None:
            self._rows_at, self._shown_link = began, rows.headline.link
            self.rows_ready.emit(rows)
        if not desk.is_reading:
            self._read_along(is_idle=rows is None and not has_more)
        self._show_progress()
        goes_on = has_more or desk.is_reading
        if goes_on:
            self._soon.start()
        ended = clock.passed()
        self.health.tick_ends(ended, ended if goes_on else began + TICK_MS / 1000)

    def watch(self) -> None:
        """Emit the link state when no rows arrive: old rows must not look live."""
        if self._rows_at is None:
            return
        rows_age = self.clock.passed() - self._rows_at
        link = link_of(self.source.state(self.clock), self.desk.playhead)
        if link.link is Link.LIVE and rows_age >= _ROWS_OLD_SECONDS:
            link = LinkState(Link.STALE, age_seconds=max(rows_age, link.age_seconds or 0.0))
        if rows_age >= _ROWS_SECONDS and (link.link.is_old or link.link is not self._shown_link):
            self.desk.link, self._shown_link = link, link.link
            self.link_ready.emit(link)

    def take_in(self, until: float) -> bool:
        """Bring what has come to the desk until the clock has passed *until* (s); whether there is more."""
        try:
            for batch in self.source.take(self.clock, until):
                self.desk.take(batch)
        except Exception as error:
            self.source.give_up(error)
        self.desk.move_edge(self.source.edge(self.clock))
        return self.source.has_more

    def _read(self, began: float) -> FloorRows | None:
        """The changed rows, if any; only occasionally while the past is read."""
        desk, clock = self.desk, self.clock
        may_wait = desk.link.catches_up and not (desk.is_reading or desk.is_requested)
        if may_wait and began < self._next_look:
            return None
        until = clock.passed() + _SLICE_SECONDS
        rows = desk.tick(began - self._last, lambda: clock.passed() >= until)
        self._last = began
        self._spent_looking += clock.passed() - began
        if not desk.is_reading:
            pause = max(_LOADING_SECONDS, _LOADING_SHARE * self._spent_looking)
            self._next_look, self._spent_looking = began + pause, 0.0
        return rows

    def _read_along(self, is_idle: bool) -> None:
        """Update the time bar's line and marks, if due or idle."""
        if self.desk.line_is_due():
            self.line_ready.emit(self.desk.time_line())
        elif self.desk.link.catches_up:
            self._collector.skip()
        elif is_idle:
            self.desk.marks.advance()
            self._collector.sweep(self.clock.passed())

    def _show_progress(self) -> None:
        progress = self.source.progress
        if progress is not None:
            self.progressed.emit(*progress)
        elif self._was_loading:
            self._was_loading = False
            self.loaded.emit()
        if self.source.failure is not None and not self._has_failed:
            self._has_failed = True
            self.failed.emit(str(self.source.failure))
        elif self.source.trouble != self._trouble:
            before, self._trouble = self._trouble, self.source.trouble
            if before:
                self.mended.emit(before)
            if self._trouble:
                self.troubled.emit(self._trouble)
