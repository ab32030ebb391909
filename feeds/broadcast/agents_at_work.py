"""Agents at work, for a source's present: who does what now, with the events that say so.

Each agent keeps the contacts that its present state goes back to, so that the state's start is told too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec

from feeds.instants import instant_text
from feeds.lifecycle import EFFECTIVE_STATES, WRAPPING


class Kept(NamedTuple):
    """An event that is still needed: when (ms), its order of arrival, its text, and what it says."""

    at: int
    order: int
    text: bytes
    event: Any


@dataclass(slots=True, eq=False)
class OpenContact:
    """One contact: its events, the queue it waits in, its legs' states by agent, how many agents need it.

    It was let go before when it was over, at `over_at` (ms): nothing from before that opens it again.
    `wrapped` says whose wrap-ups were ended by a state, at (at, order).
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
    def is_idle(self) -> bool:
        return self.queue is None and not self.legs and not self.needed_by


# A state with its reason, and since when: the instant, and the order of the event that made it.
_Was = tuple[tuple[str, str | None], tuple[int, int] | None]


@dataclass(slots=True, eq=False)
class WorkingAgent:
    """One agent: what they said last, their legs, and since when their effective state holds.

    What happens in one instant counts as one change: `before` is what was so before the instant `changed`.
    `goes_back_to` are the contacts without which the present state would seem to have begun at another time.
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
        """Go back to *contact* no more."""
        for needed in (self.goes_back_to, self.went_back_to, self.causing, self.needs):
            needed.discard(contact)

    def begin_instant(self, at: int) -> None:
        """Let what was so until now be what the changes at *at* (ms) are measured by."""
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
        """Note the state after an event at *at* (ms), which had to do with the contacts *causing*."""
        self.state = self.effective()
        self.causing |= causing
        state, since = self.before
        is_same = since is not None and self.state == state
        self.since = since if is_same else (at, order)
        self.previous = self.before_that if is_same else self.before
        old = self.went_back_to if is_same else self.causing
        self.goes_back_to = old | self.legs.keys() if self.legs else set()


def said_state(kept: Kept) -> tuple[str, str | None]:
    """What an agent.state says: the state, and the reason where it may have one; a blank one is none."""
    event = kept.event
    has_reason = event.state == "not_ready" and event.reason is not None and event.reason.strip()
    return event.state, event.reason if has_reason else None


def of_agent(agent: WorkingAgent) -> list[Kept]:
    if agent.legs or agent.since is None:
        return agent.said
    said = agent.said[-1] if agent.said else None
    if said is not None and said.at == agent.since[0]:
        told = [said]
    else:
        # Said before, and true again since the last leg ended: told at the instant it holds from.
        told = [_saying(agent, agent.state[0], said.event.reason if said else None, agent.since)]
    state, since = agent.previous
    if agent.state[0] == "offline" and since is not None:
        # Who is there for the first time is offline: only who was something else went offline at an instant.
        told.insert(0, _saying(agent, *state, since))
    return told


def _saying(agent: WorkingAgent, state: str, reason: str | None, since: tuple[int, int]) -> Kept:
    at, order = since
    words = {"type": "agent.state", "at": instant_text(at), "agent": agent.name, "state": state}
    if reason is not None:
        words["reason"] = reason
    return Kept(at, order, msgspec.json.encode(words), _Said(agent.name))


class _Said(NamedTuple):
    """What an agent is made to say in a snapshot."""

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
