"""The page of an account: its head, then what was counted and what was left out, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import QPoint, QRect, QSize, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from console.views.explain.explained_rows import (
    COLUMN_WORDS,
    AccountRow,
    Column,
    Explanation,
)
from console.views.rows import Figure
from widgets.explain.account_table import AccountTable, agent_only
from widgets.explain.figure_sheet import FigureSheet
from widgets.outside_text import action, label
from widgets.painting.painted_widget import Scroll
from widgets.painting.theme import Theme, Type

_WIDE = 760  # from this width at zoom 1, the tables are side by side
COPIES = (("text", "Copy as text"), ("csv", "Copy as CSV"), ("json", "Copy as JSON"), ("link", "Copy a link"))


class FigurePage(QWidget):
    """Shows one explanation. `variant_chosen` carries a variant, `opened` a row whose contact or agent is
    opened, `copy_requested` one of text, csv, json or link."""

    variant_chosen = Signal(str)
    opened = Signal(object)
    copy_requested = Signal(str)
    export_requested = Signal()
    marks_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inner")
        self.theme = theme
        self.sheet = FigureSheet(theme)
        self.sheet.variant_chosen.connect(self.variant_chosen)
        self.counted = AccountTable(theme, "Counted")
        self.left_out = AccountTable(theme, "Left out")
        self.counted_title = label("", self, "title")
        self.left_out_title = label("", self, "title")
        self.copy = QPushButton("Copy")
        self.copy.setMenu(self._copy_menu(self.copy))
        self.export = QPushButton("Export…")
        self.export.clicked.connect(self.export_requested)
        self.marks = QPushButton("Show on the time bar")
        self.marks.setCheckable(True)
        self.marks.clicked.connect(self.marks_requested)
        for table in (self.counted, self.left_out):
            table.opened.connect(self.opened)
            table.turned.connect(self.turn)
            table.menu_requested.connect(lambda at, of=table: self._open_menu(of, at))
        self._arrange()
        self.set_theme(theme)

    def show_row(self, row: Explanation) -> None:
        """Show *row*."""
        self.sheet.show_row(row)
        here = ZoneInfo(row.time_zone)
        shown = _columns(row, is_wide=self._is_wide)
        self.counted.show_rows(row.counted, here, row.threshold, shown)
        fewer = [column for column in shown if column not in (Column.ADDS, Column.QUEUE)]
        self.left_out.show_rows(row.left_out, here, row.threshold, fewer)
        self.counted_title.setText(f"Counted, {len(row.counted):,}")
        self.left_out_title.setText(f"Left out, {len(row.left_out):,}")
        self.left_out_title.setVisible(bool(row.left_out))
        self.left_out.setVisible(bool(row.left_out))

    def turn(self, step: int) -> None:
        """Request the variant *step* places after the one shown, if it has variants."""
        if self.sheet.row.variants:
            self.variant_chosen.emit(self.sheet.beside(step))

    def chosen_rows(self) -> tuple[Sequence[AccountRow], Sequence[AccountRow]]:
        """The rows selected of those counted and of those left out; all rows while none is selected."""
        tables = (self.counted, self.left_out)
        if not any(table.selectionModel().hasSelection() for table in tables):
            return self.counted.rows.rows, self.left_out.rows.rows
        counted, left_out = (table.chosen_rows() for table in tables)
        return counted, left_out

    def placed_figures(self) -> list[tuple[Figure, QRect]]:
        """Every figure of the head that is visible, in this widget's coordinates."""
        offset = self.sheet.mapTo(self, QPoint(0, 0))
        port = self._scroll.viewport()
        seen = QRect(port.mapTo(self, QPoint(0, 0)), port.size())
        placed = [(figure, rect.translated(offset)) for figure, rect in self.sheet.placed_figures()]
        return [(figure, rect) for figure, rect in placed if seen.contains(rect)]

    def set_theme(self, theme: Theme) -> None:
        """Switch to *theme*."""
        self.theme = theme
        px = theme.px
        self.sheet.set_theme(theme)
        least = 5 * (theme.height(Type.WORD) + px(8))
        for table in (self.counted, self.left_out):
            table.set_theme(theme)
            table.setMinimumHeight(least)
        self._tables.setContentsMargins(px(16), 0, px(16), 0)
        self._tables.setSpacing(px(14))
        self._buttons.setContentsMargins(px(16), px(8), px(16), px(2))
        self._buttons.setSpacing(px(8))
        for column in (self._left, self._right):
            column.setSpacing(px(4))

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        side_by_side = QBoxLayout.Direction.LeftToRight if self._is_wide else QBoxLayout.Direction.TopToBottom
        self._tables.setDirection(side_by_side)
        if self.sheet.row.title:
            self.show_row(self.sheet.row)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    @property
    def _is_wide(self) -> bool:
        return self.width() >= self.theme.px(_WIDE)

    def _arrange(self) -> None:
        inside = QWidget()
        inside.setObjectName("inner")
        whole = QVBoxLayout(inside)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.sheet)
        self._tables = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._left = self._column(self.counted_title, self.counted)
        self._right = self._column(self.left_out_title, self.left_out)
        self._tables.addLayout(self._left, 11)
        self._tables.addLayout(self._right, 5)
        whole.addLayout(self._tables, 1)
        self._scroll = Scroll(inside)
        self._buttons = QHBoxLayout()
        for button in (self.copy, self.export, self.marks):
            self._buttons.addWidget(button)
        self._buttons.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroll, 1)
        outer.addLayout(self._buttons)

    def _column(self, title: QLabel, table: AccountTable) -> QVBoxLayout:
        column = QVBoxLayout()
        column.addWidget(title)
        column.addWidget(table, 1)
        return column

    def _copy_menu(self, parent: QWidget) -> QMenu:
        menu = QMenu(parent)
        for kind, words in COPIES:
            made = action(words, menu)
            made.triggered.connect(lambda _=False, k=kind: self.copy_requested.emit(k))
            menu.addAction(made)
        return menu

    def _open_menu(self, table: AccountTable, at: QPoint) -> None:
        """Everything that can be done with a row and with the account."""
        menu = QMenu(self)
        row = table.current_row()
        if row is not None and row.contact:
            _add(menu, f"Open the timeline of {row.contact}", lambda: self.opened.emit(row))
        if row is not None and row.agent:
            _add(menu, f"Open {row.name}", lambda: self.opened.emit(agent_only(row)))
        if menu.actions():
            menu.addSeparator()
        menu.addActions(self.copy.menu().actions())
        _add(menu, "Export…", self.export_requested.emit)
        _add(menu, "Show on the time bar", self.marks.click)
        order = menu.addMenu("Sort by")
        for column in Column:
            if not table.isColumnHidden(column):
                _add(order, COLUMN_WORDS[column], lambda c=column: table.sort_by(c))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)


def _add(menu: QMenu, words: str, act: object) -> None:
    made = action(words, menu)
    made.triggered.connect(lambda _=False: act())  # type: ignore[operator]
    menu.addAction(made)


def _columns(row: Explanation, is_wide: bool) -> Sequence[Column]:
    """The columns that *row* fills; no queue where it is the same for all, or where room is short."""
    everything: list[AccountRow] = [*row.counted[:500], *row.left_out[:500]]
    shown = [Column.AT, Column.WHO]
    if any(one.contact and one.agent for one in everything):
        shown.append(Column.AGENT)
    if is_wide and not row.asked.scope.startswith("queue:") and any(one.queue for one in everything):
        shown.append(Column.QUEUE)
    if any(one.seconds is not None for one in everything):
        shown.append(Column.LENGTH)
    if row.adds:
        shown.append(Column.ADDS)
    return [*shown, Column.WHY]
