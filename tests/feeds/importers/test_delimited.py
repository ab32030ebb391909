"""Rows of delimited files: quotes, lines, headers and delimiters as other programs write them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from feeds.importers.column_maps import FileShape
from feeds.importers.delimited import LINES_OF_A_ROW, DelimitedTable
from feeds.importers.import_report import ImportReport
from feeds.importers.source_file import SourceFile


def _rows(tmp_path: Path, text: str, **shape: Any) -> tuple[list[tuple[int, list[str]]], ImportReport]:
    path = tmp_path / "table.csv"
    path.write_bytes(text.encode("utf-8"))
    findings = ImportReport()
    table = DelimitedTable(SourceFile(path), FileShape(**shape), findings)
    return [(row.line, row.cells) for row in table.rows()], findings


def test_that_quoted_cells_may_hold_delimiters_quotes_and_line_ends(tmp_path: Path) -> None:
    rows, findings = _rows(tmp_path, 'a,b\n"1,\n\n""one""",2\r\n 3 ,"4"\n')
    assert rows == [(2, ['1,\n\n"one"', "2"]), (5, ["3", "4"])]
    assert findings.rows == 0


def test_that_a_quote_that_is_never_closed_costs_one_line(tmp_path: Path) -> None:
    text = 'a,b\n"1,2\n' + "3,4\n" * (LINES_OF_A_ROW + 5) + '"5,6\n7,8\n'
    rows, findings = _rows(tmp_path, text)
    assert len(rows) == LINES_OF_A_ROW + 6
    assert rows[-1][1] == ["7", "8"]
    assert [remark.line for remark in findings.left_out.kept] == [2, LINES_OF_A_ROW + 8]


def test_that_quotes_amid_plain_text_are_text(tmp_path: Path) -> None:
    rows, _ = _rows(tmp_path, 'a;b\n5" pipe;6\n"7"x;8\n', delimiter="semicolon")
    assert rows == [(2, ['5" pipe', "6"]), (3, ["7x", "8"])]
    rows, _ = _rows(tmp_path, 'a\tb\n"5\t6\n', quote="")
    assert rows == [(2, ['"5', "6"])]


@pytest.mark.parametrize("delimiter", ["\t", ",", ";", "|"])
def test_that_the_delimiter_is_what_the_header_has_most_of(tmp_path: Path, delimiter: str) -> None:
    text = "about, this; file\n" + delimiter.join(("a", "b", "c")) + "\n" + delimiter.join("123") + "\n"
    rows, _ = _rows(tmp_path, text, header=2)
    assert rows == [(3, ["1", "2", "3"])]


def test_that_headers_again_and_empty_lines_are_no_rows(tmp_path: Path) -> None:
    rows, findings = _rows(tmp_path, "a,b\n\n1,2\n,\na,b\n3,4")
    assert rows == [(3, ["1", "2"]), (6, ["3", "4"])]
    assert dict(findings.left_out.reasons) == {"the header again": 1}
    assert _rows(tmp_path, "")[0] == []
    assert _rows(tmp_path, "1,2", header=0)[0] == [(1, ["1", "2"])]
