"""Queues, agents and contacts of the running floor: who waits, who is available, who talks to whom."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import TYPE_CHECKING, NamedTuple

from feeds.simulator.site.catalogue import CHATS_AT_ONCE, QueueKind
from feeds.simulator.site.staff import DIGITAL, FAMILY, Person

if TYPE_CHECKING:
    from simpy import Event


class Return(NamedTuple):
    """A customer who returns after an instant (ms), for attempt number *tries*."""

    after: int
    customer: str
    tries: int


class SimulatedQueue:
    """One queue: waiting contacts, oldest first, and available agents, idle longest first."""

    __slots__ = ("_unhelped", "family", "free", "kind", "waiting")

    def __init__(self, kind: QueueKind) -> None:
        self.kind = kind
        self.family = FAMILY[kind.channel]
        self.waiting: deque[SimulatedContact] = deque()
        self.free: dict[SimulatedAgent, None] = {}
        self._unhelped: list[Return] = []

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
    talks and wrap-ups; `serving` are the contacts in talk.
    """

    __slots__ = ("doing", "idle", "leaving", "legs", "lines", "moves", "person", "reason", "said", "serving")

    def __init__(self, person: Person, lines: list[SimulatedQueue]) -> None:
        self.person = person
        self.lines = lines
        self.said = "offline"
        self.reason: str | None = None
        self.moves = 0
        self.leaving = False
        self.legs = 0
        self.doing = ""
        self.serving: dict[SimulatedContact, None] = {}
        self.idle: Event | None = None

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
