"""Tests of calls with an agent: connected, held, passed on, completed, and what the switch leaves out."""

from __future__ import annotations

import pytest

from feeds.instants import instant
from feeds.platforms.asterisk.members.settings import QueueSettings, SwitchSettings
from tests.feeds.platforms.asterisk.scripted_floor import ANA, KIM, Floor, member_channel

WRAPS_UP = SwitchSettings(queues={"support": QueueSettings(wrap_up_seconds=20)})


def _floor(settings: SwitchSettings | None = None) -> Floor:
    floor = Floor(settings)
    floor.open()
    for queue in ("support", "sales"):
        for phone in (KIM, ANA):
            floor.member("Added", queue, phone)
    floor.channel("c1", "PJSIP/trunk-1")
    floor.events.clear()
    return floor


def test_that_a_call_goes_from_the_queue_to_its_end() -> None:
    floor = _floor()
    floor.join("c1", "support")
    floor.ring("c1", "support", KIM)
    floor.pick_up("c1", "support", KIM)
    floor.complete("c1", "support", KIM)
    floor.say("Hangup", Uniqueid="c1")
    assert floor.sent == [
        "contact.queued c1 support",
        "contact.offered c1 Kim Novak",
        "contact.answered c1 Kim Novak support",
        "contact.released c1 Kim Novak False",
        "contact.ended c1",
    ]


def test_that_a_complete_after_the_callers_end_that_names_no_call_ends_no_other() -> None:
    floor = _floor()
    floor.talk("c1", "support", KIM)
    floor.hang_up("c1")
    bare = {"Queue": "support", "Interface": KIM.interface, "MemberName": KIM.name, "Reason": "caller"}
    floor.say("AgentComplete", after=0, HoldTime=3, TalkTime=1, **bare)
    floor.talk("c2", "support", KIM)
    assert floor.translator.agent_contact("Kim Novak") == "c2"
    floor.say("AgentComplete", after=60, HoldTime=3, TalkTime=60, **bare)
    assert floor.sent == ["contact.released c2 Kim Novak False"]


def test_that_completes_without_a_connect_say_nothing() -> None:
    floor = _floor()
    floor.complete("c9", "support", KIM)
    floor.complete("c9", "support", KIM)
    floor.talk("c1", "support", KIM)
    floor.complete("c9", "support", KIM)
    assert floor.sent == []
    assert floor.translator.agent_contact("Kim Novak") == "c1"


@pytest.mark.parametrize("are_reported", [True, False])
def test_that_completes_of_a_caller_who_came_twice_to_one_member_end_the_call_they_name(
    are_reported: bool,
) -> None:
    floor = Floor()
    floor.open()
    floor.member("Added", "support", KIM)
    if are_reported:
        floor.channel("c1")
    of_call = {"Uniqueid": "c1", "Queue": "support", "MemberName": KIM.name, "Interface": KIM.interface}
    for member in ("m1", "m2"):
        floor.join("c1", "support")
        floor.say("AgentConnect", DestUniqueid=member, **of_call)
    floor.events.clear()
    # The switch calls the first part complete only after the second.
    floor.say("AgentComplete", DestUniqueid="m2", TalkTime=6, Reason="agent", **of_call)
    assert floor.translator.agent_contact("Kim Novak") is None
    floor.say("AgentComplete", after=0, TalkTime=17, Reason="caller", **of_call)
    ended = [] if are_reported else ["contact.ended c1"]
    assert floor.sent == ["contact.released c1 Kim Novak False", *ended]


def test_that_without_channels_a_complete_ends_the_call_for_all_who_had_it() -> None:
    floor = Floor()
    floor.open()
    floor.join("c1", "support")
    for phone in (KIM, ANA):
        floor.say(
            "AgentConnect",
            Uniqueid="c1",
            Queue="support",
            MemberName=phone.name,
            Interface=phone.interface,
            DestUniqueid=member_channel("c1", phone),
        )
    floor.events.clear()
    for phone in (KIM, ANA):
        floor.complete("c1", "support", phone)
    assert floor.sent == [
        "contact.released c1 Kim Novak False",
        "contact.released c1 Ana Ruiz False",
        "contact.ended c1",
    ]


def test_that_a_complete_ends_no_call_that_came_by_no_queue() -> None:
    floor = _floor()
    for channel, name in (("a1", "PJSIP/101-0000000a"), ("x", "PJSIP/trunk-00000004")):
        floor.say("BridgeEnter", after=0, Uniqueid=channel, Channel=name, BridgeUniqueid="b", Linkedid="x")
    floor.events.clear()
    bare = {"Queue": "support", "Interface": ANA.interface, "MemberName": ANA.name, "Reason": "caller"}
    floor.say("AgentComplete", after=60, TalkTime=60, **bare)
    assert floor.sent == []


def test_that_a_connect_without_a_join_has_waited_as_long_as_it_says() -> None:
    floor = _floor()
    floor.say(
        "AgentConnect",
        Uniqueid="c5",
        Queue="support",
        MemberName=KIM.name,
        Interface=KIM.interface,
        HoldTime=12,
    )
    queued, answered = floor.events
    assert (queued.type, answered.type) == ("contact.queued", "contact.answered")
    assert floor.now - 12_000 == _ms(queued.at)


def test_that_a_member_removed_in_a_call_talks_on_and_is_offline_after_it() -> None:
    floor = _floor()
    floor.talk("c1", "support", KIM)
    for queue in ("support", "sales"):
        floor.member("Removed", queue, KIM)
    floor.complete("c1", "support", KIM)
    assert [line for line in floor.sent if not line.startswith("agent.profile")] == [
        "agent.state Kim Novak offline",
        "contact.released c1 Kim Novak False",
    ]


# Wrap-up -------------------------------------------------------------------------------------------


def test_that_no_wrap_up_is_written_where_nobody_says_how_long_it_is() -> None:
    floor = _floor()
    floor.talk("c1", "support", KIM)
    floor.complete("c1", "support", KIM)
    floor.wait(3600)
    assert floor.sent == ["contact.released c1 Kim Novak False"]


def test_that_a_wrap_up_ends_by_its_queues_length_at_the_instant_it_does() -> None:
    floor = _floor(WRAPS_UP)
    floor.talk("c1", "support", KIM)
    floor.complete("c1", "support", KIM)
    ends = floor.now + 20_000
    floor.wait(19.999)
    assert floor.sent == ["contact.released c1 Kim Novak True"]
    floor.wait(5)
    assert _ms(floor.events[-1].at) == ends
    assert floor.sent == ["contact.wrapped c1 Kim Novak"]


def test_that_a_wrap_up_ends_when_the_agent_is_rung_or_goes_away() -> None:
    floor = _floor(WRAPS_UP)
    for call in ("c1", "c2"):
        floor.talk(call, "support", KIM)
        floor.complete(call, "support", KIM)
    floor.join("c3", "sales")
    floor.events.clear()
    floor.ring("c3", "sales", KIM)
    assert floor.sent == ["contact.wrapped c2 Kim Novak", "contact.offered c3 Kim Novak"]


def test_that_a_members_own_wrap_up_stands_before_its_queues() -> None:
    floor = _floor(WRAPS_UP)
    floor.member("Status", "support", KIM, Wrapuptime=5)
    floor.talk("c1", "support", KIM)
    floor.complete("c1", "support", KIM)
    floor.wait(6)
    assert floor.contacts == ["contact.released c1 Kim Novak True", "contact.wrapped c1 Kim Novak"]


def test_that_queues_without_a_wrap_up_of_their_own_have_that_of_all() -> None:
    floor = _floor(SwitchSettings(wrap_up_seconds=30, queues={"sales": QueueSettings(wrap_up_seconds=0)}))
    floor.talk("c1", "support", KIM)
    floor.complete("c1", "support", KIM)
    assert floor.sent == ["contact.released c1 Kim Novak True"]
    floor.talk("c2", "sales", ANA)
    floor.complete("c2", "sales", ANA)
    assert floor.sent == ["contact.released c2 Ana Ruiz False"]


# Holds and transfers -------------------------------------------------------------------------------


def _behind_local(floor: Floor, call: str) -> None:
    """KIM's device is dialled through the other half of the Local channel that is the member."""
    half = member_channel(call, KIM)
    floor.say("LocalBridge", LocalOneUniqueid=half, LocalTwoUniqueid=f"{half};2")
    floor.say("DialBegin", Uniqueid=call, DestUniqueid=half)
    floor.say("DialBegin", Uniqueid=f"{half};2", DestUniqueid="phone-1", DestChannel="PJSIP/132-0007")
    floor.events.clear()


def test_that_a_hold_at_the_device_behind_a_local_channel_is_the_agents() -> None:
    floor = _floor()
    _behind_local(floor, "c1")
    floor.talk("c1", "support", KIM)
    assert floor.translator.agent_channel("Kim Novak") == "PJSIP/132-0007"
    for event in ("Hold", "Hold", "Unhold", "Unhold"):
        floor.say(event, Uniqueid="phone-1")
    assert floor.sent == ["contact.held c1 Kim Novak", "contact.resumed c1 Kim Novak"]


def test_that_a_hold_by_the_caller_is_not_the_agents() -> None:
    floor = _floor()
    floor.talk("c1", "support", KIM)
    floor.say("Hold", Uniqueid="c1")
    floor.say("Unhold", Uniqueid="c1")
    assert floor.sent == []


def test_that_a_blind_transfer_to_a_queue_frees_the_agent_and_queues_the_same_contact() -> None:
    floor = _floor()
    floor.talk("c1", "support", ANA)
    moved = {"Result": "Success", "TransfererUniqueid": member_channel("c1", ANA), "TransfereeUniqueid": "c1"}
    floor.say("BlindTransfer", Extension="sales", **moved)
    floor.complete("c1", "support", ANA, "transfer", after=0)
    floor.join("c1", "sales")
    assert floor.sent == [
        "contact.transferred c1 Ana Ruiz blind sales",
        "contact.released c1 Ana Ruiz False",
        "contact.queued c1 sales",
    ]


def test_that_a_blind_transfer_to_an_extension_names_the_agent_there() -> None:
    floor = _floor()
    floor.talk("c1", "support", ANA)
    floor.say(
        "BlindTransfer", Result="Success", TransfererUniqueid=member_channel("c1", ANA), Extension="132"
    )
    assert floor.events[0].model_dump()["to_agent"] == "Kim Novak"


@pytest.mark.parametrize("result", ["Fail", "Invalid", ""])
def test_that_a_transfer_that_failed_changes_nothing(result: str) -> None:
    floor = _floor()
    floor.talk("c1", "support", ANA)
    floor.say("BlindTransfer", Result=result, TransfererUniqueid=member_channel("c1", ANA), Extension="9")
    floor.say("AttendedTransfer", Result=result, OrigTransfererUniqueid=member_channel("c1", ANA))
    assert floor.sent == []


def test_that_a_caller_sent_on_through_a_local_channel_stays_one_contact() -> None:
    floor = _floor()
    _behind_local(floor, "c1")
    floor.talk("c1", "support", KIM)
    half = f"{member_channel('c1', KIM)};2"
    floor.say("BlindTransfer", Result="Success", TransfererUniqueid="phone-1", Extension="sales")
    floor.join(half, "sales")
    floor.say("Hangup", Uniqueid="phone-1")
    floor.ring(half, "sales", ANA)
    # The switch calls the first agent's part complete only now that the caller hangs up.
    floor.say("HangupRequest", Uniqueid="c1")
    floor.complete("c1", "support", KIM, "caller", after=0)
    floor.say("HangupRequest", after=0, Uniqueid=half)
    floor.say("Hangup", after=0, Uniqueid="c1")
    floor.abandon(half, "sales")
    floor.leave(half, "sales", after=0)
    floor.say("Hangup", after=0, Uniqueid=half)
    assert floor.sent == [
        "contact.transferred c1 Kim Novak blind sales",
        "contact.released c1 Kim Novak False",
        "contact.queued c1 sales",
        "contact.offered c1 Ana Ruiz",
        "contact.abandoned c1 sales",
        "contact.ended c1",
    ]


def test_that_an_attended_transfer_frees_the_agent_though_the_call_goes_on() -> None:
    floor = _floor()
    _behind_local(floor, "c1")
    floor.talk("c1", "support", KIM)
    floor.say("Hold", Uniqueid="phone-1")
    by = {"OrigTransfererUniqueid": "phone-1", "SecondTransfererUniqueid": "phone-1"}
    floor.say("AttendedTransfer", Result="Success", DestType="Bridge", **by)
    floor.say("Hangup", Uniqueid="phone-1")
    floor.complete("c1", "support", KIM, after=30)
    floor.hang_up("c1")
    assert floor.sent == [
        "contact.held c1 Kim Novak",
        "contact.transferred c1 Kim Novak warm",
        "contact.released c1 Kim Novak False",
        "contact.ended c1",
    ]


@pytest.mark.parametrize("reason", ["agent", "transfer"])
def test_that_an_attended_transfer_sent_after_its_complete_is_of_the_moment_before(reason: str) -> None:
    floor = _floor()
    floor.talk("c1", "support", ANA)
    floor.complete("c1", "support", ANA, reason)
    by = {"OrigTransfererUniqueid": member_channel("c1", ANA)}
    floor.say("AttendedTransfer", after=0.001, Result="Success", DestType="Bridge", **by)
    floor.complete("c1", "support", ANA, "transfer", after=0)
    released, transferred = floor.events
    assert (released.type, transferred.type) == ("contact.released", "contact.transferred")
    assert _ms(transferred.at) == _ms(released.at) - 1
    assert transferred.model_dump()["kind"] == "warm"


def test_that_a_threeway_is_no_transfer() -> None:
    floor = _floor()
    floor.talk("c1", "support", ANA)
    by = {"OrigTransfererUniqueid": member_channel("c1", ANA)}
    floor.say("AttendedTransfer", Result="Success", DestType="Threeway", **by)
    assert floor.sent == []


def test_that_an_agent_who_asks_another_queue_is_a_caller_of_its_own() -> None:
    floor = _floor()
    _behind_local(floor, "c1")
    floor.talk("c1", "support", KIM)
    floor.say("Hold", Uniqueid="phone-1")
    floor.join("phone-1b", "sales")
    assert floor.sent == ["contact.held c1 Kim Novak", "contact.queued phone-1b sales"]


def test_that_a_local_channel_optimised_away_leaves_the_talk_to_the_device() -> None:
    floor = _floor()
    _behind_local(floor, "c1")
    floor.talk("c1", "support", KIM)
    half = member_channel("c1", KIM)
    floor.say(
        "LocalOptimizationBegin",
        LocalOneUniqueid=half,
        LocalTwoUniqueid=f"{half};2",
        SourceUniqueid="phone-1",
    )
    floor.say("Hangup", Uniqueid=half)
    floor.say("Hangup", Uniqueid=f"{half};2")
    assert floor.sent == []
    floor.say("Hold", Uniqueid="phone-1")
    floor.say("Hangup", Uniqueid="phone-1")
    assert floor.sent == ["contact.held c1 Kim Novak", "contact.released c1 Kim Novak False"]


def test_that_the_channels_of_a_call_are_known_while_it_lasts() -> None:
    floor = _floor()
    floor.talk("c1", "support", ANA)
    assert floor.translator.caller_channel("c1") == "PJSIP/trunk-1"
    assert floor.translator.agent_channel("Ana Ruiz") == "PJSIP/101-0001"
    floor.complete("c1", "support", ANA)
    floor.hang_up("c1")
    assert floor.translator.caller_channel("c1") is None
    assert floor.translator.agent_channel("Ana Ruiz") is None


def _ms(text: str) -> int:
    return instant(text)
