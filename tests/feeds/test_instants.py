"""Instants: RFC 3339 text to milliseconds and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.instants import as_datetime, from_datetime, instant, instant_text

FIRST = instant("0002-01-01T00:00:00Z")
LAST = instant("9998-12-31T23:59:59.999Z")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

milliseconds = st.integers(FIRST, LAST)
offsets = st.integers(-23 * 60 - 59, 23 * 60 + 59)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T00:00:00.001Z", 1),
        ("1970-01-01T00:00:00.1Z", 100),
        ("1970-01-01T00:00:00.12Z", 120),
        ("1970-01-01T00:00:00.0009999Z", 0),
        ("1970-01-01T00:00:01.9999999999999999999Z", 1999),
        ("1969-12-31T23:59:59.9999Z", -1),
        ("1969-12-31T23:59:59Z", -1000),
        ("1970-01-01T00:00:00+00:00", 0),
        ("1970-01-01T00:00:00-00:00", 0),
        ("1970-01-01T05:30:00+05:30", 0),
        ("1969-12-31T16:00:00-08:00", 0),
        ("1970-01-02T00:00:00+23:59", 60_000),
        ("1970-01-01t00:00:00z", 0),
        ("1970-01-01 00:00:00Z", 0),
        ("2000-02-29T00:00:00Z", 951_782_400_000),
        ("2016-12-31T23:59:60Z", 1_483_228_800_000),
    ],
)
def test_that_a_text_is_read_to_the_millisecond(text: str, expected: int) -> None:
    assert instant(text) == expected
    assert instant(text) == expected  # the second time from the halves kept


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026",
        "2026-11-22",
        "09:15:02Z",
        "2026-11-22T09:15Z",
        "2026-11-22T09:15:02",
        "2026-11-22T09:15:02.Z",
        "2026-11-22T09:15:02,5Z",
        "2026-11-22T09:15:02ZZ",
        "2026-11-22T09:15:02Z\n",
        " 2026-11-22T09:15:02Z",
        "2026-11-22T09:15:02 Z",
        "2026-11-22T09:15:02+1:00",
        "2026-11-22T09:15:02+0100",
        "2026-11-22T09:15:02+01",
        "2026-11-22T09:15:02+24:00",
        "2026-11-22T09:15:02+01:60",
        "2026-11-22T09:15:02−01:00",
        "2026-11-22T09:15:61Z",
        "2026-11-22T09:60:00Z",
        "2026-11-22T24:00:00Z",
        "2026-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-11-31T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "10000-01-01T00:00:00Z",
        "-2026-11-22T09:15:02Z",
        "٢٠٢٦-11-22T09:15:02Z",
        "2026-11-22T09:15:0２Z",
        "2026-W47-7T09:15:02Z",
        "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
        "9999-12-31T23:59:60Z",
        "\ud800",
    ],
)
def test_that_what_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not an RFC 3339|is not a valid|outside the years"):
        instant(text)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("0001-01-01T00:00:00+01:00", "2026-01-01T00:00:00+01:00"),
        ("9999-12-31T23:59:00-01:00", "2026-01-01T00:00:00-01:00"),
        ("9999-12-31T23:59:60Z", "2016-12-31T23:59:60Z"),
    ],
)
def test_that_a_year_at_the_calendars_edge_is_refused_whatever_was_read_before(text: str, seen: str) -> None:
    instant(seen)
    for again in range(2):
        with pytest.raises(ValueError, match="outside the years 2 to 9998"):
            instant(text[:17] + f"{again:02}" + text[19:])


@given(milliseconds)
def test_that_an_instant_survives_its_text(at: int) -> None:
    assert instant(instant_text(at)) == at


@given(milliseconds)
def test_that_an_instant_survives_its_datetime(at: int) -> None:
    assert from_datetime(as_datetime(at)) == at
    assert as_datetime(at).utcoffset() == timedelta(0)


@given(milliseconds, st.text("0123456789", max_size=12))
def test_that_finer_digits_are_cut_off(at: int, finer: str) -> None:
    assert instant(instant_text(at).removesuffix("Z") + finer + "Z") == at


@given(st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31)), offsets)
def test_that_an_offset_names_the_same_instant_as_the_calendar_does(moment: datetime, minutes: int) -> None:
    local = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    expected = (local - EPOCH) // timedelta(milliseconds=1)
    assert instant(local.isoformat(timespec="microseconds")) == expected
    assert from_datetime(local) == expected


@given(milliseconds, milliseconds)
def test_that_texts_sort_as_their_instants(one: int, other: int) -> None:
    assert (instant_text(one) < instant_text(other)) == (one < other)


@given(st.text(max_size=40))
def test_that_any_text_is_an_instant_or_refused(text: str) -> None:
    try:
        found = instant(text)
    except ValueError:
        return
    assert FIRST - 86_400_000 <= found <= LAST + 86_400_000


@pytest.mark.parametrize("at", [2**60, 2**63, -(2**63), 10**30])
def test_that_an_instant_outside_the_calendar_has_no_text(at: int) -> None:
    with pytest.raises(ValueError, match="outside the years 1 to 9999"):
        instant_text(at)
    with pytest.raises(ValueError, match="outside the years 1 to 9999"):
        as_datetime(at)


def test_that_years_below_1000_keep_four_digits() -> None:
    assert instant_text(FIRST) == "0002-01-01T00:00:00.000Z"


def test_that_more_texts_than_are_kept_are_read_right() -> None:
    start = instant("2026-01-01T00:00:00Z")
    for minute in range(20_010):
        assert instant(instant_text(start + minute * 60_000)) == start + minute * 60_000
    assert instant("2026-01-01T00:00:00Z") == start
