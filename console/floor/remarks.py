"""Remarks: what a source says of a contact that changes nothing of its life: sentiments, signals."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from console.floor.agent import Roster
    from console.floor.books import Books
    from console.floor.contact import Contact
    from feeds.events import ContactRecorded, ContactSentiment, ContactSignal

SIGNALS = ("silence", "crosstalk", "keyword", "script", "help_request")
SIGNAL_INDEX = {name: index for index, name in enumerate(SIGNALS)}


class Remarks:
    """What each remark writes into the books. Owned by the floor; taken back with its contact."""

    def __init__(self, books: Books, roster: Roster) -> None:
        self._books = books
        self._roster = roster
        self.steps: dict[str, Callable[[Contact, Any, int], None]] = {
            "contact.sentiment": self._sentiment,
            "contact.signal": self._signal,
            "contact.recorded": self._recorded,
        }

    def _sentiment(self, contact: Contact, event: ContactSentiment, at: int) -> None:
        ledger = self._books.sentiments
        row = (at, contact.index, self._agent(event.agent), round(event.score * 1000))
        contact.trail.append((ledger, ledger.append(row)))

    def _signal(self, contact: Contact, event: ContactSignal, at: int) -> None:
        ledger = self._books.signals
        row = (at, contact.index, self._agent(event.agent), SIGNAL_INDEX[event.signal])
        contact.trail.append((ledger, ledger.append(row)))

    def _recorded(self, contact: Contact, event: ContactRecorded, at: int) -> None:
        """Kept in the recording; nothing reads it yet."""

    def _agent(self, name: str | None) -> int:
        return -1 if name is None else self._roster.agents[name].index
