"""Tests of wrap-ups: each ends once, when it is due or when something else begins."""

from __future__ import annotations

from feeds.instants import instant
from feeds.platforms.asterisk.calls.call import CallPart, SwitchCall, SwitchLeg
from feeds.platforms.asterisk.calls.wrap_ups import WrapUps
from feeds.protocol.event_writer import EventWriter
from tests.feeds.platforms.asterisk.scripted_floor import START


def _writer() -> EventWriter:
    writer = EventWriter()
    writer.is_muted = False
    return writer


def _leg(agent: str, released: int = START) -> SwitchLeg:
    leg = SwitchLeg(SwitchCall(f"call of {agent}"), agent, "support", "PJSIP/1", released - 9_000, "m1")
    leg.part, leg.released = CallPart.WRAPPING, released
    leg.contact.legs[agent] = leg
    return leg


def _ends(writer: EventWriter) -> list[tuple[str, int]]:
    return [(event.model_dump()["agent"], instant(event.at) - START) for event in writer.take()]


def test_that_those_due_end_in_their_order_each_when_it_was_due() -> None:
    writer = _writer()
    wrap_ups = WrapUps(writer)
    for agent, seconds in (("Ana", 8), ("Kim", 5), ("Jun", 60)):
        wrap_ups.begin(_leg(agent), START + seconds * 1000)
    wrap_ups.end_due(START + 4_999)
    assert _ends(writer) == []
    wrap_ups.end_due(START + 10_000)
    assert _ends(writer) == [("Kim", 5_000), ("Ana", 8_000)]
    wrap_ups.end_due(START + 60_000)
    assert _ends(writer) == [("Jun", 60_000)]
    wrap_ups.end_due(START + 90_000)
    assert _ends(writer) == []


def test_that_what_begins_sooner_ends_it_and_closes_its_leg() -> None:
    writer = _writer()
    wrap_ups = WrapUps(writer)
    leg = _leg("Kim")
    wrap_ups.begin(leg, START + 20_000)
    wrap_ups.end_of_agent("Kim", START + 3_000)
    wrap_ups.end_of_agent("Kim", START + 4_000)
    assert _ends(writer) == [("Kim", 3_000)]
    assert (leg.part, leg.contact.legs) == (CallPart.OVER, {})


def test_that_none_ends_before_it_began() -> None:
    writer = _writer()
    wrap_ups = WrapUps(writer)
    wrap_ups.begin(_leg("Kim"), START + 20_000)
    wrap_ups.end_of_agent("Kim", START - 3_000)
    assert _ends(writer) == [("Kim", 0)]


def test_that_nothing_ends_unseen() -> None:
    writer = _writer()
    wrap_ups = WrapUps(writer)
    wrap_ups.begin(_leg("Kim"), START + 5_000)
    writer.is_muted = True
    wrap_ups.end_due(START + 9_000)
    wrap_ups.end_of_agent("Kim", START + 9_000)
    assert "Kim" in wrap_ups.running
    writer.is_muted = False
    wrap_ups.end_due(START + 9_000)
    assert _ends(writer) == [("Kim", 5_000)]
