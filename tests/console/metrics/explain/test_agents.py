"""What the agent metrics are made of: legs and spells, and what is left out of them."""

from __future__ import annotations

import pytest

from tests.builders import Scene
from tests.console.metrics.explain.played import left_out


def test_that_times_are_listed_spell_by_spell() -> None:
    scene = Scene().at("09:00").available("ana").at("09:10").answered("c1", "ana").at("09:15")
    scene.released("c1", "ana").at("09:20").wrapped("c1", "ana").not_ready("ana").at("09:30")
    found = scene.explain("occupancy", "agent:ana")
    assert [item["value"] for item in found["counted"]] == [0, 300, 300]
    assert (found["numerator"], found["denominator"], found["value"]) == (600, 1200, 0.5)
    assert left_out(found, "agent") == {"ana": "not ready"}
    found = scene.explain("utilisation", "agent:ana")
    assert (found["numerator"], found["denominator"]) == (600, 1800)


def test_that_concurrency_counts_each_legs_time() -> None:
    scene = Scene().at("09:00").answered("c1", "ana").answered("c2", "ana").at("09:10").held("c1", "ana")
    scene.released("c2", "ana", wrap_up=False).at("09:20")
    found = scene.explain("concurrency", "floor")
    assert [item["value"] for item in found["counted"]] == [1200, 600]
    assert found["value"] == 1.5


def test_that_adherence_says_what_was_not_scheduled() -> None:
    scene = Scene().at("09:00").available("ana").scheduled("ana", ("on_queue", "09:00", "09:10"))
    scene.at("09:05").not_ready("ana").excused("ana", "09:06", "09:10").at("09:20")
    found = scene.explain("adherence", "agent:ana")
    assert (found["numerator"], found["denominator"]) == (300, 600)
    assert left_out(found, "agent") == {"ana": "not scheduled"}
    assert scene.explain("adherence_adjusted", "agent:ana")["numerator"] == 540


def test_that_conformance_counts_work_outside_the_schedule() -> None:
    scene = Scene().at("09:00").available("ana", "ben").scheduled("ana", ("on_queue", "09:00", "09:10"))
    found = scene.explain("conformance", "floor", at="09:20")
    assert (found["numerator"], found["denominator"], found["value"]) == (1200, 600, 2)
    assert left_out(found, "agent") == {"ben": "not scheduled on queue"}


def test_that_misses_are_listed_beside_the_offers() -> None:
    scene = Scene().at("09:00").offered("c1", "ana").missed("c1", "ana").offered("c2", "ana")
    found = scene.explain("missed_rate", "agent:ana")
    assert [item["value"] for item in found["counted"]] == [0, 1, 0]
    assert (found["numerator"], found["denominator"], found["value"]) == (1, 2, 0.5)


@pytest.mark.parametrize(
    ("metric", "values_of_legs", "value"),
    [
        ("handled", [1, 1], 2),
        ("average_talk_seconds", [60, 30], 45),
        ("average_hold_seconds", [20, 0], 10),
        ("average_wrap_up_seconds", [10, 0], 5),
        ("average_handle_time_seconds", [90, 30], 60),
        ("transfer_rate", [0, 1], 0.5),
    ],
)
def test_that_each_leg_adds_its_own_part(metric: str, values_of_legs: list[int], value: float) -> None:
    scene = Scene().at("09:00").answered("c1", "ana").after(60).held("c1", "ana").after(20)
    scene.released("c1", "ana").after(10).wrapped("c1", "ana")
    scene.answered("c2", "ana").after(30).transferred("c2", "ana").released("c2", "ana", wrap_up=False)
    found = scene.explain(metric, "agent:ana")
    assert [item["value"] for item in found["counted"]] == values_of_legs
    assert [item["contact"] for item in found["counted"]] == ["c1", "c2"]
    assert found["value"] == scene.read_agent("ana")[metric] == value
