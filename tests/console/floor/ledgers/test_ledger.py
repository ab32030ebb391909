"""Ledgers: rows read by time, the same whether packed or not, struck for good, dropped whole."""

from __future__ import annotations

import random

import pytest

from console.floor.ledgers.ledger import STRUCK, Ledger


def filled(rows: int, seal_each: int | None = None) -> tuple[Ledger, list[tuple[int, int]]]:
    """A ledger of (at, amount), instants out of order, and the same as a plain list."""
    rng = random.Random(rows)
    ledger, plain = Ledger("amount"), []
    for number in range(rows):
        row = (number * 10 + rng.randint(-30, 30), rng.choice([0, -1, 300, 70_000, 2**40]))
        assert ledger.append(row) == number
        plain.append(row)
        if seal_each is not None:
            ledger.seal(seal_each)
    return ledger, plain


def read(ledger: Ledger, after: int, until: int) -> list[tuple[int, int]]:
    found = ledger.window(after, until)
    return list(zip(found["at"].tolist(), found["amount"].tolist(), strict=True))


@pytest.mark.parametrize("seal_each", [None, 1, 7, 50])
@pytest.mark.parametrize(("after", "until"), [(-100, 5000), (99, 200), (250, 250), (400, 411), (900, 99_999)])
def test_that_a_window_leaves_its_start_out_and_its_end_in(
    seal_each: int | None, after: int, until: int
) -> None:
    ledger, plain = filled(100, seal_each)
    assert read(ledger, after, until) == [row for row in plain if after < row[0] <= until]


def test_that_an_empty_ledger_has_empty_columns() -> None:
    found = Ledger("amount").window(0, 100)
    assert {name: column.tolist() for name, column in found.items()} == {"at": [], "amount": []}


@pytest.mark.parametrize("seal_each", [None, 7])
def test_that_a_struck_row_is_never_read_again(seal_each: int | None) -> None:
    ledger, plain = filled(50, seal_each)
    for number in (0, 13, 48, 49):
        ledger.strike(number)
    kept = [row for number, row in enumerate(plain) if number not in (0, 13, 48, 49)]
    assert read(ledger, -100, 5000) == kept
    assert ledger.append((600, 1)) == 50


def test_that_a_block_of_struck_rows_reads_as_nothing() -> None:
    ledger = Ledger("amount")
    for at in range(4):
        ledger.strike(ledger.append((at, at)))
    assert ledger.seal(4)
    assert read(ledger, -100, 5000) == []


def test_that_blocks_before_the_horizon_are_dropped_whole() -> None:
    ledger, plain = filled(100, 10)
    gone = ledger.drop_before(400)
    assert 0 < gone < 10
    assert read(ledger, 400, 5000) == [row for row in plain if row[0] > 400]
    ledger.strike(3)
    assert read(ledger, 400, 5000) == [row for row in plain if row[0] > 400]


def test_that_a_ledger_seals_when_it_has_rows_enough() -> None:
    ledger, _ = filled(10)
    assert not ledger.seal(11)
    assert ledger.seal(10)
    assert ledger.is_sealed(9)
    ledger.append((1, 1))
    assert not ledger.is_sealed(10)


def test_that_packed_rows_take_less_room() -> None:
    ledger = Ledger("amount")
    before = ledger.nbytes
    for at in range(20_000):
        ledger.append((at, 1))
    grown = ledger.nbytes
    assert grown > before
    ledger.seal()
    assert sum(block.size for block in ledger.blocks) == 20_000
    assert sum(column.nbytes for block in ledger.blocks for column in block.columns) < 20_000 * 8
    assert len(read(ledger, -1, 20_000)) == 20_000


def test_that_a_rows_instant_is_known_until_it_is_struck_or_dropped() -> None:
    ledger, plain = filled(25, 10)
    assert [ledger.instant_of(number) for number in (0, 12, 24)] == [plain[0][0], plain[12][0], plain[24][0]]
    ledger.strike(12)
    ledger.strike(24)
    ledger.drop_before(150)
    assert {ledger.instant_of(number) for number in (0, 12, 24)} == {STRUCK}


@pytest.mark.parametrize("seal_each", [None, 1, 7])
def test_that_the_nearest_row_on_either_side_is_found(seal_each: int | None) -> None:
    ledger, plain = filled(60, seal_each)
    for number in (20, 21, 59):
        ledger.strike(number)
    kept = [at for number, (at, _) in enumerate(plain) if number not in (20, 21, 59)]
    for instant in range(-60, 660, 7):
        later, earlier = [at for at in kept if at > instant], [at for at in kept if at < instant]
        assert ledger.beside(instant, is_later=True) == min(later, default=None)
        assert ledger.beside(instant, is_later=False) == max(earlier, default=None)
