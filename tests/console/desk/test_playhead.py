"""Where one stands on the time line, live and in a recording."""

from __future__ import annotations

import pytest

from console.desk.playhead import Playhead, move_to


def test_that_a_live_floor_carries_along_whoever_stands_at_its_edge() -> None:
    head = Playhead(0, 10_000, follows=True)
    head.set_range(0, 12_000)
    assert head.now == 12_000
    assert head.at_edge


def test_that_dragging_a_live_floor_back_stands_in_the_past_until_one_returns() -> None:
    head = Playhead(0, 10_000, follows=True)
    head.seek(4_000)
    head.set_range(0, 12_000)
    assert head.now == 4_000
    assert not head.at_edge
    head.go_live()
    assert head.now == 12_000


def test_that_pausing_a_live_floor_lets_it_move_away() -> None:
    head = Playhead(0, 10_000, follows=True)
    head.pause()
    head.set_range(0, 12_000)
    assert head.now == 10_000


def test_that_playing_moves_at_its_speed_and_stops_at_the_end_of_a_recording() -> None:
    head = Playhead(0, 10_000, follows=False)
    head.seek(1_000)
    head.speed = 5.0
    head.play()
    head.tick(1.0)
    assert head.now == 6_000
    head.tick(1.0)
    assert head.now == 10_000
    assert not head.playing


def test_that_playing_a_finished_recording_starts_it_over() -> None:
    head = Playhead(2_000, 10_000, follows=False)
    head.play()
    head.tick(1.0)
    assert head.now == 3_000


def test_that_the_past_that_is_gone_moves_one_up_to_what_is_left() -> None:
    head = Playhead(0, 10_000, follows=True)
    head.seek(1_000)
    head.set_range(3_000, 20_000)
    assert head.now == 3_000


def test_that_seeking_beyond_either_end_stands_at_it() -> None:
    head = Playhead(2_000, 10_000, follows=False)
    head.seek(-5)
    assert head.now == 2_000
    head.seek(99_000)
    assert head.now == 10_000
    assert head.at_edge


def test_that_a_step_pauses_and_moves_by_its_length_either_way() -> None:
    head = Playhead(0, 100_000, follows=False)
    head.seek(50_000)
    head.play()
    head.step(-30)
    assert head.now == 20_000
    assert not head.playing
    head.step(5)
    assert head.now == 25_000


def test_that_an_empty_time_line_does_not_play() -> None:
    head = Playhead(5_000, 5_000, follows=False)
    head.play()
    head.tick(1.0)
    assert head.now == 5_000
    assert not head.playing


@pytest.mark.parametrize(
    ("wanted", "stands", "shown"),
    [
        (1_500, 1_500, ""),
        (1_000, 1_000, ""),
        (2_000, 2_000, ""),
        (0, 1_000, "before"),
        (9_000, 2_000, "after"),
    ],
)
def test_that_an_instant_out_of_range_is_reported_and_the_nearest_is_shown(
    wanted: int, stands: int, shown: str
) -> None:
    head = Playhead(1_000, 2_000, follows=False)
    words = move_to(head, wanted)
    assert head.now == stands
    assert bool(words) is bool(shown)
    assert all(f"is {shown} the recording" in word for word in words)
