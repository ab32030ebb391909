"""A simulated floor that runs live: it happens as the clock passes, so that commands change what comes."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from feeds.protocol.decoding import decode
from feeds.recordings.replay import DueEvent, Player
from feeds.simulator.commands.simulated_platform import SimulatedPlatform
from feeds.simulator.faults import BEFORE_MS, Faults
from feeds.simulator.simulation import Simulation
from feeds.simulator.site.settings import SECOND, SimulationSettings

_STEP = 10 * SECOND
_NAP = 0.1  # seconds between two looks at the clock


class LiveSimulation(Player):
    """Plays a simulated floor from its start, at once up to the instant *now* (ms), then at *speed*.

    Owned by the server's loop. `platform` carries out commands in it; with *faults_seed* it has troubles.
    """

    def __init__(
        self,
        settings: SimulationSettings,
        speed: float,
        now: int,
        passed: Callable[[], float] = time.monotonic,
        faults_seed: int | None = None,
    ) -> None:
        super().__init__((), speed, now)
        self.simulation = Simulation(settings)
        self.platform = SimulatedPlatform(
            self.simulation.world, self.simulation.attendance, lambda: self._advance(passed(), most=None)
        )
        self._source = settings.source_name
        self._ready: deque[DueEvent] = deque()
        self.simulation.begin()
        if faults_seed is not None:
            Faults(self.simulation.world, faults_seed).begin(now - BEFORE_MS)

    @property
    def is_over(self) -> bool:
        """Never: a simulated floor goes on."""
        return False

    def take(self, passed: float, most: int) -> list[DueEvent]:
        """At most *most* events that have happened."""
        self._advance(passed, most)
        taken = [self._ready.popleft() for _ in range(min(most, len(self._ready)))]
        self.played += len(taken)
        return taken

    def wait(self, passed: float) -> float:
        """Seconds until the next look at the clock."""
        return 0.0 if self._ready else _NAP

    def _advance(self, passed: float, most: int | None) -> None:
        """Let things happen up to the present, or until *most* events are ready."""
        if self.pace is None:
            return
        world, now = self.simulation.world, self.pace.now(passed)
        while world.now < now and (most is None or len(self._ready) < most):
            for at, text in self.simulation.advance(min(now, world.now + _STEP)):
                self._ready.append(DueEvent(at, at, text, decode(text), self._source))
