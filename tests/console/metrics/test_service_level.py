"""Queue metrics by hand: every row of the tables, and what happens at their edges."""

from __future__ import annotations

import pytest

from tests.builders import Scene


def morning() -> Scene:
    """Answered after 20, 20.001, 10 and 40 s, abandoned after 4.999, 5, 20 and 20.001 s, one deflected."""
    scene = Scene().at("09:00").queue("billing", threshold=20, short=5).agent("ana", queues=["billing"])
    scene.available("ana")
    for number, wait in enumerate((20, 20.001, 10, 40), 1):
        scene.at(f"09:0{number}").answered_after(wait, f"a{number}", "billing", "ana")
    for number, wait in enumerate((4.999, 5, 20, 20.001), 1):
        scene.at(f"09:0{number}").abandoned_after(wait, f"b{number}", "billing")
    return scene.at("09:05").deflected_after(1, "d1", "billing").at("09:10")


def test_that_counts_split_at_exactly_the_threshold_and_the_short_limit() -> None:
    billing = morning().read_queue("billing")
    assert (billing["answered"], billing["answered_in_threshold"]) == (4, 2)
    assert (billing["abandoned"], billing["abandoned_in_threshold"]) == (4, 3)
    assert billing["short_abandoned"] == 1
    assert billing["deflected"] == 1
    assert billing["offered"] == 9
    assert billing["started"] == 9


@pytest.mark.parametrize(
    ("variant", "share"),
    [
        ("offered", 2 / 7),
        ("answered", 2 / 4),
        ("ignored", 2 / 5),
        ("positive", 5 / 8),
        ("strict", 2 / 9),
        ("live", 2 / 7),
    ],
)
def test_that_each_service_level_variant_has_its_own_denominator(variant: str, share: float) -> None:
    found = morning().report()
    assert found["queues"]["billing"]["service_level"][variant] == pytest.approx(share)
    assert found["channels"]["voice"]["service_level"][variant] == pytest.approx(share)
    assert found["floor"]["service_level"][variant] == pytest.approx(share)


def test_that_live_counts_open_entries_from_just_past_the_threshold() -> None:
    scene = morning().at("09:10").queued("w1", "billing")
    assert scene.read_queue("billing", at="09:10:20")["service_level"]["live"] == pytest.approx(2 / 7)
    assert scene.read_queue("billing", at="09:10:20.001")["service_level"]["live"] == pytest.approx(2 / 8)
    assert scene.read_queue("billing", at="09:10:20.001")["service_level"]["offered"] == pytest.approx(2 / 7)


def test_that_live_falls_to_nought_when_nobody_answers() -> None:
    scene = Scene().at("09:00").queue("billing").queued("w1", "billing")
    billing = scene.read_queue("billing", at="09:01")
    assert billing["service_level"]["live"] == 0
    assert billing["service_level"]["offered"] is None


def test_that_waits_are_averaged_and_ranked() -> None:
    billing = morning().read_queue("billing")
    assert billing["average_speed_of_answer_seconds"] == pytest.approx(22.50025)
    assert billing["average_time_to_abandon_seconds"] == pytest.approx(12.5)
    assert billing["wait_p50_seconds"] == 20
    assert billing["wait_p90_seconds"] == 40
    assert billing["maximum_wait_seconds"] == 40
    assert billing["abandon_rate"] == pytest.approx(3 / 7)


def test_that_p90_of_ten_waits_is_the_ninth() -> None:
    scene = Scene().at("09:00").queue("billing")
    for wait in (10, 9, 8, 7, 6, 5, 4, 3, 2, 1):
        scene.at("09:00").answered_after(wait, f"c{wait}", "billing", f"agent-{wait}")
    billing = scene.read_queue("billing", at="09:01")
    assert billing["wait_p50_seconds"] == 5
    assert billing["wait_p90_seconds"] == 9


def test_that_the_maximum_wait_counts_abandons_but_no_deflections() -> None:
    scene = Scene().at("09:00").queue("billing").deflected_after(90, "d1", "billing")
    assert scene.read_queue("billing")["maximum_wait_seconds"] is None
    scene.at("09:02").abandoned_after(30, "b1", "billing")
    assert scene.read_queue("billing")["maximum_wait_seconds"] == 30


def test_that_nothing_ended_means_none_and_never_nought() -> None:
    scene = Scene().at("09:00").queue("billing", threshold=15, target=0.7)
    billing = scene.read_queue("billing")
    assert set(billing["service_level"].values()) == {None}
    empty = ["average_speed_of_answer_seconds", "wait_p50_seconds", "wait_p90_seconds", "abandon_rate"]
    empty += ["maximum_wait_seconds", "average_time_to_abandon_seconds", "recovery_answers"]
    empty += ["longest_wait_seconds", "average_handle_time_seconds"]
    assert {billing[metric] for metric in empty} == {None}
    assert (billing["threshold_seconds"], billing["target"]) == (15, 0.7)


# Recovery ------------------------------------------------------------------------------------------


def test_that_recovery_is_the_least_number_that_reaches_the_target() -> None:
    billing = morning().read_queue("billing")
    assert billing["recovery_answers"] == 18
    assert (2 + 18) / (7 + 18) >= 0.8 > (2 + 17) / (7 + 17)


@pytest.mark.parametrize(
    ("target", "in_time", "late", "answers"),
    [
        (0.8, 4, 1, 0),
        (0.8, 3, 1, 1),
        (0.9, 0, 1, 9),
        (1.0, 3, 0, 0),
        (1.0, 3, 1, None),
        (0.0, 0, 2, 0),
        (0.8, 0, 0, None),
    ],
)
def test_that_recovery_is_none_only_where_no_number_will_do(
    target: float, in_time: int, late: int, answers: int | None
) -> None:
    scene = Scene().at("09:00").queue("billing", target=target)
    for number in range(in_time + late):
        scene.at("09:00").answered_after(5 if number < in_time else 25, f"c{number}", "billing", f"a{number}")
    assert scene.read_queue("billing", at="09:01")["recovery_answers"] == answers


def test_that_a_scope_of_mixed_targets_has_no_recovery_but_its_queues_have() -> None:
    scene = Scene().at("09:00").queue("billing", target=0.8).queue("sales", target=0.9)
    scene.answered_after(25, "c1", "billing", "ana").answered_after(25, "c2", "sales", "ana")
    found = scene.report(at="09:02")
    assert found["floor"]["recovery_answers"] is None
    assert found["floor"]["target"] is None
    assert found["queues"]["billing"]["recovery_answers"] == 4
    assert found["queues"]["sales"]["recovery_answers"] == 9


def test_that_mixed_thresholds_of_one_target_still_recover() -> None:
    scene = Scene().at("09:00").queue("billing", threshold=20).queue("sales", threshold=60)
    scene.answered_after(25, "c1", "billing", "ana").answered_after(25, "c2", "sales", "ana")
    everything = scene.read_floor(at="09:02")
    assert everything["answered_in_threshold"] == 1
    assert everything["recovery_answers"] == 3
    assert everything["threshold_seconds"] is None
    assert everything["target"] == 0.8


# Waiting now ---------------------------------------------------------------------------------------


def test_that_the_longest_wait_is_of_the_earliest_open_entry() -> None:
    scene = Scene().at("09:00").queue("billing").queued("c1", "billing").after(30).queued("c2", "billing")
    billing = scene.read_queue("billing", at="09:01")
    assert (billing["waiting"], billing["longest_wait_seconds"]) == (2, 60)
    scene.at("09:01:10").abandoned("c1", "billing")
    billing = scene.read_queue("billing", at="09:01:10.500")
    assert (billing["waiting"], billing["longest_wait_seconds"]) == (1, 40.5)


@pytest.mark.parametrize(
    ("now", "soon"),
    [("09:00:10", 0), ("09:00:10.001", 1), ("09:00:30", 1), ("09:00:30.001", 0)],
)
def test_that_breach_soon_spans_the_twenty_seconds_up_to_the_threshold(now: str, soon: int) -> None:
    scene = Scene().at("09:00").queue("billing", threshold=30).queued("c1", "billing")
    assert scene.read_queue("billing", at=now)["breach_soon"] == soon
    assert scene.explain("breach_soon", "queue:billing", at=now)["value"] == soon


def test_that_a_silent_queue_ages_by_itself() -> None:
    scene = Scene().at("09:00").queue("billing").answered_after(5, "c1", "billing", "ana")
    assert scene.read_queue("billing", at="09:30:04.999")["service_level"]["offered"] == 1
    assert scene.read_queue("billing", at="09:30:05")["service_level"]["offered"] is None
    assert scene.read_queue("billing", at="09:30:05")["answered"] == 0


# Which queue, which channel, which rules -----------------------------------------------------------


def test_that_an_entry_counts_in_the_window_in_which_it_ends() -> None:
    scene = Scene().at("09:00").queue("billing").answered_after(120, "c1", "billing", "ana")
    early, late = scene.read_queue("billing", "09:01", "1m"), scene.read_queue("billing", "09:02", "1m")
    assert (early["started"], early["answered"], early["waiting"]) == (0, 0, 1)
    assert (late["started"], late["answered"], late["waiting"]) == (0, 1, 0)
    assert late["average_speed_of_answer_seconds"] == 120


def test_that_outbound_contacts_count_for_agents_only() -> None:
    scene = Scene().at("09:00").queue("billing").queued("c1", "billing", direction="outbound")
    assert scene.read_queue("billing", at="09:00:30")["waiting"] == 0
    scene.at("09:01").answered("c1", "ana").after(60).released("c1", "ana", wrap_up=False)
    found = scene.report()
    billing, ana = found["queues"]["billing"], found["agents"]["ana"]
    assert (billing["started"], billing["answered"], billing["handled"]) == (0, 0, 0)
    assert (ana["handled"], ana["average_handle_time_seconds"]) == (1, 60)
    assert found["floor"]["handled"] == 1


def test_that_a_direction_once_sent_holds_for_later_queues() -> None:
    scene = Scene().at("09:00").queue("billing").queue("sales")
    scene.queued("c1", "billing", direction="outbound").after(5).queued("c1", "sales")
    assert scene.read_floor(at="09:01")["waiting"] == 0
    scene.after(5).queued("c1", "billing", direction="inbound")
    found = scene.report(at="09:01")
    assert found["queues"]["billing"]["waiting"] == 1
    assert found["floor"]["deflected"] == 0


def test_that_a_direct_contact_is_nothing_to_any_queue() -> None:
    scene = Scene().at("09:00").queue("billing").answered("c1", "ana", queue="billing")
    scene.after(30).released("c1", "ana", wrap_up=False)
    found = scene.report()
    assert found["queues"]["billing"]["handled"] == 0
    assert found["queues"]["billing"]["answered"] == 0
    assert found["floor"]["handled"] == 1


def test_that_handled_of_a_queue_is_the_leg_that_emptied_its_entry() -> None:
    scene = Scene().at("09:00").queue("billing").queue("sales").queued("c1", "billing")
    scene.after(10).answered("c1", "ana").after(30).transferred("c1", "ana").queued("c1", "sales")
    scene.after(10).answered("c1", "ben").after(5).released("c1", "ana").after(15).wrapped("c1", "ana")
    scene.after(40).released("c1", "ben", wrap_up=False)
    found = scene.report()
    assert found["queues"]["billing"]["average_handle_time_seconds"] == 60  # ana: 45 talk and 15 wrap-up
    assert found["queues"]["sales"]["average_handle_time_seconds"] == 60  # ben: 60 talk
    assert [found["queues"][name]["handled"] for name in ("billing", "sales")] == [1, 1]
    assert found["floor"]["handled"] == 2


def test_that_a_consulted_agents_leg_is_the_floors_and_not_the_queues() -> None:
    scene = Scene().at("09:00").queue("billing").queued("c1", "billing").after(10).answered("c1", "ana")
    scene.after(20).answered("c1", "ben").after(30).released("c1", "ben", wrap_up=False)
    scene.after(20).released("c1", "ana", wrap_up=False)
    found = scene.report()
    assert found["queues"]["billing"]["handled"] == 1
    assert found["queues"]["billing"]["average_handle_time_seconds"] == 70
    assert found["floor"]["handled"] == 2
    assert found["floor"]["average_handle_time_seconds"] == 50


def test_that_an_entry_counts_for_the_channel_its_contact_said() -> None:
    scene = Scene().at("09:00").queue("desk", channel="email").queued("c1", "desk", channel="chat")
    scene.queued("c2", "desk").after(5).answered("c1", "ana").released("c1", "ana", wrap_up=False)
    channels = scene.report()["channels"]
    assert channels["chat"]["answered"] == channels["chat"]["handled"] == 1
    assert channels["email"]["answered"] == channels["email"]["handled"] == 0
    assert channels["email"]["waiting"] == 1


def test_that_sums_over_queues_use_each_entrys_own_threshold() -> None:
    scene = Scene().at("09:00").queue("billing", threshold=20).queue("chats", threshold=60, channel="chat")
    scene.answered_after(30, "c1", "billing", "ana").answered_after(30, "c2", "chats", "ana")
    found = scene.report(at="09:02")
    assert found["floor"]["service_level"]["offered"] == 0.5
    assert found["channels"]["voice"]["service_level"]["offered"] == 0
    assert found["channels"]["chat"]["service_level"]["offered"] == 1


def test_that_the_threshold_in_force_when_the_entry_ends_decides() -> None:
    scene = Scene().at("09:00").queue("billing", threshold=20).answered_after(30, "c1", "billing", "ana")
    scene.at("09:01").queued("c2", "billing").after(10).queue("billing", threshold=40)
    scene.after(20).answered("c2", "ben")
    billing = scene.read_queue("billing", at="09:02")
    assert (billing["answered"], billing["answered_in_threshold"]) == (2, 1)
    assert billing["threshold_seconds"] == 40
    assert scene.read_queue("billing", at="09:01:05")["threshold_seconds"] == 20


def test_that_a_threshold_replaced_at_the_very_instant_of_an_answer_counts() -> None:
    scene = Scene().at("09:00").queue("billing", threshold=20).queued("c1", "billing").after(30)
    scene.queue("billing", threshold=40).answered("c1", "ana")
    assert scene.read_queue("billing")["answered_in_threshold"] == 1


def test_that_open_entries_go_by_the_threshold_of_now() -> None:
    scene = Scene().at("09:00").queue("billing", threshold=60).queued("c1", "billing")
    scene.after(30).queue("billing", threshold=20)
    assert scene.read_queue("billing", at="09:00:29")["service_level"]["live"] is None
    assert scene.read_queue("billing", at="09:00:30")["service_level"]["live"] == 0


def test_that_a_queue_changing_channel_counts_entries_where_it_was_then() -> None:
    scene = Scene().at("09:00").queue("desk", channel="voice").answered_after(5, "c1", "desk", "ana")
    scene.at("09:01").queue("desk", channel="chat").answered_after(5, "c2", "desk", "ana")
    channels = scene.report(at="09:02")["channels"]
    assert (channels["voice"]["answered"], channels["chat"]["answered"]) == (1, 1)
    assert (channels["voice"]["handled"], channels["chat"]["handled"]) == (1, 1)


def test_that_a_channel_is_reported_once_something_belongs_to_it() -> None:
    scene = Scene().at("09:00").queue("desk").queued("c1", "desk", channel="email")
    assert list(scene.report(at="09:00:01")["channels"]) == ["voice"]
    scene.at("09:00:05").abandoned("c1", "desk")
    assert list(scene.report()["channels"]) == ["voice", "email"]


# Staffing ------------------------------------------------------------------------------------------


def test_that_staffed_are_those_not_offline_and_free_those_available() -> None:
    scene = Scene().at("09:00").queue("billing").queue("sales")
    scene.agent("ana", "ben", "cat", "dan", queues=["billing"]).agent("eve", queues=["sales"])
    scene.available("ana", "ben", "eve").not_ready("cat", "break").answered("c1", "ben")
    found = scene.report()
    assert (found["queues"]["billing"]["staffed"], found["queues"]["billing"]["free"]) == (3, 1)
    assert (found["queues"]["sales"]["staffed"], found["queues"]["sales"]["free"]) == (1, 1)
    assert (found["floor"]["staffed"], found["floor"]["free"]) == (4, 2)


def test_that_an_agent_of_two_queues_is_one_person_to_channel_and_floor() -> None:
    scene = Scene().at("09:00").queue("billing").queue("sales").agent("ana", queues=["billing", "sales"])
    scene.available("ana")
    found = scene.report()
    assert found["channels"]["voice"]["staffed"] == 1
    assert found["floor"]["free"] == 1
    assert scene.explain("staffed", "channel:voice")["numerator"] == 1


def test_that_membership_is_that_of_the_profile_in_force() -> None:
    scene = Scene().at("09:00").queue("billing").queue("sales").agent("ana", queues=["billing"])
    scene.available("ana").at("09:10").agent("ana", queues=["sales"])
    before, after = scene.report(at="09:09:59.999"), scene.report(at="09:10")
    assert [before["queues"][name]["staffed"] for name in ("billing", "sales")] == [1, 0]
    assert [after["queues"][name]["staffed"] for name in ("billing", "sales")] == [0, 1]


def test_that_an_agents_profile_makes_no_queue_and_names_one_known_later() -> None:
    scene = Scene().at("09:00").agent("ana", queues=["billing"]).available("ana")
    assert scene.report()["queues"] == {}
    scene.at("09:01").queue("billing")
    assert scene.read_queue("billing")["staffed"] == 1
    assert scene.report(at="09:00:30")["queues"] == {}
