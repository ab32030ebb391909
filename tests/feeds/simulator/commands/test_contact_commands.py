"""Commands about contacts on a simulated floor."""

from __future__ import annotations

import pytest

from feeds.instants import instant_text
from feeds.simulator.site.settings import MINUTE
from tests.feeds.simulator.commands.scenes import Scene


@pytest.fixture
def scene() -> Scene:
    return Scene()


def other_queue(scene: Scene, contact: object, channel: str = "voice") -> str:
    lines = scene.world.lines.values()
    line = getattr(contact, "line", None)
    return next(each.kind.id for each in lines if each.kind.channel == channel and each is not line)


def test_that_a_waiting_contact_goes_to_another_queue(scene: Scene) -> None:
    (contact, *_) = scene.waiting()
    to = other_queue(scene, contact)
    assert scene.ask("requeue", contact=contact.id, queue=to) is None
    scene.wait(1)
    queued = [event for event in scene.events("contact.queued") if event["contact"] == contact.id]
    assert queued[-1]["queue"] == to
    scene.wait(1800)
    scene.floor()


def test_that_a_contact_in_talk_is_transferred(scene: Scene) -> None:
    agent, contact = scene.talking()
    to, before = other_queue(scene, contact), len(scene.lines)
    assert scene.ask("requeue", contact=contact.id, queue=to) is None
    scene.wait(1)
    kinds = ("contact.transferred", "contact.released", "contact.queued")
    mine = [event for event in scene.events(*kinds, since=before) if event["contact"] == contact.id]
    assert [event["type"] for event in mine] == list(kinds)
    assert mine[0]["to_queue"] == mine[2]["queue"] == to
    assert contact not in agent.serving
    scene.wait(1800)
    scene.floor()


def test_that_a_priority_overtakes(scene: Scene) -> None:
    contacts = scene.waiting(count=3)
    last = contacts[-1]
    assert scene.ask("set_priority", contact=last.id, priority=5) is None
    assert last.line.first() is last
    (said,) = scene.events("contact.prioritised")
    assert (said["contact"], said["priority"], said["by"]) == (last.id, 5, "rui")
    assert scene.ask("set_priority", contact=last.id, priority=-1) is None
    assert last.line.waiting[-1] is last
    scene.wait(1800)
    scene.floor()


def test_that_a_contact_is_assigned_to_one_agent(scene: Scene) -> None:
    contact, agent = scene.wait_for(
        lambda: next(
            (
                (contact, agent)
                for line in scene.world.lines.values()
                for contact in line.waiting
                for agent in scene.world.agents.values()
                if contact.waits and line.family in agent.person.families and agent.has_room(line.family)
            ),
            None,
        ),
        minutes=600,
    )
    assert scene.ask("assign", contact=contact.id, agent=agent.person.id) is None
    scene.wait(1)
    (assigned,) = scene.events("contact.assigned")
    assert (assigned["contact"], assigned["agent"], assigned["by"]) == (contact.id, agent.person.id, "rui")
    offered = [event for event in scene.events("contact.offered") if event["contact"] == contact.id]
    assert offered[-1]["agent"] == agent.person.id
    scene.wait(1800)
    scene.floor()


def test_that_a_callback_is_offered_and_comes_at_the_promised_time() -> None:
    outcomes = set()
    for seed in range(4, 10):
        scene = Scene(seed=seed)
        (contact, *_) = scene.waiting()
        promised = instant_text(scene.world.now + 30 * MINUTE)
        error = scene.ask("offer_callback", contact=contact.id, promised_at=promised)
        outcomes.add(error)
        if error is not None:
            continue
        scene.wait(1)
        left = [event for event in scene.events("contact.deflected") if event["contact"] == contact.id]
        assert left[-1]["to"] == "callback"
        scene.wait(29 * 60)
        assert any(event.get("promised_at") == promised for event in scene.events("contact.queued"))
        scene.floor()
    assert outcomes == {None, "the customer prefers to wait"}


def test_that_refusals_name_where_the_contact_is(scene: Scene) -> None:
    agent, contact = scene.talking()
    assert (
        scene.ask("set_priority", contact=contact.id, priority=1)
        == f"{contact.id} is with {agent.person.name}"
    )
    assert scene.ask("requeue", contact=contact.id, queue="nowhere") == "there is no queue nowhere"
    assert "takes chat, not the voice" in str(scene.ask("requeue", contact=contact.id, queue="live-chat"))
    assert (
        scene.ask("assign", contact="contact-0", agent=agent.person.id)
        == "contact-0 is not a current contact"
    )
    (waiting, *_) = scene.waiting()
    assert "already" in str(scene.ask("requeue", contact=waiting.id, queue=waiting.line.kind.id))
    busy, _ = scene.talking()
    assert "is not available" in str(scene.ask("assign", contact=waiting.id, agent=busy.person.id))
    assert "from -100 to 100" in str(scene.ask("set_priority", contact=waiting.id, priority=1_000))
    past = instant_text(scene.world.now)
    assert "is past" in str(scene.ask("offer_callback", contact=waiting.id, promised_at=past))
    closed = other_queue(scene, waiting)
    assert scene.ask("close_queue", queue=closed) is None
    assert "is closed" in str(scene.ask("requeue", contact=waiting.id, queue=closed))


def test_that_a_chat_is_offered_no_callback(scene: Scene) -> None:
    (chat, *_) = scene.waiting("chat")
    assert "is no incoming call" in str(scene.ask("offer_callback", contact=chat.id))
