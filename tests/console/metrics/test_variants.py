"""Variants: the definitions on arrays and on one entry are the same, whatever became of the entries."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.floor.ledgers.codes import Outcome
from console.metrics.variants import (
    VARIANTS,
    EntryTally,
    abandon_rate,
    counted_entries,
    ended_entries,
    one_entry,
    service_level,
)

# Outcome, wait (below 0: not known), threshold and limit of a short abandon, all near one another.
Entry = tuple[Outcome, int, int, int]
ENTRY = st.tuples(st.sampled_from(Outcome), st.integers(-3, 6), st.integers(0, 4), st.integers(0, 4))


def columns(entries: list[Entry]) -> EntryTally[np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    outcome, wait, threshold, short = np.array(entries, dtype=np.int64).reshape(-1, 4).T
    return ended_entries(outcome, wait, threshold, short)


@given(st.lists(ENTRY))
def test_that_one_entry_counts_as_it_does_among_many(entries: list[Entry]) -> None:
    found = [list(map(int, one)) for one in zip(*columns(entries), strict=True)]
    assert found == [list(one_entry(*entry)) for entry in entries]


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("variant", VARIANTS)
@given(entries=st.lists(ENTRY, min_size=1))
def test_that_the_level_of_many_is_the_sum_of_each(
    variant: str, outcome: Outcome, entries: list[Entry]
) -> None:
    entries = [(outcome, *entries[0][1:]), *entries]
    marks = columns(entries)
    whole = service_level(variant, EntryTally(*(int(column.sum()) for column in marks)))
    alone = [service_level(variant, one_entry(*entry)) for entry in entries]
    assert whole == (sum(one.above for one in alone), sum(one.below for one in alone))
    kept, above = counted_entries(variant, marks)
    assert kept.tolist() == [place for place, one in enumerate(alone) if one.below]
    assert above.tolist() == [one.above == 1 for one in alone if one.below]


@given(ENTRY)
def test_that_no_entry_counts_above_the_line_alone_or_twice_below_it(entry: Entry) -> None:
    tally = one_entry(*entry)
    for division in (abandon_rate(tally), *(service_level(variant, tally) for variant in VARIANTS)):
        assert 0 <= division.above <= division.below <= 1


@pytest.mark.parametrize(("wait", "below"), [(20, 0), (21, 1)])
def test_that_an_open_entry_past_the_threshold_counts_against_the_live_level_alone(
    wait: int, below: int
) -> None:
    tally = one_entry(None, wait, threshold=20, short=5)
    assert {name: service_level(name, tally).below for name in VARIANTS} == {
        **dict.fromkeys(VARIANTS, 0),
        "live": below,
    }


def test_that_an_unknown_variant_is_refused() -> None:
    with pytest.raises(ValueError, match="variant of the service level: best"):
        service_level("best", one_entry(Outcome.ANSWERED, 10, 20, 5))
