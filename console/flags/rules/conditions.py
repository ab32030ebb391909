"""Sightings: a rule that is met at an instant, in figures; the views put it into words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from console.flags.rules.rules import Rule
from console.metrics.reading.severity import Severity


@dataclass(frozen=True, slots=True)
class Condition:
    """A rule met: by whom, how badly, and since when (ms).

    `value` is what is watched, in the rule's own terms: seconds, a share for a service level, how often for
    missed offers, the metric's unit; `goal` and `limit`, the one that was met, are in the same. `waiting`
    counts who waits, `cause` is adherence's.
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

    @property
    def id(self) -> str:
        """The flag's name: one rule, of one scope, from one instant on."""
        return f"{self.rule.id} {self.scope} {self.since}"


# 3 × 0.1 s is a hair more than 0.3 s to a computer.
_ROUNDING = 1e-9
_ROUNDING_MS = 1e-6


def severity_of(rule: Rule, now: int, rose: Callable[[float, Severity], int | None]) -> tuple[Severity, int]:
    """How badly *rule* is met at *now* (ms), and since when; NONE and 0 where it is not.

    *rose* says since when (ms) the rule has been met by a limit of that severity, None where it is not. What
    has been so for less than the rule's `for_seconds` is not shown yet.
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
    """`lit` of what began (ms) and goes on, by limits in *unit* seconds, *later* seconds put off.

    What ends falls to nothing at once, which is better than any limit by any `clear`.
    """

    def rose(limit: float, severity: Severity) -> int | None:
        at = began + ceil((limit * unit + later) * 1000 - _ROUNDING_MS)
        return at if at <= now else None

    return severity_of(rule, now, rose)


def soonest(rule: Rule, unit: float = 1.0) -> float:
    """The least, in seconds of *unit*, that what lasts can have lasted to meet *rule*."""
    return min(rule.limits) * unit + rule.for_seconds


def at_least(count: float) -> int:
    """The least whole number that is *count* or more, and one at least."""
    return max(1, ceil(count - _ROUNDING))
