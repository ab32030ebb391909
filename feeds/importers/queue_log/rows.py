"""Rows of a queue_log, from lines of the log or its table's CSV export, in order of time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain, islice, pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from feeds.errors import UserError
from feeds.importers.import_report import ImportReport
from feeds.importers.ordering import in_order
from feeds.importers.queue_log.line_formats import LineFormat, layout_said, line_format_of
from feeds.importers.source_file import SourceFile
from feeds.instants import from_datetime

ID_LIMIT = 128
# Asterisk dates from 1999; a time outside these years is corrupt. In ms since 1970 UTC.
EARLIEST, LATEST = 915_148_800_000, 4_102_444_800_000
# Two threads write: each reads the clock before its turn to write, so a row may follow one of the next
# # second. In ms.
JITTER = 2_000
_SNIFFED = 500
_RUN_ROWS = 200_000

_NO_TIME = "torn: its time is neither epoch seconds nor a date and time such as 2026-11-22 09:30:00"

_EPOCH = re.compile(r"(\d{1,12})(?:\.(\d{1,9}))?", re.ASCII)
# Some tables store milliseconds or microseconds.
_EPOCH_MS = re.compile(r"\d{13}(\d{3})?", re.ASCII)
_VERB = re.compile(r"[A-Za-z][A-Za-z0-9_]{1,31}", re.ASCII)


class LogRow(NamedTuple):
    """One row: its instant (ms since 1970 UTC), five fields, parameters, and location."""

    at: int
    call: str
    queue: str
    agent: str
    verb: str
    data: tuple[str, ...]
    file: str
    line: int

    def text(self, index: int) -> str:
        """Parameter *index* (from 0); empty if missing."""
        return self.data[index].strip() if index < len(self.data) else ""

    def number(self, index: int) -> int | None:
        """Parameter *index* as an integer ≥ 0; None if it is not one."""
        text = self.text(index)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


class _TornError(Exception):
    """Raised for a line that is not a row; the message is the reason."""


_decode = msgspec.json.Decoder(LogRow).decode
_encode = msgspec.json.Encoder().encode


def rows_in_order(
    files: Sequence[SourceFile],
    findings: ImportReport,
    zone: ZoneInfo | None = None,
    columns: Mapping[str, str] | None = None,
) -> Iterator[LogRow]:
    """The rows of all *files* by instant; ties in file order, earlier files first.

    *zone* is that of times without one, *columns* the columns of a table's fields. Invalid lines are left out
    with a reason. Raises UserError if times have no zone and *zone* is None, or a table has no such columns.
    """
    keyed = (item for file in files for item in _keyed(file, findings, zone, columns))
    for _, row in in_order(keyed, _RUN_ROWS):
        yield _decode(row)


def _keyed(
    file: SourceFile, findings: ImportReport, zone: ZoneInfo | None, columns: Mapping[str, str] | None
) -> Iterator[tuple[int, bytes]]:
    """Each row with its sort key: its instant, then its file's first instant, then its line."""
    rows = _rows(file, findings, zone, columns)
    head = list(islice(rows, _SNIFFED))
    if not head:
        return
    steps = [after.at - before.at for before, after in pairwise(head)]
    is_newest_first = sum(step < 0 for step in steps) > sum(step > 0 for step in steps)
    first = min(head[0].at, head[-1].at)
    latest = head[0].at
    for row in chain(head, rows):
        at = row.at
        if is_newest_first:
            place = (1 << 40) - row.line
        else:
            place = row.line
            if 0 < latest - at <= JITTER and at % 1000 == 0:
                row = row._replace(at=latest)
            elif at < latest - JITTER:
                findings.contradictory.add(row.file, row.line, "its time is before that of a row above it")
            latest = row.at
        yield ((row.at << 44 | first) << 42) + place, _encode(row)


def _rows(
    file: SourceFile, findings: ImportReport, zone: ZoneInfo | None, columns: Mapping[str, str] | None
) -> Iterator[LogRow]:
    lines = file.lines()
    layout: LineFormat | None = None
    clock = LogClock(zone)
    for number, line in lines:
        if not line.strip():
            continue
        try:
            if layout is None:
                layout = layout_said(line, columns, file.name) if columns else line_format_of(line)
                if layout.is_header:
                    continue
            yield _row(layout.fields(line), clock, file.name, number)
        except _TornError as reason:
            findings.left_out.add(file.name, number, str(reason))
        except _NoZoneError:
            raise UserError(
                f"{file.name}:{number}: its time has no zone; give --time-zone, such as Europe/Lisbon"
            ) from None


def _row(fields: Sequence[str], clock: LogClock, file: str, line: int) -> LogRow:
    if len(fields) < 5:
        raise _TornError("torn: a row has time, callid, queue, agent and event")
    time, call, queue, agent, verb = (field.strip() for field in fields[:5])
    if _VERB.fullmatch(verb) is None:
        raise _TornError("torn: no event name in the fifth field")
    at = clock.instant(time)
    if "\0" in call + queue + agent:
        raise _TornError("torn: contains zero bytes")
    if max(len(call), len(queue), len(agent)) > ID_LIMIT:
        raise _TornError(f"a callid, queue or agent is longer than {ID_LIMIT} characters")
    return LogRow(at, call, queue, agent, verb.upper(), tuple(fields[5:]), file, line)


# Times ---------------------------------------------------------------------------------------------


class _NoZoneError(Exception):
    """Raised for a local time without a known zone."""


class LogClock:
    """Parses the times of one file. Owned by its reader; local times are in *zone*.

    A local time repeated at the end of summer time is the second one once earlier rows show it.
    """

    def __init__(self, zone: ZoneInfo | None) -> None:
        self.zone = zone
        self.latest = 0

    def instant(self, text: str) -> int:
        """The instant *text* in ms since 1970 UTC: epoch time, or a date and time."""
        match = _EPOCH.fullmatch(text)
        if match is not None:
            at = int(match[1]) * 1000 + int((match[2] or "0")[:3].ljust(3, "0"))
        elif _EPOCH_MS.fullmatch(text):
            at = int(text[:13])
        else:
            at = self._of_date(text)
        if not EARLIEST <= at < LATEST:
            raise _TornError("torn: its time is not in the years 1999 to 2099")
        self.latest = at
        return at

    def _of_date(self, text: str) -> int:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise _TornError(_NO_TIME) from None
        if len(text) < 16:
            raise _TornError(_NO_TIME)
        try:
            if moment.tzinfo is not None:
                return from_datetime(moment)
            if self.zone is None:
                raise _NoZoneError
            early, late = (from_datetime(moment.replace(tzinfo=self.zone, fold=fold)) for fold in (0, 1))
        except OverflowError:
            raise _TornError("torn: its time is not in the years 1999 to 2099") from None
        return late if early < self.latest - 60_000 < late else early
