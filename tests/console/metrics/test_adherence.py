"""Adherence by hand: in, out and why, since when, with exceptions, and by the schedules then known."""

from __future__ import annotations

import pytest

from console.metrics.adherence import impact, out_since, spells_out
from console.metrics.reading.reading import Reading
from console.metrics.reading.windows import rolling
from feeds.events import instant_text
from tests.builders import Scene, floor_of
from tests.made_logs import made_log


def day() -> Scene:
    """Ana: on queue 09:00 to 10:00, break to 10:15, on queue to 12:00, lunch to 13:00, on queue to 17:00."""
    scene = Scene().at("08:00").queue("billing").agent("ana", team="north", queues=["billing"])
    return scene.scheduled(
        "ana",
        ("on_queue", "09:00", "10:00"),
        ("break", "10:00", "10:15"),
        ("on_queue", "10:15", "12:00"),
        ("lunch", "12:00", "13:00"),
        ("on_queue", "13:00", "17:00"),
    )


def out_from(scene: Scene, at: str) -> str | None:
    """Since when ana is out, by the clock."""
    began = out_since(scene.floor, scene.floor.roster.agents["ana"], scene.ms(at))
    return None if began is None else instant_text(began)[11:19]


# In and out ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["available", "ringing", "on_contact", "hold", "wrap_up"])
def test_that_every_working_state_fits_on_queue(state: str) -> None:
    scene = day().at("09:00").says("ana", state)
    ana = scene.read_agent("ana", at="09:30")
    assert (ana["adherence_now"], ana["adherence"]) == ("in", 1)


@pytest.mark.parametrize(
    ("reason", "now"),
    [
        ("break", "in"),
        (" Break ", "in"),
        ("coffee", "in"),
        ("lunch", "out"),
        ("errand", "out"),
        (None, "out"),
    ],
)
def test_that_a_reason_fits_the_activity_it_means(reason: str | None, now: str) -> None:
    scene = day().site(reasons={"Coffee": "break"}).at("10:00").not_ready("ana", reason)
    assert scene.read_agent("ana", at="10:05")["adherence_now"] == now


def test_that_an_unheard_of_reason_means_other() -> None:
    scene = Scene().at("09:00").scheduled("ana", ("other", "09:00", "10:00")).not_ready("ana", "fire drill")
    assert scene.read_agent("ana", at="09:10")["adherence"] == 1


@pytest.mark.parametrize("reason", ["on_queue", "off"])
def test_that_not_ready_never_fits_on_queue(reason: str) -> None:
    scene = day().at("09:00").not_ready("ana", reason)
    assert scene.read_agent("ana", at="09:10")["adherence"] == 0


@pytest.mark.parametrize("at", ["08:59:59.999", "17:00", "18:00"])
def test_that_outside_the_schedule_nobody_is_out(at: str) -> None:
    ana = day().read_agent("ana", at=at, window="10m")
    assert (ana["adherence_now"], ana["adherence_cause"]) == ("unscheduled", None)


def test_that_off_is_no_scheduled_time() -> None:
    scene = Scene().at("09:00").available("ana")
    scene.scheduled("ana", ("on_queue", "09:00", "10:00"), ("off", "09:10", "09:30"))
    assert scene.read_agent("ana", at="09:20")["adherence_now"] == "unscheduled"
    scene.at("09:20").offline("ana")
    assert scene.read_agent("ana", at="09:40", window="1h")["adherence"] == pytest.approx(10 / 20)


def test_that_adherence_is_in_time_over_scheduled_time_in_the_window() -> None:
    scene = (
        day().at("09:05").available("ana").at("09:50").not_ready("ana", "break").at("10:20").available("ana")
    )
    assert scene.read_agent("ana", at="10:30", window="2h")["adherence"] == pytest.approx((45 + 15 + 10) / 90)
    assert scene.read_team("north", at="10:00", window="1h")["adherence"] == pytest.approx(45 / 60)
    assert scene.read_floor(at="10:15", window="15m")["adherence"] == 1


def test_that_time_before_the_first_event_is_not_scheduled_time() -> None:
    scene = Scene().at("09:30").available("ana").scheduled("ana", ("on_queue", "09:00", "10:00"))
    scene.at("09:40").not_ready("ana")
    assert scene.read_agent("ana", at="09:50", window="1h")["adherence"] == 0.5
    assert scene.explain("adherence", "agent:ana", "09:50", "1h")["denominator"] == 20 * 60


# Causes --------------------------------------------------------------------------------------------


def test_that_who_never_came_is_a_late_start() -> None:
    scene = day()
    assert scene.out_cause("ana", at="09:00") == "late_start"
    assert scene.out_cause("ana", at="10:05") == "late_start"
    scene.at("10:06").available("ana").at("10:20").offline("ana")
    assert scene.out_cause("ana", at="10:21") == "not_logged_in"


def test_that_who_left_before_the_day_began_is_still_a_late_start() -> None:
    scene = day().at("08:30").available("ana").at("08:45").offline("ana")
    assert scene.out_cause("ana", at="09:10") == "late_start"


def test_that_logging_off_at_the_very_start_is_a_late_start() -> None:
    scene = day().at("08:30").available("ana").at("09:00").offline("ana")
    assert scene.out_cause("ana", at="09:00") == "late_start"


def test_that_going_offline_in_the_last_span_on_queue_is_leaving_early() -> None:
    scene = day().at("09:00").available("ana").at("16:30").offline("ana")
    assert scene.out_cause("ana", at="16:59:59.999") == "left_early"
    assert scene.out_cause("ana", at="16:30") == "left_early"


def test_that_who_is_offline_midway_is_not_logged_in() -> None:
    scene = day().at("09:00").available("ana").at("11:00").offline("ana")
    assert scene.out_cause("ana", at="11:30") == "not_logged_in"
    assert scene.out_cause("ana", at="12:30") == "not_logged_in"
    assert scene.out_cause("ana", at="13:30") == "left_early"


def test_that_offline_in_a_break_after_the_last_queue_span_is_not_leaving_early() -> None:
    scene = (
        Scene().at("08:00").scheduled("ana", ("on_queue", "09:00", "10:00"), ("meeting", "10:00", "11:00"))
    )
    scene.at("09:00").available("ana").at("09:30").offline("ana")
    assert scene.out_cause("ana", at="09:40") == "left_early"
    assert scene.out_cause("ana", at="10:10") == "not_logged_in"


def test_that_yesterdays_spans_are_not_todays() -> None:
    scene = day().at("09:00").available("ana").at("16:00").offline("ana")
    scene.scheduled("ana", ("on_queue", "2026-11-24T09:00:00Z", "2026-11-24T17:00:00Z"))
    assert scene.out_cause("ana", at="16:30") == "left_early"
    assert scene.out_cause("ana", at="2026-11-24T09:10:00Z") == "late_start"


def test_that_a_break_overstayed_is_long() -> None:
    scene = day().at("09:00").available("ana").at("10:00").not_ready("ana", "break")
    assert scene.out_cause("ana", at="10:14:59.999") is None
    assert scene.out_cause("ana", at="10:15") == "long_break"
    assert scene.out_cause("ana", at="11:30") == "long_break"


def test_that_the_break_before_only_counts_if_it_ended_just_there() -> None:
    scene = Scene().at("08:00").available("ana")
    scene.scheduled(
        "ana", ("meeting", "09:00", "09:30"), ("off", "09:30", "09:31"), ("on_queue", "09:31", "11:00")
    )
    scene.at("09:40").not_ready("ana", "meeting")
    assert scene.out_cause("ana") == "wrong_activity"


@pytest.mark.parametrize(("at", "cause"), [("11:44:59.999", "unscheduled_break"), ("11:45", "early_break")])
def test_that_a_break_is_early_within_a_quarter_hour_of_it(at: str, cause: str) -> None:
    scene = day().at("10:20").available("ana").at("11:40").not_ready("ana", "lunch")
    assert scene.out_cause("ana", at=at) == cause


def test_that_a_meeting_is_early_too_and_otherwise_the_wrong_activity() -> None:
    scene = (
        Scene().at("08:00").scheduled("ana", ("on_queue", "09:00", "10:00"), ("meeting", "10:00", "11:00"))
    )
    scene.at("09:00").not_ready("ana", "meeting")
    assert scene.out_cause("ana", at="09:44") == "wrong_activity"
    assert scene.out_cause("ana", at="09:46") == "early_break"


def test_that_only_the_next_activity_can_be_early() -> None:
    scene = (
        Scene()
        .at("08:00")
        .scheduled(
            "ana",
            ("on_queue", "09:00", "10:00"),
            ("meeting", "10:00", "10:05"),
            ("training", "10:05", "11:00"),
        )
    )
    scene.at("09:55").not_ready("ana", "training")
    assert scene.out_cause("ana") == "wrong_activity"


def test_that_an_early_break_may_lie_behind_time_off() -> None:
    scene = (
        Scene()
        .at("08:00")
        .scheduled(
            "ana", ("on_queue", "09:00", "10:00"), ("off", "10:00", "10:05"), ("lunch", "10:05", "11:00")
        )
    )
    scene.at("09:55").not_ready("ana", "lunch")
    assert scene.out_cause("ana") == "early_break"


@pytest.mark.parametrize(
    ("reason", "cause"),
    [
        ("break", "unscheduled_break"),
        ("LUNCH", "unscheduled_break"),
        ("training", "wrong_activity"),
        ("errand", "wrong_activity"),
        (None, "wrong_activity"),
        ("  ", "wrong_activity"),
    ],
)
def test_that_being_away_from_the_queue_has_its_cause(reason: str | None, cause: str) -> None:
    scene = day().at("09:10").not_ready("ana", reason)
    assert scene.out_cause("ana") == cause


@pytest.mark.parametrize("verb", ["answered", "held", "released"])
def test_that_a_contact_from_the_queue_carried_into_a_break_is_worked_over(verb: str) -> None:
    scene = day().at("09:00").available("ana").at("09:59:59.999").answered("c1", "ana")
    if verb != "answered":
        scene.at("10:01").send(f"contact.{verb}", contact="c1", agent="ana")
    assert scene.out_cause("ana", at="10:05") == "worked_over"


def test_that_a_contact_answered_in_the_break_is_late_to_break() -> None:
    scene = day().at("09:00").available("ana").at("10:00").answered("c1", "ana")
    assert scene.out_cause("ana", at="10:05") == "late_to_break"


@pytest.mark.parametrize("state", ["available", "ringing", "on_contact", "wrap_up"])
def test_that_a_working_state_without_a_leg_is_late_to_break(state: str) -> None:
    scene = day().at("09:00").says("ana", state)
    assert scene.out_cause("ana", at="10:05") == "late_to_break"


def test_that_any_leg_that_makes_the_state_can_make_it_worked_over() -> None:
    scene = (
        day().at("09:00").available("ana").at("09:50").answered("c1", "ana").at("10:02").answered("c2", "ana")
    )
    assert scene.out_cause("ana") == "worked_over"
    scene.at("10:03").held("c1", "ana")
    assert scene.out_cause("ana") == "late_to_break"  # only c2 talks, and that makes the state
    scene.at("10:04").released("c2", "ana", wrap_up=False)
    assert scene.out_cause("ana") == "worked_over"


def test_that_the_wrong_break_is_the_wrong_activity() -> None:
    scene = day().at("10:00").not_ready("ana", "lunch")
    assert scene.out_cause("ana", at="10:05") == "wrong_activity"
    assert scene.out_cause("ana", at="12:05") is None


# Adjusted ------------------------------------------------------------------------------------------


def test_that_adjusted_adherence_forgives_work_carried_over() -> None:
    scene = day().at("09:00").available("ana").at("09:50").answered("c1", "ana")
    scene.at("10:05").released("c1", "ana").at("10:10").wrapped("c1", "ana").not_ready("ana", "break")
    ana = scene.read_agent("ana", at="10:15", window="15m")
    assert ana["adherence"] == pytest.approx(5 / 15)
    assert ana["adherence_adjusted"] == 1


def test_that_adjusted_adherence_forgives_approved_exceptions() -> None:
    scene = day().at("09:00").available("ana").at("09:30").not_ready("ana", "system down")
    scene.excused("ana", "09:35", "09:45").at("10:00")
    ana = scene.read_agent("ana", window="1h")
    assert ana["adherence"] == pytest.approx(30 / 60)
    assert ana["adherence_adjusted"] == pytest.approx(40 / 60)
    assert scene.read_agent("ana", at="09:40")["adherence_now"] == "out"


def test_that_an_exception_outside_the_schedule_adds_nothing() -> None:
    scene = day().excused("ana", "07:00", "09:10").excused("ana", "10:00", "10:00").at("09:20")
    ana = scene.read_agent("ana", window="1h")
    assert (ana["adherence"], ana["adherence_adjusted"]) == (0, 0.5)


def test_that_overlapping_exceptions_count_once() -> None:
    scene = day().excused("ana", "09:00", "09:20").excused("ana", "09:10", "09:30")
    assert scene.read_agent("ana", at="10:00", window="1h")["adherence_adjusted"] == 0.5


def test_that_an_exception_counts_whatever_the_order_of_schedule_and_exception() -> None:
    scene = Scene().at("08:00").excused("ana", "09:00", "09:30")
    scene.scheduled("ana", ("on_queue", "09:00", "10:00"))
    assert scene.read_agent("ana", at="10:00", window="1h")["adherence_adjusted"] == 0.5


def test_that_an_exception_without_a_schedule_schedules_nothing() -> None:
    scene = Scene().at("08:00").excused("ana", "09:00", "09:30").available("ana")
    ana = scene.read_agent("ana", at="09:10")
    assert (ana["adherence_now"], ana["adherence_adjusted"]) == ("unscheduled", None)


# Schedules and reasons replaced --------------------------------------------------------------------


def test_that_a_schedule_replaced_later_holds_for_the_past_too() -> None:
    scene = Scene().at("08:00").scheduled("ana", ("on_queue", "09:00", "10:00"))
    scene.at("09:00").not_ready("ana", "training").at("10:00")
    assert scene.read_agent("ana", at="09:59", window="1h")["adherence"] == 0
    scene.scheduled("ana", ("training", "09:00", "09:30"), ("on_queue", "09:30", "10:00"))
    assert scene.read_agent("ana", window="1h")["adherence"] == 0.5
    assert scene.read_agent("ana", at="09:59", window="1h")["adherence"] == 0


def test_that_what_is_published_takes_the_place_of_the_span_it_names_alone() -> None:
    scene = day().at("09:00").not_ready("ana", "coaching")
    scene.scheduled("ana", ("coaching", "09:20", "09:30"), span=("09:20", "09:40"))
    causes = [scene.out_cause("ana", at=at) for at in ("09:19", "09:20", "09:40")]
    assert causes == ["early_break", None, "wrong_activity"]
    assert scene.read_agent("ana", at="09:35")["adherence_now"] == "unscheduled"
    assert scene.read_agent("ana", at="10:00", window="1h")["adherence"] == pytest.approx(10 / 50)


def test_that_an_empty_publication_clears_its_span() -> None:
    scene = day().scheduled("ana", span=("00:00", "23:59:59"))
    assert scene.read_agent("ana", at="09:10")["adherence_now"] == "unscheduled"
    assert scene.read_agent("ana", at="10:00", window="1h")["adherence"] is None


def test_that_activities_reaching_beyond_the_span_are_cut() -> None:
    scene = Scene().at("08:00").available("ana")
    scene.scheduled("ana", ("on_queue", "08:00", "12:00"), span=("09:00", "10:00"))
    found = [scene.read_agent("ana", at=at)["adherence_now"] for at in ("08:59", "09:00", "10:00")]
    assert found == ["unscheduled", "in", "unscheduled"]


def test_that_of_overlapping_activities_the_later_in_the_list_wins() -> None:
    scene = Scene().at("08:00").not_ready("ana", "break")
    scene.scheduled(
        "ana", ("on_queue", "09:00", "10:00"), ("break", "09:20", "09:30"), ("lunch", "09:25", "09:40")
    )
    found = [scene.read_agent("ana", at=at)["adherence_now"] for at in ("09:10", "09:20", "09:25", "09:40")]
    assert found == ["out", "in", "out", "out"]


def test_that_a_publication_is_unknown_before_it_was_made() -> None:
    scene = (
        Scene()
        .at("09:00")
        .not_ready("ana", "break")
        .at("09:30")
        .scheduled("ana", ("break", "09:00", "10:00"))
    )
    assert scene.read_agent("ana", at="09:29:59.999")["adherence_now"] == "unscheduled"
    assert scene.read_agent("ana", at="09:29:59.999")["adherence"] is None
    assert scene.read_agent("ana", at="09:30")["adherence"] == 1


def test_that_a_publication_sent_late_takes_its_place() -> None:
    scene = (
        Scene()
        .at("08:00")
        .not_ready("ana", "break")
        .at("09:30")
        .scheduled("ana", ("lunch", "09:00", "10:00"))
    )
    assert scene.out_cause("ana", at="09:40") == "wrong_activity"
    scene.at("09:20").scheduled("ana", ("break", "09:00", "10:00"))
    assert scene.read_agent("ana", at="09:25")["adherence_now"] == "in"
    assert scene.read_agent("ana", at="09:40")["adherence_now"] == "out"


def test_that_reasons_go_by_the_site_profile_of_their_time() -> None:
    scene = day().at("10:00").not_ready("ana", "smoke").at("10:05").site(reasons={"Smoke": "break"})
    scene.at("10:10").site(reasons={})
    assert [scene.out_cause("ana", at=at) for at in ("10:04", "10:05", "10:11")] == [
        "wrong_activity",
        None,
        "wrong_activity",
    ]
    assert scene.read_agent("ana", at="10:15", window="15m")["adherence"] == pytest.approx(5 / 15)


def test_that_the_sites_word_stands_over_an_activitys_own_name() -> None:
    scene = day().site(reasons={"lunch": "break"}).at("10:00").not_ready("ana", "Lunch")
    assert scene.read_agent("ana", at="10:05")["adherence_now"] == "in"


def test_that_a_reason_mapped_again_leaves_the_state_as_old_as_it_was() -> None:
    scene = day().at("10:00").not_ready("ana", "smoke").at("10:05").site(reasons={"smoke": "break"})
    assert scene.read_agent("ana", at="10:10")["since"] == "2026-11-23T10:00:00.000Z"


# Out since, and impact -----------------------------------------------------------------------------


def test_that_a_spell_out_goes_on_through_changes_of_cause() -> None:
    scene = (
        day().at("09:00").available("ana").at("09:50").not_ready("ana", "errand").at("09:55").offline("ana")
    )
    assert out_from(scene, "09:49") is None
    assert out_from(scene, "09:52") == "09:50:00"
    assert out_from(scene, "10:10") == "09:50:00"
    scene.at("10:20").available("ana")
    assert out_from(scene, "10:30") is None


def test_that_being_in_for_an_instant_ends_a_spell_out() -> None:
    scene = day().at("09:00").not_ready("ana", "errand").at("10:00").not_ready("ana", "break")
    assert out_from(scene, "09:59") == "09:00:00"
    assert out_from(scene, "10:10") is None
    assert out_from(scene, "10:20") == "10:15:00"


def test_that_unscheduled_time_ends_a_spell_out() -> None:
    scene = (
        Scene()
        .at("08:00")
        .scheduled(
            "ana", ("on_queue", "09:00", "10:00"), ("off", "10:00", "10:10"), ("on_queue", "10:10", "11:00")
        )
    )
    assert out_from(scene, "09:30") == "09:00:00"
    assert out_from(scene, "10:05") is None
    assert out_from(scene, "10:30") == "10:10:00"


def test_that_nobody_is_out_without_a_schedule_or_before_the_data() -> None:
    assert out_from(Scene().at("09:00").offline("ana"), "09:10") is None
    scene = Scene().at("09:30").scheduled("ana", ("on_queue", "09:00", "10:00"))
    assert out_from(scene, "09:40") == "09:30:00"


def test_that_a_spell_out_goes_on_through_a_change_of_team() -> None:
    scene = day().at("09:00").not_ready("ana", "errand").at("09:10").agent("ana", team="south")
    assert out_from(scene, "09:20") == "09:00:00"


@pytest.mark.parametrize(
    ("cause", "at", "expected"),
    [
        ("late_to_break", "10:05", "helping"),
        ("worked_over", "10:05", "helping"),
        ("long_break", "10:20", "hurting"),
        ("not_logged_in", "10:20", "hurting"),
        ("wrong_activity", "10:05", "neutral"),
        (None, "10:20", "neutral"),
    ],
)
def test_that_impact_is_toward_work_or_away_from_it(cause: str | None, at: str, expected: str) -> None:
    scene = day()
    ana = scene.floor.roster.agents["ana"]
    assert impact(scene.floor, ana, cause, {"billing"}, scene.ms(at)) == expected
    assert impact(scene.floor, ana, cause, set(), scene.ms(at)) == "neutral"
    assert impact(scene.floor, ana, cause, {"sales"}, scene.ms(at)) == "neutral"


def test_that_impact_of_an_agent_without_profile_or_schedule_is_neutral() -> None:
    scene = Scene().at("09:00").available("ben").agent("ana", queues=["billing"])
    for name in ("ana", "ben"):
        agent = scene.floor.roster.agents[name]
        assert impact(scene.floor, agent, "long_break", {"billing"}, scene.ms("09:10")) == "neutral"


@pytest.mark.parametrize("seed", range(6))
def test_that_spells_of_many_are_those_of_each(seed: int) -> None:
    floor = floor_of(made_log(seed, contacts=30, agents=6))
    agents = [agent.index for agent in floor.roster.by_index]
    met = 0
    for at in range(floor.since, floor.latest + 5 * 3_600_000, 611_000):
        each = {agent.index: out_since(floor, agent, at) for agent in floor.roster.by_index}
        out = {index: began for index, began in each.items() if began is not None}
        assert spells_out(Reading(floor, rolling(at, 60_000)), agents) == out
        met += len(out)
    assert met >= 10, "a floor where all keep to their schedules proves nothing"
