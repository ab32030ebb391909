"""The journal: every reader gets all from its own point, whatever has been packed or dropped meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.broadcast.journal import Journal
from feeds.instants import instant_text


@pytest.fixture(scope="module", autouse=True)
def _small_blocks_everywhere() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("feeds.broadcast.journal.BLOCK_BYTES", 200)
        yield


def text_of(number: int) -> bytes:
    return b'{"type":"x","at":"%s","seq":%d}' % (instant_text(number * 1000).encode(), number)


def journal_of(count: int, notes: frozenset[int] = frozenset(), keep_bytes: int | None = None) -> Journal:
    """Events 1 to *count*, a second apart; after some of them a note."""
    journal = Journal("e", keep_bytes)
    for number in range(1, count + 1):
        journal.append(number * 1000, text_of(number))
        if number in notes:
            journal.note(number * 1000, b'{"note":%d}' % number)
    return journal


def read_from(journal: Journal, place: int) -> list[bytes]:
    texts = []
    while place < journal.end:
        page = journal.read(place)
        assert page.texts
        assert page.last == page.before + sum(page.numbered)
        texts += page.texts
        place = page.following
    return texts


def expected(count: int, notes: frozenset[int], after: int) -> list[bytes]:
    """What comes after event number *after*, the note that follows it too."""
    texts = [b'{"note":%d}' % after] if after in notes else []
    for number in range(after + 1, count + 1):
        texts.append(text_of(number))
        if number in notes:
            texts.append(b'{"note":%d}' % number)
    return texts


@given(st.integers(0, 60), st.frozensets(st.integers(1, 60)), st.integers(0, 60))
def test_that_all_after_a_number_is_read_and_nothing_else(
    count: int, notes: frozenset[int], after: int
) -> None:
    notes = frozenset(number for number in notes if number <= count)
    after = min(after, count)
    journal = journal_of(count, notes)
    place = journal.after(after)
    assert place is not None
    assert read_from(journal, place) == expected(count, notes, after)
    assert journal.seq_before(place) == after


@given(st.integers(1, 60), st.integers(0, 70_000))
def test_that_all_since_an_instant_is_read(count: int, since: int) -> None:
    journal = journal_of(count)
    place = journal.since(since)
    wanted = [text_of(number) for number in range(1, count + 1) if number * 1000 >= since]
    if not wanted:
        assert place is None  # still to come
    else:
        assert place is not None
        assert read_from(journal, place) == wanted


@given(st.integers(100, 400), st.integers(0, 400))
def test_that_what_was_dropped_is_known_to_be_gone(count: int, after: int) -> None:
    journal = journal_of(count, keep_bytes=300)
    after = min(after, count)
    kept = read_from(journal, journal.first_place)
    first = count - len(kept) + 1
    assert not journal.is_whole
    assert kept == [text_of(number) for number in range(first, count + 1)]
    place = journal.after(after)
    if after >= first - 1:
        assert place is not None
        assert read_from(journal, place) == expected(count, frozenset(), after)
    else:
        assert place is None
    assert journal.since((first - 1) * 1000) is None
    assert journal.since(first * 1000) == journal.first_place


def test_that_packing_makes_it_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.broadcast.journal.BLOCK_BYTES", 64 * 1024)
    journal = journal_of(20_000)
    size = sum(len(text_of(number)) for number in range(1, 20_001))
    assert journal.packed_bytes < size / 5
