"""One row of a wallboard's figures: all its panels are laid out alike, lit or not."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from PySide6.QtCore import QRect

from console.views.metric_words import alarm_words, severity_word
from console.views.rows import Figure, Severity, WallPanel
from widgets.painting.theme import Ink
from widgets.wallboard.boxes import Box, Boxes
from widgets.wallboard.text_layout import CUT, READ_AT_5_M, READ_AT_12_M, Face

_LARGEST = {"main": 0.19, "normal": 0.115, "small": 0.08}  # cap heights, as shares of the screen's
_NARROWEST = {"%": "88.8 %", ":": "8:88"}  # figures keep their size while they are no wider than this
_BRIEF_COSTS, _PART_COSTS, _CUT_COSTS = 0.97, 0.7, 1e-9  # what a figure's size is worth less


_AIR = 0.75  # between a figure and its label or note, in their cap heights


class AlarmPlace(Enum):
    """Where the mark and word of a severity are: a place kept free while nothing is lit."""

    LABEL = "beside the label"
    NOTE = "before the note"
    OWN = "on a line of their own, below the label"


class Form(NamedTuple):
    """How many lines the labels and notes of a row take, and where its severities are shown."""

    labels: int
    notes: int
    place: AlarmPlace


FORMS = [Form(labels, notes, place) for labels in (1, 2) for notes in (1, 2) for place in AlarmPlace]


@dataclass(frozen=True, slots=True)
class PanelTexts:
    """The texts of a panel in one form, and what they cost: 1 if nothing was left out."""

    labels: list[str]
    notes: list[str]
    worth: float


class FigurePanel:
    """A panel and its place in a row. `room` is the width of its texts."""

    def __init__(self, boxes: Boxes, panel: WallPanel, figure: Figure, rect: QRect) -> None:
        self.panel, self.figure, self.rect = panel, figure, rect
        self.room = rect.width() - 2 * boxes.pad
        self._letters, self._cap = boxes.letters, boxes.cap
        self._plain, self._bold = Face(boxes.cap), Face(boxes.cap, bold=True)
        self._words = alarm_words(figure)

    @property
    def is_lit(self) -> bool:
        return self.figure.severity is not Severity.NONE

    def texts(self, form: Form) -> PanelTexts:
        """The panel's texts in *form*: shorter ones where the whole ones do not fit."""
        labels, worth = self._labels(form)
        before = self._width_before(form)
        notes, lost = self._letters.shorter(self.panel.note, self._plain, self.room, form.notes)
        worth *= _worth(lost)
        if before:  # lit, the note begins with the word
            room = self.room - before
            lit, lost = self._letters.shorter(self._lit_note, self._plain, max(0, room), form.notes)
            worth *= _worth(lost)
            notes = (lit if room > 0 and lost < CUT else []) if self.is_lit else notes
        return PanelTexts(labels, notes, worth)

    def figure_cap(self, most: int, least: int) -> int:
        """The largest cap height of the figure, no more than *most*."""
        template = next((text for sign, text in _NARROWEST.items() if sign in self.figure.text), "88")
        caps = (self._letters.largest(text, most, least, self.room) for text in (self.figure.text, template))
        return min(caps)

    def alarm_width(self, word: str) -> int:
        """Width of a mark with *word* beside it."""
        return self._letters.width(word, self._bold) + round(1.2 * self._cap)

    def _labels(self, form: Form) -> tuple[list[str], float]:
        letters, worth = self._letters, 1.0
        kept = max(map(self.alarm_width, self._words), default=0) if form.place is AlarmPlace.LABEL else 0
        kept += self._cap if kept else 0
        for label in dict.fromkeys((self.panel.label, self.panel.brief or self.panel.label)):
            lines = letters.lines(label, self._plain, self.room, form.labels)
            if lines is not None and (not lines or self._ends(lines) + kept <= self.room):
                return lines, worth
            worth *= _BRIEF_COSTS
        lines, lost = letters.shorter(label, self._plain, self.room - kept, form.labels)
        return lines, worth * _worth(lost)

    def _ends(self, lines: Sequence[str]) -> int:
        return self._letters.width(lines[-1], self._plain)

    def _width_before(self, form: Form) -> int:
        """Width of mark and word before a note; 0 if they are elsewhere."""
        if form.place is not AlarmPlace.NOTE or not self._words:
            return 0
        gap = self._letters.width(" ", self._plain)
        return max(map(self.alarm_width, self._words)) + gap

    @cached_property
    def _lit_note(self) -> str:
        """What follows the word of a severity: "below goal" is followed by what the goal is."""
        parts = self.panel.note.split(" · ")
        goals = [part for part in parts if part.startswith("goal ")]
        rest = [part for part in parts if part not in goals]
        return " · ".join([goal.removeprefix("goal ").lstrip("≤≥ ") for goal in goals] + rest)


def _worth(lost: int) -> float:
    return _CUT_COSTS if lost >= CUT else _PART_COSTS**lost


class RowLayout:
    """Lays out the figure panels of one row, in the form that makes their figures the largest."""

    def __init__(self, boxes: Boxes, panels: Sequence[FigurePanel], screen_height: int) -> None:
        self._boxes, self._panels, self._height = boxes, panels, screen_height
        self._texts: dict[Form, list[PanelTexts]] = {}

    def need(self) -> int:
        """The least height of the row at which its figures are read as they should be."""
        least = max(math.ceil(self._height * self._share(panel)) for panel in self._panels)
        whole = [form for form in FORMS if self._worth_of(form) > _CUT_COSTS] or FORMS
        return least + min(self._beside(form) for form in whole)

    def place(self, rects: Sequence[QRect]) -> None:
        """Place everything in *rects*, one for each panel."""
        form = max(FORMS, key=lambda form: self._score(form, rects[0].height()))
        caps = self._caps(form, rects[0].height())
        for panel, rect, texts in zip(self._panels, rects, self._texts_in(form), strict=True):
            self._place_panel(panel, rect, texts, form, caps[panel.panel.size])

    def _texts_in(self, form: Form) -> list[PanelTexts]:
        found = self._texts.get(form)
        if found is None:
            found = self._texts[form] = [panel.texts(form) for panel in self._panels]
        return found

    def _worth_of(self, form: Form) -> float:
        return math.prod(texts.worth for texts in self._texts_in(form))

    def _share(self, panel: FigurePanel) -> float:
        return READ_AT_12_M if panel.panel.size == "main" else READ_AT_5_M * 1.4

    def _score(self, form: Form, height: int) -> float:
        caps = self._caps(form, height)
        share = math.prod(
            min(caps[panel.panel.size] / (self._height * self._share(panel)), 1.0) ** 2
            * caps[panel.panel.size]
            / self._height
            for panel in self._panels
        )
        return self._worth_of(form) * share

    def _beside(self, form: Form) -> int:
        """Height of all but the figure."""
        boxes, air = self._boxes, round(self._boxes.cap * _AIR)
        has_labels = any(texts.labels for texts in self._texts_in(form))
        has_notes = any(panel.panel.note for panel in self._panels)
        above = (
            boxes.line(form.labels - 1 + (form.place is AlarmPlace.OWN)) + boxes.cap + air
            if has_labels
            else 0
        )
        below = boxes.line(form.notes - 1) + boxes.cap + air if has_notes else 0
        return 2 * boxes.pad + above + below

    def _caps(self, form: Form, height: int) -> dict[str, int]:
        """The cap height of the figures of each size: one for all of them, lit or not."""
        caps: dict[str, int] = {}
        for panel in self._panels:
            size, least = panel.panel.size, self._boxes.cap
            most = min(height - self._beside(form), round(self._height * _LARGEST[size]))
            cap = panel.figure_cap(max(least, most), least)
            caps[size] = min(caps.get(size, cap), cap)
        return caps

    def _place_panel(self, panel: FigurePanel, rect: QRect, texts: PanelTexts, form: Form, cap: int) -> None:
        boxes, layout, figure = self._boxes, self._boxes.layout, panel.figure
        plain = Face(boxes.cap)
        boxes.add(Box(rect, figure.severity))
        left, base = rect.left() + boxes.pad, rect.top() + boxes.pad + boxes.cap
        layout.quoting(texts.labels, left, base, plain, Ink.MUTED, ())
        has_notes = any(panel.panel.note for panel in self._panels)
        last = rect.bottom() - boxes.pad - (0 if has_notes else cap // 12)
        first_note = last - boxes.line(form.notes - 1) if has_notes else last
        figure_base = first_note - boxes.cap - round(boxes.cap * _AIR) if has_notes else last
        layout.figure(figure, left, figure_base, cap, Ink.TEXT)
        indent = 0
        if panel.is_lit:
            word = severity_word(figure)
            at = {
                AlarmPlace.LABEL: (rect.right() - boxes.pad - panel.alarm_width(word), base),
                AlarmPlace.OWN: (left, base + boxes.line(form.labels)),
                AlarmPlace.NOTE: (left, first_note),
            }[form.place]
            end = boxes.alarm(figure.severity, word, at)
            if form.place is AlarmPlace.NOTE:
                indent = end - left + boxes.letters.width(" ", plain)
        layout.quoting(texts.notes, left, first_note, plain, Ink.MUTED, panel.panel.beside, indent)
