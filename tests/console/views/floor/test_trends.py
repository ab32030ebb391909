"""Trends: a queue's service level at each whole minute, and now."""

from __future__ import annotations

import pytest

from console.views.floor.trends import MINUTE, Trends, trend_instants
from tests.builders import Scene, floor_of, send
from tests.made_logs import made_log, shuffled


def test_that_a_trend_stands_on_whole_minutes_and_ends_now() -> None:
    for now in (100 * MINUTE, 100 * MINUTE + 1, 100 * MINUTE + 59_999):
        instants = trend_instants(now)
        assert (len(instants), instants[-1]) == (31, now)
        assert all(at % MINUTE == 0 for at in instants[:-1])
        assert 0 < now - instants[-2] <= MINUTE
        assert instants[-2] - instants[0] == 29 * MINUTE


def test_that_a_trend_falls_when_a_call_is_answered_late() -> None:
    scene = Scene().at("09:00").queue("sales").answered_after(5, "c1", "sales", "ana")
    scene.at("09:10").answered_after(50, "c2", "sales", "ana").at("09:20:30")
    (trend,) = Trends(scene.floor).read(scene.ms(), 1_800_000, [0.5])
    assert trend[:10] == (None,) * 10
    assert trend[10:20] == (1.0,) * 10
    assert trend[20:] == (0.5,) * 11


def test_that_a_late_event_is_in_the_trend_at_once() -> None:
    scene = Scene().at("09:00").queue("sales").queued("c1", "sales").after(2).queued("c2", "sales")
    scene.after(5).answered("c2", "ana").at("09:00:59")
    trends = Trends(scene.floor)
    before = trends.read(scene.ms("09:02"), 1_800_000, [1.0])[0][-3:]
    scene.at("09:00:55").abandoned("c1", "sales")
    after = trends.read(scene.ms("09:02"), 1_800_000, [0.5])[0][-3:]
    assert (before, after) == ((None, 1.0, 1.0), (None, 0.5, 0.5))


@pytest.mark.parametrize("seed", range(4))
def test_that_trends_kept_while_a_floor_is_live_are_those_read_anew(seed: int) -> None:
    events = shuffled(made_log(seed, contacts=60, agents=6), seed)
    floor, kept = floor_of(events[:100]), None
    trends = Trends(floor)
    for first in range(100, len(events), 7):
        send(floor, events[first : first + 7], first + 1)
        levels = [None] * len(floor.queues.by_index)
        kept = trends.read(floor.latest, 5 * MINUTE, levels)
        assert kept == Trends(floor).read(floor.latest, 5 * MINUTE, levels)
    assert kept is not None
    assert any(share is not None for trend in kept for share in trend)
