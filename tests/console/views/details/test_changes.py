"""What changed between two instants: only what differs, of queues, agents and flags."""

from __future__ import annotations

from datetime import UTC

import pytest

from console.flags.flags import Flags
from console.metrics.reading.stepwise import finished
from console.settings.rule_files import read_rules
from console.views.details.changes import Change, changes_between, named_span
from console.views.floor.choices import Choices
from feeds.events import instant
from tests.builders import Scene
from tests.widgets.floors import scene

EDGE = instant("2026-06-16T11:00:00Z")


def changes(floor: Scene, before: int, after: int) -> tuple[Change, ...]:
    found = finished(changes_between(floor.floor, Flags(read_rules()), before, after, Choices()))
    return found.rows


def test_that_queues_agents_and_flags_that_differ_are_listed() -> None:
    floor = scene()
    now = floor.clock
    rows = changes(floor, now - 94_000, now)
    assert Change("queue", "Sales, longest wait", "0:01", "1:35") in rows
    assert all(row.before != row.after for row in rows)
    rose = [row for row in rows if row.kind == "flag" and row.who == "Sales"]
    assert [row.before for row in rose] == ["–"] * len(rose)
    assert rose, [row for row in rows if row.kind == "flag"]
    cleared = [row for row in changes(floor, now, now - 94_000) if row.kind == "flag" and row.who == "Sales"]
    assert {row.after for row in cleared} == {"cleared"}


def test_that_an_agents_state_is_named_before_and_after() -> None:
    floor = Scene().agent("ana").at("09:00").available("ana").at("09:05").not_ready("ana", "lunch")
    rows = changes(floor, floor.ms("09:01"), floor.ms("09:06"))
    assert Change("agent", "ana", "available", "not ready") in rows
    assert changes(floor, floor.ms("09:01"), floor.ms("09:02")) == ()


@pytest.mark.parametrize(
    "typed",
    [
        "10:35 to 10:45",
        "what changed between 10:35 and 10:45",
        "10:45..10:35",
        "10:35 – 10:45",
        "from 10:35 - 10:45",
    ],
)
def test_that_two_instants_are_named(typed: str) -> None:
    expected = (instant("2026-06-16T10:35:00Z"), instant("2026-06-16T10:45:00Z"))
    assert named_span(typed, EDGE, EDGE, UTC) == expected


@pytest.mark.parametrize("typed", ["", "10:35", "10:35 to", "ana to bob", "10:35 to 10:35", "today to 10:35"])
def test_that_what_names_no_two_instants_gives_none(typed: str) -> None:
    assert named_span(typed, EDGE, EDGE, UTC) is None
