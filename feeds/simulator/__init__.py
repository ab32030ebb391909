"""The simulator: a realistic simulated floor as a feed. Equal seeds give equal events."""

from __future__ import annotations

from collections.abc import Iterator

from feeds.simulator.simulation import Simulation
from feeds.simulator.site.settings import SimulationError, SimulationSettings

__all__ = ["Simulation", "SimulationError", "SimulationSettings", "simulate"]


def simulate(settings: SimulationSettings) -> Iterator[tuple[int, bytes]]:
    """The events of the floor of *settings*, as (instant in ms, one JSON object), in order of time.

    Definitions come first. There is no `hello` and no `seq`: the sender adds them.
    """
    return Simulation(settings).run()
