"""A floor that runs live: it equals the recorded one until somebody commands something."""

from __future__ import annotations

import asyncio
from itertools import takewhile

from feeds.broadcast.commands import Caller
from feeds.control import Command
from feeds.simulator.live import LiveSimulation
from feeds.simulator.simulation import simulate
from feeds.simulator.site.settings import HOUR, SimulationSettings

SETTINGS = SimulationSettings(agents=25, hours=None, seed=3)
NOW = SETTINGS.start + HOUR


def test_that_it_is_the_same_floor_at_any_pace() -> None:
    live = LiveSimulation(SETTINGS, 60.0, NOW, lambda: 0.0)
    live.begin(0.0)
    found = []
    for step in range(400):
        found += live.take(step * 0.1, 50)
    now = live.now(39.9)
    recorded = list(takewhile(lambda item: item[0] < live.simulation.world.now, simulate(SETTINGS)))
    assert now >= NOW + 39 * 60_000
    assert [(item.at, item.text) for item in found] == recorded[: len(found)]
    assert len(found) > 1_000
    assert not live.is_over


def test_that_nothing_happens_before_the_clock_has_begun() -> None:
    live = LiveSimulation(SETTINGS, 1.0, NOW, lambda: 0.0)
    assert live.take(0.0, 10) == []
    assert live.now(0.0) == NOW
    live.begin(0.0)
    taken = live.take(0.0, 10)
    assert len(taken) == 10
    assert live.wait(0.0) == 0.0


def test_that_a_command_takes_effect_now() -> None:
    clock = [0.0]
    live = LiveSimulation(SETTINGS, 1.0, NOW, lambda: clock[0])
    live.begin(0.0)

    async def play() -> None:
        command = Command(id="1", verb="close_queue", queue="sales")
        carrying = asyncio.create_task(live.platform.carry_out(command, Caller("lea")))
        await asyncio.sleep(0)
        clock[0] = 0.5
        events = []
        while taken := live.take(0.5, 500):
            events += taken
        assert await carrying is None
        (closed,) = [item for item in events if item.event.type == "queue.closed"]
        assert NOW < closed.at <= NOW + 500
        assert closed.event.by == "lea"

    asyncio.run(play())
