"""Lines about a figure: how to restore its goal, who waits now, and which data is missing in its window."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from console.floor.entities.site import zone
from console.floor.floor import Floor
from console.metrics.reading.windows import Window
from console.views.blind_spans import gaps_between, missing_seconds, missing_text
from console.views.explain.explained_rows import Note
from console.views.rows import Severity
from console.views.text import clock_text, goal_share_text, limit_text, number_text

JSON = dict[str, Any]
OFFERED = "offered"
_LISTED = 3  # gaps named; the rest are counted


def recovery_notes(row: JSON) -> Iterator[Note]:
    """How to restore a service level, and who waits, from the report's figures of its scope."""
    if back := back_text(row):
        yield Note(back, Severity.WARNING)
    yield Note(waiting_text(row), Severity.WARNING if row["breach_soon"] else Severity.NONE)


def back_text(row: JSON) -> str:
    """How many answers in time restore the goal; empty if it is met, or if people could not do it: it would
    take more answers than the whole window had.

    >>> back_text({"recovery_answers": 40, "target": 0.8, "service_level": {"offered": 0.62}, "answered": 51})
    'The next 40 answers in time restore 80 %.'
    """
    answers, target, share = row["recovery_answers"], row["target"], row["service_level"][OFFERED]
    if not answers or target is None or share is None or share >= target or answers > row["answered"]:
        return ""
    if answers == 1:
        return f"The next answer in time restores {goal_share_text(target)}."
    return f"The next {number_text(answers)} answers in time restore {goal_share_text(target)}."


def waiting_text(row: JSON) -> str:
    """How many contacts wait now, and how many of them pass the threshold soon.

    >>> waiting_text({"waiting": 6, "breach_soon": 3, "threshold_seconds": 20.0})
    '3 of the 6 waiting pass the threshold of 20 s within the next 20 s.'
    """
    waiting, soon = row["waiting"], row["breach_soon"]
    if not waiting:
        return "Nobody is waiting."
    threshold = row["threshold_seconds"]
    limit = "its threshold" if threshold is None else f"the threshold of {limit_text(threshold)}"
    if not soon:
        return f"{number_text(waiting)} waiting; none passes {limit} within the next 20 s."
    passing = "passes" if soon == 1 else "pass"
    return (
        f"{number_text(soon)} of the {number_text(waiting)} waiting {passing} {limit} within the next 20 s."
    )


def missing_note(floor: Floor, window: Window) -> Note:
    """Which data is missing in *window*."""
    gaps, parts = gaps_between(floor, window.start, window.end), list[str]()
    if gaps:
        here = zone(floor.site.at(window.end).time_zone)
        spans = [f"{clock_text(gap.start, here)} – {clock_text(gap.end, here)}" for gap in gaps[-_LISTED:]]
        rest = f" and {len(gaps) - _LISTED} earlier" if len(gaps) > _LISTED else ""
        missing = missing_text(missing_seconds(floor, window.start, window.end))
        parts.append(f"{missing} in this window: {', '.join(spans)}{rest}.")
    if floor.since > window.start:
        here = zone(floor.site.at(window.end).time_zone)
        parts.append(f"The data begins at {clock_text(floor.since, here)}, within this window.")
    if parts:
        return Note(" ".join(parts), Severity.WARNING)
    return Note("Nothing is missing in this window.")
