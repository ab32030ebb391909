"""The app: builds the parts of the window and joins them. It holds no logic of its own."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMessageLogContext, QObject, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QFileDialog

from console.bridge import Log, Showing, placed
from console.clock import WallClock
from console.demo import DemoServer
from console.desk import Desk
from console.floor.floor import HORIZON_HOURS, Floor
from console.layout_files import find_layout, layout_names
from console.places import choices_of, flat, has_display, shown_choices, unflat
from console.playhead import Playhead
from console.preferences import Appearance, Preferences, preferences_path, write_preferences
from console.rule_files import read_rules
from console.sources import LiveSource, RecordingSource, Source
from console.views.layouts import Layout
from console.views.rows import FloorRows
from console.views.wallboard import WallboardView
from feeds.address import Address
from feeds.errors import UserError
from feeds.events import instant_text
from feeds.live import LiveFeed
from feeds.session import Request, Session
from feeds.tokens import Token, find_token
from feeds.websocket import Client
from widgets.inspector import Inspector
from widgets.main_window import MainWindow
from widgets.settings_dialog import SettingsDialog
from widgets.theme import zoom_for
from widgets.wallboard import Wallboard

# What names an instant of a floor, in ms.
At = Callable[[Floor], int]

_PULSE_MS = 200
_RECORDINGS = "Recordings (*.jsonl *.gz *.zst);;All files (*)"


def qt_app() -> QApplication:
    """The one QApplication; on a screen that nobody can see when there is none (see `has_display`)."""
    if not has_display():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    qInstallMessageHandler(_on_qt_message)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Floorlight")
    app.setStyle("Fusion")
    return app


def _on_qt_message(kind: QtMsgType, where: QMessageLogContext, text: str) -> None:
    """Qt's own words go to standard error, but for one: the unseen screen cannot tell a window its size."""
    if "propagateSizeHints" not in text:
        print(f"floorlight: Qt: {text}", file=sys.stderr)


class App(QObject):
    """The window and whatever floor it shows now: one at a time, chosen at the start or from the window."""

    def __init__(self, chosen: Preferences, log: Log | None = None) -> None:
        super().__init__()
        self.window = made_window(chosen)
        self._choices = choices_of(chosen)
        self._connection = chosen.connection
        self._rulebook = read_rules(preferences_path().with_name("rules"))
        self._log = log
        self._clock = WallClock()
        self._showing: Showing | None = None
        self._demo: DemoServer | None = None
        self._chosen = chosen
        self._page_seconds = float(chosen.wallboard.page_seconds)
        self._board: Wallboard | None = None
        self._layout: Layout | None = None
        self.inspector = Inspector(self.window.theme)
        self.inspector.filter_changed.connect(self._on_inspector_filter)
        self._wanted = ""
        self.window.add_place("inspector", self.inspector)
        self.window.settings_requested.connect(self._on_settings)
        for place in ("wallboard", "settings"):
            self.window.offer(place)
        self.window.wallboard_requested.connect(self._on_wallboard)
        self.window.appearance_changed.connect(self._on_appearance)
        self.window.demo_requested.connect(lambda: self._try(self.show_demo))
        self.window.connect_requested.connect(lambda url: self._try(lambda: self.connect_to(url)))
        self.window.open_recording_requested.connect(self._on_open)
        self.window.closing.connect(self.stop)
        for wish, act in (
            (self.window.seek_requested, Showing.seek),
            (self.window.play_requested, Showing.play),
            (self.window.step_requested, Showing.step),
            (self.window.speed_chosen, Showing.play_at),
            (self.window.live_requested, Showing.go_live),
            (self.window.choice_changed, Showing.choose),
            (self.window.engaged_changed, Showing.hold_still),
            (self.window.acknowledged, Showing.acknowledge),
            (self.window.snoozed, Showing.snooze),
            (self.window.rest_requested, Showing.show_rest),
            (self.window.agent_opened, Showing.open_agent),
        ):
            wish.connect(partial(self._ask, act))

    def show_recording(self, paths: list[str], at: At | None = None, speed: float | None = None) -> None:
        """Open recordings; at the instant *at* names, playing at *speed* if any. Raises UserError."""
        showing = self._begin(RecordingSource(paths), follows=False)

        def place(head: Playhead) -> None:
            if at is not None:
                head.seek(at(showing.desk.floor))
            if speed is not None:
                head.set_speed(speed)
                head.play()

        showing.when_loaded(place)

    def show_live(self, address: Address, token: Token | None = None, ca_file: str | None = None) -> None:
        """Connect to a source and follow it. Raises UserError where the connection cannot be secured."""
        held = instant_text(self._clock.now() - HORIZON_HOURS * 3_600_000)
        client = Client(address, Session(Request(since=held)), token, ca_file)
        feed = LiveFeed(client)
        feed.start()
        self._begin(LiveSource(feed), follows=True)

    def connect_to(self, url: str) -> None:
        """Follow the source at *url*, with the token that is kept for it. Raises UserError."""
        address, kept = Address.parse(url), self._connection
        is_kept = url == kept.url
        token = find_token(address, kept.token_file or None if is_kept else None)
        self.show_live(address, token, kept.ca_file or None if is_kept else None)

    def show_demo(self) -> None:
        """Start an imaginary floor behind a server of its own, and follow it. Raises UserError."""
        demo = DemoServer()
        self.show_live(Address.parse(demo.url), Token(demo.token, "the demo"))
        self._demo = demo

    def show_wallboard(self, layout: Layout, screen: int | None = None) -> Wallboard:
        """Show the floor on a wallboard, full on the screen numbered *screen* (1 is the first)."""
        self._layout = layout
        board = self._board = Wallboard(self.window.theme)
        board.leaving.connect(self._on_leaving)
        if screen is not None:
            screens = QApplication.screens()
            if not 1 <= screen <= len(screens):
                raise UserError(f"--screen {screen}: there are {len(screens)}, 1 is the first")
            board.show_on(screens[screen - 1])
        return board

    def picture(self, size: tuple[int, int]) -> tuple[QImage, list[dict[str, Any]]]:
        """The window, or the wallboard there is, at one instant, and each figure on it. Raises UserError."""
        assert self._showing is not None
        rows = self._showing.settle()
        shown: MainWindow | Wallboard = self.window
        if self._board is not None:
            shown = self._board
            shown.resize(*size)
            shown.show()
            self._show_wall(rows)
        QApplication.processEvents()
        figures = [placed(figure, rect, rows.now) for figure, rect in shown.placed_figures()]
        return shown.grab().toImage(), figures

    def _show_wall(self, rows: FloorRows) -> None:
        """Bring the wallboard, if there is one, to the instant of *rows*."""
        if self._board is None or self._layout is None or self._showing is None:
            return
        desk = self._showing.desk
        if self._board.rows is None or (rows.now, desk.link.link) != (
            self._board.rows.now,
            self._board.rows.link,
        ):
            view = WallboardView(desk.floor, self._layout, desk.view.choices, self._page_seconds)
            self._board.show_rows(view.look(rows.now, desk.link))

    def _on_wallboard(self) -> None:
        """Somebody at the window asks for the wallboard: on the last screen, often the one on the wall."""
        if self._board is None:
            self._try(lambda: self._begin_wallboard())

    def _begin_wallboard(self) -> None:
        layouts = preferences_path().with_name("layouts")
        self.show_wallboard(find_layout(self._chosen.wallboard.layout, layouts), len(QApplication.screens()))
        if self._showing is not None and self._showing.desk.rows is not None:
            self._show_wall(self._showing.desk.rows)

    def _on_leaving(self) -> None:
        if self._board is not None:
            self._board.close()
            self._board.deleteLater()
            self._board = None
        if not self.window.isVisible():
            QApplication.exit(0)

    def stop(self) -> None:
        """Let go of the floor that is shown."""
        if self._showing is not None:
            self._showing.stop()
            self._showing.deleteLater()
            self._showing = None
        if self._demo is not None:
            self._demo.close()
            self._demo = None

    def _on_inspector_filter(self, wanted: str) -> None:
        self._wanted = wanted
        self._show_inspection()

    def _show_inspection(self) -> None:
        if self._showing is not None and self.inspector.isVisible():
            self.inspector.show_inspection(self._showing.inspect(self._wanted))

    def _on_settings(self) -> None:
        """Open the settings; what is changed shows at once, and is kept when it is saved."""
        values, file = flat(self._chosen), str(preferences_path())
        dialog = SettingsDialog(self.window.theme, values, layout_names(), file, self.window)
        dialog.changed.connect(lambda key, value: self._apply(unflat({**dialog.values, key: value})))
        dialog.saved.connect(partial(self._on_saved, dialog))
        dialog.open()

    def _on_saved(self, dialog: SettingsDialog, values: dict[str, str | int | float]) -> None:
        try:
            write_preferences(preferences_path(), unflat(values))
        except UserError as error:
            dialog.show_error(str(error))
            return
        self._apply(unflat(values))

    def _apply(self, chosen: Preferences) -> None:
        """Show everything as *chosen* says."""
        self._chosen, self._choices = chosen, choices_of(chosen)
        self.window.set_appearance(chosen.appearance.theme, chosen.appearance.zoom)
        self.window.show_choices(shown_choices(chosen))
        if self._showing is not None:
            self._showing.desk.choose(self._choices)

    def _on_appearance(self, theme: str, zoom: float) -> None:
        """Somebody chose how the window looks: keep it, where it can be kept."""
        told: Any = {"theme": theme, "zoom": zoom}
        looks = self._chosen.appearance.model_copy(update=told)
        self._chosen = self._chosen.model_copy(update={"appearance": looks})
        self._try(lambda: write_preferences(preferences_path(), self._chosen))

    def _begin(self, source: Source, follows: bool) -> Showing:
        self.stop()
        desk = Desk(source.floor, self._rulebook, self._choices, follows)
        self._showing = Showing(self.window, source, desk, self._clock)
        self._showing.bridge.rows_ready.connect(self._show_wall)
        self._showing.bridge.rows_ready.connect(lambda _: self._show_inspection())
        if self._log is not None:
            self._showing.write_health(self._log)
        self._showing.start()
        return self._showing

    def _ask(self, act: Callable[..., None], *wanted: Any) -> None:
        """Let the floor that is shown, if any, do *act*."""
        if self._showing is not None:
            act(self._showing, *wanted)

    def _try(self, act: Callable[[], None]) -> None:
        try:
            act()
        except UserError as error:
            self.window.show_error(str(error))

    def _on_open(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self.window,
            "Open a recording",
            str(Path.home()),
            _RECORDINGS,
        )
        if path:
            self._try(lambda: self.show_recording([path]))


def run_window(
    show: Callable[[App], None], chosen: Preferences, log: Log | None, has_window: bool = True
) -> int:
    """Open the window, let *show* say what is in it, and stay until it is closed; the exit status.

    Without *has_window* the window stays hidden: *show* then shows something else. Raises what it raises.
    """
    qt = qt_app()
    app = App(chosen, log)
    try:
        app.window.resize(1600, 1000)
        place = preferences_path().with_name("window")
        with contextlib.suppress(OSError):
            app.window.restore_layout(place.read_bytes())
        app.window.setVisible(has_window)
        show(app)
        status = _until_closed(qt)
        with contextlib.suppress(
            OSError
        ):  # a folder that cannot be written is no reason to complain at the end
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(app.window.layout_state())
        return status
    finally:
        app.stop()


def _until_closed(qt: QApplication, seconds: float | None = None) -> int:
    """Run Qt's loop, for *seconds* at most, letting Python see Ctrl+C and the system's stop; the status."""
    pulse = QTimer()
    pulse.timeout.connect(lambda: None)  # gives Python its turn, in which signals are seen
    pulse.start(_PULSE_MS)
    if seconds is not None:
        QTimer.singleShot(round(seconds * 1000), lambda: qt.exit(0))  # `quit` would close the window first
    stopped: list[int] = []

    def stop(number: int, frame: object) -> None:
        stopped.append(number)
        qt.exit(0)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        status = qt.exec()
    finally:
        pulse.stop()
        for number, handler in before.items():
            signal.signal(number, handler)
    return 128 + signal.SIGINT if signal.SIGINT in stopped else status


def picture(
    show: Callable[[App], None],
    size: tuple[int, int],
    theme: str,
    seconds: float | None = None,
    log: Log | None = None,
    layout: Layout | None = None,
) -> tuple[QImage, list[dict[str, Any]]]:
    """What the window, or the wallboard of *layout*, shows of what *show* says is in it: a recording when all
    of it is read, else after *seconds* of a live source. It needs no display.

    Returns the picture and each figure on it: its text, metric, scope, instant, value, severity, rectangle.
    Raises UserError, also where nothing came.
    """
    qt = qt_app()
    app = App(
        Preferences(
            appearance=Appearance(theme="light" if theme == "light" else "dark", zoom=zoom_for(*size))
        ),
        log,
    )
    try:
        app.window.resize(*size)
        if layout is None:
            app.window.show()
        else:
            app.show_wallboard(layout)
        show(app)
        if seconds is not None and _until_closed(qt, seconds) == 128 + signal.SIGINT:
            raise KeyboardInterrupt
        return app.picture(size)
    finally:
        app.stop()
        app.window.deleteLater()


def made_window(chosen: Preferences) -> MainWindow:
    """A window as a person's settings have it, not shown yet."""
    window = MainWindow(chosen.appearance.theme, chosen.appearance.zoom)
    window.show_choices(shown_choices(chosen))
    return window
