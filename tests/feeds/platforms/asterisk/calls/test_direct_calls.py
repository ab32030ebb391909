"""Tests of direct calls: an agent in a call that came by no queue is on contact, as long as it lasts."""

from __future__ import annotations

import pytest

from feeds.events import Snapshot
from feeds.instants import instant
from feeds.platforms.asterisk.members.settings import SwitchSettings
from tests.feeds.platforms.asterisk.scripted_floor import (
    ANA,
    KIM,
    Floor,
    Phone,
    listed,
    member_channel,
    of_member,
)

ANA_PHONE = "PJSIP/101-0000000a"
KIM_PHONE = "PJSIP/132-0000000b"


def _floor(settings: SwitchSettings | None = None) -> Floor:
    floor = Floor(settings)
    floor.open()
    for phone in (KIM, ANA):
        floor.member("Added", "support", phone)
    floor.channel("c1", "PJSIP/trunk-1")
    floor.events.clear()
    return floor


def _bridge(floor: Floor, *channels: tuple[str, str], linked: str, after: float = 1.0) -> None:
    """These channels, each with its name, talk to one another in a bridge of their own."""
    for number, (channel, name) in enumerate(channels, 1):
        headers = {"Uniqueid": channel, "Channel": name, "Linkedid": linked, "BridgeNumChannels": number}
        floor.say("BridgeEnter", after=after, BridgeUniqueid=f"b-{channels[0][0]}", **headers)
        after = 0


def _leave(floor: Floor, channel: str, name: str) -> None:
    """A channel leaves its bridge, and hangs up."""
    floor.say("BridgeLeave", Uniqueid=channel, Channel=name)
    floor.say("Hangup", after=0, Uniqueid=channel, Channel=name)


def _send_on(floor: Floor) -> None:
    """KIM sends the caller that she talks to on to ANA's phone, which is rung and answers."""
    floor.talk("c1", "support", KIM)
    by = {"TransfererUniqueid": member_channel("c1", KIM), "Extension": "101"}
    floor.say("BlindTransfer", Result="Success", **by)
    floor.say("DialBegin", Uniqueid="c1", DestUniqueid="a1", DestChannel=ANA_PHONE)
    floor.events.clear()
    _bridge(floor, ("a1", ANA_PHONE), ("c1", "PJSIP/trunk-1"), linked="c1")


def test_that_a_call_sent_on_to_an_agents_phone_is_a_leg_of_the_same_contact() -> None:
    floor = _floor(SwitchSettings(wrap_up_seconds=30))
    _send_on(floor)
    began = floor.now
    floor.say("Hold", Uniqueid="a1")
    floor.say("Unhold", Uniqueid="a1")
    assert floor.translator.agent_channel("Ana Ruiz") == ANA_PHONE
    _leave(floor, "a1", ANA_PHONE)
    assert instant(floor.events[0].at) == began
    assert instant(floor.events[-1].at) == floor.now
    assert floor.sent == [
        "contact.answered c1 Ana Ruiz",
        "contact.held c1 Ana Ruiz",
        "contact.resumed c1 Ana Ruiz",
        "contact.released c1 Ana Ruiz False",
    ]
    floor.hang_up("c1")
    assert floor.sent == ["contact.ended c1"]


def test_that_a_caller_sent_on_from_there_to_a_queue_is_the_same_contact_still() -> None:
    floor = _floor()
    _send_on(floor)
    floor.say("BlindTransfer", Result="Success", TransfererUniqueid="a1", Extension="sales")
    _leave(floor, "a1", ANA_PHONE)
    floor.join("c1", "sales")
    assert floor.sent == [
        "contact.answered c1 Ana Ruiz",
        "contact.transferred c1 Ana Ruiz blind sales",
        "contact.released c1 Ana Ruiz False",
        "contact.queued c1 sales",
    ]


def test_that_a_call_an_agent_makes_is_a_contact_of_its_own_while_it_is_connected() -> None:
    floor = _floor()
    floor.channel("a1", ANA_PHONE)
    floor.say("DialBegin", Uniqueid="a1", DestUniqueid="out", DestChannel="PJSIP/trunk-00000009")
    assert floor.sent == []
    _bridge(floor, ("out", "PJSIP/trunk-00000009"), ("a1", ANA_PHONE), linked="a1")
    floor.say("Hold", Uniqueid="out")
    _leave(floor, "a1", ANA_PHONE)
    floor.say("Hangup", Uniqueid="out")
    assert floor.sent == [
        "contact.answered a1 Ana Ruiz",
        "contact.released a1 Ana Ruiz False",
        "contact.ended a1",
    ]


def test_that_a_call_to_an_agents_own_number_goes_on_as_one_contact_until_the_caller_is_gone() -> None:
    floor = _floor()
    floor.say("DialBegin", Uniqueid="c1", DestUniqueid="a1", DestChannel=ANA_PHONE)
    _bridge(floor, ("a1", ANA_PHONE), ("c1", "PJSIP/trunk-1"), linked="c1")
    floor.say("BlindTransfer", Result="Success", TransfererUniqueid="a1", Extension="sales")
    _leave(floor, "a1", ANA_PHONE)
    floor.join("c1", "sales")
    floor.hang_up("c1")
    assert floor.sent == [
        "contact.answered c1 Ana Ruiz",
        "contact.transferred c1 Ana Ruiz blind sales",
        "contact.released c1 Ana Ruiz False",
        "contact.queued c1 sales",
        "contact.abandoned c1 sales",
        "contact.ended c1",
    ]


def test_that_agents_who_talk_to_one_another_are_two_legs_of_one_contact() -> None:
    floor = _floor()
    _bridge(floor, ("a1", ANA_PHONE), ("k1", KIM_PHONE), linked="a1")
    assert sorted(floor.sent) == ["contact.answered a1 Ana Ruiz", "contact.answered a1 Kim Novak"]
    _leave(floor, "a1", ANA_PHONE)
    _leave(floor, "k1", KIM_PHONE)
    assert floor.sent == [
        "contact.released a1 Ana Ruiz False",
        "contact.released a1 Kim Novak False",
        "contact.ended a1",
    ]


def test_that_a_phone_alone_in_a_bridge_talks_to_nobody() -> None:
    floor = _floor()
    _bridge(floor, ("a1", ANA_PHONE), linked="a1")
    floor.member("Status", "support", ANA, Status=2)
    _leave(floor, "a1", ANA_PHONE)
    assert floor.sent == []


def test_that_the_end_of_another_call_of_the_phone_is_not_its_end() -> None:
    floor = _floor()
    _send_on(floor)
    floor.say("Hangup", Uniqueid="a2", Channel="PJSIP/101-0000000f")
    assert floor.sent == ["contact.answered c1 Ana Ruiz"]


def test_that_it_begins_after_the_earlier_events_of_the_contact() -> None:
    floor = _floor()
    floor.talk("c1", "support", ANA)
    phone = member_channel("c1", ANA)
    _bridge(floor, ("t", "PJSIP/trunk-00000005"), (phone, ANA_PHONE), linked="c1")
    floor.complete("c1", "support", ANA)
    floor.join("c1", "sales", after=0.1)
    floor.leave("c1", "sales", after=0.1)
    left = floor.now
    floor.wait(2)
    assert floor.events[-1].type == "contact.answered"
    assert instant(floor.events[-1].at) == left


def test_that_nothing_is_written_of_a_phone_of_nobody() -> None:
    floor = _floor()
    _bridge(floor, ("x", "PJSIP/777-00000001"), ("y", "Local/101@agents-0001;1"), linked="x")
    assert floor.sent == []


@pytest.mark.parametrize("phone_first", [True, False])
def test_that_a_queues_call_is_no_direct_call_whether_bridge_or_connect_come_first(phone_first: bool) -> None:
    floor = _floor()
    half = member_channel("c1", KIM)
    floor.join("c1", "support")
    floor.ring("c1", "support", KIM)
    floor.say("LocalBridge", LocalOneUniqueid=half, LocalTwoUniqueid=f"{half};2")
    floor.say("DialBegin", Uniqueid="c1", DestUniqueid=half)
    floor.say("DialBegin", Uniqueid=f"{half};2", DestUniqueid="k1", DestChannel=KIM_PHONE)
    if not phone_first:
        floor.pick_up("c1", "support", KIM)
    _bridge(floor, ("k1", KIM_PHONE), (f"{half};2", "Local/132@agents-0001;2"), linked="c1")
    floor.member("Status", "support", KIM, Status=2)
    if phone_first:
        floor.pick_up("c1", "support", KIM)
    # The caller goes, and the phone only after it, in the order of the switch.
    floor.say("Hangup", Uniqueid="c1")
    floor.complete("c1", "support", KIM, "caller", after=0)
    floor.member("Status", "support", KIM, Status=2, after=0)
    floor.wait(0.1)
    _leave(floor, "k1", KIM_PHONE)
    floor.member("Status", "support", KIM, Status=1)
    floor.wait(60)
    assert floor.contacts == [
        "contact.queued c1 support",
        "contact.offered c1 Kim Novak",
        "contact.answered c1 Kim Novak support",
        "contact.released c1 Kim Novak False",
        "contact.ended c1",
    ]


def test_that_a_call_taken_for_a_direct_one_gives_way_to_its_connect() -> None:
    floor = _floor()
    _bridge(floor, ("c1-101", ANA_PHONE), ("c1", "PJSIP/trunk-1"), linked="other")
    floor.join("c1", "support")
    floor.pick_up("c1", "support", ANA)
    assert floor.sent == [
        "contact.answered other Ana Ruiz",
        "contact.queued c1 support",
        "contact.released other Ana Ruiz False",
        "contact.answered c1 Ana Ruiz support",
        "contact.ended other",
    ]


def test_that_who_asks_a_third_and_talks_on_when_the_caller_has_gone_is_on_contact_all_along() -> None:
    floor = _floor(SwitchSettings(wrap_up_seconds=20))
    floor.talk("c1", "support", ANA)
    phone = member_channel("c1", ANA)
    floor.say("Hold", Uniqueid=phone)
    _bridge(floor, ("t", "PJSIP/trunk-00000005"), (phone, ANA_PHONE), linked="c1")
    floor.hang_up("c1")
    gone = floor.now
    floor.wait(10)
    _leave(floor, phone, ANA_PHONE)
    again = [event for event in floor.events if event.type == "contact.answered"]
    assert [instant(event.at) for event in again] == [gone]
    assert floor.sent == [
        "contact.held c1 Ana Ruiz",
        "contact.released c1 Ana Ruiz True",
        "contact.ended c1",
        "contact.wrapped c1 Ana Ruiz",
        "contact.answered c1#2 Ana Ruiz",
        "contact.released c1#2 Ana Ruiz False",
        "contact.ended c1#2",
    ]


def test_that_a_caller_who_waits_is_not_answered_by_a_direct_call() -> None:
    floor = _floor()
    floor.join("c1", "support")
    _bridge(floor, ("a1", ANA_PHONE), ("x", "PJSIP/trunk-00000004"), linked="c1")
    assert floor.sent == ["contact.queued c1 support", "contact.answered c1 Ana Ruiz Ana Ruiz"]
    floor.ring("c1", "support", KIM)
    floor.pick_up("c1", "support", KIM)
    assert floor.sent[-1] == "contact.answered c1 Kim Novak support"


def test_that_who_logs_out_in_a_direct_call_talks_on() -> None:
    floor = _floor()
    _send_on(floor)
    floor.member("Removed", "support", ANA)
    _leave(floor, "a1", ANA_PHONE)
    assert [line for line in floor.sent if "profile" not in line] == [
        "contact.answered c1 Ana Ruiz",
        "agent.state Ana Ruiz offline",
        "contact.released c1 Ana Ruiz False",
    ]


def test_that_who_logs_in_while_on_the_phone_is_on_contact_from_there() -> None:
    floor = _floor()
    floor.member("Removed", "support", ANA)
    _send_on(floor)
    floor.wait(60)
    assert floor.sent == []
    floor.member("Added", "support", ANA)
    assert instant(floor.events[-1].at) == floor.now
    assert floor.contacts == ["contact.answered c1 Ana Ruiz"]


def test_that_a_device_out_of_reach_is_in_no_call() -> None:
    floor = _floor()
    _send_on(floor)
    floor.member("Status", "support", ANA, Status=5)
    assert floor.contacts == ["contact.answered c1 Ana Ruiz", "contact.released c1 Ana Ruiz False"]


# Without a connection, or without channel events ----------------------------------------------------


def test_that_an_agent_on_the_phone_at_the_first_look_is_on_contact_until_its_channel_is_gone() -> None:
    floor = Floor()
    floor.status(members=(listed("support", ANA, Status=2), listed("sales", ANA, Status=2)))
    snapshot, answered = floor.events
    assert isinstance(snapshot, Snapshot)
    assert answered.type == "contact.answered"
    floor.events.clear()
    floor.say("Hangup", Uniqueid="k9", Channel=KIM_PHONE)
    assert floor.sent == []
    floor.say("Hangup", Uniqueid="a9", Channel=ANA_PHONE)
    assert [line.partition(" ")[0] for line in floor.sent] == ["contact.released", "contact.ended"]


@pytest.mark.parametrize(
    "said",
    [
        {"Status": 2, "InCall": 1},
        # Before the switch says whether it is in a queue's call.
        {"Status": 2, "InCall": ""},
        {"Status": 6},
        {"Status": 3},
        {"Status": 2, "StateInterface": "Custom:DND132"},
    ],
)
def test_that_a_queues_call_and_a_phone_left_alone_are_no_direct_call(said: dict[str, object]) -> None:
    floor = Floor()
    floor.status(members=(listed("support", ANA, **said),))
    assert [event.type for event in floor.events] == ["snapshot"]


def test_that_a_loss_ends_it_and_the_next_look_sees_whether_it_goes_on() -> None:
    floor = _floor()
    _send_on(floor)
    floor.lose()
    floor.say("Hangup", Uniqueid="c1")
    floor.events.clear()
    floor.status(members=(listed("support", ANA, Status=1),))
    (snapshot,) = floor.events
    assert isinstance(snapshot, Snapshot)
    assert not [event for event in snapshot.events if str(event["type"]).startswith("contact.")]
    floor.lose()
    floor.events.clear()
    floor.status(members=(listed("support", ANA, Status=2),))
    assert [event.type for event in floor.events] == ["snapshot", "contact.answered"]


def test_that_a_call_begun_before_the_snapshot_is_written_after_it_with_its_own_end() -> None:
    floor = _floor()
    floor.lose()
    _bridge(floor, ("a1", ANA_PHONE), ("x", "PJSIP/trunk-00000004"), linked="x")
    floor.events.clear()
    floor.status(members=(listed("support", ANA, Status=2),))
    _leave(floor, "a1", ANA_PHONE)
    floor.hang_up("x")
    assert [event.type for event in floor.events[1:]] == [
        "contact.answered",
        "contact.released",
        "contact.ended",
    ]
    assert floor.events[1].at == floor.events[0].at


def _quiet() -> Floor:
    """A switch that sends events of members and queues, and of no channels."""
    floor = Floor()
    floor.open()
    floor.member("Added", "support", ANA)
    floor.events.clear()
    return floor


def test_that_without_channels_a_device_in_use_for_two_seconds_is_in_a_call_since() -> None:
    floor = _quiet()
    floor.member("Status", "support", ANA, Status=2)
    began = floor.now
    floor.wait(1.5)
    assert floor.sent == []
    floor.wait(0.5)
    (answered,) = floor.events
    assert (answered.type, instant(answered.at)) == ("contact.answered", began)
    floor.events.clear()
    floor.member("Status", "support", ANA, Status=1)
    assert [line.partition(" ")[0] for line in floor.sent] == ["contact.released", "contact.ended"]


@pytest.mark.parametrize("status_first", [True, False])
def test_that_without_channels_a_queues_call_is_no_direct_call(status_first: bool) -> None:
    floor = _quiet()
    floor.join("c1", "support")
    floor.ring("c1", "support", ANA)
    in_use = of_member("support", ANA, Status=2)
    if status_first:
        floor.say("QueueMemberStatus", **in_use)
    floor.pick_up("c1", "support", ANA)
    if not status_first:
        floor.say("QueueMemberStatus", after=0, **in_use)
    floor.wait(30)
    floor.complete("c1", "support", ANA)
    floor.member("Status", "support", ANA, Status=1, CallsTaken=1)
    floor.wait(30)
    assert [line for line in floor.sent if line.startswith("contact.answered")] == [
        "contact.answered c1 Ana Ruiz support"
    ]


def test_that_a_call_too_short_to_be_sure_of_is_not_written() -> None:
    floor = _quiet()
    floor.member("Status", "support", ANA, Status=2)
    floor.member("Status", "support", ANA, Status=1)
    floor.wait(30)
    assert floor.sent == []


def test_that_an_agent_whose_interface_is_its_name_has_a_phone_too() -> None:
    floor = _floor()
    floor.member("Added", "support", Phone("", "IAX2/a09"))
    floor.events.clear()
    _bridge(floor, ("a1", "IAX2/a09-8665"), ("x", "IAX2/trunk-12"), linked="a1")
    assert floor.sent == ["contact.answered a1 a09"]
