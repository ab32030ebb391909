"""Late events: put in their place among newer events of their contact or agents.

The contract is the protocol's ("Order"): an event's key is (at, epoch, seq). A late event that is not before
its source's watermark gives the result of key order. One before it is too late: it is counted, and takes
effect at the watermark. Nothing is undone: the contact is folded again from its own list of events, and its
agents are derived again from the first instant that changed.
"""

from __future__ import annotations

from bisect import bisect_left
from operator import attrgetter
from typing import Any

from console.floor.entities.agent import Agent, Contact, Stated
from console.floor.entities.contact import EVENTS_KEPT, TOO_MANY_EVENTS
from console.floor.ledgers.timeline import NEVER
from console.floor.state import FloorState
from feeds.events import AgentState
from feeds.lifecycle import WRAPPING

_key, _since = attrgetter("key"), attrgetter("since")


class LateEvents:
    """Applies the events that cannot simply be appended. Owned by the floor."""

    def __init__(self, state: FloorState) -> None:
        self._state = state

    def take_contact_event(
        self, event: Any, at: int, order: int, contact: Contact, agent: Agent | None
    ) -> None:
        """Fold *event* into *contact* at the position of its key; *agent* is the one it names."""
        state = self._state
        state.close_if_over(contact)
        not_before = self.effect(at, order, contact, agent)
        queue = getattr(event, "queue", None)
        if queue is not None:
            state.queues.find(queue, not_before)
        base = contact.base
        if base.is_over and (at, order) < (base.last_at, base.last_order):
            state.contacts.refuse(contact, agent, event, not_before)
            return
        if len(contact.events) >= EVENTS_KEPT:
            state.books.note_anomaly(state.contacts.line, TOO_MANY_EVENTS)
            return
        arrival = state.contacts.kept(event, agent, at, order, not_before)
        contact.events.insert(bisect_left(contact.events, arrival.key, key=_key), arrival)
        self._derive(state.folding.fold_again(contact))

    def effect(self, at: int, order: int, contact: Contact, agent: Agent | None) -> int:
        """When an event of *contact* may take effect; it becomes the newest of all it affects, or is late.

        A late one before the watermark is counted, and takes effect at the watermark.
        """
        key, is_late = (at, order), False
        touched: list[Contact | Agent] = [contact, *(leg.agent for leg in contact.legs)]
        if agent is not None:
            touched.append(agent)
        for each in touched:
            if key > (each.last_at, each.last_order):
                each.last_at, each.last_order = key
            elif key < (each.last_at, each.last_order):
                is_late = True
        effective = self._not_before(at, is_late)
        if agent is not None:
            agent.first_at = min(agent.first_at, effective)
        for each in touched:
            each.set_appends_from()
        return effective

    def take_state(self, event: AgentState, at: int, order: int, agent: Agent) -> None:
        """Insert the state in *event* in *agent*'s past, in its place."""
        is_late = (at, order) < (agent.last_at, agent.last_order)
        effective = self._not_before(at, is_late)
        agent.first_at = min(agent.first_at, effective)
        sets = effective == at or not (agent.stated and agent.stated[-1].key > (at, order))
        if not is_late:
            agent.last_at, agent.last_order = at, order
        stated = Stated(at, order, effective, event.state, event.reason, sets)
        self._state.roster.insert_state(agent, stated)
        agent.set_appends_from()
        changed = {agent: effective} if sets else {}
        if event.state != "wrap_up":
            for contact in wrapping_at(agent, stated):
                self._state.close_if_over(contact)
                join(changed, self._state.folding.fold_again(contact))
        self._derive(changed)

    def _not_before(self, at: int, is_late: bool) -> int:
        """When an event of *at* may first take effect; counts one that is too late."""
        watermark = self._state.watermark
        effective = max(at, watermark.snapshot_at)
        if is_late and at < watermark.at:
            self._state.late += 1
            return max(effective, watermark.at)
        return effective

    def _derive(self, changed: dict[Agent, int]) -> None:
        if changed:
            self._state.rewritten += 1
        derive_all(self._state, changed)


def derive_all(state: FloorState, changed: dict[Agent, int]) -> None:
    """Derive each agent from the instant (ms) of its change."""
    for agent, since in changed.items():
        state.roster.derive(agent, since)


def wrapping_at(agent: Agent, stated: Stated) -> list[Contact]:
    """The contacts that *agent* released before *stated* and wrapped up beyond its effect, or still does."""
    wrapping = [leg for leg in agent.legs.values() if leg.part == WRAPPING]
    past = agent.past_legs
    for place in range(bisect_left(past, stated.effective, key=_since), len(past)):
        leg = past[place]
        took_no_time = leg.is_moved and leg.opened == leg.since
        if leg.wrapping_from != NEVER and leg.contact.is_kept and not took_no_time:
            wrapping.append(leg)
    return [leg.contact for leg in wrapping if leg.released < stated.key]


def join(changed: dict[Agent, int], more: dict[Agent, int]) -> None:
    """Merge *more* into *changed*: each agent from the earlier instant (ms) on."""
    for agent, since in more.items():
        changed[agent] = min(since, changed.get(agent, since))
