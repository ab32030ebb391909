"""Tests against a recorded run: the counts of its queue_log, of Asterisk's own counters, and of its report.

What differs, and why: QueueCallerAbandon is sent for time-outs too, so `Abandoned` of the counters is
abandoned and timed out together. `Completed` leaves out calls whose member was removed meanwhile. The
counters' service level measures whole seconds, as the queue_log does.
"""

from __future__ import annotations

from typing import Any

import pytest

from console.metrics.reading.windows import day
from console.metrics.report import report
from feeds.events import Event, SiteSettings, Snapshot, instant
from feeds.importers.queue_log.importer import QueueLogSettings
from feeds.instants import instant_text
from tests.feeds.importers.queue_log.queue_logs import imported_from
from tests.feeds.platforms.asterisk.recorded_run import (
    OUT,
    QUEUES,
    counts,
    floor_of,
    log_counts,
    need,
    packets,
    translate,
)

_ALIKE = ("ENTERQUEUE", "CONNECT", *OUT, "RINGNOANSWER")


def test_that_each_queue_counts_what_its_queue_log_does() -> None:
    need("queue_log-2026")
    found, log = counts(translate()), log_counts()
    for queue in QUEUES:
        for name in (*_ALIKE, "COMPLETE", "other"):
            assert found[queue, name] == log[queue, name], (queue, name)


# Calls whose member was removed meanwhile: Asterisk completes them, and does not count them.
_UNCOUNTED = {"billing": 0, "support": 2, "sales": 2}


def test_that_the_figures_are_those_of_asterisks_own_counters() -> None:
    last = {one.get("Queue"): one for one in packets("ami-2026-counters.txt.gz") if one.name == "QueueParams"}
    floor = floor_of([_cut(event) for event in translate()])
    queues = report(floor, day(SiteSettings(), floor.latest))["queues"]
    for queue, counter in last.items():
        figures, uncounted = queues[queue], _UNCOUNTED[queue]
        completed = figures["answered"] - uncounted
        assert figures["threshold_seconds"] == int(counter.get("ServiceLevel")) == 10
        assert figures["abandoned"] + figures["deflected"] == int(counter.get("Abandoned"))
        assert figures["handled"] - uncounted == completed == int(counter.get("Completed"))
        level = 100 * (figures["answered_in_threshold"] - uncounted) / completed
        assert round(level, 1) == float(counter.get("ServicelevelPerf"))
    assert set(last) == set(queues)


def _cut(event: Event | Snapshot) -> Event | Snapshot:
    """*event*, its instant cut to the whole second, as a queue_log has it."""
    return event.model_copy(update={"at": instant_text(instant(event.at) // 1000 * 1000)})


def test_that_its_report_is_that_of_the_imported_queuelog_counts() -> None:
    """To the second that a queue_log counts in; a few of its rows were written a second after the event.

    So averages and shares of time may differ a little, and nothing else does but how many events there were.
    """
    imported = imported_from([need("queue_log-2026")], QueueLogSettings(threshold_seconds=10)).floor
    bridged = floor_of([_cut(event) for event in translate()])
    ours, theirs = (dict(_flat(report(one, day(SiteSettings(), one.latest)))) for one in (bridged, imported))
    assert ours.keys() == theirs.keys()
    different = {key: (ours[key], theirs[key]) for key in ours if ours[key] != theirs[key]}
    assert different.pop("counts.events")
    assert different.pop("counts.control") == (2, 0)
    for key, (our, their) in different.items():
        name = key.rpartition(".")[2]
        assert name.startswith("average") or name in ("occupancy", "utilisation"), key
        assert our == pytest.approx(their, rel=0.01), key
    assert len(different) < 30 < 500 < len(ours)


def test_that_nothing_of_it_is_late_invalid_or_contradictory() -> None:
    floor = floor_of(translate())
    assert (floor.late, floor.duplicates, dict(floor.books.anomaly_counts)) == (0, 0, {})


def _flat(found: Any, path: str = "") -> Any:
    if isinstance(found, dict):
        for key, value in found.items():
            yield from _flat(value, f"{path}.{key}".lstrip("."))
    elif isinstance(found, list):
        for place, value in enumerate(found):
            yield from _flat(value, f"{path}.{place}")
    else:
        yield path, found
