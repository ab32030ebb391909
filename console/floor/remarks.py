"""Remarks: what a source says of a contact that changes nothing of its life: sentiments, signals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from console.floor.agent import Agent, Contact
from console.floor.contact import Contacts, Step

if TYPE_CHECKING:
    from feeds.events import ContactRecorded, ContactSentiment, ContactSignal

SIGNALS = ("silence", "crosstalk", "keyword", "script", "help_request")
SIGNAL_INDEX = {name: index for index, name in enumerate(SIGNALS)}
_NOBODY = -1


class Remarks:
    """What each remark writes into the books. Owned by the floor; folded with its contact."""

    def __init__(self, contacts: Contacts) -> None:
        self._contacts = contacts
        self._books = contacts.books
        self.steps: dict[str, Step] = {
            "contact.sentiment": self._sentiment,
            "contact.signal": self._signal,
            "contact.recorded": self._recorded,
        }

    def _sentiment(
        self, contact: Contact, agent: Agent | None, event: ContactSentiment, at: int, own: int
    ) -> None:
        who = _NOBODY if agent is None else agent.index
        self._contacts.note(
            contact, self._books.sentiments, (at, contact.index, who, round(event.score * 1000))
        )

    def _signal(self, contact: Contact, agent: Agent | None, event: ContactSignal, at: int, own: int) -> None:
        who = _NOBODY if agent is None else agent.index
        row = (at, contact.index, who, SIGNAL_INDEX[event.signal])
        self._contacts.note(contact, self._books.signals, row)

    def _recorded(
        self, contact: Contact, agent: Agent | None, event: ContactRecorded, at: int, own: int
    ) -> None:
        """Kept in the recording; nothing reads it yet."""
