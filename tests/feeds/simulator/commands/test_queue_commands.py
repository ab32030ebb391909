"""Commands about queues on a simulated floor: what closes, reroutes and announces, and what follows."""

from __future__ import annotations

import pytest

from tests.feeds.simulator.commands.scenes import Scene


@pytest.fixture
def scene() -> Scene:
    return Scene()


def queued(scene: Scene, queue: str, since: int) -> int:
    return sum(event["queue"] == queue for event in scene.events("contact.queued", since=since))


def test_that_a_closed_queue_takes_nobody_until_it_is_opened(scene: Scene) -> None:
    assert scene.ask("close_queue", queue="sales") is None
    assert "closed already" in str(scene.ask("close_queue", queue="sales"))
    before = len(scene.lines)
    scene.wait(1800)
    direct = [event for event in scene.events("contact.queued", since=before) if event["queue"] == "sales"]
    sent_on = {event["contact"] for event in scene.events("contact.transferred")}
    assert {event["contact"] for event in direct} <= sent_on
    assert scene.ask("open_queue", queue="sales") is None
    assert "is open" in str(scene.ask("open_queue", queue="sales"))
    before = len(scene.lines)
    scene.wait(1800)
    assert queued(scene, "sales", before) > len(direct)
    assert [event["by"] for event in scene.events("queue.closed", "queue.opened")] == ["rui", "rui"]
    scene.floor()


def test_that_a_queue_overflows_while_others_wait_in_it(scene: Scene) -> None:
    assert scene.ask("set_overflow", queue="billing", to="sales") is None
    assert "overflows to" in str(scene.ask("set_overflow", queue="sales", to="billing"))
    scene.wait_for(
        lambda: scene.events("contact.deflected")[-1:] and scene.world.lines["billing"].first(), 600
    )
    scene.wait_for(lambda: _overflowed(scene), 600)
    contact = _overflowed(scene)[0]["contact"]
    scene.wait(1)
    entries = [event["queue"] for event in scene.events("contact.queued") if event["contact"] == contact]
    assert entries[:2] == ["billing", "sales"]
    assert scene.ask("set_overflow", queue="billing") is None
    assert "overflows to no other queue" in str(scene.ask("set_overflow", queue="billing"))
    scene.wait(600)
    scene.floor()


def _overflowed(scene: Scene) -> list[dict[str, object]]:
    return [
        event
        for event in scene.events("contact.deflected")
        if (event["queue"], event["to"]) == ("billing", "overflow")
        and len([e for e in scene.events("contact.queued") if e["contact"] == event["contact"]]) > 1
    ]


def test_that_an_announcement_sends_some_away_until_it_ends(scene: Scene) -> None:
    def abandons(text: str) -> int:
        other = Scene(hours=2)
        for queue in ("billing", "customer-service", "sales", "technical-support"):
            assert other.ask("set_announcement", queue=queue, text=text) is None
        before = len(other.lines)
        other.wait(3600)
        other.floor()
        return len(other.events("contact.abandoned", since=before))

    assert abandons("Our lines are down; please call later.") > abandons("")


@pytest.mark.parametrize(
    ("verb", "fields", "words"),
    [
        ("close_queue", {"queue": "nowhere"}, "there is no queue nowhere"),
        ("set_overflow", {"queue": "billing", "to": "billing"}, "cannot overflow to itself"),
        ("set_overflow", {"queue": "billing", "to": "live-chat"}, "takes chat, not the voice"),
        ("set_announcement", {"queue": "nowhere", "text": "x"}, "there is no queue nowhere"),
    ],
)
def test_that_what_cannot_be_done_is_refused(
    scene: Scene, verb: str, fields: dict[str, str], words: str
) -> None:
    assert words in str(scene.ask(verb, "rui", **fields))
