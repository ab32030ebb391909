"""The command palette: finds any agent, queue or action by a few letters, and goes to any instant."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from console.views.search_text import search_text
from console.views.text import plain_text
from widgets.outside_text import label
from widgets.painting.palette_entry import PaletteEntry
from widgets.painting.row_model import ROW_ROLE, RowModel
from widgets.painting.text_layout import TextLayout, paint_lines
from widgets.painting.theme import Ink, Theme, Type

MOST = 60  # most entries listed
ROWS_SEEN = 10


def score(wanted: str, words: str) -> float | None:
    """How well *words* match *wanted*, lower is better; None if letters are missing.

    Letters must occur in order, whatever their accents and case; those that start words or are adjacent weigh
    most.

    >>> score("ac", "Ana Costa") < score("ac", "Marco Silva")
    True
    >>> score("xyz", "Ana Costa") is None, score("natalia", "Natália Kovač") is None
    (True, False)
    """
    text, at, cost = search_text(words), -1, 0.0
    for sign in search_text(wanted):
        if sign == " ":
            continue
        starts = [
            place
            for place in range(at + 1, len(text))
            if text[place] == sign and (place == 0 or not text[place - 1].isalnum())
        ]
        found = text.find(sign, at + 1)
        if found < 0:
            return None
        if found != at + 1 and starts:
            found = starts[0]
        is_start = found == 0 or not text[found - 1].isalnum()
        if found == at + 1:
            cost += 0.1
        else:
            cost += 0.5 if is_start else 2.0 + 0.05 * (found - at)
        at = found
    return cost + 0.01 * len(text)


def found(wanted: str, entries: Sequence[PaletteEntry]) -> list[PaletteEntry]:
    """The *entries* that match *wanted*, best first."""
    if not wanted.strip():
        return list(entries[:MOST])
    scored = []
    for number, entry in enumerate(entries):
        cost = score(wanted, entry.words)
        if cost is None:
            cost = score(wanted, f"{entry.words} {entry.detail}")
            cost = None if cost is None else cost + 5.0
        if cost is not None:
            scored.append((cost, number, entry))
    return [entry for _, _, entry in sorted(scored)[:MOST]]


class _Painter(QStyledItemDelegate):
    """Paints an entry: name, kind and shortcut."""

    def __init__(self, palette: CommandPalette) -> None:
        super().__init__(palette)
        self._palette = palette

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        theme = self._palette.theme
        return QSize(0, theme.height(Type.LARGE_WORD) + theme.px(12))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme, entry = self._palette.theme, index.data(ROW_ROLE)
        rect, px = option.rect, theme.px
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(rect, theme.colour(Ink.ACCENT_FILL if chosen else Ink.CARD))
        setter = TextLayout(theme)
        ink, quiet = (Ink.ON_ACCENT, Ink.ON_ACCENT) if chosen else (Ink.TEXT, Ink.MUTED)
        top = rect.top() + px(6)
        right = setter.right(entry.keys, (rect.right() - px(12), top), Type.WORD, quiet).left()
        detail = setter.right(entry.detail, (right - px(16), top), Type.WORD, quiet, rect.width() // 2)
        left = rect.left() + px(12)
        setter.left(entry.words, (left, top), Type.LARGE_WORD, ink, detail.left() - px(12) - left)
        paint_lines(painter, theme, setter.lines)


class CommandPalette(QFrame):
    """A search field with its results, above the window. `chosen` carries an entry's id.

    *named* gives the entries that a text names rather than matches, such as an instant; they come first.
    """

    chosen = Signal(str)

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        named: Callable[[str], list[PaletteEntry]] = lambda _: [],
    ) -> None:
        super().__init__(parent)
        self._named = named
        self.setObjectName("palette")
        self.theme = theme
        self._window = parent
        self._entries: list[PaletteEntry] = []
        self._had_focus: QWidget | None = None
        self.field = QLineEdit(self)
        self.field.setPlaceholderText("Find an agent, a queue, an action; or a time: 10:40, yesterday 9:15")
        self.field.setAccessibleName("Find an agent, a queue or an action, or type a time")
        self.field.textChanged.connect(self._on_typed)
        self.field.installEventFilter(self)
        self.model: RowModel[PaletteEntry] = RowModel(
            lambda e: e.id, lambda e: f"{e.words}, {e.detail}", self
        )
        self.list = QListView(self)
        self.list.setAccessibleName("Results")
        self.list.setModel(self.model)
        self.list.setItemDelegate(_Painter(self))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.clicked.connect(self._on_clicked)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.field)
        self._column.addWidget(self.list, 1)
        self.nothing = label("", self, "muted")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._column.addWidget(self.nothing, 1)
        self.hide()
        self.set_theme(theme)

    def open_with(self, entries: list[PaletteEntry]) -> None:
        """Offer *entries*."""
        self._entries = entries
        if not self.isVisible():
            self._had_focus = QApplication.focusWidget()
        self.field.clear()
        self._on_typed("")
        self.place()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def place(self) -> None:
        """Move to the top centre of the window."""
        px, around = self.theme.px, self._window.size()
        width = min(px(620), around.width() - px(40))
        row = self.theme.height(Type.LARGE_WORD) + px(12)
        height = min(px(66) + ROWS_SEEN * row, around.height() - px(120))
        self.setGeometry((around.width() - width) // 2, px(70), width, height)

    def set_theme(self, theme: Theme) -> None:
        """Switch to *theme*."""
        self.theme = theme
        px = theme.px
        self._column.setContentsMargins(px(10), px(10), px(10), px(10))
        self._column.setSpacing(px(8))
        self.field.setMinimumHeight(px(34))
        if self.isVisible():
            self.place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._on_key(Qt.Key(event.key()))
        if event.type() == QEvent.Type.FocusOut:
            self.hide()
        return super().eventFilter(watched, event)

    def _on_key(self, key: Qt.Key) -> bool:
        count, here = self.model.rowCount(), self.list.currentIndex().row()
        steps = {
            Qt.Key.Key_Down: here + 1,
            Qt.Key.Key_Up: here - 1,
            Qt.Key.Key_PageDown: min(here + ROWS_SEEN, count - 1),
            Qt.Key.Key_PageUp: max(here - ROWS_SEEN, 0),
        }
        if key in steps and count:
            self.list.setCurrentIndex(self.model.index(steps[key] % count))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(here)
        elif key == Qt.Key.Key_Escape:
            self._close()
        else:
            return key in steps
        return True

    def _on_typed(self, text: str) -> None:
        self.model.set_rows([*self._named(text), *found(text, self._entries)])
        self.list.setCurrentIndex(self.model.index(0))
        self.list.scrollToTop()
        is_found = self.model.rowCount() > 0
        self.list.setVisible(is_found)
        self.nothing.setVisible(not is_found)
        self.nothing.setText("" if is_found else f"Nothing is named {plain_text(text.strip())}.")

    def _on_clicked(self, index: QModelIndex) -> None:
        self._choose(index.row())

    def _choose(self, row: int) -> None:
        if 0 <= row < self.model.rowCount():
            entry = self.model.rows[row]
            self._close()
            self.chosen.emit(entry.id)

    def _close(self) -> None:
        had, self._had_focus = self._had_focus, None
        self.hide()
        back = had if had is not None and isValid(had) and had.isVisible() else self._window
        back.setFocus(Qt.FocusReason.PopupFocusReason)
