"""CSV cells: no spreadsheet runs what stands in one, and what was written is read back."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feeds.files.csv_cells import cell_text, text_cell, write_rows
from feeds.importers.column_maps import FileShape
from feeds.importers.delimited import DelimitedTable
from feeds.importers.import_report import ImportReport
from feeds.importers.source_file import SourceFile
from tests.hostile_text import hostile

# Arbitrary texts, of which many begin, end and are full of what has a meaning.
ODD = st.sampled_from("'=+-@\t\r\n \"␐␛␠␡;,|\0\x85\xa0\u2028\ufeff＝10a")
TEXTS = st.text(st.one_of(ODD, st.characters(exclude_categories=["Cs"])), max_size=80)
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def written(rows: Sequence[Sequence[object]]) -> str:
    file = io.StringIO(newline="")
    write_rows(file, ("name", "note", "number"), rows)
    return file.getvalue()


def read_back(path: Path, text: str) -> list[list[str]]:
    """The cells of *text* as the project's importers read a file."""
    path.write_bytes(text.encode("utf-8"))
    findings = ImportReport()
    rows = [row.cells for row in DelimitedTable(SourceFile(path), FileShape(), findings).rows()]
    assert not findings.left_out.total
    return rows


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(TEXTS, TEXTS, st.floats(allow_nan=False)), min_size=1, max_size=4))
def test_that_the_importer_reads_back_what_was_written(
    tmp_path: Path, rows: list[tuple[str, str, float]]
) -> None:
    found = read_back(tmp_path / "rows.csv", written(rows))
    assert [(name, note, float(number)) for name, note, number in found] == rows


@given(TEXTS)
def test_that_no_cell_is_a_formula_or_holds_a_control(text: str) -> None:
    cell = text_cell(text)
    assert not cell.startswith(FORMULAS)
    assert not any(ord(sign) < 0x20 or 0x7F <= ord(sign) < 0xA0 for sign in cell.replace("\n", ""))
    assert cell_text(cell) == text


def test_that_numbers_stay_numbers_and_texts_of_digits_texts() -> None:
    assert written([("-5", "+44 20", -1.5)]).splitlines()[1] == "'-5,'+44 20,-1.5"
    assert next(csv.reader(["a,,-2"])) == ["a", "", "-2"]


@pytest.mark.parametrize("lines", [1, 10, 11, 200])
def test_that_a_text_of_many_lines_is_read_back(tmp_path: Path, lines: int) -> None:
    text = "x\r\n" * lines + "y"
    assert read_back(tmp_path / "rows.csv", written([(text, text, 1)]))[0][:2] == [text, text]


def test_that_a_name_made_of_all_of_it_is_read_back(tmp_path: Path) -> None:
    name = hostile("agent")
    assert read_back(tmp_path / "rows.csv", written([(name, name, 1)]))[0][:2] == [name, name]


def test_that_cells_of_others_are_read_as_they_are(tmp_path: Path) -> None:
    cells = ["O'Neil", "'t Hart", "-5", "=1+1", "+44", "it's"]
    assert [cell_text(cell) for cell in cells] == cells
    assert read_back(tmp_path / "rows.csv", "a,b\n 'quoted' ,-1\n") == [["'quoted'", "-1"]]
