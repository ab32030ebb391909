"""What an import made of its rows: used, left out, contradictory; with file, line and reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

REMARKS_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class ImportRemark:
    """One row that is not what it should be, by its file and line (1 is the first)."""

    file: str
    line: int
    reason: str


@dataclass(slots=True)
class ImportRemarks:
    """Rows of one kind: how many for each reason, and the first REMARKS_KEPT of them."""

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
    """What an import found, for its summary.

    A row is used or left out; a contradictory one is either as well, and told beside. `used` counts rows
    that became events, `notes` holds what a person should know of the whole (one sentence each).
    """

    used: int = 0
    left_out: ImportRemarks = field(default_factory=ImportRemarks)
    contradictory: ImportRemarks = field(default_factory=ImportRemarks)
    notes: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return self.used + self.left_out.total
