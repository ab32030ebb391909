"""Adherence kept from second to second: a spell keeps its start, and its cause follows the schedule."""

from __future__ import annotations

from console.flags.flags import Flags
from console.flags.rules.rules import Rulebook
from console.metrics.reading.reading import Reading
from console.metrics.reading.windows import rolling
from console.settings.rule_files import read_rules
from console.views.attention.flag_text import flag
from tests.builders import Scene
from tests.console.flags.scenes import rule

OUT = Rulebook([rule("out_of_adherence", warning=0.0)])


def scheduled() -> Scene:
    """Ana works from 09:00, has a break from 10:00 to 10:15, and leaves at 12:00."""
    scene = Scene().send("site.profile", grace_seconds=60.0).agent("ana").at("08:59").available("ana")
    spans = (("on_queue", "09:00", "10:00"), ("break", "10:00", "10:15"), ("on_queue", "10:15", "12:00"))
    activities = [
        {"activity": activity, "start": scene.text(scene.ms(start)), "end": scene.text(scene.ms(end))}
        for activity, start, end in spans
    ]
    start, end = scene.text(scene.ms("09:00")), scene.text(scene.ms("12:00"))
    return scene.send("schedule.published", agent="ana", start=start, end=end, activities=activities)


def out(flags: Flags, scene: Scene, at: str) -> list[tuple[int, str]]:
    """Start and cause of each flag at *at*."""
    found = flags.open(Reading(scene.floor, rolling(scene.ms(at), 1_800_000)))
    return [(one.since, one.cause) for one in found]


def test_that_a_break_becomes_an_early_one_a_quarter_of_an_hour_before_its_time() -> None:
    scene, kept = scheduled().at("09:30").not_ready("ana", "break"), Flags(OUT)
    scene.at("09:50").send("agent.profile", agent="ben", name="Ben")
    assert out(kept, scene, "09:30:59") == []
    for at, cause in (
        ("09:31", "unscheduled_break"),
        ("09:44:59", "unscheduled_break"),
        ("09:45", "early_break"),
    ):
        assert out(kept, scene, at) == out(Flags(OUT), scene, at) == [(scene.ms("09:31"), cause)]
    assert out(kept, scene, "09:40") == [(scene.ms("09:31"), "unscheduled_break")], "when rewound"


def test_that_a_spell_ends_with_the_piece_of_the_schedule_and_with_a_new_schedule() -> None:
    scene, kept = scheduled().at("09:55").not_ready("ana", "break"), Flags(OUT)
    scene.at("10:20").send("agent.profile", agent="ben", name="Ben")
    assert out(kept, scene, "09:59") == [(scene.ms("09:56"), "early_break")]
    assert out(kept, scene, "10:05") == []
    assert out(kept, scene, "10:17") == [(scene.ms("10:16"), "long_break")]
    start, end = scene.text(scene.ms("10:00")), scene.text(scene.ms("11:00"))
    lunch = [{"activity": "break", "start": start, "end": end}]
    scene.send("schedule.published", agent="ana", start=start, end=end, activities=lunch)
    assert out(kept, scene, "10:21") == out(Flags(OUT), scene, "10:21") == []


def test_that_a_late_state_takes_back_the_spell() -> None:
    scene, kept = scheduled().at("09:30").not_ready("ana", "break"), Flags(OUT)
    scene.at("09:40").send("agent.profile", agent="ben", name="Ben")
    assert len(out(kept, scene, "09:40")) == 1
    scene.at("09:39:58").available("ana")
    assert out(kept, scene, "09:40") == out(Flags(OUT), scene, "09:40") == []


def test_that_a_training_that_lasts_too_long_is_no_break() -> None:
    scene = (
        Scene()
        .at("09:00")
        .agent("ana")
        .scheduled("ana", ("training", "09:00", "10:00"), ("on_queue", "10:00", "12:00"))
    )
    scene.at("09:00").not_ready("ana", "training").at("10:30").send("agent.profile", agent="ben")
    reading = Reading(scene.floor, rolling(scene.ms("10:20"), 60_000))
    shipped = Rulebook(rule for rule in read_rules().rules if rule.watch == "out_of_adherence")
    (found,) = Flags(shipped).open(reading)
    assert (found.cause, found.activity) == ("long_break", "training")
    assert flag(scene.floor, found, scene.ms("10:20")).what == "Training too long, 20:00"
