"""Rule scopes: the queues and agents a rule applies to at an instant, by number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from console.flags.rules.rules import Rule
from console.floor.ledgers.codes import CHANNELS, Ints
from console.metrics.reading.reading import Reading


@dataclass(frozen=True, slots=True)
class Within:
    """The scope of a rule; None means all. `serving` are the agents who serve its queues."""

    queues: frozenset[int] | None = None
    people: frozenset[int] | None = None
    serving: frozenset[int] | None = None

    def has_queue(self, queue: int) -> bool:
        return self.queues is None or queue in self.queues

    def has_agent(self, agent: int) -> bool:
        """Whether the rule applies to *agent*, whatever they work on."""
        return self.serving is None or agent in self.serving

    def has_contact(self, agent: int, queue: int) -> bool:
        """Whether the rule applies to a contact of *queue* handled by *agent*."""
        return self.has_queue(queue) and (self.people is None or agent in self.people)


_ALL = Within()


def within(rule: Rule, reading: Reading) -> Within:
    """The scope of *rule* at the end of *reading*'s window."""
    scope = rule.scope
    if not scope.given:
        return _ALL
    queues = _queues(rule, reading) if scope.queues or scope.channels else None
    people = _people(rule, reading) if scope.teams or scope.agents else None
    serving = people
    if queues is not None:
        agent, queue = reading.floor.roster.memberships(reading.window.until, reading.floor.queues.queues)
        found = frozenset(agent[np.isin(queue, list(queues))].tolist())
        serving = found if people is None else found & people
    return Within(queues, people, serving)


def _queues(rule: Rule, reading: Reading) -> frozenset[int]:
    queues, scope = reading.floor.queues, rule.scope
    named = {name: queue.index for name, queue in queues.queues.items()}
    found = set(named.values())
    if scope.queues:
        found = {named[name] for name in scope.queues if name in named}
    if scope.channels:
        numbers: Ints = np.array(sorted(found), dtype=np.int64)
        channels = queues.rules(numbers, np.full(len(numbers), reading.window.until)).channel.tolist()
        pairs = zip(numbers.tolist(), channels, strict=True)
        found = {queue for queue, channel in pairs if CHANNELS[channel] in scope.channels}
    return frozenset(found)


def _people(rule: Rule, reading: Reading) -> frozenset[int]:
    roster, scope = reading.floor.roster, rule.scope
    found = np.arange(len(roster.by_index))
    if scope.agents:
        found = np.array(
            [roster.agents[name].index for name in scope.agents if name in roster.agents], dtype=np.int64
        )
    if scope.teams:
        teams = [roster.teams[name] for name in scope.teams if name in roster.teams]
        found = found[np.isin(reading.tenure_team[reading.agent_tenure[found]], teams)]
    return frozenset(found.tolist())
