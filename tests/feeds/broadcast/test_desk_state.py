"""What a desk holds at present: the newest of each subject, until it is past, and no more than allowed."""

from __future__ import annotations

from typing import Any

import pytest

from feeds.broadcast import desk_state
from feeds.broadcast.agents_at_work import Kept
from feeds.broadcast.desk_state import DeskState
from feeds.events import ADAPTER, instant, instant_text
from tests.feeds import encoded

NOW = instant("2026-11-22T10:00:00Z")
TODAY = instant("2026-11-22T00:00:00Z")
HOUR, DAY = 3_600_000, 86_400_000


class Told:
    """A desk that is told events, at hours from now."""

    def __init__(self) -> None:
        self.state = DeskState()
        self.count = 0

    def tell(self, name: str, hours: float = 0, **fields: Any) -> Told:
        self.count += 1
        at = NOW + round(hours * HOUR)
        said = {"type": name, "at": instant_text(at), "by": "rui", **fields}
        event = ADAPTER.validate_json(encoded(said))
        self.state.take(Kept(at, self.count, encoded(said), event))
        return self

    def types(self) -> list[str]:
        return sorted(kept.event.type for kept in self.state.events())

    def after(self, days: float = 0) -> list[str]:
        self.state.forget(NOW + round(days * DAY), TODAY + round(days * DAY))
        return self.types()


def test_that_the_newest_of_a_subject_is_kept() -> None:
    told = (
        Told()
        .tell("task.set", task="t1", text="a", state="open")
        .tell("task.set", task="t1", text="b", state="done")
    )
    assert told.state.find("task.set", "t1").text == "b"
    told.tell("task.set", hours=-1, task="t1", text="old", state="open")
    assert told.state.find("task.set", "t1").text == "b"


def test_that_a_claim_stands_beside_an_acknowledgement_until_the_day_is_over() -> None:
    told = Told().tell("flag.acknowledged", flag="f1").tell("flag.claimed", flag="f1")
    assert told.after() == ["flag.acknowledged", "flag.claimed"]
    assert told.after(days=1) == []


def test_that_a_snooze_lasts_until_its_end_though_the_day_is_over() -> None:
    told = Told().tell("flag.snoozed", flag="f1", until=instant_text(NOW + 30 * HOUR))
    assert told.after(days=1) == ["flag.snoozed"]
    assert told.after(days=2) == []


def test_that_an_open_incident_outlasts_the_day_and_a_closed_one_does_not() -> None:
    told = (
        Told()
        .tell("incident.declared", incident="i1", title="x")
        .tell("incident.declared", incident="i2", title="y")
    )
    told.tell("incident.closed", incident="i2")
    assert told.state.is_open("incident.declared", "i1")
    assert not told.state.is_open("incident.declared", "i2")
    assert told.after(days=40) == ["incident.declared"]


def test_that_an_incident_may_be_declared_again() -> None:
    told = Told().tell("incident.declared", incident="i1", title="x").tell("incident.closed", incident="i1")
    assert told.tell("incident.declared", incident="i1", title="again").state.is_open(
        "incident.declared", "i1"
    )


@pytest.mark.parametrize(
    ("event", "fields", "days"),
    [
        ("announcement.posted", {"text": "x"}, 1),
        ("announcement.posted", {"text": "x", "until": instant_text(NOW + 50 * HOUR)}, 3),
        ("note.added", {"note": "n1", "about": {"at": instant_text(NOW)}, "text": "x"}, 32),
        ("handover.made", {"handover": "h1"}, 8),
        ("task.set", {"task": "t1", "text": "x", "state": "done"}, 1),
        ("move.started", {"move": "m1", "agents": ["ana"]}, 1),
        (
            "schedule.exception",
            {"agent": "ana", "start": instant_text(NOW), "end": instant_text(NOW + HOUR)},
            1,
        ),
    ],
)
def test_that_what_is_past_is_dropped(event: str, fields: dict[str, Any], days: int) -> None:
    told = Told().tell(event, **fields)
    assert told.after(days=days - 1) == [event]
    assert told.after(days=days) == []


def test_that_an_open_task_a_running_move_and_a_queues_state_stay() -> None:
    told = Told().tell("task.set", task="t1", text="x", state="open").tell("queue.closed", queue="billing")
    told.tell("move.started", move="m1", agents=["ana"], until=instant_text(NOW + HOUR))
    told.tell("agent.device", agent="ana", device="SIP/7", reachable=False)
    assert told.after(days=400) == ["agent.device", "move.started", "queue.closed", "task.set"]


def test_that_an_opened_queue_is_no_longer_closed() -> None:
    assert Told().tell("queue.closed", queue="q").tell("queue.opened", queue="q").types() == ["queue.opened"]


def test_that_no_kind_grows_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(desk_state._MOST, "incident.declared", 2)
    told = Told()
    for name in ("i1", "i2", "i3"):
        told.tell("incident.declared", incident=name, title="x").tell("incident.closed", incident=name)
    assert told.types() == ["incident.closed", "incident.closed", "incident.declared", "incident.declared"]
    assert told.state.find("incident.closed", "i1") is None
