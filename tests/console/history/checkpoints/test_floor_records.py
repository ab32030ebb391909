"""A floor made again from its records is the same floor, to the last field, and goes on the same."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence

import pytest

from console.floor.floor import Floor
from console.history.checkpoints.floor_records import can_be_written, floor_parts, read_floor
from tests.arrival_orders import in_no_order, late_by_minutes, late_within, of_sources
from tests.builders import JSON, differing, figures, floor_of, send, tiny_blocks
from tests.floor_states import state_of
from tests.made_logs import made_log, shuffled
from tests.test_late_snapshots import with_snapshot

SEEDS = range(int(os.environ.get("FLOORLIGHT_SOAK", "6")))
HOUR = 3_600_000


def arrivals(seed: int) -> list[JSON]:
    """Events as they arrive: in order, late, too late, in no order, of two sources, or with a snapshot."""
    events = made_log(seed, contacts=40, agents=5)
    orders = (
        lambda: events,
        lambda: shuffled(events, seed),
        lambda: late_within(events, seed, 60_000),
        lambda: late_by_minutes(events, seed, "contact.answered", "agent.state"),
        lambda: in_no_order(events, seed),
        lambda: of_sources(late_within(events, seed, 60_000), seed),
        lambda: with_snapshot(events, late_within(events, seed, 60_000), seed, 0.5),
    )
    return orders[seed % len(orders)]()


def made_again(floor: Floor) -> Floor:
    """A floor made from the records of *floor*."""
    assert can_be_written(floor)
    other = Floor(horizon_ms=floor.horizon_ms)
    for _ in read_floor(list(floor_parts(floor)), other):
        pass
    return other


def first_difference(one: Sequence[object], other: Sequence[object]) -> object:
    """Where two states differ first; None if they do not."""
    pairs = zip(one, other, strict=False)
    return next(((a, b) for a, b in pairs if a != b), None) or (None if len(one) == len(other) else "length")


@pytest.mark.parametrize("horizon", [None, HOUR // 2])
@pytest.mark.parametrize("seed", [*SEEDS, *(seed + 1_000 for seed in SEEDS)])
def test_that_a_floor_made_again_is_the_same_and_goes_on_the_same(seed: int, horizon: int | None) -> None:
    events, rng = arrivals(seed), random.Random(seed)
    with tiny_blocks():
        cut = rng.randrange(len(events))
        floor = floor_of(events[:cut], horizon, batch=20)
        again = made_again(floor)
        assert first_difference(state_of(floor), state_of(again)) is None
        for start in range(cut, len(events), 20):
            for each in (floor, again):
                send(each, events[start : start + 20], start + 1)
        assert first_difference(state_of(floor), state_of(again)) is None
        for back in (0, rng.randrange(HOUR // 4)):
            at = floor.latest - back
            assert differing(figures(again, at), figures(floor, at)) == []
