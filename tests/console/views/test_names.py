"""People: names, queues and order as of an instant, and read again when a profile changes."""

from __future__ import annotations

from console.views.names import AgentNames, agent_name, queue_name, team_lead, team_name
from tests.builders import Scene


def test_that_profiles_hold_from_their_instant_on() -> None:
    scene = Scene().at("09:00").send("agent.profile", agent="a1", name="Ana", queues=["q1", "q1"])
    scene.at("10:00").send("agent.profile", agent="a1", name="Zoë", queues=["q2"], capacity={"chat": 2})
    people = AgentNames()
    for at, name, queues in (("09:30", "Ana", ("q1",)), ("10:00", "Zoë", ("q2",)), ("09:59", "Ana", ("q1",))):
        people.read(scene.floor, scene.ms(at))
        assert (people.everyone[0].name, people.everyone[0].queues) == (name, queues)


def test_that_people_stand_by_name_whatever_its_case() -> None:
    scene = Scene().at("09:00")
    for agent, name in (("1", "bo"), ("2", "Ana"), ("3", "Bo"), ("4", None), ("5", "ana")):
        scene.send("agent.profile", agent=agent, name=name)
    people = AgentNames()
    people.read(scene.floor, scene.ms())
    assert [people.everyone[index].id for index in people.order] == ["4", "2", "5", "1", "3"]


def test_that_a_changed_queue_name_is_read_again() -> None:
    scene = Scene().at("09:00").send("queue.profile", queue="q1", name="Sales").agent("ana", queues=["q1"])
    people = AgentNames()
    people.read(scene.floor, scene.ms())
    assert people.everyone[0].main_queue == "Sales"
    scene.after(60).send("queue.profile", queue="q1", name="Returns")
    people.read(scene.floor, scene.ms())
    assert people.everyone[0].main_queue == "Returns"


def test_that_what_has_no_name_is_called_by_its_id() -> None:
    scene = (
        Scene().at("09:00").queue("q1").agent("a1", team="t1").send("team.profile", team="t2", lead="Rita")
    )
    now, floor = scene.ms(), scene.floor
    assert (queue_name(floor, "q1", now), agent_name(floor, "a1", now), team_name(floor, "t1", now)) == (
        "q1",
        "a1",
        "t1",
    )
    assert (team_lead(floor, "t1", now), team_lead(floor, "t2", now)) == ("", "Rita")
    assert queue_name(floor, "unheard", now) == "unheard"
