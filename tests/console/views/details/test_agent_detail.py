"""The drawer: an agent's day, measures beside the team's, and what is asked of them."""

from __future__ import annotations

from typing import Any

import pytest

from console.metrics.reading.windows import day
from console.metrics.report import report
from console.views.details.agent_detail import agent_drawer
from console.views.rows import AgentDrawer, AttentionCard, Figure, Severity
from tests.builders import Scene, floor_of
from tests.made_logs import made_log

MINUTE = 60_000


def open_drawer(scene: Scene, agent: str = "ana", at: str | None = None) -> AgentDrawer:
    drawer = agent_drawer(scene.floor, agent, scene.ms(at))
    assert drawer is not None
    return drawer


@pytest.mark.parametrize("seed", range(4))
def test_that_measures_are_the_reports_of_the_day(seed: int) -> None:
    floor = floor_of(made_log(seed, contacts=40))
    for back in (0, 45 * MINUTE):
        at = floor.latest - back
        found = report(floor, day(floor.site.at(at), at))
        for name in found["agents"]:
            drawer = agent_drawer(floor, name, at)
            assert drawer is not None
            assert drawer.state == found["agents"][name]["state"]
            for measure in drawer.measures:
                assert measure.own.value == reported(found, measure.own)
                assert measure.team is None or measure.team.value == reported(found, measure.team)
            assert drawer.start <= drawer.now <= drawer.end


def reported(found: dict[str, Any], figure: Figure) -> Any:
    kind, _, name = figure.scope.partition(":")
    assert figure.window_seconds == found["window_seconds"]
    value = found[f"{kind}s"][name]
    for key in figure.metric.split("."):
        value = value[key]
    return value


def early() -> Scene:
    scene = Scene().at("08:50").site(name="Lisbon", time_zone="Europe/Lisbon").queue("sales")
    scene.send("team.profile", team="north", name="Sales North", lead="bo")
    scene.send("agent.profile", agent="ana", name="Ana Costa", team="north", queues=["sales"])
    scene.send("agent.profile", agent="bo", name="Bo Reis", team="north")
    scene.scheduled("ana", ("on_queue", "09:00", "12:00"), ("break", "10:00", "10:15"))
    return scene.at("09:00").available("ana")


def test_that_the_drawer_says_who_it_is_and_what_they_do() -> None:
    drawer = open_drawer(early().at("09:30"))
    assert (drawer.name, drawer.about) == ("Ana Costa", "Sales North · lead: Bo Reis · sales")
    assert drawer.doing == "Available for 30:00, since 09:00:00"
    assert drawer.adherence == "As scheduled"
    assert [(s.kind, s.text) for s in drawer.schedule] == [
        ("on_queue", "On queue"),
        ("break", "Break"),
        ("on_queue", "On queue"),
    ]
    assert drawer.window == "today, since 00:00"


def test_that_the_line_goes_from_the_first_work_to_the_end_of_the_schedule() -> None:
    scene = early().at("09:30")
    drawer = open_drawer(scene)
    assert (drawer.start, drawer.now, drawer.end) == (scene.ms("09:00"), scene.ms(), scene.ms("12:00"))
    assert [text for _, text in drawer.ticks][:2] == ["09:00", "09:15"]


def test_that_being_out_of_adherence_is_shown_with_its_cause_and_since_when() -> None:
    scene = early().at("10:00").not_ready("ana", "break").at("10:19:05")
    drawer = open_drawer(scene)
    assert drawer.doing == "Break for 19:05, since 10:00:00"
    assert drawer.adherence == "Long break, out for 4:05, since 10:15:00"
    assert open_drawer(scene, "bo").adherence == ""
    assert open_drawer(scene, "bo").doing == "Offline"


def test_that_only_the_agents_own_flags_are_shown() -> None:
    cards = [
        AttentionCard(str(n), scope, "who", "what", "why", 0, "0:10", Severity.WARNING, "near limit")
        for n, scope in enumerate(("agent:ana", "agent:bo", "queue:ana"))
    ]
    drawer = agent_drawer(early().floor, "ana", early().ms(), cards)
    assert drawer is not None
    assert drawer.flags == (cards[0],)


def test_that_satisfaction_is_shown_with_how_many_answered() -> None:
    scene = early().surveyed(agent="ana", csat=5).surveyed(agent="ana", csat=2)
    csat = open_drawer(scene).measures[-1].own
    assert (csat.label, csat.text, csat.goal) == ("CSAT", "50.0 %", "n 2")


def test_that_an_agent_nobody_knows_has_no_drawer() -> None:
    scene = early()
    assert agent_drawer(scene.floor, "zed", scene.ms()) is None
    assert agent_drawer(scene.floor, "ana", scene.ms("08:49")) is None
