"""Steps: a long reading in short pieces, so that the window can respond in between."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from itertools import islice
from typing import TypeVar

from console.floor.floor import Floor

Made = TypeVar("Made")
One = TypeVar("One")
PIECE = 200  # items handled between two pauses: a few milliseconds
# Yields between pieces and returns the result. The past must not change until it ends (`past_of`).
Steps = Generator[None, None, Made]


def finished(steps: Generator[object, None, Made]) -> Made:
    """The result of *steps*, run without pauses."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            made: Made = end.value
            return made


def pieces(items: Iterable[One], size: int = PIECE) -> Iterator[list[One]]:
    """*items* in lists of *size*, each read when it is asked for; the last may be shorter.

    >>> list(pieces("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    rest = iter(items)
    while piece := list(islice(rest, size)):
        yield piece


def past_of(floor: Floor) -> tuple[int, ...]:
    """A value that changes with any write that invalidates a reading in steps.

    Such are a late event that moved others, a new agent or queue, or data dropped by the horizon.
    """
    books = floor.books
    return (
        floor.rewritten,
        floor.since,
        len(floor.roster.by_index),
        len(floor.queues.by_index),
        len(books.tenures.agent),
        books.schedules.revision,
    )
