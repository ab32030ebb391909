"""Goals of metrics, and the severity of a figure by one rule for each kind of goal."""

from __future__ import annotations

from dataclasses import dataclass

from console.views.rows import Severity

# What a figure's severity is called, by the kind of its goal.
Words = dict[Severity, str]
LIMIT_WORDS: Words = {Severity.NONE: "", Severity.WARNING: "near limit", Severity.BREACH: "over limit"}
MINIMUM_WORDS: Words = {Severity.NONE: "", Severity.WARNING: "near goal", Severity.BREACH: "below goal"}
MAXIMUM_WORDS: Words = {Severity.NONE: "", Severity.WARNING: "near goal", Severity.BREACH: "above goal"}
# Of what has neither a goal nor a limit, such as a request for help.
SIGNAL_WORDS: Words = {Severity.NONE: "", Severity.WARNING: "warning", Severity.BREACH: "alarm"}

WARNING_POINTS = 0.03
WARNING_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Goals:
    """Goals that are not part of a profile; None if not set. Durations in s, shares from 0 to 1."""

    average_speed_of_answer_seconds: float | None = None
    abandon_rate: float | None = None
    occupancy: float | None = None
    adherence: float | None = None

    def of(self, metric: str) -> float | None:
        """The goal of *metric*; None if it has none here.

        >>> GOALS.of("adherence"), GOALS.of("handled")
        (0.92, None)
        """
        goal: float | None = getattr(self, metric, None) if metric in self.__slots__ else None
        return goal


# Shown in the headline, the team headings and the wallboard.
GOALS = Goals(average_speed_of_answer_seconds=30.0, abandon_rate=0.05, occupancy=0.85, adherence=0.92)


def level_severity(share: float | None, target: float | None) -> Severity:
    """A service level breaches below its target and warns within 3 points above it.

    A level of 100 % never warns.

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
    """Any other share meets its goal or breaches it, without a warning.

    The goal is the maximum of the share, or its minimum if *is_floor*.
    """
    if share is None or goal is None:
        return Severity.NONE
    missed = share < goal if is_floor else share > goal
    return Severity.BREACH if missed else Severity.NONE
