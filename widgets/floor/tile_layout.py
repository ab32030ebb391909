"""The geometry of the agent grid: groups below one another, tiles in columns. No painting."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect

from console.views.rows import TileGroup
from widgets.painting.theme import Theme, Type


class TileSize(Enum):
    """The three sizes of a tile; the value is the minimum width in pixels at zoom 1."""

    SMALL = 140
    MEDIUM = 182
    LARGE = 210


@dataclass(frozen=True, slots=True)
class Place:
    """A tile's position: the index of its group, and its index in the group."""

    group: int
    tile: int


class GroupLines(NamedTuple):
    """The lines a group has besides its tiles: its heading, and one for the agents folded."""

    has_heading: bool = True
    has_folded: bool = False


def group_lines(group: TileGroup) -> GroupLines:
    """The lines *group* has besides its tiles."""
    return GroupLines(bool(group.name), bool(group.folded))


def tile_height(theme: Theme, size: TileSize) -> int:
    """Height of a tile of *size* in pixels: its lines and the padding."""
    px = theme.px
    if size is TileSize.SMALL:
        return theme.height(Type.NAME) + theme.height(Type.WORD) + px(12)
    if size is TileSize.MEDIUM:
        return theme.height(Type.NAME) + theme.height(Type.WORD) + theme.height(Type.WORD) + px(22)
    lines = theme.height(Type.LARGE_NAME) + theme.height(Type.LARGE_WORD) + theme.height(Type.WORD)
    return lines + px(38)


class TileLayout:
    """The positions of tiles for groups of the given *counts* on *width* pixels; immutable.

    *lines* are the groups' own, by default a heading each.
    """

    def __init__(
        self,
        theme: Theme,
        size: TileSize,
        counts: Sequence[int],
        width: int,
        lines: Sequence[GroupLines] = (),
    ) -> None:
        self.gap = theme.px(6 if size is TileSize.SMALL else 10)
        self.heading = theme.height(Type.HEADING) + theme.px(12)
        self.counts = list(counts)
        least = theme.px(size.value)
        self.columns = max(1, (width + self.gap) // (least + self.gap))
        self.tile_width = (width - (self.columns - 1) * self.gap) // self.columns
        self.tile_height = tile_height(theme, size)
        self.width = width
        self.folded = theme.height(Type.WORD) + theme.px(10)
        self.tops: list[int] = []
        self._starts: list[int] = []  # of the tiles
        self._lines = list(lines) or [GroupLines()] * len(self.counts)
        top = 0
        for count, own in zip(counts, self._lines, strict=True):
            self.tops.append(top)
            self._starts.append(top + (self.heading if own.has_heading else 0))
            rows = -(-count // self.columns)
            top = self._starts[-1] + rows * (self.tile_height + self.gap)
            top += (self.folded if own.has_folded else 0) + theme.px(8)
        self.height = top

    @property
    def pitch(self) -> int:
        """Distance from one row of tiles to the next, in pixels."""
        return self.tile_height + self.gap

    def heading_rect(self, group: int) -> QRect:
        """The rectangle of a group's heading."""
        height = self.heading if self._lines[group].has_heading else 0
        return QRect(0, self.tops[group], self.width, height)

    def folded_rect(self, group: int) -> QRect:
        """The rectangle of the line of a group's folded agents; empty if it has none."""
        rows = -(-self.counts[group] // self.columns)
        height = self.folded if self._lines[group].has_folded else 0
        return QRect(0, self._starts[group] + rows * self.pitch, self.width, height)

    def group_at(self, height: int) -> int | None:
        """The group at *height*, if any."""
        group = bisect_right(self.tops, height) - 1
        return group if group >= 0 and height < self.height else None

    def rect(self, place: Place) -> QRect:
        """The rectangle of a tile."""
        row, column = divmod(place.tile, self.columns)
        left = column * (self.tile_width + self.gap)
        top = self._starts[place.group] + row * self.pitch
        return QRect(left, top, self.tile_width, self.tile_height)

    def at(self, point: QPoint) -> Place | None:
        """The tile at *point*, if any."""
        group = bisect_right(self.tops, point.y()) - 1
        if group < 0 or point.x() < 0:
            return None
        row = (point.y() - self._starts[group]) // self.pitch
        column = point.x() // (self.tile_width + self.gap)
        if row < 0 or column >= self.columns:
            return None
        place = Place(group, row * self.columns + column)
        inside = place.tile < self.counts[group] and self.rect(place).contains(point)
        return place if inside else None

    def between(self, top: int, bottom: int) -> Iterator[tuple[int, range]]:
        """The groups visible between two heights, with the tiles visible in each."""
        group = max(0, bisect_right(self.tops, top) - 1)
        while group < len(self.tops) and self.tops[group] <= bottom:
            start = self._starts[group]
            first = max(0, (top - start) // self.pitch) * self.columns
            last = max(0, (bottom - start) // self.pitch + 1) * self.columns
            yield group, range(min(first, self.counts[group]), min(last, self.counts[group]))
            group += 1

    def beside(self, place: Place, across: int, down: int) -> Place:
        """The tile an arrow key moves to from *place*; *place* itself at the edge of the grid."""
        if across:
            return self._counted(self._number(place) + across, place)
        tile = place.tile + down * self.columns
        if 0 <= tile < self.counts[place.group]:
            return Place(place.group, tile)
        rows = -(-self.counts[place.group] // self.columns)
        if down > 0 and place.tile // self.columns < rows - 1:
            return Place(place.group, self.counts[place.group] - 1)
        group = place.group + down
        while 0 <= group < len(self.counts) and not self.counts[group]:
            group += down
        if not 0 <= group < len(self.counts):
            return place
        column, count = place.tile % self.columns, self.counts[group]
        if down > 0:
            return Place(group, min(column, count - 1))
        last_row = (count - 1) // self.columns * self.columns
        return Place(group, min(last_row + column, count - 1))

    def first(self) -> Place | None:
        """The first tile, if any."""
        return next((Place(group, 0) for group, count in enumerate(self.counts) if count), None)

    def last(self) -> Place | None:
        """The last tile, if any."""
        groups = reversed(list(enumerate(self.counts)))
        return next((Place(group, count - 1) for group, count in groups if count), None)

    def _number(self, place: Place) -> int:
        return sum(self.counts[: place.group]) + place.tile

    def _counted(self, number: int, otherwise: Place) -> Place:
        if number < 0:
            return otherwise
        for group, count in enumerate(self.counts):
            if number < count:
                return Place(group, number)
            number -= count
        return otherwise
