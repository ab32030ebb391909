"""The tick between desk and window: reads the source in slices and emits finished rows.

It runs when something arrives, at each whole second of a live floor, and while something moves or is being
read; at other times it costs nothing.
"""

from __future__ import annotations

import logging
import threading
from math import ceil, inf

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from console.clock import Clock
from console.desk.desk import Desk, Shown
from console.desk.garbage import CycleCollector
from console.sources.source import Source
from console.views.floor.choices import LinkState
from console.views.rows import FloorRows, Link
from console.views.terminal.connection_text import error_text
from console.window.session.health import Health
from console.window.session.link import link_of

TICK_MS = 16
_TICK_SECONDS = TICK_MS / 1000  # minimum between two ticks, unless a reading continues
_UNSEEN_SECONDS = 0.25  # the same while no rows are shown
_BROKEN_SECONDS = 0.25  # the same after an error
_LOADING_SECONDS = 0.5  # minimum between two readings of a recording being loaded
_LOADING_SHARE = 50  # and at most one part in this many of the time goes into readings
_SLICE_SECONDS = 0.008  # of a tick for events; the rest is for the window
_WATCH_MS = 500
_ROWS_SECONDS = 1.0  # a visible or ageing floor has new rows about this often
_ROWS_OLD_SECONDS = 10.0  # a live floor without new rows for this long is no longer shown as live
_log = logging.getLogger("floorlight.window")


class Tick(QObject):
    """Advances the desk on the GUI thread. Owned by the floor session.

    `rows_ready` carries FloorRows, `instant_ready` the instant (ms) for which something that does not show
    the rows can be read, `line_ready` a TimeLine, `progressed` bytes done and in total, `failed` the source's
    failure, `troubled` a problem being repaired, `mended` the same once it is repaired, `put_aside` why what
    comes is not kept though nothing is wrong. `link_ready` carries
    a LinkState when there are no rows to carry it.
    """

    rows_ready = Signal(object)
    instant_ready = Signal(object)
    line_ready = Signal(object)
    progressed = Signal(object, object)
    loaded = Signal()
    failed = Signal(str)
    troubled = Signal(str)
    put_aside = Signal(str)
    mended = Signal(str)
    link_ready = Signal(object)
    _arrived = Signal(float)

    def __init__(self, desk: Desk, source: Source, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.source = source
        self.health = Health(clock)
        self.clock = clock
        self._last = self._began = clock.passed()
        self._was_loading = source.progress is not None
        self._was_playing = False
        self._has_failed = False
        self._collector = CycleCollector()
        self._next_look = self._spent_looking = 0.0
        self._troubles: tuple[str, ...] = ()
        self._aside = self._broken = ""
        self._rows_at: float | None = None
        self._emitted: tuple[int | None, LinkState] | None = None
        self._shown_link = Link.LOADING
        self._runs = False
        self._next_at: float | None = None
        self._may_arrive = True
        self._arriving = threading.Lock()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.tick)
        self._watching = QTimer(self)
        self._watching.timeout.connect(self.watch)
        self._arrived.connect(self._on_arrival, Qt.ConnectionType.QueuedConnection)
        source.notify = self._announce
        desk.notify = self._on_request

    def start(self) -> None:
        self._collector.begin()
        self._last = self.clock.passed()
        self._runs = True
        self._start_timer(0.0)
        if self.desk.follows:
            self._watching.start(_WATCH_MS)

    def rest(self) -> None:
        """Stop the tick."""
        self._runs = False
        self._timer.stop()
        self._watching.stop()

    def stop(self) -> None:
        """Stop the tick and the source."""
        self.release()
        self.source.stop()

    def release(self) -> None:
        """Stop the tick; the source goes on, for another tick."""
        self.rest()
        with self._arriving:
            self._may_arrive = False
        self.source.notify = self.desk.notify = lambda: None
        self._collector.end()

    def tick(self) -> None:
        """Apply what has arrived, within a slice of time, and emit what has changed.

        A reading longer than a slice continues immediately in the next turn. Errors in a tick are reported,
        and the next tick tries again.
        """
        self._try(_SLICE_SECONDS)

    def show_at_once(self) -> None:
        """Like `tick`, with the whole reading: something hidden until now is about to be painted."""
        self._try(inf)

    def wake(self) -> None:
        """Tick now, or as soon as the last tick is long enough ago: something has arrived."""
        if not self._runs:
            return
        if self.desk.shown is Shown.NOTHING:
            pause = _UNSEEN_SECONDS
        else:
            pause = max(_TICK_SECONDS, self.desk.refresh_seconds)
        self._start_timer(max(0.0, self._began + pause - self.clock.passed()))

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

    @property
    def next_at(self) -> float | None:
        """The second of the clock at which the next tick is due if nothing arrives; None if none is."""
        return self._next_at

    # Waking ---------------------------------------------------------------------------------------

    def _announce(self) -> None:
        """Tell the GUI thread that the source has news. Called in any thread."""
        with self._arriving:
            if self._may_arrive:
                self._arrived.emit(self.clock.passed())

    def _on_arrival(self, announced: float) -> None:
        self.health.waited(self.clock.passed() - announced)
        self.wake()

    def _on_request(self) -> None:
        if not self._was_playing:
            self._last = self.clock.passed()  # playing starts now, not at the last tick
        self.wake()

    def _start_timer(self, seconds: float) -> None:
        """Tick in *seconds*, unless a tick is due sooner."""
        wait = ceil(seconds * 1000)
        at = self.clock.passed() + wait / 1000
        self.health.tick_due(at)
        self._next_at = at if self._next_at is None else min(at, self._next_at)
        if self._runs and not 0 <= self._timer.remainingTime() <= wait:
            self._timer.start(wait)

    def _plan(self, goes_on: bool) -> None:
        """Plan the next tick."""
        wait = self._seconds_to_next(goes_on)
        now = self.clock.passed()
        self.health.tick_ends(now, inf)
        self._timer.stop()
        if wait is not None:
            earliest = now if goes_on else self._began + _TICK_SECONDS
            self._start_timer(max(earliest - now, wait, 0.0))

    def _seconds_to_next(self, goes_on: bool) -> float | None:
        if goes_on:
            return 0.0
        desk = self.desk
        since = self.clock.passed() - self._began
        waits = [self.source.due_seconds(self.clock)]
        if desk.link.catches_up and not desk.is_requested:
            waits.append(self._next_look - self._began - since)
        elif (due := desk.due_seconds) is not None:
            waits.append(due - since)
        if self._is_idle_work_due():
            waits.append(0.0)
        return min((wait for wait in waits if wait is not None), default=None)

    # Ticking --------------------------------------------------------------------------------------

    def _try(self, slice_seconds: float) -> None:
        self._began, self._next_at = self.clock.passed(), None
        try:
            self._plan(self._tick(self._began, slice_seconds))
        except Exception as error:
            words = f"The view could not be refreshed: {error_text(error)}; what you see may be old"
            if words != self._broken:
                _log.error("%s", words, exc_info=error)
                self.failed.emit(words)
            self._broken = words
            self._start_timer(_BROKEN_SECONDS)

    def _tick(self, began: float, slice_seconds: float) -> bool:
        """One tick; whether the next must follow at once."""
        desk, clock = self.desk, self.clock
        self.health.tick_begins(began)
        has_more = self.take_in(began + _SLICE_SECONDS) if desk.may_take else self.source.has_more
        desk.link = link_of(self.source.state(clock), desk.playhead)
        rows = self._read(began, slice_seconds)
        if rows is not None:
            self._rows_at, self._shown_link = began, rows.headline.link
            self.rows_ready.emit(rows)
        self._emit_instant(began)
        if not desk.is_reading:
            self._read_along(is_idle=rows is None and not has_more)
        self._show_progress()
        self._was_playing = desk.playhead.playing
        return has_more or desk.is_reading

    def _read(self, began: float, slice_seconds: float) -> FloorRows | None:
        """The changed rows, if any; only occasionally while the past is read."""
        desk, clock = self.desk, self.clock
        if self._was_loading and not self.source.shows_early:
            self._next_look = inf
            return None
        may_wait = desk.link.catches_up and not (desk.is_reading or desk.is_requested)
        if may_wait and began < self._next_look:
            return None
        until = clock.passed() + slice_seconds
        rows = desk.tick(began - self._last, lambda: clock.passed() >= until)
        self._last = began
        self._spent_looking += clock.passed() - began
        if not desk.is_reading:
            pause = max(_LOADING_SECONDS, _LOADING_SHARE * self._spent_looking)
            self._next_look, self._spent_looking = began + pause, 0.0
        return rows

    def _emit_instant(self, began: float) -> None:
        """Emit the instant that can be read, if it or the link has changed."""
        desk = self.desk
        if desk.is_reading or desk.instant is None:
            return
        now = desk.instant, desk.link
        was, self._emitted = self._emitted, now
        is_same = was is not None and (was[0], was[1].link) == (now[0], now[1].link)
        if is_same and not (desk.link.link.is_old and was != now):
            return
        if desk.shown is Shown.NOTHING:
            self._rows_at, self._shown_link = began, desk.link.link
        self.instant_ready.emit(desk.instant)

    def _read_along(self, is_idle: bool) -> None:
        """Update the time bar's line and marks, if due or idle."""
        if self.desk.line_is_due():
            self.line_ready.emit(self.desk.time_line())
        elif self.desk.link.catches_up:
            self._collector.skip()
        else:
            if is_idle and self._may_mark():
                until = self.clock.passed() + _SLICE_SECONDS
                self.desk.marks.advance(lambda: self.clock.passed() >= until)
            if (is_idle or self._collector.is_urgent) and self._collector.is_due(self._began):
                self._collector.sweep(self._began)

    def _is_idle_work_due(self) -> bool:
        if self.desk.link.catches_up:
            return False
        return self._may_mark() or self._collector.is_due(self._began)

    def _may_mark(self) -> bool:
        """Whether marks are to be found: not for a window that has never shown a floor."""
        return self.desk.rows is not None and self.desk.marks.is_due

    def _show_progress(self) -> None:
        progress = self.source.progress
        if progress is not None:
            self.progressed.emit(*progress)
        elif self._was_loading:
            self._was_loading = False
            self.loaded.emit()
        if self.source.failure is None:
            self._has_failed = False
        if self.source.failure is not None and not self._has_failed:
            self._has_failed = True
            self.failed.emit(str(self.source.failure))
        self._show_troubles()

    def _show_troubles(self) -> None:
        source = self.source
        before, now = self._troubles, tuple(filter(None, (source.trouble, *source.troubles)))
        if source.failure is None and now != before:
            self._troubles = now
            for words in before:
                if words not in now:
                    self.mended.emit(words)
            for words in now:
                if words not in before:
                    self.troubled.emit(words)
        if source.aside != self._aside:
            self._aside = source.aside
            self.put_aside.emit(self._aside)
