"""Queues, agents and contacts of the running floor: who waits, who is available, who talks to whom."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import TYPE_CHECKING, NamedTuple

from feeds.simulator.site.catalogue import CHATS_AT_ONCE, QueueKind
from feeds.simulator.site.staff import DIGITAL, FAMILY, Person

if TYPE_CHECKING:
    from collections.abc import Callable

    from simpy import Event, Process


class Return(NamedTuple):
    """A customer who returns after an instant (ms), for attempt number *tries*."""

    after: int
    customer: str
    tries: int


class SimulatedQueue:
    """One queue: waiting contacts, oldest first of each priority, and available agents, idle longest first.

    Supervisors may close it, let it overflow to another queue, and announce a text in it.
    """

    __slots__ = (
        "_unhelped",
        "announcement",
        "family",
        "free",
        "is_closed",
        "kind",
        "overflow_to",
        "waiting",
    )

    def __init__(self, kind: QueueKind) -> None:
        self.kind = kind
        self.family = FAMILY[kind.channel]
        self.waiting: deque[SimulatedContact] = deque()
        self.free: dict[SimulatedAgent, None] = {}
        self._unhelped: list[Return] = []
        self.is_closed = False
        self.overflow_to: SimulatedQueue | None = None
        self.announcement = ""

    def enqueue(self, contact: SimulatedContact, is_first: bool = False) -> None:
        """Let *contact* wait behind those of its priority, or before them if it *is_first*."""
        waiting, place = self.waiting, 0
        if is_first:
            while place < len(waiting) and waiting[place].priority > contact.priority:
                place += 1
        else:
            place = len(waiting)
            while place and waiting[place - 1].priority < contact.priority:
                place -= 1
        waiting.insert(place, contact)

    def expect(self, after: int, customer: str, tries: int) -> None:
        """Register that *customer* returns after the instant *after* (ms), for attempt number *tries*."""
        heappush(self._unhelped, Return(after, customer, tries))

    def back(self, now: int) -> tuple[str, int] | None:
        """A customer who has returned by *now*, and the number of the attempt."""
        if not self._unhelped or self._unhelped[0].after > now:
            return None
        _, customer, tries = heappop(self._unhelped)
        return customer, tries

    def first(self) -> SimulatedContact | None:
        """The contact that has waited longest."""
        while self.waiting and not self.waiting[0].waits:
            self.waiting.popleft()
        return self.waiting[0] if self.waiting else None


class SimulatedAgent:
    """One agent at work.

    `said` is the last state written; `leaving`: no more work before the next state. `legs` counts offers,
    talks and wrap-ups; `serving` are the contacts in talk, `wrapping` those in wrap-up, with what ends it.
    `due_back` is when a break is over (ms), `late_until` when the agent comes back from it instead. One who
    `is_logged_out` by a supervisor stays so for the day. `is_away` and an unreachable phone miss every offer.
    """

    __slots__ = (
        "asks",
        "doing",
        "due_back",
        "idle",
        "is_away",
        "is_logged_out",
        "is_reachable",
        "is_stuck",
        "late_until",
        "leaving",
        "legs",
        "lines",
        "moves",
        "person",
        "reason",
        "said",
        "serving",
        "wrapping",
    )

    def __init__(self, person: Person, lines: list[SimulatedQueue]) -> None:
        self.person = person
        self.lines = lines
        self.said = "offline"
        self.reason: str | None = None
        self.moves = self.asks = 0
        self.leaving = False
        self.legs = 0
        self.doing = ""
        self.serving: dict[SimulatedContact, None] = {}
        self.wrapping: dict[SimulatedContact, Callable[[], None]] = {}
        self.idle: Event | None = None
        self.due_back = self.late_until = 0
        self.is_logged_out = self.is_away = self.is_stuck = False
        self.is_reachable = True

    @property
    def device(self) -> str:
        """The agent's phone."""
        return f"PJSIP/{self.person.id}"

    def has_room(self, family: str) -> bool:
        """Whether the agent has capacity for one more contact of *family*: three chats, or one other."""
        if self.said != "available" or self.leaving:
            return False
        if not self.legs:
            return True
        return family == DIGITAL == self.doing and self.legs < CHATS_AT_ONCE

    def take(self, family: str) -> None:
        """Add a contact; the agent moves behind other available ones."""
        self.legs += 1
        self.doing = family
        self.update_free()

    def let_go(self) -> None:
        """One contact less."""
        self.legs -= 1
        if not self.legs and self.idle is not None:
            self.idle.succeed()
            self.idle = None
        self.update_free()

    def update_free(self) -> None:
        """Update the agent's place among available agents."""
        for line in self.lines:
            line.free.pop(self, None)
            if self.has_room(line.family):
                line.free[self] = None


@dataclass(eq=False, slots=True)
class SimulatedContact:
    """One contact. `tries` counts this customer's earlier contacts about the same matter."""

    id: str
    line: SimulatedQueue
    customer: str | None
    tries: int = 0
    waits: bool = False
    since: int = 0
    called: Event | None = None
    agent: SimulatedAgent | None = None
    waited: float = 0.0
    bad: float = 0.0
    is_callback: bool = False
    spoken_since: int = 0
    known_by: list[SimulatedAgent] = field(default_factory=list)
    priority: int = 0
    promised_at: str | None = None
    process: Process | None = None
    onward: SimulatedQueue | None = None  # where a supervisor sends it next
    leaves_by: str | None = None  # the way out that the customer has accepted
    has_overflowed: bool = False
    is_talking: bool = False
    is_helped: bool = False

    def take_onward(self) -> SimulatedQueue | None:
        """The queue where it goes next, once."""
        onward, self.onward = self.onward, None
        return onward
