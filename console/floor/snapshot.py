"""Snapshots: a source tells its present anew, and what the floor knew of it gives way.

Entries and legs that are told again go on with their true start; those that are not are gone, nobody knows
how, so they count as neither answered, abandoned, deflected nor handled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from console.floor.agent import Agent
from console.floor.contact import Contact
from console.floor.ledger import STRUCK, Ledger
from console.floor.timeline import NEVER
from feeds.events import AgentState, Event, OfContact, Snapshot, contained, instant

if TYPE_CHECKING:
    from console.floor.epoch import Epoch
    from console.floor.floor import Floor


def replace_present(floor: Floor, snapshot: Snapshot, epoch: Epoch) -> None:
    """Put what *snapshot* tells in the place of all that *epoch*'s source had open."""
    floor.rewritten += 1
    told, unreadable = contained(snapshot)
    for _ in range(unreadable):
        floor.books.note_anomaly(floor.contacts.line, "no event in a snapshot")
    at = instant(snapshot.at)
    floor.source = epoch.source
    complete_since = instant(snapshot.complete_since or snapshot.at)
    if NEVER < floor.latest < complete_since:
        floor.unseen.append((floor.latest, complete_since))
    floor.reach_back(complete_since)
    epoch.skip_to(snapshot.seq)
    for agent in floor.roster.by_index:
        agent.kept_from = agent.at

    names = {event.contact for event in told if isinstance(event, OfContact)}
    stirred: dict[Agent, dict[Contact, int]] = {}
    for contact in floor.open_contacts(epoch.source):
        if contact.name in names:
            for leg in contact.legs:
                stirred.setdefault(leg[1], _parts(leg[1]))
            _close_quietly(floor, contact)
        else:
            _lose(floor, contact, max(at, contact.page_at))
    told_again = [floor.contact(name) for name in names]
    known = _known(floor, told_again)
    counts = {id(ledger): ledger.count for ledger in floor.books.ledgers}
    for event in told:
        _tell(floor, event)
    for contact in told_again:
        _strike_repeated(contact, known, counts)
    for agent, parts in stirred.items():
        if _parts(agent) != parts:
            floor.roster.settle(agent, max(at, agent.at), None)
    for agent in floor.roster.by_index:
        agent.kept_from = agent.at
    floor.roster.disordered.clear()


def _tell(floor: Floor, event: Event) -> None:
    """Apply an event of a snapshot: never late, and without an identity."""
    at = instant(event.at)
    floor.latest = max(floor.latest, at)
    if isinstance(event, OfContact):
        contact = floor.contact(event.contact)
        at = max(at, contact.kept_from)
        contact.last_at = max(contact.last_at, at)
        contact.turn_page(max(at, contact.page_at), 0, floor.contacts.line, event)
        floor.contacts.touched.append(contact)
        name = getattr(event, "agent", None)
        agent = None if name is None else floor.agent(name, at)
        floor.contacts.take_step(contact, agent, event, at)
        contact.kept_from = at
    elif isinstance(event, AgentState):
        agent = floor.agent(event.agent, at)
        agent.last_at = max(agent.last_at, at)
        floor.say(agent, event, at, 0)
    else:
        floor.handler_of(event)(event, at, 0)


def _parts(agent: Agent) -> dict[Contact, int]:
    return {contact: leg[0] for contact, leg in agent.legs.items()}


# A fact by which ledger it stands in, its contact, and its instant.
Key = tuple[int, int, int]


def _known(floor: Floor, contacts: list[Contact]) -> set[Key]:
    """What the ledgers hold of *contacts*."""
    numbers = np.array([contact.index for contact in contacts], dtype=np.int64)
    known: set[Key] = set()
    for ledger in floor.books.ledgers:
        if "contact" in ledger.fields:
            rows = ledger.window(-STRUCK, STRUCK - 1)
            own = np.flatnonzero(np.isin(rows["contact"], numbers))
            pairs = zip(rows["contact"][own].tolist(), rows["at"][own].tolist(), strict=True)
            known.update((id(ledger), contact, at) for contact, at in pairs)
    return known


def _close_quietly(floor: Floor, contact: Contact) -> None:
    """Take the open entry and the legs away without a trace: the snapshot tells them again."""
    floor.contacts.waiting.pop(contact, None)
    contact.entry = None
    for leg in contact.legs:
        del leg[1].legs[contact]
    contact.legs = ()
    contact.kept_from = NEVER


def _lose(floor: Floor, contact: Contact, at: int) -> None:
    contact.turn_page(at, 0, floor.contacts.line, None)
    floor.contacts.touched.append(contact)
    floor.contacts.lose(contact, at)
    contact.kept_from = at


def _strike_repeated(contact: Contact, known: set[Key], counts: dict[int, int]) -> None:
    """Take back the facts that the snapshot told and the ledgers held already."""
    for item in contact.trail:
        where, number = item[0], item[1]
        if len(item) != 2 or not isinstance(where, Ledger) or number < counts[id(where)]:
            continue
        if (id(where), contact.index, where.instant_of(number)) in known:
            where.strike(number)
