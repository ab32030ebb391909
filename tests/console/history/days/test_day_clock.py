"""The day of each line: by the source's own clock and site, never back, never by one wild event."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.history.days.day_clock import DatedLine, DayClock
from feeds.events import SiteSettings
from tests.builders import JSON
from tests.feeds import encoded

LISBON = SiteSettings(time_zone="Europe/Lisbon", day_start="06:30")


def event(at: str, **fields: str) -> bytes:
    return encoded({"type": "agent.state", "at": at, "agent": "ana", "state": "available", **fields})


def received(at: str) -> bytes:
    return encoded({"type": "received", "at": at})


def dated(*lines: bytes, clock: DayClock | None = None) -> list[DatedLine]:
    clock = clock or DayClock()
    return [*clock.date(lines), *clock.finish()]


def days(*lines: bytes, clock: DayClock | None = None) -> list[str]:
    return [line.day for line in dated(*lines, clock=clock)]


def test_that_a_day_begins_at_the_sites_own_hour() -> None:
    site: JSON = {"type": "site.profile", "at": "2026-06-16T05:00:00Z", "time_zone": "Europe/Lisbon"}
    found = days(
        encoded({**site, "day_start": "06:30"}),
        event("2026-06-16T05:29:59.999Z"),
        event("2026-06-16T05:30:00Z"),
        event("2026-06-16T23:30:00Z"),
        event("2026-06-17T05:30:00Z"),
    )
    assert found == ["2026-06-16", "2026-06-16", "2026-06-16", "2026-06-16", "2026-06-17"]
    assert days(event("2026-06-16T05:29:59.999Z"), clock=DayClock(LISBON)) == ["2026-06-15"]


@pytest.mark.parametrize(
    ("first", "second"),
    [("2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z"), ("2026-10-24T12:00:00Z", "2026-10-25T12:00:00Z")],
)
def test_that_days_of_23_and_25_hours_are_days(first: str, second: str) -> None:
    assert days(event(first), event(second), clock=DayClock(LISBON)) == [first[:10], second[:10]]


def test_that_a_late_event_is_of_the_day_it_arrived_on() -> None:
    found = days(event("2026-06-17T08:00:00Z"), event("2026-06-16T08:00:00Z"))
    assert found == ["2026-06-17", "2026-06-17"]


def test_that_one_wild_event_does_not_move_the_day_and_is_not_its_end() -> None:
    found = dated(event("2026-06-16T08:00:00Z"), event("2099-01-01T00:00:00Z"), event("2026-06-16T08:01:00Z"))
    assert [line.day for line in found] == ["2026-06-16"] * 3
    assert [line.at is None for line in found] == [False, True, False]


def test_that_a_source_that_was_silent_for_days_goes_on_in_the_present() -> None:
    monday = [event(f"2026-06-22T08:00:{second:02}Z") for second in range(25)]
    assert days(event("2026-06-19T17:00:00Z"), *monday) == ["2026-06-19", *["2026-06-22"] * 25]


def test_that_the_sources_own_clock_moves_the_day_at_once() -> None:
    clock = DayClock()
    found = clock.date([event("2026-06-19T17:00:00Z"), received("2026-06-22T08:00:00Z")])
    assert [line.day for line in found] == ["2026-06-19", "2026-06-22"]


def test_that_lines_before_the_first_instant_are_of_the_day_it_names() -> None:
    hello = encoded(
        {"type": "hello", "protocol": 1, "source": "s", "epoch": "e", "at": "2020-01-01T00:00:00Z"}
    )
    clock = DayClock()
    assert clock.date([hello, b"", b"nothing"]) == []
    found = clock.date([event("2026-06-16T08:00:00Z")])
    assert [line.day for line in found] == ["2026-06-16"] * 4
    assert [line.is_hello for line in found] == [True, False, False, False]
    assert clock.finish() == []


def test_that_lines_without_any_instant_have_a_day_and_are_not_kept_for_ever() -> None:
    assert days(b"nothing", b"{}") == ["1970-01-01"] * 2
    clock = DayClock()
    found = clock.date([b"nothing"] * 25_000)
    assert len(found) == 20_000
    assert len([*found, *clock.finish()]) == 25_000


def test_that_a_clock_that_is_gone_on_with_is_the_clock_that_was() -> None:
    clock = DayClock(LISBON, "2026-06-16")
    assert days(event("2026-06-17T05:29:00Z"), event("2026-06-17T05:30:00Z"), clock=clock) == [
        "2026-06-16",
        "2026-06-17",
    ]


@given(st.lists(st.sampled_from([*range(12)]), max_size=80), st.lists(st.integers(0, 80), max_size=8))
def test_that_every_line_is_dated_once_in_order_and_days_never_go_back(
    kinds: list[int], cuts: list[int]
) -> None:
    lines = [
        event(f"2026-06-{16 + kind // 4:02}T{kind:02}:00:00Z") if kind < 9 else [b"", b"odd", b"{}"][kind - 9]
        for kind in kinds
    ]
    clock, found, start = DayClock(), [], 0
    for cut in [*sorted(cuts), len(lines)]:
        found += clock.date(lines[start:cut])
        start = max(start, cut)
    found += clock.finish()
    assert [line.text for line in found] == lines
    assert [line.day for line in found] == sorted(line.day for line in found)
    assert [line.day for line in found] == days(*lines)
