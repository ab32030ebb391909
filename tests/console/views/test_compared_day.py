"""Another day moved onto the one shown, by the site's clock."""

from __future__ import annotations

from console.views.compared_day import ComparedDay
from console.views.details.time_bar import time_line
from console.views.floor.choices import Choices
from feeds.events import instant
from tests.builders import Scene

# In the week between, Lisbon's clocks go back an hour.
THEN = instant("2026-10-20T00:00:00+01:00")
NOW = "2026-10-27"
DAY = ComparedDay(
    "Tue 20 Oct",
    THEN,
    instant("2026-10-20T09:00:00+01:00"),
    60_000,
    [0.5, 0.6, None, 0.8],
    {"q": [0.1, 0.2, 0.3, 0.4]},
)


def floor_of() -> Scene:
    scene = Scene(NOW).at("08:00").site(time_zone="Europe/Lisbon").queue("q")
    return scene.at("09:10").queued("c1", "q")


def test_that_its_points_lie_at_the_same_times_of_day() -> None:
    scene = floor_of()
    nine = instant(f"{NOW}T09:00:00Z")
    points = DAY.points(scene.floor, nine - 5, nine + 120_000)
    assert points == ((nine, 0.5), (nine + 60_000, 0.6), (nine + 120_000, None))


def test_that_a_trend_is_of_the_same_minutes_and_none_beside_the_day() -> None:
    scene = floor_of()
    nine = instant(f"{NOW}T09:00:00Z")
    instants = [nine - 60_000, nine, nine + 60_500, nine + 240_000]
    assert DAY.trend(scene.floor, "q", instants) == (None, 0.1, 0.2, None)
    assert DAY.trend(scene.floor, "other", instants) == ()
    assert DAY.trend(scene.floor, "q", []) == ()


def test_that_the_time_bar_and_the_cards_have_it_when_it_is_chosen() -> None:
    scene = floor_of()
    nine = instant(f"{NOW}T09:00:00Z")
    line = time_line(scene.floor, nine, nine + 600_000, nine, choices=Choices(compared=DAY))
    assert (len(line.earlier), line.earlier_label) == (4, "Tue 20 Oct")
    plain = time_line(scene.floor, nine, nine + 600_000, nine)
    assert (plain.earlier, plain.earlier_label) == ((), "")
