"""Definitions: each holds from its instant, and one that comes late moves what it concerns."""

from __future__ import annotations

import pytest

from tests.builders import Scene


def morning() -> Scene:
    scene = Scene().queue("help").agent("ana", team="north", queues=["help"]).at("09:00").available("ana")
    scene.at("09:10").queued("c1", "help").after(30).answered("c1", "ana")
    return scene.at("09:15").released("c1", "ana", wrap_up=False).ended("c1").at("09:20")


def test_that_a_threshold_holds_from_its_instant_on() -> None:
    scene = morning().queue("help", threshold=60).at("09:20:30")
    assert scene.read_queue("help")["answered_in_threshold"] == 0
    scene.queued("c2", "help").after(30).answered("c2", "ana")
    assert scene.read_queue("help")["answered_in_threshold"] == 1


def test_that_a_teams_name_is_that_of_the_instant_read() -> None:
    scene = morning().send("team.profile", team="north", name="North").at("09:30")
    scene.send("team.profile", team="north", name="Far north").at("09:40")
    names = scene.floor.team_names["north"]
    assert [profile.name for at in ("09:25", "09:35") if (profile := names.at(scene.ms(at)))] == [
        "North",
        "Far north",
    ]


def test_that_an_agent_who_moves_takes_what_follows_to_the_new_team() -> None:
    scene = morning().agent("ana", team="south", queues=["help"]).at("09:21")
    scene.answered("c2", "ana").at("09:25").released("c2", "ana", wrap_up=False).at("09:30")
    assert (scene.read_team("north")["handled"], scene.read_team("south")["handled"]) == (1, 1)


def test_that_a_move_that_comes_late_takes_what_has_happened_since() -> None:
    late, on_time = Scene(site=None), Scene()
    for scene in (late, on_time):
        scene.queue("help").agent("ana", team="north", queues=["help"]).at("09:00").available("ana")
        if scene is on_time:
            scene.at("09:05").agent("ana", team="south", queues=["help"])
        scene.at("09:05:01").queued("c1", "help").answered("c1", "ana").after(1)
        scene.released("c1", "ana", wrap_up=False)
        if scene is late:
            scene.at("09:05").agent("ana", team="south", queues=["help"])
        scene.at("09:10").not_ready("ana").at("09:20")
    assert late.floor.rewritten == 1
    assert late.read_team("south") == on_time.read_team("south")
    assert late.read_team("north") == on_time.read_team("north")


@pytest.mark.parametrize("known_as", ["other", "lunch"])
def test_that_a_site_that_names_its_reasons_changes_what_states_fit(known_as: str) -> None:
    scene = Scene().agent("ana").at("09:00").not_ready("ana", "pausa").at("09:05")
    scene.scheduled("ana", ("lunch", "09:00", "10:00")).at("09:10")
    scene.site(reasons={"pausa": known_as}).at("09:20")
    assert scene.read_agent("ana")["adherence_now"] == ("in" if known_as == "lunch" else "out")


def test_that_an_exception_excuses_and_a_forecast_makes_its_queue_known() -> None:
    scene = Scene().agent("ana").at("09:00").available("ana")
    scene.scheduled("ana", ("on_queue", "09:00", "10:00")).at("09:10").not_ready("ana")
    assert scene.at("09:20").read_agent("ana")["adherence"] < 1
    scene.excused("ana", "09:10", "09:20")
    assert scene.read_agent("ana")["adherence_adjusted"] == 1
    start, end = scene.text("10:00"), scene.text("10:30")
    scene.send("forecast.published", queue="sales", start=start, end=end, offered=10, agents=4)
    assert "sales" in scene.report()["queues"]
