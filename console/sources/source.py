"""Sources: what fills a floor, and what all of them share."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from console.clock import Clock
from console.floor.floor import EventBatch, Floor
from console.floor.state import HORIZON_HOURS
from feeds.errors import UserError
from feeds.events import instant_text
from feeds.protocol.session import Request, Session

_log = logging.getLogger("floorlight.feed")


class Phase(Enum):
    """What a source is doing: a recording is being read or all there, a live one is heard or not."""

    LOADING = "loading"
    COMPLETE = "complete"
    LIVE = "live"
    STALE = "stale"
    RECONNECTING = "reconnecting"


@dataclass(frozen=True, slots=True)
class SourceState:
    """How a source's data comes: the age of the newest (s), and in how many seconds it is tried again.

    `catches_up` while the past still comes in; `behind_seconds` while more comes than can be taken at once.
    """

    phase: Phase
    age_seconds: float | None = None
    retry_in: float | None = None
    catches_up: bool = False
    behind_seconds: float | None = None


class Source(Protocol):
    """What fills a floor. `failure` ends it; `progress` is (done, total) while there is an end to see.

    `notify`, set by its owner, is called when there is news; of a live source in any thread.
    """

    floor: Floor
    notify: Callable[[], object]

    @property
    def failure(self) -> UserError | None: ...

    @property
    def trouble(self) -> str:
        """What has gone wrong and is being mended, in words; empty while nothing is."""

    @property
    def troubles(self) -> tuple[str, ...]:
        """What is wrong with the keeping of what comes, in words."""

    @property
    def aside(self) -> str:
        """Why what comes is not kept although nothing is wrong; empty if it is, or need not be."""

    @property
    def shows_early(self) -> bool:
        """Whether its floor is worth showing while the past still comes in."""

    @property
    def progress(self) -> tuple[int, int] | None: ...

    @property
    def has_more(self) -> bool:
        """Whether there is more to take now."""

    def take(self, clock: Clock, until: float) -> Iterator[EventBatch]:
        """What has come, until `clock.passed()` is *until*; to ask for the next says the last is applied."""

    def give_up(self, error: Exception) -> None:
        """Take nothing more, and fail: *error* was raised when a batch was applied."""

    def edge(self, clock: Clock) -> int | None:
        """The source's current time, in ms; None if it is known only from events."""

    def state(self, clock: Clock) -> SourceState:
        """How its data comes now."""

    def due_seconds(self, clock: Clock) -> float | None:
        """The seconds until its state or its whole second changes without news; None if neither does."""

    def counters(self) -> dict[str, int]:
        """What came in: received, behind, dropped, invalid, unknown; of one that is kept, also how."""

    def retry_now(self) -> None:
        """Try a lost connection at once."""

    def stop(self) -> None: ...


def session_of(clock: Clock) -> Session:
    """A session that asks a source for as much of the past as a floor holds."""
    return Session(Request(since=instant_text(clock.now() - HORIZON_HOURS * 3_600_000)))


def log_broken(words: str, error: BaseException | None) -> None:
    """Log what nobody foresaw, and how it came about."""
    _log.error("%s", words, exc_info=error)
