"""The floor page: queues, agents and attention side by side, each with its head."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QByteArray, QRect, QSize, Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from console.views.rows import AttentionCard, Figure, FloorRows, Headline, Link, Severity
from console.views.text import window_text
from widgets.details.side_drawer import panel_width
from widgets.floor.agent_controls import AgentControls
from widgets.floor.agents_pane import AgentsPane
from widgets.floor.attention_column import AttentionColumn
from widgets.floor.column_head import ColumnHead
from widgets.floor.queue_column import QueueColumn
from widgets.floor.snoozed_flags import SnoozedFlags
from widgets.floor.sort_hold import SortHold
from widgets.floor.tile_layout import TileSize
from widgets.painting.choice import Choice
from widgets.painting.painted_widget import Scroll
from widgets.painting.palette_entry import PaletteEntry
from widgets.painting.theme import Theme

QUEUE_ORDERS = (("own", "own order"), ("worst", "worst first"), ("channel", "by channel"))
LEVEL_HELP = (
    "Offered: contacts answered within the threshold, of all that were answered or abandoned, without short "
    "abandons. A queue's drawer shows the other variants."
)
NARROW = 1000  # below this width, at zoom 1, the columns beside the agents are narrower
THREE, TWO = 720, 460  # the least widths, at zoom 1, for three columns and for two
LOW = 780  # below this height, at zoom 1, the cards of attention are set closer


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
        self.agents = AgentsPane(theme)
        self.grid, self.list = self.agents.grid, self.agents.list
        self.attention = AttentionColumn(theme)
        self.queue_scroll, self.attention_scroll = Scroll(self.queues), Scroll(self.attention)
        self.queues.focus_moved.connect(self._on_queue_focus)
        self.queue_scroll.resized.connect(lambda: self.queues.set_room(self.queue_scroll.viewport().height()))
        self._scrolled_to = 0
        self.queue_scroll.verticalScrollBar().valueChanged.connect(self._on_queues_scrolled)
        self.queue_head = ColumnHead(theme, "Queues")
        self.grid_head = ColumnHead(theme, "Agents", has_own_row=True)
        self.attention_head = ColumnHead(theme, "Attention")
        self._make_controls()
        self.split = QSplitter(Qt.Orientation.Horizontal, self)
        self.split.setChildrenCollapsible(False)
        self._columns: list[QVBoxLayout] = []
        for head, body in (
            (self.queue_head, self.queue_scroll),
            (self.grid_head, self.agents),
            (self.attention_head, self.attention_scroll),
        ):
            self._attention = self._column(head, body)
            self.split.addWidget(self._attention)
        self.split.setStretchFactor(1, 1)
        self._outer = QVBoxLayout(self)
        self._outer.addWidget(self.split)
        self.rows = FloorRows(0, Headline(Link.LOADING, "", "", ""))
        self._apart = False
        self._has_drawer = False
        self._front = 1
        self.sort_hold = SortHold(self)
        self.sort_hold.held_changed.connect(self.engaged_changed)
        for part in (self.queues, self.agents):
            part.engaged_changed.connect(partial(self.sort_hold.engage, part))
        self.split.splitterMoved.connect(self._on_splitter_moved)
        self._space()

    def show_rows(self, rows: FloorRows) -> None:
        """Show *rows*."""
        self.rows = rows
        before = self.agents.order()
        queues = [card.id for card in self.queues.cards]
        self.queues.show_cards(rows.queues)
        self.queue_head.sentence.show_text(_level_words(rows), (), LEVEL_HELP)
        empty = "No agent matches the filter." if self.filter.text().strip() else "No agents are known yet."
        self.agents.show_rows(rows, empty, not self.sort_hold.held)
        self.controls.groups = rows.groups
        self._note_order(before, queues)
        self.grid_head.sentence.show_text(rows.summary, rows.counts)
        self.attention.show_attention(rows.attention)
        self.snoozed.show_flags(rows.attention.snoozed)
        total = rows.attention.total or len(rows.attention.cards) + rows.attention.more
        count = Figure("flags.open", "floor", f"{total}", total, label="Flags")
        self.attention_head.show_badge(count, _calm(rows.attention.cards))
        self.attention_head.sentence.show_text("" if not total else "worst first")

    def show_choices(self, choices: dict[str, str]) -> None:
        """Show what is chosen (group_by, order, queue_order, tiles), without a signal."""
        self.controls.show_choices(choices)
        if "queue_order" in choices:
            self._queue_order.set_chosen(choices["queue_order"])
            self.queues.set_groups(choices["queue_order"] == "channel")
        if "tiles" in choices:
            self.grid.set_size_of_tiles(TileSize[choices["tiles"].upper()])
        if "list_columns" in choices:
            self.list.show_columns(choices["list_columns"])
        if "list_sort" in choices:
            self.list.show_sort(choices["list_sort"])

    def choose(self, name: str, value: str) -> None:
        """Choose as the user would at the controls: show it, with a signal."""
        self.show_choices({name: value})
        self._on_choice(name, value)

    def show_filter(self, text: str) -> None:
        """Show *text* in the filter, without a signal."""
        self.filter.blockSignals(True)
        self.filter.setText(text)
        self.filter.blockSignals(False)

    def change_view(self) -> None:
        """Show the agents as a list instead of tiles, or the other way round, for the user."""
        self.controls.choose_view("tiles" if self.controls.view.value == "list" else "list")

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
        shows = {"agent": self.agents.choose, "queue": self.queues.choose, "team": self.agents.go_to_group}
        if kind in shows:
            shows[kind](name)

    def set_dimmed(self, dimmed: bool) -> None:
        """Dim every figure, or undo that."""
        self.queues.set_dimmed(dimmed)
        self.agents.set_dimmed(dimmed)

    def set_theme(self, theme: Theme) -> None:
        """Switch to *theme*."""
        self.theme = theme
        for part in (self.queues, self.agents, self.attention):
            part.set_theme(theme)
        for head in (self.queue_head, self.grid_head, self.attention_head):
            head.set_theme(theme)
        self._space()

    def placed(self) -> list[tuple[QWidget, list[tuple[Figure, QRect]]]]:
        """Each part that shows figures, with its visible figures."""
        parts = (self.queue_head, self.queues, self.grid_head, self.attention_head, self.attention)
        return [*((part, part.placed_figures()) for part in parts), *self.agents.placed()]

    def entries(self) -> list[PaletteEntry]:
        """All queues, teams and agents, whether shown or not, for the command palette."""
        rows = self.rows
        queues = [
            PaletteEntry(f"queue:{card.id}", card.name, f"queue, {card.channel}") for card in rows.all_queues
        ]
        teams = [PaletteEntry(f"team:{team}", name, "team") for team, name in rows.teams.items()]
        agents = [
            PaletteEntry(f"agent:{tile.id}", tile.name, f"{rows.teams.get(tile.team, '')}, {tile.word}")
            for tile in rows.everyone
        ]
        return [*queues, *teams, *agents]

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
        self._space()
        if not self._apart:
            self._apportion()

    def _make_controls(self) -> None:
        self.controls = AgentControls(self.grid_head, self)
        self.filter = self.controls.filter
        self.filter.left.connect(self.agents.take_focus)
        self.controls.changed.connect(self._on_choice)
        self.controls.jump_requested.connect(self.agents.go_to_group)
        self.controls.columns = lambda: [key for key, _ in self.list.header.columns]
        self.controls.columns_changed.connect(self.list.change_column)
        self.agents.folding_changed.connect(self.choice_changed)
        self.list.choice_changed.connect(self.choice_changed)
        self._queue_order = Choice("Order of the queues", QUEUE_ORDERS)
        self._queue_order.chosen.connect(partial(self._on_choice, "queue_order"))
        self.queue_head.add_control(self._queue_order)
        self.snoozed = SnoozedFlags(self)
        self.attention_head.add_control(self.snoozed)

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
        self._outer.setContentsMargins(px(16), px(4), right, 0)
        self.split.setHandleWidth(px(20))
        is_narrow = self.width() < px(NARROW)
        self.queue_scroll.setMinimumWidth(px(180 if is_narrow else 274))
        self.attention_scroll.setMinimumWidth(px(236 if is_narrow else 260))
        self.filter.setMinimumWidth(px(96))
        self.filter.setMaximumWidth(px(300))
        if not self._apart:
            self._apportion()

    def _apportion(self) -> None:
        """Divide the width: the side columns grow a little with the window, the tiles take the rest."""
        px, width = self.theme.px, self.width()
        self._show_columns()
        if width < px(NARROW):
            left, right = px(190), px(240)
            self.split.setSizes([left, max(px(150), width - left - right - px(68)), right])
            return
        roomy = width - px(1218)
        side = min(px(40), max(0, roomy // 8))
        left, right = px(282) + side, px(288) + min(px(48), max(0, roomy // 6))
        taken = panel_width(self.theme, width) - px(26) if self._has_drawer else right
        self.split.setSizes([left, max(px(200), width - left - taken - px(68)), right])

    def _show_columns(self) -> None:
        """Show the columns that have room: the agents with another, or one alone."""
        px, width = self.theme.px, self.width()
        if width >= px(THREE):
            shown = {0, 1, 2}
        elif width >= px(TWO):
            shown = {1, self._front if self._front != 1 else 2}
        else:
            shown = {self._front}
        if self._has_drawer:
            shown.discard(2)
        for number in range(self.split.count()):
            if (column := self.split.widget(number)) is not None:
                column.setVisible(number in shown)

    def go_to_part(self, name: str) -> None:
        """Focus the queues, the agents, the attention column or the filter, also where only one has room."""
        self._front = {"queues": 0, "attention": 2}.get(name, 1)
        self._show_columns()
        if name == "attention":
            self.attention.take_focus()
            return
        parts = {"queues": self.queues, "filter": self.filter}
        parts.get(name, self.agents.shown).setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def _note_order(self, agents: list[list[str]], queues: list[str]) -> None:
        """Hold the order of lists sorted by urgency for some time, after one of those before has changed."""
        before, after = [queues], [[card.id for card in self.queues.cards]]
        now = self.agents.order()
        is_sorted = self.agents.shown is self.list or self.controls.choices["order"].value == "attention"
        if is_sorted and len(now) == len(agents):
            before, after = [*before, *agents], [*after, *now]
        self.sort_hold.note_order(before, after)

    def _on_splitter_moved(self) -> None:
        self._apart = True

    def _on_choice(self, name: str, option: str) -> None:
        if name == "queue_order":
            self.queues.set_groups(option == "channel")
        if name == "tiles":
            self.grid.set_size_of_tiles(TileSize[option.upper()])
        self.choice_changed.emit(name, option)

    def _on_queue_focus(self, rect: QRect) -> None:
        self.queue_scroll.ensureVisible(0, rect.center().y(), 0, rect.height() // 2 + self.theme.px(8))

    def _on_queues_scrolled(self, value: int) -> None:
        """Never stop at half a queue."""
        before, bar = self._scrolled_to, self.queue_scroll.verticalScrollBar()
        self._scrolled_to = min(self.queues.snapped(value, before), bar.maximum())
        if self._scrolled_to != value:
            bar.setValue(self._scrolled_to)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)


def _level_words(rows: FloorRows) -> str:
    """The service level variant of the cards, its window, and how many are below their goal or near it."""
    cards = rows.queues
    if not cards:
        return "no queue matches the filter" if rows.all_queues else ""
    figure = cards[0].service_level
    variant = figure.metric.partition(".")[2] or figure.metric.replace("_", " ")
    window = f" · last {window_text(figure.window_seconds)}" if figure.window_seconds is not None else ""
    levels = [card.service_level.severity for card in cards]
    below, near = levels.count(Severity.BREACH), levels.count(Severity.WARNING)
    parts = [f"{below} below goal" if below else "", f"{near} near" if near else ""]
    some = f"{len(cards):,} of {len(rows.all_queues):,} queues" if len(cards) < len(rows.all_queues) else ""
    return " · ".join(part for part in (some, f"{variant}{window}", *parts) if part)


def _calm(cards: tuple[AttentionCard, ...]) -> bool:
    return all(card.severity is not Severity.BREACH for card in cards)
