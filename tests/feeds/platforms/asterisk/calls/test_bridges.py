"""Tests of bridges: who talks, and since when."""

from __future__ import annotations

import pytest

from feeds.platforms.asterisk.ami.packets import Packet
from feeds.platforms.asterisk.calls import bridges as module
from feeds.platforms.asterisk.calls.bridges import Bridges


def _enter(bridges: Bridges, channel: str, bridge: str, at: int, number: str = "") -> list[str]:
    headers = {"Uniqueid": channel, "BridgeUniqueid": bridge, "BridgeNumChannels": number}
    return [stay.channel for stay in bridges.enter(Packet(list(headers.items())), at)]


def test_that_both_talk_from_when_the_second_is_there() -> None:
    bridges = Bridges()
    assert _enter(bridges, "a", "b1", 5) == []
    assert _enter(bridges, "b", "b1", 9) == ["a", "b"]
    assert {stay.talks for stay in bridges.stays.values()} == {9}
    assert _enter(bridges, "c", "b1", 12) == ["c"]


def test_that_the_switch_counts_whoever_was_there_before() -> None:
    assert _enter(Bridges(), "a", "b1", 5, "2") == ["a"]
    assert _enter(Bridges(), "a", "b1", 5, "1") == []


def test_that_who_goes_to_another_bridge_stands_in_that_alone() -> None:
    bridges = Bridges()
    _enter(bridges, "a", "b1", 1)
    _enter(bridges, "b", "b1", 2)
    assert _enter(bridges, "a", "b2", 3) == []
    assert _enter(bridges, "c", "b1", 4) == ["c"]
    bridges.leave("a")
    bridges.leave("a")
    assert sorted(bridges.stays) == ["b", "c"]


def test_that_what_names_no_channel_or_bridge_is_nothing() -> None:
    bridges = Bridges()
    assert _enter(bridges, "", "b1", 1, "2") == _enter(bridges, "a", "", 1, "2") == []
    assert bridges.stays == {}


def test_that_a_stream_that_takes_nobody_out_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_KEPT", 3)
    bridges = Bridges()
    for number in range(10):
        _enter(bridges, str(number), "b1", number)
    assert len(bridges.stays) <= 3
