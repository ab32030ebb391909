"""Snapshots: a source tells its present anew, and what the floor knew of it gives way.

Entries and legs that are told again go on with their true start; those that are not are gone, nobody knows
how, so they count as neither answered, abandoned, deflected nor handled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from console.floor.agent import NEW, Agent, Contact, Leg, Stated
from console.floor.epoch import Epoch
from console.floor.folding import first_difference
from console.floor.ledger import STRUCK, Ledger
from console.floor.state import FloorState
from console.floor.timeline import NEVER
from feeds.events import AgentState, Event, OfContact, Snapshot, contained, instant

# Lets the floor take in an event of a snapshot that is neither a contact's nor a state.
Define = Callable[[Any, int], None]
# A fact by which ledger it stands in, its contact, and its instant.
Key = tuple[int, int, int]


def replace_present(floor: FloorState, snapshot: Snapshot, epoch: Epoch, define: Define) -> None:
    """Put what *snapshot* tells in the place of all that *epoch*'s source had open."""
    floor.rewritten += 1
    told, unreadable = contained(snapshot)
    for _ in range(unreadable):
        floor.books.note_anomaly(floor.contacts.line, "no event in a snapshot")
    at = instant(snapshot.at)
    floor.turn_to(epoch)
    complete_since = instant(snapshot.complete_since or snapshot.at)
    if NEVER < floor.latest < complete_since:
        floor.unseen.append((floor.latest, complete_since))
    floor.reach_back(complete_since)
    epoch.skip_to(snapshot.seq)

    names = {event.contact for event in told if isinstance(event, OfContact)}
    named = (getattr(event, "agent", None) for event in told)
    agents = dict.fromkeys(floor.agent(name, at) for name in named if name is not None)
    for contact in floor.open_contacts(epoch.source):
        agents.update(dict.fromkeys(leg.agent for leg in contact.legs))
        if contact.name in names:
            _close_quietly(floor, contact)
        else:
            _lose(floor, contact, at)
    told_again = [floor.contact(name) for name in names]
    for contact in told_again:
        contact.settle()
        contact.base, contact.ended = NEW, False
    known = _known(floor, told_again)
    before = {agent: [leg for leg in agent.kept_legs if leg.contact.name in names] for agent in agents}
    changed: dict[Agent, int] = {}
    with floor.contacts.unsettled():
        for event in told:
            _tell(floor, event, known, changed, define)
    for contact in told_again:
        _strike_repeated(contact, known)
    for agent in agents:
        _derive(floor, agent, before[agent], names, changed.get(agent))
    for contact in told_again:
        _settle(floor, contact, at)
    for agent in agents:
        agent.kept_legs = list(agent.legs.values())
        floor.roster.forget_before(agent, agent.at + 1)
    epoch.watermark.snapshot_at = max(epoch.watermark.snapshot_at, at)
    for contact in floor.store.at_hand.values():
        if contact.source == epoch.source:
            contact.appends_from = max(contact.appends_from, at)


def _tell(
    floor: FloorState, event: Event, known: set[Key], changed: dict[Agent, int], define: Define
) -> None:
    """Apply an event of a snapshot: never late, and without an identity."""
    at = instant(event.at)
    floor.latest = max(floor.latest, at)
    if isinstance(event, OfContact):
        contact = floor.contact(event.contact)
        contact.last_at = max(contact.last_at, at)
        name = getattr(event, "agent", None)
        agent = None if name is None else floor.agent(name, at)
        note = floor.remarks.notes.get(event.type)
        if note is None:
            floor.contacts.take_step(contact, agent, event, max(at, contact.base.at), at)
        elif not _is_known(known, (floor.books.sentiments, floor.books.signals), contact, at):
            note(contact, agent, event, at, 0)
    elif isinstance(event, AgentState):
        agent = floor.agent(event.agent, at)
        agent.last_at = max(agent.last_at, at)
        if event.state != "wrap_up":
            floor.contacts.end_wrap_ups_of(agent, at)
        if not floor.roster.has_stated(agent, event, at):
            floor.roster.insert_state(agent, Stated(at, 0, at, event.state, event.reason, True))
            changed[agent] = min(at, changed.get(agent, at))
    else:
        define(event, at)


def _derive(floor: FloorState, agent: Agent, before: list[Leg], names: set[str], changed: int | None) -> None:
    """Derive *agent* again from the first instant at which what was told differs from what was known."""
    after = [leg for leg in agent.kept_legs if leg.contact.name in names and leg not in before]
    told_from = min((leg.known_from for leg in after), default=NEVER)
    gone = [leg for leg in before if leg.known_from >= told_from or leg.contact.legs]
    agent.kept_legs = [leg for leg in agent.kept_legs if leg not in gone]
    instants = [changed, first_difference(gone, after)]
    since = min((at for at in instants if at is not None), default=None)
    if since is not None:
        floor.roster.derive(agent, since)


def _known(floor: FloorState, contacts: list[Contact]) -> set[Key]:
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


def _close_quietly(floor: FloorState, contact: Contact) -> None:
    """Take the open entry and the legs away without a trace: the snapshot tells them again."""
    floor.contacts.waiting.pop(contact, None)
    contact.entry = None
    for leg in contact.legs:
        del leg.agent.legs[contact]
    contact.legs = []


def _lose(floor: FloorState, contact: Contact, at: int) -> None:
    """Let go of *contact*, which the snapshot does not tell."""
    newest = max(at, contact.at, contact.last_at, contact.over_at)
    floor.contacts.lose(contact, newest)
    _settle(floor, contact, newest)


def _settle(floor: FloorState, contact: Contact, at: int) -> None:
    """Have what *contact* is now stand: what comes for it later takes effect after it."""
    contact.at = max(at, contact.last_at)
    contact.settle()
    contact.base.legs = [leg.from_now(leg.agent.at) for leg in contact.legs]


def _is_known(known: set[Key], ledgers: Iterable[Ledger], contact: Contact, at: int) -> bool:
    return any((id(ledger), contact.index, at) in known for ledger in ledgers)


def _strike_repeated(contact: Contact, known: set[Key]) -> None:
    """Take back the facts that the snapshot told and the ledgers held already."""
    for ledger, number in zip(contact.ledgers, contact.rows, strict=True):
        if (id(ledger), contact.index, ledger.instant_of(number)) in known:
            ledger.strike(number)
