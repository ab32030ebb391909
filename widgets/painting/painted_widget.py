"""A widget that paints itself: lays out its lines once for its rows, size and theme, then only paints."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from console.views.rows import Figure
from widgets.accessibility.items import AccessibleItems, FigureItems
from widgets.outside_text import show_tip
from widgets.painting.text_layout import TextLayout, TextLine, figure_note, paint_lines
from widgets.painting.theme import Ink, Theme


class PaintedWidget(QWidget):
    """Base class of painted widgets. Owned by its parent; GUI thread only.

    A subclass lays out its lines (`set_lines`) and paints the background (`paint_ground`). While it paints,
    `painted` is the region that is repainted; nothing else need be drawn.
    """

    accessible = AccessibleItems()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.theme = theme
        self.dimmed = False
        self.painted = QRegion()
        self._lines: list[TextLine] | None = None
        self.accessible = FigureItems(self.placed_figures)

    def set_theme(self, theme: Theme) -> None:
        """Switch to *theme*."""
        self.theme = theme
        self.touch()
        self.updateGeometry()

    def set_dimmed(self, dimmed: bool) -> None:
        """Dim the figures because the data is old, or undo that."""
        if dimmed != self.dimmed:
            self.dimmed = dimmed
            self.update()

    def touch(self) -> None:
        """Discard the layout: the content has changed."""
        self._lines = None
        self.update()

    def refresh(self, margin: int = 2) -> None:
        """Discard the layout, and repaint only the lines that it changes, with *margin* pixels around them.

        For content whose background changes only there.
        """
        before, self._lines = self._lines, None
        if before is None or not self.isVisible() or len(before) != len(self.lines()):
            self.update()
            return
        for old, new in zip(before, self.lines(), strict=True):
            if old != new:
                self.update(old.rect.united(new.rect).adjusted(-margin, -margin, margin, margin))

    def lines(self) -> list[TextLine]:
        """The current lines of text, in this widget's coordinates."""
        if self._lines is None:
            setter = TextLayout(self.theme)
            self.set_lines(setter)
            self._lines = setter.lines
        return self._lines

    def placed_figures(self) -> list[tuple[Figure, QRect]]:
        """Every figure on the widget with its rectangle, in the widget's coordinates."""
        return [placed for line in self.lines() for placed in line.figures]

    def set_lines(self, setter: TextLayout) -> None:
        """Lay out the lines for the current size."""
        raise NotImplementedError

    def paint_ground(self, painter: QPainter) -> None:
        """Paint the background of the lines."""
        painter.fillRect(self.rect(), self.theme.colour(Ink.GROUND))

    def note_at(self, at: QPoint) -> str:
        """The tooltip at the position *at*."""
        for line in self.lines():
            if line.rect.contains(at):
                for figure, rect in line.figures:
                    if rect.contains(at):
                        return figure_note(figure)
                return line.whole
        return ""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.painted = seen = event.region()
        self.paint_ground(painter)
        paint_lines(painter, self.theme, (x for x in self.lines() if seen.intersects(x.rect)), self.dimmed)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lines = None
        super().resizeEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            show_tip(event.globalPos(), self.note_at(event.pos()), self)
            return True
        return super().event(event)


class Scroll(QScrollArea):
    """A frameless vertical scroll area around one widget that grows with its content.

    `resized` is emitted when it shows more or less at once.
    """

    resized = Signal()

    def __init__(self, inner: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inner)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()
        self.resized.emit()

    def fit(self) -> None:
        """Give wrapped texts their height, which Qt leaves out of the least height of a layout."""
        inner = self.widget()
        layout = None if inner is None else inner.layout()
        if inner is not None and layout is not None and layout.hasHeightForWidth():
            inner.setMinimumHeight(layout.totalHeightForWidth(self.viewport().width()))
