"""Agents at work, for a source's snapshot: each agent's current state with its events.

Keeps the contacts that an agent's current state depends on, so that a snapshot shows the state's start.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec

from feeds.instants import instant_text
from feeds.lifecycle import EFFECTIVE_STATES, WRAPPING


class Kept(NamedTuple):
    """A retained event: instant (ms), order of arrival, text, and model."""

    at: int
    order: int
    text: bytes
    event: Any


@dataclass(slots=True, eq=False)
class OpenContact:
    """One contact: its events, the queue it waits in, its legs' states by agent, how many agents need it.

    It was over at `over_at` (ms), and perhaps dropped: no earlier event reopens it. `wrapped` are agents
    whose wrap-up was ended by a state, at (at, order).
    """

    name: str
    source: str
    over_at: int
    kept: list[Kept] = field(default_factory=list)
    queue: str | None = None
    legs: dict[str, int] = field(default_factory=dict)
    has_ended: bool = False
    wrapped: list[tuple[int, int, str]] = field(default_factory=list)
    needed_by: int = 0

    @property
    def is_open(self) -> bool:
        return self.queue is not None or bool(self.legs)

    @property
    def is_idle(self) -> bool:
        return not self.is_open and not self.needed_by


# A state with its reason and start: the instant, and the order of the event that set it.
_Was = tuple[tuple[str, str | None], tuple[int, int] | None]


@dataclass(slots=True, eq=False)
class WorkingAgent:
    """One agent: last stated state, legs, and the start of the effective state.

    Events of one instant count as one change: `before` is the state before the instant `changed`.
    `goes_back_to` are the contacts without which the current state would seem to start at another time.
    """

    name: str
    said: list[Kept] = field(default_factory=list)
    legs: dict[OpenContact, int] = field(default_factory=dict)
    state: tuple[str, str | None] = ("offline", None)
    since: tuple[int, int] | None = None
    goes_back_to: set[OpenContact] = field(default_factory=set)
    changed: int | None = None
    before: _Was = (("offline", None), None)
    previous: _Was = (("offline", None), None)
    before_that: _Was = (("offline", None), None)
    went_back_to: set[OpenContact] = field(default_factory=set)
    causing: set[OpenContact] = field(default_factory=set)
    needs: set[OpenContact] = field(default_factory=set)

    def effective(self) -> tuple[str, str | None]:
        if self.legs:
            parts = self.legs.values()
            return next(state for part, state in EFFECTIVE_STATES.items() if part in parts), None
        return said_state(self.said[-1]) if self.said else ("offline", None)

    def forget(self, contact: OpenContact) -> None:
        """Stop depending on *contact*."""
        for needed in (self.goes_back_to, self.went_back_to, self.causing, self.needs):
            needed.discard(contact)

    def begin_instant(self, at: int) -> None:
        """Make the current state the base for changes at *at* (ms)."""
        self.changed = at
        self.before, self.before_that = (self.state, self.since), self.previous
        self.went_back_to, self.causing = self.goes_back_to, set()
        last = len(self.said) - 1
        while last > 0 and (self.said[last].at >= at or self._is_after_change(self.said[last])):
            last -= 1
        del self.said[: max(last, 0)]

    def _is_after_change(self, said: Kept) -> bool:
        return bool(self.goes_back_to) and self.since is not None and said.at > self.since[0]

    def measure(self, at: int, order: int, causing: set[OpenContact]) -> None:
        """Update the state after an event at *at* (ms), caused by the contacts *causing*."""
        self.state = self.effective()
        self.causing |= causing
        state, since = self.before
        is_same = since is not None and self.state == state
        self.since = since if is_same else (at, order)
        self.previous = self.before_that if is_same else self.before
        old = self.went_back_to if is_same else self.causing
        self.goes_back_to = old | self.legs.keys() if self.legs else set()


def said_state(kept: Kept) -> tuple[str, str | None]:
    """The state of an agent.state, and its reason if allowed; a blank reason is None."""
    event = kept.event
    has_reason = event.state == "not_ready" and event.reason is not None and event.reason.strip()
    return event.state, event.reason if has_reason else None


def of_agent(agent: WorkingAgent) -> list[Kept]:
    if agent.legs or agent.since is None:
        return agent.said
    said = agent.said[-1] if agent.said else None
    if said is not None and said.at == agent.since[0]:
        events = [said]
    else:
        # Stated before, and effective again since the last leg ended: written at the instant it takes effect.
        events = [_saying(agent, agent.state[0], said.event.reason if said else None, agent.since)]
    state, since = agent.previous
    if agent.state[0] == "offline" and since is not None:
        # A new agent is offline: only an agent in another state went offline at an instant.
        events.insert(0, _saying(agent, *state, since))
    return events


def _saying(agent: WorkingAgent, state: str, reason: str | None, since: tuple[int, int]) -> Kept:
    at, order = since
    words = {"type": "agent.state", "at": instant_text(at), "agent": agent.name, "state": state}
    if reason is not None:
        words["reason"] = reason
    return Kept(at, order, msgspec.json.encode(words), _Said(agent.name))


class _Said(NamedTuple):
    """An agent's stated state in a snapshot."""

    agent: str
    type: str = "agent.state"


def is_wrapping_before(contact: OpenContact, name: str, state: Kept) -> bool:
    """Whether the agent called *name* wraps *contact* up since before *state*."""
    if contact.legs[name] != WRAPPING:
        return False
    released = [
        kept for kept in contact.kept if kept.event.type == "contact.released" and kept.event.agent == name
    ]
    return released[-1] < state
