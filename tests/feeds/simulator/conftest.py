"""The floor that `floorlight simulate` makes by itself, and one of constant load, each simulated once."""

from __future__ import annotations

import pytest

from feeds.simulator.site.settings import SimulationSettings
from tests.feeds.simulator import Played, play


@pytest.fixture(scope="package")
def played() -> Played:
    """08:00 to 16:00 of a working day."""
    return play(SimulationSettings())


@pytest.fixture(scope="package")
def level() -> Played:
    """Four hours of constant load."""
    return play(SimulationSettings(agents=40, hours=4, seed=7, flat=True))
