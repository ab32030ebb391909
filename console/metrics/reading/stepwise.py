"""Steps: a long reading in short pieces, so that a window can answer between them."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

from console.floor.floor import Floor

Made = TypeVar("Made")
# Yields between two pieces, and returns what it made. Until it ends the past may not change (`past_of`).
Steps = Generator[None, None, Made]


def finished(steps: Steps[Made]) -> Made:
    """What *steps* make, all of them taken at once."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            made: Made = end.value
            return made


def past_of(floor: Floor) -> tuple[int, ...]:
    """Another one whenever something else than a new moment is written, which a reading in steps may not
    bear: a late event that moved others, somebody or a queue not met before, what a horizon forgets."""
    books = floor.books
    return (
        floor.rewritten,
        floor.since,
        len(floor.roster.by_index),
        len(floor.queues.by_index),
        len(books.tenures.agent),
        books.schedules.revision,
    )
