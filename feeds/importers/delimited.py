"""Rows of a delimited file, by its map: first line and requested columns."""

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
# Most further lines of a quoted cell; a quote still open then invalidates only its first line.
LINES_OF_A_ROW = 50
TAKEN_KEPT = 20_000


class Cut:
    """A part of the cells at *place*, extracted by a pattern. Counts the cells without a match.

    Owned by one table. Caches results, since values repeat.
    """

    def __init__(self, place: int, pattern: str) -> None:
        self.place = place
        self.pattern = CellPattern(pattern)
        self.unfit = 0
        self._known: dict[str, str] = {}

    def take(self, cell: str) -> str:
        """The nonempty groups in *cell* joined with spaces; empty without a match."""
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


# A column's positions (from 0), and parts of its cells
Places = tuple[int | Cut, ...]


class DelimitedRow:
    """One row: its file, first line, and trimmed cells."""

    __slots__ = ("cells", "file", "line")

    def __init__(self, file: str, line: int, cells: list[str]) -> None:
        self.file = file
        self.line = line
        self.cells = cells

    def parts(self, places: Places) -> list[str]:
        """The cells at *places*, or the parts extracted; missing cells are empty."""
        cells, size = self.cells, len(self.cells)
        found = []
        for place in places:
            if isinstance(place, int):
                found.append(cells[place] if place < size else "")
            else:
                found.append(place.take(cells[place.place]) if place.place < size else "")
        return found

    def text(self, places: Places, joined_by: str = " ") -> str:
        """The nonempty cells at *places*, joined."""
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
        # Read the header now, so that columns can be found before the first row.
        next(self._rows, None)

    def places(self, column: Column | None) -> Places:
        """The position of the map's *column* in this file. Raises UserError if there is none."""
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
        """Notes on cells the map's patterns do not match, once the rows are read."""
        for (column, _), cut in self._cuts.items():
            if cut.unfit:
                name = f"column {column} in {self.file.name}"
                yield f"cells of {name} that do not match its pattern: {cut.unfit:,}"

    def _place(self, place: Place) -> int:
        if isinstance(place, int):
            return place - 1
        if not self.shape.header:
            raise UserError(
                f"{self.file.path}: its map declares no header, so column {value_text(place)} cannot be "
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
            + " (file.header and file.delimiter of the map give the header line and the delimiter)"
        )

    def rows(self) -> Iterator[DelimitedRow]:
        """The rows after the header; unreadable ones are left out and reported, empty ones ignored."""
        for row in self._rows:
            if row is not None:
                yield row

    def _read(self) -> Iterator[DelimitedRow | None]:
        self._lines = self.file.lines()
        # A preamble is not part of the table: its lines are skipped whatever quotes they contain.
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
        """The next row's first line and cells (no cells if unreadable); None at the end."""
        first = self._next_line()
        if first is None:
            return None
        line, text = first
        quote = self.shape.quote
        if not quote or quote not in text:
            return line, _trimmed(text.split(self._delimiter), text)
        taken: list[tuple[int, str]] = []
        while (cells := self._cells([text, *(more for _, more in taken)])) is None:
            # Only a line with a quote can close an open one.
            closes = False
            while not closes and len(taken) < LINES_OF_A_ROW and (more := self._next_line()) is not None:
                taken.append(more)
                closes = quote in more[1]
            if not closes:
                self._returned.extendleft(reversed(taken))
                self.findings.left_out.add(
                    self.file.name, line, "a quote is never closed, or a cell is too long"
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
    """*cells* of *text*, trimmed; escapes of `csv_cells` are decoded."""
    trimmed = [cell.strip() for cell in cells]
    return [cell_text(cell) for cell in trimmed] if is_marked(text) else trimmed


def _likeliest(line: str) -> str:
    """The most frequent delimiter in *line*."""
    return max(_DELIMITERS.values(), key=line.count)
