"""The queues of a wallboard: a strip below captions, which pages through all queues."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from PySide6.QtCore import QRect

from console.views.metric_words import alarm_words, card_words
from console.views.rows import Figure, QueueCard, Severity, WallPanel
from widgets.painting.theme import Ink
from widgets.wallboard.boxes import Box, Boxes
from widgets.wallboard.text_layout import Face

Captions = tuple[str, str, str]
CAPTIONS: tuple[Captions, ...] = (
    ("Waiting", "Longest wait", "Service level"),
    ("Waiting", "Longest", "Level"),
    ("Wait", "Longest", "SL"),
    ("Wait", "Max", "SL"),
)
_NAME = 12  # the width a name has at the least, in cap heights of the text
_LARGEST = 1.7  # cap height of the figures, in those of the text
_NARROWEST = ("88", "8:88", "88.8 %")


def shared(field: QRect, widths: Sequence[int], gap: int) -> list[QRect]:
    """*field* divided side by side by *widths*, *gap* pixels apart."""
    usable, whole, done = field.width() - gap * (len(widths) - 1), sum(widths), 0
    rects = []
    for number, width in enumerate(widths):
        left = field.left() + number * gap + usable * done // whole
        done += width
        right = field.left() + number * gap + usable * done // whole
        rects.append(QRect(left, field.top(), right - left, field.height()))
    return rects


class QueuePages:
    """Which queues are shown: a group at a time, in the order they had when the round began.

    Each round shows every queue; the next begins with the worst again.
    """

    def __init__(self) -> None:
        self.number = 0
        self.count = 1
        self._order: list[str] = []

    def shown(self, cards: Sequence[QueueCard], size: int) -> list[QueueCard]:
        """The cards of the group of *size* queues that is shown now."""
        known = {card.id: card for card in cards}
        kept = [queue for queue in self._order if queue in known]
        self._order = [*kept, *(queue for queue in known if queue not in set(kept))]
        self.count = max(1, -(-len(self._order) // size))
        self.number %= self.count
        if not self.number and kept:
            self._order = list(known)  # as long as the first group is shown, the worst are in it
        first = self.number * size
        return [known[queue] for queue in self._order[first : first + size]]

    def turn(self, step: int = 1) -> None:
        """Show the next group; the first comes after the last."""
        self.number = (self.number + step) % self.count


class QueueStrip:
    """Lays out queues below each other, all in one size, with a caption above each column of figures.

    It shows as many as fit, at most *panel*'s `most`, and says which of all they are. Where names and figures
    do not fit on one line, each queue has two.
    """

    def __init__(self, boxes: Boxes, panel: WallPanel, width: int) -> None:
        self._boxes, self._cards = boxes, panel.cards
        self._most, self._label = max(1, panel.most), panel.label
        self._plain, self._bold = Face(boxes.cap), Face(boxes.cap, bold=True)
        self._air, self._gap = round(boxes.cap * 0.32), round(boxes.cap * 0.9)
        self._room = width - 2 * boxes.pad
        self._captions = self._fitting_captions()
        room = min(_NAME * boxes.cap, self._widest_name(self._bold))
        self._has_two_lines = self._name_room(self._captions, boxes.cap) < room
        room = self._room if self._has_two_lines else self._name_room(self._captions, boxes.cap)
        room -= self._gap + round(0.8 * boxes.cap) if self._has_two_lines else 0
        # Names that would be cut in bold are all plain.
        self._names = self._bold if self._widest_name(self._bold) <= room else self._plain

    def need(self) -> int:
        """The least height of the strip: that of two queues, or of the only one."""
        return self._height_of(min(2, len(self._cards)))

    def place(self, field: QRect, pages: QueuePages) -> None:
        """Place the queues that *pages* shows in *field*."""
        if not self._cards:
            return
        boxes = self._boxes
        boxes.add(Box(field))
        count = min(self._most, len(self._cards))
        while count > 1 and self._height_of(count) > field.height():
            count -= 1
        cards = pages.shown(self._cards, count)
        top = field.top() + self._air + boxes.cap + (boxes.line() if self._has_two_lines else 0)
        head = top + self._air
        high = min((field.bottom() - self._air - head) // count, round(2.8 * self._row_height()))
        cap = self._figure_cap(high)
        columns = self._columns(field, cap)
        end = field.right() - boxes.pad if self._has_two_lines else columns[0][0] - self._gap
        self._place_heading(pages, count, field.left() + boxes.pad, field.top() + self._air + boxes.cap, end)
        for caption, (left, width) in zip(self._captions, columns, strict=True):
            boxes.layout.right(caption, left + width, top, self._plain, Ink.MUTED)
        for number, card in enumerate(cards):
            row = QRect(field.left(), head + number * high, field.width(), high)
            self._place_queue(card, row, columns, cap)

    def _place_heading(self, pages: QueuePages, size: int, left: int, base: int, end: int) -> None:
        """Say above the names which of the queues these are."""
        first, total = pages.number * size + 1, len(self._cards)
        last = min(total, first + size - 1)
        shown = f"{first}–{last}" if last > first else f"{first}"
        which = f"{shown} of {total}" if pages.count > 1 else ""
        letters = self._boxes.letters
        texts = (" ".join(part for part in (self._label, which) if part), which)
        text = next((text for text in texts if letters.width(text, self._plain) <= end - left), "")
        self._boxes.layout.quoting([text] if text else [], left, base, self._plain, Ink.MUTED, ())

    def _height_of(self, count: int) -> int:
        head = self._boxes.cap + (self._boxes.line() if self._has_two_lines else 0)
        return head + 3 * self._air + count * self._row_height()

    def _row_height(self) -> int:
        """The least height of a queue."""
        lines = self._boxes.line() if self._has_two_lines else 0
        return self._boxes.cap + lines + 2 * self._air

    def _fitting_captions(self) -> Captions:
        """The longest captions that leave the names enough room."""
        cap, widest = self._boxes.cap, self._widest_name(self._bold)
        for captions in CAPTIONS:
            if self._name_room(captions, cap) >= widest:
                return captions
        for captions in CAPTIONS:
            if sum(self._widths(captions, cap)) + 2 * self._gap <= self._room:
                return captions
        return CAPTIONS[-1]

    def _widest_name(self, face: Face) -> int:
        return max((self._boxes.letters.width(card.name, face) for card in self._cards), default=0)

    def _name_room(self, captions: Captions, cap: int) -> int:
        """Room for a name on one line with figures of the cap height *cap*."""
        return self._room - sum(self._widths(captions, cap)) - 3 * self._gap - self._word_room

    @cached_property
    def _word_room(self) -> int:
        """Room for the mark and word of a severity, kept free while nothing is lit."""
        letters = self._boxes.letters
        words = {word for card in self._cards for figure in _figures(card) for word in alarm_words(figure)}
        widest = max((letters.width(word, self._bold) for word in words), default=0)
        return self._gap + round(1.2 * self._boxes.cap) + widest if words else 0

    def _widths(self, captions: Captions, cap: int) -> list[int]:
        """The least width of each column of figures, of the queues shown and of the others."""
        letters = self._boxes.letters
        return [
            max(
                letters.width(caption, self._plain),
                *(letters.figure_width(_figures(card)[place].text, cap) for card in self._cards),
                letters.figure_width(_NARROWEST[place], cap),
            )
            for place, caption in enumerate(captions)
        ]

    def _figure_cap(self, high: int) -> int:
        """One size for the figures of all queues, of those shown and of the others."""
        least = self._boxes.cap
        lines = self._boxes.line() if self._has_two_lines else 0
        cap = max(least, min(round(least * _LARGEST), high - 2 * self._air - lines))
        name = min(self._widest_name(self._names), self._name_room(self._captions, least))
        while cap > least and not self._fits(cap, name):
            cap -= 1
        return cap

    def _fits(self, cap: int, name: int) -> bool:
        if self._has_two_lines:
            return sum(self._widths(self._captions, cap)) + 2 * self._gap <= self._room
        return self._name_room(self._captions, cap) >= name

    def _columns(self, field: QRect, cap: int) -> list[tuple[int, int]]:
        """Where each column of figures begins, and its width."""
        widths, gap = self._widths(self._captions, cap), self._gap
        right = field.right() - self._boxes.pad
        if self._has_two_lines:
            gap = (self._room - sum(widths)) // 2
        else:
            right -= self._word_room
            heading = self._boxes.letters.width(f"{self._label} 88–88 of 88", self._plain)
            kept = max(self._widest_name(self._names), heading)
            spare = self._name_room(self._captions, cap) - kept
            gap += max(0, min(spare // 4, 2 * cap))
        columns: list[tuple[int, int]] = []
        for width in reversed(widths):
            columns.insert(0, (right - width, width))
            right -= width + gap
        return columns

    def _place_queue(self, card: QueueCard, row: QRect, columns: list[tuple[int, int]], cap: int) -> None:
        boxes, layout, letters = self._boxes, self._boxes.layout, self._boxes.letters
        worst = max(card.severity, *(figure.severity for figure in _figures(card)))
        inset = max(2, boxes.gap // 6)
        boxes.add(Box(row.adjusted(inset, inset, -inset, -inset), worst, is_row=True))
        left, right = row.left() + boxes.pad, row.right() - boxes.pad
        base = name_base = row.top() + (row.height() + cap) // 2
        word_left, name_end = right - self._word_room + self._gap, columns[0][0] - self._gap
        if self._has_two_lines:
            name_base = row.top() + (row.height() - boxes.line() - cap) // 2 + boxes.cap
            base, name_end = name_base + boxes.line() - boxes.cap + cap, word_left - self._gap
        words = card_words(card).split(" · ")[0] if worst is not Severity.NONE else ""
        if self._has_two_lines and letters.width(card.name, self._names) > name_end - left:
            words, word_left = "", right - round(0.8 * boxes.cap)  # the mark alone leaves the name more room
            name_end = word_left - self._gap
        name = letters.fitted(card.name, self._names, name_end - left)
        layout.quoting([name], left, name_base, self._names, Ink.TEXT, ())
        for figure, (start, width) in zip(_figures(card), columns, strict=True):
            layout.figure(figure, start + width - letters.figure_width(figure.text, cap), base, cap, Ink.TEXT)
        if worst is not Severity.NONE:
            boxes.alarm(worst, words, (word_left, name_base))


def _figures(card: QueueCard) -> tuple[Figure, Figure, Figure]:
    return card.waiting, card.longest_wait, card.service_level
