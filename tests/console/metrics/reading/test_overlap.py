"""Spanning: what had begun and not ended, whichever block of a ledger it lies in."""

from __future__ import annotations

from random import Random

import pytest

from console.floor.ledgers.ledger import Ledger
from console.metrics.reading.overlap import overlapping
from tests.builders import tiny_blocks


def test_that_a_row_spans_from_its_beginning_to_just_before_its_end() -> None:
    ledger = Ledger("who", "wait")
    ledger.append((5_000, 7, 2_000))
    found = {at: overlapping(ledger, at, "wait")["who"].tolist() for at in (2_999, 3_000, 4_999, 5_000)}
    assert found == {2_999: [], 3_000: [7], 4_999: [7], 5_000: []}


@pytest.mark.parametrize("seed", range(3))
def test_that_packed_and_struck_rows_are_read_alike(seed: int) -> None:
    random = Random(seed)
    rows = [(end := random.randrange(100), random.randrange(end + 1)) for _ in range(60)]
    struck = set(random.sample(range(60), 12))
    with tiny_blocks():
        ledger = Ledger("who", "wait")
        for number, (end, wait) in enumerate(rows):
            ledger.append((end, number, wait))
            ledger.seal()
        for number in struck:
            ledger.strike(number)
        assert ledger.blocks
        for at in range(-1, 101):
            wanted = [n for n, (end, wait) in enumerate(rows) if n not in struck and end - wait <= at < end]
            assert overlapping(ledger, at, "wait")["who"].tolist() == wanted
