"""The protocol's models of what happens to contacts: in queues, with agents, and to their end."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from feeds.messages import Channel, Happening, Id, Seconds


class OfContact(Happening):
    """Something that happens to a contact."""

    type: str
    contact: Id


class OfLeg(OfContact):
    """Something that happens to a contact at one agent."""

    agent: Id


class ContactQueued(OfContact):
    type: Literal["contact.queued"] = "contact.queued"
    queue: Id
    channel: Channel | None = None
    direction: Literal["inbound", "outbound"] | None = None
    customer: Id | None = None
    priority: Any = None
    promised_at: Annotated[str, Field(max_length=40)] | None = None  # as text, which the fast reader takes


class ContactOffered(OfLeg):
    type: Literal["contact.offered"] = "contact.offered"


class ContactMissed(OfLeg):
    type: Literal["contact.missed"] = "contact.missed"
    cause: Literal["no_answer", "declined", "failed"]


class ContactAnswered(OfLeg):
    type: Literal["contact.answered"] = "contact.answered"
    queue: Id | None = None


class ContactHeld(OfLeg):
    type: Literal["contact.held"] = "contact.held"


class ContactResumed(OfLeg):
    type: Literal["contact.resumed"] = "contact.resumed"


class ContactTransferred(OfLeg):
    type: Literal["contact.transferred"] = "contact.transferred"
    kind: Literal["blind", "warm"]
    to_queue: Id | None = None
    to_agent: Id | None = None


class ContactReleased(OfLeg):
    type: Literal["contact.released"] = "contact.released"
    wrap_up: bool = True


class ContactWrapped(OfLeg):
    type: Literal["contact.wrapped"] = "contact.wrapped"
    code: str | None = None


class ContactAbandoned(OfContact):
    """The customer left before an answer. If `wait_known` is false, the wait is unknown."""

    type: Literal["contact.abandoned"] = "contact.abandoned"
    queue: Id
    wait_known: bool = True


class ContactDeflected(OfContact):
    type: Literal["contact.deflected"] = "contact.deflected"
    queue: Id
    to: Literal["callback", "voicemail", "overflow", "bot", "timeout", "other"]


class ContactEnded(OfContact):
    type: Literal["contact.ended"] = "contact.ended"
    resolved: bool | None = None


class ContactSentiment(OfContact):
    type: Literal["contact.sentiment"] = "contact.sentiment"
    score: Annotated[float, Field(ge=-1, le=1)]
    agent: Id | None = None


class ContactSignal(OfContact):
    type: Literal["contact.signal"] = "contact.signal"
    signal: Literal["silence", "crosstalk", "keyword", "script", "help_request"]
    agent: Id | None = None
    value: Any = None
    text: str | None = None


class ContactRecorded(OfContact):
    type: Literal["contact.recorded"] = "contact.recorded"
    url: str
    seconds: Seconds | None = None
