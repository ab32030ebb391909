"""The event writer of a queue_log import: collects events of calls and members."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from feeds.importers.ordering import Timed
from feeds.instants import instant_text
from feeds.platforms.asterisk.members.agent_names import Agents

_encode = msgspec.json.Encoder().encode


class LogEventWriter:
    """Writes events. Owned by one import, shared by the readers of calls and members.

    Declares each queue, and each agent with their known queues, on first mention.
    """

    def __init__(self, agents: Agents, threshold: float, thresholds: Mapping[str, float]) -> None:
        self.agents = agents
        self.queues: set[str] = set()
        self.serving: dict[str, dict[str, None]] = {}
        self._threshold = threshold
        self._thresholds = thresholds
        self._pending: list[Timed] = []
        self._second = 0, ""

    def take(self) -> list[Timed]:
        """The events written since the last call."""
        events, self._pending = self._pending, []
        return events

    def write(self, at: int, event: str, /, **fields: Any) -> None:
        """Write *event*, which happened at *at* (ms since 1970 UTC)."""
        if self._second[0] != at:
            self._second = at, instant_text(at)
        self._pending.append((at, _encode({"type": event, "at": self._second[1], **fields})))

    def meet_queue(self, queue: str, at: int) -> None:
        """Declare *queue* on its first mention."""
        if queue in self.queues:
            return
        self.queues.add(queue)
        threshold = self._thresholds.get(queue, self._threshold)
        goal = {"threshold_seconds": threshold}
        self.write(at, "queue.profile", queue=queue, name=queue, channel="voice", service_level=goal)

    def meet_agent(self, agent: str, at: int) -> None:
        """Declare *agent* on their first mention."""
        if agent not in self.serving:
            self.serving[agent] = {}
            self._profile(agent, at)

    def serve(self, agent: str, queue: str, at: int, does: bool = True) -> None:
        """Note that *agent* starts or stops serving *queue* at *at*."""
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
