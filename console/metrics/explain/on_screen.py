"""Accounts of the figures that only the screen shows: agents by state, queues with waiting contacts, and how
long an agent has been in a state."""

from __future__ import annotations

import numpy as np

from console.floor.ledgers.codes import CHANNELS, STATES, State
from console.floor.ledgers.timeline import NEVER
from console.metrics.agents_in_state import STAFFED, members_of
from console.metrics.explain.account import (
    ANY_SCOPE,
    Account,
    Explainer,
    Explainers,
    Item,
    LeftOut,
    summed,
)
from console.metrics.explain.evidence import Evidence
from console.metrics.explain.queues import account_of_states

TIME_IN_STATE = "time_in_state_seconds"
_ON_CONTACT = (State.ON_CONTACT, State.HOLD)


def _state(name: str) -> Explainer:
    wanted = _ON_CONTACT if name == "on_contact" else (STATES.get(name),)
    words = "agents who are not offline" if name == STAFFED else f"agents who are {name.replace('_', ' ')}"
    if name == "on_contact":
        words += ", or on hold"

    def counts(state: State) -> bool:
        return state is not State.OFFLINE if name == STAFFED else state in wanted

    def explainer(evidence: Evidence) -> Account:
        account = Account(words)
        people = members_of(evidence.reading, evidence.scope)
        account_of_states(account, evidence, evidence.states_of(people), counts)
        return summed(account)

    return explainer


def _queues(formula: str, only_waiting: bool) -> Explainer:
    def explainer(evidence: Evidence) -> Account:
        account, reading = Account(formula), evidence.reading
        floor, now = reading.floor, reading.window.end
        waiting = np.bincount(reading.open["queue"], minlength=len(floor.queues.by_index))
        for index in reading.known_queues.tolist():
            queue = floor.queues.by_index[index]
            profile = queue.profiles.at(reading.window.until)
            if evidence.scope.kind == "channel" and profile.channel != CHANNELS[evidence.index]:
                continue
            number = int(waiting[index])
            if number or not only_waiting:
                why = f"{number:,} waiting" if number else "nobody waiting"
                account.counted.append(Item({"queue": queue.name}, now, None, 1, why=why, queue=index))
            else:
                account.left_out.append(LeftOut({"queue": queue.name}, "nobody waiting", queue=index))
        return summed(account)

    return explainer


def _time_in_state(evidence: Evidence) -> Account:
    account, now = Account("now − the start of the state"), evidence.reading.window.end
    people = np.array([evidence.index], dtype=np.int64)
    for agent, state, since in evidence.states_of(people):
        if since > NEVER:
            seconds = (now - since) / 1000
            word = state.name.lower().replace("_", " ")
            account.counted.append(Item({"agent": agent}, since, None, seconds, seconds, word))
    return summed(account)


# Their value is the numerator of their account.
SCREEN_EXPLAINERS: Explainers = {
    **{f"state.{name}": (_state(name), ANY_SCOPE) for name in (STAFFED, *STATES)},
    "queues.waiting": (_queues("queues with waiting contacts", True), ("floor", "channel")),
    "queues.all": (_queues("queues known", False), ("floor", "channel")),
    TIME_IN_STATE: (_time_in_state, ("agent",)),
}
