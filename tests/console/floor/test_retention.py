"""Retention: what is over is put away; what may still change stays; nothing far ahead holds it up."""

from __future__ import annotations

import gc
import weakref

from console.floor.entities.agent import Contact
from tests.builders import Scene, tiny_blocks


def over(scene: Scene, name: str) -> Scene:
    return scene.queued(name, "billing").abandoned(name, "billing").ended(name)


def pass_time(scene: Scene, events: int = 40) -> Scene:
    for _ in range(events):
        scene.after(30).available("zed")
    return scene


def test_that_a_contact_that_ended_is_put_away_past_the_watermark() -> None:
    with tiny_blocks():
        scene = over(Scene().at("09:00").queue("billing"), "c1")
        assert "c1" in scene.floor.store.at_hand
        pass_time(scene)
    assert "c1" in scene.floor.store.over


def test_that_one_that_was_not_ended_stays_for_two_hours() -> None:
    with tiny_blocks():
        scene = Scene().at("09:00").queue("billing").queued("c1", "billing").abandoned("c1", "billing")
        pass_time(scene)
        assert "c1" in scene.floor.store.at_hand
        scene.after(7200)
        pass_time(scene)
    assert "c1" in scene.floor.store.over


def test_that_one_that_waits_is_never_put_away() -> None:
    with tiny_blocks():
        scene = Scene().at("09:00").queue("billing").queued("c1", "billing")
        pass_time(scene, 400)
    assert "c1" in scene.floor.store.at_hand


def test_that_a_contact_far_ahead_holds_nothing_up() -> None:
    with tiny_blocks():
        scene = over(Scene().at("09:00").available("zed").queue("billing"), "c1")
        scene.at("2027-03-01T00:00:00Z")
        over(scene, "ahead").at("09:00:01")
        over(scene, "c2")
        pass_time(scene)
    assert {"c1", "c2"} <= scene.floor.store.over.keys()


def test_that_an_agents_history_is_let_go() -> None:
    with tiny_blocks():
        scene = Scene().at("09:00").queue("billing").available("ana")
        for number in range(300):
            scene.after(20).answered(f"c{number}", "ana").after(10)
            scene.released(f"c{number}", "ana", wrap_up=False).ended(f"c{number}")
    ana = scene.floor.roster.agents["ana"]
    assert len(ana.past_legs) < 80
    assert len(ana.rows) < 200


def test_that_one_that_was_put_away_goes_on_from_when_its_last_event_took_effect() -> None:
    with tiny_blocks():
        scene = Scene().at("09:00").queue("billing").available("zed")
        scene.at("09:05").held("c1", "ana").at("11:00").available("zed")
        scene.at("09:04").answered("c1", "ana").at("09:06").released("c1", "ana", wrap_up=False)
        scene.at("09:07").ended("c1").at("11:30").available("zed")
        pass_time(scene)
        assert "c1" in scene.floor.store.over
        scene.at("10:30").queued("c1", "billing").at("12:00")
    assert scene.read_queue("billing", "10:45")["waiting"] == 0
    assert scene.read_queue("billing")["waiting"] == 1
    assert scene.read_queue("billing")["longest_wait_seconds"] == 90 * 60


def test_that_contacts_put_away_are_freed_without_the_garbage_collector() -> None:
    with tiny_blocks():
        scene = Scene().at("09:00").queue("billing").available("ana")
        gc.collect()
        gc.disable()
        try:
            for number in range(300):
                scene.after(20).answered(f"freed-{number}", "ana").after(10)
                scene.released(f"freed-{number}", "ana", wrap_up=False).ended(f"freed-{number}")
            kept = sum(
                isinstance(each, Contact) and each.name.startswith("freed-") for each in gc.get_objects()
            )
            assert len(scene.floor.store.over) > 250
        finally:
            gc.enable()
    assert kept < 80


def test_that_a_floor_no_longer_used_is_freed_with_its_open_contacts() -> None:
    scene = Scene().at("09:00").queue("billing").available("ana")
    scene.queued("c1", "billing").answered("c2", "ana").held("c2", "ana")
    floor, books = weakref.ref(scene.floor), weakref.ref(scene.floor.books)
    del scene
    gc.collect()
    assert (floor(), books()) == (None, None)
