"""Rows of a delimited file, by its map: their first line, and the columns that are asked for."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator

from feeds.errors import UserError
from feeds.files.csv_cells import cell_text, is_marked
from feeds.files.toml_files import value_text
from feeds.importers.cell_patterns import CellPattern
from feeds.importers.column_maps import CellPart, Column, FileShape, Place
from feeds.importers.import_report import ImportReport
from feeds.importers.source_file import SourceFile

_DELIMITERS = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}
# A quoted cell may run over so many lines more; a quote that is still open then spoils its first line only.
LINES_OF_A_ROW = 50
TAKEN_KEPT = 20_000


class Cut:
    """A part of the cells at *place*: what a pattern takes out. It counts the cells the pattern does not fit.

    Owned by one table. What was taken out is kept, as values repeat.
    """

    def __init__(self, place: int, pattern: str) -> None:
        self.place = place
        self.pattern = CellPattern(pattern)
        self.unfit = 0
        self._known: dict[str, str] = {}

    def take(self, cell: str) -> str:
        """The groups in *cell*, those that are not empty joined by a blank; empty where it does not fit."""
        if not cell:
            return ""
        found = self._known.get(cell)
        if found is None:
            parts = self.pattern.parts(cell)
            if parts is None:
                self.unfit += 1
                return ""
            found = " ".join(part.strip() for part in parts if part.strip())
            if len(self._known) >= TAKEN_KEPT:
                self._known.clear()
            self._known[cell] = found
        return found


# A column's positions (0 is the first), and parts of what stands there
Places = tuple[int | Cut, ...]


class DelimitedRow:
    """One row: its file, its first line, and its cells, trimmed."""

    __slots__ = ("cells", "file", "line")

    def __init__(self, file: str, line: int, cells: list[str]) -> None:
        self.file = file
        self.line = line
        self.cells = cells

    def parts(self, places: Places) -> list[str]:
        """The cells at *places*, or what is taken out of them; one that the row does not reach is empty."""
        cells, size = self.cells, len(self.cells)
        found = []
        for place in places:
            if isinstance(place, int):
                found.append(cells[place] if place < size else "")
            else:
                found.append(place.take(cells[place.place]) if place.place < size else "")
        return found

    def text(self, places: Places, joined_by: str = " ") -> str:
        """The cells at *places* that are not empty, joined."""
        return joined_by.join(part for part in self.parts(places) if part)


class DelimitedTable:
    """The rows of one file after its header. Every failure is a UserError that names the file."""

    def __init__(self, file: SourceFile, shape: FileShape, findings: ImportReport) -> None:
        file.encoding = shape.encoding
        self.file = file
        self.shape = shape
        self.findings = findings
        self._header: list[str] = []
        self._cuts: dict[tuple[Place, str], Cut] = {}
        self._delimiter = ","
        self._lines: Iterator[tuple[int, str]] = iter(())
        self._returned: deque[tuple[int, str]] = deque()
        self._rows = self._read()
        # The header is read now, so that columns can be found before the first row is asked for.
        next(self._rows, None)

    def places(self, column: Column | None) -> Places:
        """Where *column* of the map stands in this file. Raises UserError where it has no such column."""
        if column is None:
            return ()
        return tuple(self._spot(part) for part in (column if isinstance(column, list) else [column]))

    def _spot(self, part: Place | CellPart) -> int | Cut:
        if not isinstance(part, CellPart):
            return self._place(part)
        cut = self._cuts.get((part.column, part.pattern))
        if cut is None:
            cut = self._cuts[part.column, part.pattern] = Cut(self._place(part.column), part.pattern)
        return cut

    def notes(self) -> Iterator[str]:
        """How many cells the map's patterns do not fit, once the rows are read."""
        for (column, _), cut in self._cuts.items():
            if cut.unfit:
                name = f"column {column} in {self.file.name}"
                yield f"cells of {name} that its pattern does not fit: {cut.unfit:,}"

    def _place(self, place: Place) -> int:
        if isinstance(place, int):
            return place - 1
        if not self.shape.header:
            raise UserError(
                f"{self.file.path}: its map says it has no header, so column {value_text(place)} cannot be "
                "found by name; give positions (1, 2, …)"
            )
        name = place.strip().casefold()
        for index, title in enumerate(self._header):
            if title.casefold() == name:
                return index
        titles = ", ".join(title for title in self._header if title)
        titles = titles if len(titles) <= 400 else titles[:399] + "…"
        raise UserError(
            f"{self.file.path} has no column {value_text(place)} in line {self.shape.header}; "
            + (f"its columns are {titles}" if titles else "that line is empty")
            + " (file.header and file.delimiter of the map say where and how they stand)"
        )

    def rows(self) -> Iterator[DelimitedRow]:
        """The rows after the header; what cannot be read as one is left out and told. Empty ones are none."""
        for row in self._rows:
            if row is not None:
                yield row

    def _read(self) -> Iterator[DelimitedRow | None]:
        self._lines = self.file.lines()
        # A preamble is not of the table: its lines are skipped whole, whatever quotes are in them.
        for _ in range(self.shape.header - 1):
            self._next_line()
        first = self._next_line()
        if first is not None:
            self._delimiter = _DELIMITERS.get(self.shape.delimiter) or _likeliest(first[1])
            self._returned.append(first)
        if self.shape.header:
            _, self._header = self._next_row() or (0, [])
        yield None
        while (found := self._next_row()) is not None:
            line, cells = found
            if not any(cells):
                continue
            if self._header and cells == self._header:
                self.findings.left_out.add(self.file.name, line, "the header again")
                continue
            yield DelimitedRow(self.file.name, line, cells)

    def _next_line(self) -> tuple[int, str] | None:
        return self._returned.popleft() if self._returned else next(self._lines, None)

    def _next_row(self) -> tuple[int, list[str]] | None:
        """The next row's first line and cells, none of them if it cannot be read; None at the end."""
        first = self._next_line()
        if first is None:
            return None
        line, text = first
        quote = self.shape.quote
        if not quote or quote not in text:
            return line, _trimmed(text.split(self._delimiter), text)
        taken: list[tuple[int, str]] = []
        while (cells := self._cells([text, *(more for _, more in taken)])) is None:
            # Only a line with a quote can close what is open.
            closes = False
            while not closes and len(taken) < LINES_OF_A_ROW and (more := self._next_line()) is not None:
                taken.append(more)
                closes = quote in more[1]
            if not closes:
                self._returned.extendleft(reversed(taken))
                self.findings.left_out.add(
                    self.file.name, line, "a quote in it is never closed, or a cell is too long"
                )
                return line, []
        return line, cells

    def _cells(self, lines: list[str]) -> list[str] | None:
        """The cells of *lines*, one row; None while a quote is open."""
        for is_strict in (True, False):
            reader = csv.reader(
                [f"{line}\n" for line in lines[:-1]] + lines[-1:],
                delimiter=self._delimiter,
                quotechar=self.shape.quote,
                strict=is_strict,
            )
            try:
                return _trimmed(next(reader, []), "".join(lines))
            except csv.Error as error:
                if "end of data" in str(error):
                    return None
        return None


def _trimmed(cells: list[str], text: str) -> list[str]:
    """*cells* of *text*, without blanks around them; what `csv_cells` wrote is read back."""
    trimmed = [cell.strip() for cell in cells]
    return [cell_text(cell) for cell in trimmed] if is_marked(text) else trimmed


def _likeliest(line: str) -> str:
    """The delimiter that *line* has most of."""
    return max(_DELIMITERS.values(), key=line.count)
