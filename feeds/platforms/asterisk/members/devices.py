"""Devices: the agent of a channel, by the members' interfaces and state interfaces."""

from __future__ import annotations

from collections.abc import Iterator

from feeds.platforms.asterisk.members.agent_names import extension
from feeds.platforms.asterisk.members.members import Membership, SwitchMembers


class Devices:
    """Finds the agent at a channel. Owned by the direct calls."""

    def __init__(self, members: SwitchMembers) -> None:
        self._members = members
        self._agents: dict[str, str] = {}
        self._version = -1

    def agent_at(self, channel: str) -> str | None:
        """The agent whose device this channel is, while they are a member.

        A device named by a member takes precedence over one with only the extension of its Local channel.
        """
        device = _device_of(channel)
        if not device:
            return None
        if self._version != self._members.version:
            self._version = self._members.version
            self._agents = dict(self._all())
        return self._agents.get(device) or self._agents.get(f"/{device.partition('/')[2]}")

    def _all(self) -> Iterator[tuple[str, str]]:
        for agent, known in self._members.agents.items():
            for place in known.memberships.values():
                for device in _devices_of(place):
                    yield device, agent


def _device_of(channel: str) -> str:
    """The device in a channel's name; empty for a Local channel, which has none.

    >>> _device_of("PJSIP/101-0000002a"), _device_of("Local/101@agents-0001;2"), _device_of("odd")
    ('pjsip/101', '', '')
    """
    device = channel.rpartition("-")[0].lower()
    return "" if "/" not in device or device.startswith("local/") else device


def _devices_of(place: Membership) -> Iterator[str]:
    """The devices of a member. Behind a Local channel and a hint, any with that extension."""
    for name in (place.interface, place.state_interface):
        technology, _, rest = name.lower().partition("/")
        if rest and technology not in ("local", "agent"):
            yield f"{technology}/{rest.partition('/')[0]}"
    is_named = "/" in place.state_interface
    if place.interface.lower().startswith("local/") and not is_named:
        yield f"/{extension(place.interface).lower()}"
