"""The time bar's scale beside its ends."""

from __future__ import annotations

from widgets.details.time_scale import TimeScale

SCALE = TimeScale(1_000, 3_000, 50, 200)


def test_that_what_is_beside_the_scale_is_clamped_unless_it_is_wanted() -> None:
    assert [SCALE.instant_at(left) for left in (0, 50, 150, 250, 300)] == [1000, 1000, 2000, 3000, 3000]
    assert [SCALE.instant_at(left, clamped=False) for left in (0, 300)] == [500, 3500]


def test_that_a_scale_of_no_length_has_one_place() -> None:
    assert TimeScale(5, 5, 50, 200).left_of(5) == 50


def test_that_days_that_only_touch_do_not_overlap() -> None:
    assert SCALE.overlaps(TimeScale(2_999, 9_000, 0, 1))
    assert not SCALE.overlaps(TimeScale(3_000, 9_000, 0, 1))
    assert not SCALE.overlaps(TimeScale(0, 1_000, 0, 1))
