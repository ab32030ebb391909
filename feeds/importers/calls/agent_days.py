"""Agent days derived from calls: each agent's first and last call of a day, and overlapping calls."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date
from typing import IO
from zoneinfo import ZoneInfo

import msgspec

from feeds.importers.delimited import DelimitedRow
from feeds.importers.import_report import ImportReport
from feeds.importers.ordering import Timed, in_order
from feeds.instants import as_datetime

OVERLAP_MS = 500

_encode = msgspec.json.Encoder().encode
_Call = tuple[int, int, str, str, int]
_decode = msgspec.json.Decoder(_Call).decode


class AgentDays:
    """The first and last call of each agent and local day. Owned by one import."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self.spans: dict[str, dict[date, tuple[int, int]]] = {}

    def add(self, agent: str, start: int, end: int) -> None:
        day = as_datetime(start).astimezone(self.zone).date()
        days = self.spans.setdefault(agent, {})
        first, last = days.get(day, (start, end))
        days[day] = (min(first, start), max(last, end))

    def presences(self) -> Iterator[tuple[str, int, int]]:
        """(agent, start, end) in ms; days that overlap past midnight are merged."""
        for agent, days in self.spans.items():
            first = last = None
            for start, end in sorted(days.values()):
                if first is None or last is None:
                    first, last = start, end
                elif start <= last:
                    last = max(last, end)
                else:
                    yield agent, first, last
                    first, last = start, end
            if first is not None and last is not None:
                yield agent, first, last


class Overlaps:
    """Finds overlapping calls of one agent, in any order of rows; uses a temporary file."""

    def __init__(self) -> None:
        self.file: IO[bytes] = tempfile.TemporaryFile()

    def __enter__(self) -> Overlaps:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def add(self, agent: str, start: int, end: int, row: DelimitedRow) -> None:
        self.file.write(_encode((start, end, agent, row.file, row.line)) + b"\n")

    def report(self, findings: ImportReport) -> None:
        """Report each call that starts more than OVERLAP_MS before an earlier one of its agent ends."""
        self.file.seek(0)
        busy_until: dict[str, int] = {}
        for _, text in in_order(self._calls()):
            start, end, agent, file, line = _decode(text)
            until = busy_until.get(agent, start)
            if until - start > OVERLAP_MS:
                findings.contradictory.add(
                    file, line, "calls of one agent overlap: this one starts before an earlier one has ended"
                )
            busy_until[agent] = max(until, end)

    def _calls(self) -> Iterator[Timed]:
        for line in self.file:
            yield _decode(line)[0], line.rstrip(b"\n")
