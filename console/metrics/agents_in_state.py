"""The number of agents of a scope in a state at a reading's instant."""

from __future__ import annotations

import numpy as np

from console.floor.ledgers.codes import CHANNEL_INDEX, STATES, Ints, State, states_of
from console.metrics.reading.reading import Reading
from console.metrics.reading.scope import Scope

STAFFED = "staffed"


def agents_in_state(reading: Reading, scope: Scope, state: str) -> int:
    """The number of the scope's known agents in the effective *state*.

    Two states are wider: `staffed` is any state but offline, and `on_contact` includes on hold. A team counts
    its current members, a queue or channel the agents whose profile names it; *scope* must be known to the
    floor.
    """
    states = states_of(reading.standing.code[reading.agent_tenure])[members_of(reading, scope)]
    if state == STAFFED:
        return int(np.count_nonzero(states != State.OFFLINE))
    on_hold = (states == State.HOLD) & (state == "on_contact")
    return int(np.count_nonzero((states == STATES[state]) | on_hold))


def members_of(reading: Reading, scope: Scope) -> Ints:
    """The known agents of *scope*, by number; *scope* must be known to the floor."""
    known = reading.known_agents
    if scope.kind == "floor":
        return known
    if scope.kind == "agent":
        return np.array([reading.floor.roster.agents[scope.name].index], dtype=np.int64)
    if scope.kind == "team":
        teams = reading.tenure_team[reading.agent_tenure[known]]
        return np.extract(teams == reading.floor.roster.teams[scope.name], known)
    until, queues = reading.window.until, reading.floor.queues
    agent, queue = reading.floor.roster.memberships(until, queues.queues)
    if scope.kind == "queue":
        serving = agent[queue == queues.queues[scope.name].index]
    else:
        channels = queues.rules(queue, np.full(len(queue), until)).channel
        serving = agent[channels == CHANNEL_INDEX[scope.name]]
    return np.intersect1d(known, serving)
