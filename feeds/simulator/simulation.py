"""The running simulation: its clock, queues and agents, and routing.

Agents and queues are plain objects shared by the processes, which write an event for every change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import simpy

from feeds.simulator.site.catalogue import QueueKind, catalogue
from feeds.simulator.site.random_streams import RandomStream
from feeds.simulator.site.roster import SiteRoster
from feeds.simulator.site.settings import SECOND, SimulationSettings
from feeds.simulator.site.staff import staff_of
from feeds.simulator.work.arrivals import Arrivals
from feeds.simulator.work.attendance import Attendance
from feeds.simulator.work.contact_flow import ContactFlow, SimulatedContact
from feeds.simulator.work.event_writer import WorkEventWriter
from feeds.simulator.work.follow_ups import FollowUps
from feeds.simulator.work.publishing import Publishing
from feeds.simulator.work.queues import SimulatedAgent, SimulatedQueue

_STEP = 10 * SECOND
_KNOWN = 0.93  # of customers are recognised
_CUSTOMERS_A_CONTACT = 14  # an hour at the peak: how many customers there are in all


class Simulation:
    """One simulated floor. `run` advances it and yields its events in order of time."""

    def __init__(self, settings: SimulationSettings) -> None:
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
        self.after = FollowUps(self)
        self.arrivals = Arrivals(self, settings)
        self._lives = ContactFlow(self)
        self._faces = self.rng("customers")
        self._customers = 1 + round(sum(self.roster.peak.values()) * _CUSTOMERS_A_CONTACT)
        self._contacts = 0
        self._publishing = Publishing(self)
        self.attendance = Attendance(self, self._publishing.shifts_of)

    @property
    def now(self) -> int:
        """The instant of the simulated clock, in ms since 1970 UTC."""
        return int(self.env.now)

    def rng(self, purpose: str) -> RandomStream:
        """A separate random stream for *purpose*."""
        return RandomStream(self.settings.seed, purpose)

    def run(self) -> Iterator[tuple[int, bytes]]:
        """All events until the floor's end, if it has one."""
        self._publishing.define()
        self.env.process(self._publishing.days())
        self.attendance.begin()
        for line in self.lines.values():
            self.env.process(self.arrivals.stream(line))
        end = self.settings.end
        at = self.settings.start
        while end is None or at < end:
            at = at + _STEP if end is None else min(at + _STEP, end)
            self.env.run(until=at)
            yield from self.writer.take()

    def write(self, kind: str, /, **fields: Any) -> None:
        """Write an event of *kind* now."""
        self.writer.write(self.now, kind, **fields)

    def later(self, seconds: float, act: Callable[[], object]) -> None:
        """Run *act* after *seconds*."""

        def now(_: simpy.Event) -> None:
            act()

        self.env.timeout(round(seconds * SECOND)).callbacks.append(now)

    # Contacts --------------------------------------------------------------------------------------

    def caller(self, line: SimulatedQueue) -> tuple[str | None, int]:
        """The customer who contacts *line* now (None if not recognised), and the number of the attempt.

        A customer who was not helped returns in place of a new one: the day's volume includes both.
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
        """Start *contact* now."""
        self.env.process(self._lives.live(contact))

    def arrive(self, line: SimulatedQueue, customer: str | None, tries: int = 0) -> None:
        """Start a contact of *customer* with *line*, unless it is closed."""
        if self.settings.flat or self.is_open(line.kind):
            self.begin(self.new_contact(line, customer, tries))

    def is_open(self, queue: QueueKind) -> bool:
        """Whether *queue* is open now."""
        return self.roster.rate(queue, self.arrivals.minute(self.now)) > 0

    def also_for(self, line: SimulatedQueue) -> SimulatedQueue:
        """The queue where a customer of *line* tries again: callback queues cannot be chosen."""
        if line is not self.callbacks:
            return line
        others = [other for other in self.by_family[line.family] if other is not line]
        return others[0] if others else line

    def strain(self, queue: QueueKind) -> float:
        """The factor by which everything takes longer now than usual."""
        trouble = self.arrivals.trouble(self.now)
        return 1.0 + 0.22 * trouble * (1.0 if queue.channel in ("voice", "chat") else 0.3)

    # Who gets whom ---------------------------------------------------------------------------------

    def find(self, line: SimulatedQueue, contact: SimulatedContact) -> SimulatedAgent | None:
        """The agent of *line* free longest, reserved for *contact*; None if none is free, or others wait."""
        if line.first() is not None:
            return None
        agent = next((free for free in line.free if free not in contact.known_by), None)
        if agent is not None:
            agent.take(line.family)
        return agent

    def find_work(self, agent: SimulatedAgent) -> None:
        """Give *agent*, who has capacity, the contact that has waited longest for one of their skills."""
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
