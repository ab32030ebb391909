"""Instants that a person asks for by name or by step, and the figures under the pointer on the time bar."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from console.floor.entities.site import zone
from console.floor.ledgers.timeline import NEVER
from console.views.details.changes import named_span
from console.views.details.figures_then import figure_lines, figures_then
from console.views.named_instant import instant_words, named_instant
from console.window.controllers.past.past_days import PastDays
from console.window.session.context import Context
from widgets.painting.palette_entry import PaletteEntry

_STEPS = {
    "event_back": ("event", False),
    "event_forward": ("event", True),
    "flag_back": ("flag", False),
    "flag_forward": ("flag", True),
}
_REST_MS = 60  # that the pointer rests before figures are read: a pass over the bar reads none


class Instants(QObject):
    """Goes to instants, and reads what the pointer on the time bar is at. Owned by the app."""

    def __init__(self, context: Context, days: PastDays) -> None:
        super().__init__(context)
        self._context = context
        self._days = days
        self._pointed: int | None = None
        self._resting = QTimer(self)
        self._resting.setSingleShot(True)
        self._resting.setInterval(_REST_MS)
        self._resting.timeout.connect(self._show_figures)
        bar = context.window.time_bar
        bar.plot.pointed.connect(self._on_pointed)
        context.window.action_requested.connect(self._on_action)
        context.window.named_entries = self.entries
        context.window.instant_requested.connect(self._on_instant)
        context.window.seek_requested.connect(self._on_seek)

    def entries(self, text: str) -> list[PaletteEntry]:
        """What the palette offers for *text* if it names an instant: to show the floor then."""
        session = self._context.session
        if session is None or session.desk.floor.latest == NEVER:
            return []
        now = session.desk.playhead.now
        newest, here = self._days.newest(), zone(session.desk.floor.site.at(now).time_zone)
        if (span := named_span(text, now, newest, here)) is not None:
            words = f"{instant_words(span[0], here)} to {instant_words(span[1], here)}"
            return [PaletteEntry(f"changes:{span[0]}:{span[1]}", words, "what changed")]
        found = named_instant(text, now, newest, here)
        if found is None:
            return []
        kind = "day" if found.is_day else "instant"
        return [PaletteEntry(f"{kind}:{found.at}", found.text, "show the floor then")]

    def _on_instant(self, at: int, is_day: bool) -> None:
        """Show the floor at *at* (ms), or say why it cannot be shown."""
        session, window = self._context.session, self._context.window
        if session is None or session.desk.floor.latest == NEVER:
            return
        head = session.desk.playhead
        if self._days.go_to(at, is_day):
            return
        here = zone(session.desk.floor.site.at(head.now).time_zone)
        span = f"{instant_words(head.start, here)} to {instant_words(head.end, here)}"
        window.show_error(f"Nothing is kept of {instant_words(at, here)}: what is shown is from {span}")

    def _on_seek(self, at: int) -> None:
        """Show the floor at *at* (ms), or as near to it as there is something to show."""
        if not self._days.go_to(at, is_dragged=True) and self._context.session is not None:
            self._context.session.seek(at)

    def _on_action(self, name: str) -> None:
        """Step to the next event or flag, or to the previous one."""
        if self._context.session is not None and name in _STEPS:
            self._context.session.go_beside(*_STEPS[name])

    def _on_pointed(self, at: int | None) -> None:
        self._pointed = at
        if at is None:
            self._resting.stop()
        else:
            self._resting.start()

    def _show_figures(self) -> None:
        session, at = self._context.session, self._pointed
        if session is None or at is None or session.desk.floor.latest == NEVER:
            return
        found = figures_then(session.desk.floor, at, session.desk.view.choices)
        self._context.window.time_bar.plot.show_figures_at(at, figure_lines(found))
