"""Severity: the worse, the larger, so that the worst of several is their greatest."""

from __future__ import annotations

from console.metrics.reading.severity import Severity


def test_that_the_worst_of_several_is_their_greatest_and_none_is_false() -> None:
    assert max(Severity.WARNING, Severity.BREACH, Severity.NONE) is Severity.BREACH
    assert sorted(Severity) == [Severity.NONE, Severity.WARNING, Severity.BREACH]
    assert not Severity.NONE
