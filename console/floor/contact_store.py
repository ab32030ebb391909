"""Where contacts are kept: those at hand whole, those that are over in a few bytes each."""

from __future__ import annotations

from struct import Struct

from console.floor.agent import NEW, Answer, Base, Contact
from console.floor.books import Books

_MOST = 2**63 - 1
# Of a contact: its last event's instant and order, its customer, when and by whom it was answered last and
# out of which queue, whether it has ended, whether it is outbound.
_ROW = Struct("=qqiqii??")
_ROOM = 4096 * _ROW.size
_NOBODY = Answer(0, -1, -1)


class ContactStore:
    """All contacts of the horizon by name. Owned by the floor.

    `at_hand` holds those that something may still happen to; `over` the row, in `brief`, of all others.
    """

    def __init__(self, books: Books) -> None:
        self.at_hand: dict[str, Contact] = {}
        self.over: dict[str, int] = {}
        self.brief = Brief()
        self._names = books.contact_names
        self._free: list[int] = []

    def take_up(self, name: str, source: str) -> Contact:
        """Have the contact called *name* at hand: one that was put away, or a new one of *source*."""
        index = self.over.pop(name, None)
        if index is not None:
            contact = self.brief.read(index, name, source)
        else:
            contact = Contact(self._new_index(name), name, source, NEW)
        self.at_hand[name] = contact
        return contact

    def _new_index(self, name: str) -> int:
        if self._free:
            index = self._free.pop()
            self._names[index] = name
            return index
        self._names.append(name)
        return len(self._names) - 1

    def put_away(self, contact: Contact) -> None:
        """Keep *contact*, which is over, in brief."""
        if self.at_hand.get(contact.name) is contact:
            del self.at_hand[contact.name]
            self.brief.write(contact)
            self.over[contact.name] = contact.index
            # Legs that an agent still keeps name the contact: let go of all else.
            contact.events.clear()
            contact.ledgers.clear()
            contact.rows.clear()
            contact.remarks.clear()
            contact.is_kept = False

    def forget_before(self, instant: int) -> None:
        """Forget the contacts that were over before *instant*; their numbers may be used again."""
        gone = [name for name, index in self.over.items() if self.brief.last_at(index) < instant]
        for name in gone:
            index = self.over.pop(name)
            self._names[index] = ""
            self._free.append(index)

    def customers(self) -> set[int]:
        """The customers, by number, of all contacts kept."""
        return {
            *(contact.customer for contact in self.at_hand.values()),
            *(self.brief.customer(index) for index in self.over.values()),
        }


class Brief:
    """What must be known of contacts that are over: one row a contact, at the place of its number."""

    def __init__(self) -> None:
        self._rows = bytearray()

    def write(self, contact: Contact) -> None:
        place = contact.index * _ROW.size
        if place >= len(self._rows):
            self._rows += bytes(place + _ROOM - len(self._rows))
        answer = contact.answers[-1] if contact.answers else _NOBODY
        _ROW.pack_into(
            self._rows,
            place,
            contact.last_at,
            min(contact.last_order, _MOST),
            contact.customer,
            answer.at,
            answer.agent,
            answer.queue,
            contact.ended,
            contact.outbound,
        )

    def last_at(self, index: int) -> int:
        """When the last event of contact number *index* happened (ms)."""
        return self._row(index)[0]

    def customer(self, index: int) -> int:
        """The customer of contact number *index*, by number."""
        return self._row(index)[2]

    def _row(self, index: int) -> tuple[int, int, int, int, int, int, bool, bool]:
        return _ROW.unpack_from(self._rows, index * _ROW.size)

    def read(self, index: int, name: str, source: str) -> Contact:
        """Contact number *index*, as far as it is known."""
        last_at, last_order, customer, answered_at, agent, queue, ended, outbound = self._row(index)
        contact = Contact(index, name, source, NEW)
        contact.last_at, contact.last_order = last_at, last_order
        answers = [Answer(answered_at, agent, queue)] if agent >= 0 else []
        contact.start_from(Base(last_at, last_at, last_order, True, ended, customer, outbound, answers))
        return contact
