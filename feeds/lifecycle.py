"""The lifecycles of legs and queue entries: for each event and state, the next state or the anomaly.

The floor and the snapshots of a server follow these tables, and the manual's tables are generated from them:
`python -m feeds.lifecycle` prints them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass

# The states of a leg (one agent's part in a contact) and of an entry (a contact's stay in a queue). Plain
# integers, so that the floor can index tuples by them, those of an agent's open legs first. A leg that is
# done counts as handled; for the next event it is none.
OFFERED, TALKING, HELD, WRAPPING, NONE, DONE, WAITING = range(7)
STATES = ("offered", "talking", "held", "wrapping", "none", "done", "waiting")
LEG_STATES = (NONE, OFFERED, TALKING, HELD, WRAPPING)
ENTRY_STATES = (NONE, WAITING)

# An agent's state if their strongest leg is in each state, strongest first.
EFFECTIVE_STATES = {TALKING: "on_contact", HELD: "hold", WRAPPING: "wrap_up", OFFERED: "ringing"}

# Events of a contact that move nothing: remarks.
REMARKS = (
    "contact.sentiment",
    "contact.signal",
    "contact.recorded",
    "contact.prioritised",
    "contact.assigned",
)

# Causes that move a leg or an entry without an event type of their own.
RELEASED_FOR_GOOD = "contact.released without wrap_up"
WITHDRAWN = "contact.answered by another agent, or the entry ends unanswered"
MOVED_ON = "agent.state other than wrap_up"
LOST = "missing from a snapshot"
QUEUED_ELSEWHERE = "contact.queued for another queue"


@dataclass(frozen=True, slots=True)
class Transition:
    """What one event does in each state.

    `to[state]` is the next state, or None if the event contradicts *state*: it is counted as `anomaly`, and
    nothing moves.
    """

    to: tuple[int | None, ...]
    anomaly: str = ""

    @property
    def moves(self) -> bool:
        """Whether it changes any state."""
        return any(to not in (None, state) for state, to in enumerate(self.to))


def _only(anomaly: str, to: Mapping[int, int]) -> Transition:
    """An event that only the states in *to* allow."""
    return Transition(tuple(to.get(state) for state in range(len(STATES))), anomaly)


def _always(to: Mapping[int, int]) -> Transition:
    """An event that every state allows; states not in *to* do not change."""
    return Transition(tuple(to.get(state, state) for state in range(len(STATES))))


LEG: dict[str, Transition] = {
    "contact.offered": _only("offered to an agent who has it", {NONE: OFFERED, WRAPPING: WRAPPING}),
    "contact.missed": _only("missed without an offer", {OFFERED: NONE}),
    # A wrapping leg is done, and a new one talks.
    "contact.answered": _only(
        "answered by an agent who already has it", {NONE: TALKING, OFFERED: TALKING, WRAPPING: TALKING}
    ),
    "contact.held": _only("held while not talking", {TALKING: HELD}),
    "contact.resumed": _only("resumed while not held", {HELD: TALKING}),
    "contact.transferred": _only(
        "transferred without a leg", {TALKING: TALKING, HELD: HELD, WRAPPING: WRAPPING}
    ),
    "contact.released": _only("released without a live leg", {TALKING: WRAPPING, HELD: WRAPPING}),
    RELEASED_FOR_GOOD: _only("released without a live leg", {TALKING: DONE, HELD: DONE}),
    "contact.wrapped": _only("wrapped while not wrapping up", {WRAPPING: DONE}),
    MOVED_ON: _always({WRAPPING: DONE}),
    WITHDRAWN: _always({OFFERED: NONE}),
    "contact.ended": _always({OFFERED: NONE, TALKING: DONE, HELD: DONE}),
    LOST: _always({OFFERED: NONE, TALKING: NONE, HELD: NONE, WRAPPING: NONE}),
}
ENTRY: dict[str, Transition] = {
    "contact.queued": _only("queued where it already waits", {NONE: WAITING}),
    # The entry ends, and a new one waits.
    QUEUED_ELSEWHERE: _always({NONE: WAITING}),
    "contact.answered": _always({WAITING: NONE}),
    "contact.abandoned": _only("abandoned while not waiting", {WAITING: NONE}),
    "contact.deflected": _only("deflected while not waiting", {WAITING: NONE}),
    "contact.ended": _always({WAITING: NONE}),
    LOST: _always({WAITING: NONE}),
}
# An entry that ends by one of these ends unanswered, which withdraws the contact's offers.
UNANSWERED = frozenset({QUEUED_ELSEWHERE, "contact.abandoned", "contact.deflected", "contact.ended"})


def drawn(table: Mapping[str, Transition], states: tuple[int, ...]) -> str:
    """*table* as Markdown: one row per event, one column for each of *states*."""
    rows = [
        ["event", *(STATES[state] for state in states), "anomaly"],
        ["---"] * (len(states) + 2),
        *(
            [_as_code(event), *(_cell(state, step.to[state]) for state in states), step.anomaly]
            for event, step in table.items()
        ),
    ]
    return "".join(f"| {' | '.join(row)} |\n".replace("|  |", "| |") for row in rows)


def _as_code(event: str) -> str:
    """*event* with the protocol's own words in backticks."""
    return re.sub(r"\w+[._]\w+", r"`\g<0>`", event)


def _cell(state: int, to: int | None) -> str:
    if to is None:
        return "anomaly"
    return "–" if to == state else f"→ {STATES[to]}"


if __name__ == "__main__":
    sys.stdout.write(f"{drawn(LEG, LEG_STATES)}\n{drawn(ENTRY, ENTRY_STATES)}")
