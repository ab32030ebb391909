"""Tests of the present: what an answer to QueueStatus says, agreed with what was known."""

from __future__ import annotations

from typing import Any

from feeds.events import Snapshot
from feeds.instants import instant
from feeds.platforms.asterisk.members.settings import SwitchSettings
from tests.feeds.platforms.asterisk.scripted_floor import ANA, KIM, START, Floor, listed


def _floor(settings: SwitchSettings | None = None) -> Floor:
    floor = Floor(settings)
    floor.open()
    for phone in (KIM, ANA):
        floor.member("Added", "support", phone)
    floor.channel("c1")
    floor.events.clear()
    return floor


def _snapshot(floor: Floor) -> list[dict[str, Any]]:
    """What the one snapshot holds, but for definitions."""
    (snapshot,) = [event for event in floor.events if isinstance(event, Snapshot)]
    return [event for event in snapshot.events if not event["type"].endswith(".profile")]


def _story(floor: Floor) -> list[str]:
    return [
        " ".join(str(event[name]) for name in ("type", "contact", "agent", "state") if name in event)
        for event in _snapshot(floor)
    ]


def test_that_the_first_snapshot_has_who_waits_since_when_and_who_is_there() -> None:
    floor = Floor()
    paused = listed("support", ANA, Paused=1, PausedReason="Lunch", LastPause=START // 1000 - 600)
    floor.status(
        members=(listed("support", KIM), listed("sales", KIM), paused),
        entries=({"Queue": "support", "Uniqueid": "c7", "Wait": 12, "CallerIDNum": "5550100"},),
    )
    sent = _snapshot(floor)
    assert _story(floor) == [
        "agent.state Kim Novak available",
        "agent.state Ana Ruiz not_ready",
        "contact.queued c7",
    ]
    assert instant(sent[1]["at"]) == START - 600_000
    assert instant(sent[2]["at"]) == START - 12_000
    assert sent[2]["customer"] == "5550100"


def test_that_a_member_in_a_call_unknown_is_on_contact_until_it_is_complete() -> None:
    floor = Floor()
    floor.status(members=(listed("support", KIM, InCall=1, Status=2),))
    (contact,) = [event["contact"] for event in _snapshot(floor) if event["type"] == "contact.answered"]
    floor.events.clear()
    floor.complete("c9", "support", KIM)
    floor.complete("c9", "support", KIM)
    assert floor.sent == [f"contact.released {contact} Kim Novak False", f"contact.ended {contact}"]


def test_that_an_unknown_call_ends_when_another_is_seen_to_begin() -> None:
    floor = Floor()
    floor.status(members=(listed("support", KIM, InCall=1, Status=2),))
    floor.channel("c1")
    floor.events.clear()
    floor.join("c1", "support")
    floor.pick_up("c1", "support", KIM)
    assert [line.split()[0] for line in floor.sent] == [
        "contact.queued",
        "contact.released",
        "contact.ended",
        "contact.answered",
    ]
    assert floor.translator.agent_contact("Kim Novak") == "c1"


def test_that_a_snapshot_when_nothing_was_lost_sends_only_what_changed() -> None:
    floor = _floor()
    floor.talk("c1", "support", KIM)
    floor.join("c2", "support")
    floor.events.clear()
    floor.status(
        members=(listed("support", KIM, InCall=1, Status=2), listed("support", ANA, Paused=1)),
        entries=({"Queue": "support", "Uniqueid": "c2", "Wait": 0},),
        queues=("support", "sales", "new"),
    )
    assert floor.sent == [
        "queue.profile new new voice {'threshold_seconds': 10.0, 'target': 0.8} 0.0 ()",
        "agent.state Ana Ruiz not_ready",
    ]


def test_that_after_a_loss_what_is_still_open_is_sent_again_since_it_began_and_the_rest_is_not() -> None:
    floor = _floor()
    floor.talk("c1", "support", KIM)
    floor.join("c2", "support")
    joined = floor.now
    floor.join("c3", "support")
    floor.talk("c4", "support", ANA)
    floor.wait(5)
    floor.lose()
    floor.now += 20_000
    members = (listed("support", KIM, InCall=1, Status=2), listed("support", ANA, CallsTaken=1))
    waits = (floor.now - joined) // 1000
    floor.status(members=members, entries=({"Queue": "support", "Uniqueid": "c2", "Wait": waits},))
    assert _story(floor)[2:] == [
        "contact.queued c2",
        "contact.queued c1",
        "contact.answered c1 Kim Novak",
    ]
    assert instant(_snapshot(floor)[2]["at"]) == joined
    floor.events.clear()
    floor.complete("c4", "support", ANA)
    floor.leave("c3", "support")
    assert floor.sent == []
    floor.complete("c1", "support", KIM)
    assert floor.sent == ["contact.released c1 Kim Novak False"]


def test_that_another_call_of_the_same_agent_is_not_taken_for_the_one_before_the_loss() -> None:
    floor = _floor()
    floor.talk("c1", "support", KIM)
    floor.lose()
    floor.status(members=(listed("support", KIM, InCall=1, Status=2, CallsTaken=1),))
    assert "contact.queued c1" not in _story(floor)
    assert [event["agent"] for event in _snapshot(floor) if event["type"] == "contact.answered"] == [
        "Kim Novak"
    ]


def test_that_a_call_passed_on_which_the_switch_still_counts_leaves_the_agent_free() -> None:
    floor = _floor()
    floor.talk("c1", "support", KIM)
    by = {"Result": "Success", "TransfererUniqueid": "c1-132@agents/n"}
    floor.say("BlindTransfer", Extension="9", **by)
    floor.lose()
    floor.status(members=(listed("support", KIM, InCall=1, Status=2),))
    assert _story(floor) == ["agent.state Kim Novak available", "agent.state Ana Ruiz offline"]


def test_that_an_offer_is_kept_while_the_device_is_seen_to_ring() -> None:
    for status, kept in ((6, ["contact.offered c1 Kim Novak"]), (1, [])):
        floor = _floor()
        floor.join("c1", "support")
        floor.ring("c1", "support", KIM)
        floor.lose()
        floor.events.clear()
        entry = {"Queue": "support", "Uniqueid": "c1", "Wait": 1}
        floor.status(members=(listed("support", KIM, Status=status),), entries=(entry,))
        assert [line for line in _story(floor) if "offered" in line] == kept


def test_that_a_caller_who_went_on_to_another_queue_unseen_is_not_taken_to_be_moved_when_it_times_out() -> (
    None
):
    floor = _floor()
    floor.say("QueueCallerJoin", Uniqueid="c1", Queue="sales", Context="incoming", Exten="sales")
    floor.lose()
    floor.now += 20_000
    floor.events.clear()
    entry = {"Queue": "support", "Uniqueid": "c1", "Wait": 5}
    floor.status(members=(listed("support", KIM),), entries=(entry,))
    (queued,) = [event for event in _snapshot(floor) if event["type"] == "contact.queued"]
    assert (queued["queue"], instant(queued["at"])) == ("support", floor.now - 5_000)
    floor.events.clear()
    floor.say("QueueCallerAbandon", Uniqueid="c1", Queue="support", Context="incoming", Exten="support")
    floor.leave("c1", "support")
    assert floor.sent == ["contact.deflected c1 support timeout"]


def test_that_a_hold_goes_on_over_a_loss() -> None:
    floor = _floor()
    floor.talk("c1", "support", KIM)
    floor.say("Hold", Uniqueid="c1-132@agents/n")
    floor.lose()
    floor.events.clear()
    floor.status(members=(listed("support", KIM, InCall=1, Status=2),))
    assert "contact.held c1 Kim Novak" in _story(floor)


def test_that_wrap_ups_end_when_they_were_due_or_go_on_after_a_loss() -> None:
    floor = _floor(SwitchSettings(wrap_up_seconds=30))
    for call, phone in (("c1", KIM), ("c2", ANA)):
        floor.talk(call, "support", phone)
        floor.complete(call, "support", phone)
        floor.wait(12)
    due = floor.now - 24_000 - 3_000 - 1_000 + 30_000
    floor.lose()
    floor.events.clear()
    floor.now += 10_000
    floor.status(members=(listed("support", KIM), listed("support", ANA)))
    first = floor.events[0]
    assert first.type == "contact.wrapped"
    assert abs(instant(first.at) - due) <= 1_000
    assert "contact.released c2 Ana Ruiz" in _story(floor)


def test_that_a_wrap_up_of_a_contact_that_has_ended_is_cut_at_the_look() -> None:
    floor = _floor(SwitchSettings(wrap_up_seconds=30))
    floor.talk("c1", "support", KIM)
    floor.complete("c1", "support", KIM)
    floor.say("Hangup", Uniqueid="c1")
    floor.lose()
    floor.events.clear()
    floor.status(members=(listed("support", KIM),))
    assert [event.type for event in floor.events] == ["contact.wrapped", "snapshot"]


def test_that_half_an_answer_cut_off_by_a_loss_is_forgotten() -> None:
    floor = Floor()
    floor.answer("QueueMember", **listed("support", KIM))
    floor.lose()
    floor.status(members=(listed("support", ANA),))
    assert _story(floor) == ["agent.state Ana Ruiz available"]


def test_that_an_answer_about_no_queue_says_nothing() -> None:
    floor = _floor()
    for headers in ({}, {"Queue": ""}, {"Queue": "NONE"}):
        floor.answer("QueueParams", ServiceLevel=10, **headers)
    floor.answer("QueueStatusComplete")
    assert not [line for line in floor.sent if line.startswith("queue")]
