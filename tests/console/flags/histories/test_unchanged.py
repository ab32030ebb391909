"""Whether the past of a ledger is unchanged: additions after the mark leave it, anything else does not."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from console.flags.histories.unchanged import UnchangedPast
from console.floor.ledgers.ledger import STRUCK, Ledger

Act = tuple[str, int]
ACTS = st.lists(
    st.tuples(
        st.sampled_from(("append", "append", "append", "strike", "seal", "drop", "mark")), st.integers(0, 30)
    ),
    max_size=40,
)


def rows(ledger: Ledger, until: int) -> list[tuple[int, ...]]:
    found = ledger.window(-STRUCK, until)
    return list(zip(*(column.tolist() for column in found.values()), strict=True))


def act(ledger: Ledger, kind: str, number: int) -> None:
    if kind == "append":
        ledger.append((number, ledger.count))
    elif kind == "strike" and ledger.count:
        ledger.strike(ledger.count - 1 - number % ledger.count)
    elif kind == "seal" and ledger.count:
        ledger.seal(1)
    elif kind == "drop":
        ledger.drop_before(number)


@given(ACTS)
def test_that_a_past_held_to_be_unchanged_has_the_same_rows(acts: list[Act]) -> None:
    ledger, past = Ledger("value"), UnchangedPast()
    marked: tuple[int, list[tuple[int, ...]]] | None = None
    for kind, number in acts:
        if kind != "mark":
            act(ledger, kind, number)
            continue
        is_same = past.mark(ledger, number)
        if is_same:
            assert marked is not None
            assert rows(ledger, marked[0]) == marked[1]
            number = max(number, marked[0])
        marked = number, rows(ledger, number)


def test_that_rows_after_the_mark_change_nothing_nor_does_packing_them() -> None:
    ledger, past = Ledger("value"), UnchangedPast()
    ledger.append((10, 1))
    assert not past.mark(ledger, 20), "nothing was marked before"
    ledger.append((21, 2))
    assert past.mark(ledger, 25)
    assert ledger.seal(1)
    ledger.append((26, 3))
    assert past.mark(ledger, 30)
    ledger.strike(ledger.append((31, 4)))
    assert past.mark(ledger, 40)


def test_that_a_row_added_or_struck_before_the_mark_is_a_change() -> None:
    ledger, past = Ledger("value"), UnchangedPast()
    ledger.append((10, 1))
    past.mark(ledger, 20)
    ledger.append((20, 2))
    assert not past.mark(ledger, 20)
    ledger.strike(0)
    assert not past.mark(ledger, 20)
    ledger.seal(1)
    ledger.strike(1)
    assert not past.mark(ledger, 20)
    assert past.mark(ledger, 20)
    assert not past.mark(Ledger("value"), 20), "another ledger"
