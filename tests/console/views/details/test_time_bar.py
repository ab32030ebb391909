"""The time bar's line: where its points stand, what they say, and the times below it."""

from __future__ import annotations

from itertools import pairwise

import pytest

from console.metrics.reading.windows import rolling
from console.metrics.report import report
from console.views.details.time_bar import POINTS, TICKS, line_instants, time_line
from console.views.floor.choices import Choices
from console.views.rows import Mark, Severity
from tests.builders import Scene, floor_of
from tests.made_logs import made_log

HOUR = 3_600_000


@pytest.mark.parametrize(
    "length", [0, 1, 999, 60_000, 1_799_999, HOUR, 9 * HOUR + 7, 26 * HOUR, 40 * 24 * HOUR]
)
@pytest.mark.parametrize("start", [0, 123, 1_795_330_800_017])
def test_that_points_go_from_end_to_end_and_are_few(length: int, start: int) -> None:
    instants = line_instants(start, start + length)
    assert (instants[0], instants[-1]) == (start, start + length)
    assert instants == sorted(set(instants))
    assert len(instants) <= POINTS
    steps = {after - before for before, after in pairwise(instants[1:-1])}
    assert len(steps) <= 1
    assert all(step % 1000 == 0 for step in steps)


@pytest.mark.parametrize("seed", range(3))
def test_that_points_are_the_reports_service_level_of_the_channel(seed: int) -> None:
    floor = floor_of(made_log(seed, contacts=60))
    line = time_line(floor, floor.since, floor.latest, floor.latest, choices=Choices(channel="voice"))
    assert len(line.points) > 100
    for at, value in line.points[::40]:
        voice = report(floor, rolling(at, 1_800_000))["channels"]["voice"]
        assert value == voice["service_level"]["offered"]


def test_that_a_floor_without_queues_has_a_line_too() -> None:
    scene = Scene().at("09:00").available("ana").after(60)
    line = time_line(scene.floor, scene.floor.since, scene.ms(), scene.ms())
    assert {value for _, value in line.points} == {None}
    assert line.target is None


def test_that_the_goal_is_that_of_the_channels_queues() -> None:
    scene = Scene().at("09:00").queue("a", target=0.7).queue("b", target=0.9, channel="chat").after(60)
    span = (scene.floor.since, scene.ms(), scene.ms())
    assert time_line(scene.floor, *span, choices=Choices(channel="chat")).target == 0.9
    assert time_line(scene.floor, *span, choices=Choices(channel="voice")).target == 0.7


def test_that_marks_outside_the_bar_are_left_out() -> None:
    scene = Scene().at("09:00").queue("a").after(600)
    start, end = scene.floor.since, scene.ms()
    marks = [Mark(at, Severity.WARNING, "near limit", "x") for at in (start - 1, start, end, end + 1)]
    assert time_line(scene.floor, start, end, end, marks).marks == tuple(marks[1:3])


@pytest.mark.parametrize(
    ("hours", "first", "step"),
    [
        (0.1, "10:00", 1),
        (0.5, "10:00", 5),
        (3, "10:00", 15),
        (5, "10:00", 30),
        (11, "10:00", 60),
        (23, "10:00", 120),
    ],
)
def test_that_ticks_are_round_local_times(hours: float, first: str, step: int) -> None:
    scene = Scene(date="2026-06-15").at("09:00").site(time_zone="Europe/Lisbon").queue("a")
    start = scene.ms()
    ticks = time_line(scene.floor, start, start + round(hours * HOUR), start).ticks
    assert ticks[0] == (start, first)
    assert {after[0] - before[0] for before, after in pairwise(ticks)} == {step * 60_000}
    assert len(ticks) <= TICKS + 1


def test_that_ticks_stay_on_the_hour_when_the_clocks_change() -> None:
    scene = Scene(date="2026-10-24").at("20:00").site(time_zone="Europe/Lisbon").queue("a")
    texts = [text for _, text in time_line(scene.floor, scene.ms(), scene.ms() + 10 * HOUR, scene.ms()).ticks]
    assert texts == [
        "21:00",
        "22:00",
        "23:00",
        "00:00",
        "01:00",
        "01:00",
        "02:00",
        "03:00",
        "04:00",
        "05:00",
        "06:00",
    ]


def test_that_a_zone_off_the_hour_has_ticks_of_its_own_clock() -> None:
    scene = Scene().at("08:00").site(time_zone="Asia/Kolkata").queue("a")
    texts = [text for _, text in time_line(scene.floor, scene.ms(), scene.ms() + 10 * HOUR, scene.ms()).ticks]
    assert texts[:2] == ["14:00", "15:00"]
