"""The running simulated floor: its clock, queues and agents, and the assignment of contacts to agents.

Queues and agents are plain objects that the processes of the world may change; every change is written as an
event.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import Any

import simpy

from feeds.simulator.site.catalogue import QueueKind, catalogue
from feeds.simulator.site.day import Day
from feeds.simulator.site.random_streams import RandomStream
from feeds.simulator.site.roster import SiteRoster
from feeds.simulator.site.settings import SECOND, SimulationSettings
from feeds.simulator.site.staff import Person, staff_of
from feeds.simulator.work.event_writer import WorkEventWriter
from feeds.simulator.work.outage import outage
from feeds.simulator.work.queues import SimulatedAgent, SimulatedContact, SimulatedQueue

_KNOWN = 0.93  # share of customers who are recognised
_CUSTOMERS_A_CONTACT = 14  # customers in all, per contact of the peak hour


class World:
    """The shared state of the processes of one simulated floor. *live* is the flow of a contact."""

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
        self.leads = {team.id: team.lead for team in self.staff.teams}
        self._live = live
        self._first = self._today = Day.first(settings)
        self._faces = self.rng("customers")
        self._customers = 1 + round(sum(self.roster.peak.values()) * _CUSTOMERS_A_CONTACT)
        self._contacts = 0
        self.contacts: dict[str, SimulatedContact] = {}
        self.fault = 0.0
        self.on_released: Callable[[SimulatedAgent, SimulatedContact], None] = lambda agent, contact: None

    @property
    def now(self) -> int:
        """The current simulated time, in ms since 1970 UTC."""
        return int(self.env.now)

    def rng(self, purpose: str) -> RandomStream:
        """A separate random stream for *purpose*."""
        return RandomStream(self.settings.seed, purpose)

    def trouble(self, now: int) -> float:
        """The severity of the outage at *now* (ms): on the first day only."""
        return max(self.fault, 0.0 if self.settings.flat else outage(self._first.minute(now)))

    def minute(self, now: int) -> float:
        """The minute of the local day at *now* (ms)."""
        day = self._today
        while now >= day.next().zero:
            day = self._today = day.next()
        return day.minute(now)

    def write(self, kind: str, /, **fields: Any) -> None:
        """Write an event of *kind* at the current time."""
        self.writer.write(self.now, kind, **fields)

    def write_profile(self, person: Person, queues: Sequence[str]) -> None:
        """Write the profile of *person*, who is in *queues* (ids)."""
        self.write(
            "agent.profile",
            agent=person.id,
            name=person.name,
            team=person.team,
            queues=queues,
            capacity=person.capacity,
            lead=self.leads[person.team],
        )

    def set_queues(self, agent: SimulatedAgent, lines: list[SimulatedQueue]) -> None:
        """Put *agent* into *lines* and no others, from now on."""
        for line in agent.lines:
            line.free.pop(agent, None)
        agent.lines = lines
        self.write_profile(agent.person, [line.kind.id for line in lines])
        agent.update_free()
        self.find_work(agent)

    def later(self, seconds: float, act: Callable[[], object]) -> None:
        """Call *act* after *seconds*."""

        def now(_: simpy.Event) -> None:
            act()

        self.env.timeout(round(seconds * SECOND)).callbacks.append(now)

    # Contacts --------------------------------------------------------------------------------------

    def caller(self, line: SimulatedQueue) -> tuple[str | None, int]:
        """The customer who contacts *line* now (None if not recognised), and the number of earlier attempts.

        Returning customers take the place of new ones: the day's volume includes both.
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
        self.contacts[contact.id] = contact
        contact.process = self.env.process(self._live(contact))

    def arrive(self, line: SimulatedQueue, customer: str | None, tries: int = 0) -> None:
        """Start a contact of *customer* in *line*, unless it is closed by now."""
        if not line.is_closed and (self.settings.flat or self.is_open(line.kind)):
            self.begin(self.new_contact(line, customer, tries))

    def is_open(self, queue: QueueKind) -> bool:
        """Whether *queue* accepts contacts now."""
        return self.roster.rate(queue, self.minute(self.now)) > 0

    def also_for(self, line: SimulatedQueue) -> SimulatedQueue:
        """The queue in which a customer of *line* returns: customers cannot choose a callback queue."""
        if line is not self.callbacks:
            return line
        others = [other for other in self.by_family[line.family] if other is not line]
        return others[0] if others else line

    def strain(self, queue: QueueKind) -> float:
        """By what factor everything takes longer now."""
        trouble = self.trouble(self.now)
        return 1.0 + 0.22 * trouble * (1.0 if queue.channel in ("voice", "chat") else 0.3)

    # Assignment ------------------------------------------------------------------------------------

    def find(self, line: SimulatedQueue, contact: SimulatedContact) -> SimulatedAgent | None:
        """Assign *contact* to *line*'s longest available agent; None if there is none, or others wait."""
        if line.first() is not None:
            return None
        agent = next((free for free in line.free if free not in contact.known_by), None)
        if agent is not None:
            agent.take(line.family)
        return agent

    def find_work(self, agent: SimulatedAgent) -> None:
        """Assign *agent*, who has capacity, the longest waiting contact among the agent's skills."""
        while True:
            waiting = [
                (-first.priority, first.since, place, first)
                for place, line in enumerate(agent.lines)
                if agent.has_room(line.family)
                and (first := line.first()) is not None
                and agent not in first.known_by
            ]
            if not waiting:
                return
            contact = min(waiting)[3]
            contact.waits = False
            contact.line.waiting.popleft()
            agent.take(contact.line.family)
            assert contact.called is not None
            contact.called.succeed(agent)
