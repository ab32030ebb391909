"""Agent metrics by hand: occupancy, handling, concurrency, transfers, misses, teams, conformance."""

from __future__ import annotations

import pytest

from tests.builders import Scene


def hour() -> Scene:
    """Ana: available 09:00, rings 09:10, talks 09:11, holds 09:15, talks 09:17, wraps up 09:20 to 09:24,
    available to 09:30, not ready to 09:40, offline to 10:00."""
    scene = Scene().at("09:00").queue("billing").agent("ana", team="north", queues=["billing"])
    scene.available("ana").at("09:10").queued("c1", "billing").offered("c1", "ana")
    scene.at("09:11").answered("c1", "ana").at("09:15").held("c1", "ana").at("09:17").resumed("c1", "ana")
    scene.at("09:20").released("c1", "ana").at("09:24").wrapped("c1", "ana")
    return scene.at("09:30").not_ready("ana", "break").at("09:40").offline("ana").at("10:00")


def test_that_occupancy_leaves_not_ready_out_and_utilisation_does_not() -> None:
    scene = hour()
    for row in (scene.read_agent("ana", window="1h"), scene.read_team("north", window="1h")):
        assert row["occupancy"] == pytest.approx(13 / 30)  # 09:11 to 09:24, of 09:00 to 09:30
        assert row["utilisation"] == pytest.approx(13 / 40)
    assert scene.read_floor(window="1h")["occupancy"] == pytest.approx(13 / 30)


def test_that_a_leg_is_handled_with_its_talk_hold_and_wrap_up() -> None:
    ana = hour().read_agent("ana", window="1h")
    assert ana["handled"] == 1
    assert ana["average_handle_time_seconds"] == 13 * 60
    assert ana["average_talk_seconds"] == 7 * 60
    assert ana["average_hold_seconds"] == 2 * 60
    assert ana["average_wrap_up_seconds"] == 4 * 60
    assert ana["concurrency"] == 1


def test_that_a_leg_belongs_to_the_window_in_which_it_completes() -> None:
    scene = hour()
    assert scene.read_agent("ana", at="09:23:59.999")["handled"] == 0
    whole = scene.read_agent("ana", at="09:24", window="1m")
    assert (whole["handled"], whole["average_handle_time_seconds"]) == (1, 13 * 60)
    assert scene.read_agent("ana", at="09:25", window="1m")["handled"] == 0


def test_that_nothing_done_means_none_and_never_nought() -> None:
    scene = Scene().at("09:00").agent("ana", team="north").offline("ana")
    for row in (scene.read_agent("ana", at="09:10"), scene.read_team("north", at="09:10")):
        none = ["occupancy", "utilisation", "concurrency", "average_handle_time_seconds", "transfer_rate"]
        none += ["missed_rate", "adherence", "adherence_adjusted", "conformance", "average_talk_seconds"]
        assert {row[metric] for metric in none} == {None}
        assert row["handled"] == 0


def test_that_an_available_agent_without_contacts_has_nought_occupancy() -> None:
    ana = Scene().at("09:00").available("ana").read_agent("ana", at="09:10")
    assert (ana["occupancy"], ana["utilisation"], ana["concurrency"]) == (0, 0, None)


def test_that_ringing_counts_as_ready() -> None:
    scene = Scene().at("09:00").answered("c1", "ana").at("09:05").released("c1", "ana", wrap_up=False)
    scene.offered("c2", "ana")
    ana = scene.read_agent("ana", at="09:10")
    assert ana["state"] == "ringing"
    assert ana["occupancy"] == 0.5


def test_that_concurrency_is_leg_time_over_contact_time() -> None:
    scene = Scene().at("09:00").available("ana").answered("c1", "ana").at("09:02").answered("c2", "ana")
    scene.at("09:04").held("c2", "ana").at("09:06").released("c1", "ana").at("09:08").wrapped("c1", "ana")
    scene.at("09:10").released("c2", "ana", wrap_up=False)
    ana = scene.read_agent("ana", at="09:20")
    assert ana["concurrency"] == pytest.approx((6 + 8) / 10)  # talking or on hold from 09:00 to 09:10
    assert ana["occupancy"] == pytest.approx(10 / 20)
    assert ana["average_handle_time_seconds"] == pytest.approx((8 * 60 + 8 * 60) / 2)


def test_that_a_held_leg_beside_a_talking_one_is_hold_of_that_leg_only() -> None:
    scene = Scene().at("09:00").answered("c1", "ana").answered("c2", "ana").after(60).held("c2", "ana")
    assert scene.state("ana") == "on_contact"
    scene.after(60).released("c1", "ana", wrap_up=False)
    assert scene.state("ana") == "hold"
    scene.after(60).released("c2", "ana", wrap_up=False)
    ana = scene.read_agent("ana")
    assert ana["average_talk_seconds"] == (120 + 60) / 2
    assert ana["average_hold_seconds"] == (0 + 120) / 2


def test_that_states_sent_without_contacts_give_no_concurrency() -> None:
    scene = Scene().at("09:00").says("ana", "on_contact").at("09:05").says("ana", "hold")
    scene.at("09:06").says("ana", "wrap_up").at("09:08").says("ana", "ringing").at("09:10").available("ana")
    ana = scene.read_agent("ana", at="09:16")
    assert ana["concurrency"] is None
    assert ana["occupancy"] == 8 / 16
    assert ana["handled"] == 0


def test_that_contact_time_sent_as_states_dilutes_the_concurrency_of_legs() -> None:
    scene = Scene().at("09:00").says("ana", "on_contact").at("09:05").available("ana").answered("c1", "ana")
    scene.at("09:10").released("c1", "ana", wrap_up=False)
    assert scene.read_agent("ana")["concurrency"] == 0.5


def test_that_transfers_are_a_share_of_completed_legs() -> None:
    scene = Scene().at("09:00")
    for number in range(4):
        scene.answered(f"c{number}", "ana").after(10)
        if number == 0:
            scene.transferred("c0", "ana", "warm").transferred("c0", "ana")
        scene.released(f"c{number}", "ana", wrap_up=number == 3)
    assert scene.read_agent("ana")["transfer_rate"] == pytest.approx(1 / 3)
    scene.transferred("c3", "ana").wrapped("c3", "ana")
    assert scene.read_agent("ana")["transfer_rate"] == 0.5


def test_that_misses_are_a_share_of_offers_in_the_window() -> None:
    scene = Scene().at("09:00").queue("billing").queued("c1", "billing").offered("c1", "ana")
    scene.offered("c1", "ben").after(10).missed("c1", "ana").offered("c1", "cat").after(5).answered(
        "c1", "ben"
    )
    found = scene.report()
    rates = [found["agents"][name]["missed_rate"] for name in ("ana", "ben", "cat")]
    assert rates == [1, 0, 0]
    assert found["floor"]["missed_rate"] == pytest.approx(1 / 3)
    assert scene.read_agent("ana", at="09:00:10", window="10s")["missed_rate"] is None


def test_that_a_team_is_the_sum_of_its_agents_and_no_mean_of_ratios() -> None:
    scene = Scene().at("09:00").agent("ana", "ben", team="north").agent("cat", team="south")
    scene.available("ana").answered("c1", "ana").at("09:09").released("c1", "ana", wrap_up=False)
    scene.offline("ana").available("ben", "cat").at("09:10")
    found = scene.report()
    assert found["teams"]["north"]["occupancy"] == pytest.approx(9 / 10)
    assert found["teams"]["south"]["occupancy"] == 0
    assert found["floor"]["occupancy"] == pytest.approx(9 / 11)


def test_that_a_change_of_team_splits_the_time_at_its_instant() -> None:
    scene = Scene().at("09:00").agent("ana", team="north").available("ana").at("09:05").answered("c1", "ana")
    scene.at("09:10").agent("ana", team="south").at("09:20").released("c1", "ana", wrap_up=False)
    found = scene.report()
    assert found["teams"]["north"]["occupancy"] == 0.5
    assert found["teams"]["south"]["occupancy"] == 1
    assert found["agents"]["ana"]["occupancy"] == pytest.approx(15 / 20)
    assert [found["teams"][name]["handled"] for name in ("north", "south")] == [0, 1]
    assert found["agents"]["ana"]["since"] == "2026-11-23T09:20:00.000Z"


def test_that_a_team_keeps_what_its_former_agent_did() -> None:
    scene = Scene().at("09:00").agent("ana", team="north").answered("c1", "ana").after(60)
    scene.released("c1", "ana", wrap_up=False).surveyed("c1", csat=5).after(60).agent("ana", team="south")
    scene.after(60).surveyed("c1", csat=1)
    found = scene.report()
    assert found["teams"]["north"]["handled"] == 1
    assert found["teams"]["north"]["csat"] == {"share": 1, "mean": 5, "n": 1}
    assert found["teams"]["south"]["csat"] == {"share": 0, "mean": 1, "n": 1}
    assert found["agents"]["ana"]["csat"]["n"] == 2


def test_that_a_survey_sent_after_the_move_belongs_to_the_team_of_its_instant() -> None:
    scene = Scene().at("09:00").agent("ana", team="north").at("09:10").agent("ana", team="south")
    scene.at("09:05").surveyed(agent="ana", csat=5).at("09:15")
    found = scene.report()["teams"]
    assert [found[name]["csat"]["n"] for name in ("north", "south")] == [1, 0]


def test_that_a_team_is_in_force_for_all_of_the_instant_it_begins_at() -> None:
    scene = Scene().at("09:00").agent("ana", team="north").at("09:05").offered("c1", "ana")
    scene.agent("ana", team="south").at("09:10")
    found = scene.report()["teams"]
    assert [found[name]["missed_rate"] for name in ("north", "south")] == [None, 0]


def test_that_a_profile_of_the_same_team_splits_nothing() -> None:
    scene = Scene().at("09:00").agent("ana", team="north").answered("c1", "ana").at("09:05")
    scene.agent("ana", team="north", queues=["billing"])
    north = scene.read_team("north", at="09:10")
    assert (north["occupancy"], north["concurrency"]) == (1, 1)
    assert scene.read_agent("ana")["since"] == "2026-11-23T09:00:00.000Z"


def test_that_an_agent_back_in_the_first_team_counts_there_again() -> None:
    scene = Scene().at("09:00").agent("ana", team="north").available("ana")
    scene.at("09:05").agent("ana", team="south").at("09:10").agent("ana", team="north")
    scene.at("09:12").answered("c1", "ana").at("09:15")
    found = scene.report()
    assert found["teams"]["north"]["occupancy"] == pytest.approx(3 / 10)
    assert found["teams"]["south"]["occupancy"] == 0


def test_that_an_agent_without_a_team_counts_for_the_floor_alone() -> None:
    scene = Scene().at("09:00").agent("ana", team="north").available("ana", "ben").at("09:05")
    scene.agent("ana").answered("c1", "ana").at("09:10")
    found = scene.report()
    assert found["teams"]["north"]["occupancy"] == 0
    assert found["floor"]["occupancy"] == pytest.approx(5 / 20)


# Conformance ---------------------------------------------------------------------------------------


def test_that_conformance_is_time_on_queue_over_scheduled_on_queue_time() -> None:
    scene = Scene().at("09:00").agent("ana", team="north").offline("ana")
    scene.scheduled("ana", ("on_queue", "09:10", "09:20"), ("break", "09:20", "09:30"))
    scene.at("09:05").available("ana").at("09:30").offline("ana")
    for row in (scene.read_agent("ana"), scene.read_team("north"), scene.read_floor()):
        assert row["conformance"] == 2.5


def test_that_conformance_counts_only_agents_scheduled_on_queue() -> None:
    scene = Scene().at("09:00").agent("ana", "ben", "cat", team="north").available("ana", "ben", "cat")
    scene.scheduled("ana", ("on_queue", "09:00", "09:10")).scheduled("ben", ("meeting", "09:00", "09:10"))
    found = scene.report(at="09:10")
    assert found["agents"]["ana"]["conformance"] == 1
    assert found["agents"]["ben"]["conformance"] is None
    assert found["agents"]["cat"]["conformance"] is None
    assert found["teams"]["north"]["conformance"] == 1


def test_that_an_agent_scheduled_and_away_has_nought_conformance() -> None:
    scene = Scene().at("09:00").scheduled("ana", ("on_queue", "09:00", "10:00")).not_ready("ana", "break")
    assert scene.read_agent("ana", at="09:10")["conformance"] == 0


def test_that_conformance_of_a_team_follows_the_agents_time_in_it() -> None:
    scene = Scene().at("09:00").agent("ana", team="north").available("ana")
    scene.scheduled("ana", ("on_queue", "09:00", "09:10"), ("meeting", "09:10", "09:20"))
    scene.at("09:10").agent("ana", team="south")
    found = scene.report(at="09:20")
    assert found["teams"]["north"]["conformance"] == 1
    assert found["teams"]["south"]["conformance"] is None
    assert found["agents"]["ana"]["conformance"] == 2
