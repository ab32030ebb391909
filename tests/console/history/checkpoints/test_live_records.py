"""Agents, contacts and legs as records: how they hang together afterwards."""

from __future__ import annotations

import pytest

from console.floor.floor import Floor
from console.history.checkpoints.floor_records import floor_parts, read_floor
from console.history.checkpoints.live_records import LiveObjects
from console.history.checkpoints.records import encode
from tests.builders import Scene


def made_again(scene: Scene) -> Floor:
    floor = Floor()
    for _ in read_floor(list(floor_parts(scene.floor)), floor):
        pass
    return floor


def test_that_an_agent_and_a_contact_share_their_leg() -> None:
    scene = Scene().at("09:00:00").queued("c1", "billing").at("09:00:05").answered("c1", "ana")
    floor = made_again(scene)
    contact, agent = floor.store.at_hand["c1"], floor.roster.agents["ana"]
    (leg,) = contact.legs
    assert agent.legs == {contact: leg}
    assert (leg.contact, leg.agent) == (contact, agent)


def test_that_a_waiting_contact_is_waited_for() -> None:
    floor = made_again(Scene().at("09:00:00").queued("c1", "billing"))
    contact = floor.store.at_hand["c1"]
    assert floor.contacts.waiting == {contact: contact.entry}
    assert list(floor.contacts.entries.counts.values()) == [1]


@pytest.mark.parametrize("payload", [encode(["x"]), encode([[1, 2]]), b"\xc1"])
def test_that_other_records_are_refused(payload: bytes) -> None:
    live = LiveObjects(Floor())
    for take in (live.take_agents, live.take_contacts, live.take_put_away, live.take_legs):
        with pytest.raises(ValueError, match=r"."):
            take(payload)
