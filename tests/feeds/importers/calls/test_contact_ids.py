"""No id is given to two contacts, and every row without one gets its own."""

from __future__ import annotations

from pathlib import Path

from feeds.importers.calls.contact_ids import ContactIds
from feeds.importers.delimited import DelimitedRow
from feeds.importers.source_file import SourceFile


def _files(tmp_path: Path, *names: str) -> list[SourceFile]:
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    return [SourceFile(tmp_path / name) for name in names]


def test_that_rows_without_an_id_are_distinguished_across_files(tmp_path: Path) -> None:
    ids = ContactIds(_files(tmp_path, "a/calls.csv", "b/calls.csv", "b/more.csv"))
    made = [ids.of("", file, DelimitedRow("", 2, [])) for file in range(3)]
    assert made == [("1/calls.csv:2", False), ("2/calls.csv:2", False), ("more.csv:2", False)]


def test_that_an_id_that_repeats_near_by_becomes_one_of_its_own(tmp_path: Path) -> None:
    ids = ContactIds(_files(tmp_path, "calls.csv"), remembered=2)
    given = [ids.of(text, 0, DelimitedRow("", line, [])) for line, text in enumerate("abcad", 1)]
    assert given == [("a", False), ("b", False), ("c", False), ("calls.csv:4", True), ("d", False)]
    # At least the last two are remembered, and never more than four.
    assert ids.of("d", 0, DelimitedRow("", 6, [])) == ("calls.csv:6", True)
    assert len(ids.newer) + len(ids.older) <= 4
