"""Commands about agents on a simulated floor: each is seen in what comes, or refused as a platform would."""

from __future__ import annotations

import pytest

from feeds.simulator.site.settings import MINUTE
from feeds.simulator.work.queues import SimulatedAgent
from tests.feeds.simulator.commands.scenes import Scene


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_that_an_idle_agent_goes_where_told_at_once(scene: Scene) -> None:
    agent, before = scene.idle(), len(scene.lines)
    assert scene.ask("set_state", agent=agent.person.id, state="not_ready", reason="Coaching") is None
    (said,) = scene.events("agent.state", since=before)
    assert (said["agent"], said["state"], said["reason"]) == (agent.person.id, "not_ready", "Coaching")
    assert "already" in str(
        scene.ask("set_state", agent=agent.person.id, state="not_ready", reason="Coaching")
    )
    assert scene.ask("set_state", agent=agent.person.id, state="available") is None
    assert agent.said == "available"
    scene.floor()


def test_that_a_busy_agent_goes_after_the_contact_in_hand_and_says_so(scene: Scene) -> None:
    agent, contact = scene.talking()
    before = len(scene.lines)
    assert scene.ask("set_state", agent=agent.person.id, state="not_ready", reason="Coaching") is None
    (said,) = scene.events("agent.state", since=before)
    assert (said["state"], said["next_state"], said["next_reason"]) == ("available", "not_ready", "Coaching")
    assert contact in agent.serving
    scene.wait_for(lambda: agent.said == "not_ready")
    assert not agent.legs
    scene.floor()


def test_that_of_two_states_asked_for_during_a_contact_the_later_one_comes(scene: Scene) -> None:
    agent, _ = scene.talking()
    assert scene.ask("set_state", agent=agent.person.id, state="not_ready", reason="Coaching") is None
    assert scene.ask("set_state", agent=agent.person.id, state="not_ready", reason="Meeting") is None
    scene.wait_for(lambda: agent.said == "not_ready")
    assert agent.reason == "Meeting"
    scene.floor()


def test_that_two_more_agents_make_a_queue_recover(scene: Scene) -> None:
    (contact, *_) = scene.waiting(count=2)
    line = contact.line
    others = [
        agent
        for agent in scene.world.agents.values()
        if "spoken" in agent.person.families and line not in agent.lines and agent.said == "available"
    ][:2]
    for agent in others:
        queues = [line.kind.id, *(own.kind.id for own in agent.lines)]
        assert scene.ask("set_queues", agent=agent.person.id, queues=queues) is None
    profiles = scene.events("agent.profile")[-2:]
    assert all(profile["queues"][0] == line.kind.id for profile in profiles)
    scene.wait(600)
    answered = {
        event["agent"] for event in scene.events("contact.answered") if event.get("queue") == line.kind.id
    }
    assert {agent.person.id for agent in others} & answered
    scene.floor()


def test_that_who_leaves_a_queue_gets_no_more_of_it(scene: Scene) -> None:
    agent = scene.idle()
    gone, *rest = [line.kind.id for line in agent.lines]
    assert scene.ask("set_queues", agent=agent.person.id, queues=rest) is None
    before = len(scene.lines)
    scene.wait(1800)
    mine = [e for e in scene.events("contact.answered", since=before) if e["agent"] == agent.person.id]
    assert gone not in {event.get("queue") for event in mine}


def test_that_a_message_brings_back_who_is_late_from_a_break(scene: Scene) -> None:
    def late() -> object:
        for agent in scene.world.agents.values():
            if agent.said == "not_ready" and 0 < agent.due_back < scene.world.now:
                return agent
            if agent.said == "not_ready" and agent.due_back > scene.world.now:
                agent.late_until = agent.due_back + 20 * MINUTE
        return None

    agent = scene.wait_for(late, minutes=240)
    for _ in range(10):  # not everybody listens at once
        assert scene.ask("message", agent=agent.person.id, text="Please come back") is None
    scene.wait(45)
    assert agent.said == "available"
    scene.floor()


def test_that_a_wrap_up_is_ended(scene: Scene) -> None:
    agent = scene.wait_for(lambda: next((a for a in scene.world.agents.values() if a.wrapping), None))
    contact = next(iter(agent.wrapping))
    assert scene.ask("end_wrap_up", agent=agent.person.id, contact=contact.id) is None
    assert scene.events("contact.wrapped")[-1]["contact"] == contact.id
    assert "is not in the wrap-up" in str(scene.ask("end_wrap_up", agent=agent.person.id, contact=contact.id))
    scene.wait(1200)
    scene.floor()


def test_that_a_log_out_removes_the_agent_for_the_day(scene: Scene) -> None:
    agent = scene.idle()
    assert scene.ask("log_out", agent=agent.person.id) is None
    assert agent.said == "offline"
    before = len(scene.lines)
    scene.wait(4 * 3600)
    assert not [e for e in scene.events("agent.state", since=before) if e["agent"] == agent.person.id]
    assert scene.ask("log_out", agent=agent.person.id) == f"{agent.person.name} is logged out"
    scene.floor()


def test_that_a_wrap_up_is_ended_by_a_log_out_and_a_call_is_not(scene: Scene) -> None:
    agent, contact = scene.talking()
    assert f"is on {contact.id}" in str(scene.ask("log_out", agent=agent.person.id))
    assert scene.ask("set_state", agent=agent.person.id, state="offline") is None
    scene.wait_for(lambda: agent.said == "offline")
    other = scene.wait_for(
        lambda: next((a for a in scene.world.agents.values() if a.wrapping and a.legs == 1), None)
    )
    assert scene.ask("log_out", agent=other.person.id) is None
    assert other.said == "offline"
    scene.wait(600)
    scene.floor()


def test_that_what_rings_at_a_log_out_is_missed(scene: Scene) -> None:
    def ringing() -> SimulatedAgent | None:
        agents = scene.world.agents.values()
        return next(
            (a for a in agents if a.legs and not a.serving and not a.wrapping and not a.leaving), None
        )

    agent: SimulatedAgent = scene.wait_for(ringing)
    before = len(scene.lines)
    assert scene.ask("log_out", agent=agent.person.id) is None
    scene.wait(60)
    mine = [
        event["type"]
        for event in scene.events("contact.missed", "contact.answered", since=before)
        if event["agent"] == agent.person.id
    ]
    assert mine in (["contact.missed"], [])  # the customer may have hung up
    assert not agent.legs
    scene.floor()


def test_that_an_unreachable_phone_is_repaired_by_logging_out_and_in(scene: Scene) -> None:
    agent = scene.idle()
    agent.is_reachable = False
    assert scene.ask("log_out", agent=agent.person.id) is None
    scene.wait_for(lambda: agent.said == "available", minutes=10)
    (device,) = scene.events("agent.device")
    assert (device["agent"], device["device"], device["reachable"]) == (agent.person.id, agent.device, True)
    scene.floor()


def test_that_queues_are_the_agents_own_again_on_the_next_day() -> None:
    scene = Scene(weekends=False)
    agent = scene.idle()
    own = [line.kind.id for line in agent.lines]
    assert scene.ask("set_queues", agent=agent.person.id, queues=own[:1]) is None
    scene.wait(30 * 3600)
    assert [line.kind.id for line in agent.lines] == own
    mine = [event for event in scene.events("agent.profile") if event["agent"] == agent.person.id]
    assert [event["queues"] for event in mine] == [own, own[:1], own]


@pytest.mark.parametrize(
    ("verb", "fields", "words"),
    [
        ("set_state", {"agent": "nobody", "state": "available"}, "there is no agent nobody"),
        ("set_state", {"agent": "IDLE", "state": "hold"}, "hold comes from contacts"),
        ("set_state", {"agent": "OFFLINE", "state": "available"}, "is logged out"),
        ("set_queues", {"agent": "IDLE", "queues": ["nowhere"]}, "there is no queue nowhere"),
        ("set_queues", {"agent": "IDLE", "queues": []}, "would be in no queue"),
        ("set_queues", {"agent": "IDLE", "queues": ["live-chat"]}, "is not trained for chat"),
        ("message", {"agent": "OFFLINE", "text": "x"}, "is logged out"),
        ("log_out", {"agent": "OFFLINE"}, "is logged out"),
        ("end_wrap_up", {"agent": "IDLE", "contact": "contact-1"}, "is not in the wrap-up"),
    ],
)
def test_that_what_cannot_be_done_is_refused_in_the_platforms_words(
    scene: Scene, verb: str, fields: dict[str, object], words: str
) -> None:
    names = {"IDLE": scene.idle().person.id, "OFFLINE": scene.offline().person.id}
    named = {key: names.get(str(value), value) for key, value in fields.items()}
    before = len(scene.lines)
    assert words in str(scene.ask(verb, "rui", **named))
    assert len(scene.lines) == before
