"""Channels of a switch, and their relations: halves of a Local channel, or one dialled by the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from feeds.platforms.asterisk.ami.packets import Packet

_KEPT = 50_000
_STEPS = 12
_Value = TypeVar("_Value")


class Channels:
    """The existing channels by Uniqueid; `linked` is the Linkedid of each. Owned by the translator.

    `are_reported` is whether the switch sends events of channels at all: not if the account may not read
    the class `call`.
    """

    def __init__(self) -> None:
        self.are_reported = False
        self.names: dict[str, str] = {}
        self.linked: dict[str, str] = {}
        self._halves: dict[str, str] = {}
        self._callers: dict[str, str] = {}

    def name(self, channel: str, name: str) -> None:
        """Set the name of the channel with this Uniqueid."""
        if channel and name:
            keep(self.names, channel, name)

    def add(self, packet: Packet) -> None:
        """Add a channel."""
        channel, linked = packet.get("Uniqueid"), packet.get("Linkedid")
        self.name(channel, packet.get("Channel"))
        if channel and linked:
            keep(self.linked, channel, linked)

    def paired(self, packet: Packet) -> None:
        """Link the two halves of a Local channel."""
        one, two = packet.get("LocalOneUniqueid"), packet.get("LocalTwoUniqueid")
        if one and two:
            keep(self._halves, one, two)
            keep(self._halves, two, one)
            self.name(one, packet.get("LocalOneChannel"))
            self.name(two, packet.get("LocalTwoChannel"))

    def dialled(self, packet: Packet) -> None:
        """Link a channel with the one it dials."""
        caller, channel = packet.get("Uniqueid"), packet.get("DestUniqueid")
        if channel:
            self.name(channel, packet.get("DestChannel"))
            if caller:
                keep(self._callers, channel, caller)

    def renamed(self, packet: Packet) -> None:
        """Rename a channel."""
        self.name(packet.get("Uniqueid"), packet.get("Newname"))

    def gone(self, channel: str) -> None:
        """Remove a channel that hung up."""
        self.names.pop(channel, None)
        self.linked.pop(channel, None)
        self._callers.pop(channel, None)
        other = self._halves.pop(channel, None)
        if other is not None and other not in self.names:
            self._halves.pop(other, None)

    def behind(self, channel: str) -> Iterator[str]:
        """*channel* and its origins: its other half, the channel that dialled it, and so on to the caller."""
        seen: set[str] = set()
        following = [channel]
        while following and len(seen) < _STEPS:
            here = following.pop()
            if not here or here in seen:
                continue
            seen.add(here)
            yield here
            following += [self._callers.get(here, ""), self._halves.get(here, "")]


def keep(known: dict[str, _Value], key: str, value: _Value) -> None:
    """Store *value* under *key*; drops the oldest if there are too many."""
    known[key] = value
    if len(known) > _KEPT:
        del known[next(iter(known))]
