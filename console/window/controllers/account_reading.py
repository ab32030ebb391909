"""An account read in steps: a slice in each turn of the event loop, so that the window can respond."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from console.clock import WallClock
from console.floor.floor import Floor
from console.metrics.reading.stepwise import finished, past_of

if TYPE_CHECKING:
    from console.views.explain.explained_rows import Explanation

_SLICE_SECONDS = 0.008
_MOST_DISTURBED = 3  # a reading disturbed more often in a row is finished at once, or it might never end


class AccountReading(QObject):
    """Reads one account at a time, and only while `is_shown` says so. Owned by the explainer.

    `done` carries the whole account; `disturbed`: the past has changed, and what was read is dropped.
    """

    done = Signal(object)
    disturbed = Signal()

    def __init__(self, is_shown: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self.seconds = 0.0
        self._is_shown = is_shown
        self._clock = WallClock()
        self._steps: Generator[Explanation, None, Explanation] | None = None
        self._floor: Floor | None = None
        self._past: tuple[int, ...] = ()
        self._disturbances = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._advance)

    @property
    def is_active(self) -> bool:
        """Whether a reading has begun and not ended."""
        return self._steps is not None

    def begin(self, steps: Generator[Explanation, None, Explanation], floor: Floor) -> Explanation:
        """Begin *steps* of *floor*, instead of what was read. Returns the head, or a short account whole.

        Raises UserError as *steps* do.
        """
        self.end()
        began = self._clock.passed()
        try:
            first = finished(steps) if self._disturbances > _MOST_DISTURBED else next(steps)
        except StopIteration as end:
            first = end.value
        if first.is_whole:
            self._disturbances = 0
        else:
            self._steps, self._floor, self._past = steps, floor, past_of(floor)
            self._timer.start(0)
        self.seconds = self._clock.passed() - began
        return first

    def resume(self) -> None:
        """Read on, once what is read is shown again."""
        if self.is_active:
            self._timer.start(0)

    def end(self) -> None:
        """Drop what is being read."""
        self._steps = None
        self._timer.stop()

    def _advance(self) -> None:
        steps, floor = self._steps, self._floor
        if steps is None or floor is None or not self._is_shown():
            self._timer.stop()
        elif past_of(floor) != self._past:
            self._disturbances += 1
            self.end()
            self.disturbed.emit()
        else:
            self._read_slice(steps)

    def _read_slice(self, steps: Generator[Explanation, None, Explanation]) -> None:
        began = self._clock.passed()
        try:
            next(steps)
            while self._clock.passed() < began + _SLICE_SECONDS:
                next(steps)
        except StopIteration as end:
            self.end()
            self._disturbances = 0
            self.seconds += self._clock.passed() - began
            self.done.emit(end.value)
        except Exception:
            self.end()
            raise
        else:
            self.seconds += self._clock.passed() - began
