"""Typed instants: what a person means by a time, a day or both."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.views.named_instant import day_text, named_instant
from feeds.events import instant, instant_text

LISBON = ZoneInfo("Europe/Lisbon")
EDGE = instant("2026-06-16T09:46:20Z")  # a Tuesday, 10:46:20 there


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("10:40", "2026-06-16T09:40:00.000Z"),
        (" 10.40 ", "2026-06-16T09:40:00.000Z"),
        ("10:40:07", "2026-06-16T09:40:07.000Z"),
        ("23:15", "2026-06-15T22:15:00.000Z"),
        ("yesterday 10:40", "2026-06-15T09:40:00.000Z"),
        ("Yesterday, 9:05", "2026-06-15T08:05:00.000Z"),
        ("today 8:00", "2026-06-16T07:00:00.000Z"),
        ("2026-06-09 10:40", "2026-06-09T09:40:00.000Z"),
        ("2026-06-09T10:40", "2026-06-09T09:40:00.000Z"),
        ("9 June 10:40", "2026-06-09T09:40:00.000Z"),
        ("24 dec 2025 10:40", "2025-12-24T10:40:00.000Z"),
        ("24 dec 10:40", "2025-12-24T10:40:00.000Z"),
        ("monday 10:40", "2026-06-15T09:40:00.000Z"),
        ("tue 10:40", "2026-06-09T09:40:00.000Z"),
        ("5 min ago", "2026-06-16T09:41:20.000Z"),
        ("2h ago", "2026-06-16T07:46:20.000Z"),
    ],
)
def test_that_a_typed_instant_is_meant_by_the_site_s_clock(typed: str, expected: str) -> None:
    found = named_instant(typed, EDGE, EDGE, LISBON)
    assert found is not None
    assert (instant_text(found.at), found.is_day) == (expected, False)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("yesterday", "Mon 15 Jun 2026"), ("2026-06-09", "Tue 9 Jun 2026"), ("friday", "Fri 12 Jun 2026")],
)
def test_that_a_day_alone_means_the_whole_day(typed: str, expected: str) -> None:
    found = named_instant(typed, EDGE, EDGE, LISBON)
    assert found is not None
    assert (found.text, found.is_day) == (expected, True)


def test_that_a_time_alone_is_of_the_day_shown() -> None:
    found = named_instant("10:40", EDGE - 86_400_000, EDGE, LISBON)
    assert found is not None
    assert found.text == "Mon 15 Jun 2026, 10:40:00"


@pytest.mark.parametrize(
    "typed", ["", "25:10", "10:75", "2026-13-01", "30 feb", "ana", "10", "se 10:40", "99999 h ago x"]
)
def test_that_what_names_no_instant_gives_none(typed: str) -> None:
    assert named_instant(typed, EDGE, EDGE, LISBON) is None


@given(st.text(max_size=30))
def test_that_no_text_raises(typed: str) -> None:
    named_instant(typed, EDGE, EDGE, LISBON)


def test_that_a_day_is_written_with_its_weekday() -> None:
    at = instant("2026-06-16T23:30:00Z")
    assert (day_text(at, UTC), day_text(at, LISBON, with_year=False)) == ("Tue 16 Jun 2026", "Wed 17 Jun")
    assert datetime.fromtimestamp(at / 1000, UTC).day == 16
