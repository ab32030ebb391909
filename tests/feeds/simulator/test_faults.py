"""Faults: each kind comes, is seen in the events, lasts until somebody ends it, and is legal."""

from __future__ import annotations

from collections import Counter

import pytest

from feeds.simulator.faults import Faults
from feeds.simulator.site.settings import HOUR, MINUTE
from feeds.simulator.work.queues import SimulatedAgent
from tests.feeds.simulator.commands.scenes import Scene


def troubled(hours: float = 4.0, seed: int = 1, agents: int = 60) -> Scene:
    """A floor at noon, with faults from now on."""
    scene = Scene(hours=hours, agents=agents)
    Faults(scene.world, seed).begin(scene.world.now)
    return scene


def who(scene: Scene, trouble: str) -> SimulatedAgent | None:
    agents = scene.world.agents.values()
    found = {
        "away": (agent for agent in agents if agent.is_away),
        "stuck": (agent for agent in agents if agent.wrapping and not agent.is_reachable),
        "unreachable": (agent for agent in agents if not agent.is_reachable and not agent.wrapping),
        "late": (
            a for a in agents if a.said == "not_ready" and 0 < a.due_back < scene.world.now < a.late_until
        ),
    }
    return next(iter(found[trouble]), None)


def test_that_a_phantom_login_misses_every_offer_until_it_is_logged_out() -> None:
    scene = troubled()
    agent = scene.wait_for(lambda: who(scene, "away"), minutes=60)
    before = len(scene.lines)
    scene.wait(900)
    mine = [
        e
        for e in scene.events("contact.missed", "contact.answered", since=before)
        if e["agent"] == agent.person.id
    ]
    assert mine
    assert {event["type"] for event in mine} == {"contact.missed"}
    scene.wait_for(lambda: scene.ask("log_out", agent=agent.person.id) is None)
    assert not agent.is_away
    scene.floor()


def test_that_a_stuck_wrap_up_lasts_until_it_is_ended_and_its_phone_is_lost() -> None:
    scene = troubled()
    agent = scene.wait_for(lambda: who(scene, "stuck"), minutes=60)
    scene.wait(14 * 60)
    (contact,) = agent.wrapping
    device = scene.events("agent.device")[0]
    assert (device["agent"], device["reachable"]) == (agent.person.id, False)
    assert scene.ask("end_wrap_up", agent=agent.person.id, contact=contact.id) is None
    assert scene.ask("log_out", agent=agent.person.id) is None
    scene.wait_for(lambda: agent.said == "available" and agent.is_reachable, minutes=10)
    scene.floor()


def test_that_offers_to_an_unreachable_phone_fail() -> None:
    scene = troubled()
    scene.wait(3600)
    failed = [event for event in scene.events("contact.missed") if event["cause"] == "failed"]
    lost = {event["agent"] for event in scene.events("agent.device") if not event["reachable"]}
    assert failed
    assert {event["agent"] for event in failed} <= lost
    scene.floor()


def test_that_somebody_is_late_from_a_break_until_a_message_comes() -> None:
    scene = troubled()
    agent: SimulatedAgent = scene.wait_for(lambda: who(scene, "late"), minutes=120)
    scene.wait(300)
    assert agent.said == "not_ready"

    def is_back() -> bool:
        if agent.said == "not_ready":
            scene.ask("message", agent=agent.person.id, text="Please come back")
        return agent.said == "available"

    scene.wait_for(is_back, minutes=2)
    scene.floor()


def test_that_help_is_asked_for_and_an_outage_comes_and_goes() -> None:
    scene = troubled()
    calm = scene.world.trouble(scene.world.now)
    seen = []
    for _ in range(60):
        scene.wait(60)
        seen.append(scene.world.fault)
    assert calm == 0
    assert max(seen) == 1.0
    assert seen[-1] == 0.0
    asked = [event for event in scene.events("contact.signal") if event["signal"] == "help_request"]
    assert len(asked) > 5
    scene.floor()


def test_that_the_seed_decides_and_another_brings_others() -> None:
    def events(seed: int) -> list[bytes]:
        scene = troubled(seed=seed, agents=40)
        scene.wait(1800)
        return scene.lines

    assert events(1) == events(1)
    assert events(1) != events(2)


def test_that_troubles_end_by_themselves_at_last() -> None:
    scene = troubled()
    scene.wait(3 * 3600)
    counts = Counter((event["agent"], event["reachable"]) for event in scene.events("agent.device"))
    assert any(count and reachable for (_, reachable), count in counts.items())
    scene.floor()


@pytest.mark.parametrize("agents", [1, 3])
def test_that_a_small_floor_has_troubles_too(agents: int) -> None:
    scene = troubled(agents=agents)
    scene.until(scene.world.now + 2 * HOUR + MINUTE)
    scene.floor()
