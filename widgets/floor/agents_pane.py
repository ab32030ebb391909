"""The agents in the middle of the floor page: the tiles or the list, whichever is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from console.views.rows import Figure, FloorRows
from widgets.floor.column_head import Sentence
from widgets.floor.lists.agent_list import AgentList
from widgets.floor.tile_grid import TileGrid
from widgets.painting.theme import Theme, Type


class AgentsPane(QWidget):
    """Tiles and list, of which one is shown and gets the rows. Owned by the floor page."""

    opened = Signal(str)
    engaged_changed = Signal(bool)
    folding_changed = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ground")
        self.theme = theme
        self.grid = TileGrid(theme)
        self.list = AgentList(theme)
        self.note = Sentence(theme, self)
        self._total = (0, 0)
        under = QWidget()
        under.setObjectName("ground")
        column = QVBoxLayout(under)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.list, 1)
        column.addWidget(self.note)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.grid)
        self._stack.addWidget(under)
        for part in (self.grid, self.list):
            part.opened.connect(self.opened)
            part.engaged_changed.connect(self.engaged_changed)
            part.folding_changed.connect(self.folding_changed)
        self.list.selected_changed.connect(self._show_note)
        self.list.header.room_changed.connect(self._show_note)
        self._space()

    @property
    def shown(self) -> TileGrid | AgentList:
        """The part that is shown."""
        return self.grid if self._stack.currentIndex() == 0 else self.list

    def show_rows(self, rows: FloorRows, empty: str, may_move: bool) -> None:
        """Show the agents of *rows*, or *empty* if there are none."""
        had_focus, place = self.shown.hasFocus(), 1 if rows.view == "list" else 0
        if self._stack.currentIndex() != place:
            self._stack.setCurrentIndex(place)
            if had_focus:
                self.shown.setFocus()
        if rows.view == "list":
            self.list.show_groups(rows.groups, rows.listed, empty, may_move)
            self._total = sum(group.count for group in rows.groups), len(rows.everyone)
            self._show_note()
        else:
            self.grid.show_groups(rows.groups, empty)

    def order(self) -> list[list[str]]:
        """The ids of the agents in the order they are shown, by group for tiles."""
        if self.shown is self.list:
            return [[row.id for row in self.list.rows()]]
        return [[tile.id for tile in group.tiles] for group in self.grid.groups]

    def choose(self, agent: str) -> None:
        """Mark *agent* as the one whose drawer is open, and scroll to it; "" for none."""
        for part in (self.grid, self.list):
            part.choose(agent)

    @property
    def chosen(self) -> str:
        """The agent marked, by id."""
        return self.shown.chosen

    def go_to_group(self, group: str) -> None:
        """Go to *group* (an id), if it is shown."""
        self.shown.go_to_group(group)

    def take_focus(self) -> None:
        """Put the focus on the agents."""
        self.shown.setFocus()

    def set_dimmed(self, dimmed: bool) -> None:
        """Dim every figure, or undo that."""
        self.grid.set_dimmed(dimmed)
        self.list.set_dimmed(dimmed)

    def set_theme(self, theme: Theme) -> None:
        """Switch to *theme*."""
        self.theme = theme
        for part in (self.grid, self.list, self.note):
            part.set_theme(theme)
        self._space()

    def placed(self) -> Sequence[tuple[QWidget, list[tuple[Figure, QRect]]]]:
        """The part that is shown with its visible figures."""
        return [(self.shown, self.shown.placed_figures())]

    def _show_note(self) -> None:
        """How many agents the list has, or how many are selected."""
        count, (listed, every) = len(self.list.selectionModel().selectedRows()), self._total
        if count:
            self.note.show_text(f"{count:,} selected · Ctrl+C copies them · Escape clears")
            return
        of_all = f"{listed:,} of {every:,} agents" if listed != every else f"{every:,} agents"
        hidden = ", ".join(self.list.header.without_room)
        parts = [
            of_all,
            f"no room for {hidden}" if hidden else "no row moves while the pointer is in the list",
        ]
        whole = f"Widen the window, or choose fewer columns, to see {hidden}." if hidden else ""
        self.note.show_text(" · ".join(parts), (), whole)

    def _space(self) -> None:
        self.note.setFixedHeight(self.theme.height(Type.WORD) + self.theme.px(8))
