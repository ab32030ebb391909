"""The report of an import: rows used, left out and contradictory, with file, line and reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

REMARKS_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class ImportRemark:
    """One faulty row, by file and line (from 1)."""

    file: str
    line: int
    reason: str


@dataclass(slots=True)
class ImportRemarks:
    """Rows of one kind: the count for each reason, and the first REMARKS_KEPT rows."""

    reasons: Counter[str] = field(default_factory=Counter)
    kept: list[ImportRemark] = field(default_factory=list)

    def add(self, file: str, line: int, reason: str) -> None:
        self.reasons[reason] += 1
        if len(self.kept) < REMARKS_KEPT:
            self.kept.append(ImportRemark(file, line, reason))

    @property
    def total(self) -> int:
        return self.reasons.total()


@dataclass(slots=True)
class ImportReport:
    """The findings of an import, for its summary.

    A row is used or left out; a contradictory one is also one of these. `used` counts rows converted to
    events; `notes` are remarks on the whole import, one sentence each.
    """

    used: int = 0
    left_out: ImportRemarks = field(default_factory=ImportRemarks)
    contradictory: ImportRemarks = field(default_factory=ImportRemarks)
    notes: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return self.used + self.left_out.total
