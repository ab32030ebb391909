"""The imaginary floor while it runs: its clock, its queues and agents, and who gets whom.

Queues and agents are plain objects that whoever holds the world may change; every change of theirs is
written as an event.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import simpy

from feeds.simulator.site.catalogue import QueueKind, catalogue
from feeds.simulator.site.day import Day
from feeds.simulator.site.random_streams import RandomStream
from feeds.simulator.site.roster import SiteRoster
from feeds.simulator.site.settings import SECOND, SimulationSettings
from feeds.simulator.site.staff import staff_of
from feeds.simulator.work.event_writer import WorkEventWriter
from feeds.simulator.work.outage import outage
from feeds.simulator.work.queues import SimulatedAgent, SimulatedContact, SimulatedQueue

_KNOWN = 0.93  # of customers are recognised
_CUSTOMERS_A_CONTACT = 14  # an hour at the peak: how many customers there are in all


class World:
    """What the processes of one imaginary floor share. *live* is what a contact goes through."""

    def __init__(
        self, settings: SimulationSettings, live: Callable[[SimulatedContact], Generator[Any, Any, Any]]
    ) -> None:
        self.settings = settings
        self.env = simpy.Environment(initial_time=settings.start)
        self.writer = WorkEventWriter()
        queues = catalogue(settings.queues, self.rng("queues"))
        self.staff = staff_of(settings.agents, queues, self.rng("people"))
        self.roster = SiteRoster(self.staff, queues, settings.flat, self.rng("roster"))
        self.lines = {queue.id: SimulatedQueue(queue) for queue in queues}
        self.by_family: dict[str, list[SimulatedQueue]] = {}
        for line in self.lines.values():
            self.by_family.setdefault(line.family, []).append(line)
        self.callbacks = next((line for line in self.lines.values() if line.kind.channel == "callback"), None)
        self.agents = {
            person.id: SimulatedAgent(person, [self.lines[name] for name in person.queues])
            for person in self.staff.people
        }
        self._live = live
        self._first = self._today = Day.first(settings)
        self._faces = self.rng("customers")
        self._customers = 1 + round(sum(self.roster.peak.values()) * _CUSTOMERS_A_CONTACT)
        self._contacts = 0

    @property
    def now(self) -> int:
        """The instant of the imaginary clock, in ms since 1970 UTC."""
        return int(self.env.now)

    def rng(self, purpose: str) -> RandomStream:
        """A stream of chance of its own for *purpose*."""
        return RandomStream(self.settings.seed, purpose)

    def trouble(self, now: int) -> float:
        """How bad the outage is at *now* (ms): it is on the first day, once."""
        return 0.0 if self.settings.flat else outage(self._first.minute(now))

    def minute(self, now: int) -> float:
        """The minute of its local day that *now* (ms) is."""
        day = self._today
        while now >= day.next().zero:
            day = self._today = day.next()
        return day.minute(now)

    def write(self, kind: str, /, **fields: Any) -> None:
        """Say that *kind* happens now."""
        self.writer.write(self.now, kind, **fields)

    def later(self, seconds: float, act: Callable[[], object]) -> None:
        """Do *act* after *seconds*."""

        def now(_: simpy.Event) -> None:
            act()

        self.env.timeout(round(seconds * SECOND)).callbacks.append(now)

    # Contacts --------------------------------------------------------------------------------------

    def caller(self, line: SimulatedQueue) -> tuple[str | None, int]:
        """Who gets in touch with *line* now, None for one whom nobody recognises; and for which time.

        Who was not helped comes back in the place of somebody new: the day's volume holds both.
        """
        back = line.back(self.now)
        if back is not None:
            return back
        if not self._faces.chance(_KNOWN):
            return None, 0
        return f"customer-{self._faces.whole(1, self._customers)}", 0

    def new_contact(self, line: SimulatedQueue, customer: str | None, tries: int = 0) -> SimulatedContact:
        self._contacts += 1
        return SimulatedContact(f"contact-{self._contacts}", line, customer, tries)

    def begin(self, contact: SimulatedContact) -> None:
        """Let *contact* come in now."""
        self.env.process(self._live(contact))

    def arrive(self, line: SimulatedQueue, customer: str | None, tries: int = 0) -> None:
        """Let a contact of *customer* come in to *line*, unless it is closed by now."""
        if self.settings.flat or self.is_open(line.kind):
            self.begin(self.new_contact(line, customer, tries))

    def is_open(self, queue: QueueKind) -> bool:
        """Whether *queue* takes contacts now."""
        return self.roster.rate(queue, self.minute(self.now)) > 0

    def also_for(self, line: SimulatedQueue) -> SimulatedQueue:
        """Where a customer of *line* gets in touch again: call-backs are not for the customer to choose."""
        if line is not self.callbacks:
            return line
        others = [other for other in self.by_family[line.family] if other is not line]
        return others[0] if others else line

    def strain(self, queue: QueueKind) -> float:
        """How much longer everything takes now than usual."""
        trouble = self.trouble(self.now)
        return 1.0 + 0.22 * trouble * (1.0 if queue.channel in ("voice", "chat") else 0.3)

    # Who gets whom ---------------------------------------------------------------------------------

    def find(self, line: SimulatedQueue, contact: SimulatedContact) -> SimulatedAgent | None:
        """Whoever of *line* is free longest, taken for *contact*; None when nobody is, or others wait."""
        if line.first() is not None:
            return None
        agent = next((free for free in line.free if free not in contact.known_by), None)
        if agent is not None:
            agent.take(line.family)
        return agent

    def find_work(self, agent: SimulatedAgent) -> None:
        """Give *agent*, who has room, whoever has waited longest for one of the agent's skills."""
        while True:
            waiting = [
                (first.since, place, first)
                for place, line in enumerate(agent.lines)
                if agent.has_room(line.family)
                and (first := line.first()) is not None
                and agent not in first.known_by
            ]
            if not waiting:
                return
            contact = min(waiting)[2]
            contact.waits = False
            contact.line.waiting.popleft()
            agent.take(contact.line.family)
            assert contact.called is not None
            contact.called.succeed(agent)
