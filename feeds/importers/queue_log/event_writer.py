"""Events out of a queue_log: told by its calls and members, kept until the import takes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from feeds.importers.ordering import Timed
from feeds.instants import instant_text
from feeds.platforms.asterisk.members.agent_names import Agents

_encode = msgspec.json.Encoder().encode


class LogEventWriter:
    """Puts events into words. Owned by one import, shared by what reads calls and members.

    It declares each queue, and each agent with the queues it is known to serve, when first told of.
    """

    def __init__(self, agents: Agents, threshold: float, thresholds: Mapping[str, float]) -> None:
        self.agents = agents
        self.queues: set[str] = set()
        self.serving: dict[str, dict[str, None]] = {}
        self._threshold = threshold
        self._thresholds = thresholds
        self._told: list[Timed] = []
        self._second = 0, ""

    def take(self) -> list[Timed]:
        """The events told since the last time."""
        told, self._told = self._told, []
        return told

    def write(self, at: int, event: str, /, **fields: Any) -> None:
        """*event* happened at *at* (ms since 1970 UTC)."""
        if self._second[0] != at:
            self._second = at, instant_text(at)
        self._told.append((at, _encode({"type": event, "at": self._second[1], **fields})))

    def meet_queue(self, queue: str, at: int) -> None:
        """Declare *queue*, if this is the first that is told of it."""
        if queue in self.queues:
            return
        self.queues.add(queue)
        threshold = self._thresholds.get(queue, self._threshold)
        goal = {"threshold_seconds": threshold}
        self.write(at, "queue.profile", queue=queue, name=queue, channel="voice", service_level=goal)

    def meet_agent(self, agent: str, at: int) -> None:
        """Declare *agent*, if this is the first that is told of it."""
        if agent not in self.serving:
            self.serving[agent] = {}
            self._profile(agent, at)

    def serve(self, agent: str, queue: str, at: int, does: bool = True) -> None:
        """*agent* serves *queue* from *at* on, or does so no longer."""
        queues = self.serving.setdefault(agent, {})
        if does:
            queues[queue] = None
        else:
            queues.pop(queue, None)
        self._profile(agent, at)

    def _profile(self, agent: str, at: int) -> None:
        team = self.agents.team(agent)
        more = {} if team is None else {"team": team}
        name, queues = self.agents.name(agent), list(self.serving[agent])
        self.write(at, "agent.profile", agent=agent, name=name, **more, queues=queues)
