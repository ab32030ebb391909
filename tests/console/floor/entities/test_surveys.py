"""Surveys: credited to whom they name, else to the last who answered; never late."""

from __future__ import annotations

from tests.builders import Scene


def csat(scene: Scene, agent: str) -> int:
    return int(scene.read_agent(agent)["csat"]["n"])


def test_that_a_survey_without_an_agent_is_the_last_answerers() -> None:
    scene = Scene().at("09:00").answered("c1", "ana").at("09:01").answered("c1", "ben").at("09:02")
    scene.surveyed("c1", csat=5)
    assert (csat(scene, "ana"), csat(scene, "ben")) == (0, 1)


def test_that_a_survey_of_no_contact_is_whose_it_names() -> None:
    scene = Scene().at("09:00").available("ana").send("survey.answered", agent="ana", csat=4)
    assert csat(scene, "ana") == 1


def test_that_a_survey_is_credited_again_when_its_contact_is_folded_again() -> None:
    scene = Scene().at("09:00").answered("c1", "ana").at("09:00:30").surveyed("c1", csat=5)
    scene.at("09:00:20").answered("c1", "ben").at("09:01")
    assert (csat(scene, "ana"), csat(scene, "ben")) == (0, 1)
    assert scene.floor.late == 0
