"""What a command names is found, or refused in words."""

from __future__ import annotations

import pytest

from feeds.simulator.commands.floor_access import CommandRefusedError, FloorAccess
from tests.feeds.simulator.commands.scenes import Scene


def test_that_names_are_found_and_unknown_ones_refused() -> None:
    scene = Scene()
    floor = FloorAccess(scene.world, scene.simulation.attendance)
    (contact, *_) = scene.waiting()
    agent, talk = scene.talking()
    assert floor.waiting_contact(contact.id) is contact
    assert floor.agent_at_work(agent.person.id) is agent
    assert floor.contact(talk.id) is talk
    with pytest.raises(CommandRefusedError, match="is with"):
        floor.waiting_contact(talk.id)
    with pytest.raises(CommandRefusedError, match="no agent None"):
        floor.agent(None)
    with pytest.raises(CommandRefusedError, match="not a current contact"):
        floor.contact("contact-0")


def test_that_a_ringing_contact_does_not_wait() -> None:
    scene = Scene()
    floor = FloorAccess(scene.world, scene.simulation.attendance)

    def ringing() -> str | None:
        offered = scene.events("contact.offered")[-1]["contact"]
        contact = scene.world.contacts.get(offered)
        return offered if contact is not None and not contact.waits and contact.agent is None else None

    with pytest.raises(CommandRefusedError, match="does not wait in a queue"):
        floor.waiting_contact(scene.wait_for(ringing))
