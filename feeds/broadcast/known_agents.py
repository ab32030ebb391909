"""Known agents of a source: team, queues and stated state of each, for commands and permissions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from feeds.instants import instant

_NEVER = -(2**61)


@dataclass(slots=True)
class KnownAgent:
    """One agent as the source last described it. `state` is None until one was stated."""

    id: str
    name: str = ""
    team: str | None = None
    queues: tuple[str, ...] = ()
    state: str | None = None
    is_profiled: bool = False
    profiled_at: int = _NEVER
    stated_at: int = _NEVER


class KnownAgents:
    """All agents and queues of a source. Owned by its broadcast, which passes every event."""

    def __init__(self) -> None:
        self.agents: dict[str, KnownAgent] = {}
        self.queues: dict[str, str] = {}

    def take(self, event: Any) -> None:
        """Apply *event*; only profiles and states change anything."""
        name = event.type
        if name == "agent.state":
            agent, at = self._agent(event.agent), instant(event.at)
            if at >= agent.stated_at:
                agent.state, agent.stated_at = event.state, at
        elif name == "agent.profile":
            agent, at = self._agent(event.agent), instant(event.at)
            if at >= agent.profiled_at:
                agent.name, agent.team, agent.queues = event.name or event.agent, event.team, event.queues
                agent.is_profiled, agent.profiled_at = True, at
        elif name == "queue.profile":
            self.queues[event.queue] = event.name or event.queue

    def _agent(self, name: str) -> KnownAgent:
        found = self.agents.get(name)
        if found is None:
            found = self.agents[name] = KnownAgent(name, name)
        return found

    def find(self, name: str) -> KnownAgent | None:
        """The agent called *name*, if known."""
        return self.agents.get(name)

    def of_team(self, team: str) -> Iterator[KnownAgent]:
        """The agents of *team*."""
        return (agent for agent in self.agents.values() if agent.team == team)

    def of_queue(self, queue: str) -> Iterator[KnownAgent]:
        """The agents in *queue*."""
        return (agent for agent in self.agents.values() if queue in agent.queues)
