"""What assistive technology reads of a wallboard: each figure and queue of the page shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QRect

from console.views.metric_words import card_words
from console.views.rows import Figure, QueueCard, WallPanel, WallRows
from widgets.accessibility.items import AccessibleItem, AccessibleItems, Role, figure_item
from widgets.wallboard.head import link_words


class HasPanels(Protocol):
    """What is read of a wallboard."""

    rows: WallRows | None

    @property
    def title(self) -> str: ...

    @property
    def panels(self) -> list[WallPanel]: ...

    def placed_figures(self) -> list[tuple[Figure, QRect]]: ...


class WallboardItems(AccessibleItems):
    """The panels of the page shown, and the queues shown on it."""

    role = Role.Grouping

    def __init__(self, board: HasPanels) -> None:
        self._board = board

    def keys(self) -> Sequence[str]:
        return list(self._items())

    def item(self, key: str) -> AccessibleItem | None:
        return self._items().get(key)

    def value(self) -> str:
        rows = self._board.rows
        if rows is None:
            return ""
        return " · ".join(part for part in (self._board.title, " ".join(link_words(rows)).strip()) if part)

    def words(self) -> str:
        return "" if self._board.rows is None else self._board.rows.announcement

    def _items(self) -> dict[str, AccessibleItem]:
        places = {(figure.metric, figure.scope): rect for figure, rect in self._board.placed_figures()}
        found: dict[str, AccessibleItem] = {}
        for number, panel in enumerate(self._board.panels):
            if panel.figure is not None:
                rect = places.get((panel.figure.metric, panel.figure.scope), QRect())
                found[f"panel {number}"] = figure_item(panel.figure, rect, panel.label, panel.note)
            for card in panel.cards:
                shown = places.get((card.service_level.metric, card.service_level.scope))
                if shown is not None:
                    found[f"queue {number} {card.id}"] = _queue_item(card, shown)
        return found


def _queue_item(card: QueueCard, rect: QRect) -> AccessibleItem:
    level = " ".join(part for part in (card.service_level.text, card.service_level.goal) if part)
    value = f"{card.waiting.text} waiting, longest wait {card.longest_wait.text}, service level {level}"
    return AccessibleItem(card.name, value, card_words(card), Role.ListItem, rect)
