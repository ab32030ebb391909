"""What an import found: counts of all, and the first of each kind kept."""

from __future__ import annotations

from feeds.importers import import_report
from feeds.importers.import_report import ImportRemark, ImportReport


def test_that_rows_are_those_used_and_those_left_out() -> None:
    found = ImportReport()
    found.used += 2
    found.left_out.add("log", 7, "torn")
    found.contradictory.add("log", 8, "ended twice")
    assert found.rows == 3
    assert found.left_out.kept == [ImportRemark("log", 7, "torn")]
    assert found.contradictory.reasons == {"ended twice": 1}


def test_that_all_are_counted_though_not_all_are_kept() -> None:
    found = ImportReport()
    for line in range(import_report.REMARKS_KEPT + 5):
        found.left_out.add("log", line, "torn")
    assert found.left_out.total == import_report.REMARKS_KEPT + 5
    assert len(found.left_out.kept) == import_report.REMARKS_KEPT
