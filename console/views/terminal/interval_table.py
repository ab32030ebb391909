"""Tables with one row per interval, laid out once and then written line by line: there may be thousands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.text import Text

Row = dict[str, Any]
Column = tuple[str, Callable[[Row], str]]
Section = Callable[[str, tuple[Column, ...], Sequence[tuple[str, Row]]], RenderableType]


def print_rows(
    title: str,
    columns: tuple[Column, ...],
    rows: Sequence[tuple[str, Row]],
    console: Console,
    section: Section,
) -> None:
    """Print *rows* (name, figures) in the layout of *section*, which is called once with the widest cells.

    Rich takes a millisecond per row.
    """
    cells = [[name, *(text(row) for _, text in columns)] for name, row in rows]
    widths = [max((cell_len(row[index]) for row in cells), default=0) for index in range(len(columns) + 1)]
    marks = [chr(ord("a") + index) * width for index, width in enumerate(widths)]
    sample = tuple((heading, _always(mark)) for (heading, _), mark in zip(columns, marks[1:], strict=True))
    with console.capture() as captured:
        console.print(section(title, sample, [(marks[0], {})]))
    above, shown, below = _around(captured.get().split("\n"), marks)
    if not cells or shown is None or cell_len(title) > cell_len(shown):  # a cell must be cut
        console.print(section(title, columns, rows))
        return
    ends = [shown.index(marks[0]), *(shown.index(mark) + len(mark) for mark in marks[1:])]
    lines = [*above, *(_line(row, ends) for row in cells), *below]
    console.out("\n".join(lines), highlight=False, end="")


def _always(text: str) -> Callable[[Row], str]:
    return lambda row: text


def _around(lines: list[str], marks: list[str]) -> tuple[list[str], str | None, list[str]]:
    """The lines above the row of *marks*, that row without styles, and the lines below it."""
    for number, line in enumerate(lines):
        if all(mark in line for mark in marks) and all(marks):
            return lines[:number], _unstyled(line), lines[number + 1 :]
    return lines, None, []


def _unstyled(line: str) -> str:
    return Text.from_ansi(line).plain


def _line(cells: list[str], ends: list[int]) -> str:
    """A row whose first cell starts, and whose other cells end, at *ends*."""
    line = " " * ends[0] + cells[0]
    for cell, end in zip(cells[1:], ends[1:], strict=True):
        line += " " * (end - cell_len(line) - cell_len(cell)) + cell
    return line
