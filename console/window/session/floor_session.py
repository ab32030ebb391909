"""One floor in the window, from its opening to its end: what a person does, and what is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QRect, QTimer

from console.clock import Clock
from console.desk.desk import Desk, Shown
from console.desk.playhead import Playhead
from console.sources.source import Source
from console.views.blind_spans import blind_spans_text
from console.views.details.agent_detail import agent_drawer
from console.views.details.inspector import Inspection
from console.views.floor.choices import LinkState
from console.views.floor.headline import link_text
from console.views.rows import Figure, FloorRows
from console.window.session.chosen_views import changed
from console.window.session.inspection import inspection
from console.window.session.tick import Tick
from feeds.errors import UserError
from feeds.events import instant_text
from widgets.painting.visible_part import Part
from widgets.window.main_window import MainWindow

# Takes a line of the health log.
Log = Callable[[str], object]

_HEALTH_MS = 1000
_SHOWN = {Part.NOTHING: Shown.NOTHING, Part.HEADLINE: Shown.HEADLINE, Part.ALL: Shown.FLOOR}


class FloorSession(QObject):
    """One floor shown in the window, from opening to closing."""

    def __init__(self, window: MainWindow, source: Source, desk: Desk, clock: Clock) -> None:
        super().__init__(window)
        self.window = window
        self.desk = desk
        self.tick = Tick(self.desk, source, clock, self)
        self._log_timer = QTimer(self)
        self._log: Log | None = None
        self._after: list[Callable[[Playhead], object]] = []
        self._trouble: UserError | None = None
        self._drawn_at: int | None = None
        self._gaps = 0
        self._log_timer.timeout.connect(self._on_health)
        self._log_timer.start(_HEALTH_MS)
        self._show_part(window.visible_part.part)
        self._join()

    def start(self) -> None:
        self.tick.start()

    def stop(self) -> None:
        self._log_timer.stop()
        self.tick.stop()

    def release(self) -> None:
        """Stop showing the floor; its source goes on."""
        self._log_timer.stop()
        self.tick.release()

    def when_loaded(self, act: Callable[[Playhead], object]) -> None:
        """Move the playhead with *act* once everything is loaded."""
        self._after.append(act)

    def write_health(self, write: Log) -> None:
        """Call *write* with a line of JSON each second."""
        self._log = write

    def finish(self) -> FloorRows:
        """Read everything, stop, show it, and return the rows. Raises UserError if there is nothing."""
        desk, window, source = self.desk, self.window, self.tick.source
        self.tick.rest()
        while source.progress is not None:
            self.tick.take_in(float("inf"))
        self.tick.tick()
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

    def go_beside(self, what: str, is_later: bool) -> None:
        """Go to the next `event` or `flag`, or to the previous one, and pause there."""
        at = self.desk.beside(what, is_later)
        if at is not None:
            self.desk.move(lambda head: head.stop_at(at))

    def go_live(self) -> None:
        self.desk.move(Playhead.go_live)

    def retry_now(self) -> None:
        self.tick.source.retry_now()

    def play_at(self, speed: float) -> None:
        self.desk.move(lambda head: head.set_speed(speed))

    def choose(self, name: str, value: str) -> None:
        before = self.desk.view.choices
        if (choices := changed(before, name, value)) != before:
            self.desk.choose(choices)

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

    def _refresh_drawers(self) -> None:
        if agent := self.window.shown_agent:
            self.open_agent(agent)

    def inspect(self, wanted: str) -> Inspection:
        """The inspector's data: raw events with all words of *wanted*, and all problems."""
        health = self.tick.health
        if not health.newest:
            health.sample(self.desk, self.tick.source)
        return inspection(self.desk, self.tick.source, health.newest, wanted)

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
        window, tick = self.window, self.tick
        tick.rows_ready.connect(self._on_rows)
        tick.line_ready.connect(window.show_time_line)
        tick.progressed.connect(self._on_progress)
        tick.loaded.connect(self._on_loaded)
        tick.failed.connect(window.show_error)
        tick.troubled.connect(window.show_error)
        tick.mended.connect(window.notice.forget)
        tick.link_ready.connect(self._on_link)
        window.visible_part.changed.connect(self._on_part_shown)

    def _show_part(self, part: Part) -> None:
        self.desk.show(_SHOWN[part])

    def _on_part_shown(self, part: Part) -> None:
        """Read what is seen from now on; what was hidden is current before it is painted."""
        had = self.desk.shown
        self._show_part(part)
        if had is not Shown.FLOOR and self.desk.shown is not Shown.NOTHING and self.desk.instant is not None:
            self.tick.show_at_once()

    def _on_rows(self, rows: FloorRows) -> None:
        self.window.show_rows(rows)
        self._show_new_gaps()
        head = self.desk.playhead
        is_live = self.desk.follows and head.at_edge
        self.window.time_bar.show_playback(head.playing or is_live, 1.0 if is_live else head.speed)
        is_other = rows.now // 1000 != (self._drawn_at or 0) // 1000
        if self.window.shown_agent and self.desk.shown is Shown.FLOOR and is_other:
            QTimer.singleShot(
                0, self, self._refresh_drawers
            )  # from the event loop: two readings in a row would take long

    def _show_new_gaps(self) -> None:
        """Say which data a live source could not bring back."""
        gaps = len(self.desk.floor.blind_spans)
        if gaps != self._gaps:
            self._gaps = gaps
            if self.desk.follows:
                self.window.show_error(blind_spans_text(self.desk.floor))

    def _on_link(self, link: LinkState) -> None:
        self.window.show_link(link.link, link_text(link))

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
        health = self.tick.health
        health.sample(self.desk, self.tick.source)
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
