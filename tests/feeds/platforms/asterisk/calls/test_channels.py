"""Tests of channels: what stands behind one, through Local halves and dialling."""

from __future__ import annotations

from feeds.platforms.asterisk.ami.packets import Packet
from feeds.platforms.asterisk.calls.channels import Channels, keep


def _packet(**headers: str) -> Packet:
    return Packet([("Event", "Any"), *headers.items()])


def _chain() -> Channels:
    channels = Channels()
    channels.paired(_packet(LocalOneUniqueid="m;1", LocalTwoUniqueid="m;2", LocalOneChannel="Local/1@a;1"))
    channels.dialled(_packet(Uniqueid="caller", DestUniqueid="m;1"))
    channels.dialled(_packet(Uniqueid="m;2", DestUniqueid="phone", DestChannel="PJSIP/1"))
    return channels


def test_that_a_device_leads_back_to_the_member_and_the_caller() -> None:
    assert list(_chain().behind("phone")) == ["phone", "m;2", "m;1", "caller"]
    assert _chain().names == {"m;1": "Local/1@a;1", "phone": "PJSIP/1"}


def test_that_a_circle_of_channels_ends() -> None:
    channels = _chain()
    channels.dialled(_packet(Uniqueid="phone", DestUniqueid="caller"))
    assert sorted(channels.behind("phone")) == ["caller", "m;1", "m;2", "phone"]


def test_that_a_channel_that_is_gone_leads_nowhere() -> None:
    channels = _chain()
    for channel in ("phone", "m;1", "m;2"):
        channels.gone(channel)
    assert list(channels.behind("phone")) == ["phone"]
    assert channels.names == {}


def test_that_a_renamed_channel_has_its_new_name() -> None:
    channels = _chain()
    channels.renamed(_packet(Uniqueid="phone", Newname="PJSIP/2"))
    assert channels.names["phone"] == "PJSIP/2"


def test_that_what_is_kept_is_bounded() -> None:
    known: dict[str, int] = {}
    for number in range(50_002):
        keep(known, str(number), number)
    assert len(known) == 50_000
    assert "1" not in known
