"""Scope: which of a source's events are sent to a console that requested some teams and queues.

The principle: every figure of a visible queue (except who serves it) and of a visible agent equals that of
the full stream. So a contact is sent completely or not at all, and either all of an agent's events are sent,
or only those that end legs of contacts sent.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from feeds.broadcast.desk_state import DESK_TYPES
from feeds.instants import instant
from feeds.lifecycle import REMARKS
from feeds.protocol.rewriting import retimed

_KEPT_BACK = 200_000
_REMEMBERED = 500_000


@dataclass(frozen=True, slots=True)
class ConsoleScope:
    """The requested teams and queues; None means all. Its name is part of its stream's epoch.

    If `is_masked`, the people of other teams are hidden, as the console may not see them.
    """

    teams: frozenset[str] | None = None
    queues: frozenset[str] | None = None
    is_masked: bool = False

    @property
    def is_everything(self) -> bool:
        return self.teams is None and self.queues is None

    def within(self, permitted: frozenset[str] | None) -> ConsoleScope:
        """This scope for a console that may see the people of the teams *permitted* only; None: of all."""
        if permitted is None:
            return self
        teams = permitted if self.teams is None else self.teams & permitted
        return ConsoleScope(teams, self.queues, is_masked=True)

    @property
    def size(self) -> int:
        """The number of names in it."""
        return len(self.teams or ()) + len(self.queues or ())

    @property
    def name(self) -> str:
        """A canonical name, equal for equal scopes.

        >>> ConsoleScope().name == ConsoleScope(queues=frozenset()).name
        False
        """
        asked: list[object] = [
            None if names is None else sorted(names) for names in (self.teams, self.queues)
        ]
        if self.is_masked:
            asked.append("masked")
        return hashlib.sha256(msgspec.json.encode(asked)).hexdigest()[:16]


@dataclass(slots=True)
class Foresight:
    """The agents and contacts that are in a scope at some time in a recording."""

    agents: set[str] = field(default_factory=set)
    contacts: set[str] = field(default_factory=set)


def foresee(scope: ConsoleScope, events: Iterable[Any]) -> Foresight:
    """The foresight of *scope* over a recording's *events*; keeps only the names of contacts."""
    seen = Foresight()
    by_agent: dict[str, set[str]] = {}
    for event in events:
        name = event.type
        if name == "agent.profile":
            if _is_profiled(scope, event):
                seen.agents.add(event.agent)
            continue
        if not name.startswith("contact."):
            continue
        queue = getattr(event, "queue", None)
        if queue is not None and scope.queues is not None and queue in scope.queues:
            seen.contacts.add(event.contact)
        agent = getattr(event, "agent", None)
        if agent is not None and name not in REMARKS:
            by_agent.setdefault(agent, set()).add(event.contact)
    if scope.teams is None:
        seen.agents.update(agent for agent, touched in by_agent.items() if touched & seen.contacts)
    for agent in seen.agents:
        seen.contacts |= by_agent.get(agent, set())
    return seen


def _is_profiled(scope: ConsoleScope, profile: Any) -> bool:
    """Whether *profile* puts its agent in the scope."""
    if scope.teams is not None:
        return profile.team in scope.teams
    return scope.queues is None or not scope.queues.isdisjoint(profile.queues)


class Sieve:
    """Filters one stream by one scope, in order. Owned by the resulting stream.

    With a recording's foresight it passes from the start what enters the scope later. Without (a live
    source), a contact is sent from its start when it enters the scope, and an agent by profile, schedules and
    last state.
    """

    def __init__(self, scope: ConsoleScope, foresight: Foresight | None = None, mark: str = "") -> None:
        self.scope = scope
        self._knows = foresight is not None
        foresight = foresight or Foresight()
        self._agents = set(foresight.agents)
        self._contacts = dict.fromkeys(name + mark for name in foresight.contacts)
        self._of_queues: dict[str, None] = {}
        self._sessions: set[str] = set()
        self._held_back: dict[str, list[bytes]] = {}
        self._held_back_agents: dict[str, dict[str, bytes]] = {}
        self._wrapping: dict[str, set[str]] = {}
        self._mentioned: set[str] = set()
        self._owed: dict[str, bytes] = {}

    def through(self, text: bytes, event: Any) -> list[bytes]:
        """The texts to send for *event* (None if its type is unknown): often itself, or none."""
        if self.scope.is_everything:
            return [text]
        if event is None:
            return []
        name = event.type
        if name.startswith("contact."):
            return self._contact(text, event)
        if name.startswith(("agent.", "schedule.")):
            return self._agent(text, event)
        return [text] if self._sees_other(event) else []

    def sees(self, event: Any) -> bool:
        """Whether *event*, part of a snapshot, is currently visible."""
        if self.scope.is_everything:
            return True
        if event.type.startswith("contact."):
            return self._sees_contact(event)
        if event.type.startswith(("agent.", "schedule.")):
            return self.sees_agent(event.agent)
        return self._sees_other(event)

    def sees_agent(self, agent: str) -> bool:
        """Whether *agent* is in the scope now."""
        return agent in self._agents or (self.scope.teams is None and self.scope.queues is None)

    def _sees_contact(self, event: Any) -> bool:
        return self.scope.queues is None or event.contact in self._contacts

    def _sees_queue(self, queue: str | None) -> bool:
        return self.scope.queues is None or queue in self.scope.queues

    # Contacts --------------------------------------------------------------------------------------

    def _contact(self, text: bytes, event: Any) -> list[bytes]:
        texts: list[bytes] = []
        if self.scope.queues is not None and event.contact not in self._contacts:
            agent, queue = getattr(event, "agent", None), getattr(event, "queue", None)
            if not (queue in self.scope.queues or (agent in self._agents and event.type not in REMARKS)):
                self._hold_back(text, event)
                return []
            self._remember(self._contacts, event.contact)
            texts += self._held_back.pop(event.contact, ())
        if not self._knows and event.type == "contact.queued" and self._sees_queue(event.queue):
            self._remember(self._of_queues, event.contact)
        agent = getattr(event, "agent", None)
        if agent is not None and agent not in self._agents:
            if self.scope.teams is None and event.type not in REMARKS and event.contact in self._of_queues:
                texts += self._let_in(agent, event.at)
            else:
                self._mentioned.add(agent)
                self._note_wrapping(agent, event)
        elif agent in self._owed:
            self._note_wrapping(agent, event)
            if not self._wrapping[agent]:
                return [*texts, text, self._pay(agent, event.at)]
        return [*texts, text]

    def _remember(self, names: dict[str, None], contact: str) -> None:
        names[contact] = None
        if not self._knows and len(names) > _REMEMBERED:
            del names[next(iter(names))]

    def _hold_back(self, text: bytes, event: Any) -> None:
        if self._knows:
            return
        if event.type == "contact.ended":
            self._held_back.pop(event.contact, None)
        elif event.contact in self._held_back or len(self._held_back) < _KEPT_BACK:
            self._held_back.setdefault(event.contact, []).append(text)

    def _note_wrapping(self, agent: str, event: Any) -> None:
        """Remember wrap-ups of hidden agents, who may end a leg by a state that is not sent."""
        if event.type == "contact.released" and event.wrap_up:
            self._wrapping.setdefault(agent, set()).add(event.contact)
        elif event.type in ("contact.wrapped", "contact.answered") and agent in self._wrapping:
            self._wrapping[agent].discard(event.contact)

    # Agents ----------------------------------------------------------------------------------------

    def _agent(self, text: bytes, event: Any) -> list[bytes]:
        agent = event.agent
        if agent in self._agents:
            if event.type == "agent.state":
                self._owed.pop(agent, None)
            elif (
                event.type == "agent.profile" and self.scope.is_masked and not _is_profiled(self.scope, event)
            ):
                return self._let_out(event)
            return [text]
        if event.type == "agent.profile" and _is_profiled(self.scope, event):
            return [*self._let_in(agent, event.at), text]
        if not self._knows:
            kept = self._held_back_agents.setdefault(agent, {})
            kept.pop(event.type, None)
            kept[event.type if event.type.startswith("agent.") else f"{event.type} {event.start}"] = text
        if event.type == "agent.state" and event.state != "wrap_up":
            return [
                msgspec.json.encode(
                    {"type": "contact.wrapped", "at": event.at, "contact": contact, "agent": agent}
                )
                for contact in sorted(self._wrapping.pop(agent, ()))
            ]
        return []

    def _let_in(self, agent: str, at: str) -> list[bytes]:
        """The withheld events of *agent*, who is visible from the instant *at*.

        A state would be late after legs already sent, so it is sent now; and it would end a wrap-up, so it is
        delayed until there is none.
        """
        self._agents.add(agent)
        held = self._held_back_agents.pop(agent, {})
        if agent in self._mentioned and "agent.state" in held:
            self._owed[agent] = held.pop("agent.state")
            if not self._wrapping.setdefault(agent, set()):
                return [*held.values(), self._pay(agent, at)]
        return list(held.values())

    def _let_out(self, profile: Any) -> list[bytes]:
        """The last events of an agent who goes to a team that the console may not see."""
        self._agents.discard(profile.agent)
        self._owed.pop(profile.agent, None)
        self._mentioned.add(profile.agent)
        last: list[dict[str, Any]] = [
            {"type": "agent.state", "at": profile.at, "agent": profile.agent, "state": "offline"},
            {"type": "agent.profile", "at": profile.at, "agent": profile.agent, "queues": []},
        ]
        return [msgspec.json.encode(fields) for fields in last]

    def _pay(self, agent: str, at: str) -> bytes:
        self._wrapping.pop(agent, None)
        return retimed(self._owed.pop(agent), instant(at))

    # Other events-----------------------------------------------------------------------------------

    def _sees_other(self, event: Any) -> bool:
        name = event.type
        if name == "site.profile":
            return True
        if name in DESK_TYPES:
            return not name.startswith("queue.") or self._sees_queue(event.queue)
        if name == "team.profile":
            return self.scope.teams is None or event.team in self.scope.teams
        if name in ("queue.profile", "forecast.published"):
            return self._sees_queue(event.queue)
        if name.startswith("supervision."):
            return event.agent in self._agents
        if name == "bot.started":
            if self._sees_queue(event.queue):
                self._sessions.add(event.session)
            return event.session in self._sessions
        if name == "bot.ended":
            is_known = event.session in self._sessions
            self._sessions.discard(event.session)
            return is_known or self.scope.queues is None
        if name == "survey.answered":
            return self._sees_survey(event)
        return self.scope.queues is None  # floor-wide events

    def _sees_survey(self, event: Any) -> bool:
        if self.scope.queues is None or event.agent in self._agents:
            return True
        return event.contact in self._contacts or event.queue in self.scope.queues
