"""Side drawers: panels over the right side of the floor, closed with Escape."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from console.views.rows import Figure
from widgets.outside_text import set_tip
from widgets.painting.icons import icon
from widgets.painting.painted_widget import PaintedWidget, Scroll
from widgets.painting.text_layout import TextLayout
from widgets.painting.theme import Ink, Theme, Type

PANEL_WIDE, PANEL_NARROW = 520, 440  # pixels at zoom 1 of a panel beside the tiles


def panel_width(theme: Theme, room: int) -> int:
    """Width of a panel on a floor of *room* pixels; leaves two columns of tiles visible."""
    return min(theme.px(PANEL_WIDE), max(theme.px(PANEL_NARROW), round(0.36 * room)))


class SideDrawer(QFrame):
    """A drawer around one painted sheet. `closed` is emitted when the user closes it."""

    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget, inside: PaintedWidget, wide: int) -> None:
        """*wide* is the width in pixels at zoom 1."""
        super().__init__(parent)
        self._wide = wide
        self.setObjectName("drawer")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.theme = theme
        self.head = DrawerHead(theme)
        self.inside = inside
        inside.setObjectName("inner")
        self.area = Scroll(inside)
        self.close_button = QPushButton()
        self.close_button.setAccessibleName("Close the drawer")
        set_tip(self.close_button, "Close (Esc)")
        self.close_button.clicked.connect(self.shut)
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 0, 0)
        top.addWidget(self.head, 1)
        top.addWidget(self.close_button)
        self._column = QVBoxLayout(self)
        self._column.addLayout(top)
        self._column.addWidget(self.area, 1)
        parent.installEventFilter(self)
        self._space()
        self.hide()

    def open_with(self, name: str) -> None:
        """Open with *name* above the sheet; takes the focus if the drawer was closed."""
        self.head.show_name(name)
        self.setAccessibleName(name)
        if not self.isVisible():
            self._place()
            self.show()
            self.raise_()
            self.setFocus()

    def wanted_width(self, room: int) -> int:
        """Width of the drawer in a parent *room* pixels wide."""
        return self.theme.px(self._wide)

    def shut(self) -> None:
        """Close the drawer."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def set_theme(self, theme: Theme) -> None:
        """Switch to *theme*."""
        self.theme = theme
        self.head.set_theme(theme)
        self.inside.set_theme(theme)
        self._space()

    def set_dimmed(self, dimmed: bool) -> None:
        """Dim the figures because the data is old, or undo that."""
        self.inside.set_dimmed(dimmed)

    def placed_figures(self) -> list[tuple[Figure, QRect]]:
        """Every figure visible in the drawer, in the drawer's coordinates."""
        if self.isHidden():
            return []
        offset = self.inside.mapTo(self, QPoint(0, 0))
        port = self.area.viewport()
        seen = QRect(port.mapTo(self, QPoint(0, 0)), port.size())
        placed = [(figure, rect.translated(offset)) for figure, rect in self.inside.placed_figures()]
        return [(figure, rect) for figure, rect in placed if seen.contains(rect)]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.area.verticalScrollBar()
        steps = {Qt.Key.Key_Down: bar.singleStep() * 2, Qt.Key.Key_Up: -bar.singleStep() * 2}
        steps |= {Qt.Key.Key_PageDown: bar.pageStep(), Qt.Key.Key_PageUp: -bar.pageStep()}
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.shut()
        elif key in steps:
            bar.setValue(bar.value() + steps[key])
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.parent() and event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        parent = self.parentWidget()
        if parent is None:
            return
        width = min(parent.width(), self.wanted_width(parent.width()))
        margin = self.theme.px(6)
        self.setGeometry(parent.width() - width - margin, margin, width, parent.height() - 2 * margin)

    def _space(self) -> None:
        px = self.theme.px
        self._column.setContentsMargins(px(1), px(8), px(1), px(8))
        self._column.setSpacing(px(2))
        self.close_button.setIcon(icon(self.theme, "close", Ink.MUTED))
        self.close_button.setFixedSize(px(32), px(28))
        self._place()


class DrawerHead(PaintedWidget):
    """The name above the sheet; does not scroll."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._name = ""
        self._fix()

    def show_name(self, name: str) -> None:
        """Show *name*."""
        if name != self._name:
            self._name = name
            self.setAccessibleName(name)
            self.touch()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._fix()

    def set_lines(self, setter: TextLayout) -> None:
        setter.left(
            self._name,
            (self.theme.px(16), 0),
            Type.BRAND,
            Ink.TEXT,
            max(0, self.width() - self.theme.px(24)),
        )

    def paint_ground(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), self.theme.colour(Ink.CARD))

    def _fix(self) -> None:
        self.setFixedHeight(self.theme.height(Type.BRAND) + self.theme.px(4))
