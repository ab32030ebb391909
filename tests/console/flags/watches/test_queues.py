"""Flags of queues: long waits and low service levels, when they rise, how long they last, when they go."""

from __future__ import annotations

from tests.builders import Scene
from tests.console.flags.scenes import BREACH, NONE, WARNING, one, rule, seen, severity, since
from tests.console.flags.watches.queue_scenes import LEVEL, WAIT, answered, billing


def test_that_a_wait_warns_at_its_share_of_the_goal_and_breaches_at_the_goal() -> None:
    scene = billing().at("09:00").queued("c1", "billing")
    assert severity(scene, "09:01:35.999", WAIT) is NONE
    assert severity(scene, "09:01:36", WAIT) is WARNING
    assert severity(scene, "09:01:59.999", WAIT) is WARNING
    assert severity(scene, "09:02:00", WAIT) is BREACH


def test_that_a_flag_says_whom_it_is_about_and_since_when() -> None:
    scene = billing().at("09:00").queued("c1", "billing").after(10).queued("c2", "billing")
    found = one(scene, "09:02:30", WAIT)
    assert found is not None
    assert (found.scope, found.value, found.goal, found.waiting) == ("queue:billing", 150.0, 120.0, 2)
    assert found.since == scene.ms("09:01:36")
    assert found.id == one(scene, "09:03", WAIT).id  # type: ignore[union-attr]


def test_that_the_goal_of_the_queue_wins_over_the_one_of_the_rule() -> None:
    scene = Scene().send("queue.profile", queue="billing", longest_wait_goal_seconds=10)
    scene.at("09:00").queued("c1", "billing")
    assert severity(scene, "09:00:07.999", WAIT) is NONE
    assert severity(scene, "09:00:08", WAIT) is WARNING


def test_that_a_queue_without_any_goal_is_left_alone() -> None:
    scene = billing().at("09:00").queued("c1", "billing")
    assert severity(scene, "12:00", rule("longest_wait", breach=1.0)) is NONE


def test_that_a_limit_is_met_to_the_millisecond_where_a_share_is_no_round_number() -> None:
    scene = Scene().send("queue.profile", queue="billing", longest_wait_goal_seconds=0.1)
    scene.at("09:00").queued("c1", "billing")
    three = rule("longest_wait", breach=3.0)
    assert severity(scene, "09:00:00.299", three) is NONE
    assert severity(scene, "09:00:00.300", three) is BREACH


def test_that_it_is_gone_the_moment_nobody_waits_that_long() -> None:
    scene = billing().at("09:00").queued("c1", "billing").at("09:03").answered("c1", "ana")
    assert severity(scene, "09:02:59.999", WAIT) is BREACH
    assert severity(scene, "09:03", WAIT) is NONE


def test_that_there_is_no_flag_of_a_floor_where_nothing_has_happened() -> None:
    assert seen(Scene(), "09:00", WAIT, LEVEL) == []


def test_that_the_past_is_read_as_it_was() -> None:
    scene = billing().at("09:00").queued("c1", "billing")
    then = seen(scene, "09:02", WAIT, LEVEL)
    answered(scene.at("09:10").answered("c1", "ben"), 0, 9)
    assert seen(scene, "09:02", WAIT, LEVEL) == then


def test_that_the_worst_come_first_then_the_oldest() -> None:
    scene = billing().queue("sales").queue("desk")
    scene.at("09:00").queued("c1", "billing").after(5).queued("c2", "desk").after(16).queued("c3", "sales")
    assert [found.scope for found in seen(scene, "09:02:05", WAIT)] == [
        "queue:billing",
        "queue:desk",
        "queue:sales",
    ]
    assert [found.severity for found in seen(scene, "09:02:05", WAIT)] == [BREACH, BREACH, WARNING]


# Clearing, lasting, and whom a rule is about -------------------------------------------------------


def test_that_a_long_wait_must_last_to_be_shown() -> None:
    patient = rule("longest_wait", breach=1.0, default_goal_seconds=60.0, for_seconds=30.0)
    scene = Scene().queue("billing").at("09:00").queued("c1", "billing").at("09:01:20")
    scene.abandoned("c1", "billing").queued("c2", "billing")
    assert severity(scene, "09:01:19", patient) is NONE
    assert severity(scene, "09:02:49", patient) is NONE
    assert since(scene, "09:03", patient) == scene.ms("09:02:50")


def test_that_a_rule_is_about_the_queues_of_its_scope() -> None:
    scene = Scene().queue("billing").send("queue.profile", queue="sales", channel="chat").at("09:00")
    scene.queued("c1", "billing").queued("c2", "sales")
    for scope, found in (
        ({}, {"queue:billing", "queue:sales"}),
        ({"queues": ["sales"]}, {"queue:sales"}),
        ({"channels": ["voice", "email"]}, {"queue:billing"}),
        ({"queues": ["sales"], "channels": ["voice"]}, set()),
    ):
        wait = rule("longest_wait", breach=1.0, default_goal_seconds=60.0, scope=scope)
        assert {one.scope for one in seen(scene, "09:05", wait)} == found
