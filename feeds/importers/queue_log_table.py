"""How a queue_log's lines are cut: the log's own bars, or the table's CSV export with or without a header."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass

DELIMITERS = (",", ";", "\t", "|")

# What the columns have been called, in the order of a row's fields. Parameters stand in five columns,
# or in one.
_NAMES = (
    {"time", "timestamp", "eventtime", "created", "date", "datetime"},
    {"callid", "uniqueid"},
    {"queuename", "queue"},
    {"agent", "agentname", "member"},
    {"event", "verb", "action"},
)
_PARAMETERS = tuple({f"data{number}", f"info{number}", f"arg{number}"} for number in range(1, 6))
_DATA = {"data", "info", "arg", "args"}
# How databases export a cell that holds nothing
_NULL = frozenset({"NULL", "\\N"})
_EVENT = re.compile(r"[A-Z]{3,24}", re.ASCII)
_TIME = re.compile(r"\d{6,12}(\.\d+)?|\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Layout:
    """How to cut a line into time, callid, queue, agent, event and parameters.

    `columns` says where these stand, None that they stand in this order; `is_header` that the line it was
    found by names the columns. `is_packed` says that the last column holds all parameters, with bars.
    """

    delimiter: str = "|"
    is_quoted: bool = False
    columns: tuple[int, ...] | None = None
    is_packed: bool = False
    is_header: bool = False

    def fields(self, line: str) -> Sequence[str]:
        """The fields of *line*; fewer than five where it is torn. Never raises."""
        if self.is_quoted:
            cells = ["" if cell in _NULL else cell for cell in _cut(line, self.delimiter)]
        else:
            cells = line.split(self.delimiter)
        if self.columns is not None:
            if len(cells) <= max(self.columns[:5]):
                return ()
            cells = [cells[column] if column < len(cells) else "" for column in self.columns]
        if self.is_packed and len(cells) > 5:
            return (*cells[:5], *cells[5].split("|"))
        return cells


def layout_of(line: str) -> Layout:
    """The layout that *line*, the first of a file, shows; the log's own where it shows none.

    >>> layout_of("1266833407|NONE|NONE|NONE|CONFIGRELOAD|")
    Layout(delimiter='|', is_quoted=False, columns=None, is_packed=False, is_header=False)
    >>> layout_of('"event";"time";"callid";"queuename";"agent";"data"').columns
    (1, 2, 3, 4, 0, 5)
    """
    for delimiter in DELIMITERS:
        cells = [cell.strip() for cell in _cut(line, delimiter)]
        named = _by_names(cells, delimiter) or _by_look(cells, delimiter)
        if named is not None:
            return named
    return Layout()


def _by_names(cells: list[str], delimiter: str) -> Layout | None:
    names = [re.sub(r"[^a-z0-9]", "", cell.lower()) for cell in cells]
    columns = []
    for wanted in _NAMES:
        found = next((place for place, name in enumerate(names) if name in wanted), None)
        if found is None:
            return None
        columns.append(found)
    single = [place for place, name in enumerate(names) if name in _DATA]
    several = [place for of in _PARAMETERS for place, name in enumerate(names) if name in of]
    return Layout(delimiter, True, (*columns, *(several or single[:1])), bool(single) and not several, True)


def _by_look(cells: list[str], delimiter: str) -> Layout | None:
    """Without a header: the columns in their order, perhaps after an id and quoted."""
    if delimiter == "|":
        return None
    for skipped in (0, 1):
        if (
            len(cells) >= skipped + 5
            and _EVENT.fullmatch(cells[skipped + 4])
            and _TIME.fullmatch(cells[skipped])
        ):
            columns = tuple(range(skipped, skipped + 5 + len(cells[skipped + 5 :])))
            return Layout(delimiter, True, columns, len(columns) == 6, False)
    return None


def _cut(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])
    except csv.Error:
        return []
