"""The readings of a wallboard: each window is counted once and kept up to date; nothing is read twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from console.floor.floor import Floor
from console.floor.ledgers.timeline import Timeline
from console.metrics import running_counts, service_level
from console.metrics.lane_counts import count_lanes
from console.metrics.reading.scope import Scope, ScopeError
from console.settings.layout_files import find_layout, layout_names
from console.views.floor import floor_view
from console.views.floor.choices import Choices, LinkState
from console.views.floor.floor_view import FloorView
from console.views.rows import Link
from console.views.wallboard import window_figures
from console.views.wallboard.wallboard import WallboardView
from console.views.wallboard.window_figures import LayoutWindows
from tests.builders import Scene, floor_of
from tests.made_logs import made_log

LIVE = LinkState(Link.LIVE, 0.2)
SECOND = 1000


@pytest.fixture(scope="module")
def floor() -> Floor:
    return floor_of(made_log(3, contacts=60))


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each of the slow readings was done."""
    found: Counter[str] = Counter()

    def counting(name: str, act: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **named: Any) -> Any:
            found[name] += 1
            return act(*arguments, **named)

        return counted

    for module in (service_level, running_counts):
        monkeypatch.setattr(module, "count_lanes", counting("ledgers", count_lanes))
    for module in (floor_view, window_figures):
        for name in ("queue_figures", "agent_figures"):
            monkeypatch.setattr(module, name, counting(name, getattr(module, name)))
    monkeypatch.setattr(Timeline, "as_of", counting("as_of", Timeline.as_of))
    return found


@pytest.mark.parametrize("layout", layout_names())
def test_that_windows_are_counted_from_the_ledgers_never_again(
    floor: Floor, calls: Counter[str], layout: str
) -> None:
    at = floor.latest - 600 * SECOND
    view = WallboardView(floor, find_layout(layout), Choices())
    view.read(at, LIVE)
    calls.clear()
    windows = {"floor": 2, "queues": 1, "distance": 2}[layout]  # the last 30 minutes, and today's
    for second in range(1, 6):
        view.read(at + second * SECOND, LIVE, 0)
        assert calls["ledgers"] == 0
        assert calls["queue_figures"] <= windows * second
        assert calls["as_of"] <= 2 * second  # at the instant, and at the day's start


def test_that_what_the_window_has_read_is_not_read_again(floor: Floor, calls: Counter[str]) -> None:
    at = floor.latest - 600 * SECOND
    window, wall = FloorView(floor, Choices()), WallboardView(floor, find_layout("queues"), Choices())
    window.read(at, LIVE)
    expected = wall.read(at, LIVE)
    wall.read(at - SECOND, LIVE)
    calls.clear()
    assert wall.read(at, LIVE, None, window.figures) == expected
    assert (calls["queue_figures"], calls["agent_figures"], calls["as_of"]) == (0, 0, 0)


def test_that_figures_of_another_instant_are_not_taken(floor: Floor) -> None:
    at = floor.latest - 600 * SECOND
    window, wall = FloorView(floor, Choices()), WallboardView(floor, find_layout("queues"), Choices())
    window.read(at - 60 * SECOND, LIVE)
    assert wall.read(at, LIVE, None, window.figures) == wall.read(at, LIVE)


def test_that_figures_are_not_taken_once_the_floor_has_another_agent() -> None:
    scene = Scene().at("09:00").queue("sales").agent("ana", queues=["sales"]).available("ana")
    window = FloorView(scene.floor, Choices())
    window.read(scene.ms(), LIVE)
    scene.agent("bo", queues=["sales"]).available("bo")
    wall = WallboardView(scene.floor, find_layout("floor"), Choices())
    fresh = WallboardView(scene.floor, find_layout("floor"), Choices()).read(scene.ms(), LIVE)
    assert wall.read(scene.ms(), LIVE, None, window.figures) == fresh


def test_that_only_the_page_shown_is_read_and_the_others_stay(floor: Floor, calls: Counter[str]) -> None:
    at = floor.latest - 600 * SECOND
    view = WallboardView(floor, find_layout("floor"), Choices())
    first = view.read(at, LIVE)
    later = view.read(at + 300 * SECOND, LIVE, 0)
    assert later.pages[1] is first.pages[1]
    assert later.pages[0] != first.pages[0]
    fresh = WallboardView(floor, find_layout("floor"), Choices()).read(at + 300 * SECOND, LIVE)
    assert view.read(at + 300 * SECOND, LIVE, 1).pages[1] == fresh.pages[1]


def test_that_an_unknown_scope_is_named(floor: Floor) -> None:
    spans = LayoutWindows(floor)
    spans.begin(floor.latest, None)
    with pytest.raises(ScopeError, match="no queue is named 'nosuch'"):
        spans.at("30m").index(Scope.parse("queue:nosuch"))
    assert (spans.at("30m").words, spans.at("day").words) == ("last 30 min", "today")
