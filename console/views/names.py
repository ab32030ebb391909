"""Names and profiles of agents at an instant, cached while no profile changes."""

from __future__ import annotations

from dataclasses import dataclass

from console.floor.entities.agent import Agent
from console.floor.floor import Floor
from console.floor.ledgers.codes import CHANNEL_INDEX
from console.views.search_text import search_text
from console.views.text import name_text
from feeds.events import AgentProfile

NO_TEAM_NAME = "No team"


@dataclass(frozen=True, slots=True)
class NamedAgent:
    """One agent's profile: `capacity` is concurrent contacts by channel number; `skills` are those of the
    queues. `sought` are the texts that a filter searches: name, queues and skills."""

    index: int
    id: str
    scope: str
    name: str
    queues: tuple[str, ...]
    main_queue: str
    capacity: dict[int, int]
    queue_names: tuple[str, ...]
    skills: tuple[str, ...]
    sought: tuple[str, str, str]


class AgentNames:
    """All agents known at an instant, in display order: by name, then id.

    While nothing changes, `everyone` and `order` stay the same lists.
    """

    def __init__(self) -> None:
        self._key: object = None
        self.everyone: list[NamedAgent] = []
        self.order: list[int] = []

    def read(self, floor: Floor, now: int) -> None:
        """All agents as of *now* (ms); fast if nothing has changed since the last call."""
        roster = floor.roster
        names = {queue.name: queue_name(floor, queue.name, now) for queue in floor.queues.by_index}
        skills = {queue.name: queue.profiles.at(now).skills for queue in floor.queues.by_index}
        key = (roster.profiles_changed, len(roster.by_index), min(now, roster.profiles_until), names, skills)
        if key == self._key:
            return
        self._key = key
        everyone = [_person(agent, agent.profiles.at(now), names, skills) for agent in roster.by_index]
        if everyone == self.everyone:
            return
        self.everyone = everyone
        self.order = sorted(
            range(len(self.everyone)),
            key=lambda index: (search_text(self.everyone[index].name), self.everyone[index].id),
        )


def queue_name(floor: Floor, queue: str, now: int) -> str:
    """The name of the queue with the id *queue* at *now*."""
    found = floor.queues.queues.get(queue)
    return name_text(None if found is None else found.profiles.at(now).name, queue)


def team_name(floor: Floor, team: str, now: int) -> str:
    """The name of the team with the id *team* at *now*."""
    profiles = floor.team_names.get(team)
    profile = None if profiles is None else profiles.at(now)
    return name_text(None if profile is None else profile.name, team)


def team_lead(floor: Floor, team: str, now: int) -> str:
    """The lead of *team* at *now*, by name if it is an agent's id; empty if not known."""
    profiles = floor.team_names.get(team)
    profile = None if profiles is None else profiles.at(now)
    lead = None if profile is None else profile.lead
    return agent_name(floor, lead, now) if lead else ""


def agent_name(floor: Floor, agent: str, now: int) -> str:
    """The name of the agent with the id *agent* at *now*."""
    found = floor.roster.agents.get(agent)
    profile = None if found is None else found.profiles.at(now)
    return name_text(None if profile is None else profile.name, agent)


def _person(
    agent: Agent,
    profile: AgentProfile | None,
    names: dict[str, str],
    skills: dict[str, tuple[str, ...]],
) -> NamedAgent:
    queues = () if profile is None else tuple(dict.fromkeys(profile.queues))
    name = name_text(None if profile is None else profile.name, agent.name)
    capacities = None if profile is None else profile.capacity
    capacity = {CHANNEL_INDEX[channel]: number for channel, number in (capacities or {}).items()}
    named = tuple(names.get(queue, queue) for queue in queues)
    skilled = tuple(dict.fromkeys(skill for queue in queues for skill in skills.get(queue, ())))
    sought = (
        search_text(f"{name} {agent.name}"),
        search_text(" ".join((*queues, *named))),
        search_text(" ".join(skilled)),
    )
    return NamedAgent(
        agent.index,
        agent.name,
        f"agent:{agent.name}",
        name,
        queues,
        named[0] if named else "",
        capacity,
        named,
        skilled,
        sought,
    )
