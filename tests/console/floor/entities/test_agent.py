"""Agents: one effective state at each instant, its reason, and since when it lasts."""

from __future__ import annotations

import pytest

from feeds.events import AgentState
from tests.builders import Scene


def since(scene: Scene, agent: str, at: str | None = None) -> str | None:
    """Since when the agent is in the state of now, by the clock."""
    found = scene.read_agent(agent, at)["since"]
    return None if found is None else found[11:23]


def test_that_an_agent_is_offline_before_anything_was_said() -> None:
    scene = Scene().at("09:00").agent("ana")
    ana = scene.read_agent("ana")
    assert (ana["state"], ana["reason"], ana["since"]) == ("offline", None, None)


def test_that_what_was_said_is_the_state_of_who_has_no_leg() -> None:
    scene = (
        Scene().at("08:00").agent("ana").at("09:00").available("ana").at("09:10").not_ready("ana", " Lunch ")
    )
    assert scene.state("ana", at="08:59:59.999") == "offline"
    assert scene.state("ana", at="09:09:59.999") == "available"
    ana = scene.read_agent("ana", at="09:10")
    assert (ana["state"], ana["reason"]) == ("not_ready", " Lunch ")


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_that_no_reason_is_none(reason: str | None) -> None:
    scene = Scene().at("09:00").not_ready("ana", reason)
    assert scene.read_agent("ana")["reason"] is None


def test_that_a_reason_is_reported_only_while_not_ready_shows() -> None:
    scene = Scene().at("09:00").not_ready("ana", "break").after(10).answered("c1", "ana")
    assert scene.read_agent("ana")["reason"] is None
    scene.after(10).released("c1", "ana", wrap_up=False)
    assert scene.read_agent("ana")["reason"] == "break"
    scene.says("ana", "available", "break")
    assert scene.read_agent("ana")["reason"] is None


def test_that_the_strongest_leg_makes_the_state() -> None:
    scene = Scene().at("09:00").available("ana")
    seen = [scene.state("ana")]
    for contact, verbs in (
        ("ring", ("offered",)),
        ("wrap", ("answered", "released")),
        ("hold", ("answered", "held")),
        ("talk", ("answered",)),
    ):
        for verb in verbs:
            scene.after(1).send(f"contact.{verb}", contact=contact, agent="ana")
        seen.append(scene.state("ana"))
    assert seen == ["available", "ringing", "wrap_up", "hold", "on_contact"]
    seen = [scene.after(1).ended(contact).state("ana") for contact in ("talk", "hold")]
    seen += [scene.wrapped("wrap", "ana").state("ana"), scene.missed("ring", "ana").state("ana")]
    assert seen == ["hold", "wrap_up", "ringing", "available"]


def test_that_contacts_come_before_what_was_said() -> None:
    scene = Scene().at("09:00").available("ana").answered("c1", "ana").after(10).offline("ana")
    assert scene.state("ana") == "on_contact"
    scene.after(10).released("c1", "ana").after(10)
    assert scene.state("ana") == "wrap_up"
    scene.wrapped("c1", "ana")
    assert scene.state("ana") == "offline"


@pytest.mark.parametrize("state", ["available", "not_ready", "offline", "ringing", "on_contact", "hold"])
def test_that_any_state_but_wrap_up_ends_the_wrap_up(state: str) -> None:
    scene = Scene().at("09:00").answered("c1", "ana").after(20).released("c1", "ana").after(30)
    scene.says("ana", state)
    ana = scene.read_agent("ana")
    assert (ana["state"], ana["handled"], ana["average_wrap_up_seconds"]) == (state, 1, 30)
    scene.after(5).wrapped("c1", "ana")
    assert scene.anomalies() == {"wrapped while not wrapping up": 1}


def test_that_the_state_wrap_up_leaves_the_wrapping_leg_alone() -> None:
    scene = Scene().at("09:00").answered("c1", "ana").after(20).released("c1", "ana").after(30)
    scene.says("ana", "wrap_up").after(10).wrapped("c1", "ana")
    ana = scene.read_agent("ana")
    assert (ana["state"], ana["average_wrap_up_seconds"]) == ("wrap_up", 40)


def test_that_a_repeated_state_ends_the_wrap_up_too() -> None:
    scene = Scene().at("09:00").available("ana").answered("c1", "ana").after(20).released("c1", "ana")
    scene.after(15).available("ana")
    ana = scene.read_agent("ana")
    assert (ana["state"], ana["average_wrap_up_seconds"]) == ("available", 15)


def test_that_a_state_ends_all_wrapping_legs_and_no_other() -> None:
    scene = Scene().at("09:00").answered("c1", "ana").answered("c2", "ana").answered("c3", "ana").after(10)
    scene.released("c1", "ana").released("c2", "ana").after(10).available("ana")
    ana = scene.read_agent("ana")
    assert (ana["state"], ana["handled"]) == ("on_contact", 2)
    scene.after(10).released("c3", "ana", wrap_up=False)
    assert scene.read_agent("ana")["state"] == "available"


# Since ---------------------------------------------------------------------------------------------


def test_that_since_is_when_the_state_began() -> None:
    scene = Scene().at("09:00").available("ana").at("09:05").answered("c1", "ana").at("09:06")
    scene.answered("c2", "ana").at("09:07").released("c1", "ana", wrap_up=False)
    assert since(scene, "ana", "09:04") == "09:00:00.000"
    assert since(scene, "ana") == "09:05:00.000"


def test_that_a_repeated_state_goes_on() -> None:
    scene = Scene().at("09:00").not_ready("ana", "break").at("09:05").not_ready("ana", "break")
    assert since(scene, "ana") == "09:00:00.000"
    scene.at("09:06").not_ready("ana", "lunch")
    assert since(scene, "ana") == "09:06:00.000"


def test_that_a_state_left_and_taken_up_at_one_instant_goes_on() -> None:
    scene = Scene().at("09:00").available("ana").at("09:05").answered("c1", "ana")
    scene.released("c1", "ana", wrap_up=False)
    assert since(scene, "ana") == "09:00:00.000"


def test_that_the_first_word_of_an_offline_agent_begins_it() -> None:
    scene = Scene().at("09:00").agent("ana").at("09:05").offline("ana").at("09:10").offline("ana")
    assert since(scene, "ana") == "09:05:00.000"


def test_that_a_change_of_team_begins_no_new_state() -> None:
    scene = (
        Scene().at("09:00").agent("ana", team="north").available("ana").at("09:05").agent("ana", team="south")
    )
    assert since(scene, "ana") == "09:00:00.000"
    assert since(scene, "ana", "09:10") == "09:00:00.000"


def test_that_a_site_profile_begins_no_state_of_who_never_said_one() -> None:
    scene = Scene().at("09:00").agent("ana").at("09:05").agent("ana", queues=["billing"])
    scene.at("09:10").site(reasons={"smoke": "break"}).at("09:20")
    assert scene.read_agent("ana")["since"] is None


# Who there is --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind", ["agent.state", "contact.offered", "schedule.exception", "supervision.started", "survey.answered"]
)
def test_that_an_unknown_agent_is_made_by_its_own_events(kind: str) -> None:
    scene = (
        Scene()
        .at("09:00")
        .send(
            kind,
            agent="zoe",
            contact="c1",
            state="available",
            start="2026-11-23T09:00:00Z",
            end="2026-11-23T10:00:00Z",
            supervisor="lead",
            kind="monitor",
        )
    )
    assert list(scene.report()["agents"]) == ["zoe"]
    assert scene.report(at="08:59:59.999")["agents"] == {}
    assert not scene.floor.roster.agents["zoe"].declared


def test_that_names_in_passing_make_nobody() -> None:
    scene = Scene().at("09:00").answered("c1", "ana")
    scene.send(
        "contact.transferred", contact="c1", agent="ana", kind="warm", to_agent="ben", to_queue="sales"
    )
    scene.send("contact.sentiment", contact="c1", score=1)
    found = scene.report()
    assert (list(found["agents"]), list(found["queues"])) == (["ana"], [])


def test_that_a_profile_declares_an_agent_known_before() -> None:
    scene = Scene().at("09:00").available("ana").at("09:05").agent("ana", team="north")
    assert scene.floor.roster.agents["ana"].declared
    assert scene.report(at="09:04")["teams"] == {}
    found = scene.report(at="09:10")["teams"]["north"]
    assert found["utilisation"] == 0
    assert scene.explain("utilisation", "team:north", at="09:10")["denominator"] == 300


def test_that_a_team_exists_once_a_profile_names_it() -> None:
    scene = (
        Scene()
        .at("09:00")
        .send("team.profile", team="south", name="South")
        .at("09:10")
        .agent("ana", team="north")
    )
    assert list(scene.report(at="09:00")["teams"]) == ["south"]
    assert list(scene.report(at="09:10")["teams"]) == ["south", "north"]
    scene.at("08:50").agent("ben", team="north")
    assert list(scene.report(at="09:00")["teams"]) == ["south", "north"]


def test_that_an_early_profile_puts_the_agent_in_the_team_from_the_start() -> None:
    scene = Scene().at("09:00").agent("ana", team="north").at("09:10").available("ana")
    scene.scheduled("ana", ("on_queue", "09:00", "10:00"))
    assert scene.read_team("north", at="09:20")["adherence"] == 0.5


def test_that_a_reading_knows_the_many_reasons_apart() -> None:
    scene = Scene().at("09:00")
    for number in range(300):
        scene.not_ready(f"agent-{number}", f"reason {number}")
    agents = scene.report()["agents"]
    assert [agents[f"agent-{number}"]["reason"] for number in (0, 255, 256, 299)] == [
        "reason 0",
        "reason 255",
        "reason 256",
        "reason 299",
    ]


def test_that_beyond_all_reasons_to_keep_the_meaning_stays() -> None:
    scene = Scene().at("09:00").scheduled("ana", ("other", "09:00", "10:00"))
    at = scene.text()
    for number in range(65_600):
        scene.floor.apply(
            AgentState(at=at, agent=f"agent-{number % 5}", state="not_ready", reason=f"r{number}")
        )
    scene.floor.apply(AgentState(at=at, agent="ana", state="not_ready", reason="one more"))
    ana = scene.read_agent("ana", at="09:10")
    assert (ana["state"], ana["reason"], ana["adherence"]) == ("not_ready", None, 1)


def test_that_more_legs_than_a_hand_has_fingers_are_counted() -> None:
    scene = Scene().at("09:00")
    for number in range(40):
        scene.answered(f"c{number}", "ana")
    assert scene.read_agent("ana", at="09:01")["concurrency"] == 40
