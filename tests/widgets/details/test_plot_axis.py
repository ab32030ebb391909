"""The labels of the time bar's axis: the goal first, values only where there is room."""

from __future__ import annotations

from widgets.details.plot_axis import axis_labels
from widgets.painting.theme import Ink


def test_that_a_value_near_the_goal_gives_way_to_it() -> None:
    labels = axis_labels([0.5, 0.75, 1.0], 0.8, "goal 80 %", lambda share: round(100 - share * 100), 12)
    assert labels == [(20, "goal 80 %", Ink.MUTED), (50, "50 %", Ink.FAINT), (0, "100 %", Ink.FAINT)]


def test_that_without_a_goal_all_values_with_room_are_shown() -> None:
    labels = axis_labels([0.5, 0.51], None, "", lambda share: round(100 - share * 100), 12)
    assert labels == [(50, "50 %", Ink.FAINT)]
