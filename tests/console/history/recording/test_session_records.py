"""Records of a session: its connections with what they received, their changes, and the quarantine."""

from __future__ import annotations

import json

import pytest

from console.history.days.records import ConnectionRecord, QuarantineRecord, Record, SessionRecord
from console.history.recording.session_records import SessionRecords
from feeds.events import instant
from feeds.protocol.session import Request, Session, SessionState
from feeds.transport.client import ConnectionChange
from tests.builders import JSON
from tests.feeds import AT
from tests.feeds.transport.scripted_source import state

HELLO = {"type": "hello", "protocol": 1, "source": "lisbon", "at": AT, "heartbeat_seconds": 5}


class Played:
    """A session that is played, and what is recorded of it."""

    def __init__(self) -> None:
        self.session, self.now = Session(Request()), 0.0
        self.kept: list[Record] = []
        self.records = SessionRecords(self.session, self.kept.append, lambda: self.now, lambda: 77)

    def connect(self, epoch: str, resumed: bool = False) -> None:
        self.session.connecting()
        self.session.opened(self.now)
        self.say({**HELLO, "epoch": epoch, "resumed": resumed})

    def say(self, *said: JSON) -> None:
        for message in said:
            self.session.receive(json.dumps(message).encode(), self.now)
        self.records.arrived()

    def change(self, state: SessionState, reason: str = "") -> None:
        self.records.changed(ConnectionChange(state, reason))


@pytest.fixture
def played() -> Played:
    return Played()


def test_that_each_connection_is_kept_from_its_hello_to_its_end(played: Played) -> None:
    began = instant(AT)
    played.connect("e1")
    played.change(SessionState.LIVE)
    played.say(state(1), state(2))
    played.now = 10.0
    played.change(SessionState.LOST, "cut")
    played.now = 20.0
    played.connect("e1", resumed=True)
    played.say(state(3))
    played.records.close()
    played.records.close()
    first = SessionRecord(began, "e1", 0, None, None, "")
    second = SessionRecord(began, "e1", 1, None, None, "")
    assert played.kept == [
        first,
        ConnectionRecord(began, "live", ""),
        first._replace(last_seq=2, ended_at=began + 10_000, reason="cut"),
        ConnectionRecord(began + 10_000, "lost", "cut"),
        second,
        second._replace(last_seq=3, ended_at=began, reason="closed here"),
    ]


def test_that_before_any_hello_the_time_is_this_machines(played: Played) -> None:
    played.change(SessionState.LOST, "refused")
    assert played.kept == [ConnectionRecord(77, "lost", "refused")]


def test_that_what_is_quarantined_is_kept_once(played: Played) -> None:
    played.connect("e1")
    played.say(state(1, state="asleep"))
    played.say(state(2))
    found = [record for record in played.kept if isinstance(record, QuarantineRecord)]
    assert [(record.at, record.frame) for record in found] == [(instant(AT), 2)]
    assert "state" in found[0].reason
    assert "asleep" in found[0].text
