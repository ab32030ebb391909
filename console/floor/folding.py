"""Folding: rebuilds a contact from its own events, in the order of their keys.

Besides its events it needs only the stated states of its agents: any of them but `wrap_up` ends earlier
wrap-ups.
"""

from __future__ import annotations

from collections.abc import Iterator

from console.floor.entities.agent import (
    NEW,
    Agent,
    Contact,
    KeptEvent,
    Key,
    Leg,
    Loss,
    OpenParts,
)
from console.floor.entities.contact import Contacts
from console.floor.entities.surveys import Surveys
from console.floor.ledgers.schedule import FOREVER
from console.floor.ledgers.timeline import NEVER
from feeds.lifecycle import NONE, WRAPPING


class Folding:
    """Folds contacts again. Owned by the floor, for its late events and snapshots."""

    def __init__(self, contacts: Contacts, surveys: Surveys) -> None:
        self._contacts = contacts
        self._surveys = surveys
        self._roster = contacts.roster

    def fold_again(self, contact: Contact) -> dict[Agent, int]:
        """Rebuild *contact*; facts already written and still true stay unchanged.

        Returns the agents whose legs of it changed, and from which instant (ms).
        """
        contacts = self._contacts
        before, line = [*contact.past_legs, *contact.legs], contacts.line
        self._start_again(contact)
        contacts.facts.draft()
        with contacts.unsettled():
            self._replay(contact)
            for key, survey in contact.surveys:
                self._surveys.credit(contact, survey, *key)
        contacts.facts.commit(contact)
        contacts.line = line
        return self._swap_legs(before, [*contact.past_legs, *contact.legs])

    def parts_of(self, contact: Contact, events: list[KeptEvent]) -> OpenParts:
        """The parts of *contact* that *events*, in order of keys, would alone leave open; writes nothing."""
        contacts = self._contacts
        alone = Contact(contact.index, contact.name, contact.source, NEW)
        alone.events = events
        line, closed = contacts.line, len(contacts.closed)
        contacts.facts.draft()
        with contacts.unsettled():
            self._replay(alone)
        parts = alone.open_parts
        self._start_again(alone)
        contacts.facts.discard()
        contacts.line = line
        del contacts.closed[closed:]
        return parts

    def _start_again(self, contact: Contact) -> None:
        """Reset *contact* to its state before the first event it still keeps."""
        self._contacts.entries.end(contact)
        for leg in contact.legs:
            leg.agent.legs.pop(contact, None)
        contact.start_from(contact.base)

    def _replay(self, contact: Contact) -> None:
        contacts = self._contacts
        at, is_moved = contact.at, False
        contact.over_at = NEVER
        for arrival in contact.events:
            at = max(at, arrival.not_before)
            is_moved = is_moved or at > arrival.at
            contacts.line, contacts.order = arrival.line, arrival.order
            if isinstance(arrival.detail, Loss):
                # The snapshot replaces everything up to its number, including a state of that number.
                self._end_wrap_ups(contact, at, (arrival.at, arrival.order + 1))
                contacts.lose(contact, arrival.detail, at)
                continue
            self._end_wrap_ups(contact, at, arrival.key)
            contacts.take_step(contact, arrival, at)
        self._end_wrap_ups(contact, FOREVER, (FOREVER, 0))
        contact.at = at
        is_over = contact.ended and not contact.is_open
        is_folded_again = is_moved or is_over or contact.surveys
        contact.appends_from = FOREVER if is_folded_again else max(at, contact.over_at, contact.last_at)

    def _end_wrap_ups(self, contact: Contact, at: int, key: Key) -> None:
        """Complete the wrapping legs ended by their agents' states before *at*, or at *at* before *key*."""
        for leg in contact.legs:
            if leg.part == WRAPPING:
                end = self._roster.wrap_up_end(leg)
                if end is not None and end < (at, key):
                    contact.over_at = max(contact.over_at, end[0])
                    self._contacts.complete(contact, leg, end[0])

    def _swap_legs(self, before: list[Leg], after: list[Leg]) -> dict[Agent, int]:
        """Replace the agents' legs *before* by *after*; returns from when each agent changed."""
        changed: dict[Agent, int] = {}
        for agent in dict.fromkeys(leg.agent for leg in (*before, *after)):
            old = [leg for leg in before if leg.agent is agent]
            new = [leg for leg in after if leg.agent is agent]
            since = first_difference(old, new)
            self._roster.changed.add(agent.index)
            agent.version += 1
            for leg in old:
                if leg.part == NONE:
                    self._roster.let_go(leg)
            for leg in new:
                if leg.part == NONE:
                    self._roster.keep(leg)
            if since is not None:
                changed[agent] = since
        return changed


def first_difference(before: list[Leg], after: list[Leg]) -> int | None:
    """The first instant at which the changes of one agent's legs of a contact differ; None if equal."""
    old, new = _changes(before), _changes(after)
    while True:
        one, other = next(old, None), next(new, None)
        if one != other:
            return min(change[0] for change in (one, other) if change is not None)
        if one is None:
            return None


def _changes(legs: list[Leg]) -> Iterator[tuple[int, int]]:
    for leg in legs:
        yield from leg.changes()
