"""Flags in words: every shipped rule says who, what against which goal, and why."""

from __future__ import annotations

from typing import Any

import pytest

from console.flags.rules.conditions import Condition
from console.flags.rules.rules import Rule
from console.metrics.reading.normal_range import Deviation, Verdict
from console.metrics.reading.severity import Severity
from console.settings.rule_files import read_rules
from console.views.attention.flag_text import Flag, flag
from tests.builders import Scene
from tests.console.flags.scenes import rule

RULES = {rule.id: rule for rule in read_rules().rules}


def metric_rule(metric: str, each: str, side: str) -> Rule:
    return rule(id="own", watch="metric", metric=metric, each=each, side=side, warning=0.5, what="{value}")


def said(name: str, value: float, goal: float | None = None, **more: object) -> Flag:
    """What the shipped rule called *name* says of such a sighting."""
    scene = Scene().send("queue.profile", queue="billing", name="Billing & tax")
    seen = Condition(RULES[name], "agent:ana", Severity.WARNING, 1_000, value, goal, **more)  # type: ignore[arg-type]
    return flag(scene.floor, seen, scene.ms("09:00"))


@pytest.mark.parametrize(
    ("found", "what", "brief", "why"),
    [
        (said("longest-wait", 150, 120.0, waiting=3), "Longest wait 2:30, goal 2:00", None, "3 waiting"),
        (said("service-level", 0.785, 0.8), "Service level 78.5 %, goal 80 %", None, "last 30 min"),
        (
            said("long-contact", 480, 200.0, queue="billing"),
            "Contact 8:00, usually within 3:20",
            "contact 8:00",
            "Billing & tax",
        ),
        (said("long-hold", 125), "On hold 2:05", "hold 2:05", ""),
        (said("long-wrap-up", 180, 120.0), "Wrap-up 3:00, goal 2:00", "wrap-up 1.5× goal", ""),
        (said("idle-while-waiting", 65, waiting=2), "Idle 1:05 while 2 wait", "idle, 2 wait", ""),
        (said("missed-again", 2), "Missed 2 contacts in 15 min", "missed 2", ""),
        (
            said("out-of-adherence", 400, cause="long_break"),
            "Break too long, 6:40",
            "Break too long 6:40",
            "",
        ),
        (said("feed-stale", 41.2), "No data for 0:41", None, "what is shown is old"),
    ],
)
def test_that_a_shipped_rule_says(found: Flag, what: str, brief: str | None, why: str) -> None:
    assert (found.what, found.brief, found.why) == (what, what if brief is None else brief, why)


@pytest.mark.parametrize(
    ("watched", "warning", "breach"),
    [
        (RULES["service-level"], "near goal", "below goal"),
        (RULES["longest-wait"], "near limit", "over limit"),
        (RULES["long-hold"], "near limit", "over limit"),
        (RULES["out-of-adherence"], "near limit", "over limit"),
        (RULES["help-requested"], "warning", "alarm"),
        (RULES["sentiment-falling"], "warning", "alarm"),
        (metric_rule("adherence", "team", "below"), "near goal", "below goal"),
        (metric_rule("abandon_rate", "queue", "above"), "near goal", "above goal"),
        (metric_rule("waiting", "queue", "above"), "near limit", "over limit"),
    ],
)
def test_that_a_severity_is_called_after_what_the_rule_watches(
    watched: Rule, warning: str, breach: str
) -> None:
    scene = Scene()
    for severity, word in ((Severity.WARNING, warning), (Severity.BREACH, breach)):
        seen = Condition(watched, "queue:billing", severity, 1_000, 1, 2)
        assert flag(scene.floor, seen, scene.ms("09:00")).word == word


def test_that_a_flag_keeps_what_it_is_about() -> None:
    found = said("long-hold", 125)
    assert (found.id, found.scope, found.since) == ("long-hold agent:ana 1000", "agent:ana", 1_000)
    assert found.severity is Severity.WARNING


def test_that_a_queue_nobody_has_named_goes_by_its_id() -> None:
    seen = Condition(RULES["long-contact"], "agent:ana", Severity.WARNING, 0, 10, 5.0, queue="desk")
    assert flag(Scene().queue("desk").floor, seen, 0).why == "desk"


def test_that_a_goal_nobody_has_leaves_no_gap_that_raises() -> None:
    seen = Condition(
        rule("missed", warning=1.0, what="{value} of {goal}, {times}"), "agent:a", Severity.WARNING, 0, 3
    )
    assert flag(Scene().floor, seen, 0).what == "3 of –, "


@pytest.mark.parametrize(
    ("watch", "fields", "value", "goal", "text"),
    [
        (
            "metric",
            {"metric": "occupancy", "each": "team", "warning": 0.85},
            0.913,
            0.85,
            "91.3 % of 85 %, 85 %",
        ),
        ("metric", {"metric": "waiting", "each": "floor", "warning": 20.0}, 1234, 20, "1,234 of 20, 20"),
        ("metric", {"metric": "concurrency", "each": "agent", "warning": 2.0}, 2.5, 2, "2.50 of 2.00, 2.00"),
        (
            "metric",
            {"metric": "average_speed_of_answer_seconds", "each": "queue", "warning": 60.0},
            75.5,
            60,
            "1:16 of 1:00, 1:00",
        ),
        ("longest_wait", {"warning": 0.8}, 100, 120, "1:40 of 2:00, 1:36"),
        ("service_level", {"warning": 0.03}, 0.82, 0.8, "82.0 % of 80 %, 83 %"),
        ("service_level", {"warning": 0.03}, 0.79996, 0.8, "79.9 % of 80 %, 83 %"),
        (
            "metric",
            {"metric": "abandon_rate", "each": "queue", "warning": 0.05},
            0.05004,
            0.05,
            "5.1 % of 5 %, 5 %",
        ),
        (
            "metric",
            {"metric": "occupancy", "each": "team", "side": "below", "warning": 0.6},
            0.59996,
            0.6,
            "59.9 % of 60 %, 60 %",
        ),
        (
            "metric",
            {"metric": "average_talk_seconds", "each": "team", "side": "below", "warning": 60.0},
            59.7,
            60,
            "0:59 of 1:00, 1:00",
        ),
        ("sentiment_falling", {"warning": 0.6}, 0.75, None, "0.8 of –, 0.6"),
    ],
)
def test_that_every_unit_has_its_own_way_of_writing(
    watch: str, fields: dict[str, Any], value: float, goal: float | None, text: str
) -> None:
    reported = rule(watch, what="{value} of {goal}, {limit}", why="last {window}", **fields)
    found = flag(Scene().floor, Condition(reported, "floor", Severity.WARNING, 0, value, goal), 0)
    assert (found.what, found.why) == (text, "last 30 min")


@pytest.mark.parametrize(
    ("verdict", "number", "effective", "channel", "text"),
    [
        (Verdict.NORMAL, 41, 41.0, "voice", "last 30 min, within normal range (41 calls)"),
        (Verdict.NORMAL, 41, 17.6, "chat", "last 30 min, within normal range (41 contacts, effective 18)"),
        (Verdict.TOO_FEW, 1, 1.0, "voice", "last 30 min, too few to tell (1 call)"),
        (Verdict.SIGNAL, 90, 90.0, "voice", "last 30 min"),
    ],
)
def test_that_a_flag_says_what_chance_makes_of_its_deviation(
    verdict: Verdict, number: int, effective: float, channel: str, text: str
) -> None:
    scene = Scene().queue("billing", channel=channel)
    seen = Condition(RULES["service-level"], "queue:billing", Severity.BREACH, 1_000, 0.7, 0.8)
    found = Deviation(verdict, number, effective, 0.6, 0.9)
    assert flag(scene.floor, seen, scene.ms("09:00"), found).why == text
