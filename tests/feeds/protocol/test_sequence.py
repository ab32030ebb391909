"""Numbers of events: the ranges that are missing are what sets of numbers say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from feeds.protocol.sequence import EventSequence, EventSequences, SequencePlace


@given(st.lists(st.integers(1, 40), min_size=1))
def test_that_it_agrees_with_a_set_of_all_that_came(order: list[int]) -> None:
    numbering, seen, first = EventSequence(), set[int](), order[0]
    for seq in order:
        place = numbering.place(seq)
        is_old = seq in seen or (bool(seen) and seq < first)
        assert (place is SequencePlace.REPEATED) == is_old
        assert (place is SequencePlace.AFTER_A_GAP) == (bool(seen) and seq > max(seen) + 1)
        if not is_old:
            before = set(range(max(seen, default=seq) + 1, seq))
            assert numbering.take(seq) == len(before)
            seen.add(seq)
        missing = {number for low, high in numbering.missing for number in range(low, high + 1)}
        assert missing == set(range(first, max(seen) + 1)) - seen


def test_that_a_snapshot_stands_for_all_before_it() -> None:
    numbering = EventSequence()
    for seq in (1, 5, 9):
        numbering.take(seq)
    numbering.skip_to(7)
    assert numbering.missing == [(8, 8)]
    assert [numbering.place(seq) for seq in (3, 8, 10)] == [
        SequencePlace.REPEATED,
        SequencePlace.NEXT,
        SequencePlace.NEXT,
    ]


def test_that_only_the_newest_thousand_gaps_are_kept() -> None:
    numbering = EventSequence()
    for seq in range(1, 4_000, 2):
        numbering.take(seq)
    assert len(numbering.missing) == 1_000
    assert numbering.place(2) is SequencePlace.REPEATED
    assert numbering.place(3_998) is SequencePlace.NEXT


def test_that_each_epoch_of_each_source_has_its_own() -> None:
    numberings = EventSequences()
    for source, epoch, seq in (("a", "e1", 7), ("a", "e2", 1), ("b", "e1", 3)):
        numberings.open(source, epoch)
        assert numberings.current.place(seq) is SequencePlace.NEXT
        numberings.take(seq)
        assert numberings.resume == (epoch, seq)
    numberings.open("a", "e1")
    assert numberings.current.place(7) is SequencePlace.REPEATED
