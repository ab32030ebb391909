"""Digests of blocks: made once for each packed block, and again once a row of it is struck."""

from __future__ import annotations

from console.flags.histories.block_digests import BlockDigests, Rows
from console.floor.ledgers.ledger import Ledger


def ledger_of(blocks: int) -> Ledger:
    """Blocks of two rows at 10 and 11, 20 and 21 …, and one row more."""
    ledger = Ledger("value")
    for number in range(1, blocks + 1):
        ledger.append((10 * number, number))
        ledger.append((10 * number + 1, number))
        ledger.seal(1)
    ledger.append((10 * blocks + 10, 99))
    return ledger


def test_that_a_packed_block_is_read_once_and_the_tail_each_time() -> None:
    made: list[int] = []

    def values(rows: Rows) -> list[int]:
        made.append(int(rows["value"][0]))
        return [int(value) for value in rows["value"]]

    ledger, digests = ledger_of(3), BlockDigests(values)
    assert list(digests.between(ledger, 15, 25)) == [[2, 2], [99]]
    assert list(digests.between(ledger, 0, 100)) == [[1, 1], [2, 2], [3, 3], [99]]
    assert made == [2, 99, 1, 3, 99]


def test_that_a_block_with_a_row_struck_since_is_read_anew() -> None:
    ledger, digests = ledger_of(2), BlockDigests(lambda rows: sum(at < 100 for at in rows["at"].tolist()))
    assert list(digests.between(ledger, 0, 100)) == [2, 2, 1]
    ledger.strike(0)
    assert list(digests.between(ledger, 0, 100)) == [1, 2, 1]
    ledger.strike(1)
    assert list(digests.between(ledger, 0, 100)) == [0, 2, 1]


def test_that_only_the_newest_blocks_are_kept() -> None:
    made: list[int] = []
    ledger, digests = ledger_of(40), BlockDigests(lambda rows: made.append(int(rows["value"][0])))
    list(digests.between(ledger, 0, 1_000))
    made.clear()
    list(digests.between(ledger, 350, 1_000))
    assert made == [99]
    list(digests.between(ledger, 0, 15))
    assert made == [99, 1, 99]
