"""The report: every key always there, plain data, and nobody before they were known."""

from __future__ import annotations

import json

import pytest

from console.metrics.report import Intake, report
from tests.builders import Scene, floor_of
from tests.made_logs import made_log


def scene() -> Scene:
    made = (
        Scene().at("09:00").queue("billing").agent("ana", team="north", queues=["billing"]).available("ana")
    )
    return made.answered_after(2.5, "c1", "billing", "ana").at("09:10")


def test_that_a_report_has_its_instant_and_window() -> None:
    found = scene().report(window="90s")
    assert (found["at"], found["window_seconds"]) == ("2026-11-23T09:10:00.000Z", 90)
    assert list(found) == [
        "at",
        "window_seconds",
        "basis",
        "queues",
        "channels",
        "agents",
        "teams",
        "floor",
        "counts",
    ]


def test_that_rows_of_one_kind_have_the_same_keys_whatever_happened() -> None:
    busy, idle = scene().report(), Scene().at("09:00").queue("q").agent("a", team="t").report()
    for part, ours, theirs in (("queues", "billing", "q"), ("agents", "ana", "a"), ("teams", "north", "t")):
        assert list(busy[part][ours]) == list(idle[part][theirs])
    assert list(busy["floor"]) == list(idle["floor"]) == list(Scene().report()["floor"])


def test_that_a_report_is_plain_json() -> None:
    floor = floor_of(made_log(4, contacts=20, agents=3))
    found = report(floor, Scene().window(floor.latest, "2h"))
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_that_whole_seconds_are_whole_numbers() -> None:
    billing = scene().read_queue("billing")
    assert billing["average_speed_of_answer_seconds"] == 2.5
    assert repr(billing["threshold_seconds"]) == "20"
    assert repr(billing["service_level"]["offered"]) == "1.0"


def test_that_what_never_reached_the_floor_is_counted_too() -> None:
    made = scene()
    counts = report(made.floor, made.window(), Intake(invalid=3, unknown=2))["counts"]
    assert (counts["invalid"], counts["unknown"], counts["events"]) == (3, 2, made.floor.applied)


def test_that_nothing_is_reported_before_it_was_known() -> None:
    made = scene()
    made.at("09:20").queue("later").agent("zoe", team="south")
    before, after = made.report(at="09:19:59.999"), made.report(at="09:20")
    assert (list(before["queues"]), list(before["agents"]), list(before["teams"])) == (
        ["billing"],
        ["ana"],
        ["north"],
    )
    assert list(after["queues"]) == ["billing", "later"]
    assert list(after["agents"]) == ["ana", "zoe"]
    assert list(after["teams"]) == ["north", "south"]


def test_that_an_agents_row_begins_with_what_they_do_now() -> None:
    made = scene()
    made.not_ready("ana", "Coffee").scheduled("ana", ("on_queue", "09:00", "10:00"))
    ana = made.read_agent("ana", at="09:12")
    assert {key: ana[key] for key in ("state", "reason", "since", "adherence_now", "adherence_cause")} == {
        "state": "not_ready",
        "reason": "Coffee",
        "since": "2026-11-23T09:10:00.000Z",
        "adherence_now": "out",
        "adherence_cause": "wrong_activity",
    }


@pytest.mark.parametrize("window", ["1s", "30m", "5h", "day"])
def test_that_floor_counts_are_the_sums_of_the_queues(window: str) -> None:
    floor = floor_of(made_log(6, contacts=40, agents=5))
    found = report(floor, Scene().window(floor.latest, window))
    for key in ("started", "waiting", "answered", "abandoned", "short_abandoned", "deflected", "offered"):
        assert found["floor"][key] == sum(row[key] for row in found["queues"].values())
    assert found["floor"]["handled"] == sum(row["handled"] for row in found["agents"].values())
