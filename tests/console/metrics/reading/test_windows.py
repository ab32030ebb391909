"""Windows: their edges, days of any length, and intervals by the site's own clock."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from console.metrics.reading.windows import (
    Window,
    day,
    instant_in_day,
    interval,
    intervals,
    rolling,
    window_ms,
)
from feeds.events import SiteSettings, as_datetime, instant, instant_text
from tests.builders import Scene

HOUR = 3_600_000
LISBON = SiteSettings(time_zone="Europe/Lisbon")


def spans(settings: SiteSettings, first: str, now: str, minutes: int) -> list[tuple[str, int]]:
    """The intervals' local starts and their lengths in minutes."""
    zone = ZoneInfo(settings.time_zone)
    return [
        (as_datetime(found.start).astimezone(zone).strftime("%H:%M"), (found.end - found.start) // 60_000)
        for found in intervals(settings, instant(first), instant(now), minutes)
    ]


def test_that_a_rolling_window_leaves_its_start_out_and_its_end_in() -> None:
    scene = Scene().at("09:00").queue("billing")
    for minute in ("09:00", "09:10", "09:20"):
        scene.at(minute).answered_after(0, f"c{minute}", "billing", "ana")
    assert scene.read_queue("billing", at="09:20", window="10m")["answered"] == 1
    assert scene.read_queue("billing", at="09:19:59.999", window="10m")["answered"] == 1
    assert scene.read_queue("billing", at="09:19:59.999", window="600.0s")["started"] == 1
    assert scene.read_queue("billing", at="09:20", window="601s")["answered"] == 2


def test_that_a_duration_counts_with_the_part_that_lies_in_the_window() -> None:
    scene = Scene().at("09:00").available("ana").at("09:05").answered("c1", "ana")
    ana = scene.read_agent("ana", at="09:08", window="4m")
    assert ana["occupancy"] == pytest.approx(3 / 4)
    assert scene.read_agent("ana", at="09:12", window="4m")["occupancy"] == 1
    assert scene.read_agent("ana", at="09:05", window="4m")["occupancy"] == 0


def test_that_a_day_counts_what_happened_at_its_very_start() -> None:
    scene = Scene().at("00:00").queue("billing").answered_after(0, "c1", "billing", "ana")
    assert scene.read_queue("billing", at="00:10", window="day")["answered"] == 1
    assert scene.read_queue("billing", at="00:10", window="10m")["answered"] == 0
    assert scene.report(at="00:10", window="day")["window_seconds"] == 600


def test_that_a_day_begins_at_the_sites_own_hour() -> None:
    settings = SiteSettings(time_zone="America/New_York", day_start="06:30")
    before = day(settings, instant("2026-11-23T11:29:59.999Z"))
    after = day(settings, instant("2026-11-23T11:30:00Z"))
    assert instant_text(before.start) == "2026-11-22T11:30:00.000Z"
    assert instant_text(after.start) == "2026-11-23T11:30:00.000Z"
    assert (after.after, after.until) == (after.start - 1, after.start)


@pytest.mark.parametrize(
    ("date", "hours"), [("2026-03-29", 23), ("2026-03-30", 24), ("2026-10-25", 25), ("2026-10-26", 24)]
)
def test_that_days_have_23_or_25_hours_where_clocks_change(date: str, hours: int) -> None:
    zone = ZoneInfo("Europe/Lisbon")
    midnight = datetime.fromisoformat(date).replace(tzinfo=zone)
    evening = int(midnight.replace(hour=23, minute=59).timestamp() * 1000)
    found = day(LISBON, evening)
    assert as_datetime(found.start).astimezone(zone) == midnight
    assert found.end + 60_000 - found.start == hours * HOUR


@pytest.mark.parametrize(("date", "hours"), [("2026-03-29", 23), ("2026-10-25", 25)])
def test_that_a_day_of_odd_length_counts_all_its_time(date: str, hours: int) -> None:
    scene = Scene(date).at("00:00")
    if hours == 25:  # summer time: the day begins at 23:00 UTC of the day before
        scene = Scene(date).at("2026-10-24T23:00:00Z")
    scene.site(time_zone="Europe/Lisbon").says("ana", "available")
    end = "2026-03-29T22:59:59.999Z" if hours == 23 else "2026-10-25T23:59:59.999Z"
    found = scene.report(at=end, window="day")
    assert found["window_seconds"] == pytest.approx(hours * 3600 - 0.001)
    assert scene.explain("occupancy", "agent:ana", end, "day")["denominator"] == pytest.approx(
        hours * 3600 - 0.001
    )


def test_that_a_day_start_that_the_clock_skips_still_begins_a_day() -> None:
    settings = SiteSettings(time_zone="Europe/Lisbon", day_start="01:30")
    found = day(settings, instant("2026-03-29T12:00:00Z"))
    assert instant("2026-03-29T00:30:00Z") <= found.start <= instant("2026-03-29T01:30:00Z")
    assert found.end - found.start < 12 * HOUR


def test_that_an_interval_holds_its_start_and_leaves_its_end_out() -> None:
    start, end = instant("2026-11-23T09:00:00Z"), instant("2026-11-23T09:30:00Z")
    assert interval(start, end, end + 5) == Window(start - 1, end - 1, start, end)
    assert interval(start, end, end) == Window(start - 1, end - 1, start, end)
    assert interval(start, end, end - 5) == Window(start - 1, end - 5, start, end - 5)
    assert interval(start, end, end).seconds == 1800


def test_that_events_at_an_intervals_edge_count_once() -> None:
    from console.metrics.report import report

    scene = Scene().at("09:00").queue("billing")
    for minute in ("09:00", "09:15", "09:30"):
        scene.at(minute).answered_after(0, f"c{minute}", "billing", "ana")
    found = intervals(SiteSettings(), scene.ms("09:00"), scene.ms("09:30"), 15)
    counts = [report(scene.floor, window)["queues"]["billing"]["answered"] for window in found]
    assert counts == [1, 1, 1]


@pytest.mark.parametrize("minutes", [15, 30, 60])
@pytest.mark.parametrize("zone", ["UTC", "Asia/Kathmandu", "Asia/Kolkata", "Australia/Lord_Howe"])
def test_that_intervals_follow_the_local_clock_without_a_seam(zone: str, minutes: int) -> None:
    settings = SiteSettings(time_zone=zone)
    first, now = instant("2026-11-22T20:07:00Z"), instant("2026-11-23T03:00:00Z")
    found = list(intervals(settings, first, now, minutes))
    starts = [as_datetime(window.start).astimezone(ZoneInfo(zone)) for window in found]
    assert {start.minute % minutes for start in starts} == {0}
    assert found[0].start <= first < found[0].end
    assert [window.end for window in found[:-1]] == [window.start for window in found[1:]]
    assert found[-1].start <= now
    assert found[-1].end == now


def test_that_intervals_stay_aligned_where_the_clock_is_put_back() -> None:
    found = spans(LISBON, "2026-10-24T23:00:00Z", "2026-10-25T02:30:00Z", 60)
    assert found == [("00:00", 60), ("01:00", 60), ("01:00", 60), ("02:00", 30)] or found == [
        ("00:00", 60),
        ("01:00", 60),
        ("01:00", 60),
        ("02:00", 31),
    ]


def test_that_intervals_of_a_half_hour_change_stay_aligned() -> None:
    lord_howe = SiteSettings(time_zone="Australia/Lord_Howe")  # put back 30 min at 02:00 on 5 April 2026
    found = spans(lord_howe, "2026-04-04T14:00:00Z", "2026-04-04T17:30:00Z", 60)
    assert [start for start, _ in found] == ["01:00", "02:00", "03:00", "04:00"]
    assert sum(length for _, length in found[:-1]) + found[-1][1] == 210
    assert found[0][1] == 90


def test_that_before_time_zones_every_quarter_hour_is_an_interval() -> None:
    found = list(intervals(LISBON, instant("1880-05-05T09:07:00Z"), instant("1880-05-05T10:00:00Z"), 60))
    assert [window.end - window.start for window in found[:-1]] == [15 * 60_000] * 4
    assert found[0].start <= instant("1880-05-05T09:07:00Z") < found[0].end


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [("1800", 1_800_000), ("90s", 90_000), ("30m", 1_800_000), ("1.5h", 5_400_000), (" Day ", None)],
)
def test_that_window_lengths_are_read(text: str, milliseconds: int | None) -> None:
    assert window_ms(text) == milliseconds


@pytest.mark.parametrize(
    "text", ["", "0", "0m", "-5m", "half an hour", "1e3", "9999d", "0.0001s", "9999999h"]
)
def test_that_what_is_no_window_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no window"):
        window_ms(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026-10-25T10:42:00Z", "2026-10-25T10:42:00.000Z"),
        ("10:42", "2026-10-25T10:42:00.000Z"),
        ("00:30", "2026-10-24T23:30:00.000Z"),
        ("9:05:07", "2026-10-25T09:05:07.000Z"),
        ("2026-10-24T12:00", "2026-10-24T11:00:00.000Z"),
        ("2026-10-24T12:00+03:00", "2026-10-24T09:00:00.000Z"),
    ],
)
def test_that_an_instant_is_read_by_the_local_day(text: str, found: str) -> None:
    assert instant_text(instant_in_day(text, LISBON, instant("2026-10-25T18:00:00Z"))) == found


def test_that_a_local_time_before_the_days_start_is_of_its_end() -> None:
    settings = SiteSettings(time_zone="Europe/Lisbon", day_start="06:00")
    last = instant("2026-11-23T10:00:00Z")
    assert instant_text(instant_in_day("05:00", settings, last)) == "2026-11-24T05:00:00.000Z"
    assert instant_text(instant_in_day("06:00", settings, last)) == "2026-11-23T06:00:00.000Z"


@pytest.mark.parametrize("text", ["", "noon", "25:00", "10:99", "2026-13-01T00:00", "9999-12-31T23:59-23:00"])
def test_that_what_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no instant"):
        instant_in_day(text, LISBON, instant("2026-10-25T18:00:00Z"))


def test_that_a_rolling_window_spans_its_length() -> None:
    window = rolling(instant("2026-11-23T09:30:00Z"), 1_800_000)
    assert window.seconds == 1800
    assert (window.after, window.until) == (window.start, window.end)
