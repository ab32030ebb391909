"""Late events take their place; those that come too late are counted and take effect at the watermark."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.builders import Scene, tiny_blocks

Play = Callable[[Scene], object]


def call(**site: float) -> Scene:
    return (
        Scene()
        .at("09:00")
        .site(**site)
        .queue("billing")
        .agent("ana", "ben", queues=["billing"])
        .available("ana", "ben")
    )


def late_count(scene: Scene) -> int:
    return int(scene.report()["counts"]["late"])


def test_that_a_late_answer_is_as_if_it_had_come_in_order() -> None:
    scene = call().queued("c1", "billing").at("09:00:14").released("c1", "ana", wrap_up=False)
    assert scene.anomalies() == {"released without a live leg": 1}
    scene.at("09:00:10").answered("c1", "ana").at("09:00:20")
    ana = scene.read_agent("ana")
    assert (ana["handled"], ana["average_talk_seconds"], ana["since"][11:19]) == (1, 4, "09:00:14")
    assert scene.anomalies() == {}
    assert late_count(scene) == 0


def test_that_lateness_of_exactly_the_limit_is_still_put_right() -> None:
    scene = call(lateness_seconds=5).at("09:00:10").answered("c1", "ana").at("09:00:15").offline("ana")
    scene.at("09:00:10").held("c1", "ana").at("09:00:16")
    assert scene.state("ana", at="09:00:12") == "hold"
    assert late_count(scene) == 0


def test_that_one_millisecond_more_applies_at_the_watermark_and_is_counted() -> None:
    scene = call(lateness_seconds=5).at("09:00:10").answered("c1", "ana").at("09:00:15.001").offline("ana")
    scene.at("09:00:10").held("c1", "ana").at("09:00:16")
    assert scene.state("ana", at="09:00:10") == "on_contact"
    assert scene.state("ana", at="09:00:10.001") == "hold"
    assert late_count(scene) == 1


def test_that_the_site_sets_the_limit_of_lateness() -> None:
    scene = Scene().at("09:00").site(lateness_seconds=0).answered("c1", "ana").at("09:00:02").offline("ana")
    scene.at("09:00:01").held("c1", "ana").at("09:00:03")
    assert scene.state("ana", at="09:00:01") == "on_contact"
    assert scene.state("ana") == "hold"
    assert late_count(scene) == 1


def test_that_an_event_is_late_only_against_its_own_agent_and_contact() -> None:
    scene = call().queued("c1", "billing").at("10:00").available("ben").at("09:00:10").answered("c1", "ana")
    assert late_count(scene) == 0
    assert scene.read_queue("billing", at="09:00:10")["average_speed_of_answer_seconds"] == 10


def test_that_too_late_for_the_contact_is_too_late_for_its_agent() -> None:
    scene = call(lateness_seconds=5).queued("c1", "billing").at("09:01").abandoned("c1", "billing")
    scene.at("09:00:10").answered("c1", "ana").at("09:02")
    assert late_count(scene) == 1
    ana = scene.read_agent("ana")
    assert (ana["state"], ana["since"][11:19]) == ("on_contact", "09:00:55")
    billing = scene.read_queue("billing")
    assert (billing["abandoned"], billing["answered"]) == (0, 1)
    assert billing["average_speed_of_answer_seconds"] == 10


def test_that_a_late_event_can_change_how_an_entry_ended() -> None:
    scene = call().queued("c1", "billing").at("09:00:30").abandoned("c1", "billing")
    assert scene.read_queue("billing")["abandoned"] == 1
    scene.at("09:00:27").answered("c1", "ana").at("09:00:40")
    billing = scene.read_queue("billing")
    assert (billing["abandoned"], billing["answered"], billing["started"]) == (0, 1, 1)
    assert scene.anomalies() == {"abandoned while not waiting": 1}


def test_that_equal_instants_apply_by_seq() -> None:
    scene = call().at("09:00:10").answered("c1", "ana").numbered(30).resumed("c1", "ana")
    assert scene.anomalies() == {"resumed while not held": 1}
    scene.numbered(20).held("c1", "ana")
    assert scene.anomalies() == {}
    assert scene.state("ana") == "on_contact"
    assert late_count(scene) == 0


def test_that_equal_instants_with_a_higher_seq_apply_as_they_come() -> None:
    scene = call().at("09:00:10").answered("c1", "ana").held("c1", "ana").resumed("c1", "ana")
    assert scene.anomalies() == {}
    assert scene.state("ana") == "on_contact"


def test_that_a_late_state_completes_the_wrap_up_of_its_time() -> None:
    scene = call().answered("c1", "ana").at("09:00:20").released("c1", "ana")
    scene.at("09:00:30").offered("c2", "ana").at("09:00:27").available("ana").at("09:00:40")
    ana = scene.read_agent("ana")
    assert (ana["state"], ana["handled"], ana["average_wrap_up_seconds"]) == ("ringing", 1, 7)


def test_that_a_late_state_moves_the_end_of_a_wrap_up_forward() -> None:
    scene = (
        call().answered("c1", "ana").at("09:00:20").released("c1", "ana").at("09:00:30").wrapped("c1", "ana")
    )
    assert scene.read_agent("ana")["average_wrap_up_seconds"] == 10
    scene.at("09:00:26").available("ana").at("09:01")
    ana = scene.read_agent("ana")
    assert (ana["handled"], ana["average_wrap_up_seconds"]) == (1, 6)
    assert scene.anomalies() == {"wrapped while not wrapping up": 1}


def test_that_a_state_in_time_completes_a_wrap_up_whose_contact_went_on() -> None:
    scene = (
        call().answered("c1", "ana").at("09:00:10").released("c1", "ana").at("09:00:14").answered("c1", "ben")
    )
    scene.at("09:00:12").available("ana").at("09:00:20")
    found = scene.report()["agents"]
    assert (found["ana"]["state"], found["ana"]["since"][11:19]) == ("available", "09:00:12")
    assert (found["ana"]["handled"], found["ana"]["average_wrap_up_seconds"]) == (1, 2)
    assert (found["ben"]["state"], found["ben"]["since"][11:19]) == ("on_contact", "09:00:14")
    assert late_count(scene) == 0


def test_that_of_two_anomalies_the_one_explained_late_is_withdrawn() -> None:
    scene = call().answered("c1", "ana").answered("c2", "ben").at("09:00:04").resumed("c1", "ana")
    scene.resumed("c2", "ben")
    assert scene.anomalies() == {"resumed while not held": 2}
    scene.at("09:00:03").held("c1", "ana")
    assert scene.anomalies() == {"resumed while not held": 1}


def test_that_a_late_release_is_wrapped_by_the_state_that_came_before_it() -> None:
    scene = call().answered("c1", "ana").at("09:00:25").available("ana")
    assert scene.read_agent("ana")["handled"] == 0
    scene.at("09:00:22").released("c1", "ana").at("09:00:30")
    ana = scene.read_agent("ana")
    assert (ana["state"], ana["handled"], ana["average_wrap_up_seconds"]) == ("available", 1, 3)


def test_that_a_late_event_reaches_every_agent_of_its_contact() -> None:
    scene = call().queued("c1", "billing").offered("c1", "ana").offered("c1", "ben")
    scene.at("09:00:14").missed("c1", "ben")
    scene.at("09:00:10").answered("c1", "ana").at("09:00:20")
    assert scene.state("ben", at="09:00:12") == "available"
    assert scene.state("ana", at="09:00:12") == "on_contact"
    assert scene.anomalies() == {"missed without an offer": 1}


def test_that_a_late_event_reaches_agents_through_other_contacts() -> None:
    scene = call().answered("c1", "ana").answered("c2", "ben").at("09:00:12").answered("c2", "ana")
    scene.at("09:00:14").held("c2", "ben").at("09:00:15").held("c1", "ana")
    scene.at("09:00:11").released("c1", "ana", wrap_up=False).at("09:00:20")
    assert [scene.state("ana", at=f"09:00:{second}") for second in ("11", "12", "15")] == [
        "available",
        "on_contact",
        "on_contact",
    ]
    assert scene.state("ben") == "hold"
    assert scene.anomalies() == {"held while not talking": 1}


def test_that_a_late_end_of_a_contact_with_several_agents_ends_every_leg() -> None:
    scene = call().answered("c1", "ana").answered("c1", "ben").at("09:00:14").held("c1", "ben")
    scene.at("09:00:12").ended("c1").at("09:00:20")
    found = scene.report()["agents"]
    assert [found[name]["state"] for name in ("ana", "ben")] == ["available", "available"]
    assert [found[name]["average_talk_seconds"] for name in ("ana", "ben")] == [12, 12]
    assert scene.anomalies() == {"held while not talking": 1}


def test_that_a_leg_of_the_newest_agent_is_found_by_an_earlier_late_event() -> None:
    scene = (
        call()
        .queued("c1", "billing")
        .at("09:00:14")
        .answered("c1", "ben")
        .at("09:00:10")
        .offered("c1", "ana")
    )
    scene.at("09:00:20")
    assert scene.state("ana", at="09:00:12") == "ringing"
    assert scene.state("ana") == "available"
    assert scene.state("ben") == "on_contact"


@pytest.mark.parametrize("kind", ["survey", "profile", "team", "schedule", "supervision", "site"])
def test_that_only_states_and_contacts_are_late_or_make_late(kind: str) -> None:
    plays: dict[str, Play] = {
        "survey": lambda scene: scene.surveyed("c1", "ana", csat=5),
        "profile": lambda scene: scene.agent("ana", team="south"),
        "team": lambda scene: scene.send("team.profile", team="south"),
        "schedule": lambda scene: scene.scheduled("ana", ("break", "09:00", "10:00")),
        "supervision": lambda scene: scene.send(
            "supervision.started", agent="ana", supervisor="lead", kind="monitor", contact="c1"
        ),
        "site": lambda scene: scene.site(reasons={"smoke": "break"}),
    }
    scene = call().answered("c1", "ana").at("09:10")
    plays[kind](scene)
    scene.at("09:05").released("c1", "ana", wrap_up=False).at("09:01")
    plays[kind](scene)
    assert late_count(scene) == 0
    assert scene.read_agent("ana", at="09:06")["average_talk_seconds"] == 300


def test_that_a_remark_makes_late_as_every_contact_event_does() -> None:
    scene = call().answered("c1", "ana").at("09:10").send("contact.sentiment", contact="c1", score=0)
    scene.at("09:05").released("c1", "ana", wrap_up=False)
    assert late_count(scene) == 1
    assert scene.read_agent("ana", at="09:10")["average_talk_seconds"] == 540


def test_that_a_profile_of_an_earlier_instant_moves_the_time_since_then() -> None:
    scene = Scene().at("09:00").agent("ana", team="north").available("ana").at("09:10").answered("c1", "ana")
    scene.at("09:05").agent("ana", team="south").at("09:20")
    found = scene.report()["teams"]
    assert found["north"]["utilisation"] == 0
    assert found["south"]["occupancy"] == pytest.approx(10 / 15)
    assert late_count(scene) == 0


def test_that_a_survey_of_an_earlier_instant_is_credited_by_the_answers_before_it() -> None:
    scene = call().answered("c1", "ana").at("09:01").answered("c1", "ben").at("09:02")
    scene.at("09:00:30").surveyed("c1", csat=5).at("09:03")
    found = scene.report()["agents"]
    assert (found["ana"]["csat"]["n"], found["ben"]["csat"]["n"]) == (1, 0)
    assert late_count(scene) == 0


def test_that_a_survey_finds_the_agent_of_a_late_answer() -> None:
    scene = call().answered("c1", "ana").at("09:00:14").surveyed("c1", csat=5).ended("c1")
    scene.at("09:00:12").answered("c1", "ben").at("09:00:20")
    found = scene.report()["agents"]
    assert (found["ana"]["csat"]["n"], found["ben"]["csat"]["n"]) == (0, 1)


def test_that_reasons_restated_stand_in_order_with_late_states() -> None:
    scene = Scene().at("09:00").scheduled("ana", ("break", "09:00", "10:00")).not_ready("ana", "smoke")
    scene.at("09:10").site(reasons={"smoke": "break"}).at("09:10:03").available("ana")
    scene.at("09:09:59").not_ready("ana", "walk").at("09:10:01").not_ready("ana", "smoke").at("09:10:10")
    ana = scene.read_agent("ana", window="20s")
    assert scene.read_agent("ana", at="09:09:59")["reason"] == "walk"
    assert ana["adherence"] == pytest.approx(2 / 20)


def test_that_a_late_first_word_makes_the_agent_known_from_then() -> None:
    scene = Scene().at("09:00").queue("billing").at("09:00:10").available("ana").at("09:00:07").offline("ana")
    assert list(scene.report(at="09:00:07")["agents"]) == ["ana"]
    assert scene.report(at="09:00:06.999")["agents"] == {}


def test_that_late_events_reach_back_into_packed_blocks() -> None:
    with tiny_blocks():
        scene = call().answered("c1", "ana")
        for number in range(40):
            scene.queued(f"other-{number}", "billing").offered(f"other-{number}", "ben")
        scene.at("09:00:04").released("c1", "ana").at("09:00:02").held("c1", "ana").at("09:00:05")
        scene.wrapped("c1", "ana")
    ana = scene.read_agent("ana")
    assert (ana["handled"], ana["average_talk_seconds"], ana["average_hold_seconds"]) == (1, 2, 2)
    assert scene.state("ana", at="09:00:03") == "hold"


def test_that_what_was_laid_away_can_no_longer_be_changed_but_goes_on() -> None:
    with tiny_blocks():
        scene = Scene().at("09:00").site(lateness_seconds=300).queue("billing").available("ana")
        scene.answered("c1", "ana").at("09:00:10").released("c1", "ana", wrap_up=False).ended("c1")
        for number in range(200):
            scene.at("09:15").after(10 * number).abandoned_after(1, f"other-{number}", "billing")
        scene.at("09:00:05").held("c1", "ana").at("09:20")
    assert scene.read_agent("ana")["average_talk_seconds"] == 10
    assert scene.anomalies() == {"too late for a contact that is over": 1}


def test_that_a_state_in_the_instant_of_a_wrap_up_s_end_takes_its_place_before_it() -> None:
    scene = call().answered("c1", "ana").after(10).released("c1", "ana").after(10).numbered(20)
    scene.wrapped("c1", "ana")
    assert scene.anomalies() == {}
    scene.numbered(19).not_ready("ana")
    assert scene.anomalies() == {"wrapped while not wrapping up": 1}
    assert scene.read_agent("ana")["average_wrap_up_seconds"] == 10
