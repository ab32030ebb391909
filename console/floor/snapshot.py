"""Snapshots: a source's current state replaces what the floor knew of it.

What the snapshot repeats stays as known; what is new is inserted, and the contact is folded again. Entries
and legs that it omits ended in an unknown way, so they count as neither answered, abandoned, deflected nor
handled.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any, NamedTuple

import msgspec

from console.floor.entities.agent import NEW, NOBODY, Agent, Contact, KeptEvent, Key, Loss, OpenParts, Stated
from console.floor.entities.contact import EVENTS_KEPT, TOO_MANY_EVENTS
from console.floor.epoch import Epoch
from console.floor.late_events import derive_all, join, wrapping_at
from console.floor.ledgers.timeline import NEVER
from console.floor.state import FloorState
from feeds.events import AgentState, Event, OfContact, Snapshot, contained, instant

# Applies an event of a snapshot that is neither a contact's nor a state.
Define = Callable[[Any, int], None]
# The fields that a contact's fold reads of a whole event.
_READ = ("queue", "channel", "direction", "customer", "to")

_key = attrgetter("key")


def replace_present(floor: FloorState, snapshot: Snapshot, epoch: Epoch, define: Define) -> None:
    """Replace everything that *epoch*'s source had open by *snapshot*."""
    floor.rewritten += 1
    present, unreadable = contained(snapshot)
    for _ in range(unreadable):
        floor.books.note_anomaly(floor.contacts.line, "no event in a snapshot")
    at = instant(snapshot.at)
    floor.turn_to(epoch)
    complete_since = instant(snapshot.complete_since or snapshot.at)
    if NEVER < floor.latest < complete_since:
        floor.blind_spans.append((floor.latest, complete_since))
    floor.extend_coverage(complete_since)
    epoch.skip_to(snapshot.seq)
    changes = SnapshotChanges(floor, at, epoch.order + snapshot.seq)
    contacts = changes.read(present, epoch.order, define)
    lost = [contact for contact in floor.open_contacts(epoch.source) if contact.name not in contacts]
    for name, events in contacts.items():
        changes.apply(floor.contact(name), events)
    for contact in lost:
        changes.lose(contact, contact.open_parts)
    changes.finish()
    epoch.watermark.snapshot_at = max(epoch.watermark.snapshot_at, at)


class SnapshotEvent(NamedTuple):
    """An event of a contact in a snapshot, and its key."""

    at: int
    order: int
    event: Any

    @property
    def key(self) -> Key:
        return self.at, self.order


class SnapshotChanges:
    """The changes by one snapshot with the key (at, order). Created for it; none of its events are late."""

    def __init__(self, floor: FloorState, at: int, order: int) -> None:
        self._floor = floor
        self._at = at
        self._order = order
        self._wrapping: dict[Contact, None] = {}
        self._changed: dict[Agent, int] = {}

    def read(self, present: list[Event], order: int, define: Define) -> dict[str, list[SnapshotEvent]]:
        """Apply events not of contacts; returns those of each contact, with keys before all of *order*."""
        floor, contacts = self._floor, dict[str, list[SnapshotEvent]]()
        for place, event in enumerate(present, order - len(present)):
            at = instant(event.at)
            floor.latest = max(floor.latest, at)
            if isinstance(event, OfContact):
                contacts.setdefault(event.contact, []).append(SnapshotEvent(at, place, event))
            elif isinstance(event, AgentState):
                self._state(event, at, place)
            else:
                define(event, at)
        return contacts

    def _state(self, event: AgentState, at: int, order: int) -> None:
        agent = self._floor.agent(event.agent, at)
        if self._floor.roster.has_stated(agent, event, at, order):
            return
        effective = max(at, agent.kept_from + 1)
        stated = Stated(at, order, effective, event.state, event.reason, True)
        self._floor.roster.insert_state(agent, stated)
        _touch(agent, at, order)
        join(self._changed, {agent: effective})
        if event.state != "wrap_up":
            self._wrapping.update(dict.fromkeys(wrapping_at(agent, stated)))

    def apply(self, contact: Contact, present: list[SnapshotEvent]) -> None:
        """Make *contact* match its events *present*, in order of time."""
        floor = self._floor
        floor.close_if_over(contact)
        events: list[KeptEvent] = []
        signals: list[tuple[Agent | None, SnapshotEvent]] = []
        for each in present:
            agent, name = None, getattr(each.event, "agent", None)
            if name is not None:
                agent = floor.agent(name, each.at)
                _touch(agent, *each.key)
            queue = getattr(each.event, "queue", None)
            if queue is not None:
                floor.queues.find(queue, each.at)
            if each.event.type in floor.signals.notes:
                signals.append((agent, each))
            else:
                events.append(floor.contacts.kept(each.event, agent, *each.key, each.at))
        if events:
            self._insert(contact, events)
        if signals:
            self._note(contact, signals)
        _touch(contact, *max(each.key for each in present))

    def _insert(self, contact: Contact, present: list[KeptEvent]) -> None:
        """Fold *present* into the known events of *contact*; lose what only those leave open.

        If *present* leaves open what they do not, it replaces them.
        """
        known = contact.events
        new = _new(present, known, (contact.base.last_at, contact.base.last_order))
        if not new and len(present) == len(known):
            return
        is_new = contact.base is NEW and not known
        parts = None if is_new else self._floor.folding.parts_of(contact, present)
        self._keep(contact, [*known, *new])
        self._fold(contact)
        if parts is None:
            return
        (stay, legs), (whole_stay, whole_legs) = parts, contact.open_parts
        if stay in (None, whole_stay) and legs <= whole_legs:
            self.lose(contact, (whole_stay if stay is None else None, whole_legs - legs))
        else:
            self._replace(contact, present)

    def _replace(self, contact: Contact, present: list[KeptEvent]) -> None:
        """Drop what *contact* had open when *present* begins, and continue from *present* alone."""
        first = present[0]
        if contact.base is not NEW:
            self._withdraw_facts(contact, first.at)
        earlier = [arrival for arrival in contact.events if arrival.at < first.at]
        agents = frozenset(leg.agent.index for leg in (*contact.legs, *contact.past_legs))
        loss = self._loss(first.at, first.order - 1, Loss(True, agents))
        self._keep(contact, [*earlier, loss, *present])
        self._fold(contact)

    def _withdraw_facts(self, contact: Contact, since: int) -> None:
        """Withdraw the facts of a *contact* that was over from *since* (ms) on: the snapshot has it open."""
        contact.base = NEW
        books = self._floor.books
        for ledger in books.of_contacts:
            ledger.strike_all("contact", contact.index, since)
        for agent in self._floor.roster.by_index:
            gone = [leg for leg in agent.past_legs if leg.contact.index == contact.index]
            if gone:
                agent.past_legs = [leg for leg in agent.past_legs if leg not in gone]
                join(self._changed, {agent: min(leg.opened for leg in gone)})

    def _keep(self, contact: Contact, events: list[KeptEvent]) -> None:
        for _ in events[EVENTS_KEPT:]:
            self._floor.books.note_anomaly(self._floor.contacts.line, TOO_MANY_EVENTS)
        contact.events = sorted(events[:EVENTS_KEPT], key=_key)

    def _loss(self, at: int, order: int, loss: Loss) -> KeptEvent:
        return KeptEvent(at, order, self._floor.contacts.line, at, "", NOBODY, loss)

    def _note(self, contact: Contact, signals: list[tuple[Agent | None, SnapshotEvent]]) -> None:
        """Write the remarks not yet known."""
        base = contact.base
        new = [
            (agent, each.event, each.key)
            for agent, each in signals
            if not (base.is_over and each.at <= base.last_at)
        ]
        self._floor.signals.note_again(contact, new)

    def lose(self, contact: Contact, parts: OpenParts) -> None:
        """Drop the open *parts* of *contact*: the snapshot omits them."""
        stay, legs = parts
        if stay is None and not legs:
            return
        at = max(self._at, contact.at, contact.last_at, contact.over_at)
        order = max(self._order, contact.last_order)
        loss = Loss(stay is not None, frozenset(agent for agent, _ in legs))
        contact.events.append(self._loss(at, order, loss))
        _touch(contact, at, order)
        self._fold(contact)

    def finish(self) -> None:
        """Fold what the states completed, and derive all agents whose time changed."""
        for contact in list(self._wrapping):
            self._floor.close_if_over(contact)
            self._fold(contact)
        derive_all(self._floor, self._changed)

    def _fold(self, contact: Contact) -> None:
        self._wrapping.pop(contact, None)
        join(self._changed, self._floor.folding.fold_again(contact))


def _new(present: list[KeptEvent], known: list[KeptEvent], base: Key) -> list[KeptEvent]:
    """Those of *present* after *base* that are not *known*, with keys that keep the order of *present*.

    Of one instant, a new event comes after those listed before it, and before all others.
    """
    said = {_said(kept): kept for kept in known}
    first: dict[int, int] = {}
    for kept in known:
        first[kept.at] = min(kept.order, first.get(kept.at, kept.order))
    newest: dict[int, int] = {}
    new = []
    for each in present:
        same = said.get(_said(each))
        if same is not None:
            newest[each.at] = max(same.order, newest.get(each.at, same.order))
        elif each.key > base:
            order = newest.get(each.at, min(each.order, first.get(each.at, each.order) - 1))
            new.append(msgspec.structs.replace(each, order=order))
    return new


def _said(kept: KeptEvent) -> tuple[Any, ...]:
    """What makes two events of a contact the same: the instant, type, agent, and what is read of it."""
    detail = kept.detail
    if isinstance(detail, OfContact | msgspec.Struct):
        detail = tuple(getattr(detail, name, None) for name in _READ)
    return kept.at, kept.type, kept.agent, detail


def _touch(each: Contact | Agent, at: int, order: int) -> None:
    """Make (at, order) the newest key of *each*, if it is newer."""
    if (at, order) > (each.last_at, each.last_order):
        each.last_at, each.last_order = at, order
        each.set_appends_from()
