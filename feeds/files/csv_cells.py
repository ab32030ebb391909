"""CSV cells: encoding of texts that is safe in spreadsheets and lossless, and decoding.

A text that a spreadsheet would run as a formula is prefixed with an apostrophe. Control characters, and
blanks at either end, are written as control pictures (␛, ␉, ␠), or without one as a hexadecimal number
between two ␐. Numbers are written unchanged.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import TextIO

LINES_KEPT = 10  # most line ends written unchanged; in a text with more, all become pictures
_FORMULA = re.compile(r"'*[=+\-@\uff1d\uff0b\uff0d\uff20]")
_WRITTEN_FORMULA = re.compile(r"'+[=+\-@\uff1d\uff0b\uff0d\uff20]")
_ODD = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2400-\u2421\u2028\u2029\ufeff\ud800-\udfff]|^\s|\s\Z")
_ODD_OR_LINE_END = re.compile(_ODD.pattern + r"|\n")
_PICTURE = re.compile(r"\u2410([0-9a-f]{1,6})\u2410|[\u2400-\u2421]")
_ESCAPE = 0x10  # the picture of DATA LINK ESCAPE encloses numbers
_MARKED = re.compile(r"['\u2400-\u2421]")


def write_rows(file: TextIO, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write *columns* and *rows* to *file* as CSV; None is an empty cell."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([_cell(column) for column in columns])
    writer.writerows([_cell(value) for value in row] for row in rows)


def rows_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """*columns* and *rows* as CSV text; None is an empty cell.

    >>> rows_text(("who", "adds"), [("=1+1", 2), (None, 0.5)])
    "who,adds\\n'=1+1,2\\n,0.5\\n"
    """
    out = io.StringIO()
    write_rows(out, columns, rows)
    return out.getvalue()


def is_marked(text: str) -> bool:
    """Whether any cell in *text*, a line of a file, may need `cell_text`."""
    return _MARKED.search(text) is not None


def text_cell(text: str) -> str:
    """The encoded form of *text*.

    >>> text_cell("=1+1"), text_cell("Ana\\x1b[1m "), text_cell("O'Neil")
    ("'=1+1", 'Ana␛[1m␠', "O'Neil")
    """
    odd = _ODD if text.count("\n") <= LINES_KEPT else _ODD_OR_LINE_END
    written = odd.sub(_written, text)
    return f"'{written}" if _FORMULA.match(written) else written


def cell_text(cell: str) -> str:
    """The text encoded in *cell*.

    >>> cell_text("'=1+1"), cell_text("Ana␛[1m␠"), cell_text("-1.5")
    ('=1+1', 'Ana\\x1b[1m ', '-1.5')
    """
    if _WRITTEN_FORMULA.match(cell):
        cell = cell[1:]
    return _PICTURE.sub(_read, cell)


def _cell(value: object) -> object:
    return text_cell(value) if isinstance(value, str) else value


def _written(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code <= 0x20 and code != _ESCAPE:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else f"\u2410{code:x}\u2410"


def _read(found: re.Match[str]) -> str:
    if found[1] is not None:
        code = int(found[1], 16)
        return chr(code) if code < 0x11_0000 else found[0]
    sign = ord(found[0]) - 0x2400
    return found[0] if sign == _ESCAPE else chr(0x7F if sign == 0x21 else sign)
