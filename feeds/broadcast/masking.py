"""Masking: hides the people of other teams in a stream whose console may see only some.

Queue figures stay those of the full stream, so contacts are sent completely, with each hidden agent under one
name for all of them: who served a contact cannot be told, nor that two contacts had the same agent. Two on
one contact get different names, so that their parts do not mix. What is about a hidden person is dropped.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

HIDDEN = "another team"
_CONTACTS_REMEMBERED = 100_000
# Of a contact with a hidden agent, these may say who it is, or what was said.
_REVEALING = ("contact.signal", "contact.recorded", "contact.transcript", "contact.quality")
_AGENT_IN_FLAG = re.compile(r"\bagent:")
_WORDS = re.compile(r"[\s/:,]+")
_decode = msgspec.json.Decoder(dict[str, Any]).decode


class Mask:
    """The mask of one stream, applied in its order. Owned by the stream.

    *sees_agent* says whether an agent may be shown, *agents* are all the source knows.
    """

    def __init__(self, sees_agent: Callable[[str], bool], agents: Callable[[], Iterable[str]]) -> None:
        self._sees_agent = sees_agent
        self._agents = agents
        # By contact: each agent's name in it, as decided when first mentioned, even if the team changes.
        self._names: OrderedDict[str, dict[str, str]] = OrderedDict()
        self._wrapping: dict[str, set[str]] = {}

    def through(self, text: bytes) -> list[bytes]:
        """The event *text* as it may be sent: often one text, or none."""
        fields = _decode(text)
        shown = self.shown(text, fields)
        if fields["type"] == "agent.state" and fields["state"] != "wrap_up":
            # An agent who came to a visible team ends by a state what began under another name.
            ended = self._wrapping.pop(fields["agent"], ())
            wraps = [self._wrapped(contact, fields) for contact in sorted(ended)]
            return [*wraps, *([] if shown is None else [shown])]
        return [] if shown is None else [shown]

    def _wrapped(self, contact: str, state: dict[str, Any]) -> bytes:
        name = self._name(contact, state["agent"])
        return msgspec.json.encode(
            {"type": "contact.wrapped", "at": state["at"], "contact": contact, "agent": name}
        )

    def shown(self, text: bytes, fields: dict[str, Any] | None = None) -> bytes | None:
        """The event *text* of a snapshot, with these *fields*, as it may be sent; None to send nothing."""
        fields = _decode(text) if fields is None else fields
        kind = fields["type"]
        if kind.startswith("contact."):
            return self._contact(text, fields)
        if kind == "survey.answered":
            return self._survey(text, fields)
        if kind.startswith("flag."):
            return text if self.shows_flag(fields["flag"]) else None
        if kind == "note.added":
            return text if self._shows_note(fields.get("about") or {}) else None
        if kind.startswith("move."):
            return self._move(fields)
        return text

    # Contacts --------------------------------------------------------------------------------------

    def _contact(self, text: bytes, fields: dict[str, Any]) -> bytes | None:
        contact, agent, to_agent = fields["contact"], fields.get("agent"), fields.get("to_agent")
        shown = None if agent is None else self._name(contact, agent)
        if agent is not None and shown != agent:
            self._note_wrapping(contact, agent, fields)
        if fields["type"] in _REVEALING and (
            self.hides_part_of(contact) if shown is None else shown != agent
        ):
            return None
        if to_agent is not None and not self._sees_agent(to_agent):
            fields["to_agent"] = self._name(contact, to_agent)
        elif shown == agent:
            return text
        if shown is not None:
            fields["agent"] = shown
        return msgspec.json.encode(fields)

    def _note_wrapping(self, contact: str, agent: str, fields: dict[str, Any]) -> None:
        if fields["type"] == "contact.released" and fields.get("wrap_up", True):
            self._wrapping.setdefault(agent, set()).add(contact)
        elif fields["type"] in ("contact.wrapped", "contact.answered") and agent in self._wrapping:
            self._wrapping[agent].discard(contact)

    def _name(self, contact: str, agent: str) -> str:
        names = self._names.get(contact)
        if names is None:
            names = self._names[contact] = {}
            if len(self._names) > _CONTACTS_REMEMBERED:
                self._names.popitem(last=False)
        if agent not in names:
            hidden = sum(name != real for real, name in names.items())
            unseen = HIDDEN if not hidden else f"{HIDDEN} {hidden + 1}"
            names[agent] = agent if self._sees_agent(agent) else unseen
        return names[agent]

    def hides_part_of(self, contact: str) -> bool:
        """Whether a hidden agent has had a part in *contact*."""
        return any(name != real for real, name in self._names.get(contact, {}).items())

    def _survey(self, text: bytes, fields: dict[str, Any]) -> bytes:
        agent, contact = fields.get("agent"), fields.get("contact")
        is_hidden = agent is not None and not self._sees_agent(agent)
        if not is_hidden and not self.hides_part_of(contact or ""):
            return text
        if agent is not None and is_hidden:
            del fields["agent"]
            if contact is not None:  # without an agent it would be credited to another
                fields["agent"] = self._name(contact, agent)
        fields.pop("comment", None)  # it may name the agent
        return msgspec.json.encode(fields)

    # The desk --------------------------------------------------------------------------------------

    def shows_flag(self, flag: str) -> bool:
        """Whether the flag called *flag* names no hidden agent."""
        if (named := _AGENT_IN_FLAG.search(flag)) is not None:
            rest = flag[named.end() :]
            return any(
                rest == agent or rest.startswith(f"{agent} ")
                for agent in self._agents()
                if self._sees_agent(agent)
            )
        words = set(_WORDS.split(flag))
        return not any(agent in words and not self._sees_agent(agent) for agent in self._agents())

    def _shows_note(self, about: dict[str, Any]) -> bool:
        agent, contact, flag = (about.get(name) for name in ("agent", "contact", "flag"))
        return (
            (agent is None or self._sees_agent(agent))
            and (contact is None or not self.hides_part_of(contact))
            and (flag is None or self.shows_flag(flag))
        )

    def _move(self, fields: dict[str, Any]) -> bytes | None:
        found = False
        for name in ("agents", "restored", "skipped"):
            if name in fields:
                fields[name] = [agent for agent in fields[name] if self._sees_agent(agent)]
                found = found or bool(fields[name])
        return msgspec.json.encode(fields) if found else None
