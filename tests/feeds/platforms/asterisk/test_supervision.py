"""Supervision begun here: written when the device is reached, and ended with its call or the connection."""

from __future__ import annotations

import asyncio

from feeds.events import Event
from feeds.platforms.asterisk.ami.packets import Packet
from feeds.platforms.asterisk.supervision import SupervisionTracker

AT = 1_795_311_405_000


def answered(name: str = "floorlight-1", response: str = "Success", channel: str = "PJSIP/200-1") -> Packet:
    return Packet(
        [("Event", "OriginateResponse"), ("ActionID", name), ("Response", response), ("Channel", channel)]
    )


def hung_up(name: str = "floorlight-1") -> Packet:
    return Packet([("Event", "Hangup"), ("Uniqueid", name)])


def sent(*packets: Packet, lost: bool = False, is_over: bool = True) -> tuple[list[Event], list[str], bool]:
    """What *packets* mean for one who rings, who still listens after, and whether it was answered."""

    async def scene() -> tuple[list[Event], list[str], bool]:
        tracker, events = SupervisionTracker(), list[Event]()
        rung = tracker.begin("floorlight-1", "ana", "PJSIP/200", "whisper", "c1")
        for packet in packets:
            events += tracker.hear(packet, AT)
        was_answered = rung.done()
        if is_over:
            tracker.rung("floorlight-1")
        if lost:
            events += tracker.lost(AT + 1_000)
        return events, tracker.channels("ana"), was_answered

    return asyncio.run(scene())


def types(events: list[Event]) -> list[str]:
    return [event.type for event in events]


def test_that_who_listens_to_whom_is_sent_once_the_device_is_reached() -> None:
    events, channels, was_answered = sent(answered())
    assert [
        event.model_dump(include={"type", "agent", "supervisor", "kind", "contact"}) for event in events
    ] == [
        {
            "type": "supervision.started",
            "agent": "ana",
            "supervisor": "PJSIP/200",
            "kind": "whisper",
            "contact": "c1",
        }
    ]
    assert (channels, was_answered) == (["PJSIP/200-1"], True)


def test_that_it_ends_when_the_device_hangs_up_and_once() -> None:
    events, channels, _ = sent(answered(), answered(), hung_up(), hung_up())
    assert types(events) == ["supervision.started", "supervision.ended"]
    assert channels == []


def test_that_a_device_that_is_not_reached_writes_nothing_and_is_forgotten() -> None:
    assert sent(answered(response="Failure")) == ([], [], True)
    assert sent(hung_up(), answered()) == ([], [], True), "it hung up before its answer came"


def test_that_what_others_originate_and_hang_up_is_none_of_ours() -> None:
    assert sent(answered("theirs"), hung_up("1795311405.7")) == ([], [], False)


def test_that_with_the_line_nobody_listens_any_more_as_far_as_is_known() -> None:
    assert types(sent(answered(), lost=True)[0]) == ["supervision.started", "supervision.ended"]
    assert sent(lost=True, is_over=False) == ([], [], False), "one who only rings has not begun"
