"""Commands: each verb as actions of the switch, and the switch's own words for a no."""

from __future__ import annotations

import asyncio
import base64
from dataclasses import dataclass, field
from typing import Any

import pytest

from feeds.events import Command, Event
from feeds.platforms.asterisk.ami.actions import Headers, action_text
from feeds.platforms.asterisk.ami.packets import Packet
from feeds.platforms.asterisk.ami.permissions import Messages, Permissions, Requeue, Supervision
from feeds.platforms.asterisk.commands import Commands, Member, QueueMembership
from feeds.platforms.asterisk.supervision import SupervisionTracker
from feeds.transport.failures import LostError

WISHES = Permissions(requeue=Requeue(context="ext-queues"))


class Board:
    """A floor with one agent in two queues, on one call."""

    queues = ("sales", "help")

    def memberships(self, agent: str) -> list[QueueMembership]:
        places = [QueueMembership("sales", "PJSIP/1141", True), QueueMembership("help", "PJSIP/1141", True)]
        return places if agent == "ana" else []

    def member(self, agent: str) -> Member | None:
        return {
            "ana": Member("PJSIP/1141", "", "Ana"),
            "bob": Member("Local/7@agents/n", "SIP/7", "Bob"),
            "eve": Member("Local/8@agents/n", "", "Eve"),
        }.get(agent)

    def agent_channel(self, agent: str) -> str | None:
        return "PJSIP/1141-0000ab" if agent == "ana" else None

    def agent_contact(self, agent: str) -> str | None:
        return "c1"

    def caller_channel(self, contact: str) -> str | None:
        return "PJSIP/trunk-01" if contact == "c1" else None


@dataclass
class Desk:
    """A switch that notes what it is asked, and says no to what *refuses* names."""

    refuses: dict[str, str] = field(default_factory=dict)
    reason: str = ""
    hangs_up: bool = False
    permissions: Permissions = WISHES
    tracker: SupervisionTracker = field(default_factory=SupervisionTracker)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    sent: list[Event] = field(default_factory=list)

    async def ask(self, name: str, headers: Headers, action_id: str | None) -> Packet:
        said = dict(headers)
        action_text(name, said.items(), action_id or "1")
        self.asked.append((name, said))
        if name == "Originate" and name not in self.refuses:
            asyncio.get_running_loop().call_soon(self._ring, action_id, said)
        if words := self.refuses.get(said.get("Queue", name)) or self.refuses.get(name):
            return Packet([("Response", "Error"), ("Message", words)])
        return Packet([("Response", "Success"), ("Message", "done")])

    def _ring(self, action_id: str | None, said: dict[str, str]) -> None:
        response = ("Response", "Failure" if self.reason else "Success")
        answer = [
            ("Event", "OriginateResponse"),
            ("ActionID", action_id or ""),
            response,
            ("Reason", self.reason),
        ]
        self.sent += self.tracker.hear(Packet([*answer, ("Channel", said["Channel"] + "-02")]), 1_000)
        if self.hangs_up:
            self.sent += self.tracker.hear(
                Packet([("Event", "Hangup"), ("Uniqueid", action_id or "")]), 2_000
            )

    def do(self, verb: str, **said: Any) -> str | None:
        command = Command.model_validate({"id": "1", "verb": verb, **said})
        return asyncio.run(Commands(self.permissions, Board(), self.tracker).carry_out(command, self.ask))


@pytest.mark.parametrize(
    ("verb", "said", "asked"),
    [
        (
            "set_state",
            {"agent": "ana", "state": "not_ready", "reason": "tea\nbreak"},
            [("QueuePause", {"Interface": "PJSIP/1141", "Paused": "true", "Reason": "tea break"})],
        ),
        (
            "set_state",
            {"agent": "ana", "state": "available", "reason": "tea"},
            [("QueuePause", {"Interface": "PJSIP/1141", "Paused": "false"})],
        ),
        (
            "log_out",
            {"agent": "ana"},
            [
                ("QueueRemove", {"Queue": "sales", "Interface": "PJSIP/1141"}),
                ("QueueRemove", {"Queue": "help", "Interface": "PJSIP/1141"}),
            ],
        ),
        (
            "set_queues",
            {"agent": "ana", "queues": ("help", "new")},
            [
                (
                    "QueueAdd",
                    {"Queue": "new", "Interface": "PJSIP/1141", "MemberName": "Ana", "Paused": "true"},
                ),
                ("QueueRemove", {"Queue": "sales", "Interface": "PJSIP/1141"}),
            ],
        ),
        (
            "set_queues",
            {"agent": "bob", "queues": ("help",)},
            [
                (
                    "QueueAdd",
                    {
                        "Queue": "help",
                        "Interface": "Local/7@agents/n",
                        "MemberName": "Bob",
                        "Paused": "false",
                        "StateInterface": "SIP/7",
                    },
                )
            ],
        ),
        (
            "requeue",
            {"contact": "c1", "queue": "help"},
            [
                (
                    "Redirect",
                    {"Channel": "PJSIP/trunk-01", "Context": "ext-queues", "Exten": "help", "Priority": "1"},
                )
            ],
        ),
        (
            "message",
            {"agent": "ana", "text": "Well done, Zoë"},
            [("MessageSend", {"To": "pjsip:1141", "Body": "Well done, Zoë"})],
        ),
        (
            "message",
            {"agent": "bob", "text": "a\r\nAction: Hangup"},
            [
                (
                    "MessageSend",
                    {"To": "sip:7", "Base64Body": base64.b64encode(b"a\r\nAction: Hangup").decode()},
                )
            ],
        ),
    ],
)
def test_that_a_verb_is_done_by_these_actions(
    verb: str, said: dict[str, Any], asked: list[tuple[str, dict[str, str]]]
) -> None:
    desk = Desk()
    assert desk.do(verb, **said) is None
    assert desk.asked == asked


@pytest.mark.parametrize(
    ("verb", "said", "words"),
    [
        ("set_state", {"agent": "ana", "state": "on_contact"}, "on_contact comes from calls"),
        ("set_state", {"agent": "nobody", "state": "available"}, "nobody is not in a queue"),
        ("set_queues", {"agent": "nobody", "queues": ("help",)}, "nobody has not been in a queue"),
        ("requeue", {"contact": "c2", "queue": "help"}, "c2 is not a current call"),
        ("requeue", {"contact": "c1", "queue": "0900123"}, "0900123 is not a queue of this switch"),
        ("message", {"agent": "eve", "text": "x"}, "how a message reaches Local/8@agents/n is unknown"),
        ("message", {"agent": "ana", "text": "x" * 701}, "the text is too long"),
        ("monitor", {"agent": "bob", "device": "PJSIP/200"}, "bob is on no call now"),
        ("monitor", {"agent": "ana", "device": "Local/0900@out"}, "Local/0900@out is not a phone"),
        ("monitor", {"agent": "ana", "device": "PJSIP/1\r\nX: y"}, "is not a phone"),
        ("stop_supervision", {"agent": "ana"}, "nobody supervises ana from here"),
        ("end_wrap_up", {"agent": "ana", "contact": "c1"}, "Asterisk does not support end_wrap_up"),
    ],
)
def test_that_what_cannot_be_done_is_reported_and_not_tried(
    verb: str, said: dict[str, Any], words: str
) -> None:
    desk = Desk()
    assert words in (desk.do(verb, **said) or "")
    assert desk.asked == []


def test_that_the_switch_says_no_in_its_own_words() -> None:
    desk = Desk(refuses={"QueuePause": "Interface not found"})
    assert desk.do("set_state", agent="ana", state="available") == "Interface not found"


def test_that_of_several_queues_those_that_refuse_are_named_and_the_others_are_done() -> None:
    desk = Desk(refuses={"sales": "Member not dynamic"})
    assert desk.do("log_out", agent="ana") == "sales: Member not dynamic"
    assert [said["Queue"] for _, said in desk.asked] == ["sales", "help"]


def test_that_a_queue_whose_name_would_say_something_else_is_not_said() -> None:
    desk = Desk()
    assert "contains a control character" in (desk.do("set_queues", agent="ana", queues=("a\r\nb",)) or "")


def test_that_a_line_lost_meanwhile_is_reported() -> None:
    class Lost(Desk):
        async def ask(self, name: str, headers: Headers, action_id: str | None) -> Packet:
            raise LostError("pbx:5038 closed the connection")

    assert Lost().do("log_out", agent="ana") == "pbx:5038 closed the connection"


@pytest.mark.parametrize(("verb", "options"), [("monitor", "qE"), ("whisper", "qEw"), ("barge", "qEB")])
def test_that_listening_in_rings_the_supervisors_own_device(verb: str, options: str) -> None:
    desk = Desk()
    assert desk.do(verb, agent="ana", device="PJSIP/200") is None
    ((name, said),) = desk.asked
    assert (name, said["Channel"], said["Application"]) == ("Originate", "PJSIP/200", "ChanSpy")
    assert said["Data"] == f"PJSIP/1141-0000ab,{options}"
    (started,) = desk.sent
    assert started.type == "supervision.started"
    assert (started.agent, started.supervisor, started.kind) == ("ana", "PJSIP/200", verb)
    assert started.contact == "c1"


def test_that_it_ends_when_the_device_hangs_up_or_on_request() -> None:
    desk = Desk(hangs_up=True)
    desk.do("monitor", agent="ana", device="PJSIP/200")
    assert [event.type for event in desk.sent] == ["supervision.started", "supervision.ended"]
    stopped = Desk()
    stopped.do("barge", agent="ana", device="PJSIP/200")
    assert stopped.do("stop_supervision", agent="ana") is None
    assert stopped.asked[-1] == ("Hangup", {"Channel": "PJSIP/200-02"})


def test_that_a_device_nobody_answers_is_reported_and_forgotten() -> None:
    desk = Desk(reason="3")
    said = desk.do("monitor", agent="ana", device="PJSIP/200") or ""
    assert "PJSIP/200: nobody answered it" in said
    assert desk.sent == []
    assert "nobody supervises" in (desk.do("stop_supervision", agent="ana") or "")


def test_that_an_originate_refused_is_reported_in_the_switchs_words() -> None:
    desk = Desk(refuses={"Originate": "Originate Access Forbidden: app or data blacklisted"})
    said = desk.do("monitor", agent="ana", device="PJSIP/200")
    assert said == "Originate Access Forbidden: app or data blacklisted"


def test_that_a_lost_line_ends_all_listening_in() -> None:
    desk = Desk()
    desk.do("monitor", agent="ana", device="PJSIP/200")
    assert [event.type for event in desk.tracker.lost(9_000)] == ["supervision.ended"]
    assert desk.tracker.lost(9_000) == []


def test_that_settings_widen_or_narrow_which_devices_may_be_rung() -> None:
    own = Permissions(supervision=Supervision(devices=["Local/*@bosses"]))
    assert Desk(permissions=own).do("monitor", agent="ana", device="Local/1@bosses") is None
    assert "is not a phone" in (Desk(permissions=own).do("monitor", agent="ana", device="PJSIP/200") or "")


def test_that_a_message_can_be_addressed_by_the_settings() -> None:
    own = Permissions(message=Messages(to="pjsip:{agent}@desk", sender="<sip:floor@pbx>"))
    desk = Desk(permissions=own)
    assert desk.do("message", agent="eve", text="x") is None
    assert desk.asked[0][1] == {"To": "pjsip:eve@desk", "From": "<sip:floor@pbx>", "Body": "x"}
