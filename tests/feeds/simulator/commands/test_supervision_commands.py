"""Supervision on a simulated floor: who listens to whom is told, and ends with the contact."""

from __future__ import annotations

import pytest

from tests.feeds.simulator.commands.scenes import Scene


@pytest.fixture
def scene() -> Scene:
    return Scene()


def mine(scene: Scene) -> list[tuple[str, str, str]]:
    """What was told of rui and lea: leads of the floor listen as well."""
    kinds = ("supervision.started", "supervision.ended")
    events = [event for event in scene.events(*kinds) if event["supervisor"] in ("rui", "lea")]
    return [(event["type"].partition(".")[2], event["supervisor"], event["kind"]) for event in events]


def test_that_listening_is_told_turned_into_whispering_and_stopped(scene: Scene) -> None:
    agent, contact = scene.talking()
    who = {"agent": agent.person.id, "device": "PJSIP/200"}
    assert scene.ask("monitor", **who) is None
    assert scene.ask("whisper", **who) is None
    assert contact.is_helped
    assert "already" in str(scene.ask("whisper", **who))
    assert scene.ask("stop_supervision", agent=agent.person.id) is None
    assert "do not supervise" in str(scene.ask("stop_supervision", agent=agent.person.id))
    assert mine(scene) == [
        ("started", "rui", "monitor"),
        ("ended", "rui", "monitor"),
        ("started", "rui", "whisper"),
        ("ended", "rui", "whisper"),
    ]
    scene.floor()


def test_that_supervision_ends_with_the_contact(scene: Scene) -> None:
    agent, contact = scene.talking()
    assert scene.ask("barge", "lea", agent=agent.person.id, device="PJSIP/200") is None
    scene.wait_for(lambda: contact not in agent.serving, minutes=120)
    assert mine(scene) == [("started", "lea", "barge"), ("ended", "lea", "barge")]
    assert "you do not supervise" in str(scene.ask("stop_supervision", "lea", agent=agent.person.id))


def test_that_a_phone_in_use_is_busy_and_none_is_refused(scene: Scene) -> None:
    agent, _ = scene.talking()
    assert scene.ask("monitor", agent=agent.person.id, device="PJSIP/200") is None
    assert scene.ask("monitor", "lea", agent=agent.person.id, device="PJSIP/200") == "PJSIP/200 is busy"
    assert "a phone is needed" in str(scene.ask("monitor", "lea", agent=agent.person.id, device=" "))
    assert scene.ask("monitor", "lea", agent=agent.person.id, device="PJSIP/201") is None


def test_that_a_chat_is_read_along_without_a_phone_and_not_barged_into(scene: Scene) -> None:
    agent, _ = scene.talking("chat")
    assert "can be read along" in str(scene.ask("barge", agent=agent.person.id, device=""))
    assert scene.ask("monitor", agent=agent.person.id, device="") is None
    assert mine(scene) == [("started", "rui", "monitor")]


def test_that_an_agent_on_no_contact_cannot_be_heard(scene: Scene) -> None:
    name = scene.idle().person
    assert scene.ask("monitor", agent=name.id, device="PJSIP/200") == f"{name.name} is on no contact now"
