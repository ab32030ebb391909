"""Flags in words: what the rules' texts say of who was sighted."""

from __future__ import annotations

from dataclasses import dataclass

from console.flags.rules.conditions import Condition
from console.flags.rules.rules import Rule
from console.flags.rules.watched_metrics import MEASURES
from console.floor.floor import Floor
from console.metrics.reading.severity import Severity
from console.views.names import queue_name
from console.views.text import (
    NONE,
    duration_text,
    length_text,
    number_text,
    plain_text,
    share_text,
    window_text,
)

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


# What is watched in other units than seconds.
_UNITS = {
    "service_level": "share",
    "sentiment_falling": "points",
    "missed": "count",
    "help_requested": "count",
}
_DIGITS = {"points": 1, "ratio": 2}


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


def flag(floor: Floor, seen: Condition, now: int) -> Flag:
    """*seen* in the words of its rule, at *now* (ms)."""
    rule = seen.rule
    words = {
        "value": _value_text(rule, seen.value, seen.goal),
        "goal": _value_text(rule, seen.goal),
        "times": times_text(seen.value / seen.goal) if seen.goal else "",
        "limit": _limit_text(rule, seen),
        "window": window_text(rule.window_seconds),
        "queue": queue_name(floor, seen.queue, now) if seen.queue else "",
        "cause": CAUSES.get(seen.cause) or plain_text(seen.cause),
        "waiting": number_text(seen.waiting),
    }
    return Flag(
        seen.id,
        seen.scope,
        seen.severity,
        seen.since,
        *(plain_text(text.format(**words)) for text in (rule.what, rule.brief or rule.what, rule.why)),
    )


def times_text(share: float) -> str:
    """How many times something is.

    >>> times_text(2.41), times_text(12.0)
    ('2.4×', '12×')
    """
    return f"{share:.0f}×" if share >= 10 else f"{share:.1f}×"


def _limit_text(rule: Rule, seen: Condition) -> str:
    """The limit that was met, in the terms of the value."""
    limit = rule.warning if seen.severity is Severity.WARNING else rule.breach
    if limit is not None and rule.watch == "service_level":
        limit += seen.goal or 0.0
    elif limit is not None and (rule.goal is not None or rule.watch in ("longest_wait", "contact_time")):
        limit *= seen.goal or 0.0
    return _value_text(rule, limit)


def _value_text(rule: Rule, value: float | None, goal: float | None = None) -> str:
    if value is None or value != value:
        return NONE
    unit = _UNITS.get(rule.watch, "seconds")
    if rule.metric is not None:
        unit = MEASURES[rule.metric].unit
    if unit == "share":
        return share_text(value)
    if unit == "seconds":
        return duration_text(value, goal) if rule.metric is None else length_text(value, goal)
    return number_text(value, _DIGITS.get(unit, 0))
