"""Tests against a recorded run with a hole of 20 s, ended by what the switch did answer a QueueStatus then.

The holes end in seconds in which nothing happened in the queues, so that it is known what the answer holds.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from console.metrics.reading.windows import day
from console.metrics.report import report
from feeds.events import SiteSettings, Snapshot, instant
from feeds.platforms.asterisk.ami.packets import Packet
from tests.feeds.platforms.asterisk.recorded_run import (
    OUT,
    QUEUES,
    Translated,
    counts,
    floor_of,
    log_counts,
    log_rows,
    need,
    queries,
    translate,
)

_LOOKS = (3, 14, 28)
_HOLE_MS = 20_000


@dataclass(frozen=True)
class _Hole:
    """A hole in the run, in ms, and the answer to the QueueStatus that ends it."""

    start: int
    end: int
    answers: tuple[Packet, ...]

    @property
    def translated(self) -> Translated:
        return translate(hole=(self.start, self.end), answers=self.answers)

    def waiting(self, queue: str) -> list[str]:
        entries = [one for one in self.answers if one.name == "QueueEntry"]
        return [one.get("Uniqueid") for one in entries if one.get("Queue") == queue]

    def calls(self, event: str, queue: str, *, within: bool) -> set[str]:
        """The calls that had *event* in *queue* in the hole, or else outside of it."""
        start, end = self.start // 1000, self.end // 1000 + 1
        rows = [row for row in log_rows() if (start <= row[0] < end) is within]
        return {call for _, call, where, verb in rows if where == queue and verb.startswith(event)}


@pytest.fixture(params=_LOOKS)
def hole(request: pytest.FixtureRequest) -> _Hole:
    need("queue_log-2026")
    second, answers = queries()[request.param]
    assert second is not None
    end = second * 1000 + 500
    return _Hole(second * 1000 - _HOLE_MS, end, answers)


def test_that_a_hole_loses_what_came_to_pass_in_it_and_nothing_else(hole: _Hole) -> None:
    translated = hole.translated
    floor = floor_of(translated)
    assert (floor.late, dict(floor.books.anomaly_counts)) == (0, {})
    figures_of = report(floor, day(SiteSettings(), floor.latest))["queues"]
    found, log = counts(translated), log_counts(hole.start // 1000, hole.end // 1000 + 1)
    for queue in QUEUES:
        for name in ("CONNECT", *OUT, "COMPLETE"):
            assert found[queue, name] == log[queue, name], (queue, name)
        figures = figures_of[queue]
        entered = hole.calls("ENTERQUEUE", queue, within=True)
        assert figures["started"] == log[queue, "ENTERQUEUE"] + len(entered & set(hole.waiting(queue)))
        assert figures["answered"] == log[queue, "CONNECT"]
        assert (figures["abandoned"], figures["deflected"]) == tuple(log[queue, name] for name in OUT)
        whole = hole.calls("CONNECT", queue, within=False) & hole.calls("COMPLETE", queue, within=False)
        assert figures["handled"] == len(whole)
        assert figures["waiting"] == 0


def test_that_after_a_hole_callers_wait_and_agents_talk_since_they_did(hole: _Hole) -> None:
    began = {one.contact: one.at for one in translate() if one.type == "contact.queued"}
    snapshot = next(one for one in hole.translated[1:] if isinstance(one, Snapshot))
    waits = {one["contact"]: one["at"] for one in snapshot.events if one["type"] == "contact.queued"}
    assert waits
    for contact, at in waits.items():
        came = instant(began[contact])
        if came < hole.start:
            assert at == began[contact]
        else:
            assert abs(instant(at) - came) <= 1000
    talking = [one["agent"] for one in snapshot.events if one["type"] == "contact.answered"]
    in_call = [one.get("Name") for one in hole.answers if one.get("InCall") == "1"]
    assert sorted(talking) == sorted(in_call)


def test_that_after_a_hole_the_agents_are_as_if_there_had_been_none(hole: _Hole) -> None:
    last = []
    for translated in (translate(), hole.translated):
        floor = floor_of(translated)
        agents = report(floor, day(SiteSettings(), floor.latest))["agents"]
        last.append({name: (agent["state"], agent["since"]) for name, agent in agents.items()})
    assert last[0] == last[1]
