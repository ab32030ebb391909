"""Reports of intervals: figure for figure those of each interval by itself, with less work."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.metrics.interval_report import interval_reports
from console.metrics.reading.windows import intervals
from console.metrics.report import Intake, report, report_of
from feeds.events import instant, instant_text
from tests.builders import Scene, floor_of
from tests.made_logs import made_log

HOUR = 3_600_000
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT")


def later(event: Any, ms: int) -> Any:
    """*event* so much later, with all the spans it names."""
    if isinstance(event, dict):
        return {key: later(value, ms) for key, value in event.items()}
    if isinstance(event, list):
        return [later(value, ms) for value in event]
    if isinstance(event, str) and _INSTANT.match(event):
        return instant_text(instant(event) + ms)
    return event


@settings(max_examples=12)
@given(st.integers(0, 10_000), st.sampled_from([15, 30, 60]), st.integers(0, 40), st.floats(0.1, 0.9))
def test_that_each_report_is_what_the_interval_alone_has(
    seed: int, minutes: int, hours: int, cut: float
) -> None:
    log = made_log(seed, contacts=25, agents=4)
    place = int(len(log) * cut)
    events = [*log[:place], *(later(event, hours * HOUR) for event in log[place:])]
    floor = floor_of(events)
    site = floor.site.at(floor.latest)
    windows = list(intervals(site, floor.since, floor.latest + 6 * HOUR, minutes))
    assert list(interval_reports(floor, windows, Intake())) == [report(floor, each) for each in windows]


def computed(monkeypatch: pytest.MonkeyPatch, scene: Scene, hours: int) -> tuple[int, int]:
    """How many quarters there are up to *hours* after the scene, and how many of them are read in full."""
    floor = scene.floor
    windows = list(intervals(floor.site.at(0), floor.since, floor.latest + hours * HOUR, 15))
    read: list[object] = []

    def counted(*arguments: Any) -> Any:
        read.append(arguments)
        return report_of(*arguments)

    monkeypatch.setattr("console.metrics.interval_report.report_of", counted)
    assert len(list(interval_reports(floor, windows, Intake()))) == len(windows)
    return len(windows), len(read)


def test_that_of_many_still_intervals_one_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Scene().queue("billing").agent("ana", queues=["billing"])
    scene.at("09:00").available("ana").queued("c1", "billing")
    scene.at("09:01").answered("c1", "ana").at("09:02").ended("c1").offline("ana")
    of_all, read = computed(monkeypatch, scene, 24 * 200)
    assert of_all > 19_000
    assert read <= 10


def test_that_a_wait_that_grows_is_read_in_each_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Scene().queue("billing").at("09:00").queued("c1", "billing")
    of_all, read = computed(monkeypatch, scene, 24)
    assert read >= of_all - 40  # those before it began are still
