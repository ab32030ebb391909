"""Settling: places are kept while somebody is there, and for ten seconds after each sorting."""

from __future__ import annotations

from PySide6.QtCore import QObject

from widgets.floor.sort_hold import SETTLED_MS, Settling, was_sorted


def settling_of(owner: QObject) -> tuple[Settling, list[bool]]:
    settling, told = Settling(owner), list[bool]()
    settling.held_changed.connect(told.append)
    return settling, told


def test_that_places_are_kept_while_somebody_is_at_any_part(owner: QObject) -> None:
    settling, told = settling_of(owner)
    one, other = QObject(owner), QObject(owner)
    settling.engage(one, True)
    settling.engage(other, True)
    settling.engage(one, False)
    assert settling.held
    settling.engage(other, False)
    assert not settling.held
    assert told == [True, False]


def test_that_a_sorting_is_followed_by_ten_seconds_of_rest(owner: QObject) -> None:
    settling, told = settling_of(owner)
    settling.note_order([["a", "b"]], [["a", "b", "c"]])
    assert not settling.held  # somebody came: nothing was sorted
    settling.note_order([["x"], ["a", "b"]], [["x"], ["b", "a"]])
    assert settling.held
    assert settling.since_sorted.interval() == SETTLED_MS == 10_000
    settling.since_sorted.stop()
    settling.since_sorted.timeout.emit()
    assert not settling.held
    assert told == [True, False]


def test_that_the_rest_ends_only_when_nobody_is_there(owner: QObject) -> None:
    settling, told = settling_of(owner)
    settling.note_order([["a", "b"]], [["b", "a"]])
    part = QObject(owner)
    settling.engage(part, True)
    settling.since_sorted.stop()
    settling.since_sorted.timeout.emit()
    assert settling.held
    settling.engage(part, False)
    assert told == [True, False]


def test_that_who_comes_or_goes_sorts_nothing() -> None:
    assert not was_sorted(["a", "b", "c"], ["a", "c"])
    assert not was_sorted(["a", "c"], ["a", "b", "c"])
    assert was_sorted(["a", "b", "c"], ["c", "b"])
