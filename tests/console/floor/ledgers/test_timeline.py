"""The timeline: time by state over any window, the same from checkpoints, small blocks and none at all."""

from __future__ import annotations

import pytest

from tests.builders import Scene, figures, floor_of, send, tiny_blocks
from tests.made_logs import made_log


def test_that_times_of_adjoining_windows_add_up() -> None:
    scene = Scene().at("09:00").available("ana").at("09:07").answered("c1", "ana").at("09:21")
    scene.released("c1", "ana").at("09:30").wrapped("c1", "ana").not_ready("ana").at("10:00")
    whole = scene.explain("utilisation", "agent:ana", window="1h")
    parts = [scene.explain("utilisation", "agent:ana", f"09:{end}", "15m") for end in ("15", "30", "45")]
    parts.append(scene.explain("utilisation", "agent:ana", "10:00", "15m"))
    assert sum(part["numerator"] for part in parts) == whole["numerator"] == 23 * 60
    assert sum(part["denominator"] for part in parts) == whole["denominator"] == 3600


def test_that_a_window_before_everything_is_empty() -> None:
    scene = Scene().at("09:00").available("ana")
    assert scene.read_floor(at="08:00")["utilisation"] is None
    assert scene.report(at="08:00")["agents"] == {}


def test_that_a_window_after_everything_counts_what_goes_on() -> None:
    scene = Scene().at("09:00").answered("c1", "ana")
    ana = scene.read_agent("ana", at="2026-11-25T09:00:00Z")
    assert (ana["state"], ana["occupancy"]) == ("on_contact", 1)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_that_small_blocks_read_as_one_big_one(seed: int) -> None:
    events = made_log(seed, contacts=30, agents=4)
    whole = floor_of(events)
    with tiny_blocks():
        packed = floor_of(events, batch=20)
    assert len(packed.books.timeline.rows.blocks) > 3
    for back in (0, 600_000, 3_600_000, 9_000_000):
        assert figures(packed, whole.latest - back) == figures(whole, whole.latest - back)


def test_that_checkpoints_made_between_writes_stay_right() -> None:
    events = made_log(5, contacts=30, agents=4)
    with tiny_blocks():
        read, unread = floor_of([]), floor_of(events)
        for first in range(0, len(events), 40):
            send(read, events[first : first + 40], first + 1)
            figures(read, read.latest - 60_000, None)
    assert figures(read, read.latest, None) == figures(unread, unread.latest, None)


def test_that_schedules_read_at_many_instants_do_not_disturb_each_other() -> None:
    with tiny_blocks():
        scene = Scene().at("08:00")
        for hour in range(9, 19):
            scene.at(f"{hour:02d}:00").scheduled("ana", ("break", "08:00", f"{hour:02d}:30"))
            for minute in range(10, 50, 5):
                scene.at(f"{hour:02d}:{minute}").not_ready("ana", "break" if minute % 2 else "lunch")
        first = [scene.read_agent("ana", at=f"{hour:02d}:59", window="day") for hour in range(9, 19)]
        again = [scene.read_agent("ana", at=f"{hour:02d}:59", window="day") for hour in range(18, 8, -1)]
    assert first == again[::-1]
    assert len({row["adherence"] for row in first}) > 5


def test_that_a_struck_row_of_a_sealed_block_changes_its_checkpoints() -> None:
    with tiny_blocks():
        scene = Scene().at("09:00").available("ana")
        for number in range(60):
            scene.at("09:00:03").answered(f"c{number}", f"agent-{number}")
        assert scene.read_agent("ana", at="09:10", window="10m")["occupancy"] == 0
        scene.at("09:00:04").available("ana").at("09:00:02").answered("c", "ana")
        assert scene.read_agent("ana", at="09:10", window="10m")["occupancy"] == pytest.approx(598 / 600)


def test_that_dropped_blocks_leave_later_windows_as_they_were() -> None:
    with tiny_blocks():
        kept, dropping = Scene(), Scene(horizon_ms=600_000)
        for scene in (kept, dropping):
            scene.at("06:00").available("ana").answered("c", "ana").answered("d", "ana")
            for number in range(400):
                scene.at("06:00").after(30 * number).offered(f"c{number}", "ben").missed(f"c{number}", "ben")
    assert len(dropping.floor.books.timeline.rows.blocks) < len(kept.floor.books.timeline.rows.blocks)
    assert dropping.report(window="5m") == kept.report(window="5m")
    assert dropping.read_agent("ana")["concurrency"] == 2
