"""Replay: which events recordings give, in which order, and when."""

from __future__ import annotations

import json
import os
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from feeds.errors import UserError
from feeds.events import instant, instant_text
from feeds.recordings.replay import (
    FAST,
    NEW_ROUND,
    DueEvent,
    Pace,
    Player,
    ReplayTally,
    digest,
    names_source,
    read_logs,
    rounds,
)
from tests.builders import JSON
from tests.feeds import log_of

EIGHT = instant("2026-11-22T08:00:00Z")


def said(seconds: float, agent: str = "ana", **fields: Any) -> JSON:
    at = instant_text(EIGHT + round(seconds * 1000))
    return {"type": "agent.state", "at": at, "agent": agent, "state": "available", **fields}


def control(kind: str, seconds: float, **fields: Any) -> JSON:
    return {"type": kind, "at": instant_text(EIGHT + round(seconds * 1000)), **fields}


def hello(epoch: str, source: str = "lisbon") -> JSON:
    return control("hello", 0, protocol=1, source=source, epoch=epoch)


def written(path: Path, *objects: JSON | bytes) -> str:
    lines = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in objects]
    path.write_bytes(b"\n".join(lines) + b"\n")
    return str(path)


def seconds(played: list[DueEvent]) -> list[float]:
    """When each is due, from eight o'clock."""
    return [(one.due - EIGHT) / 1000 for one in played]


# What is played ------------------------------------------------------------------------------------


def test_that_several_logs_are_merged_by_instant_and_then_by_their_order(tmp_path: Path) -> None:
    one = written(tmp_path / "one.jsonl", said(0, "a1"), said(2, "a2"), said(2, "a3"))
    two = written(tmp_path / "two.jsonl", said(1, "b1"), said(2, "b2"))

    def agents(*paths: str) -> list[str]:
        return [played.event.agent for played in read_logs(paths, ReplayTally())]

    assert agents(one, two) == ["a1", "b1", "a2", "a3", "b2"]
    assert agents(two, one) == ["a1", "b1", "b2", "a2", "a3"]


def test_that_only_events_and_snapshots_are_played(tmp_path: Path) -> None:
    tally = ReplayTally()
    path = written(
        tmp_path / "log.jsonl",
        hello("a"),
        said(1, seq=1),
        said(1, seq=1),
        control("heartbeat", 1, seq=1),
        {"type": "command", "id": "1", "verb": "log_out"},
        b"torn",
        control("snapshot", 2, seq=5, events=[said(0)]),
        said(3, seq=5),
        said(3, seq=6),
        {"type": "weather", "seq": 7},
        {"type": "weather", "seq": 7},
        hello("b"),
        said(4, seq=1),
    )
    played = list(read_logs([path], tally))
    assert [json.loads(one.text).get("seq") for one in played] == [1, 5, 6, 7, 1]
    assert [one.source for one in played] == ["lisbon"] * 5
    assert (tally.duplicates, tally.invalid, tally.unknown) == (3, 1, 1)
    assert tally.first_invalid is not None
    assert tally.first_invalid[1].line == 6


def test_that_recordings_of_one_source_that_overlap_play_each_event_once(tmp_path: Path) -> None:
    played = [said(number, seq=number) for number in range(1, 10)]
    early = written(tmp_path / "early.jsonl", hello("a"), *played[:6])
    late = written(tmp_path / "late.jsonl", hello("a"), *played[3:])
    other = written(tmp_path / "other.jsonl", hello("a", "porto"), *played[:2])
    for paths in ([early, late], [late, early], [early, late, late]):
        tally = ReplayTally()
        found = list(read_logs(paths, tally))
        assert [one.event.seq for one in found] == list(range(1, 10))
        assert tally.duplicates == 3 + 6 * (len(paths) - 2)
    assert len(list(read_logs([early, other], ReplayTally()))) == 8


def test_that_an_event_that_only_the_later_of_two_recordings_holds_is_played(tmp_path: Path) -> None:
    """One began in the middle of an epoch; the other has a number before that, which came late."""
    one = written(tmp_path / "one.jsonl", hello("a"), said(5, seq=50))
    two = written(tmp_path / "two.jsonl", hello("a"), said(6, "bo", seq=49), said(5, seq=50))
    assert [played.event.seq for played in read_logs([one, two], ReplayTally())] == [50, 49]


def test_that_what_can_be_read_only_once_is_refused(tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no named pipes")
    os.mkfifo(pipe := tmp_path / "pipe")
    with pytest.raises(UserError, match="cannot be read twice"):
        digest([str(pipe)])


def test_that_a_log_without_numbers_is_played_in_full(tmp_path: Path) -> None:
    path = written(tmp_path / "log.jsonl", *(said(1) for _ in range(5)))
    assert len(list(read_logs([path], ReplayTally()))) == 5


def test_that_things_are_due_when_they_came_where_that_is_known(tmp_path: Path) -> None:
    path = written(
        tmp_path / "log.jsonl",
        said(0),
        control("received", 10),
        said(1),
        said(10.5),
        said(3),
        control("received", 11),
        said(2),
        said(99),
    )
    assert seconds(list(read_logs([path], ReplayTally()))) == [0, 10, 10.5, 10.5, 11, 12]


def test_that_rounds_are_later_by_the_length_of_all(tmp_path: Path) -> None:
    path = written(tmp_path / "log.jsonl", said(0), said(5), said(10))
    played = list(islice(rounds(lambda: read_logs([path], ReplayTally())), 11))
    assert [one.event is NEW_ROUND for one in played] == [False] * 3 + [True] + [False] * 3 + [True] + [
        False
    ] * 3
    assert seconds(played) == [0, 5, 10, 11, 11, 16, 21, 22, 22, 27, 32]
    assert played[-1].event.at == instant_text(EIGHT + 32_000)
    assert list(rounds(lambda: iter(()))) == []


def test_that_logs_are_named_by_their_bytes_and_order(tmp_path: Path) -> None:
    one, two = written(tmp_path / "1.jsonl", said(0)), written(tmp_path / "2.jsonl", said(1))
    same = written(tmp_path / "3.jsonl", said(0))
    assert digest([one]) == digest([same])
    assert len({digest(paths) for paths in ([one], [two], [one, two], [two, one])}) == 4
    with pytest.raises(UserError, match="does not exist"):
        digest([str(tmp_path / "none.jsonl")])


def test_that_a_source_is_called_what_its_hello_says_or_as_its_file(tmp_path: Path) -> None:
    assert names_source(written(tmp_path / "day.one.jsonl", said(0))) == "day"
    assert names_source(written(tmp_path / "day.jsonl", b"torn", hello("e", "porto"))) == "porto"
    path = tmp_path / "packed.jsonl"
    path.write_bytes(log_of(said(0)))
    assert names_source(str(path)) == "packed"


# When it is played ---------------------------------------------------------------------------------


def due_at(*instants: float) -> list[DueEvent]:
    return [DueEvent(EIGHT + round(at * 1000), EIGHT + round(at * 1000), b"{}", None, "") for at in instants]


def test_that_nothing_is_played_before_it_is_due() -> None:
    player = Player(due_at(0, 1, 5, 60), speed=10)
    assert player.take(100.0, 99) == []
    player.begin(100.0)
    assert seconds(player.take(100.0, 99)) == [0]
    assert player.wait(100.0) == pytest.approx(0.1)
    assert seconds(player.take(100.51, 1)) == [1]
    assert seconds(player.take(100.51, 99)) == [5]
    assert (player.take(105.9, 99), player.is_over) == ([], False)
    assert seconds(player.take(106.0, 99)) == [60]
    assert (player.is_over, player.wait(106.0)) == (True, FAST)
    assert player.now(107.0) == EIGHT + 70_000


def test_that_without_a_pace_all_is_due_and_the_clock_goes_on_after_it() -> None:
    player = Player(due_at(0, 3600, 7200), speed=FAST)
    player.begin(0.0)
    assert seconds(player.take(0.0, 2)) == [0, 3600]
    assert player.now(50.0) == EIGHT + 3_600_000
    assert seconds(player.take(50.0, 2)) == [7200]
    assert player.now(51.0) == EIGHT + 7_201_000


def test_that_a_start_in_the_middle_makes_the_past_due_at_once() -> None:
    player = Player(due_at(0, 10, 20, 30), speed=1, start=EIGHT + 20_500)
    assert player.now(0.0) == EIGHT + 20_500
    player.begin(0.0)
    assert seconds(player.take(0.0, 99)) == [0, 10, 20]
    assert player.wait(0.0) == pytest.approx(9.5)


def test_that_a_pace_stands_and_changes_without_a_jump() -> None:
    pace = Pace(0, 2.0, 0.0)
    pace.pause(1.0)
    assert (pace.now(9.0), pace.seconds_until(5_000, 9.0)) == (2_000, FAST)
    pace.set_speed(10.0, 9.0)
    pace.resume(10.0)
    assert pace.now(11.0) == 12_000
    pace.seek(1_000, 11.0)
    assert pace.now(11.5) == 6_000
