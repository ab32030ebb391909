"""Where contacts are kept: those at hand whole, those that are over in a few bytes each."""

from __future__ import annotations

from array import array

from console.floor.books import Books
from console.floor.contact import Answers, Contact
from console.floor.schedule import FOREVER

_ROOM = (0,) * 4096


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

    def find(self, name: str, source: str) -> Contact:
        """The contact called *name*: the one at hand, one taken up again, or a new one of *source*."""
        contact = self.at_hand.get(name)
        if contact is not None:
            return contact
        index = self.over.pop(name, None)
        if index is not None:
            contact = self.brief.read(index, name, source)
        else:
            contact = Contact(self._new_index(name), name, source)
        self.at_hand[name] = contact
        return contact

    def _new_index(self, name: str) -> int:
        if self._free:
            index = self._free.pop()
            self._names[index] = name
            return index
        self._names.append(name)
        return len(self._names) - 1

    def put_away(self, contact: Contact) -> bool:
        """Keep *contact* in brief if it is over; whether it is so kept now."""
        if contact.entry is not None or contact.legs:
            return False
        if self.at_hand.get(contact.name) is contact:
            del self.at_hand[contact.name]
            self.brief.write(contact)
            self.over[contact.name] = contact.index
            contact.trail.clear()
        return True

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
            *(contact.story[1] for contact in self.at_hand.values()),
            *(self.brief.customer[index] for index in self.over.values()),
        }


class Brief:
    """What must be known of contacts that are over, one column a fact, one row a contact's number."""

    def __init__(self) -> None:
        self.last_at = array("q")
        self.customer = array("i")
        self._answered_at = array("q")
        self._agent = array("i")
        self._queue = array("i")
        self._flags = array("b")

    def write(self, contact: Contact) -> None:
        index = contact.index
        ended, customer, outbound, answers = contact.story
        while index >= len(self._flags):
            for column in (self.last_at, self.customer, self._answered_at, self._agent, self._queue):
                column.extend(_ROOM)
            self._flags.extend(_ROOM)
        self.last_at[index] = contact.page_at
        self.customer[index] = customer
        self._answered_at[index], self._agent[index], self._queue[index] = (
            answers[-1] if answers else (0, -1, -1)
        )
        self._flags[index] = ended | outbound << 1

    def read(self, index: int, name: str, source: str) -> Contact:
        contact = Contact(index, name, source)
        flags = self._flags[index]
        answers: Answers = ()
        if self._agent[index] >= 0:
            answers = ((self._answered_at[index], self._agent[index], self._queue[index]),)
        contact.story = (bool(flags & 1), self.customer[index], bool(flags & 2), answers)
        contact.last_at = contact.page_at = contact.kept_from = self.last_at[index]
        contact.last_order = FOREVER
        return contact
