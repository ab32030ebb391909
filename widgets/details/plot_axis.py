"""The labels of the time bar's axis."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from console.views.text import goal_share_text
from widgets.painting.theme import Ink


def axis_labels(
    values: Iterable[float],
    target: float | None,
    goal: str,
    level_of: Callable[[float], int],
    height: int,
) -> list[tuple[int, str, Ink]]:
    """(y position, text, ink) of each label: the *goal* at *target*, and *values* where there is room.

    *level_of* is the y position of a share, *height* that of a label, in pixels.
    """
    wanted = [(value, goal_share_text(value), Ink.FAINT) for value in values]
    if target is not None:
        wanted.insert(0, (target, goal, Ink.MUTED))
    labels: list[tuple[int, str, Ink]] = []
    for value, words, ink in wanted:
        level = level_of(value)
        if all(abs(level - other) >= height for other, _, _ in labels):
            labels.append((level, words, ink))
    return labels
