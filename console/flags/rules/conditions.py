"""Conditions: a rule met at an instant, in figures; views turn it into text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from console.flags.rules.rules import Rule
from console.metrics.reading.severity import Severity


@dataclass(frozen=True, slots=True)
class Condition:
    """A rule that is met: scope, severity, and start (ms).

    `value` is the watched value in the rule's unit: seconds, a share for a service level, a count for missed
    offers, or the metric's unit; `goal` and `limit`, the one exceeded, use the same. `waiting` counts waiting
    contacts, `cause` is the cause of being out of adherence, `activity` what a not-ready reason then means,
    `number` how many contacts a share rests on.
    """

    rule: Rule
    scope: str
    severity: Severity
    since: int
    value: float
    goal: float | None = None
    waiting: int | None = None
    queue: str = ""
    cause: str = ""
    activity: str = ""
    number: int | None = None

    @property
    def id(self) -> str:
        """The flag's name: rule, scope and start."""
        return f"{self.rule.id} {self.scope} {self.since}"


# In binary floating point, 3 × 0.1 s exceeds 0.3 s.
_ROUNDING = 1e-9
_ROUNDING_MS = 1e-6


def severity_of(rule: Rule, now: int, rose: Callable[[float, Severity], int | None]) -> tuple[Severity, int]:
    """The severity of *rule* at *now* (ms) and its start; NONE and 0 if it is not met.

    *rose* returns since when (ms) the rule has met the limit of a severity, None if it has not. A rule met
    for less than its `for_seconds` is not shown yet.
    """
    worst, since = Severity.NONE, 0
    later = round(rule.for_seconds * 1000)
    for limit, severity in ((rule.warning, Severity.WARNING), (rule.breach, Severity.BREACH)):
        at = None if limit is None else rose(limit, severity)
        if at is not None and at + later <= now:
            since = at + later if worst is Severity.NONE else min(since, at + later)
            worst = severity
    return worst, since


def lasting(rule: Rule, began: int, now: int, unit: float = 1.0, later: float = 0.0) -> tuple[Severity, int]:
    """`severity_of` a condition that began at an instant (ms) and continues.

    Limits are in *unit* seconds, delayed by *later* seconds.
    Such a condition drops to zero when it ends, so it clears any limit by any `clear`.
    """

    worst, since = Severity.NONE, 0
    shown_after = round(rule.for_seconds * 1000)
    for limit, severity in ((rule.warning, Severity.WARNING), (rule.breach, Severity.BREACH)):
        if limit is None:
            continue
        at = began + ceil((limit * unit + later) * 1000 - _ROUNDING_MS) + shown_after
        if at <= now:
            since = at if worst is Severity.NONE else min(since, at)
            worst = severity
    return worst, since


def soonest(rule: Rule, unit: float = 1.0) -> float:
    """The shortest duration, in *unit* seconds, that can meet *rule*."""
    return min(rule.limits) * unit + rule.for_seconds


def at_least(count: float) -> int:
    """The smallest integer ≥ *count*, and at least one."""
    return max(1, ceil(count - _ROUNDING))
