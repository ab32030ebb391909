"""Live legs: who worked on what at any instant, beside the naive fold of the same log."""

from __future__ import annotations

import json
from functools import cache

import pytest

from console.floor.floor import Floor
from console.floor.ledgers.codes import CHANNELS
from console.metrics.reading.live_legs import LegPart, LiveLeg, agent_legs, legs_then
from console.metrics.reading.reading import Reading
from console.metrics.reading.windows import rolling
from tests import brute_force
from tests.builders import JSON, Scene, floor_of, tiny_blocks
from tests.made_logs import made_log, shuffled

PARTS = {
    "offered": LegPart.OFFERED,
    "talking": LegPart.LIVE,
    "held": LegPart.LIVE,
    "wrapping": LegPart.WRAPPING,
}
MINUTE = 60_000
# (agent, part, queue, channel, since) in names
Leg = tuple[str, int, str, str, int]


@cache
def log(seed: int) -> list[JSON]:
    return made_log(seed, contacts=40, agents=6)


def naive(events: list[JSON], at: int) -> set[Leg]:
    """The legs open at *at*, by all events up to there; offers of those who do nothing else."""
    floor = brute_force.fold(brute_force.settle(brute_force.read_steps([json.dumps(e) for e in events])), at)
    found: set[Leg] = set()
    busy = {leg.agent for leg in floor.legs if leg.phase in ("talking", "held", "wrapping")}
    for leg in floor.legs:
        if leg.phase not in PARTS or (leg.phase == "offered" and leg.agent in busy):
            continue
        entry, since = leg.entry, leg.answered
        if leg.phase == "offered":
            entry, since = floor.open_entry(leg.contact), leg.phases[-1][0]
            if entry is None:
                continue
        assert since is not None
        queue = channel = ""
        if entry is not None and (not entry.outbound or leg.phase == "offered"):
            queue = entry.queue
            channel = entry.channel or channel_of(floor, queue, at if leg.phase == "offered" else since)
        found.add((leg.agent, PARTS[leg.phase], queue, channel, since))
    return found


def channel_of(floor: brute_force.Floor, queue: str, at: int) -> str:
    sent = [event.get("channel", "voice") for when, event in floor.queues[queue] if when <= at]
    return str(sent[-1]) if sent else "voice"


def named(floor: Floor, legs: list[LiveLeg]) -> set[Leg]:
    busy = any(leg[1] != LegPart.OFFERED for leg in legs)
    return {
        (
            floor.roster.by_index[agent].name,
            part,
            floor.queues.by_index[queue].name if queue >= 0 else "",
            CHANNELS[channel] if channel >= 0 else "",
            since,
        )
        for agent, part, queue, channel, since in legs
        if part != LegPart.OFFERED or not busy
    }


def read(floor: Floor, at: int) -> set[Leg]:
    by_agent = legs_then(Reading(floor, rolling(at, 30 * MINUTE))).by_agent()
    assert all(len(legs) == len(set(legs)) for legs in by_agent.values())
    return set().union(*(named(floor, legs) for legs in by_agent.values()))


@pytest.mark.parametrize("seed", range(5))
def test_that_the_legs_of_any_instant_are_those_of_the_events_up_to_it(seed: int) -> None:
    events = log(seed)
    floor = floor_of(events)
    instants = [floor.latest - back * 61_003 for back in range(0, 170, 12)]
    instants += [brute_force.millis(event["at"]) for event in events[:: max(1, len(events) // 15)]]
    seen = 0
    for at in instants:
        found = read(floor, at)
        assert found == naive(events, at), at
        seen += len(found)
    assert seen > 20


@pytest.mark.parametrize("seed", range(4))
def test_that_late_events_and_packed_ledgers_leave_the_legs_of_the_past_as_they_were(seed: int) -> None:
    events = log(seed)
    whole = floor_of(events)
    with tiny_blocks():
        late = floor_of(shuffled(events, seed), batch=30)
        for back in range(0, 160, 13):
            assert read(late, whole.latest - back * MINUTE) == read(whole, whole.latest - back * MINUTE)


@pytest.mark.parametrize("seed", range(4))
def test_that_an_agents_legs_of_now_are_those_read_at_the_newest_instant(seed: int) -> None:
    events = log(seed)
    for cut in range(len(events) // 4, len(events), len(events) // 9):
        floor = floor_of(events[:cut])
        legs = [named(floor, agent_legs(floor, agent.legs)) for agent in floor.roster.by_index]
        assert set().union(*legs) == read(floor, floor.latest)


def test_that_a_chat_agents_two_legs_are_listed_one_by_one() -> None:
    scene = Scene().at("09:00").queue("chat", channel="chat").agent("ana", queues=["chat"]).available("ana")
    scene.queued("c1", "chat").after(5).answered("c1", "ana").queued("c2", "chat").after(5)
    scene.answered("c2", "ana").at("09:02").released("c1", "ana").at("09:03").wrapped("c1", "ana")
    at = scene.ms("09:02:30")
    first, second = scene.ms("09:00:05"), scene.ms("09:00:10")
    assert read(scene.floor, at) == {
        ("ana", LegPart.WRAPPING, "chat", "chat", first),
        ("ana", LegPart.LIVE, "chat", "chat", second),
    }
    assert read(scene.floor, scene.ms("09:00:07")) == {("ana", LegPart.LIVE, "chat", "chat", first)}
    assert read(scene.floor, scene.ms("09:03")) == {("ana", LegPart.LIVE, "chat", "chat", second)}


def two_queues() -> Scene:
    scene = Scene().at("09:00").queue("sales").queue("help").agent("ana", queues=["sales", "help"])
    return scene.available("ana")


def test_that_a_missed_offer_is_over_though_its_contact_waits_on() -> None:
    scene = two_queues().queued("c1", "sales").queued("c2", "help").after(1).offered("c1", "ana")
    scene.after(5).missed("c1", "ana").after(5).offered("c2", "ana").at("09:01")
    wanted = {("ana", LegPart.OFFERED, "help", "voice", scene.ms("09:00:11"))}
    assert read(scene.floor, scene.ms()) == wanted
    scene.answered("c2", "ana").after(60)
    assert read(scene.floor, scene.ms("09:00:30")) == wanted
    assert read(scene.floor, scene.ms("09:00:08")) == set()


def test_that_an_offer_is_over_when_its_contact_moves_to_another_queue() -> None:
    scene = two_queues().queued("c1", "sales").queued("c2", "sales").after(1).offered("c1", "ana")
    scene.after(5).queued("c1", "help").after(5).offered("c2", "ana").at("09:01").answered("c2", "ana")
    scene.after(60)
    offered = scene.ms("09:00:11")
    assert read(scene.floor, scene.ms("09:00:30")) == {("ana", LegPart.OFFERED, "sales", "voice", offered)}


def test_that_an_offer_still_open_is_listed_once_at_an_instant_past() -> None:
    scene = two_queues().queued("c1", "sales").after(1).offered("c1", "ana").after(9).available("bo")
    wanted = {("ana", LegPart.OFFERED, "sales", "voice", scene.ms("09:00:01"))}
    assert read(scene.floor, scene.ms("09:00:05")) == read(scene.floor, scene.ms()) == wanted


def test_that_a_leg_being_wrapped_up_now_was_live_before() -> None:
    scene = two_queues().queued("c1", "sales").answered("c1", "ana").after(60).released("c1", "ana").after(5)
    start = scene.ms("09:00")
    assert read(scene.floor, scene.ms("09:00:59")) == {("ana", LegPart.LIVE, "sales", "voice", start)}
    assert read(scene.floor, scene.ms("09:01")) == {("ana", LegPart.WRAPPING, "sales", "voice", start)}


def test_that_a_legs_channel_is_its_queues_when_it_was_answered_and_an_offers_that_of_now() -> None:
    scene = (
        two_queues().agent("bo", queues=["sales"]).available("bo").queued("c1", "sales").queued("c2", "sales")
    )
    scene.after(1).answered("c1", "ana").offered("c2", "bo").after(9).queue("sales", channel="chat").after(5)
    answered = scene.ms("09:00:01")
    for at in (scene.ms(), scene.ms("09:00:12")):
        assert read(scene.floor, at) == {
            ("ana", LegPart.LIVE, "sales", "voice", answered),
            ("bo", LegPart.OFFERED, "sales", "chat", answered),
        }
