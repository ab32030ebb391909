"""Visible figures of a window's parts with their rectangles; and packing of a window's saved geometry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget

from console.views.rows import Figure

Placed = Sequence[tuple[Figure, QRect]]


def seen_figures(
    window: QWidget, parts: Iterable[tuple[QWidget, Placed]], covers: Sequence[QWidget]
) -> list[tuple[Figure, QRect]]:
    """The fully visible figures of *parts*: not cut off by a scroll area, nor hidden by one of *covers*, the
    parts that overlap others."""
    found = []
    shut_off = [(cover, in_window(window, cover)) for cover in covers if not cover.isHidden()]
    for part, placed in parts:
        seen, offset = _seen_of(window, part), part.mapTo(window, QPoint(0, 0))
        for figure, rect in placed:
            here = rect.translated(offset)
            is_covered = any(cover is not part and over.intersects(here) for cover, over in shut_off)
            if seen.contains(here) and not is_covered:
                found.append((figure, here))
    return found


def in_window(window: QWidget, part: QWidget) -> QRect:
    """The rectangle of *part* in *window*."""
    return QRect(part.mapTo(window, QPoint(0, 0)), part.size())


def _seen_of(window: QWidget, part: QWidget) -> QRect:
    """The visible rectangle of *part* inside the scroll areas around it."""
    seen, around = in_window(window, part), part.parentWidget()
    while around is not None and around is not window:
        seen = seen.intersected(in_window(window, around))
        around = around.parentWidget()
    return seen
