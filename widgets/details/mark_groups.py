"""Flags along the time bar that are too close together to be told apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from console.views.rows import Mark


def grouped_marks(marks: Iterable[Mark], left_of: Callable[[int], int], apart: int) -> list[tuple[Mark, ...]]:
    """*marks* in groups of those less than *apart* pixels after the first, each worst first.

    *left_of* is the x position of an instant (ms).
    """
    groups: list[list[Mark]] = []
    free_from = 0
    for mark in sorted(marks, key=lambda mark: mark.at):
        left = left_of(mark.at)
        if not groups or left >= free_from:
            groups.append([])
            free_from = left + apart
        groups[-1].append(mark)
    return [tuple(sorted(group, key=lambda mark: (-mark.severity, mark.at))) for group in groups]


def nearest_mark(marks: Iterable[Mark], left_of: Callable[[int], int], left: int, most: int) -> Mark | None:
    """The one of *marks* nearest to the x position *left*, at most *most* pixels from it; None without."""
    near = [mark for mark in marks if abs(left_of(mark.at) - left) <= most]
    return min(near, key=lambda mark: abs(left_of(mark.at) - left), default=None)
