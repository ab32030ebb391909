"""The tick between desk and window: reads the source in slices and emits finished rows."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QRect, Qt, QTimer, Signal

from console.clock import Clock
from console.desk.desk import Desk
from console.desk.garbage import CycleCollector
from console.desk.playhead import Playhead
from console.sources.source import Source
from console.views.details.agent_detail import agent_drawer
from console.views.details.inspector import Inspection
from console.views.details.queue_detail import OFFERED, queue_account
from console.views.floor.choices import LinkState
from console.views.floor.headline import link_text
from console.views.rows import Figure, FloorRows, Link
from console.views.terminal.connection_text import error_text
from console.window.health import Health
from console.window.inspection import inspection
from console.window.link import link_of
from feeds.errors import UserError
from feeds.events import instant_text
from widgets.window.main_window import MainWindow

# Takes a line of the health log.
Log = Callable[[str], object]

_HEALTH_MS = 1000
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


class FloorSession(QObject):
    """One floor shown in the window, from opening to closing."""

    def __init__(self, window: MainWindow, source: Source, desk: Desk, clock: Clock) -> None:
        super().__init__(window)
        self.window = window
        self.desk = desk
        self.bridge = Tick(self.desk, source, clock, self)
        self._log_timer = QTimer(self)
        self._log: Log | None = None
        self._after: list[Callable[[Playhead], object]] = []
        self._trouble: UserError | None = None
        self._drawn_at: int | None = None
        self._variant = OFFERED
        self._log_timer.timeout.connect(self._on_health)
        self._log_timer.start(_HEALTH_MS)
        self._join()

    def start(self) -> None:
        self.bridge.start()

    def stop(self) -> None:
        self._log_timer.stop()
        self.bridge.stop()

    def when_loaded(self, act: Callable[[Playhead], object]) -> None:
        """Move the playhead with *act* once everything is loaded."""
        self._after.append(act)

    def write_health(self, write: Log) -> None:
        """Call *write* with a line of JSON each second."""
        self._log = write

    def finish(self) -> FloorRows:
        """Read everything, stop, show it, and return the rows. Raises UserError if there is nothing."""
        desk, window, source = self.desk, self.window, self.bridge.source
        self.bridge.rest()
        while source.progress is not None:
            self.bridge.take_in(float("inf"))
        self.bridge.tick()
        if (trouble := source.failure or self._trouble) is not None:
            raise trouble
        if not desk.floor.applied:
            raise UserError("no readable event was received: there is nothing to show")
        desk.playhead.pause()
        while desk.marks.advance():
            pass
        rows = desk.read()
        window.show_rows(rows)
        window.show_time_line(desk.time_line())
        return rows

    # Actions -------------------------------------------------------------------------------------

    def play(self, wanted: bool) -> None:
        self.desk.move(Playhead.play if wanted else Playhead.pause)

    def seek(self, at: int) -> None:
        self.desk.move(lambda head: head.seek(at))

    def step(self, seconds: float) -> None:
        self.desk.move(lambda head: head.step(seconds))

    def go_live(self) -> None:
        self.desk.move(Playhead.go_live)

    def play_at(self, speed: float) -> None:
        self.desk.move(lambda head: head.set_speed(speed))

    def choose(self, name: str, value: str) -> None:
        choices = self.desk.view.choices
        if name == "text":
            self.desk.choose(replace(choices, filters=replace(choices.filters, text=value)))
        elif name == "queue":
            only = frozenset({value} if value else ())
            self.desk.choose(replace(choices, filters=replace(choices.filters, queues=only)))
        elif name in ("group_by", "order", "queue_order"):
            changed: Any = {name: value}
            self.desk.choose(replace(choices, **changed))

    def open_agent(self, agent: str) -> None:
        """Show the detail of *agent* at the instant shown."""
        rows = self.desk.rows
        if rows is None:
            return
        cards = [card for card in rows.attention.cards if card.scope == f"agent:{agent}"]
        found = agent_drawer(self.desk.floor, agent, rows.now, cards)
        self._drawn_at = rows.now
        if found is not None:
            self.window.show_agent(found)

    def open_queue(self, queue: str) -> None:
        """Show the account of *queue*'s service level at the instant shown."""
        self._account(queue, OFFERED)

    def show_variant(self, variant: str) -> None:
        """Show the open queue's account by *variant*."""
        if queue := self.window.shown_queue:
            self._account(queue, variant)

    def _account(self, queue: str, variant: str) -> None:
        rows, choices = self.desk.rows, self.desk.view.choices
        if rows is None:
            return
        found = queue_account(self.desk.floor, queue, rows.now, choices.window_ms, variant)
        self._variant, self._drawn_at = variant, rows.now
        if found is not None:
            self.window.show_queue(found)

    def _refresh_drawers(self) -> None:
        if agent := self.window.shown_agent:
            self.open_agent(agent)
        elif queue := self.window.shown_queue:
            self._account(queue, self._variant)

    def inspect(self, wanted: str) -> Inspection:
        """The inspector's data: raw events with all words of *wanted*, and all problems."""
        health = self.bridge.health
        if not health.newest:
            health.sample(self.desk, self.bridge.source)
        return inspection(self.desk, self.bridge.source, health.newest, wanted)

    def acknowledge(self, flag: str) -> None:
        self.desk.acknowledge(flag)

    def show_rest(self, wanted: bool) -> None:
        self.desk.show_rest(wanted)

    def snooze(self, flag: str, seconds: int) -> None:
        self.desk.snooze(flag, seconds)

    def hold_still(self, engaged: bool) -> None:
        """Hold the order of tiles while the user points at them."""
        self.desk.view.may_move = not engaged

    # Wiring ---------------------------------------------------------------------------------------

    def _join(self) -> None:
        window, bridge = self.window, self.bridge
        bridge.rows_ready.connect(self._on_rows)
        bridge.line_ready.connect(window.show_time_line)
        bridge.progressed.connect(self._on_progress)
        bridge.loaded.connect(self._on_loaded)
        bridge.failed.connect(window.show_error)
        bridge.troubled.connect(window.show_error)
        bridge.mended.connect(window.notice.forget)
        bridge.link_ready.connect(self._on_link)

    def _on_rows(self, rows: FloorRows) -> None:
        self.window.show_rows(rows)
        head = self.desk.playhead
        is_live = self.desk.follows and head.at_edge
        self.window.time_bar.show_playback(head.playing or is_live, 1.0 if is_live else head.speed)
        shown = self.window.shown_agent or self.window.shown_queue
        if shown and rows.now // 1000 != (self._drawn_at or 0) // 1000:
            QTimer.singleShot(
                0, self, self._refresh_drawers
            )  # from the event loop: two readings in a row would take long

    def _on_link(self, link: LinkState) -> None:
        self.window.show_link(link.link, link_text(link, self.window.headline.headline.clock))

    def _on_progress(self, done: int, total: int) -> None:
        self.window.show_loading(done, total, "Opening the recording")

    def _on_loaded(self) -> None:
        self.window.clear_notice()
        try:
            for act in self._after:
                self.desk.move(act)
        except UserError as trouble:
            self._trouble = trouble
            self.window.show_error(str(trouble))

    def _on_health(self) -> None:
        health = self.bridge.health
        health.sample(self.desk, self.bridge.source)
        if self._log is not None:
            self._log(health.line())


def placed(figure: Figure, rect: QRect, now: int) -> dict[str, Any]:
    """One figure on the screen, read at *now* (ms), as plain data."""
    return {
        "text": figure.text,
        "metric": figure.metric,
        "scope": figure.scope,
        "at": instant_text(now),
        "window_seconds": figure.window_seconds,
        "value": figure.value,
        "severity": figure.severity.name.lower(),
        "rect": [rect.x(), rect.y(), rect.width(), rect.height()],
    }
