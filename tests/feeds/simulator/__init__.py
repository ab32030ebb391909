"""The simulator: its events are legal, repeatable, and plausible."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from console.floor.floor import Floor
from console.metrics.reading.windows import day, rolling
from console.metrics.report import report
from feeds.events import instant
from feeds.protocol.decoding import decode_chunk
from feeds.simulator.simulation import simulate
from feeds.simulator.site.settings import SimulationSettings

JSON = dict[str, Any]
HOUR = 3_600_000


@dataclass(slots=True)
class Played:
    """A simulation, all of it: its events as JSON, and the floor that applied them."""

    settings: SimulationSettings
    events: list[JSON]
    floor: Floor

    def of(self, *kinds: str) -> Iterator[JSON]:
        return (event for event in self.events if event["type"] in kinds)

    def between(self, start: float, end: float) -> JSON:
        """The report from *start* to *end*, hours since the simulation began."""
        return report(
            self.floor, rolling(self.settings.start + round(end * HOUR), round((end - start) * HOUR))
        )

    def day(self) -> JSON:
        """The report of the day, up to the last event."""
        latest = self.floor.latest
        return report(self.floor, day(self.floor.site.at(latest), latest))


def play(settings: SimulationSettings) -> Played:
    """The whole simulation, applied to a floor line by line; no line may be invalid or unknown."""
    floor, lines = Floor(horizon_ms=None), [text for _, text in simulate(settings)]
    for first in range(0, len(lines), 300):
        batch = decode_chunk(b"\n".join(lines[first : first + 300]), first + 1)
        assert not batch.invalid, batch.invalid[:3]
        assert not batch.unknown
        floor.apply_all(batch.events, batch.instants, batch.lines, "simulated")
    return Played(settings, [json.loads(line) for line in lines], floor)


def assert_legal(played: Played) -> None:
    """No contradiction, nothing undeclared, nothing late, all in the settings' span and in order."""
    floor, settings = played.floor, played.settings
    assert not floor.books.anomaly_counts
    assert not floor.late
    assert len(floor.roster.by_index) == settings.agents
    assert all(agent.declared for agent in floor.roster.by_index)
    assert len(floor.queues.by_index) == settings.queues
    assert all(queue.profiles.declared for queue in floor.queues.by_index)
    instants = [instant(event["at"]) for event in played.events]
    assert all(before <= after for before, after in pairwise(instants))
    assert settings.start <= instants[0]
    assert settings.end is None or instants[-1] <= settings.end
