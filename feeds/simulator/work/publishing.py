"""Publishes the simulated site's definitions, then each day's schedules and forecasts."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from feeds.instants import instant_text
from feeds.simulator.site.catalogue import QueueKind
from feeds.simulator.site.day import PUBLISHED, SLOT, SLOTS, Day
from feeds.simulator.site.roster import ONCE_MORE, Shift
from feeds.simulator.site.settings import MINUTE
from feeds.simulator.site.staff import Person
from feeds.simulator.work.world import World

REASONS = {
    "Coffee": "break",
    "Team talk": "meeting",
    "1:1": "coaching",
    "E-learning": "training",
    "System problem": "other",
    "Away": "other",
    "Appointment": "other",
    "Missed call": "other",
}


class Publishing:
    """Owned by the simulation. `shifts_of` holds the shifts of each published day."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.shifts_of: dict[int, dict[str, Shift]] = {}

    def define(self) -> None:
        """Publish the profiles of the site, queues, teams and agents."""
        world, settings = self._world, self._world.settings
        world.write(
            "site.profile",
            name=settings.site_name,
            time_zone=settings.zone,
            day_start="00:00",
            grace_seconds=60,
            lateness_seconds=5,
            reasons=REASONS,
        )
        for line in world.lines.values():
            self._define_queue(line.kind)
        for team in world.staff.teams:
            world.write("team.profile", team=team.id, name=team.name, lead=team.lead)
        for person in world.staff.people:
            world.write_profile(person, person.queues)

    def days(self) -> Generator[Any, Any, None]:
        """Publish the first day at once, and each later one on the evening before."""
        world = self._world
        day = Day.first(world.settings)
        self._publish(day)
        while True:
            yield world.env.timeout(max(0, day.at(PUBLISHED) - world.env.now))
            day = day.next()
            self._publish(day)
            for old in [zero for zero in self.shifts_of if zero < day.zero - 3 * 24 * 60 * MINUTE]:
                del self.shifts_of[old]

    def _define_queue(self, queue: QueueKind) -> None:
        work = queue.work
        self._world.write(
            "queue.profile",
            queue=queue.id,
            name=queue.name,
            channel=queue.channel,
            service_level={"threshold_seconds": work.threshold, "target": work.target},
            short_abandon_seconds=work.short_abandon,
            longest_wait_goal_seconds=work.longest_wait,
            handle_goal_seconds=30 * round(queue.handling * 1.25 / 30),
            wrap_up_goal_seconds=15 * max(2, round(work.wrap_up * 3 / 15)),
        )

    def _publish(self, day: Day) -> None:
        world = self._world
        rng = world.rng(f"days off {day.zero}")
        shifts = self.shifts_of[day.zero] = {}
        for person in world.staff.people:
            shift = world.roster.plan(person, day, rng)
            if shift is not None:
                shifts[person.id] = shift
                self._schedule(person, day, shift)
        for line in world.lines.values():
            self._forecast(line.kind, day)

    def _schedule(self, person: Person, day: Day, shift: Shift) -> None:
        self._world.write(
            "schedule.published",
            agent=person.id,
            start=instant_text(day.at(0)),
            end=instant_text(day.at(24 * 60)),
            activities=[
                {"activity": what, "start": instant_text(day.at(start)), "end": instant_text(day.at(end))}
                for start, end, what in shift.spells()
            ],
        )

    def _forecast(self, queue: QueueKind, day: Day) -> None:
        """The forecast of *queue* on *day*, without any outage."""
        roster = self._world.roster
        intervals = []
        for slot in range(SLOTS):
            contacts = roster.rate(queue, slot * SLOT + SLOT / 2) * day.load * SLOT / 60 * ONCE_MORE
            if contacts > 0:
                intervals.append(
                    {
                        "start": instant_text(day.at(slot * SLOT)),
                        "minutes": SLOT,
                        "contacts": round(contacts, 1),
                        "handle_seconds": round(queue.handling),
                        "required_agents": roster.agents_required(queue, contacts, SLOT),
                    }
                )
        self._world.write("forecast.published", queue=queue.id, intervals=intervals)
