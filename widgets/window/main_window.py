"""The supervisor's main window: headline, pages and time bar; every request of the user is a signal."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRect, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from console.views.rows import AgentDrawer, Figure, FloorRows, Link, TimeLine
from console.views.text import plain_text
from widgets.details.agent_drawer import Drawer
from widgets.details.time_bar import TimeBar
from widgets.floor.floor_page import FloorPage
from widgets.notices.notice_strip import NoticeStrip
from widgets.notices.status_note import StatusNote
from widgets.painting.appearance import Appearance
from widgets.painting.palette_entry import PaletteEntry
from widgets.painting.stylesheet import qt_palette, style_sheet
from widgets.painting.theme import Theme
from widgets.painting.visible_figures import Placed, seen_figures
from widgets.painting.visible_part import Part, VisiblePart, part_of_page
from widgets.past.past_frame import PastFrame
from widgets.window.action_slots import slots_of_requests
from widgets.window.actions import WindowMenus
from widgets.window.figure_pointers import point_at_figures
from widgets.window.headline_bar import HeadlineBar
from widgets.window.nav_rail import NavRail
from widgets.window.saved_geometry import by_length, with_length
from widgets.window.start_page import StartPage
from widgets.window.window_requests import WindowRequests

if TYPE_CHECKING:
    from widgets.dialogs.command_palette import CommandPalette
    from widgets.explain.explain_panel import ExplainPanel


class MainWindow(WindowRequests):
    """Shows finished rows and emits the user's requests as signals. Does not know where rows come from."""

    def __init__(self, theme: str = "system", zoom: float = 1.0, family: str = "") -> None:
        super().__init__()
        self.setWindowTitle("Floorlight")
        self.appearance = Appearance(theme, zoom, family, self)
        self.headline = HeadlineBar(self.theme)
        self.notice = NoticeStrip(self.theme)
        self.rail = NavRail(self.theme)
        self.floor = FloorPage(self.theme)
        self.drawer = Drawer(self.theme, self.floor)
        self.start = StartPage(self.theme)
        self.time_bar = TimeBar(self.theme)
        self.past_frame = PastFrame(self.theme, self)
        self.command_palette: CommandPalette | None = None
        self.named_entries: Callable[[str], list[PaletteEntry]] = lambda _: []
        self.panel: ExplainPanel | None = None
        self.pages = QStackedWidget()
        self.pages.setMinimumSize(1, 1)  # pages reflow or scroll
        self.status = StatusNote(self.theme, self)
        self.visible_part = VisiblePart(self, self._part)
        self._places: dict[str, QWidget | Callable[[], QWidget]] = {}
        self._arrange()
        self._connect()
        point_at_figures(self)
        self._slots = self._slots_of_actions()
        self.commands = WindowMenus(self, self._slots)
        self.menus = self.commands.menus
        self._on_theme(self.theme)
        self.appearance.changed.connect(self._on_theme)
        # Nothing has the focus until the user sets it, so that tiles may be sorted.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setFocus()

    @property
    def theme(self) -> Theme:
        return self.appearance.theme

    def _part(self) -> Part:
        return part_of_page(self.pages.currentWidget(), self.floor, self.start, self._has_rows)

    # Display -------------------------------------------------------------------------------------

    def show_first_run(self) -> None:
        """Show the start page instead of a floor."""
        self._has_rows = False
        self._show_floor(False)
        self.pages.setCurrentWidget(self.start)
        self.visible_part.check()

    def ask_for_server(self) -> None:
        """Ask for a server; a floor already shown keeps running behind, and Escape returns to it."""
        self._show_floor(False)
        self.pages.setCurrentWidget(self.start)
        self.start.take_focus()

    def show_rows(self, rows: FloorRows) -> None:
        """Show *rows*. Cheap if little changed."""
        if not self._has_rows:
            self.go_to("floor")
        self._has_rows, top = True, rows.headline
        self.headline.show_headline(top)
        if self.visible_part.part is not Part.HEADLINE:
            self.floor.show_rows(rows)
        self.show_link(top.link, top.link_text)
        self.time_bar.show_now(rows.now)

    def show_name(self, name: str) -> None:
        """Show in the title what is shown: a recording's or a source's *name*, empty for none."""
        self.setWindowTitle(f"{plain_text(name)} – Floorlight" if name else "Floorlight")

    def show_link(self, link: Link, text: str) -> None:
        """Show the state of the data's link with *text*."""
        self.headline.show_link(link, text)
        self.set_dimmed(link.is_old)
        for part in (self.time_bar, self.past_frame):
            part.show_link(link)

    def set_dimmed(self, dimmed: bool) -> None:
        """Dim all figures because they are not those of the instant, or undo that."""
        for part in (self.headline, self.floor):
            part.set_dimmed(dimmed)

    def show_time_line(self, line: TimeLine) -> None:
        """Show *line* in the time bar."""
        self.time_bar.show_time_line(line)

    def show_loading(self, done: int, total: int, text: str) -> None:
        """Show the progress of loading; what is loaded can already be used."""
        self.notice.show_progress(done, total, text)

    def show_error(self, text: str) -> None:
        """Show a problem and its remedy until dismissed."""
        self.notice.show_error(text)

    def show_note(self, text: str) -> None:
        """Show what is no problem, until dismissed."""
        self.notice.show_note(text)

    def clear_notice(self) -> None:
        """Hide progress and problems."""
        self.notice.hide()

    def show_agent(self, row: AgentDrawer) -> None:
        """Show *row* in the agent drawer, opening it if needed."""
        if self.panel is not None:
            self.panel.step_back()
        self.drawer.set_dimmed(self.headline.dimmed)
        self.drawer.show_agent(row)
        if self.floor.agents.chosen != row.id:
            self.floor.agents.choose(row.id)

    def open_panel(self, queue: str = "") -> None:
        """Make way for the panel that explains: beside the tiles of the queue named *queue*, or over them."""
        self.go_to("floor")
        self.drawer.hide()
        self.floor.agents.choose("")
        self.floor.show_only(queue)

    def shut_drawers(self) -> None:
        """Close drawers and dialogs before showing another floor."""
        self.drawer.shut()
        if self.panel is not None:
            self.panel.shut()

    @property
    def shown_agent(self) -> str:
        """The id of the agent whose drawer is open; empty if none is."""
        return self.drawer.agent()

    def placed_figures(self) -> list[tuple[Figure, QRect]]:
        """Every fully visible figure with its rectangle in the window."""
        drawers: list[ExplainPanel | Drawer] = [self.drawer]
        if self.panel is not None:
            drawers.insert(0, self.panel)
        parts: list[tuple[QWidget, Placed]] = [(self.headline, self.headline.placed_figures())]
        if self.pages.currentWidget() is self.floor:
            parts += [*self.floor.placed(), *((drawer, drawer.placed_figures()) for drawer in drawers)]
        return seen_figures(self, parts, drawers)

    # Navigation ----------------------------------------------------------------------------------

    def add_place(self, name: str, page: QWidget | Callable[[], QWidget]) -> None:
        """Offer *page* as the place *name* in the rail; a function makes it when it is first shown."""
        self._places[name] = page
        self.offer(name)
        if isinstance(page, QWidget):
            self.pages.addWidget(page)

    def offer(self, name: str) -> None:
        """Enable the actions that open *name* (a page, the wallboard, the settings)."""
        self.rail.offer(name)
        self.commands.offer(name)

    def go_to(self, name: str) -> None:
        """Show the page *name*, if it exists."""
        page = self._places.get(name)
        if not isinstance(page, QWidget | None):
            page = self._places[name] = page()
            self.pages.addWidget(page)
        if page is not None and self.pages.currentWidget() is not page:
            self._show_floor(True)
            self.pages.setCurrentWidget(page)
            self.rail.show_place(name)
            self.place_changed.emit(name)

    def go_to_part(self, name: str) -> None:
        """Focus a part of the floor: queues, agents, attention or time."""
        self.go_to("floor")
        if name == "time":
            self.time_bar.plot.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        if name == "attention" and self.panel is not None:
            self.panel.shut()
        self.floor.go_to_part(name)

    def go_to_filter(self) -> None:
        """Focus the field that filters the agents."""
        self.go_to("floor")
        self.floor.go_to_part("filter")

    def layout_state(self) -> bytes:
        """The window's position and size and the widths of its columns, for `restore_layout`."""
        return with_length(bytes(self.saveGeometry().data())) + self.floor.layout_state()

    def restore_layout(self, state: bytes) -> bool:
        """Restore *state*; False if it is not valid."""
        place, rest = by_length(state)
        return bool(place) and self.restoreGeometry(QByteArray(place)) and self.floor.restore_layout(rest)

    # Requests --------------------------------------------------------------------------------------

    def ask_to_play(self) -> None:
        """Request to play or pause a recording or the past."""
        if not self.time_bar.is_at_the_edge:  # what is live neither plays nor pauses
            self.play_requested.emit(not self.time_bar.playing)

    def open_palette(self) -> None:
        """Open the command palette."""
        if self.command_palette is None:
            from widgets.dialogs.command_palette import CommandPalette

            self.command_palette = CommandPalette(self.theme, self, self.named_entries)
            self.command_palette.chosen.connect(self._on_palette)
        self.command_palette.open_with([*self.commands.entries(), *self.floor.entries()])

    def open_menu(self) -> None:
        """Open the menu beside its button."""
        button = self.rail.buttons["menu"]
        self.commands.open(button.mapToGlobal(button.rect().topRight()))

    # Construction ----------------------------------------------------------------------------------

    def _arrange(self) -> None:
        right = QVBoxLayout()
        right.addWidget(self.pages, 1)
        right.addWidget(self.time_bar)
        across = QHBoxLayout()
        across.addWidget(self.rail)
        across.addLayout(right, 1)
        whole = QWidget()
        whole.setObjectName("ground")
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.headline)
        column.addWidget(self.notice)
        column.addLayout(across, 1)
        for layout in (right, across, column):
            layout.setSpacing(0)
        self.setCentralWidget(whole)
        self.pages.addWidget(self.start)
        self._places["floor"] = self.floor
        self.rail.offer("floor")
        self.pages.addWidget(self.floor)
        self.rail.show_place("floor")
        self.show_first_run()

    def _show_floor(self, shown: bool) -> None:
        for part in (self.headline, self.rail, self.time_bar):
            part.setVisible(shown)

    def _connect(self) -> None:
        bar, floor, start = self.time_bar, self.floor, self.start
        for source, signal in (
            (bar.seek_requested, self.seek_requested),
            (bar.play_requested, self.play_requested),
            (bar.step_requested, self.step_requested),
            (bar.speed_chosen, self.speed_chosen),
            (bar.live_requested, self.live_requested),
            (bar.retry_requested, self.retry_requested),
            (floor.choice_changed, self.choice_changed),
            (floor.agents.opened, self.agent_opened),
            (floor.engaged_changed, self.engaged_changed),
            (floor.queues.opened, self._open_queue),
            (floor.attention.acknowledged, self.acknowledged),
            (floor.attention.snoozed, self.snoozed),
            (floor.attention.rest_requested, self.rest_requested),
            (floor.snoozed.woken, self.woken),
            (self.status.undo_requested, self.undo_requested),
            (floor.attention.rise_requested, self.seek_requested),
            (floor.attention.explained, self.explain_requested),
            (self.drawer.why_requested, self.state_explained),
            (start.demo_requested, self.demo_requested),
            (start.connect_requested, self.connect_requested),
            (start.open_recording_requested, self.open_recording_requested),
            (self.appearance.chosen, self.appearance_changed),
        ):
            source.connect(signal)
        floor.attention.opened.connect(self._open_scope)
        bar.plot.explain_requested.connect(self._explain_level_at)
        floor.list.copy_requested.connect(partial(self.copy_requested.emit, True))
        self.pages.currentChanged.connect(self.visible_part.check)
        self.headline.search_requested.connect(self.open_palette)
        self.drawer.closed.connect(self._on_drawer_closed)
        self.rail.place_chosen.connect(self.go_to)
        self.rail.action_chosen.connect(lambda name: self._slots[name]())

    def _slots_of_actions(self) -> dict[str, Callable[[], object]]:
        """What each action of the table does, by its id."""
        return {
            **slots_of_requests(self, self.appearance, self.time_bar),
            "connect": self.ask_for_server,
            "quit": self.close,
            "find": self.open_palette,
            "filter": self.go_to_filter,
            **{part: partial(self.go_to_part, part) for part in ("queues", "agents", "attention", "time")},
            **{place: partial(self.go_to, place) for place in ("floor", "inspector")},
            "play": self.ask_to_play,
            "list": self.floor.change_view,
            "menu": self.open_menu,
        }

    def _on_palette(self, wanted: str) -> None:
        kind, _, name = wanted.partition(":")
        if kind in ("instant", "day"):
            self.instant_requested.emit(int(name), kind == "day")
        elif kind == "changes":
            self.changes_requested.emit(*map(int, name.split(":")))
        else:
            (self._slots[name] if kind == "action" else partial(self._open_scope, wanted))()

    def _on_drawer_closed(self) -> None:
        self.floor.agents.choose("")
        self.floor.agents.take_focus()
        if self.panel is not None:
            self.panel.come_back()

    def _open_queue(self, queue: str) -> None:
        """Request *queue*: its drawer, and only the tiles of its agents."""
        self.queue_opened.emit(queue)
        self.choice_changed.emit("queue", queue)

    def _explain_level_at(self, at: int) -> None:
        """Go to *at* (ms), and explain the service level that the time bar shows there."""
        self.seek_requested.emit(at)
        for figure in self.headline.headline.figures[:1]:
            self.explain_requested.emit(figure)

    def _open_scope(self, scope: str) -> None:
        kind, _, name = scope.partition(":")
        self.go_to("floor")
        self.floor.bring_into_sight(kind, name)
        if kind == "agent":
            self.agent_opened.emit(name)
        elif kind == "queue":
            self._open_queue(name)

    def _on_theme(self, theme: Theme) -> None:
        self.setPalette(qt_palette(theme))
        self.setStyleSheet(style_sheet(theme))
        shown = (self.headline, self.notice, self.rail, self.floor, self.start, self.time_bar)
        for part in (*shown, self.drawer, self.past_frame, self.command_palette, self.panel):
            if part is not None:
                part.set_theme(theme)
        self.headline.setFixedHeight(self.headline.sizeHint().height())
        self.status.set_theme(theme)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if (key := Qt.Key(event.key())) == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.ask_to_play()
        elif key == Qt.Key.Key_End:
            self.live_requested.emit()
        elif key == Qt.Key.Key_Escape and self._has_rows and self.pages.currentWidget() is self.start:
            self.go_to("floor")
            self.setFocus()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if (palette := self.command_palette) is not None and palette.isVisible():
            palette.place()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)
        QApplication.quit()
