"""Ledgers as raw columns."""

from __future__ import annotations

import numpy as np
import pytest

from console.floor.floor import Floor
from console.history.checkpoints import ledger_columns
from console.history.checkpoints.ledger_columns import LedgerColumns, ledger_parts, ledgers_of
from tests.builders import floor_of, tiny_blocks
from tests.made_logs import made_log


def parts_of(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    monkeypatch.setattr(ledger_columns, "_PART_BYTES", 500)
    return list(ledger_parts(floor))


def test_that_rows_are_the_same_and_may_be_struck(monkeypatch: pytest.MonkeyPatch) -> None:
    with tiny_blocks():
        floor, other = floor_of(made_log(2, contacts=30), batch=20), Floor()
        parts, columns = parts_of(floor, monkeypatch), LedgerColumns()
        assert len(parts) > len(ledgers_of(floor))
        for part in parts:
            columns.take(part)
        columns.check(other)
        columns.restore(other)
        for one, again in zip(ledgers_of(floor), ledgers_of(other), strict=True):
            assert one.count == again.count
            for each in (one, again):
                if each.count:
                    each.strike(each.count // 2)
                    each.strike(each.count - 1)
            found, expected = again.window(-(2**62), 2**61), one.window(-(2**62), 2**61)
            assert all(np.array_equal(found[name], expected[name]) for name in one.fields)


def test_that_other_ledgers_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    parts, columns = parts_of(floor_of(made_log(2, contacts=5)), monkeypatch), LedgerColumns()
    for part in parts[:-1]:
        columns.take(part)
    with pytest.raises(ValueError, match="not the ledgers of this version"):
        columns.check(Floor())
    with pytest.raises(ValueError, match="truncated"):
        columns.take(parts[0][:10])
