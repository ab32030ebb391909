"""Disorder: events that came late, or touched somebody whose newer moments were already written.

The result must be as if everything had come in order. So what the event touches, and all that touched those
since, is taken back to the event's instant and applied again in order; the rest of the floor is left alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from console.floor.agent import Agent
from console.floor.contact import Contact
from console.floor.ledger import Ledger
from console.floor.timeline import NEVER
from feeds.events import AgentProfile, SiteProfile

if TYPE_CHECKING:
    from console.floor.floor import Floor

# (at, order, line, event, contact or None, agent or None)
Pending = tuple[int, int, int, Any, "Contact | None", "Agent | None"]


class Disorder:
    """Puts late events in their place. Owned by the floor."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor

    def late(self, event: Any, at: int, order: int, agent: Agent | None, contact: Contact | None) -> None:
        """Apply *event*, which came after newer events of its agent or contact."""
        floor = self._floor
        newest, kept_from = (at, order), at - 1
        for entity in (agent, contact):
            if entity is not None:
                newest = max(newest, (entity.last_at, entity.last_order))
                kept_from = max(kept_from, entity.kept_from)
        late_by = newest[0] - at
        if floor.is_too_late(late_by) or kept_from >= at:
            floor.late += late_by > 0
            at, order = newest
        for entity in (agent, contact):
            if entity is not None and (at, order) > (entity.last_at, entity.last_order):
                entity.last_at, entity.last_order = at, order
        if agent is not None and at < agent.first_at:
            agent.first_at = at
        if contact is not None and kept_from >= at:
            at = max(at, contact.page_at)
        pending: Pending = (at, order, floor.contacts.line, event, contact, agent)
        if (at, order) < newest or (contact is not None and at < contact.page_at):
            agents = set() if agent is None else {agent}
            contacts = set() if contact is None else {contact}
            self._redo(at, agents, contacts, pending)
        else:
            self._apply(pending)
        self.mend(at)

    def mend(self, at: int) -> None:
        """Re-derive, from *at* on, the agents that were touched before their newest moment."""
        disordered = self._floor.roster.disordered
        while disordered:
            agents = set(disordered)
            disordered.clear()
            self._redo(at, agents, set())

    def _redo(self, at: int, agents: set[Agent], contacts: set[Contact], new: Pending | None = None) -> None:
        """Take *agents*, *contacts* and what hangs together with them back to *at*; do it again in order."""
        self._floor.rewritten += 1
        agents, contacts = _together(at, agents, contacts)
        pending: list[Pending] = []
        for contact in contacts:
            pending.extend(self._take_back_contact(contact, at))
        for agent in agents:
            pending.extend(self._take_back_agent(agent, at))
        for agent in agents:
            for contact in contacts:
                agent.legs.pop(contact, None)
        for contact in contacts:
            for leg in contact.legs:
                leg[1].legs[contact] = leg
        if new is not None:
            pending.append(new)
        pending.sort(key=lambda item: (item[0], item[1]))
        line = self._floor.contacts.line
        for item in pending:
            self._apply(item)
        self._floor.contacts.line = line

    def _apply(self, item: Pending) -> None:
        at, order, line, event, contact, agent = item
        floor = self._floor
        floor.contacts.line = line
        if contact is not None:
            contact.turn_page(at, order, line, event)
            floor.contacts.touched.append(contact)
            if event.type == "survey.answered":
                floor.survey(contact, event)
            else:
                name = getattr(event, "agent", None)
                named = None if name is None else floor.agent(name, at)
                floor.contacts.take_step(contact, named, event, at)
        elif agent is not None:
            if event.type == AgentProfile.model_fields["type"].default:
                floor.roster.move(agent, at, order, line, event)
            elif event.type == SiteProfile.model_fields["type"].default:
                floor.definitions.restate(agent, at, order, event)
            else:
                floor.say(agent, event, at, order)

    def _take_back_contact(self, contact: Contact, at: int) -> list[Pending]:
        """Make *contact* what it was before *at*; the events that are to be applied again."""
        floor = self._floor
        again: list[Pending] = []
        for item in contact.take_back(at):
            if len(item) == 7:
                if item[3] is not None:
                    again.append((item[0], item[1], item[2], item[3], contact, None))
            elif isinstance(item[0], Ledger):
                item[0].strike(item[1])
            else:
                floor.books.withdraw_anomaly(item[1], item[0])
        floor.contacts.waiting.pop(contact, None)
        if contact.entry is not None:
            floor.contacts.waiting[contact] = contact.entry
        return again

    def _take_back_agent(self, agent: Agent, at: int) -> list[Pending]:
        """Make *agent* what it was before *at*; what it said since, to be applied again."""
        floor = self._floor
        cut = len(agent.steps)
        while cut and agent.steps[cut - 1][0] >= at:
            cut -= 1
        undone = agent.steps[cut:]
        if not undone:
            return []
        del agent.steps[cut:]
        again: list[Pending] = []
        for step in undone:
            step_at, order, line, event, _, row, second, _ = step
            for number in (row, second):
                if number >= 0:
                    floor.books.timeline.strike(number)
            if event is not None:
                again.append((step_at, order, line, event, None, agent))
        said, agent.code, agent.makers, agent.made_at, agent.since, agent.at, tenure = undone[0][7]
        agent.said = said
        agent.turned_at = NEVER
        agent.said_code = floor.roster.said_code(*said, floor.site.at(at - 1))
        if tenure != agent.tenure:
            floor.books.tenures.reopen(tenure)
            agent.tenure = tenure
        return again


def _together(at: int, agents: set[Agent], contacts: set[Contact]) -> tuple[set[Agent], set[Contact]]:
    """All agents and contacts that touched each other from *at* on, starting from those given."""
    agents, contacts = set(agents), set(contacts)
    new_agents, new_contacts = list(agents), list(contacts)
    while new_agents or new_contacts:
        while new_contacts:
            contact = new_contacts.pop()
            legs = {leg[1] for leg in contact.legs}
            for page in contact.pages_from(at):
                legs.update(leg[1] for leg in page[5])
            for agent in legs - agents:
                agents.add(agent)
                new_agents.append(agent)
        while new_agents:
            for step in reversed(new_agents.pop().steps):
                if step[0] < at:
                    break
                other = step[4]
                if other is not None and other not in contacts:
                    contacts.add(other)
                    new_contacts.append(other)
    return agents, contacts
