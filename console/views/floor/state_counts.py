"""State counts: how many agents are in each state now, as figures and as one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from console.floor.ledgers.codes import State
from console.views.rows import Figure
from console.views.text import number_text

_LABELS = {
    "staffed": "Staffed",
    "available": "Available",
    "ringing": "Ringing",
    "on_contact": "On contact",
    "wrap_up": "Wrap-up",
    "not_ready": "Not ready",
}


def state_counts(counts: Sequence[int], scope: str = "floor") -> tuple[Figure, ...]:
    """The figures of *counts*, agents of *scope* by state number; on hold counts as on contact.

    Ringing is left out if it is 0.
    """
    found = {
        "staffed": sum(counts[1:]) - counts[State.ABSENT],
        "available": counts[State.AVAILABLE],
        "ringing": counts[State.RINGING],
        "on_contact": counts[State.ON_CONTACT] + counts[State.HOLD],
        "wrap_up": counts[State.WRAP_UP],
        "not_ready": counts[State.NOT_READY],
    }
    return tuple(
        Figure(f"state.{name}", scope, number_text(number), number, label=_LABELS[name])
        for name, number in found.items()
        if number or name != "ringing"
    )


def of_all(staffed: Figure) -> Figure:
    """*staffed*, the whole floor's count, to stand behind the counts of a filter."""
    return replace(staffed, label="Staffed in all")


def summary_text(figures: Sequence[Figure]) -> str:
    """*figures* in one line.

    >>> summary_text(state_counts([9, 19, 15, 0, 90, 6, 12, 0]))
    '142 staffed · 19 available · 96 on contact · 12 wrap-up · 15 not ready'
    """
    return " · ".join(f"{figure.text} {figure.label.lower()}" for figure in figures)
