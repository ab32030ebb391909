"""Tests of calls: every change of one is written once, and what cannot be is not written."""

from __future__ import annotations

import pytest

from feeds.platforms.asterisk.ami.packets import Packet
from feeds.platforms.asterisk.calls.call import CallPart, SwitchCall, SwitchLeg
from feeds.platforms.asterisk.calls.calls import SwitchCalls
from feeds.platforms.asterisk.calls.channels import Channels
from feeds.platforms.asterisk.calls.wrap_ups import WrapUps
from feeds.protocol.event_writer import EventWriter
from tests.feeds.platforms.asterisk.scripted_floor import START


class _Scene:
    """Calls, and the kinds of events written of them."""

    def __init__(self) -> None:
        self.writer = EventWriter()
        self.writer.is_muted = False
        self.channels = Channels()
        self.calls = SwitchCalls(self.writer, self.channels, WrapUps(self.writer))

    @property
    def sent(self) -> list[str]:
        return [event.type.removeprefix("contact.") for event in self.writer.take()]

    def talk(self, call: str = "c1", agent: str = "Kim", queue: str | None = "support") -> SwitchLeg:
        """A caller waits since a second before, and is answered; nothing of it is kept in `sent`."""
        contact = self.calls.meet(call)
        if queue is not None:
            self.calls.queue(contact, queue, START - 1_000)
        leg = SwitchLeg(contact, agent, queue, "PJSIP/1", START, f"{call}-{agent}")
        self.calls.answer(leg)
        self.writer.take()
        return leg


@pytest.fixture
def scene() -> _Scene:
    return _Scene()


def test_that_a_caller_who_comes_again_by_the_same_channel_is_another_contact(scene: _Scene) -> None:
    names = []
    for _ in range(3):
        contact = scene.calls.meet("c1")
        assert scene.calls.meet("c1") is contact
        names.append(contact.name)
        scene.calls.end(contact, START)
    assert names == ["c1", "c1#2", "c1#3"]


def test_that_a_call_apart_takes_no_name_of_another_contact(scene: _Scene) -> None:
    waiting = scene.calls.meet("c1")
    apart = scene.calls.begin_apart("c1", "c1 Kim", "call of Kim")
    assert apart.name == "c1 Kim"
    scene.calls.end(waiting, START)
    assert scene.calls.begin_apart("c1", "c1 Kim").name == "c1#2"
    assert scene.calls.begin_apart("", "", "call of Kim").name == "call of Kim"


def test_that_an_offer_is_written_once_and_missed_once(scene: _Scene) -> None:
    contact = scene.calls.meet("c1")
    scene.calls.queue(contact, "support", START)
    for _ in range(2):
        scene.calls.offer(contact, "Kim", "m1", START)
    for _ in range(2):
        scene.calls.miss(contact, "Kim", "no_answer", START)
    assert scene.sent == ["queued", "offered", "missed"]


def test_that_an_answer_ends_the_wait_and_every_offer(scene: _Scene) -> None:
    contact = scene.calls.meet("c1")
    scene.calls.queue(contact, "support", START)
    scene.calls.offer(contact, "Ana", "m2", START)
    leg = SwitchLeg(contact, "Kim", "support", "PJSIP/1", START + 500, "m1")
    scene.calls.answer(leg)
    scene.calls.abandon(contact, START + 600)
    scene.calls.miss(contact, "Ana", "no_answer", START + 600)
    assert (contact.queue, contact.offers, leg.queued) == (None, {}, START)
    assert scene.sent == ["queued", "offered", "answered"]


def test_that_holds_and_releases_come_in_pairs(scene: _Scene) -> None:
    leg = scene.talk()
    scene.calls.resume(leg, START)
    for _ in range(2):
        scene.calls.hold(leg, START + 1)
    for _ in range(2):
        scene.calls.release(leg, None, START + 2)
    scene.calls.hold(leg, START + 3)
    assert scene.sent == ["held", "released"]
    assert scene.calls.freed == {"Kim": START + 2}


def test_that_a_release_with_a_wrap_up_keeps_the_leg_until_it_ends(scene: _Scene) -> None:
    leg = scene.talk()
    scene.calls.release(leg, 5_000, START + 1_000)
    kept = scene.calls.legs("Kim")[0].part
    scene.calls.wrap_ups.end_due(START + 6_000)
    assert (kept, scene.calls.legs("Kim")[0].part) == (CallPart.WRAPPING, CallPart.OVER)
    assert scene.sent == ["released", "wrapped"]


@pytest.mark.parametrize(("late", "is_sent"), [(500, True), (5_000, False)])
def test_that_a_transfer_is_written_only_for_a_leg_that_has_just_ended(late: int, is_sent: bool) -> None:
    scene = _Scene()
    leg = scene.talk()
    scene.calls.release(leg, None, START + 9_000)
    scene.writer.take()
    for _ in range(2):
        scene.calls.transfer(leg, "warm", START + 9_000 + late)
    assert len(scene.sent) == is_sent


def test_that_a_leg_is_found_by_its_channel_and_what_stands_behind_it(scene: _Scene) -> None:
    leg = scene.talk()
    scene.channels.paired(Packet([("LocalOneUniqueid", "c1-Kim"), ("LocalTwoUniqueid", "half")]))
    scene.channels.dialled(
        Packet([("Uniqueid", "half"), ("DestUniqueid", "phone"), ("DestChannel", "IAX2/4-1")])
    )
    assert scene.calls.leg_at("phone") is leg
    assert scene.calls.leg_of("phone") is None
    assert scene.calls.leg_at("c1") is None
    assert scene.calls.device_of(leg) == "IAX2/4-1"
    scene.calls.replace("c1-Kim", "phone")
    assert scene.calls.leg_of("phone") is leg


def test_that_whom_an_agents_own_phone_dialled_is_the_other_side(scene: _Scene) -> None:
    leg = scene.talk(queue=None)
    scene.channels.dialled(Packet([("Uniqueid", "c1-Kim"), ("DestUniqueid", "out")]))
    assert scene.calls.leg_at("c1-Kim") is leg
    assert scene.calls.leg_at("out") is None


def test_that_after_a_loss_only_what_is_known_to_go_on_does(scene: _Scene) -> None:
    on, over = scene.talk("c1", "Kim"), scene.talk("c2", "Ana")
    waiting = scene.calls.meet("c3")
    scene.calls.forget_all_but([waiting], [on])
    assert (on.is_live, over.is_live) == (True, False)
    assert set(scene.calls.contacts) == {"c1", "c3"}
    assert scene.calls.find("c2") is None
    assert scene.calls.was_forgotten(SwitchCall("c2"))
    assert scene.sent == []
