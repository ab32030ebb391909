"""Open work: the contacts that wait or have legs, and what each agent does now, with the events that say so.

A small fold beside the floor's own, for a source that must tell its present: it keeps texts, not figures.
Each agent keeps the contacts that its present state goes back to, so that the state's start is told too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, NamedTuple

import msgspec

from feeds.instants import instant_text


class Kept(NamedTuple):
    """An event that is still needed: when (ms), its order of arrival, its text, and what it says."""

    at: int
    order: int
    text: bytes
    event: Any


class _Leg(IntEnum):
    OFFERED = 1
    WRAPPING = 2
    HELD = 3
    TALKING = 4


_STATES = {
    _Leg.OFFERED: "ringing",
    _Leg.WRAPPING: "wrap_up",
    _Leg.HELD: "hold",
    _Leg.TALKING: "on_contact",
}
_REMARKS = ("contact.sentiment", "contact.signal", "contact.recorded")


@dataclass(slots=True, eq=False)
class OpenContact:
    """One contact: its events, the queue it waits in, its legs by agent, how many agents still need it."""

    name: str
    source: str
    kept: list[Kept] = field(default_factory=list)
    queue: str | None = None
    legs: dict[str, _Leg] = field(default_factory=dict)
    needed_by: int = 0

    @property
    def is_over(self) -> bool:
        return self.queue is None and not self.legs and not self.needed_by


# A state with its reason, and since when: the instant, and the order of the event that made it.
_Was = tuple[tuple[str, str | None], tuple[int, int] | None]


@dataclass(slots=True, eq=False)
class WorkingAgent:
    """One agent: what they said last, their legs, and since when their effective state holds.

    What happens in one instant counts as one change: `before` is what was so before the instant `changed`.
    `goes_back_to` are the contacts without which the present state would seem to have begun at another time.
    """

    name: str
    said: list[Kept] = field(default_factory=list)
    legs: dict[OpenContact, _Leg] = field(default_factory=dict)
    state: tuple[str, str | None] = ("offline", None)
    since: tuple[int, int] | None = None
    goes_back_to: set[OpenContact] = field(default_factory=set)
    changed: int | None = None
    before: _Was = (("offline", None), None)
    previous: _Was = (("offline", None), None)
    before_that: _Was = (("offline", None), None)
    went_back_to: set[OpenContact] = field(default_factory=set)
    causing: set[OpenContact] = field(default_factory=set)
    needs: set[OpenContact] = field(default_factory=set)

    def effective(self) -> tuple[str, str | None]:
        if self.legs:
            return _STATES[max(self.legs.values())], None
        return said_state(self.said[-1]) if self.said else ("offline", None)

    def forget(self, contact: OpenContact) -> None:
        """Go back to *contact* no more."""
        for needed in (self.goes_back_to, self.went_back_to, self.causing, self.needs):
            needed.discard(contact)

    def begin_instant(self, at: int) -> None:
        """Let what was so until now be what the changes at *at* (ms) are measured by."""
        self.changed = at
        self.before, self.before_that = (self.state, self.since), self.previous
        self.went_back_to, self.causing = self.goes_back_to, set()
        last = len(self.said) - 1
        while last > 0 and (self.said[last].at >= at or self._is_after_change(self.said[last])):
            last -= 1
        del self.said[: max(last, 0)]

    def _is_after_change(self, said: Kept) -> bool:
        return bool(self.goes_back_to) and self.since is not None and said.at > self.since[0]

    def measure(self, at: int, order: int, causing: set[OpenContact]) -> None:
        """Note the state after an event at *at* (ms), which had to do with the contacts *causing*."""
        self.state = self.effective()
        self.causing |= causing
        state, since = self.before
        is_same = since is not None and self.state == state
        self.since = since if is_same else (at, order)
        self.previous = self.before_that if is_same else self.before
        old = self.went_back_to if is_same else self.causing
        self.goes_back_to = old | self.legs.keys() if self.legs else set()


def said_state(kept: Kept) -> tuple[str, str | None]:
    """What an agent.state says: the state, and the reason where it may have one; a blank one is none."""
    event = kept.event
    has_reason = event.state == "not_ready" and event.reason is not None and event.reason.strip()
    return event.state, event.reason if has_reason else None


class OpenContacts:
    """All that is open. Owned by the present; `take` is the only thing that changes it."""

    def __init__(self) -> None:
        self.contacts: dict[str, OpenContact] = {}
        self.agents: dict[str, WorkingAgent] = {}

    def take(self, kept: Kept, source: str) -> None:
        """Take in an `agent.state` or a `contact.*`, in order of time."""
        event = kept.event
        if event.type == "agent.state":
            self._said(self._agent(event.agent), kept)
            return
        contact = self.contacts.get(event.contact)
        if contact is None:
            if event.type in _REMARKS:
                return
            contact = self.contacts[event.contact] = OpenContact(event.contact, source)
        if event.type in _REMARKS:
            contact.kept = [old for old in contact.kept if not _says_the_same(old.event, event)]
            contact.kept.append(kept)
            return
        contact.kept.append(kept)
        touched = _STEPS[event.type](self, contact, event)
        for agent in touched:
            self._settle(agent, kept, {contact})
        self._let_go(contact)

    def lose(self, source: str) -> None:
        """Forget what *source* had open: it tells its present anew."""
        for contact in [found for found in self.contacts.values() if found.source == source]:
            for name in list(contact.legs):
                self._drop(contact, name)
            contact.queue = None
            for agent in self.agents.values():
                agent.forget(contact)
            contact.needed_by = 0
            self._let_go(contact)
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
            wrapped = {contact for contact, leg in agent.legs.items() if leg is _Leg.WRAPPING}
            for contact in wrapped:
                self._drop(contact, agent.name)
        agent.said.append(kept)
        self._settle(agent, kept, wrapped)
        for contact in wrapped:
            self._let_go(contact)

    def _settle(self, agent: WorkingAgent, cause: Kept, causing: set[OpenContact]) -> None:
        """Note whether *agent* is in another state now, and what that goes back to."""
        if cause.at != agent.changed:
            agent.begin_instant(cause.at)
        agent.measure(cause.at, cause.order, causing)
        needed = agent.went_back_to | agent.goes_back_to | agent.causing
        for contact in needed - agent.needs:
            contact.needed_by += 1
        gone, agent.needs = agent.needs - needed, needed
        for contact in gone:
            contact.needed_by -= 1
            self._let_go(contact)

    def _let_go(self, contact: OpenContact) -> None:
        if contact.is_over:
            self.contacts.pop(contact.name, None)

    # Legs ------------------------------------------------------------------------------------------

    def _put(self, contact: OpenContact, name: str, leg: _Leg) -> None:
        contact.legs[name] = self._agent(name).legs[contact] = leg

    def _drop(self, contact: OpenContact, name: str) -> None:
        del contact.legs[name]
        del self.agents[name].legs[contact]

    def _drop_where(self, contact: OpenContact, states: tuple[_Leg, ...]) -> list[WorkingAgent]:
        names = [name for name, leg in contact.legs.items() if leg in states]
        for name in names:
            self._drop(contact, name)
        return [self.agents[name] for name in names]

    def _own(self, contact: OpenContact, name: str, before: tuple[_Leg, ...], after: _Leg | None) -> None:
        if contact.legs.get(name) in before:
            if after is None:
                self._drop(contact, name)
            else:
                self._put(contact, name, after)

    # Steps: each says whom it may have touched -------------------------------------------------------

    def _queued(self, contact: OpenContact, event: Any) -> list[WorkingAgent]:
        elsewhere = contact.queue is not None and contact.queue != event.queue
        contact.queue = event.queue
        return self._drop_where(contact, (_Leg.OFFERED,)) if elsewhere else []

    def _left(self, contact: OpenContact, event: Any) -> list[WorkingAgent]:
        if contact.queue is None:
            return []
        contact.queue = None
        return self._drop_where(contact, (_Leg.OFFERED,))

    def _offered(self, contact: OpenContact, event: Any) -> list[WorkingAgent]:
        if event.agent not in contact.legs:
            self._put(contact, event.agent, _Leg.OFFERED)
        return [self._agent(event.agent)]

    def _missed(self, contact: OpenContact, event: Any) -> list[WorkingAgent]:
        self._own(contact, event.agent, (_Leg.OFFERED,), None)
        return [self._agent(event.agent)]

    def _answered(self, contact: OpenContact, event: Any) -> list[WorkingAgent]:
        contact.queue = None
        if contact.legs.get(event.agent) not in (_Leg.TALKING, _Leg.HELD):
            self._put(contact, event.agent, _Leg.TALKING)
        return [*self._drop_where(contact, (_Leg.OFFERED,)), self._agent(event.agent)]

    def _held(self, contact: OpenContact, event: Any) -> list[WorkingAgent]:
        self._own(contact, event.agent, (_Leg.TALKING,), _Leg.HELD)
        return [self._agent(event.agent)]

    def _resumed(self, contact: OpenContact, event: Any) -> list[WorkingAgent]:
        self._own(contact, event.agent, (_Leg.HELD,), _Leg.TALKING)
        return [self._agent(event.agent)]

    def _transferred(self, contact: OpenContact, event: Any) -> list[WorkingAgent]:
        return []

    def _released(self, contact: OpenContact, event: Any) -> list[WorkingAgent]:
        after = _Leg.WRAPPING if event.wrap_up else None
        self._own(contact, event.agent, (_Leg.TALKING, _Leg.HELD), after)
        return [self._agent(event.agent)]

    def _wrapped(self, contact: OpenContact, event: Any) -> list[WorkingAgent]:
        self._own(contact, event.agent, (_Leg.WRAPPING,), None)
        return [self._agent(event.agent)]

    def _ended(self, contact: OpenContact, event: Any) -> list[WorkingAgent]:
        contact.queue = None
        return self._drop_where(contact, (_Leg.OFFERED, _Leg.TALKING, _Leg.HELD))

    # Telling ---------------------------------------------------------------------------------------

    def events(self) -> list[Kept]:
        """What rebuilds it all, in no order."""
        needed = {contact for agent in self.agents.values() for contact in agent.goes_back_to}
        found = [
            kept
            for contact in self.contacts.values()
            if contact.queue is not None or contact.legs or contact in needed
            for kept in contact.kept
        ]
        for agent in self.agents.values():
            found.extend(_of_agent(agent))
        return found


def _of_agent(agent: WorkingAgent) -> list[Kept]:
    if agent.legs or agent.since is None:
        return agent.said
    said = agent.said[-1] if agent.said else None
    if said is not None and said.at == agent.since[0]:
        told = [said]
    else:
        # Said before, and true again since the last leg ended: told at the instant it holds from.
        told = [_saying(agent, agent.state[0], said.event.reason if said else None, agent.since)]
    state, since = agent.previous
    if agent.state[0] == "offline" and since is not None:
        # Who is there for the first time is offline: only who was something else went offline at an instant.
        told.insert(0, _saying(agent, *state, since))
    return told


def _saying(agent: WorkingAgent, state: str, reason: str | None, since: tuple[int, int]) -> Kept:
    at, order = since
    words = {"type": "agent.state", "at": instant_text(at), "agent": agent.name, "state": state}
    if reason is not None:
        words["reason"] = reason
    return Kept(at, order, msgspec.json.encode(words), _Said(agent.name))


class _Said(NamedTuple):
    """What an agent is made to say in a snapshot."""

    agent: str
    type: str = "agent.state"


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
