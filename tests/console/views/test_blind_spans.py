"""Times without data, in words: how often, how long, and the last."""

from __future__ import annotations

from console.views.blind_spans import blind_spans_text, gaps_between, missing_seconds
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


def test_that_the_gaps_of_a_span_are_cut_to_it_and_named_whole() -> None:
    scene = Scene().site(time_zone="Europe/Lisbon").at("09:10")
    scene.floor.blind_spans.append((scene.ms("09:00"), scene.ms("09:04:30")))
    (gap,) = gaps_between(scene.floor, scene.ms("09:02"), scene.ms("10:00"))
    assert (gap.start, gap.end) == (scene.ms("09:02"), scene.ms("09:04:30"))
    assert gap.text == "4 min 30 s of data missing, 09:00:00 to 09:04:30"
    assert gaps_between(scene.floor, scene.ms("09:05"), scene.ms("10:00")) == ()


def test_that_missing_time_is_counted_once_where_gaps_overlap() -> None:
    scene = Scene().at("09:10")
    for start, end in (("09:00", "09:02"), ("09:01", "09:03"), ("08:00", "08:30")):
        scene.floor.blind_spans.append((scene.ms(start), scene.ms(end)))
    assert missing_seconds(scene.floor, scene.ms("08:45"), scene.ms("09:10")) == 180
    assert missing_seconds(scene.floor, scene.ms("09:02:30"), scene.ms("09:10")) == 30
    assert missing_seconds(scene.floor, scene.ms("08:40"), scene.ms("08:50")) == 0
