"""A widget that paints itself: it lays its lines out once for its rows, size and theme, then only paints."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from console.views.rows import Figure
from widgets.outside_text import show_tip
from widgets.painting.text_layout import TextLayout, TextLine, figure_note, paint_lines
from widgets.painting.theme import Ink, Theme


class PaintedWidget(QWidget):
    """The painting widgets' common ground. Owned by its parent; used on the GUI thread alone.

    A kind of canvas says where its lines stand (`set_lines`) and what lies below them (`paint_ground`).
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.theme = theme
        self.dimmed = False
        self._lines: list[TextLine] | None = None

    def set_theme(self, theme: Theme) -> None:
        """Show everything in *theme* from now on."""
        self.theme = theme
        self.touch()
        self.updateGeometry()

    def set_dimmed(self, dimmed: bool) -> None:
        """Let the figures step back (the data is old), or forth again."""
        if dimmed != self.dimmed:
            self.dimmed = dimmed
            self.update()

    def touch(self) -> None:
        """What is shown has changed: lay out anew before the next painting."""
        self._lines = None
        self.update()

    def lines(self) -> list[TextLine]:
        """The lines of text as they stand now, in this widget's coordinates."""
        if self._lines is None:
            setter = TextLayout(self.theme)
            self.set_lines(setter)
            self._lines = setter.lines
        return self._lines

    def placed_figures(self) -> list[tuple[Figure, QRect]]:
        """Every figure on the widget, and where it stands in the widget's coordinates."""
        return [placed for line in self.lines() for placed in line.figures]

    def set_lines(self, setter: TextLayout) -> None:
        """Lay out the lines for the present size."""
        raise NotImplementedError

    def paint_ground(self, painter: QPainter) -> None:
        """Paint what lies below the lines."""
        painter.fillRect(self.rect(), self.theme.colour(Ink.GROUND))

    def note_at(self, at: QPoint) -> str:
        """What the place *at* says when it is pointed at."""
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
        self.paint_ground(painter)
        seen = event.rect()
        paint_lines(painter, self.theme, (x for x in self.lines() if x.rect.intersects(seen)), self.dimmed)
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
    """A frameless, upright scroll area around one widget that grows with what it shows."""

    def __init__(self, inner: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inner)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)
