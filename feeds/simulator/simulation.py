"""The simulation: composes a world and the processes that advance it."""

from __future__ import annotations

from collections.abc import Iterator

from feeds.simulator.site.settings import SECOND, SimulationSettings
from feeds.simulator.work.arrivals import Arrivals
from feeds.simulator.work.attendance import Attendance
from feeds.simulator.work.contact_flow import ContactFlow
from feeds.simulator.work.follow_ups import FollowUps
from feeds.simulator.work.publishing import Publishing
from feeds.simulator.work.world import World

_STEP = 10 * SECOND


def simulate(settings: SimulationSettings) -> Iterator[tuple[int, bytes]]:
    """The events of the floor of *settings*, as (instant in ms, one JSON object), in order of time.

    Definitions come first. There is no `hello` and no `seq`: the sender adds them.
    """
    return Simulation(settings).run()


class Simulation:
    """One simulated floor. `run` advances it and yields its events, in order of time."""

    def __init__(self, settings: SimulationSettings) -> None:
        self._settings = settings
        self.world = World(settings, lambda contact: self._flow.live(contact))
        self._publishing = Publishing(self.world)
        self.attendance = Attendance(self.world, self._publishing.shifts_of)
        self._arrivals = Arrivals(self.world, settings)
        self._flow = ContactFlow(self.world, self.attendance, FollowUps(self.world))

    def begin(self) -> None:
        """Publish the definitions and start everything; once, before `advance`."""
        self._publishing.define()
        self.world.env.process(self._publishing.days())
        self.attendance.begin()
        for line in self.world.lines.values():
            self.world.env.process(self._arrivals.stream(line))

    def advance(self, until: int) -> list[tuple[int, bytes]]:
        """Let everything before the instant *until* (ms) happen; returns its events, in order of time."""
        if until > self.world.now:
            self.world.env.run(until=until)
        return self.world.writer.take()

    def run(self) -> Iterator[tuple[int, bytes]]:
        """All events until the end of the floor, if it has one."""
        self.begin()
        end, at = self._settings.end, self._settings.start
        while end is None or at < end:
            at = at + _STEP if end is None else min(at + _STEP, end)
            yield from self.advance(at)
