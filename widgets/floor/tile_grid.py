"""The agent grid: a tile for each agent below group headings. Paints only what is visible, in one pass."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from console.views.rows import AgentTile, Figure, TileGroup
from widgets.accessibility.items import AccessibleItems, note_current
from widgets.floor.floor_items import TileItems, tile_words
from widgets.floor.lists.headings import (
    draw_fold_mark,
    folded_lines,
    heading_lines,
    same_lines,
)
from widgets.floor.tile_layout import Place, TileLayout, TileSize, group_lines
from widgets.floor.tile_painter import TilePainter, load_note, tile_lines
from widgets.outside_text import show_tip
from widgets.painting.icons import focus_ring
from widgets.painting.text_layout import TextLine, paint_lines
from widgets.painting.theme import Ink, Theme, Type

Groups = tuple[TileGroup, ...]


class TileGrid(QAbstractScrollArea):
    """The grid of tiles. `opened` carries the agent's id when a tile is chosen.

    `engaged_changed` is emitted when the pointer or the focus enters or leaves; nothing re-sorts in between.
    `folding_changed` carries `collapsed` or `unfolded`, and the group to collapse or to unfold, or to do the
    opposite.
    """

    opened = Signal(str)
    folding_changed = Signal(str, str)
    engaged_changed = Signal(bool)
    accessible = AccessibleItems()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.size_of_tiles = TileSize.MEDIUM
        self.dimmed = False
        self.groups: Groups = ()
        self.chosen = ""
        self._engaged = False
        self._has_pointer = False
        self._current: Place | None = None
        self._current_id = ""
        self._pointed: Place | None = None
        self._empty_text = ""
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Agents")
        self.accessible = TileItems(
            self, self.opened.emit, lambda group: self.folding_changed.emit("collapsed", group)
        )
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._lay_out()

    @property
    def current_place(self) -> Place | None:
        """The place of the tile the keyboard is on."""
        return self._current

    @property
    def engaged(self) -> bool:
        """Whether the pointer or the focus is in the grid."""
        return self._engaged

    def show_groups(self, groups: Groups, empty_text: str = "") -> None:
        """Show *groups*; if only texts changed, repaints only those."""
        before, self.groups = self.groups, groups
        self._empty_text = empty_text
        if not _is_same_shape(before, groups):
            self._lay_out()
            self._find_current()
            return
        for group, tiles in self._seen():
            if before[group] is groups[group]:
                continue
            for number in tiles:
                if before[group].tiles[number] != groups[group].tiles[number]:
                    self._update(self.layout_of_tiles.rect(Place(group, number)))
            if not same_lines(before[group], groups[group]):
                self._update(self.layout_of_tiles.heading_rect(group))
                self._update(self.layout_of_tiles.folded_rect(group))

    def set_theme(self, theme: Theme) -> None:
        """Switch to *theme*."""
        self.theme = theme
        self._lay_out()

    def set_size_of_tiles(self, size: TileSize) -> None:
        """Switch to tiles of *size*."""
        self.size_of_tiles = size
        self._lay_out()
        self._show_current()

    def set_dimmed(self, dimmed: bool) -> None:
        """Dim the times because the data is old, or undo that."""
        if dimmed != self.dimmed:
            self.dimmed = dimmed
            self.viewport().update()

    def choose(self, agent: str) -> None:
        """Mark the tile of *agent* as the one whose drawer is open, and scroll to it; "" for none."""
        self.chosen = agent
        for place, tile in self._all():
            if tile.id == agent:
                self._current, self._current_id = place, agent
                self._show_current()
                break
        self.viewport().update()

    def go_to_group(self, group: str) -> None:
        """Select the first tile of *group* (an id) with its heading at the top, if it is shown."""
        numbers = (number for number, row in enumerate(self.groups) if row.id == group)
        if (number := next(numbers, None)) is not None:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            if self.groups[number].tiles:
                self._focus_on(Place(number, 0))
            self.verticalScrollBar().setValue(self.layout_of_tiles.heading_rect(number).top())

    def placed_figures(self, only_headings: bool = False) -> list[tuple[Figure, QRect]]:
        """Every visible figure with its rectangle in this widget's coordinates."""
        to_widget, seen = self.viewport().geometry().topLeft(), self.viewport().rect()
        return [
            (figure, rect.translated(to_widget))
            for line in self.lines(only_headings)
            for figure, rect in line.figures
            if seen.contains(rect)
        ]

    def tile_at(self, at: QPoint | None) -> AgentTile | None:
        """The tile at the position *at* of the viewport; at None the current one."""
        place = self._current if at is None else self._place_at(at)
        return None if place is None or place.group >= len(self.groups) else self._tile(place)

    def lines(self, only_headings: bool = False) -> list[TextLine]:
        """The visible lines of text, in the viewport's coordinates."""
        found: list[TextLine] = []
        offset = QPoint(0, -self.verticalScrollBar().value())
        for group, tiles in self._seen():
            found += self._own_lines(group, offset)
            for number in () if only_headings else tiles:
                rect = self.layout_of_tiles.rect(Place(group, number)).translated(offset)
                found += tile_lines(self.theme, self.size_of_tiles, self.groups[group].tiles[number], rect)
        return found

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(event.rect(), self.theme.colour(Ink.GROUND))
        region = event.region()
        offset = QPoint(0, -self.verticalScrollBar().value())
        layout = self.layout_of_tiles
        for group, tiles in self._seen(event.rect()):
            self._paint_lines_of(painter, group, offset)
            rows = self.groups[group].tiles
            for number in tiles:
                place = Place(group, number)
                rect = layout.rect(place).translated(offset)
                if not region.intersects(rect):
                    continue
                tile = rows[number]
                chosen = tile.id == self.chosen
                pointed = place == self._pointed
                self._painter.paint(painter, tile, rect.topLeft(), pointed, chosen, self.dimmed)
                if place == self._current and self.hasFocus():
                    focus_ring(painter, self.theme, rect, self.theme.px(6))
        if not any(layout.counts) and self._empty_text:
            painter.setFont(self.theme.font(Type.WORD))
            painter.setPen(self.theme.colour(Ink.MUTED))
            flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
            rect = self.viewport().rect().adjusted(0, self.theme.px(60), 0, 0)
            painter.drawText(rect, int(flags), self._empty_text)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(TileSize.MEDIUM.value), self.theme.px(120))

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().scroll(0, dy)
        self._point_at(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        here = self._current or self.layout_of_tiles.first()
        layout = self.layout_of_tiles
        page = max(1, self.viewport().height() // layout.pitch)
        arrows = {
            Qt.Key.Key_Left: (-1, 0, 1),
            Qt.Key.Key_Right: (1, 0, 1),
            Qt.Key.Key_Up: (0, -1, 1),
            Qt.Key.Key_Down: (0, 1, 1),
            Qt.Key.Key_PageUp: (0, -1, page),
            Qt.Key.Key_PageDown: (0, 1, page),
        }
        if here is None:
            super().keyPressEvent(event)
        elif key in arrows:
            across, down, times = arrows[key]
            for _ in range(times):
                here = layout.beside(here, across, down)
            self._focus_on(here)
        elif key == Qt.Key.Key_Home:
            self._focus_on(layout.first())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self._tile(here).id)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if place is not None:
            self._focus_on(place)
            self.opened.emit(self._tile(place).id)
        elif (fold := self.fold_at(event.position().toPoint())) is not None:
            self.folding_changed.emit(*fold)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The press already did the work; keep the release from other handlers too."""

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self._place_at(event.position().toPoint()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._current is None:
            self._focus_on(self.layout_of_tiles.first())
        self._note_engaged()
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._note_engaged()
        self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.Enter, QEvent.Type.Leave):
            if kind == QEvent.Type.Leave:
                self._point_at(None)
            self._has_pointer = kind == QEvent.Type.Enter
            self._note_engaged()
        if kind == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self._place_at(event.pos())
            show_tip(event.globalPos(), self._note_of(place), self)
            return True
        return super().viewportEvent(event)

    def _lay_out(self) -> None:
        width = self.viewport().width() - self.theme.px(4)
        counts = [len(group.tiles) for group in self.groups]
        lines = [group_lines(group) for group in self.groups]
        self.layout_of_tiles = TileLayout(self.theme, self.size_of_tiles, counts, max(width, 1), lines)
        layout = self.layout_of_tiles
        known = getattr(self, "_painter", None)
        ratio = self.devicePixelRatioF()
        if known is None or (known.theme, known.size, known.width, known.ratio) != (
            self.theme,
            self.size_of_tiles,
            layout.tile_width,
            ratio,
        ):
            self._painter = TilePainter(self.theme, self.size_of_tiles, layout.tile_width, ratio)
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, layout.height - self.viewport().height()))
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(max(1, layout.pitch // 2))
        self.viewport().update()

    def fold_at(self, at: QPoint) -> tuple[str, str] | None:
        """What a click at *at* collapses or unfolds: how, and the group's id."""
        at += QPoint(0, self.verticalScrollBar().value())
        group = self.layout_of_tiles.group_at(at.y())
        if group is None:
            return None
        if self.layout_of_tiles.heading_rect(group).contains(at):
            return "collapsed", self.groups[group].id
        if self.layout_of_tiles.folded_rect(group).contains(at):
            return "unfolded", self.groups[group].id
        return None

    def _own_lines(self, group: int, offset: QPoint) -> list[TextLine]:
        """The lines of a group itself: its heading, and that of the agents folded."""
        layout, row = self.layout_of_tiles, self.groups[group]
        return [
            *heading_lines(self.theme, row, layout.heading_rect(group).translated(offset)),
            *folded_lines(self.theme, row, layout.folded_rect(group).translated(offset)),
        ]

    def _paint_lines_of(self, painter: QPainter, group: int, offset: QPoint) -> None:
        layout, row = self.layout_of_tiles, self.groups[group]
        paint_lines(painter, self.theme, self._own_lines(group, offset), self.dimmed)
        heading, folded = layout.heading_rect(group), layout.folded_rect(group)
        draw_fold_mark(painter, self.theme, heading.translated(offset), Type.HEADING, not row.is_collapsed)
        draw_fold_mark(painter, self.theme, folded.translated(offset), Type.WORD, is_open=False)

    def _seen(self, part: QRect | None = None) -> Iterator[tuple[int, range]]:
        shown = part if part is not None else self.viewport().rect()
        top = self.verticalScrollBar().value()
        return self.layout_of_tiles.between(top + shown.top(), top + shown.bottom())

    def _all(self) -> Iterator[tuple[Place, AgentTile]]:
        for number, group in enumerate(self.groups):
            for index, tile in enumerate(group.tiles):
                yield Place(number, index), tile

    def _tile(self, place: Place) -> AgentTile:
        return self.groups[place.group].tiles[place.tile]

    def _note_of(self, place: Place | None) -> str:
        """The tooltip of the tile at *place*."""
        if place is None:
            return ""
        tile = self._tile(place)
        parts = (tile.name, f"{tile.word} {tile.time.text}", tile_words(tile))
        return f"{' · '.join(part for part in parts if part)}\n{load_note(tile)}"

    def _place_at(self, at: QPoint) -> Place | None:
        return self.layout_of_tiles.at(at + QPoint(0, self.verticalScrollBar().value()))

    def _update(self, rect: QRect) -> None:
        self.viewport().update(rect.translated(0, -self.verticalScrollBar().value()))

    def _focus_on(self, place: Place | None) -> None:
        for old in (self._current, place):
            if old is not None:
                self._update(self.layout_of_tiles.rect(old))
        self._current = place
        self._current_id = self._tile(place).id if place is not None else ""
        self._show_current()
        note_current(self)

    def _find_current(self) -> None:
        """Keep the selection on the same agent after tiles moved."""
        places = (place for place, tile in self._all() if tile.id == self._current_id)
        self._current = next(places, None) if self._current_id else None
        self._pointed = None

    def _show_current(self) -> None:
        if self._current is None:
            return
        bar, rect = self.verticalScrollBar(), self.layout_of_tiles.rect(self._current)
        air = self.layout_of_tiles.heading
        if rect.top() - air < bar.value():
            bar.setValue(rect.top() - air)
        elif rect.bottom() + self.layout_of_tiles.gap > bar.value() + self.viewport().height():
            bar.setValue(rect.bottom() + self.layout_of_tiles.gap - self.viewport().height())

    def _point_at(self, place: Place | None) -> None:
        if place == self._pointed:
            return
        for old in (self._pointed, place):
            if old is not None:
                self._update(self.layout_of_tiles.rect(old))
        self._pointed = place

    def _note_engaged(self) -> None:
        engaged = self._has_pointer or self.hasFocus()
        if engaged != self._engaged:
            self._engaged = engaged
            self.engaged_changed.emit(engaged)


def _is_same_shape(before: Groups, after: Groups) -> bool:
    """Whether both show the same tiles in the same places."""
    return len(before) == len(after) and all(
        old is new
        or (
            (old.id, group_lines(old)) == (new.id, group_lines(new))
            and len(old.tiles) == len(new.tiles)
            and all(a.id == b.id for a, b in zip(old.tiles, new.tiles, strict=True) if a is not b)
        )
        for old, new in zip(before, after, strict=True)
    )
