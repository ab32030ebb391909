"""Open contacts: what is sent of those that changed hands, and of late events, is what their source said."""

from __future__ import annotations

import json
import os

import pytest

from console.floor.floor import Floor
from feeds.broadcast.snapshot import PresentEvents, picture_of
from feeds.events import Snapshot, instant, instant_text
from feeds.lifecycle import OFFERED
from feeds.protocol.decoding import decode
from tests.arrival_orders import late_by_minutes, movable
from tests.builders import JSON, Scene, floor_of
from tests.made_logs import made_log

SEEDS = range(int(os.environ.get("FLOORLIGHT_SOAK", "8")))
QUEUED = {"queue": "billing", "direction": "outbound", "customer": "ines"}


def present_of(events: list[JSON]) -> PresentEvents:
    present = PresentEvents()
    for event in events:
        present.take(instant(event["at"]), json.dumps(event).encode(), decode(json.dumps(event).encode()))
    return present


def present_sent(events: list[JSON], minutes: int = 0) -> list[JSON]:
    """What a source that sent *events* sends of its contacts and agents so many minutes after the last."""
    now = max(instant(event["at"]) for event in events) + 60_000 * minutes
    sent = [json.loads(kept.text) for kept in present_of(events).events(now)]
    return [{key: value for key, value in event.items() if key != "seq"} for event in sent]


def contact_kinds(scene: Scene, minutes: int = 0) -> list[str]:
    """The kinds of events that are sent of contacts."""
    sent = present_sent(scene.sent, minutes)
    return [each["type"].removeprefix("contact.") for each in sent if each["type"].startswith("contact.")]


def transferred() -> Scene:
    scene = Scene().at("09:00").send("contact.queued", contact="c1", **QUEUED).answered("c1", "ana")
    scene.at("09:05").transferred("c1", "ana").released("c1", "ana", wrap_up=False)
    # ana has done other things since: nothing goes back to c1.
    return scene.at("09:10").not_ready("ana").at("09:15").available("ana").at("09:20")


def test_that_a_contact_that_was_sent_on_keeps_its_direction_and_its_customer() -> None:
    scene = transferred().available("zed").queued("c1", "sales").after(120).available("zed")
    first = next(event for event in present_sent(scene.sent) if event["type"] == "contact.queued")
    assert {key: first[key] for key in QUEUED} == QUEUED
    assert contact_kinds(scene)[-1] == "queued"


def test_that_one_that_nobody_works_on_is_sent_for_a_minute() -> None:
    scene = Scene().at("09:00").queued("c1", "billing").after(60).abandoned("c1", "billing")
    assert contact_kinds(scene, minutes=1) == ["queued", "abandoned"]
    scene.at("09:05").available("zed")
    assert contact_kinds(scene) == []


def test_that_of_many_that_nobody_works_on_only_the_newest_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.broadcast.open_contacts.IDLE_KEPT", 2)
    monkeypatch.setattr("feeds.broadcast.open_contacts.OVER_KEPT", 1)
    scene = Scene().at("09:00")
    for number in range(4):
        scene.queued(f"c{number}", "billing").after(1).abandoned(f"c{number}", "billing")
    scene.at("10:00").available("zed")
    assert set(present_of(scene.sent).work.contacts) == {"c2", "c3"}


def test_that_what_came_too_late_is_sent_with_its_own_instant_and_leaves_nothing_stuck() -> None:
    scene = Scene().at("09:05").answered("c1", "ana").at("10:00").available("zed").at("09:00")
    scene.queued("c1", "billing").at("10:02").available("zed")
    sent = present_sent(scene.sent)
    assert [(event["type"], event["at"][11:16]) for event in sent if "contact" in event] == [
        ("contact.queued", "09:00"),
        ("contact.answered", "09:05"),
    ]


def test_that_what_comes_for_a_contact_that_is_over_is_not_sent() -> None:
    scene = transferred().ended("c1").at("10:00").available("zed").at("09:01").queued("c1", "billing")
    assert contact_kinds(scene.at("10:02").available("zed")) == []


def ringing_since_one_that_is_over() -> Scene:
    """A scene at 09:10 whose agent rings since an offer of a contact that is over."""
    scene = Scene().at("09:00").offered("c1", "ana").at("09:04").offered("c2", "ana")
    return scene.at("09:05").released("c1", "ana").ended("c1").at("09:10").available("zed")


def test_that_what_comes_for_one_that_is_over_opens_nothing_while_an_agent_rings_since_its_offer() -> None:
    scene = ringing_since_one_that_is_over().at("09:01").answered("c1", "ana")
    floor = floor_of_snapshot(scene.sent)
    assert open_of(floor) == open_of(floor_of(scene.sent)) == (set(), {("ana", "c2", OFFERED)})
    assert contact_kinds(scene) == ["offered", "offered", "released", "ended"]


def test_that_a_late_remark_on_one_that_is_over_is_sent_while_an_agent_rings_since_its_offer() -> None:
    scene = ringing_since_one_that_is_over().at("09:01")
    scene.send("contact.sentiment", contact="c1", agent="ana", score=-0.5)
    assert contact_kinds(scene) == ["offered", "sentiment", "offered", "released", "ended"]


def test_that_a_state_that_came_too_late_does_not_replace_a_later_one() -> None:
    scene = Scene().at("09:00").answered("c1", "ana").at("09:05").released("c1", "ana").at("09:10")
    scene.says("ana", "wrap_up").at("10:00").available("zed").at("09:06").not_ready("ana", "lunch")
    states = [event for event in present_sent(scene.at("10:02").available("zed").sent) if "state" in event]
    assert [event["state"] for event in states if event["agent"] == "ana"][-1] == "wrap_up"


def test_that_a_new_snapshot_keeps_its_own_instants() -> None:
    present = present_of(Scene().at("10:00").available("ana").sent)
    said = Scene().said("contact.queued", "09:00", contact="c1", queue="billing")
    message = {"type": "snapshot", "at": said["at"], "seq": 1, "events": [said]}
    snapshot = decode(json.dumps(message).encode())
    assert isinstance(snapshot, Snapshot)
    present.replace(snapshot)
    now = instant("2026-11-23T10:05:00Z")
    assert said["at"] in [json.loads(kept.text)["at"] for kept in present.events(now)]


@pytest.mark.parametrize("seed", SEEDS)
def test_that_a_snapshot_of_what_came_late_leaves_open_what_is_open(seed: int) -> None:
    made = made_log(seed, contacts=40, agents=6)
    late = late_by_minutes(made[: len(made) * (3 + seed % 6) // 8], seed, share=0.1)
    # Whoever passes on the events of others numbers them as they came.
    events = [{**event, "seq": seq} for seq, event in enumerate(late, start=1)]
    assert open_of(floor_of_snapshot(events)) == open_of(floor_of(events))
    said = [without_seq(event) for event in events]
    contacts = [
        event for event in present_sent(events) if event["type"].startswith("contact.") and movable(event)
    ]
    assert all(event in said for event in contacts)


def floor_of_snapshot(events: list[JSON]) -> Floor:
    """A floor that knows of *events* only the snapshot that their source sends after them."""
    now = max(instant(event["at"]) for event in events)
    (text,) = picture_of(present_of(events).events(now), now, len(events), now)
    snapshot = decode(text)
    assert isinstance(snapshot, Snapshot)
    floor = Floor(horizon_ms=None)
    floor.apply(snapshot, 1, "log")
    return floor


def without_seq(event: JSON) -> JSON:
    return {key: value for key, value in event.items() if key != "seq"}


def open_of(floor: Floor) -> tuple[set[str], set[tuple[str, str, int]]]:
    """Who waits since when, and whose leg of what is in which part."""
    waiting = {f"{contact.name} {instant_text(e.queued)}" for contact, e in floor.contacts.waiting.items()}
    agents = floor.roster.by_index
    legs = {(a.name, contact.name, leg.part) for a in agents for contact, leg in a.legs.items()}
    return waiting, legs
