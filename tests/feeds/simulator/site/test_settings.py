"""Settings: what cannot be simulated is refused, with what can."""

from __future__ import annotations

from math import inf, nan
from typing import Any

import pytest

from feeds.errors import UserError
from feeds.simulator.site.settings import SimulationError, SimulationSettings


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"agents": 0}, "0 agents: a floor has 1 to 20,000"),
        ({"agents": 20_001}, "20,001 agents"),
        ({"queues": 0}, "0 queues: a floor has 1 to 1,000"),
        ({"queues": 1_001}, "1,001 queues"),
        ({"hours": 0}, "0 hours: a simulation lasts more than 0"),
        ({"hours": -1.5}, "-1.5 hours"),
        ({"hours": nan}, "nan hours"),
        ({"hours": inf}, "inf hours"),
        ({"start": -1}, "the years 1971 to 8999 are simulated"),
        ({"zone": "Europe/Atlantis"}, "'Europe/Atlantis' is not an IANA time zone"),
    ],
)
def test_that_what_cannot_be_simulated_is_refused(wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(SimulationError, match=words) as refused:
        SimulationSettings(**wrong)
    assert isinstance(refused.value, UserError)
    assert "\n" not in str(refused.value)


def test_that_the_epoch_follows_what_decides_the_events() -> None:
    usual = SimulationSettings()
    assert usual.epoch == SimulationSettings(hours=2).epoch
    others = [
        SimulationSettings(agents=151),
        SimulationSettings(queues=7),
        SimulationSettings(seed=2),
        SimulationSettings(flat=True),
        SimulationSettings(start=usual.start + 1),
        SimulationSettings(zone="Europe/Madrid"),
        SimulationSettings(weekends=False),
    ]
    assert len({usual.epoch, *(other.epoch for other in others)}) == 8


def test_that_the_source_is_named_after_the_site() -> None:
    assert SimulationSettings().source_name == "simulated-lisbon"
    assert SimulationSettings(zone="Europe/Isle_of_Man").site_name == "Isle of Man"
    assert SimulationSettings(hours=None).end is None
    assert SimulationSettings(hours=0.5).end == SimulationSettings().start + 1_800_000
