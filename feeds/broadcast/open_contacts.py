"""Open work: contacts that wait or have legs, and each agent's current state, with their events.

A small fold beside the floor's own, by the same `feeds.lifecycle`, for a source that must send its current
state: it keeps texts, not figures.
"""

from __future__ import annotations

from bisect import insort
from typing import Any

from feeds.broadcast.agents_at_work import Kept, OpenContact, WorkingAgent, is_wrapping_before, of_agent
from feeds.lifecycle import (
    DONE,
    ENTRY,
    LEG,
    LOST,
    MOVED_ON,
    NONE,
    QUEUED_ELSEWHERE,
    RELEASED_FOR_GOOD,
    REMARKS,
    UNANSWERED,
    WAITING,
    WITHDRAWN,
    Transition,
)

# Idle contacts kept at most (nobody works on them, but they have not ended): they may be queued again.
IDLE_KEPT = 10_000
# Dropped contacts whose end is remembered, at most: an earlier event that arrives later opens nothing.
OVER_KEPT = 50_000
_NEVER = -(2**61)
_MOVES_A_LEG = frozenset(event for event, step in LEG.items() if step.moves)


class OpenContacts:
    """All open contacts and agents. Owned by the present; only `take` changes it."""

    def __init__(self) -> None:
        self.contacts: dict[str, OpenContact] = {}
        self._idle: dict[str, None] = {}
        self._over: dict[str, int] = {}
        self.agents: dict[str, WorkingAgent] = {}

    def take(self, kept: Kept, source: str) -> None:
        """Apply an `agent.state` or `contact.*` event; a late one takes its place by its `at`."""
        event = kept.event
        if event.type == "agent.state":
            self._said(self._agent(event.agent), kept)
            return
        contact = self.contacts.get(event.contact)
        if contact is None:
            over = self._over.get(event.contact, _NEVER)
            if event.type in REMARKS or kept.at < over:
                return
            self._over.pop(event.contact, None)
            contact = self.contacts[event.contact] = OpenContact(event.contact, source, over)
        if event.type in REMARKS:
            contact.kept = [old for old in contact.kept if not _says_the_same(old.event, event)]
            insort(contact.kept, kept)
            return
        if kept.at < contact.over_at:
            return
        self._idle.pop(contact.name, None)
        if contact.kept and kept < contact.kept[-1]:
            touched = self._fold_again(contact, kept)
        else:
            contact.kept.append(kept)
            touched = self._step(contact, event)
        for agent in touched:
            self._settle(agent, kept, {contact})
        self._let_go(contact)

    def _fold_again(self, contact: OpenContact, late: Kept) -> list[WorkingAgent]:
        """Rebuild *contact* from its events, with *late* inserted; returns the agents possibly affected."""
        insort(contact.kept, late)
        touched = [self.agents[name] for name in contact.legs]
        for name in list(contact.legs):
            self._drop(contact, name)
        contact.queue, contact.has_ended, wrapped = None, False, list(contact.wrapped)
        for kept in contact.kept:
            while wrapped and wrapped[0] < kept[:2]:
                self._move(contact, wrapped.pop(0)[2], LEG[MOVED_ON])
            if kept.event.type not in REMARKS:
                touched += self._step(contact, kept.event)
        for _, _, name in wrapped:
            self._move(contact, name, LEG[MOVED_ON])
        for name in list(contact.legs):
            said = self.agents[name].said[-1:]
            if said and said[0].event.state != "wrap_up" and is_wrapping_before(contact, name, said[0]):
                self._move(contact, name, LEG[MOVED_ON])
        return list(dict.fromkeys(touched))

    def lose(self, source: str) -> None:
        """Forget what *source* had open: it sends its current state again."""
        for contact in [found for found in self.contacts.values() if found.source == source]:
            self._move_all(contact, LEG[LOST])
            for agent in self.agents.values():
                agent.forget(contact)
            del self.contacts[contact.name]
            self._idle.pop(contact.name, None)
        for agent in self.agents.values():
            agent.state = agent.effective()

    # Agents ----------------------------------------------------------------------------------------

    def _agent(self, name: str) -> WorkingAgent:
        agent = self.agents.get(name)
        if agent is None:
            agent = self.agents[name] = WorkingAgent(name)
        return agent

    def _said(self, agent: WorkingAgent, kept: Kept) -> None:
        wrapped: set[OpenContact] = set()
        if kept.event.state != "wrap_up":
            wrapped = {contact for contact in agent.legs if is_wrapping_before(contact, agent.name, kept)}
            for contact in wrapped:
                self._move(contact, agent.name, LEG[MOVED_ON])
                insort(contact.wrapped, (kept.at, kept.order, agent.name))
        if not agent.said or agent.said[-1].at <= kept.at:
            agent.said.append(kept)
        self._settle(agent, kept, wrapped)
        for contact in wrapped:
            self._let_go(contact)

    def _settle(self, agent: WorkingAgent, cause: Kept, causing: set[OpenContact]) -> None:
        """Note whether *agent*'s state changed, and the contacts it depends on."""
        at = cause.at if agent.changed is None else max(cause.at, agent.changed)
        if at != agent.changed:
            agent.begin_instant(at)
        agent.measure(at, cause.order, causing)
        needed = agent.went_back_to | agent.goes_back_to | agent.causing
        for contact in needed - agent.needs:
            contact.needed_by += 1
        gone, agent.needs = agent.needs - needed, needed
        for contact in gone:
            contact.needed_by -= 1
            self._let_go(contact)

    def _let_go(self, contact: OpenContact) -> None:
        if contact.has_ended and not contact.is_open:
            # Even if an agent still needs it: a floor refuses an earlier event from here on.
            contact.over_at = contact.kept[-1].at
        if not contact.is_idle or contact.name not in self.contacts:
            return
        if contact.has_ended:
            self._forget(contact)
            return
        self._idle[contact.name] = None
        if len(self._idle) > IDLE_KEPT:
            self._forget(self.contacts[next(iter(self._idle))])

    def _forget(self, contact: OpenContact) -> None:
        del self.contacts[contact.name]
        self._idle.pop(contact.name, None)
        self._over.pop(contact.name, None)
        self._over[contact.name] = contact.kept[-1].at
        if len(self._over) > OVER_KEPT:
            del self._over[next(iter(self._over))]

    # Legs and entries ------------------------------------------------------------------------------

    def _step(self, contact: OpenContact, event: Any) -> list[WorkingAgent]:
        """Apply *event* to *contact*; returns the agents possibly affected."""
        kind = event.type
        touched = self._move_entry(contact, event) if kind in ENTRY else []
        if kind == "contact.ended":
            contact.has_ended = True
            return touched + self._move_all(contact, LEG[kind])
        if kind == "contact.answered":
            touched += self._move_all(contact, LEG[WITHDRAWN], but=event.agent)
        elif kind == "contact.released" and not event.wrap_up:
            kind = RELEASED_FOR_GOOD
        if kind in _MOVES_A_LEG:
            touched.append(self._agent(event.agent))
            self._move(contact, event.agent, LEG[kind])
        return touched

    def _move_entry(self, contact: OpenContact, event: Any) -> list[WorkingAgent]:
        """Move *contact*'s stay in a queue; returns the agents whose offers this withdraws."""
        kind, state = event.type, NONE if contact.queue is None else WAITING
        if kind == "contact.queued" and contact.queue not in (None, event.queue):
            kind = QUEUED_ELSEWHERE
        to = ENTRY[kind].to[state]
        if to is None:
            return []
        contact.queue = event.queue if to == WAITING else None
        is_left = state == WAITING and kind in UNANSWERED
        return self._move_all(contact, LEG[WITHDRAWN]) if is_left else []

    def _move_all(self, contact: OpenContact, step: Transition, but: str | None = None) -> list[WorkingAgent]:
        """Move every leg of *contact* except *but*'s; returns the agents whose legs moved."""
        names = [name for name, part in contact.legs.items() if name != but and step.to[part] != part]
        for name in names:
            self._move(contact, name, step)
        return [self.agents[name] for name in names]

    def _move(self, contact: OpenContact, name: str, step: Transition) -> None:
        """Move the leg that the agent called *name* has of *contact*, if *step* allows it."""
        part = contact.legs.get(name, NONE)
        to = step.to[part]
        if to is None or to == part:
            return
        if to in (NONE, DONE):
            self._drop(contact, name)
        else:
            contact.legs[name] = self._agent(name).legs[contact] = to

    def _drop(self, contact: OpenContact, name: str) -> None:
        del contact.legs[name]
        del self.agents[name].legs[contact]

    # Output ----------------------------------------------------------------------------------------

    def events(self, since: int, to_come: set[str]) -> list[Kept]:
        """The events that rebuild it, unordered; idle contacts only since *since* (ms) or in *to_come*."""
        needed = {contact for agent in self.agents.values() for contact in agent.goes_back_to}
        found = [
            kept
            for contact in self.contacts.values()
            if contact.queue is not None
            or contact.legs
            or contact in needed
            or contact.name in to_come
            or (contact.name in self._idle and contact.kept[-1].at >= since)
            for kept in contact.kept
        ]
        for agent in self.agents.values():
            found.extend(of_agent(agent))
        return found


def _says_the_same(old: Any, new: Any) -> bool:
    """Whether *new*, a remark, makes *old* redundant: the same kind of remark about the same contact."""
    if old.type != new.type or getattr(old, "agent", None) != getattr(new, "agent", None):
        return False
    return getattr(old, "signal", None) == getattr(new, "signal", None)
