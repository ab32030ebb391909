"""One call of a switch: its callers, its stay in a queue, and the legs of its agents."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class CallPart(Enum):
    """The current part of an agent's leg."""

    TALKING = "talking"
    HELD = "held"
    WRAPPING = "wrapping"
    OVER = "over"


@dataclass(slots=True, eq=False)
class Offer:
    """A call rings at a member's channel; `status` is the result of dialling, as far as reported."""

    channel: str
    at: int
    status: str = ""


@dataclass(slots=True, eq=False)
class SwitchLeg:
    """An agent's part in a call. `channel` is the member's.

    `calls` is the member's completed count in the queue when it began, `queued` the start of the wait that it
    ended (ms). `is_supposed`: the switch reports only that the member is in a call, not which.
    """

    contact: SwitchCall
    agent: str
    queue: str | None
    interface: str
    answered: int
    channel: str
    calls: str | None = None
    is_supposed: bool = False
    part: CallPart = CallPart.TALKING
    queued: int | None = None
    held: int = 0
    released: int = 0
    is_completed: bool = False
    is_transferred: bool = False

    @property
    def is_live(self) -> bool:
        return self.part in (CallPart.TALKING, CallPart.HELD)

    def close(self) -> None:
        """Nothing more follows, unless the contact has another leg of this agent."""
        self.part = CallPart.OVER
        if self.contact.legs.get(self.agent) is self:
            del self.contact.legs[self.agent]


@dataclass(slots=True, eq=False)
class SwitchCall:
    """A caller. `callers` are its channels, `gone` those of them that hung up.

    `queue` is the one it waits in since `since` (ms), `last_event_at` the instant of its last written event.
    `is_answered`: a member's device answered; AgentRingNoAnswer may still follow in the same instant.
    `is_leaving`: it left the queue for that, but is not yet connected. `is_let_go`: the switch reports that
    it left unanswered, for whatever reason; `has_hung_up`: the caller hung up; `is_moved`: it is no longer at
    the `place` in the dialplan where it joined.
    """

    name: str
    callers: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    customer: str | None = None
    queue: str | None = None
    since: int = 0
    last_event_at: int = 0
    is_answered: bool = False
    is_leaving: bool = False
    is_let_go: bool = False
    is_moved: bool = False
    place: tuple[str, ...] | None = None
    has_hung_up: bool = False
    offers: dict[str, Offer] = field(default_factory=dict)
    legs: dict[str, SwitchLeg] = field(default_factory=dict)
