"""The figures under the pointer are those of the floor then."""

from __future__ import annotations

from console.views.details.figures_then import figure_lines, figures_then
from console.views.floor.choices import Choices
from tests.widgets.floors import desk_of, scene


def test_that_they_are_what_the_headline_shows_then() -> None:
    floor = scene()
    desk = desk_of(floor)
    for back in (0, 40_000, 90_000):
        desk.playhead.seek(floor.clock - back)
        shown = {figure.metric: figure.text for figure in desk.read().headline.figures}
        for figure in figures_then(floor.floor, desk.playhead.now, desk.view.choices):
            assert shown[figure.metric] == figure.text


def test_that_each_is_a_line_with_its_goal() -> None:
    floor = scene()
    lines = figure_lines(figures_then(floor.floor, floor.clock, Choices()))
    assert lines[0] == "Service level, voice 0.0 % (goal ≥ 80 % in 20 s)"
    assert "Longest wait, voice 1:35" in lines
