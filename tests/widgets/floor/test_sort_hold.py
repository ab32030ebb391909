"""Settling: places are kept while somebody is there, and for ten seconds after each sorting."""

from __future__ import annotations

from PySide6.QtCore import QObject

from widgets.floor.sort_hold import SETTLED_MS, SortHold, was_sorted


def settling_of(owner: QObject) -> tuple[SortHold, list[bool]]:
    sort_hold, received = SortHold(owner), list[bool]()
    sort_hold.held_changed.connect(received.append)
    return sort_hold, received


def test_that_places_are_kept_while_somebody_is_at_any_part(owner: QObject) -> None:
    sort_hold, received = settling_of(owner)
    one, other = QObject(owner), QObject(owner)
    sort_hold.engage(one, True)
    sort_hold.engage(other, True)
    sort_hold.engage(one, False)
    assert sort_hold.held
    sort_hold.engage(other, False)
    assert not sort_hold.held
    assert received == [True, False]


def test_that_a_sorting_is_followed_by_ten_seconds_of_rest(owner: QObject) -> None:
    sort_hold, received = settling_of(owner)
    sort_hold.note_order([["a", "b"]], [["a", "b", "c"]])
    assert not sort_hold.held  # somebody came: nothing was sorted
    sort_hold.note_order([["x"], ["a", "b"]], [["x"], ["b", "a"]])
    assert sort_hold.held
    assert sort_hold.since_sorted.interval() == SETTLED_MS == 10_000
    sort_hold.since_sorted.stop()
    sort_hold.since_sorted.timeout.emit()
    assert not sort_hold.held
    assert received == [True, False]


def test_that_the_rest_ends_only_when_nobody_is_there(owner: QObject) -> None:
    sort_hold, received = settling_of(owner)
    sort_hold.note_order([["a", "b"]], [["b", "a"]])
    part = QObject(owner)
    sort_hold.engage(part, True)
    sort_hold.since_sorted.stop()
    sort_hold.since_sorted.timeout.emit()
    assert sort_hold.held
    sort_hold.engage(part, False)
    assert received == [True, False]


def test_that_who_comes_or_goes_sorts_nothing() -> None:
    assert not was_sorted(["a", "b", "c"], ["a", "c"])
    assert not was_sorted(["a", "c"], ["a", "b", "c"])
    assert was_sorted(["a", "b", "c"], ["c", "b"])
