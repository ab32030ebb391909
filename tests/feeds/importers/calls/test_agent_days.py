"""What calls say of their agents: days of presence, and calls that overlap."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from feeds.importers.calls.agent_days import AgentDays, Overlaps
from feeds.importers.delimited import DelimitedRow
from feeds.importers.import_report import ImportReport
from feeds.instants import instant

MINUTE = 60_000


def test_that_a_day_is_a_local_one_and_nights_run_on() -> None:
    days = AgentDays(ZoneInfo("Asia/Tokyo"))
    midnight = instant("2026-01-01T15:00:00Z")
    days.add("Ann", midnight - 60 * MINUTE, midnight + 5 * MINUTE)
    days.add("Ann", midnight - 90 * MINUTE, midnight - 80 * MINUTE)
    days.add("Bob", midnight + 2 * MINUTE, midnight + 3 * MINUTE)
    assert list(days.presences()) == [
        ("Ann", midnight - 90 * MINUTE, midnight + 5 * MINUTE),
        ("Bob", midnight + 2 * MINUTE, midnight + 3 * MINUTE),
    ]
    days.add("Ann", midnight + 4 * MINUTE, midnight + 9 * MINUTE)
    days.add("Ann", midnight + 2000 * MINUTE, midnight + 2001 * MINUTE)
    assert [span[1:] for span in days.presences() if span[0] == "Ann"] == [
        (midnight - 90 * MINUTE, midnight + 9 * MINUTE),
        (midnight + 2000 * MINUTE, midnight + 2001 * MINUTE),
    ]


def test_that_overlaps_are_found_whatever_the_order_of_rows() -> None:
    findings = ImportReport()
    with Overlaps() as overlaps:
        for line, agent, start, end in (
            (1, "Ann", 50_000, 60_000),  # in the long one, though not in the one before it
            (2, "Ann", 0, 70_000),
            (3, "Ann", 10_000, 20_000),
            (4, "Bob", 10_000, 20_000),
            (5, "Bob", 19_500, 30_000),  # half a second is no overlap
            (6, "Bob", 29_499, 31_000),
        ):
            overlaps.add(agent, start, end, DelimitedRow("calls.csv", line, []))
        overlaps.report(findings)
    assert sorted(remark.line for remark in findings.contradictory.kept) == [1, 3, 6]
