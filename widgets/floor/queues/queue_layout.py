"""The geometry of the queue column: cards, rows for calm queues where cards have no room, and headings."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect

from console.views.rows import QueueCard, Severity
from widgets.painting.theme import Theme, Type

_NARROW = 192  # pixels at zoom 1 below which a card has no room for its figures
_CARDS_SHARE = 0.7  # of the room, for cards of queues that need attention, where not all fit


class QueueItem(NamedTuple):
    """Where a queue is shown, and whether in a row."""

    rect: QRect
    is_row: bool


def card_height(theme: Theme) -> int:
    """The height of a queue's card in pixels."""
    lines = theme.height(Type.TITLE) + theme.height(Type.COUNT) + 2 * theme.height(Type.SMALL)
    return lines + theme.px(26)


def row_height(theme: Theme) -> int:
    """The height of a queue's row in pixels."""
    return theme.height(Type.NAME) + theme.px(11)


class QueueLayout:
    """The places of *cards* on *width* pixels, of which *room* are seen at once (0: all); immutable.

    If cards for all do not fit, only the worst are cards. With *has_groups*, each channel has a heading.
    """

    def __init__(
        self, theme: Theme, cards: Sequence[QueueCard], width: int, room: int, has_groups: bool
    ) -> None:
        self.items: list[QueueItem] = []
        self.headings: list[tuple[QRect, str]] = []
        as_cards = _as_cards(theme, cards, room) if width >= theme.px(_NARROW) else set[int]()
        heights = card_height(theme), row_height(theme)
        gap, heading, top = theme.px(10), theme.height(Type.HEADING) + theme.px(12), 0
        was_row = True
        for index, card in enumerate(cards):
            is_row = index not in as_cards
            if has_groups and (not index or cards[index - 1].channel != card.channel):
                count = sum(other.channel == card.channel for other in cards)
                self.headings.append((QRect(0, top, width, heading), f"{card.channel}, {count:,}"))
                top += heading
            elif is_row and not was_row:
                top += gap // 2
            self.items.append(QueueItem(QRect(0, top, width, heights[is_row]), is_row))
            top += heights[is_row] + (0 if is_row else gap)
            was_row = is_row
        self._tops = [item.rect.top() for item in self.items]
        self._ends = [item.rect.bottom() + 1 for item in self.items]
        self.height = self._end_of_scrolling(room) if room else top

    def _end_of_scrolling(self, room: int) -> int:
        """The height at which scrolling ends with whole items, the last ones."""
        if not self.items or self._ends[-1] <= room:
            return self._ends[-1] if self.items else 0
        first = bisect_left(self._tops, self._ends[-1] - room)
        return self._tops[min(first, len(self._tops) - 1)] + room

    def whole(self, top: int, bottom: int) -> range:
        """The items that lie wholly between two heights; if none does, the one at the upper height."""
        first, last = bisect_left(self._tops, top), bisect_right(self._ends, bottom + 1)
        if first >= last:
            first = max(0, bisect_right(self._tops, top) - 1)
            last = min(len(self.items), first + 1)
        return range(first, last)

    def at(self, point: QPoint) -> int | None:
        """The item at *point*, if any."""
        index = bisect_right(self._tops, point.y()) - 1
        return index if index >= 0 and self.items[index].rect.contains(point) else None

    def snapped(self, value: int, before: int) -> int:
        """The top of an item for the scroll position *value*, past it as seen from the one *before*."""
        tops = self._heads()
        if value > before:
            return next((top for top in tops if top >= value), value)
        return next((top for top in reversed(tops) if top <= value), 0)

    def _heads(self) -> list[int]:
        """The tops of all items, or of the headings right above them."""
        of_heading = {rect.bottom() + 1: rect.top() for rect, _ in self.headings}
        return [of_heading.get(top, top) for top in self._tops]


def _as_cards(theme: Theme, cards: Sequence[QueueCard], room: int) -> set[int]:
    """The numbers of the queues shown as cards."""
    pitch = card_height(theme) + theme.px(10)
    if not room or len(cards) * pitch <= room + theme.px(10):
        return set(range(len(cards)))
    most = max(1, int(_CARDS_SHARE * room) // pitch)
    lit = [index for index, card in enumerate(cards) if severity_of(card) is not Severity.NONE]
    return set(sorted(lit, key=lambda index: (-severity_of(cards[index]), index))[:most])


def severity_of(card: QueueCard) -> Severity:
    """The worst severity of a queue: of its flags and its figures."""
    return max(card.severity, card.service_level.severity, card.longest_wait.severity)
