"""Facts: the rows and anomalies written by contacts, and their drafts while a contact is folded again."""

from __future__ import annotations

from console.floor.entities.agent import Contact, Contradiction
from console.floor.ledgers.books import Books
from console.floor.ledgers.ledger import Ledger

Draft = tuple[Ledger, tuple[int, ...]]  # a ledger, and a row of it


class Facts:
    """Writes the facts of contacts to the books. Owned by the floor's contacts.

    While `drafts` is a list, writes are only drafted: `commit` then applies the differences.
    """

    def __init__(self, books: Books) -> None:
        self._books = books
        self.drafts: list[Draft] | None = None
        self._contradictions: list[tuple[int, str]] = []

    def write(self, contact: Contact, ledger: Ledger, row: tuple[int, ...]) -> None:
        """Write *row* of *contact* into *ledger*."""
        if self.drafts is None:
            contact.ledgers.append(ledger)
            contact.rows.append(ledger.append(row))
        else:
            self.drafts.append((ledger, row))

    def contradict(self, contact: Contact, line: int, reason: str) -> None:
        """Note an anomaly of *contact*: an event at *line* contradicted its state."""
        if self.drafts is None:
            number = self._books.note_anomaly(line, reason)
            contact.contradictions += (Contradiction(line, reason, number),)
        else:
            self._contradictions.append((line, reason))

    def forget_last(self, ledger: Ledger) -> None:
        """Take back the last draft of a row of *ledger*."""
        drafts = self.drafts or []
        for place in range(len(drafts) - 1, -1, -1):
            if drafts[place][0] is ledger:
                del drafts[place]
                return

    def draft(self) -> None:
        """Only draft writes from here on, until `commit`."""
        self.drafts, self._contradictions = [], []

    def discard(self) -> None:
        """Forget the drafts; later writes take effect at once."""
        self.drafts, self._contradictions = None, []

    def commit(self, contact: Contact) -> None:
        """Make the facts of *contact* equal the drafts, in order; facts that are already written stay."""
        drafts, contradictions = self.drafts or [], self._contradictions
        self.discard()
        self._commit_rows(contact, drafts)
        self._commit_contradictions(contact, contradictions)

    def _commit_rows(self, contact: Contact, drafts: list[Draft]) -> None:
        ledgers, rows, same = contact.ledgers, contact.rows, 0
        for ledger, number, draft in zip(ledgers, rows, drafts, strict=False):
            if (ledger, ledger.row(number)) != draft:
                break
            same += 1
        for ledger, number in zip(ledgers[same:], rows[same:], strict=True):
            ledger.strike(number)
        del ledgers[same:], rows[same:]
        for ledger, row in drafts[same:]:
            self.write(contact, ledger, row)

    def _commit_contradictions(self, contact: Contact, found: list[tuple[int, str]]) -> None:
        """Make the anomalies of *contact* equal *found*; those of a snapshot's events share its line."""
        known: dict[tuple[int, str], list[Contradiction]] = {}
        for each in contact.contradictions:
            known.setdefault((each.line, each.reason), []).append(each)
        contact.contradictions = ()
        for line, reason in found:
            same = known.get((line, reason))
            if same:
                contact.contradictions += (same.pop(),)
            else:
                self.contradict(contact, line, reason)
        for gone in known.values():
            for each in gone:
                self._books.withdraw_anomaly(each.number, each.reason)
