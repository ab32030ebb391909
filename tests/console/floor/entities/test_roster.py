"""The roster: who ended a wrap-up, and who was in which team when."""

from __future__ import annotations

from tests.builders import Scene


def wrapping() -> Scene:
    return Scene().at("09:00").answered("c1", "ana").at("09:01").released("c1", "ana")


def end_of(scene: Scene) -> int | None:
    [leg] = scene.floor.contact("c1").legs
    end = scene.floor.roster.wrap_up_end(leg)
    return None if end is None else end[0]


def test_that_a_wrap_up_without_a_later_state_goes_on() -> None:
    assert end_of(wrapping().at("09:00:30")) is None


def test_that_the_state_wrap_up_ends_none() -> None:
    scene = wrapping().at("09:02").send("agent.state", agent="ana", state="wrap_up")
    assert end_of(scene) is None


def test_that_the_tenure_of_an_instant_is_that_of_the_team_in_force() -> None:
    scene = (
        Scene().at("09:00").agent("ana", team="north").available("ana").at("10:00").agent("ana", team="south")
    )
    [ana] = scene.floor.roster.by_index
    teams = scene.floor.books.tenures.team
    found = [teams[scene.floor.roster.tenure_at(ana, scene.ms(time))] for time in ("09:30", "10:00")]
    assert found == [scene.floor.roster.teams["north"], scene.floor.roster.teams["south"]]


def test_that_a_team_of_the_past_takes_the_legs_of_its_time_along() -> None:
    scene = Scene().at("09:00").agent("ana", team="north").available("ana")
    scene.at("09:10").answered("c1", "ana").at("09:20").released("c1", "ana", wrap_up=False)
    scene.at("09:05").agent("ana", team="south").at("09:30")
    teams = scene.report()["teams"]
    assert (teams["north"]["handled"], teams["south"]["handled"]) == (0, 1)
