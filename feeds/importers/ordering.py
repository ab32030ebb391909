"""Sorts events by instant in bounded memory."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from operator import itemgetter
from typing import IO

RUN_EVENTS = 400_000

# (when, in ms since 1970 UTC; the event, one JSON object without a line end)
Timed = tuple[int, bytes]


def in_order(events: Iterable[Timed], run_events: int = RUN_EVENTS) -> Iterator[Timed]:
    """*events* sorted by instant; stable.

    Holds at most *run_events* at a time; further sorted runs go to temporary files, which are removed with
    the iterator.

    >>> list(in_order([(2, b"c"), (1, b"a"), (1, b"b")], run_events=1))
    [(1, b'a'), (1, b'b'), (2, b'c')]
    """
    with ExitStack() as files:
        runs: list[Iterator[Timed]] = []
        held: list[Timed] = []
        for event in events:
            if len(held) == run_events:
                runs.append(_laid_away(held, files))
                held = []
            held.append(event)
        held.sort(key=itemgetter(0))
        yield from heapq.merge(*runs, held, key=itemgetter(0))


def _laid_away(held: list[Timed], files: ExitStack) -> Iterator[Timed]:
    held.sort(key=itemgetter(0))
    file: IO[bytes] = files.enter_context(tempfile.TemporaryFile())
    file.writelines(b"%d\t%s\n" % event for event in held)
    file.seek(0)
    return _read_back(file)


def _read_back(file: IO[bytes]) -> Iterator[Timed]:
    for line in file:
        at, _, text = line.rstrip(b"\n").partition(b"\t")
        yield int(at), text
