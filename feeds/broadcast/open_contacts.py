"""Open work: the contacts that wait or have legs, and what each agent does now, with the events that say so.

A small fold beside the floor's own, for a source that must tell its present: it keeps texts, not figures.
"""

from __future__ import annotations

from bisect import insort
from typing import Any

from feeds.broadcast.agents_at_work import (
    Kept,
    OpenContact,
    OpenLeg,
    WorkingAgent,
    is_wrapping_before,
    of_agent,
)

# So many contacts that nobody works on, but that have not ended, are kept: they may be queued again.
IDLE_KEPT = 10_000
# Of so many that were let go it is known when they were over: what comes later from before opens nothing.
OVER_KEPT = 50_000
_NEVER = -(2**61)
_REMARKS = ("contact.sentiment", "contact.signal", "contact.recorded")


class OpenContacts:
    """All that is open. Owned by the present; `take` is the only thing that changes it."""

    def __init__(self) -> None:
        self.contacts: dict[str, OpenContact] = {}
        self._idle: dict[str, None] = {}
        self._over: dict[str, int] = {}
        self.agents: dict[str, WorkingAgent] = {}

    def take(self, kept: Kept, source: str) -> None:
        """Take in an `agent.state` or a `contact.*`: one that comes late takes its place by its `at`."""
        event = kept.event
        if event.type == "agent.state":
            self._said(self._agent(event.agent), kept)
            return
        contact = self.contacts.get(event.contact)
        if contact is None:
            over = self._over.get(event.contact, _NEVER)
            if event.type in _REMARKS or kept.at < over:
                return
            self._over.pop(event.contact, None)
            contact = self.contacts[event.contact] = OpenContact(event.contact, source, over)
        if kept.at < contact.over_at:
            return
        if event.type in _REMARKS:
            contact.kept = [old for old in contact.kept if not _says_the_same(old.event, event)]
            insort(contact.kept, kept)
            return
        self._idle.pop(contact.name, None)
        if contact.kept and kept < contact.kept[-1]:
            touched = self._fold_again(contact, kept)
        else:
            contact.kept.append(kept)
            touched = _STEPS[event.type](self, contact, event)
        for agent in touched:
            self._settle(agent, kept, {contact})
        self._let_go(contact)

    def _fold_again(self, contact: OpenContact, late: Kept) -> list[WorkingAgent]:
        """Make *contact* anew from its events, *late* in its place among them; whom that may have touched."""
        insort(contact.kept, late)
        touched = [self.agents[name] for name in contact.legs]
        for name in list(contact.legs):
            self._drop(contact, name)
        contact.queue, contact.has_ended, wrapped = None, False, list(contact.wrapped)
        for kept in contact.kept:
            while wrapped and wrapped[0] < kept[:2]:
                self._own(contact, wrapped.pop(0)[2], (OpenLeg.WRAPPING,), None)
            if kept.event.type not in _REMARKS:
                touched += _STEPS[kept.event.type](self, contact, kept.event)
        for _, _, name in wrapped:
            self._own(contact, name, (OpenLeg.WRAPPING,), None)
        for name in list(contact.legs):
            said = self.agents[name].said[-1:]
            if said and said[0].event.state != "wrap_up" and is_wrapping_before(contact, name, said[0]):
                self._drop(contact, name)
        return list(dict.fromkeys(touched))

    def lose(self, source: str) -> None:
        """Forget what *source* had open: it tells its present anew."""
        for contact in [found for found in self.contacts.values() if found.source == source]:
            for name in list(contact.legs):
                self._drop(contact, name)
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
                self._drop(contact, agent.name)
                insort(contact.wrapped, (kept.at, kept.order, agent.name))
        if not agent.said or agent.said[-1].at <= kept.at:
            agent.said.append(kept)
        self._settle(agent, kept, wrapped)
        for contact in wrapped:
            self._let_go(contact)

    def _settle(self, agent: WorkingAgent, cause: Kept, causing: set[OpenContact]) -> None:
        """Note whether *agent* is in another state now, and what that goes back to."""
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

    # Legs ------------------------------------------------------------------------------------------

    def _put(self, contact: OpenContact, name: str, leg: OpenLeg) -> None:
        contact.legs[name] = self._agent(name).legs[contact] = leg

    def _drop(self, contact: OpenContact, name: str) -> None:
        del contact.legs[name]
        del self.agents[name].legs[contact]

    def _drop_where(self, contact: OpenContact, states: tuple[OpenLeg, ...]) -> list[WorkingAgent]:
        names = [name for name, leg in contact.legs.items() if leg in states]
        for name in names:
            self._drop(contact, name)
        return [self.agents[name] for name in names]

    def _own(
        self, contact: OpenContact, name: str, before: tuple[OpenLeg, ...], after: OpenLeg | None
    ) -> None:
        if contact.legs.get(name) in before:
            if after is None:
                self._drop(contact, name)
            else:
                self._put(contact, name, after)

    # Steps: each says whom it may have touched -------------------------------------------------------

    def _queued(self, contact: OpenContact, event: Any) -> list[WorkingAgent]:
        elsewhere = contact.queue is not None and contact.queue != event.queue
        contact.queue = event.queue
        return self._drop_where(contact, (OpenLeg.OFFERED,)) if elsewhere else []

    def _left(self, contact: OpenContact, event: Any) -> list[WorkingAgent]:
        if contact.queue is None:
            return []
        contact.queue = None
        return self._drop_where(contact, (OpenLeg.OFFERED,))

    def _offered(self, contact: OpenContact, event: Any) -> list[WorkingAgent]:
        if event.agent not in contact.legs:
            self._put(contact, event.agent, OpenLeg.OFFERED)
        return [self._agent(event.agent)]

    def _missed(self, contact: OpenContact, event: Any) -> list[WorkingAgent]:
        self._own(contact, event.agent, (OpenLeg.OFFERED,), None)
        return [self._agent(event.agent)]

    def _answered(self, contact: OpenContact, event: Any) -> list[WorkingAgent]:
        contact.queue = None
        if contact.legs.get(event.agent) not in (OpenLeg.TALKING, OpenLeg.HELD):
            self._put(contact, event.agent, OpenLeg.TALKING)
        return [*self._drop_where(contact, (OpenLeg.OFFERED,)), self._agent(event.agent)]

    def _held(self, contact: OpenContact, event: Any) -> list[WorkingAgent]:
        self._own(contact, event.agent, (OpenLeg.TALKING,), OpenLeg.HELD)
        return [self._agent(event.agent)]

    def _resumed(self, contact: OpenContact, event: Any) -> list[WorkingAgent]:
        self._own(contact, event.agent, (OpenLeg.HELD,), OpenLeg.TALKING)
        return [self._agent(event.agent)]

    def _transferred(self, contact: OpenContact, event: Any) -> list[WorkingAgent]:
        return []

    def _released(self, contact: OpenContact, event: Any) -> list[WorkingAgent]:
        after = OpenLeg.WRAPPING if event.wrap_up else None
        self._own(contact, event.agent, (OpenLeg.TALKING, OpenLeg.HELD), after)
        return [self._agent(event.agent)]

    def _wrapped(self, contact: OpenContact, event: Any) -> list[WorkingAgent]:
        self._own(contact, event.agent, (OpenLeg.WRAPPING,), None)
        return [self._agent(event.agent)]

    def _ended(self, contact: OpenContact, event: Any) -> list[WorkingAgent]:
        contact.queue, contact.has_ended = None, True
        return self._drop_where(contact, (OpenLeg.OFFERED, OpenLeg.TALKING, OpenLeg.HELD))

    # Telling ---------------------------------------------------------------------------------------

    def events(self, since: int, to_come: set[str]) -> list[Kept]:
        """What rebuilds it all, in no order; of idle contacts those since *since* (ms) or named *to_come*."""
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
    """Whether *new*, a remark, makes *old* needless: the same kind of remark about the same."""
    if old.type != new.type or getattr(old, "agent", None) != getattr(new, "agent", None):
        return False
    return getattr(old, "signal", None) == getattr(new, "signal", None)


_STEPS: dict[str, Any] = {
    "contact.queued": OpenContacts._queued,
    "contact.offered": OpenContacts._offered,
    "contact.missed": OpenContacts._missed,
    "contact.answered": OpenContacts._answered,
    "contact.held": OpenContacts._held,
    "contact.resumed": OpenContacts._resumed,
    "contact.transferred": OpenContacts._transferred,
    "contact.released": OpenContacts._released,
    "contact.wrapped": OpenContacts._wrapped,
    "contact.abandoned": OpenContacts._left,
    "contact.deflected": OpenContacts._left,
    "contact.ended": OpenContacts._ended,
}
