"""Instants that a person asks for by name or by step, and the figures under the pointer on the time bar."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from console.floor.ledgers.timeline import NEVER
from console.views.details.figures_then import figure_lines, figures_then
from console.views.named_instant import instant_words
from console.window.session.context import Context

_REST_MS = 60  # that the pointer rests before figures are read: a pass over the bar reads none


class Instants(QObject):
    """Goes to instants, and reads what the pointer on the time bar is at. Owned by the app."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self._pointed: int | None = None
        self._resting = QTimer(self)
        self._resting.setSingleShot(True)
        self._resting.setInterval(_REST_MS)
        self._resting.timeout.connect(self._show_figures)
        bar = context.window.time_bar
        bar.plot.pointed.connect(self._on_pointed)
        bar.beside_requested.connect(self._on_beside)
        context.window.instant_requested.connect(self._on_instant)

    def _on_instant(self, at: int, is_day: bool) -> None:
        """Show the floor at *at* (ms), or say why it cannot be shown."""
        session, window = self._context.session, self._context.window
        if session is None or session.desk.floor.latest == NEVER:
            return
        head, zone = session.desk.playhead, window.time_bar.plot.line.zone
        if head.start <= at <= head.end or (is_day and at < head.start <= at + 86_400_000):
            session.seek(at)
            return
        side, edge = ("before", head.start) if at < head.start else ("after", head.end)
        which = "begins" if side == "before" else "ends"
        words = (
            f"{instant_words(at, zone)} is {side} what is shown, which {which} {instant_words(edge, zone)}"
        )
        window.show_error(words)

    def _on_beside(self, what: str, is_later: bool) -> None:
        if self._context.session is not None:
            self._context.session.go_beside(what, is_later)

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
