"""Times without data, in words: how often, how long, and the last."""

from __future__ import annotations

from console.views.blind_spans import blind_spans_text
from tests.builders import Scene


def test_that_a_floor_that_saw_all_says_nothing() -> None:
    assert blind_spans_text(Scene().queue("help").floor) == ""


def test_that_one_gap_is_said_with_its_length_and_local_times() -> None:
    scene = Scene().site(time_zone="Europe/Lisbon").at("09:10")
    scene.floor.blind_spans.append((scene.ms("09:00"), scene.ms("09:04:30")))
    words = blind_spans_text(scene.floor)
    assert words.startswith("4:30 of data missing, from 09:00:00 to 09:04:30: ")


def test_that_of_several_gaps_the_sum_and_the_last_are_said() -> None:
    scene = Scene().site(time_zone="Asia/Kolkata").at("09:10")
    for start, end in (("08:00", "08:01"), ("09:00", "09:04:30")):
        scene.floor.blind_spans.append((scene.ms(start), scene.ms(end)))
    words = blind_spans_text(scene.floor)
    assert words.startswith("5:30 of data missing in 2 gaps, the last from 14:30:00 to 14:34:30")
