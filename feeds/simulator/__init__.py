"""The simulator: an imaginary floor that a manager would believe, as a feed. Equal seeds, equal events."""

from __future__ import annotations

from collections.abc import Iterator

from feeds.simulator.simulation import Simulation
from feeds.simulator.site.settings import SimulationError, SimulationSettings

__all__ = ["Simulation", "SimulationError", "SimulationSettings", "simulate"]


def simulate(settings: SimulationSettings) -> Iterator[tuple[int, bytes]]:
    """What happens on the floor of *settings*, as (instant in ms, one JSON object), in order of time.

    It begins with the definitions. There is no `hello` and no `seq`: whoever sends them on numbers them.
    """
    return Simulation(settings).run()
