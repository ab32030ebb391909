"""What changed between two instants: read step by step, and shown as a table."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from console.clock import WallClock
from console.flags.flags import Flags
from console.floor.ledgers.timeline import NEVER
from console.metrics.reading.stepwise import Steps
from console.views.details.changes import FloorChanges, changes_between
from console.window.session.context import Context

_BACK_MS = 600_000
_SLICE_SECONDS = 0.008


class ChangesWindow(QObject):
    """Opens the table of what changed, up to the instant shown or between two instants. Owned by the app."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self._clock = WallClock()
        self._steps: Steps[FloorChanges] | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._advance)
        context.window.action_requested.connect(self._on_action)
        context.window.changes_requested.connect(self.read)
        context.session_began.connect(lambda _: self._end())

    def read(self, before: int, after: int) -> None:
        """Read what changed from *before* to *after* (ms), and show it."""
        session = self._context.session
        if session is None or session.desk.floor.latest == NEVER:
            return
        desk = session.desk
        head = desk.playhead
        before, after = (min(max(at, head.start), head.end) for at in (before, after))
        flags = Flags(desk.flags.rulebook)
        self._steps = changes_between(desk.floor, flags, before, after, desk.view.choices)
        self._timer.start(0)

    def _on_action(self, name: str) -> None:
        session = self._context.session
        if name == "changes" and session is not None:
            now = session.desk.playhead.now
            self.read(now - _BACK_MS, now)

    def _advance(self) -> None:
        until = self._clock.passed() + _SLICE_SECONDS
        steps = self._steps
        try:
            while steps is not None and self._clock.passed() < until:
                next(steps)
        except StopIteration as end:
            self._end()
            self._show(end.value)

    def _show(self, changes: FloorChanges) -> None:
        from widgets.past.change_table import ChangeTable

        ChangeTable(self._context.window.theme, changes, self._context.window).open()

    def _end(self) -> None:
        self._steps = None
        self._timer.stop()
