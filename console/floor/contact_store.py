"""Where contacts are kept: those at hand whole, those that are over in a few bytes each."""

from __future__ import annotations

from array import array

from console.floor.agent import NEW, Answer, Base, Contact
from console.floor.books import Books

_ROOM = 4096
_MOST = 2**63 - 1
_NO_ANSWER = Answer(0, 0, -1, -1)


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
            contact = self.brief.read(index, name)
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
        gone = [name for name, index in self.over.items() if self.brief.last_at[index] < instant]
        for name in gone:
            index = self.over.pop(name)
            self._names[index] = ""
            self._free.append(index)

    def customers(self) -> set[int]:
        """The customers, by number, of all contacts kept."""
        return {
            *(contact.customer for contact in self.at_hand.values()),
            *(self.brief.customer[index] for index in self.over.values()),
        }


class Brief:
    """What must be known of contacts that are over, one column a fact, one row a contact's number."""

    def __init__(self) -> None:
        self.last_at = array("q")
        self.customer = array("i")
        self._at = array("q")
        self._last_order = array("q")
        self._source = array("i")
        self._sources: list[str] = []
        self._writing_of: str | None = None
        self._writing_number = -1
        self._answered_at = array("q")
        self._answer_order = array("q")
        self._agent = array("i")
        self._queue = array("i")
        self._flags = array("b")

    def write(self, contact: Contact) -> None:
        index = contact.index
        columns = (
            self.last_at,
            self._at,
            self._last_order,
            self.customer,
            self._source,
            self._answered_at,
            self._answer_order,
            self._agent,
            self._queue,
            self._flags,
        )
        while index >= len(self._flags):
            for column in columns:
                column.frombytes(bytes(_ROOM * column.itemsize))
        at, last_at, order = contact.at, contact.last_at, contact.last_order
        self.last_at[index] = last_at
        self._at[index] = at if at > last_at else last_at
        self._last_order[index] = order if order < _MOST else _MOST
        self.customer[index] = contact.customer
        if contact.source != self._writing_of:
            self._writing_of = contact.source
            if contact.source not in self._sources:
                self._sources.append(contact.source)
            self._writing_number = self._sources.index(contact.source)
        self._source[index] = self._writing_number
        answer = contact.answers[-1] if contact.answers else _NO_ANSWER
        order = answer.order
        self._answered_at[index] = answer.at
        self._answer_order[index] = order if order < _MOST else _MOST
        self._agent[index], self._queue[index] = answer.agent, answer.queue
        self._flags[index] = contact.ended | contact.outbound << 1

    def read(self, index: int, name: str) -> Contact:
        contact = Contact(index, name, self._sources[self._source[index]], NEW)
        flags = self._flags[index]
        answers: list[Answer] = []
        if self._agent[index] >= 0:
            at, order = self._answered_at[index], self._answer_order[index]
            answers = [Answer(at, order, self._agent[index], self._queue[index])]
        contact.last_at, contact.last_order = self.last_at[index], self._last_order[index]
        contact.start_from(
            Base(
                self._at[index],
                contact.last_at,
                contact.last_order,
                True,
                bool(flags & 1),
                self.customer[index],
                bool(flags & 2),
                answers,
            )
        )
        return contact
