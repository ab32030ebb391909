"""Flags of queues: long waits and low service levels, when they rise, how long they last, when they go."""

from __future__ import annotations

from tests.builders import Scene
from tests.console.flags.scenes import BREACH, NONE, WARNING, one, rule, seen, severity, since

WAIT = rule("longest_wait", warning=0.8, breach=1.0, default_goal_seconds=120.0)
LEVEL = rule("service_level", warning=0.03, breach=0.0, clear=0.01)
PATIENT = rule("service_level", breach=0.0, clear=0.01, for_seconds=30.0)


def billing() -> Scene:
    scene = Scene().queue("billing", threshold=20, target=0.8).agent("ana", "ben", queues=["billing"])
    return scene.at("08:00").available("ana", "ben")


# Longest wait --------------------------------------------------------------------------------------


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
    scene = Scene().tell("queue.profile", queue="billing", longest_wait_goal_seconds=10)
    scene.at("09:00").queued("c1", "billing")
    assert severity(scene, "09:00:07.999", WAIT) is NONE
    assert severity(scene, "09:00:08", WAIT) is WARNING


def test_that_a_queue_without_any_goal_is_left_alone() -> None:
    scene = billing().at("09:00").queued("c1", "billing")
    assert severity(scene, "12:00", rule("longest_wait", breach=1.0)) is NONE


def test_that_a_limit_is_met_to_the_millisecond_where_a_share_is_no_round_number() -> None:
    scene = Scene().tell("queue.profile", queue="billing", longest_wait_goal_seconds=0.1)
    scene.at("09:00").queued("c1", "billing")
    three = rule("longest_wait", breach=3.0)
    assert severity(scene, "09:00:00.299", three) is NONE
    assert severity(scene, "09:00:00.300", three) is BREACH


def test_that_it_is_gone_the_moment_nobody_waits_that_long() -> None:
    scene = billing().at("09:00").queued("c1", "billing").at("09:03").answered("c1", "ana")
    assert severity(scene, "09:02:59.999", WAIT) is BREACH
    assert severity(scene, "09:03", WAIT) is NONE


def test_that_it_stays_the_same_flag_while_another_long_wait_takes_over() -> None:
    scene = billing().at("09:00").queued("c1", "billing").at("09:01").queued("c2", "billing")
    scene.at("09:03").answered("c1", "ana").at("09:05").answered("c2", "ben")
    assert since(scene, "09:02:59", WAIT) == since(scene, "09:04:59", WAIT) == scene.ms("09:01:36")
    assert severity(scene, "09:05", WAIT) is NONE


def test_that_it_is_another_flag_after_a_gap() -> None:
    scene = billing().at("09:00").queued("c1", "billing").at("09:01").queued("c2", "billing")
    scene.at("09:02").answered("c1", "ana")
    assert since(scene, "09:01:59", WAIT) == scene.ms("09:01:36")
    assert severity(scene, "09:02:10", WAIT) is NONE
    assert since(scene, "09:02:40", WAIT) == scene.ms("09:02:36")


def test_that_one_wait_hands_over_to_the_next_all_morning() -> None:
    scene = billing()
    for number in range(12):  # each waits 25 minutes, the next begins 20 minutes later
        scene.at(f"{8 + number * 20 // 60:02}:{number * 20 % 60:02}:30").queued(f"c{number}", "billing")
        if number:
            scene.after(300).answered(f"c{number - 1}", "ana").released(f"c{number - 1}", "ana", False)
    assert since(scene, "12:12", WAIT) == scene.ms("08:02:06")


def test_that_outbound_entries_neither_wait_nor_bridge_a_gap() -> None:
    scene = billing().at("09:00").queued("c1", "billing").queued("o1", "billing", direction="outbound")
    scene.at("09:03").answered("c1", "ana")
    assert severity(scene, "09:04", WAIT) is NONE
    scene.at("09:04").queued("c2", "billing").at("09:07").answered("o1", "ben")
    assert since(scene, "09:08", WAIT) == scene.ms("09:05:36")


# Service level -------------------------------------------------------------------------------------


def answered(scene: Scene, good: int, bad: int, name: str = "a") -> Scene:
    """So many answered in time and too late, at this very instant."""
    now = scene.clock
    for number in range(good + bad):
        scene.clock = now - (1_000 if number < good else 30_000)
        scene.queued(f"{name}{number}", "billing")
        scene.clock = now
        scene.answered(f"{name}{number}", "ana").released(f"{name}{number}", "ana", wrap_up=False)
    return scene


def level_of(good: int, bad: int) -> Scene:
    return answered(billing().at("09:00"), good, bad)


def test_that_a_level_warns_within_its_margin_and_breaches_under_the_target() -> None:
    assert severity(level_of(84, 16), "09:01", LEVEL) is NONE
    assert severity(level_of(83, 17), "09:01", LEVEL) is WARNING
    assert severity(level_of(80, 20), "09:01", LEVEL) is WARNING
    assert severity(level_of(79, 21), "09:01", LEVEL) is BREACH


def test_that_it_tells_level_and_target_and_the_instant_it_fell() -> None:
    found = one(level_of(1, 1), "09:07:03.500", LEVEL)
    assert found is not None
    assert (found.value, found.goal, found.scope) == (0.5, 0.8, "queue:billing")
    assert found.since == level_of(1, 1).ms("09:00")


def test_that_a_queue_where_nothing_ended_has_no_flag() -> None:
    scene = billing().at("09:00").queued("c1", "billing")
    assert severity(scene, "09:10", LEVEL) is NONE
    assert severity(level_of(0, 1), "09:30", LEVEL) is NONE, "the window has left it behind"


def test_that_it_shows_only_after_it_has_been_low_for_so_long() -> None:
    scene = level_of(1, 1)
    assert severity(scene, "09:00:29.999", PATIENT) is NONE
    assert severity(scene, "09:00:30", PATIENT) is BREACH
    assert since(scene, "09:12", PATIENT) == scene.ms("09:00:30")


def test_that_a_short_dip_is_never_shown() -> None:
    scene = level_of(8, 2).at("09:01")
    answered(scene, 0, 1, "b")
    answered(scene.after(20), 8, 0, "c")
    for second in ("09:01:00", "09:01:19", "09:01:20", "09:01:31", "09:02"):
        assert severity(scene, second, PATIENT) is NONE


def test_that_it_stays_until_the_level_has_risen_by_the_clear_margin() -> None:
    scene = level_of(79, 21)
    answered(scene.at("09:05"), 5, 0, "b")  # 84 of 105: exactly on target
    answered(scene.at("09:06"), 6, 0, "c")  # 90 of 111: 81.08 %
    assert severity(scene, "09:04:59", PATIENT) is BREACH
    assert severity(scene, "09:05:30", PATIENT) is BREACH
    assert since(scene, "09:05:59", PATIENT) == scene.ms("09:00:30")
    assert severity(scene, "09:06", PATIENT) is NONE


def test_that_a_breach_turns_into_a_warning_and_stays_the_same_flag() -> None:
    scene = level_of(79, 21)
    answered(scene.at("09:05"), 10, 0, "b")  # 89 of 110: 80.9 %
    answered(scene.at("09:06"), 2, 0, "c")  # 91 of 112: 81.25 %
    assert severity(scene, "09:05:59", LEVEL) is BREACH
    assert severity(scene, "09:06", LEVEL) is WARNING
    assert since(scene, "09:06", LEVEL) == since(scene, "09:01", LEVEL) == scene.ms("09:00")


def test_that_a_long_fall_keeps_the_instant_it_began() -> None:
    scene = level_of(1, 1)
    for number in range(36):
        answered(scene.at(f"{9 + number // 6:02}:{number % 6}9:00"), 0, 1, f"n{number}-")
    whole = {since(scene, time, LEVEL) for time in ("09:10", "11:31:07", "12:00:01", "14:59:59")}
    assert whole == {scene.ms("09:00")}


def test_that_a_target_of_all_has_no_margin_above_it() -> None:
    scene = Scene().queue("billing", threshold=20, target=1.0).agent("ana", queues=["billing"])
    scene.at("08:00").available("ana").at("09:00").answered_after(5, "c1", "billing", "ana")
    assert severity(scene, "09:01", LEVEL) is NONE
    answered(scene.at("09:02"), 0, 1, "b")
    assert severity(scene, "09:02", LEVEL) is BREACH


# Both ----------------------------------------------------------------------------------------------


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


def test_that_a_wait_once_long_stays_so_until_it_is_shorter_by_clear() -> None:
    calm = rule("longest_wait", warning=0.5, breach=1.0, clear=0.3, default_goal_seconds=100.0)
    scene = Scene().queue("billing").at("09:00").queued("c1", "billing").after(25).queued("c2", "billing")
    scene.at("09:01:00").abandoned("c1", "billing")
    assert severity(scene, "09:00:49.999", calm) is NONE
    assert severity(scene, "09:00:50", calm) is WARNING
    assert severity(scene, "09:01:00", calm) is WARNING, "35 s is shorter than 50 s, not by 30 s"
    assert since(scene, "09:01:10", calm) == scene.ms("09:00:50")
    scene.at("09:01:20").abandoned("c2", "billing").queued("c3", "billing")
    assert severity(scene, "09:01:45", calm) is NONE, "c3 has waited 25 s"
    assert severity(scene, "09:02:09", calm) is NONE
    assert since(scene, "09:02:10", calm) == scene.ms("09:02:10")


def test_that_a_breach_too_stays_until_it_is_better_by_clear() -> None:
    calm = rule("longest_wait", warning=0.5, breach=1.0, clear=0.4, default_goal_seconds=100.0)
    scene = Scene().queue("billing").at("09:00").queued("c1", "billing").after(20).queued("c2", "billing")
    scene.at("09:01:40").abandoned("c1", "billing")
    assert severity(scene, "09:01:39.999", calm) is WARNING
    assert severity(scene, "09:01:50", calm) is BREACH, "90 s is more than 60 s"
    scene.at("09:02").abandoned("c2", "billing")
    assert severity(scene, "09:02", calm) is NONE


def test_that_a_long_wait_must_last_to_be_shown() -> None:
    patient = rule("longest_wait", breach=1.0, default_goal_seconds=60.0, for_seconds=30.0)
    scene = Scene().queue("billing").at("09:00").queued("c1", "billing").at("09:01:20")
    scene.abandoned("c1", "billing").queued("c2", "billing")
    assert severity(scene, "09:01:19", patient) is NONE
    assert severity(scene, "09:02:49", patient) is NONE
    assert since(scene, "09:03", patient) == scene.ms("09:02:50")


def test_that_a_rule_is_about_the_queues_of_its_scope() -> None:
    scene = Scene().queue("billing").tell("queue.profile", queue="sales", channel="chat").at("09:00")
    scene.queued("c1", "billing").queued("c2", "sales")
    for scope, found in (
        ({}, {"queue:billing", "queue:sales"}),
        ({"queues": ["sales"]}, {"queue:sales"}),
        ({"channels": ["voice", "email"]}, {"queue:billing"}),
        ({"queues": ["sales"], "channels": ["voice"]}, set()),
    ):
        wait = rule("longest_wait", breach=1.0, default_goal_seconds=60.0, scope=scope)
        assert {one.scope for one in seen(scene, "09:05", wait)} == found
