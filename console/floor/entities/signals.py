"""Remarks on contacts that do not change their state: sentiments, signals."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from console.floor.entities.agent import Agent, Contact, Key, SignalRow
from console.floor.ledgers.books import Books
from console.floor.ledgers.ledger import Ledger
from feeds.events import ContactSentiment, ContactSignal

SIGNALS = ("silence", "crosstalk", "keyword", "script", "help_request")
SIGNAL_INDEX = {name: index for index, name in enumerate(SIGNALS)}
_NOBODY = -1

# Writes a remark: (contact, the agent it names, the event, when it takes effect in ms, its key).
Note = Callable[[Contact, Agent | None, Any, int, Key], None]
SIGNALS_KEPT = 10_000


class Signals:
    """Writes remarks to the books. Owned by the floor.

    A remark can be late, or make others late, like every event of a contact, but no fold needs it.
    """

    def __init__(self, books: Books) -> None:
        self._books = books
        self.notes: dict[str, Note] = {
            "contact.sentiment": self._sentiment,
            "contact.signal": self._signal,
            "contact.recorded": self._kept,
            "contact.prioritised": self._kept,
            "contact.assigned": self._kept,
        }

    def _sentiment(
        self, contact: Contact, agent: Agent | None, event: ContactSentiment, at: int, key: Key
    ) -> None:
        who = _NOBODY if agent is None else agent.index
        row = (at, contact.index, who, round(event.score * 1000))
        self._write(contact, self._books.sentiments, row, key)

    def _signal(self, contact: Contact, agent: Agent | None, event: ContactSignal, at: int, key: Key) -> None:
        who = _NOBODY if agent is None else agent.index
        row = (at, contact.index, who, SIGNAL_INDEX[event.signal])
        self._write(contact, self._books.signals, row, key)

    def _kept(self, contact: Contact, agent: Agent | None, event: Any, at: int, key: Key) -> None:
        """Kept in the recording, without effect on a figure."""

    def note_again(self, contact: Contact, remarks: list[tuple[Agent | None, Any, Key]]) -> None:
        """Write the *remarks* on *contact* in a snapshot (agent, event, key), unless already known."""
        known = {_said(each) for each in contact.signals}
        for agent, event, key in remarks:
            place = len(contact.signals)
            self.notes[event.type](contact, agent, event, key[0], key)
            if len(contact.signals) > place and _said(contact.signals[-1]) in known:
                again = contact.signals[-1]
                contact.signals = contact.signals[:-1]
                again.ledger.strike(again.row)

    def _write(self, contact: Contact, ledger: Ledger, row: tuple[int, ...], key: Key) -> None:
        """Write *row* before later ones of the same contact and instant."""
        at, signals = row[0], contact.signals
        later = [each for each in signals if each.effective == at and each.key > key]
        remark = SignalRow(*key, at, ledger, ledger.append(row))
        for each in sorted(later, key=attrgetter("key")):
            again = each.ledger.row(each.row)
            each.ledger.strike(each.row)
            each.row = each.ledger.append(again)
        if len(signals) < SIGNALS_KEPT:
            contact.signals += (remark,)


def _said(remark: SignalRow) -> tuple[object, ...]:
    """The content of *remark*: its own instant, its kind, and its row's fields except when it took effect."""
    return remark.at, remark.ledger, remark.ledger.row(remark.row)[1:]
