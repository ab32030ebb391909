"""The imaginary floor while it runs: its clock, who gets in touch, and who gets whom."""

from __future__ import annotations

import json
from collections.abc import Generator
from typing import Any

import pytest

from feeds.simulator.site.settings import SimulationSettings
from feeds.simulator.work.queues import SimulatedAgent, SimulatedContact, SimulatedQueue
from feeds.simulator.work.world import World

MINUTE = 60_000


class Played(World):
    """A world whose contacts only note that they came."""

    def __init__(self, **settings: Any) -> None:
        self.came: list[str] = []

        def live(contact: SimulatedContact) -> Generator[Any, Any, Any]:
            self.came.append(contact.id)
            yield self.env.timeout(0)

        super().__init__(SimulationSettings(**settings), live)

    @property
    def line(self) -> SimulatedQueue:
        return next(line for line in self.lines.values() if line.kind.channel == "voice")

    def serving(self, line: SimulatedQueue) -> list[SimulatedAgent]:
        """The agents of *line*, all of them there and free."""
        found = [agent for agent in self.agents.values() if line in agent.lines]
        for agent in found:
            agent.said = "available"
            agent.update_free()
        return found

    def waiting(self, name: str, line: SimulatedQueue) -> SimulatedContact:
        contact = SimulatedContact(name, line, None, waits=True, since=self.now, called=self.env.event())
        line.waiting.append(contact)
        return contact


def test_that_things_happen_at_their_instants_and_are_written_then() -> None:
    world = Played()
    world.later(90, lambda: world.write("agent.state", agent="ana", state="available", reason=None))
    world.env.run(until=world.now + 2 * MINUTE)
    ((at, text),) = world.writer.take()
    assert at == world.settings.start + 90_000
    assert json.loads(text)["agent"] == "ana"
    assert world.minute(world.now) == pytest.approx(world.minute(at) + 0.5)


def test_that_who_was_not_helped_gets_in_touch_before_somebody_new() -> None:
    world = Played()
    world.line.expect(world.now - 1, "customer-7", 1)
    assert world.caller(world.line) == ("customer-7", 1)
    found = [world.caller(world.line) for _ in range(300)]
    assert all(tries == 0 for _, tries in found)
    unknown = sum(customer is None for customer, _ in found)
    assert 5 < unknown < 50


def test_that_a_contact_comes_in_where_its_queue_is_open() -> None:
    world = Played()
    world.arrive(world.line, None)
    world.env.run(until=world.now + MINUTE)
    assert world.came == ["contact-1"]
    night = Played(start=world.settings.start - 5 * 60 * MINUTE)
    night.arrive(night.line, None)
    night.env.run(until=night.now + MINUTE)
    assert night.came == []
    assert Played(start=night.settings.start, flat=True).is_open(night.line.kind)


def test_that_whoever_is_free_longest_gets_the_contact_unless_others_wait() -> None:
    world = Played()
    first, second, *_ = world.serving(world.line)
    contact = SimulatedContact("c1", world.line, None)
    assert world.find(world.line, contact) is first
    assert world.find(world.line, SimulatedContact("c2", world.line, None, known_by=[second])) is not second
    world.waiting("c3", world.line)
    assert world.find(world.line, contact) is None


def test_that_an_agent_with_room_gets_who_has_waited_longest() -> None:
    world = Played()
    agent = world.serving(world.line)[0]
    contact, other = world.waiting("c1", world.line), world.waiting("c2", world.line)
    world.find_work(agent)
    assert contact.called is not None
    assert contact.called.value is agent
    assert not contact.waits
    assert other.waits
    world.find_work(agent)
    assert other.waits


def test_that_an_outage_strains_the_spoken_most_and_a_level_floor_not_at_all() -> None:
    world = Played()
    outage = world.settings.start + round((10.9 * 60 - world.minute(world.now)) * MINUTE)
    assert world.trouble(outage) > 0
    assert world.trouble(world.now) == 0
    assert Played(flat=True).trouble(outage) == 0
    assert world.strain(world.line.kind) == 1


def test_that_a_customer_of_call_backs_gets_in_touch_elsewhere() -> None:
    world = Played()
    assert world.callbacks is not None
    assert world.also_for(world.line) is world.line
    assert world.also_for(world.callbacks).family == world.callbacks.family
    assert world.also_for(world.callbacks) is not world.callbacks
