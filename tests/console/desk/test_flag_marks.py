"""Marks: found a minute at a time, one for each flag of a queue and how bad it was."""

from __future__ import annotations

from console.desk.flag_marks import FlagMarks
from console.flags.flags import Flags
from console.flags.rules.rules import Rulebook
from console.floor.floor import Floor
from console.metrics.reading.severity import Severity
from tests.builders import Scene
from tests.console.flags.scenes import rule

RULES = Rulebook(
    [
        rule("longest_wait", warning=0.8, breach=1.0, default_goal_seconds=120.0, what="waited {value}"),
        rule("time_in_state", state="not_ready", warning=1.0),
    ]
)


def marks_of(floor: Floor) -> FlagMarks:
    """All the marks that can be found by now."""
    marks = FlagMarks(floor, Flags(RULES))
    while marks.advance():
        pass
    return marks


def scene_of_a_wait() -> Scene:
    scene = Scene().send("queue.profile", queue="billing", name="Billing & tax").agent("ana")
    scene.at("09:00").not_ready("ana").queued("c1", "billing")
    return scene.at("09:20").abandoned("c1", "billing").at("09:30").not_ready("ana", "break")


def test_that_a_wait_leaves_one_mark_where_it_warned_and_one_where_it_breached() -> None:
    scene = scene_of_a_wait()
    found = marks_of(scene.floor).between(scene.ms("00:00"), scene.ms("10:00"))
    assert [(mark.at, mark.severity) for mark in found] == [(scene.ms("09:01:36"), Severity.BREACH)]
    assert found[0].text == "Billing & tax: waited 2:00"


def test_that_a_flag_that_gets_worse_is_marked_again() -> None:
    scene = scene_of_a_wait()
    scene.at("09:40:10").queued("c2", "billing").at("09:50").abandoned("c2", "billing")
    scene.at("09:55").not_ready("ana", "lunch")
    found = marks_of(scene.floor).between(scene.ms("09:35"), scene.ms("10:00"))
    assert [(mark.at, mark.severity) for mark in found] == [
        (scene.ms("09:41:46"), Severity.WARNING),
        (scene.ms("09:43"), Severity.BREACH),
    ]


def test_that_only_what_is_asked_for_is_given() -> None:
    scene = scene_of_a_wait()
    assert marks_of(scene.floor).between(scene.ms("09:02"), scene.ms("10:00")) == []


def test_that_there_is_nothing_to_look_at_before_anything_has_happened() -> None:
    assert not FlagMarks(Floor(), Flags(RULES)).advance()


def test_that_it_continues_where_it_stopped_once_more_arrives() -> None:
    scene = Scene().queue("billing").at("09:00").queued("c1", "billing")
    marks = FlagMarks(scene.floor, Flags(RULES))
    while marks.advance():
        pass
    assert marks.between(0, scene.ms("23:00")) == []
    scene.at("09:10").abandoned("c1", "billing")
    while marks.advance():
        pass
    assert [mark.at for mark in marks.between(0, scene.ms("23:00"))] == [scene.ms("09:01:36")]
    assert not marks.advance()


def test_that_an_agent_who_needed_somebody_leaves_a_mark_where_it_began() -> None:
    rules = Rulebook(
        [rule("time_in_state", state="not_ready", warning=60.0, breach=240.0, what="away {value}")]
    )
    scene = Scene().send("agent.profile", agent="ana", name="Ana Silva").at("09:00:10").not_ready("ana")
    scene.agent("ben").at("09:02").not_ready("ben").at("09:06").available("ben").available("ana").at("10:00")
    scene.available("ana")
    marks = FlagMarks(scene.floor, Flags(rules))
    while marks.advance():
        pass
    (mark,) = marks.between(0, scene.ms("23:00"))
    assert (mark.at, mark.severity, mark.text) == (
        scene.ms("09:01:10"),
        Severity.BREACH,
        "Ana Silva: away 4:50",
    )


def test_that_it_is_due_while_a_past_minute_is_unchecked() -> None:
    scene = scene_of_a_wait()
    marks = marks_of(scene.floor)
    assert not marks.is_due
    assert marks.count == len(marks.between(0, 2**62))
    scene.after(600).available("ana")
    assert marks.is_due
    while marks.advance():
        assert marks.count
    assert not marks.is_due


def test_that_a_rule_of_many_agents_pauses_and_finds_the_same() -> None:
    scene = scene_of_a_wait()
    for number in range(20):
        scene.agent(f"a{number}").not_ready(f"a{number}")
    scene.after(1200).available("ana")
    whole = marks_of(scene.floor)
    paused, steps = FlagMarks(scene.floor, Flags(RULES)), 0
    while paused.advance(lambda: True):
        steps += 1
        if steps % 7 == 0 and steps < 100:  # a new agent: what has begun starts over
            scene.agent(f"new{steps}")
    assert paused.between(0, 2**62) == whole.between(0, 2**62)
    assert steps > 100
