"""Flags in words: what the rules' texts say of who was sighted."""

from __future__ import annotations

from dataclasses import dataclass

from console.coaching.sightings import Sighting
from console.floor.floor import Floor
from console.metrics.severity import Severity
from console.views.people import queue_name
from console.views.text import duration_text, number_text, share_text

CAUSES = {
    "late_start": "Late to start",
    "left_early": "Left early",
    "not_logged_in": "Not logged in",
    "long_break": "Break too long",
    "early_break": "Early to break",
    "unscheduled_break": "Break not scheduled",
    "worked_over": "Worked over",
    "late_to_break": "Late to break",
    "wrong_activity": "Not as scheduled",
}


@dataclass(frozen=True, slots=True)
class Flag:
    """Somebody or something that needs a person. `since` (ms) is when it rose; `what` says it in a line,
    `brief` in the few words of a tile, `why` what stands beside it."""

    id: str
    scope: str
    severity: Severity
    since: int
    what: str
    brief: str
    why: str


def flag(floor: Floor, seen: Sighting, now: int) -> Flag:
    """*seen* in the words of its rule, at *now* (ms)."""
    rule = seen.rule
    words = {
        "value": _value_text(rule.watch, seen.value),
        "goal": _value_text(rule.watch, seen.goal),
        "times": times_text(seen.value / seen.goal) if seen.goal else "",
        "queue": queue_name(floor, seen.queue, now) if seen.queue else "",
        "cause": CAUSES.get(seen.cause, seen.cause),
        "waiting": number_text(seen.waiting),
    }
    return Flag(
        seen.id,
        seen.scope,
        seen.severity,
        seen.since,
        rule.what.format(**words),
        (rule.brief or rule.what).format(**words),
        rule.why.format(**words),
    )


def times_text(share: float) -> str:
    """How many times something is.

    >>> times_text(2.41), times_text(12.0)
    ('2.4×', '12×')
    """
    return f"{share:.0f}×" if share >= 10 else f"{share:.1f}×"


def _value_text(watch: str, value: float | None) -> str:
    if watch == "service_level":
        return share_text(value)
    if watch == "sentiment_falling":
        return number_text(value, 1)
    return number_text(value) if watch in ("missed", "help_requested") else duration_text(value)
