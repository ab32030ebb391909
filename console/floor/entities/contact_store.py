"""Stores contacts: recent ones completely, those that are over in a few bytes each; and those that wait."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from struct import Struct
from typing import NamedTuple

from console.floor.entities.agent import NEW, Answer, Base, Contact, Entry
from console.floor.ledgers.books import Books
from console.floor.ledgers.changes import Changes

_MOST = 2**63 - 1
_NOBODY = Answer(0, 0, -1, -1)


class _Row(NamedTuple):
    """The record of a contact that is over: instants in ms; `at` is when its last event took effect.

    `answered_at`, `answer_order`, `agent` and `queue` are of its last answer; `agent` is −1 if none.
    """

    last_at: int
    last_order: int
    at: int
    customer: int
    source: int
    answered_at: int
    answer_order: int
    agent: int
    queue: int
    ended: bool
    outbound: bool


_ROW = Struct("=qqqiiqqii??")
_ROOM = 4096 * _ROW.size


class Waiting:
    """The contacts that wait, with their entries, and how many by queue. Owned by the floor's contacts.

    `counts` are the waiting inbound contacts of each (queue, channel), by number; the channel is the
    contact's own. `changed` has the queues, by number, whose entries changed.
    """

    def __init__(self) -> None:
        self.entries: dict[Contact, Entry] = {}
        self.counts: dict[tuple[int, int], int] = {}
        self.changed = Changes()

    def begin(self, contact: Contact, entry: Entry) -> None:
        """*contact* waits in *entry* from now on."""
        self.entries[contact] = entry
        self._count(entry, 1)

    def end(self, contact: Contact) -> None:
        """*contact* waits no more, if it did."""
        entry = self.entries.pop(contact, None)
        if entry is not None:
            self._count(entry, -1)

    def _count(self, entry: Entry, step: int) -> None:
        if not entry.outbound:
            key = entry.queue, entry.channel
            self.counts[key] = self.counts.get(key, 0) + step
            self.changed.add(entry.queue)


class ContactStore:
    """All contacts of the horizon by name. Owned by the floor.

    `at_hand` holds those that may still change; `over` the row, in `brief`, of all others. After `restore`,
    `over` is made when it is first needed, or before in parts by `fill`: reading a floor needs none of it.
    """

    def __init__(self, books: Books) -> None:
        self.at_hand: dict[str, Contact] = {}
        self._over: dict[str, int] = {}
        self._to_fill: Iterator[int] | None = None
        self.brief = Brief()
        self._names = books.contact_names
        self.free: list[int] = []

    @property
    def over(self) -> dict[str, int]:
        """The numbers of the contacts that are over, by name."""
        if self._to_fill is not None:
            self.fill(None)
        return self._over

    def restore(self, numbers: Iterable[int]) -> None:
        """Have the contacts of those *numbers*, whose names are known, over."""
        self._to_fill = iter(numbers)

    def fill(self, most: int | None) -> bool:
        """Restore at most so many of `over`; returns whether there may be more."""
        names, some = self._names, list(islice(self._to_fill or (), most))
        self._over.update(zip(map(names.__getitem__, some), some, strict=True))
        if most is None or len(some) < most:
            self._to_fill = None
        return self._to_fill is not None

    def take_up(self, name: str, source: str) -> Contact:
        """Return the contact called *name*, put at hand: restored from its record, or new, of *source*."""
        index = self.over.pop(name, None)
        if index is not None:
            contact = self.brief.read(index, name)
        else:
            contact = Contact(self._new_index(name), name, source, NEW)
        self.at_hand[name] = contact
        return contact

    def _new_index(self, name: str) -> int:
        if self.free:
            index = self.free.pop()
            self._names[index] = name
            return index
        self._names.append(name)
        return len(self._names) - 1

    def put_away(self, contact: Contact) -> None:
        """Reduce *contact*, which is over, to its record."""
        if self.at_hand.get(contact.name) is contact:
            del self.at_hand[contact.name]
            self.brief.write(contact)
            self.over[contact.name] = contact.index
            contact.put_away()

    def forget_before(self, instant: int) -> None:
        """Forget the contacts that were over before *instant*; their numbers may be reused."""
        gone = [name for name, index in self.over.items() if self.brief.row(index).last_at < instant]
        for name in gone:
            index = self.over.pop(name)
            self._names[index] = ""
            self.free.append(index)

    def customers(self) -> set[int]:
        """The customers, by number, of all contacts kept."""
        return {
            *(contact.customer for contact in self.at_hand.values()),
            *(self.brief.row(index).customer for index in self.over.values()),
        }


class Brief:
    """The records of contacts that are over: one row per contact, indexed by its number."""

    def __init__(self) -> None:
        self.rows = bytearray()
        self.sources: dict[str, int] = {}

    def write(self, contact: Contact) -> None:
        """Record *contact* as far as it may be needed."""
        place = contact.index * _ROW.size
        if place >= len(self.rows):
            self.rows += bytes(place + _ROOM - len(self.rows))
        answer = contact.answers[-1] if contact.answers else _NOBODY
        _ROW.pack_into(
            self.rows,
            place,
            contact.last_at,
            min(contact.last_order, _MOST),
            max(contact.at, contact.last_at),
            contact.customer,
            self.sources.setdefault(contact.source, len(self.sources)),
            answer.at,
            min(answer.order, _MOST),
            answer.agent,
            answer.queue,
            contact.ended,
            contact.outbound,
        )

    def row(self, index: int) -> _Row:
        """The record of contact number *index*."""
        return _Row._make(_ROW.unpack_from(self.rows, index * _ROW.size))

    def read(self, index: int, name: str) -> Contact:
        """Contact number *index*, as far as recorded."""
        row = self.row(index)
        contact = Contact(index, name, list(self.sources)[row.source], NEW)
        contact.last_at, contact.last_order = row.last_at, row.last_order
        answers: tuple[Answer, ...] = ()
        if row.agent >= 0:
            answers = (Answer(row.answered_at, row.answer_order, row.agent, row.queue),)
        contact.start_from(
            Base(row.at, row.last_at, row.last_order, True, row.ended, row.customer, row.outbound, answers)
        )
        return contact
