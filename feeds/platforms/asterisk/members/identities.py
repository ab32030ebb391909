"""Identities: resolves a member to an agent by name, interfaces and state interfaces."""

from __future__ import annotations

from collections.abc import Mapping

from feeds.events import Id
from feeds.platforms.asterisk.members.agent_names import (
    NOBODY,
    AgentEntry,
    AgentFile,
    Agents,
    extension,
    is_channel,
)
from feeds.protocol.event_writer import id_of


class Identities:
    """Finds the agent of a member. Owned by the members.

    A member's name is the agent, as in a queue_log, or is mapped by the agents in the settings. A member
    named like a device is the agent last known at that device (by interface or state interface), else an
    agent with the device's extension as id; this does not change when a name becomes known.
    """

    def __init__(self, entries: Mapping[Id, AgentEntry]) -> None:
        self._agents = Agents(AgentFile(agents=dict(entries)))
        self._at_device: dict[str, str] = {}
        self._by_name: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def find(self, name: str, interface: str = "", state_interface: str = "") -> str | None:
        """The id of the agent with these names; None if they name nobody."""
        spelled = name if name not in NOBODY else interface
        devices = [extension(text) for text in (interface, state_interface, spelled) if is_channel(text)]
        known = next((self._at_device[device] for device in devices if device in self._at_device), None)
        agent = id_of(self._agents.find(spelled) or "")
        if is_channel(spelled):
            agent = known or agent
        elif agent == spelled:
            agent = self._by_name.setdefault(spelled, known if known in devices and known else agent)
            self._names.setdefault(agent, spelled)
        for device in devices:
            self._at_device[device] = agent
        return agent or None

    def at_extension(self, text: str) -> str | None:
        """The agent last known at the device of this extension."""
        return self._at_device.get(text)

    def name(self, agent: str) -> str:
        """The display name of *agent*."""
        named = self._agents.name(agent)
        return self._names.get(agent, agent) if named == agent else named

    def team(self, agent: str) -> str | None:
        """The team of *agent* in the settings, if any."""
        return self._agents.team(agent)
