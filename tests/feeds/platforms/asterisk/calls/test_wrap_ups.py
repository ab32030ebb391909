"""Tests of wrap-ups: each ends once, when it is due or when something else begins."""

from __future__ import annotations

from feeds.instants import instant
from feeds.platforms.asterisk.calls.calls import Contact, Leg, Part
from feeds.platforms.asterisk.calls.wrap_ups import WrapUps
from feeds.protocol.event_writer import Teller
from tests.feeds.platforms.asterisk.scripted_floor import START


def _teller() -> Teller:
    teller = Teller()
    teller.is_muted = False
    return teller


def _leg(agent: str, released: int = START) -> Leg:
    leg = Leg(Contact(f"call of {agent}"), agent, "support", "PJSIP/1", released - 9_000, "m1")
    leg.part, leg.released = Part.WRAPPING, released
    leg.contact.legs[agent] = leg
    return leg


def _ends(teller: Teller) -> list[tuple[str, int]]:
    return [(event.model_dump()["agent"], instant(event.at) - START) for event in teller.take()]


def test_that_those_due_end_in_their_order_each_when_it_was_due() -> None:
    teller = _teller()
    wrap_ups = WrapUps(teller)
    for agent, seconds in (("Ana", 8), ("Kim", 5), ("Jun", 60)):
        wrap_ups.begin(_leg(agent), START + seconds * 1000)
    wrap_ups.end_due(START + 4_999)
    assert _ends(teller) == []
    wrap_ups.end_due(START + 10_000)
    assert _ends(teller) == [("Kim", 5_000), ("Ana", 8_000)]
    wrap_ups.end_due(START + 60_000)
    assert _ends(teller) == [("Jun", 60_000)]
    wrap_ups.end_due(START + 90_000)
    assert _ends(teller) == []


def test_that_what_begins_sooner_ends_it_and_closes_its_leg() -> None:
    teller = _teller()
    wrap_ups = WrapUps(teller)
    leg = _leg("Kim")
    wrap_ups.begin(leg, START + 20_000)
    wrap_ups.settle("Kim", START + 3_000)
    wrap_ups.settle("Kim", START + 4_000)
    assert _ends(teller) == [("Kim", 3_000)]
    assert (leg.part, leg.contact.legs) == (Part.OVER, {})


def test_that_none_ends_before_it_began() -> None:
    teller = _teller()
    wrap_ups = WrapUps(teller)
    wrap_ups.begin(_leg("Kim"), START + 20_000)
    wrap_ups.settle("Kim", START - 3_000)
    assert _ends(teller) == [("Kim", 0)]


def test_that_nothing_ends_unseen() -> None:
    teller = _teller()
    wrap_ups = WrapUps(teller)
    wrap_ups.begin(_leg("Kim"), START + 5_000)
    teller.is_muted = True
    wrap_ups.end_due(START + 9_000)
    wrap_ups.settle("Kim", START + 9_000)
    assert "Kim" in wrap_ups.running
    teller.is_muted = False
    wrap_ups.end_due(START + 9_000)
    assert _ends(teller) == [("Kim", 5_000)]
