"""Sightings: a rule that is met at an instant, in figures; the views put it into words."""

from __future__ import annotations

from dataclasses import dataclass

from console.coaching.rules import Rule
from console.metrics.severity import Severity


@dataclass(frozen=True, slots=True)
class Sighting:
    """A rule met: by whom, how badly, and since when (ms).

    `value` is what is watched, in the rule's own terms: seconds, a share for a service level, how often for
    missed offers; `goal` is in the same. `waiting` counts who waits, `cause` is adherence's.
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


def reached(rule: Rule, value: float, unit: float = 1.0) -> tuple[Severity, float]:
    """How badly *value* meets *rule* whose limits are in *unit*s, and the lowest limit there is."""
    limits = [
        (limit * unit, severity)
        for limit, severity in ((rule.warning, Severity.WARNING), (rule.breach, Severity.BREACH))
        if limit is not None
    ]
    met = [severity for limit, severity in limits if value >= limit - _ROUNDING]
    return max(met, default=Severity.NONE), min(limit for limit, _ in limits)
