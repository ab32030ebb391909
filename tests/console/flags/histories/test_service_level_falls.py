"""Since when a service level is low: margins, falls that last, and the instant each began."""

from __future__ import annotations

from tests.builders import Scene
from tests.console.flags.scenes import BREACH, NONE, WARNING, one, severity, since
from tests.console.flags.watches.queue_scenes import LEVEL, PATIENT, answered, billing


def level_of(good: int, bad: int) -> Scene:
    return answered(billing().at("09:00"), good, bad)


def test_that_a_level_warns_within_its_margin_and_breaches_under_the_target() -> None:
    assert severity(level_of(84, 16), "09:01", LEVEL) is NONE
    assert severity(level_of(83, 17), "09:01", LEVEL) is WARNING
    assert severity(level_of(80, 20), "09:01", LEVEL) is WARNING
    assert severity(level_of(79, 21), "09:01", LEVEL) is BREACH


def test_that_it_has_level_and_target_and_the_instant_it_fell() -> None:
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
