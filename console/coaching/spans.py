"""Spans of waiting: since when, without a break, somebody has waited in a queue, or waited for long."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from console.floor.vocabulary import Ints
from console.metrics.reading import Reading

_LOOK_MS = 900_000


def waited_since(reading: Reading, queues: Iterable[int], limit: int = 0) -> int:
    """Since when (ms), without a break, somebody in one of *queues* has waited for *limit* ms or more.

    Somebody who has waited so long must wait in one of them at the end of *reading*'s window. Looks back as
    far as it takes, so that the answer stays as time goes on.
    """
    asked = np.array(sorted(queues), dtype=np.int64)
    waiting = reading.open
    since = int(waiting["start"][np.isin(waiting["queue"], asked)].min()) + limit
    look, after = _LOOK_MS, since
    while after >= since:  # what ended at or before `after` is not looked at yet
        after, look = since - look, 2 * look
        ends = reading.books.ends.window(after, reading.window.until)
        since = _joined(ends, asked, limit, since)
    return since


def _joined(ends: dict[str, Ints], queues: Ints, limit: int, since: int) -> int:
    """The begin of the waits in *ends* that hang together with one that began at *since*."""
    own = np.flatnonzero(np.isin(ends["queue"], queues) & (ends["outbound"] == 0) & (ends["wait"] >= limit))
    end = ends["at"][own]
    begin = end - ends["wait"][own] + limit
    order = np.argsort(-end, kind="stable")
    for over, began in zip(end[order].tolist(), begin[order].tolist(), strict=True):
        if over < since:
            break
        since = min(since, began)
    return since
