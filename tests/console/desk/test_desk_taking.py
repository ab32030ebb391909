"""The desk while a look goes on: what comes between its steps disturbs nothing, and is shown."""

from __future__ import annotations

import os
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.desk.desk import Desk
from console.floor.floor import EventBatch, Floor
from console.metrics.reading.windows import rolling
from console.metrics.report import report
from console.settings.rule_files import read_rules
from console.views.floor.choices import Choices, LinkState
from console.views.floor.floor_view import FloorView
from console.views.rows import AgentTile, FloorRows, Link
from tests.builders import floor_of, send
from tests.made_logs import made_log, shuffled

EXAMPLES = int(os.environ.get("FLOORLIGHT_SOAK", "12"))
few = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
RULES = read_rules(None)


def present(rows: FloorRows) -> dict[str, Any]:
    """What is shown of the present: who does what on what, and how many wait and are free."""

    def of(tile: AgentTile) -> tuple[Any, ...]:
        work = "" if tile.state == "ringing" else tile.work  # of a past offer the queue is not always known
        return tile.state, tile.word, tile.since, work, tile.load

    shown: dict[str, Any] = {tile.id: of(tile) for group in rows.groups for tile in group.tiles}
    for card in rows.queues:
        shown[card.id] = card.waiting.value, card.free.value, card.staffed.value
    return shown


def read_whole(floor: Floor, at: int) -> FloorRows:
    """The floor read in one piece, at the newest of *floor* over what it was at *at* (ms)."""
    view = FloorView(floor, Choices())
    return view.refresh_counts(view.read(at, Desk(floor, RULES, Choices(), True).link), floor.latest)


@few
@given(st.integers(0, 40), st.integers(20, 90), st.sampled_from([0, 3_000]), st.integers(1, 9))
def test_that_events_between_the_steps_of_a_look_are_shown_and_disturb_nothing(
    seed: int, share: int, disorder: int, number: int
) -> None:
    log = made_log(seed, contacts=25, agents=4)
    if disorder:
        log = shuffled(log, seed, disorder)
    cut = max(1, len(log) * share // 100)
    floor = floor_of(log[:cut])
    desk = Desk(floor, RULES, Choices(), follows=True)
    desk.link = LinkState(Link.LIVE, 0.04)
    desk.move_edge(None)
    rest, shown, looks = iter(range(cut, len(log))), None, 0
    while looks < 3:
        if desk.may_take:
            for place in [place for _, place in zip(range(number), rest, strict=False)]:
                send(floor, [log[place]], place + 1)
                desk.take(EventBatch((), (), (), "log"))
        desk.move_edge(None)
        shown = desk.tick(1.0, is_over=lambda: True) or shown
        looks += shown is not None and not desk.is_reading
    # Now that nothing comes any more, all that came is shown, and every figure is the report's.
    while desk.is_reading or (desk.rows is not None and desk.rows.now < floor.latest // 1000 * 1000):
        desk.move_edge(None)
        desk.tick(1.0, is_over=lambda: True)
    rows = desk.tick(1.0) or desk.rows
    assert rows is not None
    assert present(rows) == present(read_whole(floor, rows.now))
    found = report(floor, rolling(rows.now, 1_800_000))["floor"]
    level = rows.headline.figures[-2:]
    assert [figure.value for figure in level] == [found["occupancy"], found["adherence"]]
