"""Flags in groups along the time bar."""

from __future__ import annotations

from console.views.rows import Mark, Severity
from widgets.details.mark_groups import grouped_marks, nearest_mark


def test_that_flags_close_together_share_a_group_and_the_worst_is_first() -> None:
    marks = [
        Mark(500, Severity.WARNING, "near limit", "late"),
        Mark(0, Severity.WARNING, "near limit", "first"),
        Mark(90, Severity.BREACH, "over limit", "worse"),
    ]
    groups = grouped_marks(marks, lambda at: at // 10, 10)
    assert [[mark.text for mark in group] for group in groups] == [["worse", "first"], ["late"]]
    assert grouped_marks([], lambda at: at, 10) == []


def test_that_the_nearest_flag_is_found_within_its_distance() -> None:
    marks = [Mark(at, Severity.BREACH, "over limit", f"{at}") for at in (0, 100, 130)]
    found = nearest_mark(marks, lambda at: at, 118, 20)
    assert found is not None
    assert found.at == 130
    assert nearest_mark(marks, lambda at: at, 50, 20) is None
