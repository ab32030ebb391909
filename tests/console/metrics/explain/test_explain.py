"""Explain: what a figure is made of, item by item, and what was left out and why."""

from __future__ import annotations

import pytest

from console.metrics.explain.evidence import ScopeError
from console.metrics.explain.explain import EXPLAINERS, UnknownMetricError
from tests.builders import JSON, Scene


def morning() -> Scene:
    """In billing (20 s, short under 5 s): answered after 10 and 30 s, abandoned after 3, 15 and 40 s,
    deflected, outbound, and two waiting since 09:09:30 and 09:09:50, at 09:10."""
    scene = Scene().at("09:00").queue("billing", threshold=20, short=5)
    scene.agent("ana", team="north", queues=["billing"]).available("ana")
    scene.answered_after(10, "in", "billing", "ana").answered_after(30, "late", "billing", "ana")
    scene.abandoned_after(3, "short", "billing").abandoned_after(15, "soon", "billing")
    scene.abandoned_after(40, "lost", "billing").deflected_after(5, "bot", "billing", "bot")
    scene.queued("out", "billing", direction="outbound").answered("out", "ana").released(
        "out", "ana", wrap_up=False
    )
    return scene.at("09:09:30").queued("w1", "billing").at("09:09:50").queued("w2", "billing").at("09:10")


def values(found: JSON, key: str = "contact") -> dict[str, float]:
    return {item[key]: item["value"] for item in found["counted"]}


def left_out(found: JSON, key: str = "contact") -> dict[str, str]:
    return {item[key]: item["reason"] for item in found["left_out"]}


def test_that_the_service_level_names_every_contact_it_counted() -> None:
    found = morning().explain("service_level.offered", "queue:billing")
    assert values(found) == {"in": 1, "late": 0, "soon": 0, "lost": 0}
    assert left_out(found) == {
        "short": "short abandon",
        "bot": "deflected to a bot",
        "out": "outbound",
        "w1": "still waiting",
        "w2": "still waiting",
    }
    assert (found["numerator"], found["denominator"], found["value"]) == (1, 4, 0.25)
    assert found["variant"] == "offered"


def test_that_items_say_from_when_to_when() -> None:
    found = morning().explain("service_level.answered", "queue:billing")
    assert found["counted"][0] == {
        "contact": "in",
        "from": "2026-11-23T09:00:00.000Z",
        "to": "2026-11-23T09:00:10.000Z",
        "value": 1,
    }
    assert (found["metric"], found["scope"], found["at"], found["window_seconds"]) == (
        "service_level.answered",
        "queue:billing",
        "2026-11-23T09:10:00.000Z",
        1800,
    )


@pytest.mark.parametrize(
    ("variant", "counted", "reason"),
    [
        ("answered", {"in": 1, "late": 0}, "abandoned within the threshold"),
        ("ignored", {"in": 1, "late": 0, "lost": 0}, "abandoned within the threshold"),
        ("positive", {"in": 1, "late": 0, "short": 1, "soon": 1, "lost": 0}, None),
        ("strict", {"in": 1, "late": 0, "short": 0, "soon": 0, "lost": 0, "bot": 0}, None),
        ("live", {"in": 1, "late": 0, "soon": 0, "lost": 0, "w1": 0}, None),
    ],
)
def test_that_each_variant_counts_its_own(variant: str, counted: dict[str, int], reason: str | None) -> None:
    found = morning().explain(f"service_level.{variant}", "queue:billing")
    assert values(found) == counted
    assert left_out(found).get("soon") == reason
    assert found["value"] == pytest.approx(found["numerator"] / found["denominator"])


def test_that_live_tells_those_within_the_threshold_from_those_past_it() -> None:
    found = morning().explain("service_level.live", "channel:voice")
    assert left_out(found)["w2"] == "still waiting, within the threshold"
    assert found["counted"][-1]["to"] is None


@pytest.mark.parametrize(
    ("metric", "counted"),
    [
        ("answered", {"in", "late"}),
        ("answered_in_threshold", {"in"}),
        ("abandoned", {"short", "soon", "lost"}),
        ("abandoned_in_threshold", {"short", "soon"}),
        ("short_abandoned", {"short"}),
        ("deflected", {"bot"}),
        ("offered", {"in", "late", "short", "soon", "lost", "bot"}),
        ("started", {"in", "late", "short", "soon", "lost", "bot", "w1", "w2"}),
        ("waiting", {"w1", "w2"}),
        ("breach_soon", {"w2"}),
        ("handled", {"in", "late"}),
    ],
)
def test_that_a_count_lists_what_it_counts(metric: str, counted: set[str]) -> None:
    found = morning().explain(metric, "queue:billing")
    assert values(found) == dict.fromkeys(counted, 1)
    assert found["value"] == found["numerator"] == len(counted)
    assert found["denominator"] is None


def test_that_waits_add_up_to_their_mean() -> None:
    found = morning().explain("average_speed_of_answer_seconds", "queue:billing")
    assert (found["numerator"], found["denominator"], found["value"]) == (40, 2, 20)
    found = morning().explain("average_time_to_abandon_seconds", "queue:billing")
    assert values(found) == {"short": 3, "soon": 15, "lost": 40}
    assert left_out(found)["in"] == "answered in time"
    assert left_out(found)["late"] == "answered late"


@pytest.mark.parametrize(
    ("metric", "waits", "value"),
    [
        ("wait_p50_seconds", [10, 30], 10),
        ("wait_p90_seconds", [10, 30], 30),
        ("maximum_wait_seconds", [3, 10, 15, 30, 40], 40),
        ("longest_wait_seconds", [30, 10], 30),
    ],
)
def test_that_a_picked_wait_lists_all_it_was_picked_from(metric: str, waits: list[int], value: int) -> None:
    found = morning().explain(metric, "queue:billing")
    assert [item["value"] for item in found["counted"]] == waits
    assert (found["value"], found["numerator"]) == (value, None)


def test_that_the_abandon_rate_leaves_short_abandons_out() -> None:
    found = morning().explain("abandon_rate", "queue:billing")
    assert values(found) == {"in": 0, "late": 0, "soon": 1, "lost": 1}
    assert found["value"] == 0.5
    assert left_out(found)["short"] == "short abandon"


def test_that_recovery_stands_on_the_service_level() -> None:
    found = morning().explain("recovery_answers", "queue:billing")
    assert (found["numerator"], found["denominator"]) == (1, 4)
    assert found["value"] == 11  # 12 of 15 are 80 %


def test_that_staff_is_named_with_the_state_of_who_is_left_out() -> None:
    scene = morning().agent("ben", "cat", queues=["billing"]).not_ready("ben", "break")
    staffed, free = scene.explain("staffed", "queue:billing"), scene.explain("free", "queue:billing")
    assert values(staffed, "agent") == {"ana": 1, "ben": 1}
    assert left_out(staffed, "agent") == {"cat": "offline"}
    assert left_out(free, "agent") == {"ben": "not ready", "cat": "offline"}


def test_that_settings_are_values_with_a_formula() -> None:
    found = morning().explain("threshold_seconds", "queue:billing")
    assert (found["value"], found["counted"], found["numerator"]) == (20, [], None)
    assert morning().explain("target", "floor")["value"] == 0.8


def test_that_times_are_told_spell_by_spell() -> None:
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


def test_that_misses_are_told_beside_the_offers() -> None:
    scene = Scene().at("09:00").offered("c1", "ana").missed("c1", "ana").offered("c2", "ana")
    found = scene.explain("missed_rate", "agent:ana")
    assert [item["value"] for item in found["counted"]] == [0, 1, 0]
    assert (found["numerator"], found["denominator"], found["value"]) == (1, 2, 0.5)


@pytest.mark.parametrize(
    ("metric", "total", "n"),
    [
        ("csat.share", 1, 2),
        ("csat.mean", 7, 2),
        ("nps.score", 100, 1),
        ("ces.mean", 3, 1),
        ("csat.n", 2, None),
    ],
)
def test_that_surveys_are_told_one_by_one(metric: str, total: int, n: int | None) -> None:
    scene = Scene().at("09:00").answered("c1", "ana").surveyed("c1", csat=5, nps=10).surveyed("c1", csat=2)
    scene.surveyed(agent="ana", ces=3)
    found = scene.explain(metric, "agent:ana")
    assert (found["numerator"], found["denominator"]) == (total, n)
    assert {item.get("contact") or item["agent"] for item in found["counted"]} <= {"c1", "ana"}
    assert all(
        item["reason"] == f"no {metric[: metric.index('.')].upper()} answer" for item in found["left_out"]
    )


def test_that_resolutions_tell_what_cannot_be_judged() -> None:
    scene = Scene().at("09:00").queued("c1", "billing", customer="bo").answered("c1", "ana").ended("c1")
    scene.answered("c2", "ana").ended("c2", resolved=False).answered("c3", "ana").ended("c3")
    found = scene.explain("first_contact_resolution.share", "agent:ana")
    assert values(found) == {"c1": 1, "c2": 0}
    assert left_out(found) == {"c3": "resolution not reported, and the customer is unknown"}
    found = scene.explain("first_contact_resolution.provisional")
    assert values(found) == {"c1": 1}
    assert left_out(found)["c2"] == "resolution reported by the source"
    assert scene.explain("first_contact_resolution.n")["numerator"] == 2


def test_that_bot_sessions_are_told_by_name() -> None:
    scene = (
        Scene()
        .at("09:00")
        .bot("s1", "contained")
        .bot("s2", "contained", positive=False)
        .bot("s3", "abandoned")
    )
    assert values(scene.explain("bot_containment.share"), "session") == {"s1": 1, "s2": 1, "s3": 0}
    assert values(scene.explain("bot_automation_score.share"), "session") == {"s1": 1, "s2": 0, "s3": 0}
    assert scene.explain("bot_containment.n")["numerator"] == 3
    assert scene.explain("bot_automation_score.n")["value"] == 3


def test_that_churn_tells_who_left_and_of_how_many() -> None:
    scene = Scene().at("09:00").queued("c1", "billing", customer="bo").answered("c1", "ana")
    scene.released("c1", "ana", wrap_up=False).churned("cy")
    found = scene.explain("churn_rate.share")
    assert (values(found, "customer"), found["denominator"]) == ({"cy": 1}, 1)
    assert values(scene.explain("churn_rate.n"), "customer") == {"bo": 1}


def test_that_an_unknown_metric_is_refused_with_those_there_are() -> None:
    with pytest.raises(
        UnknownMetricError, match=r"'happiness' is not a metric; metrics are: abandon_rate, .*utilisation"
    ):
        morning().explain("happiness")


def test_that_a_metric_is_refused_where_it_has_no_figure() -> None:
    with pytest.raises(
        ScopeError, match="occupancy has no figure for queue:billing; its scopes are floor, team, agent"
    ):
        morning().explain("occupancy", "queue:billing")
    with pytest.raises(ScopeError, match="waiting has no figure for agent:ana"):
        morning().explain("waiting", "agent:ana")
    with pytest.raises(ScopeError, match=r"bot_containment\.n has no figure for team:north"):
        morning().explain("bot_containment.n", "team:north")


def test_that_every_figure_of_the_report_can_be_explained() -> None:
    found = morning().report()
    rows = [found["floor"], found["queues"]["billing"], found["agents"]["ana"]]
    now = {"state", "reason", "since", "adherence_now", "adherence_cause"}
    names = set()
    for row in rows:
        for key, value in row.items():
            names |= {f"{key}.{part}" for part in value} if isinstance(value, dict) else {key}
    assert names - now == set(EXPLAINERS)
