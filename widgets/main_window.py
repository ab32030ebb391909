"""The window a supervisor lives in: headline, places, time bar, and every wish as a signal."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from console.views.rows import Figure, FloorRows, Link, TimeLine
from widgets.floor_page import FloorPage
from widgets.headline_bar import HeadlineBar
from widgets.menus import Deed, add_menus
from widgets.nav_rail import NavRail
from widgets.notice_strip import NoticeStrip
from widgets.start_page import StartPage
from widgets.stylesheet import qt_palette, style_sheet
from widgets.theme import DARK, LIGHT, ZOOMS, Theme
from widgets.time_bar import SPEEDS, STEP_SECONDS, TimeBar

_DIMMED = (Link.STALE, Link.RECONNECTING)


class MainWindow(QMainWindow):
    """Shows finished rows, and says what a person wants. It knows nothing of where rows come from."""

    seek_requested = Signal(object)
    play_requested = Signal(bool)
    step_requested = Signal(float)
    speed_chosen = Signal(float)
    live_requested = Signal()
    acknowledged = Signal(str)
    snoozed = Signal(str, int)
    agent_opened = Signal(str)
    queue_opened = Signal(str)
    choice_changed = Signal(str, str)
    engaged_changed = Signal(bool)
    appearance_changed = Signal(str, float)
    demo_requested = Signal()
    connect_requested = Signal(str)
    open_recording_requested = Signal()
    wallboard_requested = Signal()
    closing = Signal()

    def __init__(self, theme: str = "system", zoom: float = 1.0, family: str = "") -> None:
        super().__init__()
        self.setWindowTitle("Floorlight")
        self.theme_name = theme
        self.zoom = zoom
        self._family = family
        self.theme = self._made_theme()
        self.headline = HeadlineBar(self.theme)
        self.notice = NoticeStrip(self.theme)
        self.rail = NavRail(self.theme)
        self.floor = FloorPage(self.theme)
        self.start = StartPage(self.theme)
        self.time_bar = TimeBar(self.theme)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.start)
        self.pages.addWidget(self.floor)
        self._arrange()
        self._connect()
        self.actions_by_words = {action.text(): action for action in add_menus(self, self._deeds())}
        self._apply_theme()
        self.rail.show_place("floor")

    # What is shown ---------------------------------------------------------------------------------

    def show_first_run(self) -> None:
        """Ask which floor is wanted; nothing else is there to see."""
        self._show_floor(False)

    def show_rows(self, rows: FloorRows) -> None:
        """Show *rows*."""
        self._show_floor(True)
        self.headline.show_headline(rows.headline)
        self.floor.show_rows(rows)
        link = rows.headline.link
        self.time_bar.show_link(link)
        self.floor.set_dimmed(link in _DIMMED)
        self.headline.set_dimmed(link in _DIMMED)

    def show_time_line(self, line: TimeLine) -> None:
        """Show *line* in the time bar."""
        self.time_bar.show_time_line(line)

    def show_playback(self, playing: bool, speed: float) -> None:
        """Show whether time moves on from where one stands, and how fast."""
        self.time_bar.show_playback(playing, speed)

    def show_loading(self, done: int, total: int, text: str) -> None:
        """Show how far something long has come."""
        self.notice.show_progress(done, total, text)

    def show_error(self, text: str) -> None:
        """Show what went wrong, and what to do, until it is dismissed."""
        self.notice.show_error(text)

    def clear_notice(self) -> None:
        """Nothing is loading, and nothing is wrong."""
        self.notice.hide()

    def placed_figures(self) -> list[tuple[Figure, QRect]]:
        """Every figure that can be seen, and where it stands in the window."""
        parts: list[tuple[QWidget, list[tuple[Figure, QRect]]]] = [
            (self.headline, self.headline.placed_figures()),
            *self.floor.placed(),
        ]
        found = []
        for part, placed in parts:
            surface = getattr(part, "viewport", lambda p=part: p)()
            offset = surface.mapTo(self, QPoint(0, 0))
            seen = surface.visibleRegion().boundingRect()
            found += [(figure, rect.translated(offset)) for figure, rect in placed if seen.intersects(rect)]
        return found

    # How it looks ----------------------------------------------------------------------------------

    def set_appearance(self, theme: str, zoom: float) -> None:
        """Show everything in *theme* (system, dark or light) at *zoom* from now on."""
        if (theme, zoom) != (self.theme_name, self.zoom):
            self.theme_name, self.zoom = theme, zoom
            self._apply_theme()

    def _made_theme(self) -> Theme:
        name = self.theme_name
        if name == "system":
            hints = QGuiApplication.styleHints()
            name = "light" if hints.colorScheme() is Qt.ColorScheme.Light else "dark"
        return Theme(LIGHT if name == "light" else DARK, self.zoom, self._family)

    def _apply_theme(self) -> None:
        self.theme = self._made_theme()
        self.setPalette(qt_palette(self.theme))
        self.setStyleSheet(style_sheet(self.theme))
        for part in (self.headline, self.notice, self.rail, self.floor, self.start, self.time_bar):
            part.set_theme(self.theme)
        self.headline.setFixedHeight(self.headline.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ThemeChange and self.theme_name == "system":
            self._apply_theme()

    def _zoom_by(self, steps: int) -> None:
        nearest = min(range(len(ZOOMS)), key=lambda index: abs(ZOOMS[index] - self.zoom))
        self._choose_appearance(self.theme_name, ZOOMS[min(max(nearest + steps, 0), len(ZOOMS) - 1)])

    def _choose_appearance(self, theme: str, zoom: float) -> None:
        self.set_appearance(theme, zoom)
        self.appearance_changed.emit(theme, zoom)

    # How it is put together ------------------------------------------------------------------------

    def _arrange(self) -> None:
        middle = QWidget()
        self._across = QHBoxLayout(middle)
        self._across.setContentsMargins(0, 0, 0, 0)
        self._across.setSpacing(0)
        self._across.addWidget(self.rail)
        self._across.addWidget(self.pages, 1)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.headline)
        column.addWidget(self.notice)
        column.addWidget(middle, 1)
        column.addWidget(self.time_bar)
        self.setCentralWidget(whole)
        self._show_floor(False)

    def _show_floor(self, shown: bool) -> None:
        for part in (self.headline, self.rail, self.time_bar):
            part.setVisible(shown)
        self.pages.setCurrentWidget(self.floor if shown else self.start)

    def _connect(self) -> None:
        bar, floor, start = self.time_bar, self.floor, self.start
        for source, signal in (
            (bar.seek_requested, self.seek_requested),
            (bar.play_requested, self.play_requested),
            (bar.step_requested, self.step_requested),
            (bar.speed_chosen, self.speed_chosen),
            (bar.live_requested, self.live_requested),
            (floor.choice_changed, self.choice_changed),
            (floor.grid.opened, self.agent_opened),
            (floor.grid.engaged_changed, self.engaged_changed),
            (floor.queues.opened, self.queue_opened),
            (floor.attention.acknowledged, self.acknowledged),
            (floor.attention.snoozed, self.snoozed),
            (start.demo_requested, self.demo_requested),
            (start.connect_requested, self.connect_requested),
            (start.open_recording_requested, self.open_recording_requested),
        ):
            source.connect(signal)
        self.headline.search_requested.connect(self.floor.filter.setFocus)

    def _deeds(self) -> list[Deed | None]:
        def theme(name: str) -> Callable[[], None]:
            return lambda: self._choose_appearance(name, self.zoom)

        return [
            Deed("Floor", "Open a recording…", "Ctrl+O", self.open_recording_requested.emit),
            Deed("Floor", "Show the demo", "Ctrl+D", self.demo_requested.emit),
            None,
            Deed("Floor", "Find an agent", "Ctrl+K|Ctrl+F", self.floor.filter.setFocus),
            Deed("Floor", "Quit", "Ctrl+Q", self._quit),
            Deed(
                "Time", "Play or pause", "Space", lambda: self.play_requested.emit(not self.time_bar.playing)
            ),
            Deed("Time", "Back 30 seconds", "Ctrl+Left", lambda: self.step_requested.emit(-STEP_SECONDS)),
            Deed("Time", "Forward 30 seconds", "Ctrl+Right", lambda: self.step_requested.emit(STEP_SECONDS)),
            Deed("Time", "Faster", "Ctrl+Up", lambda: self._change_speed(1)),
            Deed("Time", "Slower", "Ctrl+Down", lambda: self._change_speed(-1)),
            Deed("Time", "Return to live, or the end", "End", self.live_requested.emit),
            Deed("View", "Larger", "Ctrl+=|Ctrl++", lambda: self._zoom_by(1)),
            Deed("View", "Smaller", "Ctrl+-", lambda: self._zoom_by(-1)),
            Deed("View", "Usual size", "Ctrl+0", lambda: self._choose_appearance(self.theme_name, 1.0)),
            None,
            Deed("View", "Dark", "", theme("dark")),
            Deed("View", "Light", "", theme("light")),
            Deed("View", "As the system", "", theme("system")),
        ]

    def _change_speed(self, steps: int) -> None:
        now = float(self.time_bar.speed.text().rstrip("×") or 1)
        nearest = min(range(len(SPEEDS)), key=lambda index: abs(SPEEDS[index] - now))
        self.speed_chosen.emit(SPEEDS[min(max(nearest + steps, 0), len(SPEEDS) - 1)])

    def _quit(self) -> None:
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)
        QApplication.quit()
