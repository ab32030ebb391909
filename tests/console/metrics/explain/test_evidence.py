"""Evidence: the stays, legs and spells that a scope holds."""

from __future__ import annotations

import pytest

from console.floor.ledgers.codes import Activity, Outcome, State
from console.metrics.explain.evidence import Evidence
from console.metrics.reading.reading import Reading
from console.metrics.reading.scope import Scope, ScopeError
from tests.builders import Scene


def morning() -> Scene:
    """Two queues, two teams; c1 answered by ana and wrapped up, c2 abandoned, c3 waits, c4 outbound."""
    scene = Scene().at("09:00").queue("billing", threshold=20, short=5).queue("chats", channel="chat")
    scene.agent("ana", team="north", queues=["billing"]).agent("ben", team="south", queues=["chats"])
    scene.available("ana", "ben").queued("c1", "billing").after(30).answered("c1", "ana")
    scene.after(60).released("c1", "ana").after(30).wrapped("c1", "ana")
    scene.queued("c4", "billing", direction="outbound").answered("c4", "ben").released(
        "c4", "ben", wrap_up=False
    )
    return scene.at("09:10").abandoned_after(4, "c2", "chats").at("09:15").queued("c3", "billing").at("09:16")


def evidence(scene: Scene, scope: str, window: str = "30m") -> Evidence:
    return Evidence(Reading(scene.floor, scene.window(None, window)), Scope.parse(scope))


@pytest.mark.parametrize(
    ("scope", "known"),
    [
        ("queue:x", "billing, chats"),
        ("channel:x", "voice, chat, message, email, callback, task"),
        ("team:x", "north, south"),
        ("agent:x", "ana, ben"),
    ],
)
def test_that_an_unknown_name_is_refused_with_those_there_are(scope: str, known: str) -> None:
    with pytest.raises(ScopeError, match=f"is named 'x'; there are {known}$"):
        evidence(morning(), scope)


def test_that_an_empty_floor_knows_no_name_and_a_full_one_lists_some() -> None:
    with pytest.raises(ScopeError, match=r"there are none$"):
        evidence(Scene(), "queue:x")
    scene = Scene().at("09:00").agent(*(f"a{number}" for number in range(9)))
    with pytest.raises(ScopeError, match=r"a0, a1, a2, a3, a4, a5, a6, a7, …$"):
        evidence(scene, "agent:x")


def test_that_stays_are_those_that_ended_oldest_first() -> None:
    stays = evidence(morning(), "floor").stays()
    assert [(stay.contact, stay.outcome, stay.wait) for stay in stays] == [
        ("c1", Outcome.ANSWERED, 30_000),
        ("c2", Outcome.ABANDONED, 4_000),
    ]
    assert [(stay.in_time, bool(stay.tally.short)) for stay in stays] == [(False, False), (True, False)]
    assert [stay.contact for stay in evidence(morning(), "channel:chat").stays()] == ["c2"]
    assert [stay.contact for stay in evidence(morning(), "queue:billing").stays()] == ["c1"]


def test_that_open_stays_are_sorted_by_their_wait() -> None:
    scene = morning().queued("c5", "chats").after(10)
    assert [(stay.contact, stay.wait) for stay in evidence(scene, "floor").open_stays()] == [
        ("c3", 70_000),
        ("c5", 10_000),
    ]
    [stay] = evidence(scene, "queue:chats").open_stays()
    assert (stay.in_time, stay.soon, stay.end, stay.outcome) == (True, True, None, None)


def test_that_starts_and_outbound_stays_are_kept_apart() -> None:
    found = evidence(morning(), "queue:billing")
    assert [contact for contact, _, _ in found.started()] == ["c1", "c3"]
    assert [contact for contact, _, _ in found.outbound()] == ["c4"]


def test_that_legs_are_the_scopes_own() -> None:
    scene = morning()
    [leg] = evidence(scene, "queue:billing").legs()
    assert (leg.contact, leg.agent, leg.talk, leg.wrap, leg.end - leg.start) == (
        "c1",
        "ana",
        60_000,
        30_000,
        90_000,
    )
    assert [leg.contact for leg in evidence(scene, "team:south").legs()] == ["c4"]
    assert [leg.contact for leg in evidence(scene, "floor").legs()] == ["c4", "c1"] or [
        leg.contact for leg in evidence(scene, "floor").legs()
    ] == ["c1", "c4"]


def test_that_spells_cover_the_window_without_a_seam() -> None:
    spells = list(evidence(morning(), "agent:ana", "10m").spells())
    assert [(spell.state, (spell.end - spell.start) // 1000) for spell in spells] == [(State.AVAILABLE, 600)]
    spells = list(evidence(morning(), "agent:ana", "15.5m").spells())
    assert [(spell.state, (spell.end - spell.start) // 1000) for spell in spells] == [
        (State.ON_CONTACT, 60),
        (State.WRAP_UP, 30),
        (State.AVAILABLE, 840),
    ]


def test_that_spells_are_cut_by_the_schedule_and_its_exceptions() -> None:
    scene = morning().scheduled("ana", ("on_queue", "09:05", "09:12"), ("break", "09:12", "09:20"))
    scene.excused("ana", "09:14", "09:30")
    spells = list(evidence(scene, "agent:ana", "12m").spells())
    assert [
        (spell.asked, (spell.end - spell.start) // 60_000, spell.fits, spell.adjusted) for spell in spells
    ] == [
        (Activity.NONE, 1, False, False),
        (Activity.ON_QUEUE, 7, True, True),
        (Activity.BREAK, 2, False, False),
        (Activity.BREAK, 2, False, True),
    ]


def test_that_a_teams_spells_end_where_its_agent_leaves() -> None:
    scene = morning().at("09:12").agent("ana", team="south").at("09:20")
    north = list(evidence(scene, "team:north", "10m").spells())
    south = list(evidence(scene, "team:south", "10m").spells())
    assert [(spell.agent, spell.end - spell.start) for spell in north] == [("ana", 120_000)]
    assert sorted((spell.agent, spell.end - spell.start) for spell in south) == [
        ("ana", 480_000),
        ("ben", 600_000),
    ]


def test_that_who_serves_is_known_by_the_profiles_queues() -> None:
    scene = morning().agent("cat", queues=["billing", "unheard-of"])
    billing, chat = evidence(scene, "queue:billing").serving(), evidence(scene, "channel:chat").serving()
    assert [one[:2] for one in billing] == [("ana", State.AVAILABLE), ("cat", State.OFFLINE)]
    assert [one[:2] for one in chat] == [("ben", State.AVAILABLE)]


def test_that_offers_show_who_missed_what() -> None:
    scene = morning().offered("c3", "ana").after(5).missed("c3", "ana").offered("c3", "ben")
    assert [(who, missed) for _, who, _, missed in evidence(scene, "floor").offers()] == [
        ("ana", False),
        ("ana", True),
        ("ben", False),
    ]
    assert len(evidence(scene, "team:south").offers()) == 1
