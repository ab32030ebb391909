"""The headline: the link in words, which channel it is about, and the goals it names."""

from __future__ import annotations

import pytest

from console.views.floor.choices import Choices, LinkState
from console.views.floor.floor_view import FloorView
from console.views.floor.headline import link_text, shown_channel
from console.views.goals import GOALS
from console.views.rows import Figure, Link, Severity
from tests.builders import Scene
from tests.widgets.floors import desk_of, scene


@pytest.mark.parametrize(
    ("link", "text"),
    [
        (LinkState(Link.LIVE, 0.0384), "LIVE 38 ms"),
        (LinkState(Link.LIVE), "LIVE"),
        (LinkState(Link.STALE, 11.6), "STALE 11 s"),
        (LinkState(Link.STALE, 130), "STALE 2:10"),
        (LinkState(Link.RECONNECTING, 20, 3.01), "RECONNECTING in 4 s · 20 s old"),
        (LinkState(Link.RECONNECTING, 20, 74.2), "RECONNECTING in 1:15 · 20 s old"),
        (LinkState(Link.RECONNECTING, 20, -1), "RECONNECTING in 0 s · 20 s old"),
        (LinkState(Link.RECONNECTING), "RECONNECTING"),
        (LinkState(Link.REPLAY, speed=1000.0), "REPLAY 1000×"),
        (LinkState(Link.REPLAY), "REPLAY paused"),
        (LinkState(Link.REWOUND, 0.04), "REWOUND"),
        (LinkState(Link.LOADING), "LOADING"),
    ],
)
def test_that_the_link_says_how_the_data_comes_and_how_old_it_is(link: LinkState, text: str) -> None:
    assert link_text(link) == text


def two_channels() -> Scene:
    scene = Scene().at("09:00").queue("chat-1", channel="chat").queue("chat-2", channel="chat").queue("calls")
    scene.agent("ana", queues=["calls"]).agent("bo", "cy", queues=["chat-1"])
    return scene


def test_that_the_channel_is_the_chosen_one_else_that_of_most_agents() -> None:
    scene = two_channels()
    now = scene.ms()
    assert shown_channel(scene.floor, Choices(), now) == "chat"
    assert shown_channel(scene.floor, Choices(channel="voice"), now) == "voice"
    assert shown_channel(scene.floor, Choices(channel="task"), now) == "chat"
    assert shown_channel(scene.floor, Choices(), now - 1) == ""


def figures(scene: Scene, choices: Choices) -> dict[str, Figure]:
    rows = FloorView(scene.floor, choices).read(scene.ms(), LinkState(Link.LIVE))
    return {figure.metric: figure for figure in rows.headline.figures}


def test_that_waiting_says_in_how_many_queues() -> None:
    scene = two_channels().queued("c1", "chat-1").queued("c2", "chat-1").queued("c3", "calls").after(5)
    assert (figures(scene, Choices())["waiting"].text, figures(scene, Choices())["waiting"].goal) == (
        "2",
        "in 1 of 2 queues",
    )
    assert figures(scene, Choices(channel="voice"))["waiting"].goal == ""


def test_that_goals_that_a_person_set_are_named_and_missed() -> None:
    scene = (
        two_channels()
        .available("ana")
        .answered_after(40, "c1", "calls", "ana")
        .abandoned_after(5, "c2", "calls")
    )
    found = figures(scene, Choices(channel="voice", goals=GOALS))
    assert {metric: (figure.text, figure.goal, figure.severity) for metric, figure in found.items()} == {
        "service_level.offered": ("0.0 %", "goal ≥ 80 % in 20 s", Severity.BREACH),
        "waiting": ("0", "", Severity.NONE),
        "longest_wait_seconds": ("–", "", Severity.NONE),
        "average_speed_of_answer_seconds": ("0:40", "goal ≤ 0:30", Severity.BREACH),
        "abandon_rate": ("50.0 %", "goal ≤ 5 %", Severity.BREACH),
        "occupancy": ("0.0 %", "goal ≤ 85 %", Severity.NONE),
        "adherence": ("–", "goal ≥ 92 %", Severity.NONE),
    }


def test_that_queues_of_several_targets_have_no_goal_in_common() -> None:
    scene = Scene().at("09:00").queue("a", target=0.8).queue("b", target=0.9)
    level = figures(scene, Choices())["service_level.offered"]
    assert (level.goal, level.severity) == ("goals differ", Severity.NONE)


def test_that_the_longest_wait_goes_by_the_goal_of_its_own_queue() -> None:
    scene = Scene().at("09:00")
    for queue, goal in (("a", 60.0), ("b", 600.0)):
        scene.send("queue.profile", queue=queue, longest_wait_goal_seconds=goal)
    scene.queued("c1", "b").after(30).queued("c2", "a").after(70)
    longest = figures(scene, Choices())["longest_wait_seconds"]
    assert (longest.text, longest.goal, longest.severity) == ("1:40", "goal ≤ 10:00", Severity.NONE)
    longest = figures(scene.answered("c1", "ana"), Choices())["longest_wait_seconds"]
    assert (longest.text, longest.goal, longest.severity) == ("1:10", "goal ≤ 1:00", Severity.BREACH)
    assert figures(scene.answered("c2", "ana"), Choices())["longest_wait_seconds"].goal == ""


def test_that_figures_say_what_is_missing_of_their_window() -> None:
    floor = scene()
    floor.floor.blind_spans.append((floor.clock - 60_000, floor.clock - 46_000))
    desk = desk_of(floor)
    shown = desk.read()
    missing = {figure.metric: figure.missing for figure in shown.headline.figures}
    assert missing["service_level.offered"] == "14 s of data missing"
    assert missing["occupancy"] == "14 s of data missing"
    assert missing["waiting"] == ""
    assert {card.service_level.missing for card in shown.queues} == {"14 s of data missing"}
    desk.playhead.seek(floor.clock - 70_000)
    assert {figure.missing for figure in desk.read().headline.figures} == {""}
