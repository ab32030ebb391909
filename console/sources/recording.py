"""A recording that is being opened: it is read into the floor in slices."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from console.clock import Clock
from console.floor.floor import EventBatch
from console.history.checkpoints.opening import DayOpening
from console.sources.loading import Loading, Logs
from console.sources.source import Phase, SourceState, log_broken
from console.views.terminal.connection_text import error_text
from feeds.errors import UserError
from feeds.events import SiteSettings


class RecordingSource:
    """Recordings or an archived day (`day`), opened step by step.

    Raises RecordingError or ArchiveError when something cannot be read.
    """

    trouble = aside = ""
    troubles = ()

    def __init__(self, logs: Logs, site: SiteSettings | None = None) -> None:
        self.loading = Loading(logs, site)
        self.day = logs.day if isinstance(logs, DayOpening) else None
        self.floor = self.loading.loaded.floor
        self.failure: UserError | None = None
        self.notify: Callable[[], object] = lambda: None
        self._batches: Iterator[EventBatch] | None = self.loading.batches()

    @property
    def shows_early(self) -> bool:
        return self.day is None  # what came before a day would look like the day

    @property
    def progress(self) -> tuple[int, int] | None:
        return None if self._batches is None else (self.loading.done, self.loading.size)

    @property
    def has_more(self) -> bool:
        return self._batches is not None

    def take(self, clock: Clock, until: float) -> Iterator[EventBatch]:
        while self._batches is not None:
            try:
                batch = next(self._batches)
            except StopIteration:
                self.stop()
                break
            except UserError as failure:
                self.failure = failure
                self.stop()
                break
            except Exception as error:
                self.give_up(error)
                break
            yield batch
            if clock.passed() >= until:
                break

    def give_up(self, error: Exception) -> None:
        """Fail with what was read so far, which can still be shown."""
        words = f"The recording could not be read to its end: {error_text(error)}"
        log_broken(words, error)
        self.failure = UserError(words)
        self.stop()

    def edge(self, clock: Clock) -> int | None:
        return None

    def state(self, clock: Clock) -> SourceState:
        if self._batches is not None:
            return SourceState(Phase.LOADING, catches_up=True)
        return SourceState(Phase.COMPLETE)

    def due_seconds(self, clock: Clock) -> float | None:
        return None

    def counters(self) -> dict[str, int]:
        loaded = self.loading.loaded
        received = self.floor.applied + self.floor.control + loaded.invalid_count + loaded.unknown
        return {
            "received": received,
            "behind": 0,
            "dropped": 0,
            "invalid": loaded.invalid_count,
            "unknown": loaded.unknown,
        }

    def retry_now(self) -> None:
        """Nothing is retried: a recording is read once."""

    def stop(self) -> None:
        self._batches = None
