"""Tests of devices: whose phone a channel is, by its name alone."""

from __future__ import annotations

import pytest

from feeds.platforms.asterisk.ami.packets import Packet
from feeds.platforms.asterisk.members.devices import Devices
from feeds.platforms.asterisk.members.members import SwitchMembers
from feeds.platforms.asterisk.members.settings import SwitchSettings
from feeds.protocol.event_writer import EventWriter
from tests.feeds.platforms.asterisk.scripted_floor import ANA, KIM, Phone, of_member

DESK = Phone("Jun Mori", "Local/104@agents/n", "IAX2/desk-4")
CARD = Phone("Port One", "DAHDI/1")


def _packet(phone: Phone) -> Packet:
    return Packet([(name, str(value)) for name, value in of_member("support", phone).items()])


def _members(*phones: Phone) -> SwitchMembers:
    members = SwitchMembers(SwitchSettings(), EventWriter(), lambda agent, at: None)
    for phone in phones:
        members.changed(_packet(phone), 0)
    return members


@pytest.mark.parametrize(
    ("channel", "agent"),
    [
        ("PJSIP/101-0000002a", "Ana Ruiz"),
        ("pjsip/101-0000002a", "Ana Ruiz"),
        ("SIP/101-0000002a", None),
        ("IAX2/132-12", "Kim Novak"),
        ("PJSIP/132-0000002a", "Kim Novak"),
        ("Local/132@agents-00000001;2", None),
        ("IAX2/desk-4-9193", "Jun Mori"),
        ("PJSIP/104-0000002a", None),
        ("DAHDI/1-1", "Port One"),
        ("", None),
        ("odd", None),
    ],
)
def test_that_a_channel_is_of_the_member_whose_device_it_names(channel: str, agent: str | None) -> None:
    devices = Devices(_members(KIM, ANA, DESK, CARD))
    assert devices.agent_at(channel) == agent


def test_that_a_device_named_goes_before_an_extension() -> None:
    named = Phone("Eve Martin", "PJSIP/132")
    for phones in ((KIM, named), (named, KIM)):
        assert Devices(_members(*phones)).agent_at("PJSIP/132-00000001") == "Eve Martin"


def test_that_members_who_come_and_go_are_noticed() -> None:
    members = _members(KIM)
    devices = Devices(members)
    assert devices.agent_at("PJSIP/101-00000001") is None
    members.changed(_packet(ANA), 1)
    assert devices.agent_at("PJSIP/101-00000001") == "Ana Ruiz"
    members.changed(_packet(Phone(ANA.name, ANA.interface, "PJSIP/900")), 2)
    assert devices.agent_at("PJSIP/900-00000001") == "Ana Ruiz"
    members.removed(_packet(ANA), 3)
    assert devices.agent_at("PJSIP/101-00000001") is None
