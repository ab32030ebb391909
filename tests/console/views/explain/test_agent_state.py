"""Why an agent is in a state: the contact or the statement that made it so, now and at any instant."""

from __future__ import annotations

from console.views.explain.agent_state import agent_state
from console.views.explain.explained_rows import EventList
from tests.builders import Scene


def why(scene: Scene, agent: str = "ana", at: str | None = None) -> EventList:
    found = agent_state(scene.floor, agent, scene.ms(at))
    assert found is not None
    return found


def shift() -> Scene:
    scene = Scene().at("09:00").queue("billing").agent("ana", queues=["billing"]).available("ana")
    scene.at("09:05").queued("c1", "billing").after(3).offered("c1", "ana").after(4).answered("c1", "ana")
    return scene.after(60)


def test_that_a_contact_makes_the_state() -> None:
    found = why(shift())
    assert found.title == "Why ana is on contact"
    assert found.about[1].startswith("c1 is answered and not released")
    assert [(row.words, row.contact) for row in found.events] == [
        ("the source states available", ""),
        ("state: available", ""),
        ("offered", "c1"),
        ("state: ringing", ""),
        ("answered", "c1"),
        ("state: on contact", ""),
    ]


def test_that_ringing_and_wrap_up_and_hold_are_told() -> None:
    scene = shift()
    assert "offered, and neither answered" in why(scene, at="09:05:05").about[1]
    scene.held("c1", "ana").after(5)
    assert why(scene).title == "Why ana is on hold"
    scene.resumed("c1", "ana").after(2).released("c1", "ana").after(5)
    found = why(scene)
    assert found.title == "Why ana is wrap-up"
    assert found.about[1].startswith("c1 is released at 09:06:14")
    assert [row.words for row in found.events][-6:] == [
        "put on hold",
        "state: on hold",
        "resumed",
        "state: on contact",
        "released",
        "state: wrap-up",
    ]


def test_that_without_a_contact_the_source_stated_it() -> None:
    scene = Scene().at("09:00").agent("ana").available("ana").after(60).not_ready("ana", "lunch").after(30)
    found = why(scene)
    assert found.about == (
        "Lunch for 0:30, since 09:01:00",
        "Stated by the source at 09:01:00; no contact is open.",
    )
    assert [row.words for row in found.events][-2:] == [
        "the source states not ready: lunch",
        "state: lunch",
    ]
    assert found.stretches[-1].text == "Lunch"


def test_that_a_past_instant_shows_what_was_then() -> None:
    scene = shift().released("c1", "ana", wrap_up=False).after(3600)
    found = why(scene, at="09:05:30")
    assert found.about[1].startswith("c1 is answered and not released")
    assert found.events[-1].words == "state: on contact"


def test_that_an_agent_not_known_then_has_none() -> None:
    scene = shift()
    assert agent_state(scene.floor, "nobody", scene.clock) is None
    assert agent_state(scene.floor, "ana", scene.ms("08:00")) is None
