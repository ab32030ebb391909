"""The live floor that goes on while an archived day is shown."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, QTimer

from console.clock import Clock
from console.desk.desk import Desk, Shown
from console.sources.source import Source

_PAUSE_MS = 250
_SLICE_SECONDS = 0.008
_log = logging.getLogger("floorlight.window")


class LiveUnderneath(QObject):
    """Brings what a live source sends to its desk, and reads nothing. Owned by the app.

    A new session of `source` and `desk` takes over once this has ended.
    """

    def __init__(self, source: Source, desk: Desk, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self.source = source
        self.desk = desk
        self._clock = clock
        desk.show(Shown.NOTHING)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._take)
        self._timer.start(_PAUSE_MS)

    def end(self) -> None:
        """Take no more; the source goes on."""
        self._timer.stop()

    def stop(self) -> None:
        """Stop the source too."""
        self.end()
        self.source.stop()

    def _take(self) -> None:
        until = self._clock.passed() + _SLICE_SECONDS
        try:
            for batch in self.source.take(self._clock, until):
                self.desk.take(batch)
        except Exception as error:
            _log.error("live events could not be applied", exc_info=error)
            self.source.give_up(error)
        self.desk.move_edge(self.source.edge(self._clock))
        self._timer.setInterval(0 if self.source.has_more else _PAUSE_MS)
