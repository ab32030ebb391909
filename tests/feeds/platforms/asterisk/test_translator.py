"""Tests of the whole translator: whatever packets come in whatever order, the story has no contradiction."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from feeds.events import Snapshot
from feeds.platforms.asterisk.ami.packets import Packet
from feeds.platforms.asterisk.members.settings import SwitchSettings
from feeds.platforms.asterisk.translator import Translator
from feeds.protocol.decoding import decode_chunk
from tests.feeds.platforms.asterisk.recorded_run import floor_of
from tests.feeds.platforms.asterisk.scripted_floor import ANA, KIM, Floor, Phone, listed, of_member

_CALLS = ("c1", "c2", "c3", "c1;2", "phone")
_CHANNELS = {"phone": "PJSIP/101-0000002a", "c3": "SIP/132-00000001", "c1;2": "Local/132@agents-01;2"}
_QUEUES = ("support", "sales")
_PHONES = (KIM, ANA, Phone("", "PJSIP/101"))
_NAMES = (
    *("QueueCallerJoin", "QueueCallerLeave", "QueueCallerAbandon", "AgentCalled", "AgentRingNoAnswer"),
    *("AgentConnect", "AgentComplete", "AgentDump", "Hold", "Unhold", "BlindTransfer", "AttendedTransfer"),
    *("Hangup", "HangupRequest", "DialBegin", "DialEnd", "LocalBridge", "LocalOptimizationBegin"),
    *("QueueMemberAdded", "QueueMemberRemoved", "QueueMemberPause", "QueueMemberStatus", "Newchannel"),
    *("BridgeEnter", "BridgeEnter", "BridgeLeave"),
)

_words = st.fixed_dictionaries(
    {
        "event": st.sampled_from(_NAMES),
        "call": st.sampled_from(_CALLS),
        "other": st.sampled_from(_CALLS),
        "queue": st.sampled_from(_QUEUES),
        "phone": st.sampled_from(_PHONES),
        "after": st.sampled_from([-0.001, 0.0, 0.5, 7.0]),
        "number": st.integers(0, 8),
        "reason": st.sampled_from(["agent", "caller", "transfer", ""]),
        "status": st.sampled_from(["ANSWER", "BUSY", "NOANSWER", "CANCEL"]),
    }
)
_meetings = st.fixed_dictionaries(
    {"meet": st.permutations(_CALLS), "linked": st.sampled_from(_CALLS), "leaves": st.sampled_from(_CALLS)}
)
_looks = st.fixed_dictionaries(
    {
        "waiting": st.lists(st.tuples(st.sampled_from(_CALLS), st.sampled_from(_QUEUES)), max_size=3),
        "members": st.lists(
            st.tuples(st.sampled_from(_QUEUES), st.sampled_from(_PHONES), st.booleans(), st.booleans()),
            max_size=4,
        ),
        "is_lost": st.booleans(),
    }
)


def _say(floor: Floor, word: dict[str, Any]) -> None:
    headers = {
        **of_member(word["queue"], word["phone"]),
        "Uniqueid": word["call"],
        "Linkedid": word["other"],
        "Channel": _CHANNELS.get(word["call"], "SIP/trunk-00000002"),
        "BridgeUniqueid": word["queue"],
        "BridgeNumChannels": word["number"] % 3,
        "InCall": word["number"] % 3 // 2,
        "DestUniqueid": word["other"],
        "LocalOneUniqueid": word["call"],
        "LocalTwoUniqueid": word["other"],
        "SourceUniqueid": "phone",
        "TransfererUniqueid": word["other"],
        "OrigTransfererUniqueid": word["other"],
        "Result": "Success",
        "Extension": "sales",
        "CallerIDNum": "5550100",
        "Reason": word["reason"],
        "DialStatus": word["status"],
        "TalkTime": word["number"],
        "HoldTime": word["number"],
        "RingTime": 1000,
        "Status": word["number"],
        "Paused": word["number"] % 2,
        "Wrapuptime": word["number"],
    }
    floor.say(word["event"], after=word["after"], **headers)


def _meet(floor: Floor, meeting: dict[str, Any]) -> None:
    """Two channels meet in a bridge, and one is gone a while later."""
    for call in meeting["meet"][:2]:
        headers = {"Channel": _CHANNELS.get(call, "SIP/trunk-00000002"), "Linkedid": meeting["linked"]}
        floor.say("BridgeEnter", after=0, Uniqueid=call, BridgeUniqueid="-".join(meeting["meet"]), **headers)
    channel = _CHANNELS.get(meeting["leaves"], "SIP/trunk-00000002")
    floor.say("Hangup", after=0.3, Uniqueid=meeting["leaves"], Channel=channel)


def _query_state(floor: Floor, answer: dict[str, Any]) -> None:
    if answer["is_lost"]:
        floor.lose()
        floor.now += 5_000
    members = tuple(
        listed(queue, phone, Paused=int(paused), InCall=int(in_call), Status=2 if in_call else 1)
        for queue, phone, paused, in_call in answer["members"]
    )
    entries = tuple({"Queue": queue, "Uniqueid": call, "Wait": 3} for call, queue in answer["waiting"])
    floor.status(members=members, entries=entries)


@given(st.lists(st.one_of(_words, _words, _words, _meetings, _looks), max_size=40))
@tried(max_examples=150)
def test_that_no_order_of_packets_makes_a_contradiction(script: list[dict[str, Any]]) -> None:
    floor = Floor(SwitchSettings(wrap_up_seconds=4))
    floor.status(members=(listed("support", KIM), listed("sales", ANA)))
    for step in script:
        if "event" in step:
            _say(floor, step)
        elif "meet" in step:
            _meet(floor, step)
        else:
            _query_state(floor, step)
    sent = floor.events
    lines = [event.model_dump_json(exclude_none=True).encode() for event in sent]
    batch = decode_chunk(b"\n".join(lines) + b"\n", 1)
    assert (batch.invalid, batch.unknown) == ([], 0)
    assert dict(floor_of(sent).books.anomaly_counts) == {}


@given(
    st.lists(
        st.lists(
            st.tuples(
                st.sampled_from(["Event", "Response", "Uniqueid", "Queue", "Interface", "Timestamp", "Wait"]),
                st.text(max_size=200)
                | st.sampled_from([*_NAMES, "QueueEntry", "QueueStatusComplete", "support"]),
            ),
            max_size=8,
        ),
        max_size=20,
    )
)
def test_that_no_packet_whatever_raises(packets: list[list[tuple[str, str]]]) -> None:
    translator = Translator()
    for headers in packets:
        translator.receive(Packet(headers), 1_795_311_400_000)
    translator.lost(1_795_311_400_000)
    translator.tick(1_795_311_400_000)


def test_that_nothing_is_sent_before_the_first_snapshot_nor_between_a_loss_and_the_next() -> None:
    floor = Floor()
    floor.member("Added", "support", KIM)
    floor.join("c1", "support")
    assert floor.sent == []
    floor.status(
        members=(listed("support", KIM),), entries=({"Queue": "support", "Uniqueid": "c1", "Wait": 0},)
    )
    assert [event.type for event in floor.events] == ["snapshot"]
    floor.lose()
    floor.lose()
    floor.join("c2", "support")
    assert [event.type for event in floor.events] == ["snapshot"]


def test_that_events_without_a_stamp_happen_when_they_arrive() -> None:
    floor = Floor(is_stamped=False)
    floor.open()
    floor.join("c1", "support")
    assert floor.events[0].at == "2026-11-22T01:36:41.000Z"


def test_that_a_stamp_a_millisecond_back_keeps_the_order() -> None:
    floor = Floor()
    floor.open()
    floor.channel("c1")
    floor.join("c1", "support")
    floor.say("HangupRequest", Uniqueid="c1")
    floor.abandon("c1", "support", after=-0.001)
    floor.leave("c1", "support", after=-0.001)
    instants = [event.at for event in floor.events]
    assert instants == sorted(instants)
    assert [event.type for event in floor.events] == ["contact.queued", "contact.abandoned"]


def test_that_a_switch_whose_clock_is_set_back_is_followed() -> None:
    floor = Floor()
    floor.open()
    floor.join("c1", "support")
    before = floor.now
    floor.join("c2", "support", after=-600)
    assert floor.events[1].at < floor.events[0].at
    assert floor.now == before - 600_000


def test_that_the_wrap_up_in_the_switchs_own_configuration_is_taken() -> None:
    floor = Floor()
    floor.open()
    floor.member("Added", "support", KIM)
    assert "wrap_up_seconds in the settings" in floor.translator.notes[0]
    answer = [("Response", "Success"), ("Category-000000", "support"), ("Line-000000-000003", "wrapuptime=8")]
    floor.translator.configured(Packet(answer))
    assert floor.translator.notes == []
    floor.talk("c1", "support", KIM)
    floor.complete("c1", "support", KIM)
    floor.wait(9)
    assert "contact.wrapped c1 Kim Novak" in floor.sent


def test_that_the_switchs_thresholds_are_its_queues_and_settings_stand_over_them() -> None:
    settings = SwitchSettings.model_validate(
        {
            "queues": {"sales": {"name": "Sales", "threshold_seconds": 30, "target": 0.9}},
            "site": {"name": "Lisbon"},
        }
    )
    floor = Floor(settings)
    floor.status()
    (snapshot,) = floor.events
    assert isinstance(snapshot, Snapshot)
    profiles = {one["queue"]: one for one in snapshot.events if one["type"] == "queue.profile"}
    assert profiles["support"]["service_level"]["threshold_seconds"] == 10
    assert profiles["sales"]["service_level"] == {"threshold_seconds": 30, "target": 0.9}
    assert profiles["sales"]["name"] == "Sales"
    assert snapshot.events[0]["name"] == "Lisbon"
