"""What the queue metrics are made of: every contact counted, and why another is not."""

from __future__ import annotations

import pytest

from tests.console.metrics.explain.played import left_out, morning, values


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


def test_that_live_separates_those_within_the_threshold_from_those_past_it() -> None:
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
