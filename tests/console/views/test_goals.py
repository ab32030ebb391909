"""Goals: when a figure warns, and when it breaches."""

from __future__ import annotations

import pytest

from console.views.goals import level_severity, limit_severity, rate_severity
from console.views.rows import Severity

NONE, WARNING, BREACH = Severity.NONE, Severity.WARNING, Severity.BREACH


@pytest.mark.parametrize(
    ("share", "target", "severity"),
    [
        (0.7999, 0.8, BREACH),
        (0.8, 0.8, WARNING),
        (0.83, 0.8, WARNING),
        (0.8301, 0.8, NONE),
        (0.93, 0.9, WARNING),
        (1.0, 0.98, NONE),
        (1.0, 1.0, NONE),
        (0.999, 1.0, BREACH),
        (None, 0.8, NONE),
        (0.5, None, NONE),
    ],
)
def test_that_a_service_level_warns_within_three_points_above_its_target(
    share: float | None, target: float | None, severity: Severity
) -> None:
    assert level_severity(share, target) is severity


@pytest.mark.parametrize(
    ("seconds", "goal", "severity"),
    [
        (47.999, 60, NONE),
        (48, 60, WARNING),
        (60, 60, WARNING),
        (60.001, 60, BREACH),
        (0, 0, NONE),
        (1, 0, BREACH),
    ],
)
def test_that_a_wait_warns_from_four_fifths_of_its_goal(
    seconds: float, goal: float, severity: Severity
) -> None:
    assert limit_severity(seconds, goal) is severity
    assert limit_severity(None, goal) is limit_severity(seconds, None) is NONE


def test_that_any_other_share_only_meets_or_misses_its_goal() -> None:
    assert [rate_severity(share, 0.05) for share in (0.05, 0.051, None)] == [NONE, BREACH, NONE]
    assert [rate_severity(share, 0.92, is_floor=True) for share in (0.92, 0.919)] == [NONE, BREACH]
    assert rate_severity(0.5, None) is NONE
