"""The whole of a simulation: legal at every size, the same each time, endless when asked."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice, takewhile

import pytest

from console.floor.floor import DESK_EVENTS
from console.metrics.reading.windows import rolling
from console.metrics.report import report
from feeds.events import CONTROL_MODELS, MODELS, instant
from feeds.simulator.simulation import simulate
from feeds.simulator.site.settings import SimulationSettings
from tests.feeds.simulator import HOUR, Played, assert_legal, play

SMALL = SimulationSettings(agents=25, hours=1.5, seed=3)
DIGEST = """
import hashlib
from feeds.simulator.simulation import simulate
from feeds.simulator.site.settings import SimulationSettings
made = simulate(SimulationSettings(agents=25, hours=1.5, seed=3))
print(hashlib.sha256(b"\\n".join(text for _, text in made)).hexdigest())
"""
# What the console itself says, and what only goes over a wire.
NOT_OF_THE_FLOOR = {model.model_fields["type"].default for model in CONTROL_MODELS} | {
    "flag.acknowledged",
    "flag.snoozed",
    *DESK_EVENTS,
    "announcement.posted",
    "contact.prioritised",
    "contact.assigned",
}


def test_that_a_seed_gives_the_recording_it_always_gave() -> None:
    assert digest(simulate(SMALL)) == "791bfae217aba0eec0905d21391789c46a40a943421123f3a60669c6f3375006"


def digest(sent: Iterator[tuple[int, bytes]]) -> str:
    return hashlib.sha256(b"\n".join(text for _, text in sent)).hexdigest()


def test_that_a_day_is_legal_and_holds_everything_that_happens_on_a_floor(played: Played) -> None:
    assert_legal(played)
    assert {event["type"] for event in played.events} == set(MODELS) - NOT_OF_THE_FLOOR


def test_that_constant_load_is_legal_and_holds_everything_too(level: Played) -> None:
    assert_legal(level)
    assert {event["type"] for event in level.events} == set(MODELS) - NOT_OF_THE_FLOOR


@pytest.mark.parametrize(
    ("agents", "queues", "hours", "flat"),
    [(1, 1, 8, False), (1, 8, 30, False), (2, 40, 4, False), (3, 2, 1, True), (7, 7, 0.5, False)],
)
def test_that_a_floor_of_any_size_is_legal(agents: int, queues: int, hours: float, flat: bool) -> None:
    played = play(SimulationSettings(agents, queues, hours, seed=2, flat=flat))
    assert_legal(played)
    assert any(played.of("agent.state"))
    assert any(played.of("contact.queued"))


def test_that_one_agent_alone_answers_most_of_one_queue() -> None:
    played = play(SimulationSettings(agents=1, queues=1, hours=8))
    found = played.day()["floor"]
    assert found["answered"] > found["abandoned"] > 0
    assert 0.05 < found["occupancy"] < 0.6


def test_that_a_seed_gives_the_same_bytes_in_any_process() -> None:
    here = digest(simulate(SMALL))
    for hash_seed in ("0", "12345"):
        done = subprocess.run(
            [sys.executable, "-c", DIGEST],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == here


def test_that_another_seed_gives_another_day() -> None:
    assert digest(simulate(SMALL)) != digest(simulate(SimulationSettings(agents=25, hours=1.5, seed=4)))


def test_that_a_shorter_run_is_the_beginning_of_a_longer_one() -> None:
    short = list(simulate(SimulationSettings(agents=25, hours=0.5, seed=3)))
    long = list(islice(simulate(SMALL), len(short)))
    assert short == long
    assert SMALL.epoch == SimulationSettings(agents=25, hours=0.5, seed=3).epoch


def test_that_without_hours_it_goes_on_day_after_day() -> None:
    endless = simulate(SimulationSettings(agents=6, queues=4, hours=None, seed=1))
    until = SimulationSettings().start + 75 * HOUR
    sent = [text for at, text in takewhile(lambda item: item[0] < until, endless)]
    days = {text.split(b'"start":"')[1][:10] for text in sent if b'"schedule.published"' in text}
    assert len(days) == 4  # Tuesday to Friday, each published the evening before
    assert sum(b'"forecast.published"' in text for text in sent) == 4 * 4


def test_that_everybody_goes_home_at_night_and_comes_back() -> None:
    played = play(SimulationSettings(agents=12, queues=4, hours=28, seed=5))
    staffed = [played.between(hour, hour + 0.5)["floor"]["staffed"] for hour in (3, 13, 17, 22, 27)]
    assert staffed[0] > 5 <= staffed[4]
    assert staffed[1:4] == [0, 0, 0]
    assert not [
        event
        for event in played.of("contact.queued")
        if instant(event["at"]) // HOUR % 24 in (22, 23, 0, 1, 2, 3) and event["queue"] != "e-mail"
    ]


def test_that_a_floor_begun_at_noon_is_at_work_within_a_minute() -> None:
    start = SimulationSettings().start + 4 * HOUR
    played = play(SimulationSettings(agents=40, hours=0.25, start=start))
    assert_legal(played)
    found = report(played.floor, rolling(start + 60_000, 60_000))["floor"]
    assert found["staffed"] >= 20
    assert found["started"] > 0


def test_that_constant_load_is_constant(level: Played) -> None:
    halves = [level.between(half / 2, half / 2 + 0.5)["floor"] for half in range(8)]
    usual = sum(half["started"] for half in halves) / len(halves)
    assert usual > 100
    # A Poisson stream stays within four standard deviations; some contacts are sent on in clusters.
    assert all(abs(half["started"] - usual) < 4.5 * usual**0.5 for half in halves)
    assert [half["staffed"] for half in halves] == [40] * 8
    assert all(0.6 < half["occupancy"] < 0.95 for half in halves[1:])


def test_that_agents_and_queues_can_be_reached_while_it_runs() -> None:
    from feeds.simulator.simulation import Simulation

    simulation = Simulation(SMALL)
    for _ in islice(simulation.run(), 3000):
        pass
    talking = [agent for agent in simulation.world.agents.values() if agent.serving]
    assert talking
    assert {agent.said for agent in talking} == {"available"}
    assert set(simulation.world.lines) >= {"customer-service", "live-chat"}
