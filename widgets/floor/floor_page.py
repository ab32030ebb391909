"""The floor page: queues, agents and attention side by side, each with its head."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QByteArray, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QSplitter, QVBoxLayout, QWidget

from console.views.rows import AttentionCard, Figure, FloorRows, QueueCard, Severity
from console.views.text import window_text
from widgets.details.side_drawer import panel_width
from widgets.floor.attention_column import AttentionColumn
from widgets.floor.column_head import ColumnHead
from widgets.floor.queue_column import QueueColumn
from widgets.floor.sort_hold import SortHold
from widgets.floor.tile_grid import TileGrid
from widgets.floor.tile_layout import TileSize
from widgets.painting.choice import Choice
from widgets.painting.painted_widget import Scroll
from widgets.painting.palette_entry import PaletteEntry
from widgets.painting.theme import Theme

GROUPS = (("team", "by team"), ("queue", "by queue"), ("state", "by state"))
ORDERS = (("fixed", "fixed order"), ("attention", "attention first"))
SIZES = (("small", "small"), ("medium", "medium"), ("large", "large"))
QUEUE_ORDERS = (("own", "own order"), ("worst", "worst first"))
NARROW = 1400  # below this width a drawer leaves no room for all controls above the tiles
LOW = 780  # below this height, at zoom 1, the cards of attention are set closer
TYPING_MS = 150  # a filter is applied when the typing pauses


class FloorPage(QWidget):
    """Three columns. `choice_changed` carries a choice's name and its new value.

    `engaged_changed` is emitted when lists sorted by urgency must hold their order, and when not.
    """

    choice_changed = Signal(str, str)
    engaged_changed = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ground")
        self.theme = theme
        self.queues = QueueColumn(theme)
        self.grid = TileGrid(theme)
        self.attention = AttentionColumn(theme)
        self.queue_scroll, self.attention_scroll = Scroll(self.queues), Scroll(self.attention)
        self.queues.focus_moved.connect(self._on_queue_focus)
        self.queue_head = ColumnHead(theme, "Queues")
        self.grid_head = ColumnHead(theme, "Agents")
        self.attention_head = ColumnHead(theme, "Attention")
        self._make_controls()
        self.split = QSplitter(Qt.Orientation.Horizontal, self)
        self.split.setChildrenCollapsible(False)
        self._columns: list[QVBoxLayout] = []
        for head, body in (
            (self.queue_head, self.queue_scroll),
            (self.grid_head, self.grid),
            (self.attention_head, self.attention_scroll),
        ):
            self._attention = self._column(head, body)
            self.split.addWidget(self._attention)
        self.split.setStretchFactor(1, 1)
        self._outer = QVBoxLayout(self)
        self._outer.addWidget(self.split)
        self._apart = False
        self._has_drawer = False
        self.sort_hold = SortHold(self)
        self.sort_hold.held_changed.connect(self.engaged_changed)
        for part in (self.queues, self.grid):
            part.engaged_changed.connect(partial(self.sort_hold.engage, part))
        self.split.splitterMoved.connect(self._on_splitter_moved)
        self._space()

    def show_rows(self, rows: FloorRows) -> None:
        """Show *rows*."""
        self._note_order(rows)
        self.queues.show_cards(rows.queues)
        self.queue_head.sentence.show_text(_level_words(rows.queues))
        empty = "No agent matches the filter." if self.filter.text().strip() else "No agents are known yet."
        self.grid.show_groups(rows.groups, empty)
        self.grid_head.sentence.show_text(rows.summary, rows.counts)
        self.attention.show_attention(rows.attention)
        total = rows.attention.total or len(rows.attention.cards) + rows.attention.more
        count = Figure("flags.open", "floor", f"{total}", total, label="Flags")
        self.attention_head.show_badge(count, _calm(rows.attention.cards))
        self.attention_head.sentence.show_text("" if not total else "worst first")

    def show_choices(self, choices: dict[str, str]) -> None:
        """Show what is chosen (group_by, order, queue_order, tiles), without a signal."""
        for name, control in self._choices.items():
            if name in choices:
                control.set_chosen(choices[name])
        if "tiles" in choices:
            self.grid.set_size_of_tiles(TileSize[choices["tiles"].upper()])

    def choose(self, name: str, value: str) -> None:
        """Choose as the user would at the controls: show it, with a signal."""
        self._choices[name].set_chosen(value)
        self._on_choice(name, value)

    def show_only(self, queue: str) -> None:
        """Show above the tiles that they are limited to the agents of the queue named *queue*; empty for all.

        The queue drawer then replaces the attention column, beside the tiles.
        """
        self.grid_head.show_title(f"Agents of {queue}" if queue else "Agents")
        if bool(queue) != self._has_drawer:
            self._has_drawer = bool(queue)
            self._attention.setVisible(not queue)
            self._space()

    def bring_into_sight(self, kind: str, name: str) -> None:
        """Scroll to the agent, queue or team with the id *name*; ignores any other id."""
        shows = {"agent": self.grid.choose, "queue": self.queues.choose, "team": self.grid.go_to_group}
        if kind in shows:
            shows[kind](name)

    def set_dimmed(self, dimmed: bool) -> None:
        """Dim every figure, or undo that."""
        self.queues.set_dimmed(dimmed)
        self.grid.set_dimmed(dimmed)

    def set_theme(self, theme: Theme) -> None:
        """Switch to *theme*."""
        self.theme = theme
        for part in (self.queues, self.grid, self.attention):
            part.set_theme(theme)
        for head in (self.queue_head, self.grid_head, self.attention_head):
            head.set_theme(theme)
        self._space()

    def placed(self) -> list[tuple[QWidget, list[tuple[Figure, QRect]]]]:
        """Each part that shows figures, with its visible figures."""
        parts = (
            self.queue_head,
            self.queues,
            self.grid_head,
            self.grid,
            self.attention_head,
            self.attention,
        )
        return [(part, part.placed_figures()) for part in parts]

    def entries(self) -> list[PaletteEntry]:
        """The queues and agents shown, for the command palette."""
        queues = [
            PaletteEntry(f"queue:{card.id}", card.name, f"queue, {card.channel}")
            for card in self.queues.cards
        ]
        agents = {
            tile.id: PaletteEntry(f"agent:{tile.id}", tile.name, f"{group.name}, {tile.word}")
            for group in self.grid.groups
            for tile in group.tiles
        }
        return [*queues, *agents.values()]

    def layout_state(self) -> bytes:
        """The widths of the columns, if the user has set them."""
        return bytes(self.split.saveState().data()) if self._apart else b""

    def restore_layout(self, state: bytes) -> bool:
        """Restore *state*; False if it is not valid."""
        if state:
            self._apart = self.split.restoreState(QByteArray(state))
        return self._apart or not state

    def showEvent(self, event: object) -> None:
        self._apportion()

    def resizeEvent(self, event: object) -> None:
        self.attention.set_compact(self.height() < self.theme.px(LOW))
        if self._has_drawer:
            self._space()
        if not self._apart:
            self._apportion()

    def _make_controls(self) -> None:
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Filter")
        self.filter.setClearButtonEnabled(True)
        self.filter.setAccessibleName("Show only agents whose name, team, queue or state contains this")
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(lambda: self.choice_changed.emit("text", self.filter.text().strip()))
        self.filter.textChanged.connect(lambda _: self._typing.start())
        self._choices = {
            "queue_order": Choice("Order of the queues", QUEUE_ORDERS),
            "group_by": Choice("Group agents", GROUPS),
            "order": Choice("Order of the agents", ORDERS),
            "tiles": Choice("Size of the tiles", SIZES),
        }
        self._choices["tiles"].set_chosen("medium")
        for name, control in self._choices.items():
            control.chosen.connect(lambda option, n=name: self._on_choice(n, option))
        self.queue_head.add_control(self._choices["queue_order"])
        self.grid_head.add_control(self.filter)
        for name in ("group_by", "order", "tiles"):
            self.grid_head.add_control(self._choices[name])

    def _column(self, head: QWidget, body: QWidget) -> QWidget:
        column = QWidget()
        column.setObjectName("ground")
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(head)
        layout.addWidget(body, 1)
        self._columns.append(layout)
        return column

    def _space(self) -> None:
        px = self.theme.px
        right = px(12)
        if self._has_drawer:
            right = panel_width(self.theme, self.width()) + px(6)
        self._make_way()
        self._outer.setContentsMargins(px(16), px(4), right, 0)
        self.split.setHandleWidth(px(20))
        self.queue_scroll.setMinimumWidth(px(274))
        self.attention_scroll.setMinimumWidth(px(260))
        self.filter.setMinimumWidth(px(70))
        self.filter.setMaximumWidth(px(220))
        if not self._apart:
            self._apportion()

    def _make_way(self) -> None:
        """Hide controls above the tiles that do not fit beside a drawer."""
        for control in (self.filter, self._choices["tiles"]):
            control.setVisible(not self._has_drawer or self.width() >= self.theme.px(NARROW))

    def _apportion(self) -> None:
        """Divide the width: the side columns grow a little with the window, the tiles take the rest."""
        px, width = self.theme.px, self.width()
        roomy = width - px(1218)
        side = min(px(40), max(0, roomy // 8))
        left, right = px(282) + side, px(288) + min(px(48), max(0, roomy // 6))
        taken = panel_width(self.theme, width) - px(26) if self._has_drawer else right
        self.split.setSizes([left, max(px(200), width - left - taken - px(68)), right])

    def _note_order(self, rows: FloorRows) -> None:
        """Hold the order of cards and of tiles sorted by urgency for some time."""
        lists: list[tuple[list[str], list[str]]] = []
        if self._choices["order"].value == "attention":
            after = {group.id: group for group in rows.groups}
            for group in self.grid.groups:
                if group.id in after and after[group.id] is not group:
                    now = after[group.id].tiles
                    lists.append(([tile.id for tile in group.tiles], [tile.id for tile in now]))
        lists.append(([card.id for card in self.queues.cards], [card.id for card in rows.queues]))
        self.sort_hold.note_order(*zip(*lists, strict=True))

    def _on_splitter_moved(self) -> None:
        self._apart = True

    def _on_choice(self, name: str, option: str) -> None:
        if name == "tiles":
            self.grid.set_size_of_tiles(TileSize[option.upper()])
        self.choice_changed.emit(name, option)

    def _on_queue_focus(self, rect: QRect) -> None:
        self.queue_scroll.ensureVisible(0, rect.center().y(), 0, rect.height() // 2 + self.theme.px(8))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)


def _level_words(cards: tuple[QueueCard, ...]) -> str:
    """The service level variant of the cards, and its window."""
    if not cards:
        return ""
    figure = cards[0].service_level
    variant = figure.metric.partition(".")[2] or figure.metric.replace("_", " ")
    window = f" · last {window_text(figure.window_seconds)}" if figure.window_seconds is not None else ""
    return f"service level: {variant}{window}"


def _calm(cards: tuple[AttentionCard, ...]) -> bool:
    return all(card.severity is not Severity.BREACH for card in cards)
