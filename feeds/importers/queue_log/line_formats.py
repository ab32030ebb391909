"""Line formats of a queue_log: the log's own bars, or the table's CSV export with or without a header."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from feeds.errors import UserError

DELIMITERS = (",", ";", "\t", "|")

# Known column names, in the order of a row's fields. Parameters are in five columns, or in one.
_NAMES = (
    {"time", "timestamp", "eventtime", "created", "date", "datetime"},
    {"callid", "uniqueid"},
    {"queuename", "queue"},
    {"agent", "agentname", "member"},
    {"event", "eventtype", "verb", "action"},
)
_PARAMETERS = tuple({f"data{number}", f"info{number}", f"arg{number}"} for number in range(1, 6))
_DATA = {"data", "info", "arg", "args"}
# Their names in `--columns`, in the same order; then the parameters.
FIELDS = ("time", "callid", "queue", "agent", "event")
PARAMETERS = ("data", *(f"data{number}" for number in range(1, 6)))
_IN_ORDER = (*FIELDS, *PARAMETERS[1:])
_ALSO = {"queuename": "queue", "verb": "event"}
_SAID = re.compile(rf"\s*({'|'.join((*_ALSO, *FIELDS, *reversed(PARAMETERS)))})\s*=", re.ASCII)
# Exported forms of an empty cell
_NULL = frozenset({"NULL", "\\N"})
_EVENT = re.compile(r"[A-Z]{3,24}", re.ASCII)
_TIME = re.compile(r"\d{6,16}(\.\d+)?|\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*", re.ASCII)


@dataclass(frozen=True, slots=True)
class LineFormat:
    """Splits a line into time, callid, queue, agent, event and parameters.

    `columns` are their positions, None for this order; `is_header` is whether the line it was detected from
    names the columns; `is_packed` is whether the last column holds all parameters, separated by bars.
    """

    delimiter: str = "|"
    is_quoted: bool = False
    columns: tuple[int, ...] | None = None
    is_packed: bool = False
    is_header: bool = False

    def fields(self, line: str) -> Sequence[str]:
        """The fields of *line*; fewer than five if it is truncated. Never raises."""
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


def line_format_of(line: str) -> LineFormat:
    """The layout detected from *line*, the first of a file; by default the log's own.

    >>> line_format_of("1266833407|NONE|NONE|NONE|CONFIGRELOAD|")
    LineFormat(delimiter='|', is_quoted=False, columns=None, is_packed=False, is_header=False)
    >>> line_format_of('"event";"time";"callid";"queuename";"agent";"data"').columns
    (1, 2, 3, 4, 0, 5)
    """
    for delimiter in DELIMITERS:
        cells = [cell.strip() for cell in _cut(line, delimiter)]
        named = _by_names(cells, delimiter) or _by_look(cells, delimiter)
        if named is not None:
            return named
    return LineFormat()


def columns_said(texts: Sequence[str]) -> dict[str, str]:
    """Parse `--columns`: for each field the name or position of its column.

    >>> columns_said(["time=When,callid=id,queue=Queue, one,agent=Who,event=5"])["queue"]
    'Queue, one'

    Names alone are those of the fields in their order:

    >>> columns_said(["When,id,Queue,Who,What,Data 1"])["data1"]
    'Data 1'

    Raises UserError.
    """
    found: dict[str, str] = {}
    for text in texts:
        if "=" not in text:
            names = [name.strip() for name in text.split(",")]
            text = ",".join(f"{field}={name}" for field, name in zip(_IN_ORDER, names, strict=False))
        starts = [match for match in _SAID.finditer(text) if text[: match.start()].strip()[-1:] in ("", ",")]
        if not starts or text[: starts[0].start()].strip():
            raise UserError(
                f"--columns {text!r}: give FIELD=COLUMN, with commas between; fields are "
                + ", ".join((*FIELDS, *PARAMETERS))
            )
        ends = [*(match.start() for match in starts[1:]), len(text)]
        for match, end in zip(starts, ends, strict=True):
            value = text[match.end() : end].strip().removesuffix(",").strip()
            field = _ALSO.get(match[1], match[1])
            if not value or field in found:
                reason = "has no column" if not value else "is given twice"
                raise UserError(f"--columns {text!r}: {field} {reason}")
            found[field] = value
    missing = [field for field in FIELDS if field not in found]
    if missing:
        fields = ", ".join(missing)
        raise UserError(f"--columns lacks {fields}: name the column of each, such as {missing[0]}=NAME")
    if "data" in found and len(found) > len(FIELDS) + 1:
        raise UserError("--columns: give data, or data1 to data5, not both")
    return found


def layout_said(line: str, columns: Mapping[str, str], name: str) -> LineFormat:
    """The layout of a table with the first line *line* and *columns* given by name or position.

    Raises UserError, which names the file *name*, if it has no such columns.
    """
    cuts = {delimiter: [cell.strip() for cell in _cut(line, delimiter)] for delimiter in DELIMITERS}
    found = {delimiter: _places(cells, columns) for delimiter, cells in cuts.items()}
    delimiter = max(cuts, key=lambda one: (sum(place is not None for place in found[one]), len(cuts[one])))
    places = found[delimiter]
    absent = [column for column, place in zip(columns.values(), places, strict=True) if place is None]
    if absent:
        titles = ", ".join(cuts[delimiter])
        titles = titles if len(titles) <= 400 else titles[:399] + "…"
        raise UserError(f"{name} has no column {absent[0]!r} (--columns); its first line holds {titles}")
    where = dict(zip(columns, [place for place in places if place is not None], strict=True))
    ordered = tuple(where[field] for field in (*FIELDS, *PARAMETERS) if field in where)
    is_header = any(not _is_position(column) for column in columns.values()) or not _TIME.fullmatch(
        cuts[delimiter][where["time"]]
    )
    return LineFormat(delimiter, True, ordered, "data" in where, is_header)


def _is_position(column: str) -> bool:
    return re.fullmatch(r"[1-9]\d{0,3}", column, re.ASCII) is not None


def _places(cells: list[str], columns: Mapping[str, str]) -> list[int | None]:
    """The position of each of *columns* among *cells*; None if missing."""
    titles = [cell.casefold() for cell in cells]
    places: list[int | None] = []
    for column in columns.values():
        if _is_position(column) and int(column) <= len(cells):
            places.append(int(column) - 1)
        elif column.casefold() in titles:
            places.append(titles.index(column.casefold()))
        else:
            places.append(None)
    return places


def _by_names(cells: list[str], delimiter: str) -> LineFormat | None:
    names = [re.sub(r"[^a-z0-9]", "", cell.lower()) for cell in cells]
    columns = []
    for wanted in _NAMES:
        found = next((place for place, name in enumerate(names) if name in wanted), None)
        if found is None:
            return None
        columns.append(found)
    single = [place for place, name in enumerate(names) if name in _DATA]
    several = [place for of in _PARAMETERS for place, name in enumerate(names) if name in of]
    return LineFormat(
        delimiter, True, (*columns, *(several or single[:1])), bool(single) and not several, True
    )


def _by_look(cells: list[str], delimiter: str) -> LineFormat | None:
    """Without a header: the columns in order, optionally quoted and after an id."""
    if delimiter == "|":
        return None
    for skipped in (0, 1):
        if (
            len(cells) >= skipped + 5
            and _EVENT.fullmatch(cells[skipped + 4])
            and _TIME.fullmatch(cells[skipped])
        ):
            columns = tuple(range(skipped, skipped + 5 + len(cells[skipped + 5 :])))
            return LineFormat(delimiter, True, columns, len(columns) == 6, False)
    return None


def _cut(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])
    except csv.Error:
        return []
