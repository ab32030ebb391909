"""Wallboard page layout: boxes and their texts, scaled to the size of the screen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QRegion

from console.views.metric_words import card_words, severity_word
from console.views.rows import Figure, QueueCard, Severity, WallPage, WallPanel, WallRow
from widgets.painting.theme import ALARMS, Ink
from widgets.wallboard.text_layout import (
    LEADING,
    READ_AT_5_M,
    READ_AT_12_M,
    Face,
    Letters,
    WallLine,
    WallTextLayout,
)

UPRIGHT_MOST = 4  # most panels stacked on a portrait screen
_LARGEST = {"main": 0.19, "normal": 0.115, "small": 0.08}  # cap heights, as shares of the screen's


@dataclass(frozen=True, slots=True)
class Box:
    """The background of a panel or card."""

    rect: QRect
    severity: Severity = Severity.NONE


@dataclass(frozen=True, slots=True)
class Sign:
    """The shape of a severity, in the square it is drawn in."""

    rect: QRect
    severity: Severity


def pages_for(pages: Sequence[WallPage], size: QSize) -> list[WallPage]:
    """*pages* laid out for a screen of *size*.

    A portrait screen is too narrow for readable panels side by side: they are stacked, and
    continue on the next page where they do not fit.
    """
    if size.width() >= size.height():
        return list(pages)
    found = []
    for page in pages:
        stacked: list[WallRow] = []
        for row in page.rows:
            rows = [WallRow(1, (part,)) for panel in row.panels for part in _single(panel)]
            if stacked and len(stacked) + len(rows) > UPRIGHT_MOST:
                found.append(replace(page, rows=tuple(stacked)))
                stacked = []
            while len(rows) > UPRIGHT_MOST:
                found.append(replace(page, rows=tuple(rows[:UPRIGHT_MOST])))
                rows = rows[UPRIGHT_MOST:]
            stacked += rows
        if stacked:
            found.append(replace(page, rows=tuple(stacked)))
    return found


def _single(panel: WallPanel) -> list[WallPanel]:
    if panel.kind != "queues":
        return [panel]
    return [replace(panel, cards=(card,)) for card in panel.cards]


def changed_region(before: PageLayout, after: PageLayout, whole: QRect) -> QRegion:
    """The region of *whole* in which two layouts differ: whole boxes, and lines outside of boxes."""
    old, new = before.parts(), after.parts()
    if len(old) != len(new) or [box.rect for box in before.boxes] != [box.rect for box in after.boxes]:
        return QRegion(whole)
    region, air = QRegion(), after.cap // 4
    for was, now in zip(old, new, strict=True):
        if was != now:
            rect = was.rect.united(now.rect).adjusted(-air, -air, air, air)
            boxes = (box.rect for box in after.boxes if box.rect.contains(now.rect))
            region = region.united(next(boxes, rect))
    return region


class PageLayout:
    """Lays out one page for one screen size; fills `boxes`, `signs` and `setter.lines`."""

    def __init__(self, letters: Letters, size: QSize) -> None:
        self.letters = letters
        self.layout = WallTextLayout(letters)
        self.boxes: list[Box] = []
        self.signs: list[Sign] = []
        self.head_lines = 0  # how many of the lines are the page's head
        self.height = size.height()
        self.cap = math.ceil(size.height() * READ_AT_5_M)
        self.edge = round(min(size.width(), size.height()) * 0.026)
        self.gap = round(min(size.width(), size.height()) * 0.018)
        self.pad = round(min(size.width(), size.height()) * 0.021)

    def parts(self) -> list[Box | Sign | WallLine]:
        """Everything that is painted."""
        return [*self.boxes, *self.signs, *self.layout.lines]

    def set_page(self, page: WallPage, field: QRect) -> None:
        """Lay *page* out in *field*."""
        self.head_lines = len(self.layout.lines)
        usable = field.height() - self.gap * (len(page.rows) - 1)
        rows = [(row, self._shared(field, [panel.width for panel in row.panels])) for row in page.rows]
        needs = [max(map(self._need, row.panels, rects)) for row, rects in rows]
        heights = shared_out(usable, [row.height for row in page.rows], needs)
        top = field.top()
        for (row, rects), height in zip(rows, heights, strict=True):
            self._set_row(row, [QRect(rect.left(), top, rect.width(), height) for rect in rects])
            top += height + self.gap

    def _need(self, panel: WallPanel, rect: QRect) -> int:
        """Height a panel of this width needs for all its texts."""
        if panel.figure is not None:
            return _PagePlan(self, panel, panel.figure, QRect(0, 0, rect.width(), self.height)).need()
        return self.line(2) + self.cap + 2 * round(self.pad * 0.8)

    def _set_row(self, row: WallRow, rects: list[QRect]) -> None:
        plans = []
        for panel, rect in zip(row.panels, rects, strict=True):
            if panel.kind == "queues":
                places = self._shared(rect, [1] * max(1, len(panel.cards)))
                for card, place in zip(panel.cards, places, strict=False):
                    self._set_card(card, place)
            elif panel.figure is not None:
                plans.append(_PagePlan(self, panel, panel.figure, rect))
        most = max((len(plan.notes) for plan in plans), default=0)
        level = all(plan.free(most) >= plan.least for plan in plans)
        caps: dict[str, int] = {}
        for plan in plans:
            cap = plan.figure_cap(most if level else len(plan.notes))
            caps[plan.panel.size] = min(caps.get(plan.panel.size, self.height), cap)
        for plan in plans:
            notes = most if level else len(plan.notes)
            apart = 1.0 if plan.panel.size == "main" else 1.6  # largest over smallest
            plan.place(min(plan.figure_cap(notes), round(apart * caps[plan.panel.size])), notes)

    def _shared(self, field: QRect, widths: list[int]) -> list[QRect]:
        usable, whole, done = field.width() - self.gap * (len(widths) - 1), sum(widths), 0
        rects = []
        for number, width in enumerate(widths):
            left = field.left() + number * self.gap + usable * done // whole
            done += width
            right = field.left() + number * self.gap + usable * done // whole
            rects.append(QRect(left, field.top(), right - left, field.height()))
        return rects

    def line(self, count: float = 1) -> int:
        """The height of *count* lines of text."""
        return round(count * self.cap * LEADING)

    def sign(self, severity: Severity, left: int, base: int, cap: int) -> int:
        """Place the shape of *severity* on a baseline; returns the x of a word beside it."""
        side = round(cap * 0.8)
        self.signs.append(Sign(QRect(left, base - cap + (cap - side) // 2, side, side), severity))
        return left + side + round(cap * 0.4)

    def alarm_width(self, figure: Figure) -> int:
        """Width of the shape and word of the severity of *figure*."""
        word = self.letters.width(severity_word(figure), Face(self.cap, bold=True))
        return word + round(self.cap * 0.8) + round(self.cap * 0.4)

    def _set_card(self, card: QueueCard, rect: QRect) -> None:
        """One queue: name, three figures, then the problem, or free agents if there is room."""
        self.boxes.append(Box(rect, card.severity))
        cap, face, height = self.cap, Face(self.cap, bold=True), rect.height()
        worst = max(card.severity, card.longest_wait.severity, card.service_level.severity)
        lines = 3 if height >= self.line(2) + cap + self.pad else 2
        left, right = rect.left() + self.pad, rect.right() - self.pad
        most = 2 if height >= self.line(lines) + cap + self.pad else 1
        names, name_face = self.letters.wrapped(card.name, face, right - left, most)
        lines += len(names) - 1
        spare = max(0, height - self.line(lines - 1) - cap - 2 * self.pad)
        larger = min(round(cap * 2.2), cap + spare)
        base = rect.top() + (height - self.line(lines - 1) - larger) // 2 + cap
        begins = left
        if lines == 2 and worst is not Severity.NONE:
            begins = self.sign(worst, left, base, cap)
        if len(names) == 1:
            name, name_face = self.letters.fitted(card.name, face, right - begins)
            if name != card.name:
                name, name_face = self.letters.fitted(card.name, Face(cap), right - begins)
            names = [name]
        self.layout.quoting(names, begins, base, name_face, Ink.TEXT, ())
        base += self.line(len(names)) - cap + larger
        self._set_three(card, left, right, base, larger)
        if lines - len(names) == 2:
            self._set_last(card, worst, left, right, base + self.line())

    def _set_three(self, card: QueueCard, left: int, right: int, base: int, cap: int) -> None:
        """Waiting, longest wait and service level, spread out evenly in one size."""
        figures = (card.waiting, card.longest_wait, card.service_level)
        for stretch in (100, 94, 88, 82, 76, 70, 64):
            face = Face(cap, True, stretch)
            widths = [self.letters.width(figure.text, face) for figure in figures]
            if sum(widths) + cap <= right - left:
                break
            if stretch == 64 or (stretch == 88 and cap > self.cap):
                if cap > self.cap:
                    return self._set_three(card, left, right, base, max(self.cap, round(cap * 0.9)))
                break
        middle = left + widths[0] + (right - left - sum(widths)) // 2
        self._set_figure(card.waiting, left, base, face)
        self._set_figure(card.longest_wait, middle, base, face)
        self._set_figure(card.service_level, right - widths[2], base, face)
        return None

    def _set_figure(self, figure: Figure, left: int, base: int, face: Face) -> None:
        self.layout.set(figure.text, left, base, face, ALARMS[figure.severity].ink, figure)

    def _set_last(self, card: QueueCard, worst: Severity, left: int, right: int, base: int) -> None:
        if worst is Severity.NONE:
            text, face = self.letters.fitted(card.free_text, Face(self.cap), right - left)
            self.layout.quoting([text], left, base, face, Ink.MUTED, (card.free, card.staffed))
            return
        begins = self.sign(worst, left, base, self.cap)
        word, bold = card_words(card), Face(self.cap, bold=True)
        longer = f"{word}: {card.reason}"
        fits = card.reason and self.letters.width(longer, bold) <= right - begins
        text, face = self.letters.fitted(longer if fits else word, bold, right - begins)
        end = self.layout.set(text, begins, base, face, ALARMS[worst].ink).right()
        plain = Face(self.cap)
        if not fits and end + self.cap + self.letters.width(card.free_text, plain) <= right:
            start = right - self.letters.width(card.free_text, plain)
            self.layout.quoting([card.free_text], start, base, plain, Ink.MUTED, (card.free, card.staffed))


class _PagePlan:
    """One figure's panel before the size of its row is known: wrapped texts and the alarm's position."""

    def __init__(self, page: PageLayout, panel: WallPanel, figure: Figure, rect: QRect) -> None:
        self.page, self.panel, self.figure, self.rect = page, panel, figure, rect
        self.room = rect.width() - 2 * page.pad
        share = READ_AT_12_M * 1.1 if panel.size == "main" else READ_AT_5_M * 1.4
        self.least = math.ceil(page.height * share)
        for labels, notes in ((2, 2), (1, 2), (2, 1), (1, 1)):
            self._break(labels, notes)
            if self.free(len(self.notes)) >= self.least:
                break

    def need(self) -> int:
        """Height the panel needs for its texts as they are wrapped."""
        return self.rect.height() - self.free(len(self.notes)) + self.least

    def free(self, notes: int) -> int:
        """Height left for the figure above *notes* lines of text."""
        page = self.page
        above = page.line(self.label_lines - 1) + page.cap + round(page.cap * 0.65) if self.label_lines else 0
        below = page.line(notes - 1) + page.cap + round(page.cap * 0.55) if notes else 0
        return self.rect.height() - 2 * page.pad - above - below

    def figure_cap(self, notes: int) -> int:
        """Largest cap height of the figure above *notes* lines of text."""
        page = self.page
        most = min(self.free(notes), round(page.height * _LARGEST[self.panel.size]))
        room = self.room - self._beside_figure()
        return page.letters.largest(self.figure.text, max(page.cap, most), page.cap, room)

    def place(self, cap: int, notes: int) -> None:
        """Place everything, with the figure's cap height *cap* pixels above *notes* lines."""
        page, figure, layout = self.page, self.figure, self.page.layout
        page.boxes.append(Box(self.rect, figure.severity))
        left, base = self.rect.left() + page.pad, self.rect.top() + page.pad + page.cap
        layout.quoting(self.labels, left, base, self.label_face, Ink.MUTED, ())
        first_note = self.rect.bottom() - page.pad - page.line(max(0, notes - 1))
        figure_base = first_note - page.cap - round(page.cap * 0.55) if notes else first_note
        if self.alarm != "none":
            at = base + page.line(self.label_lines - 1)
            self._place_alarm(left, figure_base if self.alarm == "figure" else at)
        text, face = page.letters.fitted(figure.text, Face(cap, bold=True), self.room)
        layout.set(text, left, figure_base, face, ALARMS[figure.severity].ink, figure)
        layout.quoting(self.notes, left, first_note, self.note_face, Ink.MUTED, self.panel.beside)

    def _break(self, labels: int, notes: int) -> None:
        letters, severity = self.page.letters, self.figure.severity
        plain = Face(self.page.cap)
        self.labels, self.label_face = letters.wrapped(self.panel.label, plain, self.room, labels)
        self.notes, self.note_face = letters.wrapped(self.panel.note, plain, self.room, notes)
        self.alarm, self.label_lines = "none", len(self.labels)
        if severity is Severity.NONE:
            return
        wide = self.page.cap + self.page.alarm_width(self.figure)
        last = letters.width(self.labels[-1], self.label_face) if self.labels else 0
        figure = letters.width(self.figure.text, Face(self.least, bold=True))
        if last + wide <= self.room:
            self.alarm = "label"
        elif figure + wide <= self.room:
            self.alarm = "figure"
        else:
            self.alarm, self.label_lines = "own", self.label_lines + 1

    def _beside_figure(self) -> int:
        return self.page.cap + self.page.alarm_width(self.figure) if self.alarm == "figure" else 0

    def _place_alarm(self, left: int, base: int) -> None:
        page, figure = self.page, self.figure
        if self.alarm != "own":
            left = self.rect.right() - page.pad - page.alarm_width(figure)
        begins = page.sign(figure.severity, left, base, page.cap)
        ink = ALARMS[figure.severity].ink
        page.layout.set(severity_word(figure), begins, base, Face(page.cap, bold=True), ink)


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
