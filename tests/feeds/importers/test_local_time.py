"""Dates, times and lengths as other people write them, and what the clock change does to them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from feeds.importers.local_time import SKIPPED, TWICE, Formats, duration, to_instant, zone_named
from feeds.instants import instant, instant_text


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        ("%H:%M:%S", "7:02:47", timedelta(hours=7, minutes=2, seconds=47)),
        ("%I:%M %p", "12:00 AM", timedelta(0)),
        ("%I:%M:%S %p", "1:30:00 pm", timedelta(hours=13, minutes=30)),
        ("%y%m%d", "990201", datetime(1999, 2, 1)),
        ("%d.%m.%Y %H:%M:%S", "02.03.2026 09:00:00", datetime(2026, 3, 2, 9)),
        ("epoch", "1767225600.2509", instant("2026-01-01T00:00:00.250Z")),
        ("epoch_ms", "1767225600250", instant("2026-01-01T00:00:00.250Z")),
        ("iso", "2026-01-01T01:00:00+01:00", instant("2026-01-01T00:00:00Z")),
        ("iso", "2026-01-01 01:00", datetime(2026, 1, 1, 1)),
        ("%Y-%m-%d %H:%M %z", "2026-01-01 01:00 +0100", instant("2026-01-01T00:00:00Z")),
    ],
)
def test_that_a_text_is_read_by_its_format(form: str, text: str, expected: object) -> None:
    assert Formats(["%j/%Y %H", form]).read(text) == expected


@pytest.mark.parametrize("text", ["", "25:00:00", "9" * 5000, "10:00:00 ", "nan", "99999999999999"])
def test_that_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"none of the map's formats|outside the years"):
        Formats(["%H:%M:%S", "epoch"]).read(text)


@pytest.mark.parametrize(
    ("local", "zone", "expected", "oddity"),
    [
        (datetime(1999, 2, 1, 7), "Asia/Jerusalem", "1999-02-01T05:00:00.000Z", None),
        (datetime(2026, 3, 29, 1, 59), "Europe/Berlin", "2026-03-29T00:59:00.000Z", None),
        (datetime(2026, 3, 29, 2, 30), "Europe/Berlin", "2026-03-29T01:30:00.000Z", SKIPPED),
        (datetime(2026, 10, 25, 2, 30), "Europe/Berlin", "2026-10-25T00:30:00.000Z", TWICE),
        (datetime(2026, 10, 25, 3, 0), "Europe/Berlin", "2026-10-25T02:00:00.000Z", None),
        (datetime(2026, 4, 5, 1, 45), "Australia/Lord_Howe", "2026-04-04T14:45:00.000Z", TWICE),
    ],
)
def test_that_local_times_become_instants(
    local: datetime, zone: str, expected: str, oddity: str | None
) -> None:
    at, reported = to_instant(local, zone_named(zone))
    assert (instant_text(at), reported) == (expected, oddity)


def test_that_a_repeated_time_is_the_second_where_the_first_would_be_too_early() -> None:
    berlin, local = zone_named("Europe/Berlin"), datetime(2026, 10, 25, 2, 30)
    first = instant("2026-10-25T00:30:00Z")
    assert to_instant(local, berlin, first) == (first, TWICE)
    assert to_instant(local, berlin, first + 1) == (first + 3_600_000, TWICE)


@pytest.mark.parametrize("text", ["", "x", "1:2:3:4", "9" * 30, "99999999", "8:30:00 AM"])
def test_that_what_is_no_length_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a duration|longer than"):
        duration(text, "h:m")


@pytest.mark.parametrize("name", ["", "Mars", "America", "../etc", "x" * 5000, "a\0b"])
def test_that_what_is_no_zone_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="IANA"):
        zone_named(name)


def test_that_a_number_too_large_for_seconds_is_read_as_milliseconds_where_both_are_named() -> None:
    formats = Formats(["epoch", "epoch_ms"])
    assert formats.read("1767225600") == formats.read("1767225600000") == instant("2026-01-01T00:00:00Z")
    with pytest.raises(ValueError, match="outside the years"):
        Formats(["epoch"]).read("1767225600000")


@pytest.mark.parametrize(
    ("text", "length"),
    [("57,5", 57_500), ("0:00:57.25", 57_250), ("-1:00:00,5", -3_600_500), ("2:05", 125_000)],
)
def test_that_fractions_of_a_length_are_kept_with_point_or_comma(text: str, length: int) -> None:
    assert duration(text, "m:s") == length
