"""Late events by hand: the scenes of `late_scenes`, by the naive computation and by the program."""

from __future__ import annotations

import json
from typing import Any

import pytest

from console.metrics.reading.windows import day
from console.metrics.report import report
from feeds.events import instant
from tests import brute_force
from tests.builders import JSON, floor_of
from tests.late_scenes import ANA, ANSWERED, DATE, HELD, HELP, LATE, QUEUED, SCENES, zed


def numbered(events: list[JSON]) -> list[JSON]:
    """The same events in the same order, each with its place among what happened as its `seq`."""
    places = sorted(range(len(events)), key=lambda index: (events[index]["at"], index))
    return [{**event, "seq": places.index(index) + 1} for index, event in enumerate(events)]


def hello(source: str, epoch: str) -> JSON:
    said = {"type": "hello", "protocol": 1, "source": source, "epoch": epoch}
    return {**said, "at": f"{DATE}T10:00:00.000Z"}


def test_that_each_source_has_its_own_watermark() -> None:
    north = [{**each, "seq": seq} for seq, each in ((1, QUEUED), (3, HELD), (2, ANSWERED))]
    south = [{**zed("11:00:00"), "seq": 1}]
    events = [hello("n", "n1"), north[0], hello("s", "s1"), *south, hello("n", "n1"), *north[1:]]
    expected = {LATE: 0, ANA + "state": "hold", HELP + "average_speed_of_answer_seconds": 10}
    assert by_the_text(events, expected) == expected
    assert by_the_program(events, expected) == expected


def looked_up(found: JSON, path: str) -> Any:
    value: Any = found
    for key in path.split("."):
        value = value[key]
    if path.endswith(".since") and isinstance(value, str):
        value = instant(value)
    return value


def by_the_text(events: list[JSON], expected: JSON) -> JSON:
    lines = [json.dumps(event) for event in events]
    now = max(instant(event["at"]) for event in events if event["at"].startswith(DATE))
    floor = brute_force.fold(brute_force.settle(brute_force.read_steps(lines)), now)
    found = brute_force.report(lines, now, None)
    return {path: looked_up({LATE: floor.late, **found}, path) for path in expected}


def by_the_program(events: list[JSON], expected: JSON) -> JSON:
    floor = floor_of(events)
    now = max(instant(event["at"]) for event in events if event["at"].startswith(DATE))
    found = report(floor, day(floor.site.at(now), now))
    return {path: looked_up({LATE: floor.late, **found}, path) for path in expected}


@pytest.mark.parametrize("scene", SCENES)
def test_that_the_naive_computation_does_what_the_text_says(scene: str) -> None:
    events, expected = SCENES[scene]
    assert by_the_text(numbered(events), expected) == expected


@pytest.mark.parametrize("scene", SCENES)
def test_that_the_floor_does_what_the_text_says(scene: str) -> None:
    events, expected = SCENES[scene]
    assert by_the_program(numbered(events), expected) == expected
