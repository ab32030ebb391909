"""Trends: a queue's service level at each whole minute, and now."""

from __future__ import annotations

from console.views.floor.trends import MINUTE, queue_trends, trend_instants
from tests.builders import Scene


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
    (trend,) = queue_trends(scene.floor, scene.ms(), 1_800_000)
    assert trend[:10] == (None,) * 10
    assert trend[10:20] == (1.0,) * 10
    assert trend[20:] == (0.5,) * 11


def test_that_a_late_event_is_in_the_trend_at_once() -> None:
    scene = Scene().at("09:00").queue("sales").queued("c1", "sales").after(2).queued("c2", "sales")
    scene.after(5).answered("c2", "ana").at("09:00:59")
    before = queue_trends(scene.floor, scene.ms("09:02"), 1_800_000)[0][-3:]
    scene.at("09:00:55").abandoned("c1", "sales")
    after = queue_trends(scene.floor, scene.ms("09:02"), 1_800_000)[0][-3:]
    assert (before, after) == ((None, 1.0, 1.0), (None, 0.5, 0.5))
