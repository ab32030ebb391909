"""Agent names: resolves the spellings of an agent by channels, names and an agents file."""

from __future__ import annotations

import re

from pydantic import BaseModel, ConfigDict

from feeds.events import Id

NOBODY = frozenset({"", "NONE"})

# Technologies whose name is an extension or account. The rest is a dialled number, a context, a channel
# number or an option. A DAHDI or Zap channel is a port and stays unchanged.
_CHANNEL = re.compile(
    r"(?:(?P<phone>SIP|PJSIP|IAX2?|SCCP|Skinny|MGCP|H323|OOH323)|Local|Agent)/(?P<name>[^/@;]+)(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_OF_ONE_CALL = re.compile(r"(?P<name>.+)-(?=[a-f]*\d)[0-9a-f]{4,16}", re.DOTALL)
_DIALLED = re.compile(r"/\+?[\d*#]+", re.ASCII)


class AgentEntry(BaseModel):
    """One agent of an agents file: name, team and spellings."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    name: str | None = None
    team: Id | None = None
    spellings: list[str] = []


class AgentFile(BaseModel):
    """An agents file: its agents by id."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    agents: dict[Id, AgentEntry] = {}


class Agents:
    """Resolves spellings to agents. Owned by one import.

    Spellings of channels with the same extension are one agent, whose id is the extension; a bare extension
    is that agent too. A member's name is a separate agent until a row has name and channel together (`join`),
    or the agents file lists both.
    """

    def __init__(self, file: AgentFile | None = None) -> None:
        self._entries = {} if file is None else dict(file.agents)
        self._known: dict[str, str] = {}
        self._joined: dict[str, str] = {}
        for agent, entry in self._entries.items():
            for spelling in (agent, *entry.spellings):
                self._joined[extension(spelling)] = agent

    def find(self, spelling: str) -> str | None:
        """The id of the agent for *spelling*; None if it names nobody."""
        found = self._known.get(spelling)
        if found is None:
            if spelling in NOBODY:
                return None
            plain = extension(spelling)
            found = self._known[spelling] = self._joined.get(plain, plain)
        return found

    def join(self, name: str, channel: str) -> None:
        """Merge *name* and *channel*, shown by a row to be one member."""
        if name in NOBODY or is_channel(name) or not is_channel(channel):
            return
        agent = self.find(name)
        plain = extension(channel)
        if agent is not None and plain not in self._joined and plain != agent:
            self._joined[plain] = agent
            self._known.clear()

    def name(self, agent: str) -> str:
        """The display name of *agent*."""
        entry = self._entries.get(agent)
        return agent if entry is None or entry.name is None else entry.name

    def team(self, agent: str) -> str | None:
        """The team of *agent* in the agents file, if any."""
        entry = self._entries.get(agent)
        return None if entry is None else entry.team


def is_channel(spelling: str) -> bool:
    """Whether *spelling* is a channel of a known technology, not a person."""
    return _CHANNEL.fullmatch(spelling) is not None


def extension(spelling: str) -> str:
    """The extension of a channel *spelling*, else *spelling* itself.

    >>> {extension(text) for text in ("SIP/1141-0000ab", "Local/1141@phones/n", "PJSIP/1141", "Agent/1141")}
    {'1141'}
    >>> extension("SIP/trunk/5551234"), extension("DAHDI/1-1"), extension("Kim Novak")
    ('SIP/trunk/5551234', 'DAHDI/1-1', 'Kim Novak')
    """
    match = _CHANNEL.fullmatch(spelling)
    if match is None:
        return spelling
    if match["phone"] is None:
        return match["name"]
    if _DIALLED.match(match["rest"]):
        return spelling
    of_one_call = _OF_ONE_CALL.fullmatch(match["name"])
    return match["name"] if of_one_call is None else of_one_call["name"]
