"""What an archive has of a live source, on its way into its floor before the source is asked for the rest."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

from console.clock import Clock
from console.floor.floor import EventBatch, Floor
from console.history.checkpoints.opening import DayOpening
from console.sources.loading import Loaded
from console.sources.source import log_broken
from console.views.terminal.connection_text import error_text
from feeds.errors import UserError


class ArchivedPast:
    """Passes an archived day from the thread that finds it to the one that owns the floor.

    `trouble` says why it could not be read to its end; empty if it was.
    """

    def __init__(self) -> None:
        self.trouble = ""
        self.day: DayOpening | None = None
        self._batches: Iterator[EventBatch] | None = None
        self._is_read = threading.Event()

    @property
    def is_reading(self) -> bool:
        """Whether there is a day that is not yet read."""
        return self.day is not None and not self._is_read.is_set()

    @property
    def has_been_read(self) -> bool:
        """Whether a day has been read."""
        return self.day is not None and self._is_read.is_set()

    def offer(self, day: DayOpening, notify: Callable[[], object]) -> None:
        """Let *day* be read by the floor's owner, whom *notify* wakes.

        Waits until it is read, or nobody wants it any more.
        """
        self.day = day
        notify()
        self._is_read.wait()

    def end(self) -> None:
        """Read no more."""
        self._is_read.set()

    def take(self, floor: Floor, clock: Clock, until: float) -> Iterator[EventBatch]:
        """Batches for *floor*, until `clock.passed()` is *until*; it is read once the last was asked for."""
        day = self.day
        while day is not None and not self._is_read.is_set():
            try:
                if self._batches is None:
                    day.begin(floor)
                    self._batches = day.batches(floor, Loaded(floor))
                batch = next(self._batches)
            except StopIteration:
                self.end()
                break
            except Exception as error:
                self._fail(error)
                break
            yield batch
            if clock.passed() >= until:
                break

    def _fail(self, error: Exception) -> None:
        words = str(error) if isinstance(error, UserError) else error_text(error)
        self.trouble = f"The archive could not be read to its end: {words}"
        if not isinstance(error, UserError):
            log_broken(self.trouble, error)
        self.end()
