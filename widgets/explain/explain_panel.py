"""The panel behind a figure, over the right side of the floor: an account, or a timeline opened from it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from console.views.explain.explained_rows import EventList, Explanation
from console.views.rows import Figure
from widgets.details.side_drawer import DrawerHead, panel_width
from widgets.explain.event_page import EventPage
from widgets.explain.figure_page import FigurePage
from widgets.outside_text import set_tip, show_tip
from widgets.painting.icons import icon
from widgets.painting.theme import Ink, Theme

WIDE = 1080  # pixels at zoom 1


class ExplainPanel(QFrame):
    """Shows an account or a list of events. Wide over the floor, or narrow beside the tiles of a queue.

    Left and Right choose a variant; Escape goes `back_requested`, and from the first page the panel closes:
    `closed`. Focus then returns to where it was.
    """

    back_requested = Signal()
    closed = Signal()
    width_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("drawer")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.theme = theme
        self.is_wide = True
        self.is_open = False
        self._had_focus: QWidget | None = None
        self.head = DrawerHead(theme)
        self.figure = FigurePage(theme)
        self.events = EventPage(theme)
        self.pages = QStackedWidget()
        self.pages.setObjectName("inner")
        self.pages.addWidget(self.figure)
        self.pages.addWidget(self.events)
        self.back = self._button("Back", "Back (Esc)")
        self.back.clicked.connect(self.back_requested)
        self.width_button = self._button("Wide or narrow", "Wide or narrow (Ctrl+E)")
        self.width_button.clicked.connect(lambda: self.set_wide(not self.is_wide))
        self.close_button = self._button("Close", "Close")
        self.close_button.clicked.connect(self.shut)
        self._top = top = QHBoxLayout()
        top.addWidget(self.back)
        top.addWidget(self.head, 1)
        top.addWidget(self.width_button)
        top.addWidget(self.close_button)
        self._column = QVBoxLayout(self)
        self._column.addLayout(top)
        self._column.addWidget(self.pages, 1)
        self.back.hide()
        parent.installEventFilter(self)
        self.set_theme(theme)
        self.hide()

    def show_explanation(self, row: Explanation, has_before: bool = False) -> None:
        """Show *row*; *has_before*: going back shows what was shown before."""
        self.figure.show_row(row)
        self._open_page(self.figure, row.title, has_before)

    def show_events(self, row: EventList, has_before: bool) -> None:
        """Show *row*."""
        self.events.show_row(row)
        self._open_page(self.events, row.title, has_before)

    def set_wide(self, is_wide: bool) -> None:
        """Take the width of the floor, or that of a drawer beside the tiles."""
        if is_wide != self.is_wide:
            self.is_wide = is_wide
            self._place()
            self.width_changed.emit()

    def shut(self) -> None:
        """Close the panel."""
        if not self.is_open:
            return
        self.is_open = False
        for page in (self.figure, self.events):
            page.marks.setChecked(False)
        had, self._had_focus = self._had_focus, None
        holds_focus = self._holds_focus()
        self.hide()
        self.closed.emit()  # what the panel replaced is shown again, and may hold what had the focus
        if holds_focus and had is not None and isValid(had) and had.isVisible():
            had.setFocus(Qt.FocusReason.OtherFocusReason)

    def step_back(self) -> None:
        """Hide under a drawer until `come_back`."""
        self.hide()

    def come_back(self) -> None:
        """Show the panel again, unless it was closed while hidden."""
        if self.is_open:
            self._show()

    def set_theme(self, theme: Theme) -> None:
        """Switch to *theme*."""
        self.theme = theme
        px = theme.px
        for part in (self.head, self.figure, self.events):
            part.set_theme(theme)
        self._space_top()
        self._column.setContentsMargins(px(1), px(8), px(1), px(8))
        self._column.setSpacing(px(2))
        for button, name in ((self.back, "back"), (self.width_button, "wide"), (self.close_button, "close")):
            button.setIcon(icon(theme, name, Ink.MUTED))
            button.setIconSize(QSize(px(16), px(16)))
            button.setFixedSize(px(32), px(28))
        self._place()

    def set_dimmed(self, dimmed: bool) -> None:
        """Dim the figures because the data is old, or undo that."""
        self.figure.sheet.set_dimmed(dimmed)

    def placed_figures(self) -> list[tuple[Figure, QRect]]:
        """Every figure visible in the panel, in its coordinates."""
        if self.isHidden() or self.pages.currentWidget() is not self.figure:
            return []
        offset = self.figure.mapTo(self, QPoint(0, 0))
        return [(figure, rect.translated(offset)) for figure, rect in self.figure.placed_figures()]

    @property
    def shows_figure(self) -> bool:
        """Whether an account is shown, not a list of events."""
        return self.pages.currentWidget() is self.figure

    @property
    def is_marking(self) -> bool:
        """Whether what is shown is to be marked on the time bar."""
        return self.is_open and (self.figure if self.shows_figure else self.events).marks.isChecked()

    def say_copied(self, kind: str) -> None:
        """Say that something was copied as *kind*."""
        words = {"link": "Link copied", "text": "Copied as text"}
        self.say_done(words.get(kind, f"Copied as {kind.upper()}"))

    def say_done(self, words: str) -> None:
        """Say what was done, beside the button that did it."""
        button = (self.figure if self.shows_figure else self.events).copy
        show_tip(button.mapToGlobal(button.rect().topLeft()), words, button)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, is_figure = Qt.Key(event.key()), self.shows_figure
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(key)
        if key == Qt.Key.Key_Escape:
            self.back_requested.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            (self.figure if is_figure else self.events).copy_requested.emit("text")
        elif key == Qt.Key.Key_E and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.set_wide(not self.is_wide)
        elif step is not None and is_figure:
            self.figure.turn(step)
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.parent() and event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _open_page(self, page: QWidget, title: str, has_before: bool) -> None:
        self.head.show_name(title)
        self.setAccessibleName(title)
        self.back.setVisible(has_before)
        self._space_top()
        is_turned = self.pages.currentWidget() is not page
        self.pages.setCurrentWidget(page)
        if not self.is_open:
            self._had_focus = QApplication.focusWidget()
            self.is_open = True
            self._show()
        elif is_turned and self.isVisible():
            self._take_focus()

    def _show(self) -> None:
        self._place()
        self.show()
        self.raise_()
        self._take_focus()

    def _space_top(self) -> None:
        """Begin the name where the text below begins, unless a button is before it."""
        px = self.theme.px
        self._top.setContentsMargins(0 if self.back.isHidden() else px(6), 0, px(6), 0)

    def _take_focus(self) -> None:
        """Focus the rows, where reading starts."""
        first = self.figure.counted if self.pages.currentWidget() is self.figure else self.events.table
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _holds_focus(self) -> bool:
        held = QApplication.focusWidget()
        return held is not None and (held is self or self.isAncestorOf(held))

    def _button(self, name: str, words: str) -> QPushButton:
        button = QPushButton()
        button.setAccessibleName(name)
        set_tip(button, words)
        return button

    def _place(self) -> None:
        parent = self.parentWidget()
        if parent is None:
            return
        px, room = self.theme.px, parent.width()
        margin = px(6)
        wanted = px(WIDE) if self.is_wide else panel_width(self.theme, room)
        width = min(room - 2 * margin, wanted)
        self.setGeometry(room - width - margin, margin, width, parent.height() - 2 * margin)
