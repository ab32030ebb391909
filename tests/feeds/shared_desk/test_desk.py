"""The desk: each verb becomes an event of the user's, is kept, and is in the snapshot of who comes later."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from feeds.broadcast.commands import Caller
from feeds.instants import instant_text
from feeds.shared_desk import desk as desk_module
from feeds.shared_desk.desk_file import DeskError, DeskFile
from tests.feeds.shared_desk.scenes import LEA, MINUTE, RUI, START, source

SOON = instant_text(START + 30 * MINUTE)
SAID: list[tuple[str, dict[str, Any], str, dict[str, Any]]] = [
    ("acknowledge", {"flag": "f1"}, "flag.acknowledged", {"flag": "f1", "by": "rui"}),
    ("claim", {"flag": "f1"}, "flag.claimed", {"flag": "f1", "by": "rui"}),
    ("snooze", {"flag": "f1", "until": SOON}, "flag.snoozed", {"flag": "f1", "until": SOON, "by": "rui"}),
    (
        "approve_exception",
        {"agent": "ana", "start": instant_text(START), "end": SOON, "reason": "doctor"},
        "schedule.exception",
        {"agent": "ana", "reason": "doctor", "approved_by": "rui"},
    ),
    (
        "declare_incident",
        {"incident": "i1", "title": "Lines down", "queues": ["billing"]},
        "incident.declared",
        {"incident": "i1", "title": "Lines down", "queues": ["billing"], "by": "rui"},
    ),
    ("announce", {"text": "Hello"}, "announcement.posted", {"text": "Hello", "by": "rui"}),
    (
        "add_note",
        {"note": "n1", "about": {"agent": "ana"}, "text": "late", "tags": ["lunch"]},
        "note.added",
        {
            "note": "n1",
            "about": {"agent": "ana", "at": instant_text(START)},
            "text": "late",
            "tags": ["lunch"],
        },
    ),
    (
        "set_task",
        {"task": "t1", "text": "call", "state": "open", "assignee": "lea"},
        "task.set",
        {"task": "t1", "text": "call", "state": "open", "assignee": "lea", "by": "rui"},
    ),
    (
        "hand_over",
        {"handover": "h1", "to": "lea"},
        "handover.made",
        {"handover": "h1", "to": "lea", "by": "rui"},
    ),
]


@pytest.mark.parametrize(("verb", "fields", "event", "said"), SAID, ids=[each[0] for each in SAID])
def test_that_a_verb_is_told_and_kept_and_shown_to_who_comes_later(
    tmp_path: Path, verb: str, fields: dict[str, Any], event: str, said: dict[str, Any]
) -> None:
    path = tmp_path / "desk.jsonl"
    with source(path) as first:
        assert asyncio.run(first.ask(verb, **fields)) is None
        (told,) = first.told(event)
        assert said.items() <= told.items()
        assert told["at"] == instant_text(START)
    with source(path) as second:
        (again,) = [found for found in second.snapshot() if found["type"] == event]
        assert said.items() <= again.items()
        assert path.stat().st_mode & 0o077 == 0


def test_that_of_two_claims_the_first_wins_and_the_other_reads_who_has_it() -> None:
    async def both() -> list[str | None]:
        claims = (found.ask("claim", who, flag="f1") for who in (RUI, LEA))
        return list(await asyncio.gather(*claims))

    with source() as found:
        assert asyncio.run(both()) == [None, "rui has it since 10:00"]
        assert [event["by"] for event in found.told("flag.claimed")] == ["rui"]
        assert asyncio.run(found.ask("claim", RUI, id="again", flag="f1")) == "you have it since 10:00"


def test_that_an_acknowledgement_is_told_once() -> None:
    with source() as found:
        assert asyncio.run(found.ask("acknowledge", RUI, flag="f1")) is None
        assert asyncio.run(found.ask("acknowledge", LEA, flag="f1")) is None
        assert len(found.told("flag.acknowledged")) == 1


def test_that_an_incident_is_closed_once_and_a_handover_taken_once() -> None:
    async def play() -> list[str | None]:
        await found.ask("declare_incident", incident="i1", title="x", queues=[])
        await found.ask("hand_over", handover="h1")
        return [
            await found.ask("close_incident", RUI, incident="i1"),
            await found.ask("close_incident", LEA, incident="i1"),
            await found.ask("close_incident", incident="i2"),
            await found.ask("take_over", LEA, handover="h1"),
            await found.ask("take_over", RUI, handover="h1"),
            await found.ask("take_over", handover="h2"),
        ]

    with source() as found:
        assert asyncio.run(play()) == [
            None,
            "rui closed i1 at 10:00",
            "there is no incident i2",
            None,
            "lea took it over at 10:00",
            "there is no handover h2",
        ]


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("snooze", {"flag": "f1", "until": instant_text(START)}, "is past"),
    ("snooze", {"flag": "f1", "until": "2036-01-01T00:00:00Z"}, "more than a year away"),
    (
        "approve_exception",
        {"agent": "ana", "start": SOON, "end": instant_text(START), "reason": "x"},
        "before it starts",
    ),
    (
        "approve_exception",
        {"agent": "cy", "start": instant_text(START), "end": SOON, "reason": "x"},
        "no agent cy",
    ),
    (
        "approve_exception",
        {"agent": "ana", "start": SOON, "end": "2027-01-01T00:00:00Z", "reason": "x"},
        "31 days",
    ),
    ("declare_incident", {"incident": "i1", "title": "x", "queues": ["nowhere"]}, "no queue nowhere"),
    ("announce", {"text": " "}, "needs a text"),
    ("add_note", {"note": "n1", "about": {}, "text": ""}, "needs a text"),
    ("add_note", {"note": "n1", "about": {}, "text": "x" * 8_001}, "at most 8,000 characters"),
    ("add_note", {"note": "n1", "about": {}, "text": "x", "tags": ["t"] * 201}, "at most 200 tags"),
    ("add_note", {"note": "n1", "about": {}, "text": "x", "tags": ["t" * 300] * 200}, "a tag has at most"),
    ("set_task", {"task": "t1", "text": "x", "state": "available"}, "open, done or dropped"),
    ("set_task", {"task": "t1", "text": "", "state": "open"}, "needs a text"),
]


@pytest.mark.parametrize(("verb", "fields", "words"), REFUSED)
def test_that_what_makes_no_sense_is_refused_with_words(
    verb: str, fields: dict[str, Any], words: str
) -> None:
    with source() as found:
        error = asyncio.run(found.ask(verb, **fields))
        assert error is not None
        assert words in error
        assert not found.desk.is_used


def test_that_a_command_too_large_for_an_event_is_refused() -> None:
    with source() as found:
        tags = ["\U0001f600" * 200] * 200
        assert "too large" in str(asyncio.run(found.ask("add_note", note="n", about={}, text="x", tags=tags)))


def test_that_names_are_used_once() -> None:
    async def play() -> list[str | None]:
        return [
            await found.ask("add_note", RUI, note="n1", about={}, text="a"),
            await found.ask("add_note", LEA, note="n1", about={}, text="b"),
            await found.ask("hand_over", RUI, handover="h1", to="lea"),
            await found.ask("hand_over", LEA, handover="h1"),
            await found.ask("take_over", Caller("kim"), handover="h1"),
            await found.ask("declare_incident", RUI, incident="i1", title="x", queues=[]),
            await found.ask("declare_incident", LEA, incident="i1", title="y", queues=[]),
        ]

    with source() as found:
        assert asyncio.run(play()) == [
            None,
            "rui added note n1 at 10:00",
            None,
            "rui made handover h1 at 10:00",
            "it is for lea",
            None,
            "rui declared i1 at 10:00, and it is open",
        ]


def test_that_heads_of_audit_logs_are_kept_and_not_told(tmp_path: Path) -> None:
    path = tmp_path / "desk.jsonl"
    with source(path) as first:
        before = len(first.events())
        assert asyncio.run(first.ask("audit_head", RUI, head="9f2c", count=12)) is None
        assert len(first.events()) == before
    with source(path) as second:
        (head,) = second.desk.heads["rui"]
        assert (head.head, head.count, head.at) == ("9f2c", 12, instant_text(START))


def test_that_a_full_disk_refuses_the_command_and_keeps_and_tells_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: DeskFile, line: bytes) -> None:
        raise DeskError("the desk cannot be written: No space left on device")

    with source(tmp_path / "desk.jsonl") as found:
        monkeypatch.setattr(DeskFile, "append", full)
        assert "No space left" in str(asyncio.run(found.ask("claim", flag="f1")))
        assert not found.told("flag.claimed")
        monkeypatch.undo()
        assert asyncio.run(found.ask("claim", LEA, flag="f1")) is None


def test_that_lines_that_cannot_be_read_are_skipped_with_a_remark(tmp_path: Path) -> None:
    path = tmp_path / "desk.jsonl"
    with source(path) as first:
        asyncio.run(first.ask("claim", flag="f1"))
    kept = path.read_bytes()
    path.write_bytes(b"{}\nnot json\n" + kept + b'{"event":{"type":"flag.cla')
    with source(path) as second:
        assert [event["flag"] for event in second.told("flag.claimed")] == ["f1"]
        (remark,) = second.remarks
        assert "2 lines cannot be read, the first is line 1" in remark
        asyncio.run(second.ask("claim", flag="f2"))
    lines = path.read_bytes().splitlines()
    assert lines[:3] == [b"{}", b"not json", kept.strip()]
    assert [json.loads(line)["event"]["flag"] for line in lines[2:]] == ["f1", "f2"]


def test_that_the_file_is_rewritten_once_most_of_it_is_past(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feeds.shared_desk.desk_file._SLACK_LINES", 10)
    monkeypatch.setattr(desk_module, "_SLACK_RECORDS", 5)
    path = tmp_path / "desk.jsonl"
    with source(path) as first:

        async def play() -> None:
            await first.ask("audit_head", head="9f", count=1)
            for number in range(40):
                await first.ask("set_task", id=f"c{number}", task="t1", text=str(number), state="open")

        asyncio.run(play())
        assert path.read_bytes().count(b"\n") < 20
        assert path.stat().st_mode & 0o077 == 0
        assert len(first.desk._records) < 20
    with source(path) as second:
        assert [event["text"] for event in second.told("task.set")] == ["39"]
        assert len(second.desk.heads["rui"]) == 1


def test_that_a_replay_tells_what_was_kept_when_it_gets_there(tmp_path: Path) -> None:
    path = tmp_path / "desk.jsonl"
    with source(path) as first:
        asyncio.run(first.ask("claim", flag="f1"))
    with source(path, now=START - MINUTE, is_replay=True) as second:
        assert not second.told("flag.claimed")
        second.clock = START
        second.desk.tell_due()
        assert len(second.told("flag.claimed")) == 1


def test_that_a_live_source_tells_what_was_kept_at_once_whatever_its_clock_says(tmp_path: Path) -> None:
    path = tmp_path / "desk.jsonl"
    with source(path) as first:
        asyncio.run(first.ask("claim", flag="f1"))
    with source(path, now=START - 30 * MINUTE) as second:
        assert len(second.told("flag.claimed")) == 1


def test_that_a_new_round_of_a_recording_begins_with_the_desk() -> None:
    with source() as found:
        asyncio.run(found.ask("claim", flag="f1"))
        found.broadcast.next_round(START + MINUTE)
        (snapshot,) = [json.loads(text) for text in found.broadcast.everything.journal.read(0).texts]
        assert [event["type"] for event in snapshot["events"]] == ["flag.claimed"]
        assert "rui has it" in str(asyncio.run(found.ask("claim", LEA, flag="f1")))
