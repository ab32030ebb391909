"""A contact's timeline: every event in order, and one line of waits, talks and holds."""

from __future__ import annotations

import pytest

from console.views.explain.contact_timeline import contact_timeline
from console.views.explain.explained_rows import EventList
from tests.builders import Scene, floor_of
from tests.made_logs import made_log


def timeline(scene: Scene, contact: str = "c1", at: str | None = None) -> EventList:
    found = contact_timeline(scene.floor, contact, scene.ms(at))
    assert found is not None
    return found


def call() -> Scene:
    scene = (
        Scene().at("09:00").queue("billing").agent("ana", "ben", queues=["billing"]).available("ana", "ben")
    )
    scene.queued("c1", "billing", customer="k1").after(5).offered("c1", "ben").after(5).missed("c1", "ben")
    scene.offered("c1", "ana").after(3).answered("c1", "ana").after(60).held("c1", "ana").after(20)
    return scene.resumed("c1", "ana").after(30).released("c1", "ana").after(10).wrapped("c1", "ana")


def test_that_every_event_is_listed_in_order_with_who_and_where() -> None:
    found = timeline(call().ended("c1", resolved=True).surveyed("c1", agent="ana", csat=4))
    assert [(row.words, row.name, row.queue) for row in found.events] == [
        ("queued", "", "billing"),
        ("offered", "ben", ""),
        ("missed", "ben", ""),
        ("offered", "ana", ""),
        ("answered after 0:13", "ana", "billing"),
        ("put on hold", "ana", ""),
        ("resumed", "ana", ""),
        ("released", "ana", ""),
        ("wrap-up ended", "ana", ""),
        ("ended, resolved", "", ""),
        ("survey answered: CSAT 4", "ana", ""),
    ]
    assert found.about == (
        "waited 0:13 · talked 1:30 · held 0:20 · wrap-up 0:10 · ana",
        "Voice · inbound · customer k1",
    )


def test_that_the_band_is_one_line_without_gaps() -> None:
    found = timeline(call())
    assert {one.lane for one in found.stretches} == {0}
    assert [one.kind for one in found.stretches] == [
        "waiting",
        "ringing",
        "ringing",
        "on_contact",
        "hold",
        "on_contact",
        "wrap_up",
    ]
    assert all(a.end == b.start for a, b in zip(found.stretches, found.stretches[1:], strict=False))


def test_that_what_is_later_than_the_instant_shown_is_told() -> None:
    found = timeline(call(), at="09:00:20")
    assert [row.is_later for row in found.events].count(False) == 5


def test_that_an_open_contact_runs_up_to_now() -> None:
    scene = Scene().at("09:00").queue("billing").queued("c1", "billing").after(30)
    found = timeline(scene)
    assert found.about[2] == "Waiting, billing for 0:30"
    assert (found.start, found.end) == (scene.ms("09:00"), scene.clock)


def test_that_holds_known_by_their_sum_are_noted() -> None:
    scene = Scene().at("09:00").queue("chats", channel="chat").agent("ana", queues=["chats"]).available("ana")
    scene.queued("c1", "chats").answered("c1", "ana").queued("c2", "chats").answered("c2", "ana").after(10)
    scene.held("c1", "ana").after(15).resumed("c1", "ana").released("c1", "ana", wrap_up=False)
    assert timeline(scene).note == "0:15 of hold is included, at instants that are not known."
    assert timeline(scene).about[0] == "talked 0:10 · held 0:15 · ana"


@pytest.mark.parametrize("seed", range(3))
def test_that_every_contact_of_a_random_floor_has_one(seed: int) -> None:
    floor = floor_of(made_log(seed, contacts=40))
    names = [name for name in floor.books.contact_names if name]
    assert len(names) > 30
    for name in names:
        found = contact_timeline(floor, name, floor.latest)
        if found is None:
            continue
        assert [row.at for row in found.events] == sorted(row.at for row in found.events)
        assert all(found.start <= one.start < one.end <= found.end for one in found.stretches)


def test_that_an_unknown_contact_has_none() -> None:
    scene = call()
    assert contact_timeline(scene.floor, "nobody", scene.clock) is None
