"""Tests of callers in queues: who abandoned, who was let go, who left by a key, and whom it rang for."""

from __future__ import annotations

from feeds.platforms.asterisk.members.settings import SwitchSettings
from tests.feeds.platforms.asterisk.scripted_floor import ANA, KIM, Floor, member_channel


def _floor(settings: SwitchSettings | None = None) -> Floor:
    floor = Floor(settings)
    floor.open()
    for queue in ("support", "sales"):
        floor.member("Added", queue, KIM)
    floor.member("Added", "support", ANA)
    floor.channel("c1")
    floor.events.clear()
    return floor


def test_that_a_caller_who_hangs_up_has_abandoned() -> None:
    floor = _floor()
    floor.join("c1", "support")
    floor.say("HangupRequest", Uniqueid="c1")
    floor.abandon("c1", "support")
    floor.leave("c1", "support")
    floor.say("Hangup", Uniqueid="c1")
    assert floor.sent == ["contact.queued c1 support", "contact.abandoned c1 support", "contact.ended c1"]


def test_that_a_time_out_is_no_abandon_though_the_switch_sends_the_same_event() -> None:
    floor = _floor()
    floor.join("c1", "support")
    floor.abandon("c1", "support")
    floor.leave("c1", "support")
    floor.say("SoftHangupRequest", Uniqueid="c1", Cause=16)
    floor.say("Hangup", Uniqueid="c1")
    assert floor.sent[1:] == ["contact.deflected c1 support timeout", "contact.ended c1"]


def test_that_another_callers_hanging_up_makes_no_abandon() -> None:
    floor = _floor()
    floor.join("c1", "support")
    floor.join("c2", "support")
    floor.say("HangupRequest", Uniqueid="c2")
    floor.abandon("c1", "support")
    floor.leave("c1", "support")
    assert floor.sent[2:] == ["contact.deflected c1 support timeout"]


def test_that_a_caller_let_go_where_nobody_could_be_rung_did_not_time_out() -> None:
    floor = _floor()
    floor.member("Pause", "support", KIM, Paused=1)
    floor.member("Status", "support", ANA, Status=5)
    floor.join("c1", "support")
    floor.abandon("c1", "support")
    floor.leave("c1", "support")
    assert floor.contacts[-1] == "contact.deflected c1 support other"


def test_that_a_timed_out_caller_goes_on_to_another_queue_as_the_same_contact() -> None:
    floor = _floor()
    floor.join("c1", "support")
    floor.abandon("c1", "support")
    floor.leave("c1", "support", after=0)
    floor.join("c1", "sales", after=0)
    floor.say("HangupRequest", Uniqueid="c1")
    floor.abandon("c1", "sales")
    floor.leave("c1", "sales")
    assert floor.sent[1:] == [
        "contact.deflected c1 support timeout",
        "contact.queued c1 sales",
        "contact.abandoned c1 sales",
    ]


def test_that_a_caller_who_is_moved_elsewhere_neither_abandoned_nor_timed_out() -> None:
    floor = _floor()
    here, there = {"Context": "incoming", "Exten": "support"}, {"Context": "incoming", "Exten": "sales"}
    floor.say("QueueCallerJoin", Uniqueid="c1", Queue="support", **here)
    floor.say("QueueCallerAbandon", Uniqueid="c1", Queue="support", **there)
    floor.leave("c1", "support")
    floor.say("QueueCallerJoin", Uniqueid="c1", Queue="sales", **there)
    floor.say("QueueCallerAbandon", Uniqueid="c1", Queue="sales", **there)
    floor.leave("c1", "sales")
    assert floor.sent == [
        "contact.queued c1 support",
        "contact.deflected c1 support overflow",
        "contact.queued c1 sales",
        "contact.deflected c1 sales timeout",
    ]


def test_that_a_caller_moved_out_of_a_talk_leaves_the_agent_free() -> None:
    floor = _floor()
    floor.talk("c1", "support", KIM)
    floor.join("c1", "sales")
    floor.say("Hangup", Uniqueid=member_channel("c1", KIM))
    floor.complete("c1", "support", KIM, "caller")
    assert floor.sent == ["contact.released c1 Kim Novak False", "contact.queued c1 sales"]


def test_that_who_leaves_by_a_key_is_deflected_at_once() -> None:
    floor = _floor()
    floor.join("c1", "support")
    floor.ring("c1", "support", KIM)
    floor.leave("c1", "support")
    assert floor.sent[2:] == ["contact.deflected c1 support other"]


def test_that_an_answer_is_written_at_the_connect_and_not_at_the_leave_before() -> None:
    floor = _floor()
    floor.join("c1", "support")
    floor.ring("c1", "support", KIM)
    floor.pick_up("c1", "support", KIM)
    assert floor.sent[1:] == ["contact.offered c1 Kim Novak", "contact.answered c1 Kim Novak support"]


def test_that_a_leave_of_an_offer_begun_before_the_first_look_is_an_answer() -> None:
    floor = _floor()
    floor.lose()
    floor.status(entries=({"Queue": "support", "Uniqueid": "c0", "Wait": 3},))
    floor.events.clear()
    floor.pick_up("c0", "support", KIM)
    assert floor.sent == ["contact.answered c0 Kim Novak support"]


def test_that_a_ring_reported_as_missed_in_the_instant_of_its_answer_leaves_the_answer() -> None:
    floor = _floor()
    floor.join("c1", "support")
    floor.ring("c1", "support", KIM)
    floor.say("DialEnd", Uniqueid="c1", DestUniqueid=member_channel("c1", KIM), DialStatus="ANSWER")
    floor.no_answer("c1", "support", KIM, after=0)
    floor.say(
        "DialEnd", after=0, Uniqueid="c1", DestUniqueid=member_channel("c1", KIM), DialStatus="NOANSWER"
    )
    floor.leave("c1", "support", after=0)
    floor.say(
        "AgentConnect",
        after=0,
        Uniqueid="c1",
        Queue="support",
        MemberName=KIM.name,
        Interface=KIM.interface,
        DestUniqueid=member_channel("c1", KIM),
    )
    assert floor.sent[2:] == [
        "contact.missed c1 Kim Novak no_answer",
        "contact.answered c1 Kim Novak support",
    ]


def test_that_a_miss_says_why_where_the_switch_said_it_first() -> None:
    floor = _floor()
    floor.join("c1", "support")
    for status in ("BUSY", "CHANUNAVAIL", "NOANSWER"):
        floor.ring("c1", "support", KIM)
        floor.say("DialEnd", Uniqueid="c1", DestUniqueid=member_channel("c1", KIM), DialStatus=status)
        floor.no_answer("c1", "support", KIM)
    assert [line for line in floor.sent if "missed" in line] == [
        "contact.missed c1 Kim Novak declined",
        "contact.missed c1 Kim Novak failed",
        "contact.missed c1 Kim Novak no_answer",
    ]


def test_that_a_member_who_hangs_up_on_the_announcement_declined_and_the_caller_waits_on() -> None:
    floor = _floor()
    floor.join("c1", "support")
    floor.ring("c1", "support", KIM)
    floor.say("DialEnd", Uniqueid="c1", DestUniqueid=member_channel("c1", KIM), DialStatus="ANSWER")
    floor.say("AgentDump", Uniqueid="c1", Queue="support", MemberName=KIM.name, Interface=KIM.interface)
    floor.leave("c1", "support")
    assert floor.sent[2:] == ["contact.missed c1 Kim Novak declined", "contact.deflected c1 support other"]


def test_that_a_miss_after_the_caller_is_gone_is_of_no_offer() -> None:
    floor = _floor()
    floor.join("c1", "support")
    floor.ring("c1", "support", KIM)
    floor.say("HangupRequest", Uniqueid="c1")
    floor.abandon("c1", "support")
    floor.leave("c1", "support")
    floor.no_answer("c1", "support", KIM)
    assert floor.sent[2:] == ["contact.abandoned c1 support"]


def test_that_a_caller_whose_channel_is_gone_waits_no_longer() -> None:
    floor = _floor()
    floor.join("c1", "support")
    floor.say("Hangup", Uniqueid="c1")
    assert floor.sent[1:] == ["contact.abandoned c1 support", "contact.ended c1"]


def test_that_leaves_without_a_join_say_nothing() -> None:
    floor = _floor()
    floor.leave("c9", "support")
    floor.abandon("c9", "support")
    floor.no_answer("c9", "support", KIM)
    floor.hang_up("c9")
    assert floor.sent == []


def test_that_an_account_that_may_not_read_of_channels_still_counts_answers_and_exits() -> None:
    floor = Floor()
    floor.open()
    floor.member("Added", "support", KIM)
    floor.events.clear()
    floor.join("c1", "support")
    floor.ring("c1", "support", KIM)
    floor.leave("c1", "support")
    floor.say("AgentConnect", Uniqueid="c1", Queue="support", MemberName=KIM.name, Interface=KIM.interface)
    floor.complete("c1", "support", KIM, "caller")
    floor.join("c2", "support")
    floor.abandon("c2", "support")
    floor.leave("c2", "support")
    assert floor.sent[2:] == [
        "contact.answered c1 Kim Novak support",
        "contact.released c1 Kim Novak False",
        "contact.ended c1",
        "contact.queued c2 support",
        "contact.abandoned c2 support",
        "contact.ended c2",
    ]


def test_that_the_number_of_the_caller_is_the_customer() -> None:
    floor = _floor()
    floor.say("QueueCallerJoin", Uniqueid="c1", Queue="support", CallerIDNum="5550100")
    floor.say("QueueCallerJoin", Uniqueid="c2", Queue="support", CallerIDNum="<unknown>")
    assert [event.model_dump().get("customer") for event in floor.events] == ["5550100", None]
