"""Flags of agents: states and contacts that last, idling while others wait, misses, schedules not kept."""

from __future__ import annotations

import pytest

from feeds.events import SiteSettings
from tests.builders import Scene
from tests.console.flags.scenes import BREACH, NONE, WARNING, one, rule, seen, severity, since

HOLD = rule("time_in_state", state="hold", warning=120.0, breach=240.0)
WRAP_UP = rule(
    "time_in_state",
    state="wrap_up",
    goal="wrap_up_goal_seconds",
    default_goal_seconds=120.0,
    warning=1.5,
    breach=3.0,
)
CONTACT = rule("contact_time", warning=2.0, breach=3.0, default_goal_seconds=600.0)
IDLE = rule("idle_while_waiting", warning=60.0, breach=180.0)
MISSED = rule("missed", window_seconds=900.0, warning=2.0, breach=4.0)
OUT = rule("out_of_adherence", warning=0.0, breach=600.0)


def floor() -> Scene:
    scene = Scene().queue("billing").queue("sales").agent("ana", queues=["billing", "sales"])
    return scene.agent("ben", queues=["billing"]).at("08:00").available("ana", "ben")


# States --------------------------------------------------------------------------------------------


def test_that_a_hold_warns_and_breaches_after_so_many_seconds() -> None:
    scene = floor().at("09:00").queued("c1", "billing").answered("c1", "ana")
    scene.after(60).held("c1", "ana").after(300).resumed("c1", "ana")
    assert severity(scene, "09:02:59.999", HOLD) is NONE
    assert severity(scene, "09:03", HOLD) is WARNING
    assert severity(scene, "09:05", HOLD) is BREACH
    assert since(scene, "09:05:30", HOLD) == scene.ms("09:03")
    assert severity(scene, "09:06", HOLD) is NONE


def test_that_a_state_says_whose_it_is_and_how_long_it_lasts() -> None:
    scene = floor().at("09:00").queued("c1", "billing").answered("c1", "ana").held("c1", "ana")
    found = one(scene, "09:02:30", HOLD)
    assert found is not None
    assert (found.scope, found.value, found.goal) == ("agent:ana", 150.0, None)


@pytest.mark.parametrize(("goal", "limit"), [(None, "09:04:00"), (40, "09:02:00")])
def test_that_a_wrap_up_is_measured_by_the_goal_of_its_queue(goal: float | None, limit: str) -> None:
    scene = Scene().send("queue.profile", queue="billing", wrap_up_goal_seconds=goal).agent("ana")
    scene.at("08:59").available("ana").at("09:00").queued("c1", "billing").answered("c1", "ana")
    scene.after(60).released("c1", "ana")
    assert severity(scene, scene.text(scene.ms(limit) - 1), WRAP_UP) is NONE
    assert severity(scene, limit, WRAP_UP) is WARNING


def test_that_a_wrap_up_of_no_queue_has_the_goal_of_the_rule() -> None:
    scene = floor().at("09:00").answered("c1", "ana").released("c1", "ana")
    found = one(scene, "09:06", WRAP_UP)
    assert found is not None
    assert (found.severity, found.goal, found.since) == (BREACH, 120.0, scene.ms("09:03"))


def test_that_an_agent_without_a_profile_is_watched_too() -> None:
    scene = Scene().at("09:00").available("zoe").queued("c1", "desk").answered("c1", "zoe").held("c1", "zoe")
    assert severity(scene, "09:02", HOLD, IDLE, CONTACT, OUT) is WARNING


def test_that_an_agent_who_leaves_takes_the_flag_along() -> None:
    scene = floor().at("09:00").not_ready("ana", "break").at("09:10").offline("ana")
    away = rule("time_in_state", state="not_ready", warning=60.0)
    assert severity(scene, "09:09:59", away) is WARNING
    assert severity(scene, "09:10", away) is NONE


# Contacts ------------------------------------------------------------------------------------------


def used_to(seconds: float, legs: int, agent: str = "ana") -> Scene:
    """A floor where *agent* took so long for each of so many contacts of billing."""
    scene = floor()
    for number in range(legs):
        scene.after(10).queued(f"u{number}", "billing").answered(f"u{number}", agent)
        scene.after(seconds).released(f"u{number}", agent, wrap_up=False)
    return scene


def test_that_a_contact_is_measured_by_what_its_agent_usually_takes() -> None:
    scene = used_to(100, 10).at("09:00").queued("c1", "billing").answered("c1", "ana")
    assert severity(scene, "09:03:19.999", CONTACT) is NONE
    found = one(scene, "09:03:20", CONTACT)
    assert found is not None
    assert (found.severity, found.goal, found.queue) == (WARNING, 100.0, "billing")
    assert severity(scene, "09:05", CONTACT) is BREACH
    assert since(scene, "09:10", CONTACT) == scene.ms("09:03:20")


def test_that_what_others_finish_meanwhile_moves_no_limit() -> None:
    scene = used_to(100, 10).at("09:00").queued("c1", "billing").answered("c1", "ana")
    scene.after(5).queued("c2", "billing").answered("c2", "ana").after(30).released("c2", "ana", False)
    assert since(scene, "09:04", CONTACT) == scene.ms("09:03:20")


def test_that_it_is_gone_once_the_contact_is_released() -> None:
    scene = used_to(100, 10).at("09:00").queued("c1", "billing").answered("c1", "ana")
    scene.at("09:04").released("c1", "ana")
    assert severity(scene, "09:03:59.999", CONTACT) is WARNING
    assert severity(scene, "09:04", CONTACT) is NONE


def test_that_a_direct_contact_of_no_queue_has_no_usual() -> None:
    scene = floor().at("09:00").answered("c1", "ana")
    assert severity(scene, "11:00", CONTACT) is NONE


def test_that_of_several_long_contacts_the_oldest_is_flagged() -> None:
    scene = floor().at("09:00").queued("c1", "billing").answered("c1", "ana")
    scene.at("09:10").queued("c2", "sales").answered("c2", "ana")
    found = one(scene, "09:45", CONTACT)
    assert found is not None
    assert (found.queue, found.since) == ("billing", scene.ms("09:20"))


# Idle while somebody waits -------------------------------------------------------------------------


def test_that_idling_counts_from_when_both_idle_and_wait() -> None:
    scene = floor().not_ready("ben").at("09:00").queued("c1", "billing")
    assert severity(scene, "09:00:59.999", IDLE) is NONE
    found = one(scene, "09:01", IDLE)
    assert found is not None
    assert (found.scope, found.severity, found.waiting) == ("agent:ana", WARNING, 1)
    assert severity(scene, "09:03", IDLE) is BREACH
    assert since(scene, "09:04", IDLE) == scene.ms("09:01")


def test_that_only_those_who_serve_the_queue_idle() -> None:
    scene = floor().at("09:00").queued("c1", "sales")
    assert [found.scope for found in seen(scene, "09:02", IDLE)] == ["agent:ana"]


def test_that_one_who_becomes_available_late_has_just_begun_to_idle() -> None:
    scene = floor().not_ready("ana").not_ready("ben").at("09:00").queued("c1", "billing")
    scene.at("09:05").available("ben")
    assert severity(scene, "09:05:59.999", IDLE) is NONE
    assert severity(scene, "09:06", IDLE) is WARNING


def test_that_it_stays_while_one_wait_takes_over_from_another_in_any_queue_served() -> None:
    scene = floor().not_ready("ben").at("09:00").queued("c1", "billing")
    scene.at("09:01:10").queued("c2", "sales").at("09:01:20").abandoned("c1", "billing")
    assert {since(scene, time, IDLE) for time in ("09:01:10", "09:01:20", "09:02:30")} == {scene.ms("09:01")}
    scene.at("09:04").abandoned("c2", "sales").at("09:04:01").queued("c3", "sales")
    assert severity(scene, "09:04", IDLE) is NONE
    assert severity(scene, "09:04:30", IDLE) is NONE


def test_that_work_for_which_nobody_is_wanted_is_no_reason() -> None:
    scene = floor().at("09:00").queued("o1", "billing", direction="outbound")
    assert severity(scene, "09:10", IDLE) is NONE


# Missed --------------------------------------------------------------------------------------------


def miss(scene: Scene, *times: str, agent: str = "ana") -> Scene:
    for time in times:
        scene.at(time).queued(f"m{time}", "billing").offered(f"m{time}", agent).missed(f"m{time}", agent)
    return scene


def test_that_misses_are_counted_within_the_window() -> None:
    scene = miss(floor(), "09:00", "09:10", "09:11", "09:12")
    assert severity(scene, "09:09:59", MISSED) is NONE
    found = one(scene, "09:10", MISSED)
    assert found is not None
    assert (found.severity, found.value, found.since) == (WARNING, 2, scene.ms("09:10"))
    assert severity(scene, "09:12", MISSED) is BREACH
    assert severity(scene, "09:14:59.999", MISSED) is BREACH
    assert severity(scene, "09:15", MISSED) is WARNING
    assert severity(scene, "09:26", MISSED) is NONE


def test_that_it_is_one_flag_while_misses_follow_each_other() -> None:
    scene = miss(floor(), *(f"{9 + n // 6:02}:{n % 6}{d}" for n in range(24) for d in "05"))
    found = {since(scene, time, MISSED) for time in ("09:05", "09:16", "10:00", "11:31:07", "12:59:59")}
    assert found == {scene.ms("09:05")}


def test_that_it_is_another_flag_after_a_gap() -> None:
    scene = miss(floor(), "09:00", "09:05", "09:20", "09:22")
    assert severity(scene, "09:15", MISSED) is NONE
    assert severity(scene, "09:20", MISSED) is NONE, "09:05 has left the window at this very instant"
    assert since(scene, "09:30", MISSED) == scene.ms("09:22")


def test_that_the_misses_of_two_agents_are_not_added_up() -> None:
    scene = miss(miss(floor(), "09:00"), "09:01", agent="ben")
    assert seen(scene, "09:02", MISSED) == []


# Adherence -----------------------------------------------------------------------------------------


def scheduled(grace: float = 300.0) -> Scene:
    scene = Scene(site=SiteSettings(grace_seconds=grace)).at("07:00").agent("ana", queues=["billing"])
    return scene.scheduled("ana", ("on_queue", "09:00", "10:00"), ("on_queue", "10:00", "12:00"))


def test_that_being_out_is_flagged_past_the_grace() -> None:
    scene = scheduled().at("09:00").available("ana").at("09:30").not_ready("ana", "break")
    assert severity(scene, "09:34:59.999", OUT) is NONE
    found = one(scene, "09:35", OUT)
    assert found is not None
    assert (found.severity, found.cause, found.value) == (WARNING, "unscheduled_break", 300.0)
    assert severity(scene, "09:44:59", OUT) is WARNING
    assert severity(scene, "09:45", OUT) is BREACH
    assert since(scene, "10:30", OUT) == scene.ms("09:35")
    scene.at("10:40").available("ana")
    assert severity(scene, "10:40", OUT) is NONE


def test_that_a_spell_of_many_hours_keeps_its_beginning() -> None:
    scene = scheduled(0.0).at("08:30").offline("ana")
    scene.scheduled("ana", ("on_queue", "09:00", "20:00"))
    assert {since(scene, time, OUT) for time in ("09:00", "11:30", "15:00:01", "19:59")} == {
        scene.ms("09:00")
    }


def test_that_finishing_a_contact_past_the_shift_is_left_in_peace() -> None:
    scene = scheduled(0.0).scheduled("ana", ("on_queue", "09:00", "12:00"), ("lunch", "12:00", "13:00"))
    scene.at("09:00").available("ana").at("11:59").answered("c1", "ana")
    assert scene.out_cause("ana", "12:30") == "worked_over"
    assert severity(scene, "12:30", OUT) is NONE


def test_that_nobody_is_out_without_a_schedule() -> None:
    scene = Scene().at("09:00").not_ready("ana", "break")
    assert severity(scene, "12:00", OUT) is NONE


def test_that_a_spell_goes_on_over_the_edge_of_the_day() -> None:
    scene = Scene(site=SiteSettings(grace_seconds=300.0)).at("20:00").agent("ana")
    scene.scheduled("ana", ("on_queue", "21:00", "2026-11-24T05:00:00Z"))
    scene.at("21:00").available("ana").at("23:50").not_ready("ana", "break")
    tomorrow = "2026-11-24T00:00:00Z", "2026-11-24T00:01:00Z", "2026-11-24T02:30:00Z"
    assert {since(scene, time, OUT) for time in tomorrow} == {scene.ms("23:55")}


def test_that_there_is_no_flag_of_a_floor_where_nothing_has_happened() -> None:
    assert seen(Scene(), "09:00", HOLD, WRAP_UP, CONTACT, IDLE, MISSED, OUT) == []


# Clearing, lasting, and whom a rule is about -------------------------------------------------------


def test_that_misses_once_too_many_stay_so_until_they_are_fewer_by_clear() -> None:
    calm = rule("missed", warning=3.0, clear=1.0, window_seconds=600.0)
    scene = miss(floor(), "09:00", "09:04", "09:05", "09:13")
    assert severity(scene, "09:04:59", calm) is NONE
    assert severity(scene, "09:12", calm) is WARNING, "two are left, which is not two fewer"
    assert severity(scene, "09:13:30", calm) is WARNING
    assert since(scene, "09:13:30", calm) == scene.ms("09:05")
    assert severity(scene, "09:15", calm) is NONE
    assert severity(miss(floor(), "09:00", "09:04"), "09:05", calm) is NONE, "two were never too many"


def test_that_what_lasts_is_shown_when_it_has() -> None:
    patient = rule("time_in_state", state="not_ready", warning=60.0, for_seconds=15.0)
    scene = floor().at("09:00").not_ready("ana")
    assert severity(scene, "09:01:14.999", patient) is NONE
    assert since(scene, "09:02", patient) == scene.ms("09:01:15")


def test_that_a_contact_below_the_least_is_not_long() -> None:
    scene = used_to(100, 10).at("09:00").queued("c1", "billing").answered("c1", "ana")
    least = rule("contact_time", warning=2.0, breach=3.0, least_seconds=600.0)
    assert severity(scene, "09:09:59.999", least) is NONE
    assert since(scene, "09:11", least) == scene.ms("09:10")


def test_that_a_goal_that_is_not_set_is_no_second() -> None:
    wrap = rule("time_in_state", state="wrap_up", goal="wrap_up_goal_seconds", warning=1.5)
    scene = floor().at("09:00").queued("c1", "billing").answered("c1", "ana").after(10).released("c1", "ana")
    assert severity(scene, "09:30", wrap) is NONE


@pytest.mark.parametrize(
    ("scope", "found"),
    [
        ({}, {"agent:ana", "agent:ben", "agent:cy"}),
        ({"agents": ["ana", "nobody"]}, {"agent:ana"}),
        ({"teams": ["north"]}, {"agent:ana", "agent:ben"}),
        ({"queues": ["sales"]}, {"agent:ben", "agent:cy"}),
        ({"queues": ["sales"], "teams": ["north"]}, {"agent:ben"}),
        ({"channels": ["chat"]}, {"agent:ben", "agent:cy"}),
        ({"channels": ["voice"], "agents": ["cy"]}, set()),
        ({"queues": ["nowhere"]}, set()),
    ],
)
def test_that_a_rule_is_about_those_of_its_scope(scope: dict[str, list[str]], found: set[str]) -> None:
    scene = Scene().queue("billing").send("queue.profile", queue="sales", channel="chat")
    scene.agent("ana", team="north", queues=["billing"]).agent("ben", team="north", queues=["sales"])
    scene.agent("cy", team="south", queues=["sales"]).at("09:00").not_ready("ana", "lunch")
    scene.not_ready("ben", "lunch").not_ready("cy", "lunch")
    away = rule("time_in_state", state="not_ready", warning=60.0, scope=scope)
    assert {one.scope for one in seen(scene, "09:05", away)} == found


def test_that_of_contacts_the_queue_of_the_contact_counts() -> None:
    scene = floor().at("09:00").queued("c1", "sales").answered("c1", "ana")
    for queue, expected in (("sales", BREACH), ("billing", NONE)):
        long = rule("contact_time", breach=1.0, default_goal_seconds=60.0, scope={"queues": [queue]})
        assert severity(scene, "09:10", long) is expected
