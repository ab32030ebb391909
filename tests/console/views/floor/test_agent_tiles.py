"""Agent tiles: what an agent works on, and how much of what they can take is taken."""

from __future__ import annotations

import pytest

from console.metrics.reading.live_legs import LegPart, LiveLeg
from console.views.floor.agent_tiles import load, of_one_leg, work_text
from console.views.floor.choices import Choices, LinkState
from console.views.floor.floor_view import FloorView
from console.views.names import NamedAgent
from console.views.rows import AgentTile, Link
from tests.builders import Scene

VOICE, CHAT, NO_CHANNEL = 0, 1, -1
QUEUES = ["Billing", "Chats"]


def person(**capacity: int) -> NamedAgent:
    numbers = {"voice": VOICE, "chat": CHAT}
    limits = {numbers[name]: limit for name, limit in capacity.items()}
    return NamedAgent(0, "ana", "agent:ana", "Ana", ("billing",), "Billing", limits, (), (), ("ana", "", ""))


def leg(part: LegPart, queue: int, channel: int, since: int = 0) -> LiveLeg:
    return LiveLeg(0, part, queue, channel, since)


@pytest.mark.parametrize(
    ("legs", "capacity", "text", "share"),
    [
        ([leg(LegPart.LIVE, 0, VOICE)], {}, "Billing", 1.0),
        ([leg(LegPart.LIVE, 1, CHAT)], {"chat": 3}, "chat 1/3", 1 / 3),
        ([leg(LegPart.LIVE, 1, CHAT, n) for n in range(2)], {"chat": 3}, "chat 2/3", 2 / 3),
        ([leg(LegPart.LIVE, 1, CHAT, n) for n in range(2)], {}, "chat 2/1", 1.0),
        ([leg(LegPart.LIVE, 1, CHAT), leg(LegPart.LIVE, 0, VOICE, 5)], {"chat": 3}, "chat 1/3", 1.0),
        ([leg(LegPart.LIVE, -1, NO_CHANNEL)], {"chat": 3}, "direct", 1.0),
        ([leg(LegPart.WRAPPING, 1, CHAT)], {"chat": 3}, "Chats", 0.0),
        ([leg(LegPart.OFFERED, 0, VOICE)], {}, "Billing", 0.0),
        ([leg(LegPart.WRAPPING, 0, VOICE), leg(LegPart.LIVE, 1, CHAT, 5)], {"chat": 2}, "chat 1/2", 0.5),
        ([leg(LegPart.OFFERED, 0, VOICE), leg(LegPart.WRAPPING, 1, CHAT, 5)], {}, "Chats", 0.0),
        ([leg(LegPart.LIVE, 1, CHAT)], {"chat": 0}, "Chats", 1.0),
    ],
)
def test_that_work_is_a_queue_or_how_many_of_how_many(
    legs: list[LiveLeg], capacity: dict[str, int], text: str, share: float
) -> None:
    who = person(**capacity)
    assert work_text(legs, who, QUEUES) == text
    assert load(legs, who) == pytest.approx(share)


def test_that_a_platform_without_contacts_says_with_its_state_that_an_agent_is_taken() -> None:
    scene = Scene().at("09:00").says("ana", "on_contact").says("bo", "wrap_up")
    tiles = tiles_at(scene)
    assert (tiles["ana"].load, tiles["bo"].load, tiles["ana"].work) == (1.0, 0.0, "")


def tiles_at(scene: Scene, at: str | None = None) -> dict[str, AgentTile]:
    rows = FloorView(scene.floor, Choices()).read(scene.ms(at), LinkState(Link.LIVE))
    return {tile.id: tile for group in rows.groups for tile in group.tiles}


@pytest.mark.parametrize(
    ("reason", "word"),
    [("break", "Break"), ("team talk", "Team talk"), (None, "Not ready"), (" ", "Not ready")],
)
def test_that_a_reason_stands_for_being_not_ready(reason: str | None, word: str) -> None:
    scene = Scene().at("09:00").not_ready("ana", reason)
    assert tiles_at(scene)["ana"].word == word


def test_that_an_agent_who_never_said_anything_is_offline_for_no_time() -> None:
    tile = tiles_at(Scene().at("09:00").agent("ana"))["ana"]
    assert (tile.word, tile.time.text, tile.time.value, tile.since) == ("Offline", "–", None, 0)


def test_that_an_agent_rings_for_the_queue_the_contact_waits_in_then_and_later() -> None:
    scene = Scene().at("09:00").queue("sales").queue("help").agent("ana", queues=["help", "sales"])
    scene.available("ana").queued("c1", "sales").after(2).offered("c1", "ana").after(5)
    assert (tiles_at(scene)["ana"].word, tiles_at(scene)["ana"].work) == ("Ringing", "sales")
    scene.answered("c1", "ana").after(60).released("c1", "ana", wrap_up=False).after(5)
    rewound = tiles_at(scene, "09:00:04")["ana"]
    assert (rewound.word, rewound.work, rewound.time.text) == ("Ringing", "sales", "0:02")
    assert tiles_at(scene, "09:00:30")["ana"].work == "sales"
    assert tiles_at(scene)["ana"].work == "help"


def test_that_names_of_unknown_origin_are_safe_to_show() -> None:
    scene = Scene().at("09:00").send("agent.profile", agent="ana", name="An\na\u202e")
    assert tiles_at(scene.available("ana"))["ana"].name == "\u2068An\\na\u202e\u202c\u2069"


@pytest.mark.parametrize("part", list(LegPart))
@pytest.mark.parametrize(("queue", "channel"), [(0, VOICE), (1, CHAT), (-1, NO_CHANNEL)])
@pytest.mark.parametrize("capacity", [{}, {"chat": 3}, {"chat": 1, "voice": 0}])
def test_that_the_quick_wayof_one_leg_says_the_same(
    part: LegPart, queue: int, channel: int, capacity: dict[str, int]
) -> None:
    one, who = leg(part, queue, channel), person(**capacity)
    assert of_one_leg(one, who, QUEUES) == (work_text([one], who, QUEUES), load([one], who))


def test_that_a_tile_follows_a_late_state_that_is_the_newest_of_its_agent() -> None:
    scene = Scene().at("09:00").queue("sales").agent("ana", queues=["sales"]).available("ana")
    scene.queued("c1", "sales").after(5).answered("c1", "ana").after(60).released("c1", "ana", wrap_up=False)
    view = FloorView(scene.floor, Choices())
    rows = view.read(scene.ms(), LinkState(Link.LIVE))
    scene.at("09:01").not_ready("ana", "lunch")
    rows = view.refresh_counts(rows, scene.floor.latest)
    assert [tile.word for group in rows.groups for tile in group.tiles] == ["Lunch"]


def test_that_a_ringing_tile_names_the_queue_its_contact_is_put_in_after_the_offer() -> None:
    scene = Scene().at("09:00").queue("sales").queue("help").agent("ana", queues=["sales"]).available("ana")
    view = FloorView(scene.floor, Choices())
    rows = view.read(scene.after(5).offered("c1", "ana").ms(), LinkState(Link.LIVE))
    rows = view.refresh_counts(rows, scene.ms())
    scene.after(1).queued("c1", "help")
    rows = view.refresh_counts(rows, scene.ms())
    assert [(tile.word, tile.work) for group in rows.groups for tile in group.tiles] == [("Ringing", "help")]
