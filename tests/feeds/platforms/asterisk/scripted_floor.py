"""A switch's side of the talk, in words: what it says of its queues, calls and members, packet by packet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from feeds.events import Event, Snapshot
from feeds.platforms.asterisk.ami.packets import Packet
from feeds.platforms.asterisk.members.settings import SwitchSettings
from feeds.platforms.asterisk.translator import Translator

START = 1_795_311_400_000  # ms


@dataclass(frozen=True)
class Phone:
    """A member as the switch names it."""

    name: str
    interface: str
    state_interface: str = ""


KIM = Phone("Kim Novak", "Local/132@agents/n", "hint:132@phones")
ANA = Phone("Ana Ruiz", "PJSIP/101", "PJSIP/101")


class Floor:
    """Gives packets to a translator, a second apart, and keeps its events.

    `sent` is a line for each event: its type, and its fields but the instant.
    """

    def __init__(self, settings: SwitchSettings | None = None, *, is_stamped: bool = True) -> None:
        self.translator = Translator(settings)
        self.now = START
        self.is_stamped = is_stamped
        self.events: list[Event | Snapshot] = []

    @property
    def sent(self) -> list[str]:
        lines, self.events = [_line(event) for event in self.events], []
        return lines

    @property
    def contacts(self) -> list[str]:
        return [line for line in self.sent if line.startswith("contact.")]

    def say(self, event: str, after: Any = 1.0, **headers: Any) -> None:
        """The switch says *event*, *after* seconds."""
        self.now += round(after * 1000)
        pairs = [("Event", event), ("Privilege", "call,all")]
        if self.is_stamped:
            pairs.append(("Timestamp", f"{self.now / 1000:.6f}"))
        self.hear(Packet([*pairs, *((name, str(value)) for name, value in headers.items())]))

    def hear(self, packet: Packet) -> None:
        self.events += self.translator.receive(packet, self.now)

    def wait(self, seconds: float) -> None:
        """Time passes, in which the switch says nothing."""
        self.now += round(seconds * 1000)
        self.events += self.translator.tick(self.now)

    def lose(self) -> None:
        self.events += self.translator.lost(self.now)

    # The answer to QueueStatus ---------------------------------------------------------------------

    def open(self, *queues: str) -> None:
        """The first answer: these queues, nobody there."""
        self.status(queues=queues or ("support", "sales"))
        self.events.clear()

    def status(
        self,
        *,
        queues: tuple[str, ...] = ("support", "sales"),
        members: tuple[dict[str, object], ...] = (),
        entries: tuple[dict[str, object], ...] = (),
    ) -> None:
        """An answer to QueueStatus, as the switch gives it: without stamps."""
        for queue in queues:
            self.answer("QueueParams", Queue=queue, ServiceLevel=10, Strategy="rrmemory")
        for member in members:
            self.answer("QueueMember", **member)
        for entry in entries:
            self.answer("QueueEntry", **entry)
        self.answer("QueueStatusComplete", EventList="Complete")

    def answer(self, event: str, **headers: object) -> None:
        pairs = [("Event", event), *((name, str(value)) for name, value in headers.items())]
        self.hear(Packet([*pairs, ("ActionID", "look-1")]))

    # Members ---------------------------------------------------------------------------------------

    def member(self, verb: str, queue: str, phone: Phone, **more: object) -> None:
        self.say(f"QueueMember{verb}", **of_member(queue, phone, **more))

    # Calls -----------------------------------------------------------------------------------------

    def channel(self, call: str, name: str = "") -> None:
        """A channel comes into being, so that the switch is known to send events of channels."""
        self.say("Newchannel", Uniqueid=call, Channel=name or f"PJSIP/trunk-{call}")

    def join(self, call: str, queue: str, after: float = 1.0) -> None:
        self.say(
            "QueueCallerJoin", Uniqueid=call, Queue=queue, CallerIDNum="5550100", Position=1, after=after
        )

    def leave(self, call: str, queue: str, after: float = 1.0) -> None:
        self.say("QueueCallerLeave", Uniqueid=call, Queue=queue, Position=1, Count=0, after=after)

    def abandon(self, call: str, queue: str, after: float = 1.0) -> None:
        self.say("QueueCallerAbandon", Uniqueid=call, Queue=queue, Position=1, HoldTime=1, after=after)

    def ring(self, call: str, queue: str, phone: Phone) -> None:
        self.say("AgentCalled", **_of_leg(call, queue, phone))

    def no_answer(self, call: str, queue: str, phone: Phone, after: float = 1.0) -> None:
        self.say("AgentRingNoAnswer", after=after, **_of_leg(call, queue, phone), RingTime=1000)

    def pick_up(self, call: str, queue: str, phone: Phone) -> None:
        """A member answers, as the switch sends it: three packets."""
        self.say("DialEnd", Uniqueid=call, DestUniqueid=member_channel(call, phone), DialStatus="ANSWER")
        self.leave(call, queue, after=0)
        self.say("AgentConnect", after=0, **_of_leg(call, queue, phone), HoldTime=3, RingTime=1)

    def complete(
        self, call: str, queue: str, phone: Phone, reason: str = "agent", after: float = 1.0
    ) -> None:
        self.say("AgentComplete", after=after, **_of_leg(call, queue, phone), Reason=reason, TalkTime=1)

    def hang_up(self, call: str) -> None:
        """A caller's channel is ended by the caller, and gone."""
        self.say("HangupRequest", Uniqueid=call)
        self.say("Hangup", after=0, Uniqueid=call)

    def talk(self, call: str, queue: str, phone: Phone) -> None:
        """A caller joins, rings at *phone* and is answered; nothing of it is kept in `sent`."""
        self.join(call, queue)
        self.ring(call, queue, phone)
        self.pick_up(call, queue, phone)
        self.events.clear()


def member_channel(call: str, phone: Phone) -> str:
    """The Uniqueid of the channel by which *phone* is dialled for *call*."""
    return f"{call}-{phone.interface.partition('/')[2]}"


def of_member(queue: str, phone: Phone, **more: object) -> dict[str, object]:
    """The headers of a packet about *phone* in *queue*."""
    fields: dict[str, object] = {
        "Queue": queue,
        "MemberName": phone.name,
        "Interface": phone.interface,
        "StateInterface": phone.state_interface,
        "Status": 1,
        "Paused": 0,
        "PausedReason": "",
        "CallsTaken": 0,
        "InCall": 0,
        "LastPause": 0,
        "Wrapuptime": 0,
    }
    return fields | more


def listed(queue: str, phone: Phone, **more: object) -> dict[str, object]:
    """The same as a QueueStatus lists it."""
    fields = of_member(queue, phone, **more)
    return {"Name": fields.pop("MemberName"), "Location": fields.pop("Interface"), **fields}


def _of_leg(call: str, queue: str, phone: Phone) -> dict[str, object]:
    return {
        "Uniqueid": call,
        "Queue": queue,
        "MemberName": phone.name,
        "Interface": phone.interface,
        "DestUniqueid": member_channel(call, phone),
        "DestChannel": phone.interface.partition("@")[0] + "-0001",
    }


def _line(event: Event | Snapshot) -> str:
    fields = event.model_dump(exclude_none=True, exclude={"at", "seq", "type", "customer", "wait_known"})
    return " ".join([event.type, *(str(value) for value in fields.values())])
