"""The day's line: states, contacts and schedule of one agent, beside the report and by hand."""

from __future__ import annotations

from itertools import pairwise

import pytest

from console.metrics.reading.reading import Reading
from console.metrics.reading.windows import Window, day, rolling
from console.metrics.report import report
from console.views.details.agent_detail import agent_drawer
from console.views.details.day_line import in_lanes, state_stretches
from console.views.rows import Stretch
from tests.builders import Scene, floor_of, tiny_blocks
from tests.made_logs import made_log, shuffled

MINUTE = 60_000


@pytest.mark.parametrize("seed", range(4))
def test_that_at_every_instant_the_line_shows_the_state_of_the_report(seed: int) -> None:
    with tiny_blocks():
        floor = floor_of(shuffled(made_log(seed, contacts=40), seed))
    at = floor.latest
    reading = Reading(floor, day(floor.site.at(at), at))
    lines = {agent.name: state_stretches(reading, agent.index) for agent in floor.roster.by_index}
    for stretches in lines.values():
        assert all(before.end <= after.start for before, after in pairwise(stretches))
        assert all(stretch.start < stretch.end for stretch in stretches)
    instants = [floor.latest - back * 61_003 for back in range(1, 150, 7)]
    for instant in (instant for instant in instants if instant >= reading.window.start):
        agents = report(floor, rolling(instant, MINUTE))["agents"]
        for name, row in agents.items():
            shown = [stretch for stretch in lines[name] if stretch.start <= instant < stretch.end]
            assert [stretch.kind for stretch in shown] == [row["state"]] * (row["state"] != "offline")


def test_that_time_in_states_adds_up_to_the_reports() -> None:
    floor = floor_of(made_log(2, contacts=40))
    window = rolling(floor.latest, 90 * MINUTE)
    found = report(floor, window)["agents"]
    for agent in floor.roster.by_index:
        stretches = state_stretches(Reading(floor, window), agent.index)
        time = {
            kind: sum(s.end - s.start for s in stretches if s.kind == kind)
            for kind in ("available", "ringing", "on_contact", "hold", "wrap_up")
        }
        handling = time["on_contact"] + time["hold"] + time["wrap_up"]
        whole = handling + time["available"] + time["ringing"]
        occupancy = found[agent.name]["occupancy"]
        assert occupancy == (pytest.approx(handling / whole) if whole else None)


def test_that_reasons_are_kept_apart_and_a_change_of_team_is_no_change_of_state() -> None:
    scene = Scene().at("09:00").agent("ana", team="a").available("ana").at("09:10").not_ready("ana", "lunch")
    scene.at("09:20").agent("ana", team="b").at("09:30").not_ready("ana", "break").at("09:40")
    reading = Reading(scene.floor, Window(scene.ms("09:05"), scene.ms(), scene.ms("09:05"), scene.ms()))
    assert [(s.text, (s.end - s.start) // MINUTE) for s in state_stretches(reading, 0)] == [
        ("Available", 5),
        ("Lunch", 20),
        ("Break", 10),
    ]


def test_that_contacts_stand_in_lanes_while_they_overlap_and_without_their_wrap_up() -> None:
    scene = Scene().at("09:00").queue("chat", channel="chat").queue("calls").agent("ana", queues=["chat"])
    scene.available("ana").queued("c1", "chat").queued("c2", "chat").answered("c1", "ana").at("09:01")
    scene.answered("c2", "ana").at("09:05").released("c1", "ana").at("09:06").wrapped("c1", "ana")
    scene.at("09:07").queued("c3", "calls").answered("c3", "ana").at("09:10")
    scene.released("c3", "ana").at("09:12")
    drawer = agent_drawer(scene.floor, "ana", scene.ms())
    assert drawer is not None
    start = scene.ms("09:00")
    spans = [
        ((s.start - start) // MINUTE, (s.end - start) // MINUTE, s.text, s.lane) for s in drawer.contacts
    ]
    assert spans == [(0, 5, "chat", 0), (1, 12, "chat", 1), (7, 12, "calls", 0)]
    scene.wrapped("c3", "ana").released("c2", "ana", wrap_up=False)
    drawer = agent_drawer(scene.floor, "ana", scene.ms())
    assert drawer is not None
    spans = [
        ((s.start - start) // MINUTE, (s.end - start) // MINUTE, s.text, s.lane) for s in drawer.contacts
    ]
    assert spans == [(0, 5, "chat", 0), (1, 12, "chat", 1), (7, 10, "calls", 0)]


def test_that_a_lane_is_taken_again_once_it_is_free() -> None:
    placed = in_lanes(
        Stretch(start, end, "contact", "") for start, end in ((0, 5), (1, 9), (5, 6), (6, 7), (2, 3))
    )
    assert [(s.start, s.lane) for s in placed] == [(0, 0), (1, 1), (2, 2), (5, 0), (6, 0)]
