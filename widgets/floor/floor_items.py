"""What assistive technology reads of the floor: each tile, heading, queue card and flag."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QScrollBar, QWidget

from console.views.metric_words import card_words
from console.views.rows import AgentTile, AttentionCard, QueueCard, Severity, TileGroup
from widgets.accessibility.items import AccessibleItem, AccessibleItems, Role
from widgets.floor.tile_layout import Place, TileLayout

Opens = Callable[[str], object]


class HasTiles(Protocol):
    """What is read of a grid of tiles."""

    groups: tuple[TileGroup, ...]
    chosen: str
    layout_of_tiles: TileLayout

    @property
    def current_place(self) -> Place | None: ...

    def viewport(self) -> QWidget: ...

    def verticalScrollBar(self) -> QScrollBar: ...


class TileItems(AccessibleItems):
    """The grid's headings and tiles, in the order they are shown."""

    def __init__(self, grid: HasTiles, opens: Opens, folds: Opens) -> None:
        self._grid, self._opens, self._folds = grid, opens, folds
        self._groups: Sequence[TileGroup] = ()
        self._places: dict[str, Place | int] = {}

    def keys(self) -> Sequence[str]:
        return list(self._known())

    def item(self, key: str) -> AccessibleItem | None:
        place, grid = self._known().get(key), self._grid
        if place is None:
            return None
        if isinstance(place, int):
            return self._heading(place)
        tile, rect = grid.groups[place.group].tiles[place.tile], grid.layout_of_tiles.rect(place)
        return AccessibleItem(
            tile.name,
            f"{tile.word} {tile.time.text}",
            tile_words(tile),
            Role.ListItem,
            self._shown(rect),
            tile.id == grid.chosen,
            lambda: self._opens(tile.id),
        )

    def _heading(self, number: int) -> AccessibleItem:
        grid = self._grid
        group, rect = grid.groups[number], grid.layout_of_tiles.heading_rect(number)
        words = (group.folded, "collapsed" if group.is_collapsed else "")
        return AccessibleItem(
            group.name,
            group.detail,
            " · ".join(part for part in words if part),
            Role.Heading,
            self._shown(rect),
            press=lambda: self._folds(group.id),
        )

    def current(self) -> str:
        place, groups = self._grid.current_place, self._grid.groups
        if place is None or place.group >= len(groups) or place.tile >= len(groups[place.group].tiles):
            return ""
        return _key(groups[place.group], groups[place.group].tiles[place.tile])

    def words(self) -> str:
        return f"{sum(self._grid.layout_of_tiles.counts)} agents in {len(self._grid.groups)} groups"

    def _known(self) -> dict[str, Place | int]:
        """Where each item is: a tile's place, or the number of a heading's group."""
        groups = self._grid.groups
        if groups is not self._groups:
            self._groups, self._places = groups, {}
            for number, group in enumerate(groups):
                if group.name:
                    self._places[f"group {group.id}"] = number
                for index, tile in enumerate(group.tiles):
                    self._places[_key(group, tile)] = Place(number, index)
        return self._places

    def _shown(self, rect: QRect) -> QRect:
        """*rect* of the layout in the grid's coordinates."""
        corner = self._grid.viewport().geometry().topLeft()
        return rect.translated(corner.x(), corner.y() - self._grid.verticalScrollBar().value())


def _key(group: TileGroup, tile: AgentTile) -> str:
    """An agent may be in several groups."""
    return f"agent {group.id}/{tile.id}"


def tile_words(tile: AgentTile) -> str:
    """What an agent works on, and why they need attention."""
    reason = tile.reason if tile.severity is not Severity.NONE else ""
    return " · ".join(part for part in (tile.work, reason) if part)


class HasCards(Protocol):
    """What is read of a column of queue cards."""

    cards: tuple[QueueCard, ...]

    @property
    def current_queue(self) -> str: ...

    def card_rect(self, index: int) -> QRect: ...


class QueueItems(AccessibleItems):
    """The queue cards, in the order they are shown."""

    def __init__(self, column: HasCards, opens: Opens) -> None:
        self._column, self._opens = column, opens

    def keys(self) -> Sequence[str]:
        return [card.id for card in self._column.cards]

    def item(self, key: str) -> AccessibleItem | None:
        column = self._column
        for index, card in enumerate(column.cards):
            if card.id == key:
                return AccessibleItem(
                    f"{card.name}, {card.channel}",
                    card_value(card),
                    " · ".join(part for part in (card_words(card), card.reason, card.free_text) if part),
                    Role.ListItem,
                    column.card_rect(index),
                    key == column.current_queue,
                    lambda: self._opens(key),
                )
        return None

    def current(self) -> str:
        return self._column.current_queue

    def words(self) -> str:
        return f"{len(self._column.cards)} queues"


def card_value(card: QueueCard) -> str:
    """The figures of a queue in words."""
    level = " ".join(part for part in (card.service_level.text, card.service_level.goal) if part)
    return f"{card.waiting.text} waiting, longest wait {card.longest_wait.text}, service level {level}"


def flag_name(card: AttentionCard) -> str:
    """Whose flag it is and of which rule; its times and values are said apart.

    >>> sales = AttentionCard("longest_wait queue:a 0", "", "Sales", "1:42", "", 0, "", Severity.BREACH, "")
    >>> flag_name(sales)
    'Sales, longest wait'
    """
    rule = card.id.partition(" ")[0].replace("_", " ")
    return f"{card.who}, {rule}"


class FlagItems(AccessibleItems):
    """A flag: its card is the item, its buttons are what can be done."""

    role = Role.ListItem

    def __init__(self, card: Callable[[], AttentionCard], opens: Opens) -> None:
        self._card, self._opens = card, opens

    def press(self) -> Callable[[], object]:
        return lambda: self._opens(self._card().scope)

    def value(self) -> str:
        return f"for {self._card().age}"

    def words(self) -> str:
        card = self._card()
        done = "acknowledged" if card.acknowledged else ""
        return " · ".join(part for part in (card.word, card.what, card.why, done) if part)
