"""Goals: whether a figure needs a person, by the metric definitions' one rule for each kind of goal."""

from __future__ import annotations

from dataclasses import dataclass

from console.views.rows import Severity

WARNING_POINTS = 0.03
WARNING_SHARE = 0.8


def level_severity(share: float | None, target: float | None) -> Severity:
    """A service level breaches below its target and warns within 3 points above it.

    At 100 % there is nothing left to warn of.

    >>> [level_severity(share, 0.8).name for share in (0.79, 0.8, 0.83, 0.84)]
    ['BREACH', 'WARNING', 'WARNING', 'NONE']
    """
    if share is None or target is None:
        return Severity.NONE
    if share < target:
        return Severity.BREACH
    near = share - target <= WARNING_POINTS + 1e-12 and share < 1
    return Severity.WARNING if near else Severity.NONE


def limit_severity(seconds: float | None, goal: float | None) -> Severity:
    """A wait or a time breaches past its goal and warns from 80 % of it.

    >>> [limit_severity(seconds, 60).name for seconds in (47.9, 48, 60, 60.001)]
    ['NONE', 'WARNING', 'WARNING', 'BREACH']
    """
    if seconds is None or goal is None:
        return Severity.NONE
    if seconds > goal:
        return Severity.BREACH
    near = seconds >= WARNING_SHARE * goal and seconds > 0
    return Severity.WARNING if near else Severity.NONE


def rate_severity(share: float | None, goal: float | None, is_floor: bool = False) -> Severity:
    """Any other share has a goal that is met or missed, and no warning.

    The goal is the most the share should be, or (*is_floor*) the least.
    """
    if share is None or goal is None:
        return Severity.NONE
    missed = share < goal if is_floor else share > goal
    return Severity.BREACH if missed else Severity.NONE


@dataclass(frozen=True, slots=True)
class Goals:
    """Goals that no profile holds; None for those nobody set. Durations in s, shares 0 to 1."""

    average_speed_of_answer_seconds: float | None = None
    abandon_rate: float | None = None
    occupancy: float | None = None
    adherence: float | None = None


# What figures without a goal of their own are measured by.
GOALS = Goals(average_speed_of_answer_seconds=30.0, abandon_rate=0.05, occupancy=0.85, adherence=0.92)
