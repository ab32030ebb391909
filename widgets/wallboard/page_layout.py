"""Wallboard page layout: rows of panels and queues, scaled to the size of the screen."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QRegion

from console.views.rows import WallPage, WallPanel, WallRow
from widgets.wallboard.boxes import Boxes
from widgets.wallboard.queue_strip import QueuePages, QueueStrip, shared
from widgets.wallboard.row_layout import FigurePanel, RowLayout
from widgets.wallboard.text_layout import Letters

UPRIGHT_MOST = 3  # most panels stacked on a portrait screen


class ScreenPage(NamedTuple):
    """A page as it is shown on a screen: all of the page numbered `source`, or a part of it."""

    source: int
    page: WallPage


def pages_for(pages: Sequence[WallPage], size: QSize) -> list[ScreenPage]:
    """*pages* laid out for a screen of *size*.

    A portrait screen is too narrow for readable panels side by side: they are stacked, and continue on the
    next page where they do not fit. The queues have a page of their own there.
    """
    if size.width() >= size.height():
        return [ScreenPage(number, page) for number, page in enumerate(pages)]
    found: list[ScreenPage] = []
    for number, page in enumerate(pages):
        stacked: list[WallRow] = []
        for panel in (panel for row in page.rows for panel in row.panels):
            if stacked and (len(stacked) == UPRIGHT_MOST or panel.kind == "queues"):
                found.append(ScreenPage(number, replace(page, rows=tuple(stacked))))
                stacked = []
            if panel.kind == "queues":
                found.append(ScreenPage(number, replace(page, rows=(WallRow(1, (panel,)),))))
            else:
                stacked.append(WallRow(1, (panel,)))
        if stacked:
            found.append(ScreenPage(number, replace(page, rows=tuple(stacked))))
    return found


def changed_region(before: PageLayout, after: PageLayout, whole: QRect) -> QRegion:
    """The region of *whole* in which two layouts differ: whole boxes, and lines outside of boxes."""
    old, new = before.parts(), after.parts()
    if len(old) != len(new) or [box.rect for box in before.boxes] != [box.rect for box in after.boxes]:
        return QRegion(whole)
    region, air = QRegion(), after.cap // 4
    for was, now in zip(old, new, strict=True):
        if was != now:
            rect = was.rect.united(now.rect).adjusted(-air, -air, air, air)
            boxes = (box.rect for box in reversed(after.boxes) if box.rect.contains(now.rect))
            region = region.united(next(boxes, rect))
    return region


class PageLayout(Boxes):
    """Lays out one page for one screen size; *queue_pages* says which queues of a panel are shown."""

    def __init__(
        self,
        letters: Letters,
        size: QSize,
        queue_pages: Callable[[int, int], QueuePages] = lambda row, panel: QueuePages(),
    ) -> None:
        super().__init__(letters, size)
        self.head_parts = 0  # how many of the lines are the page's head
        self.strips: list[QueuePages] = []
        self._queue_pages = queue_pages

    def set_page(self, page: WallPage, field: QRect) -> None:
        """Lay *page* out in *field*."""
        self.head_parts = len(self.layout.lines)
        usable = field.height() - self.gap * (len(page.rows) - 1)
        rects = [shared(field, [panel.width for panel in row.panels], self.gap) for row in page.rows]
        figures = [self._figures(row, places) for row, places in zip(page.rows, rects, strict=True)]
        needs = [
            self._need(row, places, layout)
            for row, places, layout in zip(page.rows, rects, figures, strict=True)
        ]
        heights = shared_out(usable, [row.height for row in page.rows], needs)
        top = field.top()
        for number, (row, height) in enumerate(zip(page.rows, heights, strict=True)):
            places = [QRect(rect.left(), top, rect.width(), height) for rect in rects[number]]
            self._place_row(number, row, figures[number], places)
            top += height + self.gap

    def _figures(self, row: WallRow, rects: Sequence[QRect]) -> RowLayout | None:
        panels = [
            FigurePanel(self, panel, panel.figure, rect)
            for panel, rect in zip(row.panels, rects, strict=True)
            if panel.figure is not None
        ]
        return RowLayout(self, panels, self.height) if panels else None

    def _need(self, row: WallRow, rects: Sequence[QRect], figures: RowLayout | None) -> int:
        needs = [0 if figures is None else figures.need()]
        needs += [
            self._strip(panel, rect).need()
            for panel, rect in zip(row.panels, rects, strict=True)
            if panel.figure is None
        ]
        return max(needs)

    def _strip(self, panel: WallPanel, rect: QRect) -> QueueStrip:
        return QueueStrip(self, panel, rect.width())

    def _place_row(self, number: int, row: WallRow, figures: RowLayout | None, rects: list[QRect]) -> None:
        mine = []
        for place, (panel, rect) in enumerate(zip(row.panels, rects, strict=True)):
            if panel.figure is not None:
                mine.append(rect)
                continue
            pages = self._queue_pages(number, place)
            self._strip(panel, rect).place(rect, pages)
            self.strips.append(pages)
        if figures is not None:
            figures.place(mine)


def shared_out(whole: int, shares: Sequence[int], needs: Sequence[int]) -> list[int]:
    """Divide *whole* by *shares*, but give each what it needs while the others can spare it.

    >>> shared_out(900, (4, 3, 2), (300, 320, 200)), shared_out(100, (1, 1), (100, 100))
    ([380, 320, 200], [50, 50])
    """
    if sum(needs) >= whole:
        parts = [whole * need // sum(needs) for need in needs]
    else:
        parts = [whole * share // sum(shares) for share in shares]
        lacking = sum(max(0, need - part) for part, need in zip(parts, needs, strict=True))
        spare = sum(max(0, part - need) for part, need in zip(parts, needs, strict=True))
        parts = [
            need if part <= need else part - math.ceil((part - need) * lacking / spare)
            for part, need in zip(parts, needs, strict=True)
        ]
    parts[0] += whole - sum(parts)
    return parts
