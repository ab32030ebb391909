"""The bridge between the desk and the window: one tick pumps the source and hands out finished rows."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QRect, Qt, QTimer, Signal

from console.clock import Clock
from console.desk import Desk
from console.health import Health
from console.places import inspection
from console.playhead import Playhead
from console.sources import Source
from console.views.choices import Filters
from console.views.drawer import agent_drawer
from console.views.inspection import Inspection
from console.views.rows import Figure, FloorRows
from feeds.errors import UserError
from feeds.events import instant_text
from widgets.main_window import MainWindow

# What takes a line of the health log.
Log = Callable[[str], object]

_HEALTH_MS = 1000
TICK_MS = 16
_LOADING_SECONDS = 0.5  # between two looks at a recording that is still being read
_SLICE_SECONDS = 0.008  # of a tick, for events; the rest of it is the window's


class Bridge(QObject):
    """Moves the desk on, on the GUI's own thread. Owned by the app.

    `rows_ready` carries FloorRows, `line_ready` a TimeLine, `progressed` bytes done and in all, `failed` what
    the source said in its end.
    """

    rows_ready = Signal(object)
    line_ready = Signal(object)
    progressed = Signal(object, object)
    loaded = Signal()
    failed = Signal(str)

    def __init__(self, desk: Desk, source: Source, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.source = source
        self.health = Health(clock)
        self.clock = clock
        self._last = clock.passed()
        self._was_loading = source.progress is not None
        self._has_failed = False
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)

    def start(self) -> None:
        self._last = self.clock.passed()
        self._timer.start()

    def rest(self) -> None:
        """Stop the tick."""
        self._timer.stop()

    def stop(self) -> None:
        """Stop the tick, and the source with it."""
        self.rest()
        self.source.stop()

    def tick(self) -> None:
        """Take in what has come, within a slice of time, and hand out what is to be shown anew."""
        desk, source, clock = self.desk, self.source, self.clock
        began = clock.passed()
        self.health.tick_begins(began)
        source.pump(desk, clock, began + _SLICE_SECONDS)
        desk.link = source.link(desk, clock)
        desk.reach(source.edge(clock))
        rows = None
        # While much comes in, reading it all at every step would cost more than taking it in.
        if source.progress is None or began - self._last >= _LOADING_SECONDS:
            rows = desk.tick(began - self._last)
            self._last = began
        if rows is not None:
            self.rows_ready.emit(rows)
        if desk.line_is_due():
            self.line_ready.emit(desk.time_line())
        elif rows is None and source.progress is None:
            desk.marks.look_on()
        self._tell_progress()
        self.health.tick_ends(clock.passed())

    def _tell_progress(self) -> None:
        progress = self.source.progress
        if progress is not None:
            self.progressed.emit(*progress)
        elif self._was_loading:
            self._was_loading = False
            self.loaded.emit()
        if self.source.failure is not None and not self._has_failed:
            self._has_failed = True
            self.failed.emit(str(self.source.failure))


class Showing(QObject):
    """One floor on the window, from its opening to its end."""

    def __init__(self, window: MainWindow, source: Source, desk: Desk, clock: Clock) -> None:
        super().__init__(window)
        self.window = window
        self.desk = desk
        self.bridge = Bridge(self.desk, source, clock, self)
        self._log_timer = QTimer(self)
        self._log: Log | None = None
        self._after: list[Callable[[Playhead], object]] = []
        self._trouble: UserError | None = None
        self._drawn_at: int | None = None
        self._log_timer.timeout.connect(self._on_health)
        self._log_timer.start(_HEALTH_MS)
        self._join()

    def start(self) -> None:
        self.bridge.start()

    def stop(self) -> None:
        self._log_timer.stop()
        self.bridge.stop()

    def when_loaded(self, act: Callable[[Playhead], object]) -> None:
        """Move the playhead by *act* as soon as all is there."""
        self._after.append(act)

    def write_health(self, write: Log) -> None:
        """Give *write* a line of JSON each second."""
        self._log = write

    def settle(self) -> FloorRows:
        """Read all there is to read, stop there and show it; the rows. Raises UserError for nothing."""
        desk, window, source = self.desk, self.window, self.bridge.source
        self.bridge.rest()
        while source.progress is not None:
            source.pump(desk, self.bridge.clock, float("inf"))
        self.bridge.tick()
        if (trouble := source.failure or self._trouble) is not None:
            raise trouble
        if not desk.floor.applied:
            raise UserError("no event has come that could be read: there is nothing to show")
        desk.playhead.pause()
        while desk.marks.look_on():
            pass
        rows = desk.look()
        window.show_rows(rows)
        window.show_time_line(desk.time_line())
        return rows

    # What a person does ----------------------------------------------------------------------------

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
            self.desk.choose(replace(choices, filters=Filters(text=value)))
        elif name in ("group_by", "order", "queue_order"):
            changed: Any = {name: value}
            self.desk.choose(replace(choices, **changed))

    def open_agent(self, agent: str) -> None:
        """Show all about *agent*, at the instant one looks at."""
        rows = self.desk.rows
        if rows is None:
            return
        cards = [card for card in rows.attention.cards if card.scope == f"agent:{agent}"]
        found = agent_drawer(self.desk.floor, agent, rows.now, cards)
        self._drawn_at = rows.now
        if found is not None:
            self.window.show_agent(found)

    def _refresh_drawer(self) -> None:
        if agent := self.window.shown_agent:
            self.open_agent(agent)

    def inspect(self, wanted: str) -> Inspection:
        """What the inspector shows: raw events with all words *wanted* in them, and all that is wrong."""
        return inspection(self.desk, self.bridge.source, self.bridge.health.newest, wanted)

    def acknowledge(self, flag: str) -> None:
        self.desk.acknowledge(flag)

    def show_rest(self, wanted: bool) -> None:
        self.desk.show_rest(wanted)

    def snooze(self, flag: str, seconds: int) -> None:
        self.desk.snooze(flag, seconds)

    def hold_still(self, engaged: bool) -> None:
        """Somebody points at the tiles, or no longer does: meanwhile nothing changes its place."""
        self.desk.view.may_move = not engaged

    # Joints ----------------------------------------------------------------------------------------

    def _join(self) -> None:
        window, bridge = self.window, self.bridge
        bridge.rows_ready.connect(self._on_rows)
        bridge.line_ready.connect(window.show_time_line)
        bridge.progressed.connect(self._on_progress)
        bridge.loaded.connect(self._on_loaded)
        bridge.failed.connect(window.show_error)

    def _on_rows(self, rows: FloorRows) -> None:
        self.window.show_rows(rows)
        head = self.desk.playhead
        is_playing = head.playing or (self.desk.follows and head.at_edge)
        self.window.show_playback(is_playing, head.speed)
        if self.window.shown_agent and rows.now != self._drawn_at:
            QTimer.singleShot(
                0, self, self._refresh_drawer
            )  # in a turn of its own: two readings would be long

    def _on_progress(self, done: int, total: int) -> None:
        self.window.show_loading(done, total, "Opening the recording")

    def _on_loaded(self) -> None:
        gc.collect()
        gc.freeze()  # the collector need not walk the floor again and again: that stops the window
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
