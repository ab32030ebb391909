"""Flags: what the rules light up at one instant. A flag is read off the floor, so live, rewound and replayed
it is the same; nothing is remembered but what a person has said about it."""

from __future__ import annotations

from console.coaching.agent_watch import AgentWatch
from console.coaching.queue_watch import QueueWatch
from console.coaching.remark_watch import RemarkWatch
from console.coaching.rules import Rulebook
from console.coaching.sightings import Sighting
from console.metrics.reading import Reading


class Flags:
    """The rules, applied. Owned by the desk; reads the floor and changes nothing."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._queues = QueueWatch(rulebook)
        self._agents = AgentWatch(rulebook)
        self._remarks = RemarkWatch(rulebook)

    def open(self, reading: Reading) -> list[Sighting]:
        """What is met at the end of *reading*'s window, the worst first, then the oldest."""
        watches = (self._queues, self._agents, self._remarks)
        return _worst_first([seen for watch in watches for seen in watch.sightings(reading)])

    def of_queues(self, reading: Reading) -> list[Sighting]:
        """The same of queues alone."""
        return _worst_first(list(self._queues.sightings(reading)))


def _worst_first(found: list[Sighting]) -> list[Sighting]:
    return sorted(found, key=lambda seen: (-seen.severity, seen.since, seen.scope, seen.rule.id))
