"""Six rolling figures of 40 queues each second, beside DuckDB refreshing the same figures by SQL.

Run by `tests.benchmarks.reading`. Both hold the same rows and get the same new ones before each second; only
the refresh is timed. DuckDB runs in memory on one thread.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np

from console.floor.floor import Floor
from console.floor.ledgers.codes import Ints
from console.metrics.reading.reading import Reading
from console.metrics.reading.windows import rolling
from console.metrics.running_counts import RunningCounts
from console.metrics.service_level import queue_figures

if TYPE_CHECKING:
    from tests.benchmarks.reading import Anchors, LiveFloor

_WINDOW = 1_800_000
_SECONDS = 60
_EVENTS = 50
_TABLES = {
    "starts": ("at", "queue"),
    "ends": ("at", "queue", "outcome", "wait"),
    "legs": ("at", "queue", "talk", "hold", "wrap"),
}
# Threshold 20 s and short abandons 5 s, as the made day declares them; answered is 0, abandoned 1.
_SQL = """
WITH arrived AS (
    SELECT queue, count(*) AS arrived FROM starts WHERE "at" > $from AND "at" <= $now GROUP BY queue
), ended AS (
    SELECT queue,
        count(*) FILTER (outcome = 0 AND wait <= 20000) AS answered_in,
        count(*) FILTER (outcome = 0) AS answered,
        count(*) FILTER (outcome = 1) AS abandoned,
        count(*) FILTER (outcome = 1 AND wait < 5000) AS short,
        sum(wait) FILTER (outcome = 0) AS answer_wait,
        sum(wait) FILTER (outcome = 1) AS abandon_wait
    FROM ends WHERE "at" > $from AND "at" <= $now GROUP BY queue
), handled AS (
    SELECT queue, avg(talk + hold + wrap) / 1000 AS handle_time
    FROM legs WHERE "at" > $from AND "at" <= $now AND queue >= 0 GROUP BY queue
)
SELECT queue, arrived, answered_in / (answered + abandoned - short) AS service_level,
    (abandoned - short) / (answered + abandoned - short) AS abandon_rate,
    answer_wait / answered / 1000 AS speed_of_answer, abandon_wait / abandoned / 1000 AS time_to_abandon,
    handle_time
FROM arrived FULL JOIN ended USING (queue) FULL JOIN handled USING (queue) ORDER BY queue
"""


class Tables:
    """The ledgers of a floor as tables of DuckDB."""

    def __init__(self, floor: Floor) -> None:
        import duckdb

        self._floor = floor
        self._base: Any = duckdb.connect(":memory:")
        self._base.execute("SET threads = 1")
        for table, columns in _TABLES.items():
            wide = ", ".join(f'"{name}" BIGINT' for name in columns)
            self._base.execute(f"CREATE TABLE {table} ({wide})")
        self._taken = dict.fromkeys(_TABLES, 0)

    def take(self) -> None:
        """Insert the rows the floor wrote since the last call."""
        for table, columns in _TABLES.items():
            ledger = getattr(self._floor.books, table)
            rows = ledger.rows_from(self._taken[table], -1)
            self._taken[table] = ledger.count
            fresh: dict[str, Ints] = {name: rows[name] for name in columns}
            if len(fresh["at"]):
                self._base.register("fresh", fresh)
                self._base.execute(f"INSERT INTO {table} SELECT * FROM fresh")
                self._base.unregister("fresh")

    def refresh(self, now: int) -> list[tuple[float | None, ...]]:
        """The figures of each queue at *now* (ms)."""
        found: list[tuple[float | None, ...]] = self._base.execute(
            _SQL, {"now": now, "from": now - _WINDOW}
        ).fetchall()
        return found


def compare(live: LiveFloor, anchors: Anchors) -> None:
    """Print what a refresh of the figures costs here and in DuckDB."""
    floor, running, tables = live.floor, RunningCounts(live.floor, _WINDOW), Tables(live.floor)
    ours, ledgers, theirs = [], [], []
    now = live.second
    for _ in range(_SECONDS):
        live.take(_EVENTS)
        tables.take()
        now = max(now + 1000, live.second)
        start = time.process_time()
        queues = queue_figures(Reading(floor, rolling(now, _WINDOW)), running)[0]
        ours.append(time.process_time() - start)
        start = time.process_time()
        rows = tables.refresh(now)
        theirs.append(time.process_time() - start)
        start = time.process_time()
        queue_figures(Reading(floor, rolling(now, _WINDOW)))
        ledgers.append(time.process_time() - start)
        counts = queues.counts
        columns = (queues.service_level("offered"), queues.abandon_rate, queues.asa, queues.time_to_abandon)
        here = np.stack([counts.started, *columns, queues.handle_time], axis=1)
        there = np.array([row[1:] for row in rows], dtype=np.float64)
        np.testing.assert_allclose(here, there, rtol=1e-12)
    best = min(theirs)
    anchors.row("six figures of 40 queues, DuckDB", theirs)
    anchors.row("  the same, from the ledgers", ledgers, f"{min(ledgers) / best:5.2f} × DuckDB")
    anchors.row("  the same, running counts", ours, f"{min(ours) / best:5.2f} × DuckDB")
