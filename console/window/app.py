"""The app: builds the parts of the window and connects them, without logic of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from console.clock import WallClock
from console.desk.desk import Desk
from console.desk.playhead import Playhead, move_to
from console.floor.floor import Floor
from console.floor.ledgers.timeline import NEVER
from console.settings.preferences import Preferences, preferences_path, write_preferences
from console.settings.rule_files import read_rules
from console.sources.live import LiveSource
from console.sources.loading import Logs
from console.sources.recording import RecordingSource
from console.sources.source import Source
from console.views.floor.choices import LinkState
from console.views.rows import FloorRows
from console.views.text import plain_text
from console.window.chosen_views import choices_of, shown_choices
from console.window.inspection import noted
from console.window.session import FloorSession, Log, placed
from feeds.errors import UserError
from widgets.window.event_loop import leave
from widgets.window.frame_timer import FrameTimer
from widgets.window.main_window import MainWindow

# What a window shows only on request is imported where it is opened.
if TYPE_CHECKING:
    from console.sources.connect import SourceFactory
    from console.sources.demo_server import DemoServer
    from console.views.wallboard.layouts import Layout
    from feeds.transport.client import SourceClient
    from widgets.details.inspector import Inspector
    from widgets.wallboard.wallboard import Wallboard
    from widgets.window.settings_dialog import SettingsDialog

# Resolves an instant of a floor, in ms.
At = Callable[[Floor], int]

_WAITING_MS = 100


class App(QObject):
    """The window and the floor it shows: one at a time, chosen at start-up or from the window.

    `arrived` is emitted when a live floor has caught up.
    """

    arrived = Signal()

    def __init__(self, chosen: Preferences, log: Log | None = None) -> None:
        super().__init__()
        self.window = MainWindow(chosen.appearance.theme, chosen.appearance.zoom)
        self.window.floor.show_choices(shown_choices(chosen))
        FrameTimer(self.window, self._on_frame)
        self._choices = choices_of(chosen)
        self._rulebook = read_rules(preferences_path().with_name("rules"))
        self._log = log
        self._clock = WallClock()
        self._floor_session: FloorSession | None = None
        self._demo: DemoServer | None = None
        self._chosen = chosen
        self._folder, self._wanted = str(Path.home()), ""
        self.is_attended = True  # whether a person sees the window; without, a failure is the end
        self.trouble: UserError | None = None
        self._waiting = QTimer(self)
        self._waiting.timeout.connect(self._show_waiting)
        self._board: Wallboard | None = None
        self._layout: Layout | None = None
        self._inspector: Inspector | None = None
        self.window.add_place("inspector", lambda: self.inspector)
        self.window.place_changed.connect(lambda _: self._show_inspection())
        self.window.settings_requested.connect(self._on_settings)
        self.window.manual_requested.connect(self._on_manual)
        for place in ("wallboard", "settings"):
            self.window.offer(place)
        self.window.wallboard_requested.connect(self._on_wallboard)
        self.window.appearance_changed.connect(self._on_appearance)
        self.window.demo_requested.connect(lambda: self._try(self.show_demo))
        self.window.connect_requested.connect(lambda url: self._try(lambda: self.connect_to(url)))
        self.window.open_recording_requested.connect(self._on_open)
        self.window.closing.connect(self.stop)
        for wish, act in (
            (self.window.seek_requested, FloorSession.seek),
            (self.window.play_requested, FloorSession.play),
            (self.window.step_requested, FloorSession.step),
            (self.window.speed_chosen, FloorSession.play_at),
            (self.window.live_requested, FloorSession.go_live),
            (self.window.choice_changed, FloorSession.choose),
            (self.window.engaged_changed, FloorSession.hold_still),
            (self.window.acknowledged, FloorSession.acknowledge),
            (self.window.snoozed, FloorSession.snooze),
            (self.window.rest_requested, FloorSession.show_rest),
            (self.window.agent_opened, FloorSession.open_agent),
            (self.window.queue_opened, FloorSession.open_queue),
            (self.window.variant_chosen, FloorSession.show_variant),
        ):
            wish.connect(partial(self._ask, act))

    def show_recording(self, logs: Logs, at: At | None = None, speed: float | None = None) -> None:
        """Open recordings; at the instant *at* names, playing at *speed* if any. Raises UserError."""
        source = RecordingSource(logs)
        showing = self._begin(source, follows=False)
        notes: list[str] = []

        def place(head: Playhead) -> None:
            if at is not None:
                notes.extend(move_to(head, at(source.floor)))
            if speed is not None:
                head.set_speed(speed)
                head.play()

        def is_read() -> None:
            notes.extend(noted(source))
            if source.failure is None and source.floor.latest == NEVER:
                self._on_failed(notes[-1])
            elif source.failure is None and notes:
                self._show_problem("; ".join(notes))

        showing.when_loaded(place)
        showing.tick.loaded.connect(is_read)

    def follow_client(self, client: SourceClient) -> None:
        """Follow the source of *client*, whose session was created by `session_of`."""
        self.follow(f"Connecting to {client.address.url}", lambda: client)

    def follow(self, doing: str, connect: SourceFactory, ended: Callable[[], str] = lambda: "") -> None:
        """Follow a source; *doing*, *connect* and *ended* are passed to `LiveSource`."""
        self._begin(LiveSource(doing, connect, ended=ended), follows=True)
        self._show_waiting()
        self._waiting.start(_WAITING_MS)

    def connect_to(self, url: str) -> None:
        """Follow the source at *url*, with its stored token. Raises UserError."""
        from console.sources.connect import by_url

        self.follow(f"Connecting to {url}", by_url(url, self._chosen.connection, self._clock))
        self.window.start.url.setText(url)

    def show_demo(self) -> None:
        """Start a simulated floor behind its own server, and follow it."""
        from console.sources.connect import by_demo
        from console.sources.demo_server import DemoServer

        demo = DemoServer()
        self.follow("Starting the demo", by_demo(demo, self._clock), demo.ended)
        self._demo = demo

    def show_wallboard(self, layout: Layout, screen: int | None = None) -> Wallboard:
        """Show the floor on a wallboard, filling the screen *screen*, counted from 1. Raises UserError."""
        from widgets.wallboard.wallboard import Wallboard

        screens = QApplication.screens()
        if screen is not None and not 1 <= screen <= len(screens):
            raise UserError(f"--screen {screen}: there are {len(screens)}, 1 is the first")
        self._layout = layout
        board = self._board = Wallboard(self.window.theme)
        FrameTimer(board, self._on_frame)
        board.leaving.connect(self._on_leaving)
        if screen is not None:
            board.show_on(screens[screen - 1])
        return board

    def picture(self, size: tuple[int, int]) -> tuple[QImage, list[dict[str, Any]]]:
        """Render the window, or the wallboard if shown, with each figure on it. Raises UserError."""
        assert self._floor_session is not None
        rows = self._floor_session.finish()
        shown: MainWindow | Wallboard = self.window
        if self._board is not None:
            shown = self._board
            shown.resize(*size)
            shown.show()
            self._show_wall(rows.now)
        QApplication.processEvents()
        figures = [placed(figure, rect, rows.now) for figure, rect in shown.placed_figures()]
        return shown.grab().toImage(), figures

    def _show_wall(self, now: int) -> None:
        """Update the wallboard, if any, to the instant *now* (ms); for old data only its age changes."""
        if self._board is None or self._layout is None or self._floor_session is None:
            return
        desk, shown = self._floor_session.desk, self._board.rows
        if desk.follows and desk.link.catches_up:
            self._age_wall(desk.link)  # an incomplete past causes false alarms, not noticeable on a wallboard
        elif shown is None or desk.link.link.is_old or (now, desk.link.link) != (shown.now, shown.link):
            from console.views.wallboard.wallboard import WallboardView

            seconds = float(self._chosen.wallboard.page_seconds)
            view = WallboardView(desk.floor, self._layout, desk.view.choices, seconds)
            self._board.show_rows(view.read(now, desk.link))

    def _age_wall(self, link: LinkState) -> None:
        """Keep the wallboard's figures, and update their age."""
        if self._board is not None and self._board.rows is not None:
            from console.views.wallboard.wallboard import aged

            self._board.show_rows(aged(self._board.rows, link))

    def _on_wallboard(self) -> None:
        """Open the wallboard from the window: on the last screen, often the one on the wall."""
        if self._board is None:
            self._try(lambda: self._begin_wallboard())

    def _begin_wallboard(self) -> None:
        from console.settings.layout_files import find_layout

        layouts = preferences_path().with_name("layouts")
        self.show_wallboard(find_layout(self._chosen.wallboard.layout, layouts), len(QApplication.screens()))
        if self._floor_session is not None and self._floor_session.desk.instant is not None:
            self._show_wall(self._floor_session.desk.instant)

    def _on_leaving(self) -> None:
        self._close_board()
        if not self.window.isVisible():
            leave()

    def _close_board(self) -> None:
        if self._board is not None:
            self._board.close()
            self._board.deleteLater()
            self._board = None

    @property
    def desk(self) -> Desk | None:
        """The desk of the floor shown, if any."""
        return None if self._floor_session is None else self._floor_session.desk

    @property
    def inspector(self) -> Inspector:
        """The page of raw events and problems, made when it is first needed."""
        if self._inspector is None:
            from widgets.details.inspector import Inspector

            self._inspector = Inspector(self.window.theme)
            self._inspector.filter_changed.connect(self._on_inspector_filter)
            self.window.appearance.changed.connect(self._inspector.set_theme)
        return self._inspector

    def end(self) -> None:
        """Close everything."""
        self.stop()
        self._close_board()
        self.window.hide()
        self.window.deleteLater()
        self.deleteLater()

    def stop(self) -> None:
        """Close the floor shown."""
        self._waiting.stop()
        if self._floor_session is not None:
            self._floor_session.stop()
            self._floor_session.deleteLater()
            self._floor_session = None
        if self._demo is not None:
            self._demo.close()
            self._demo = None

    def _on_frame(self, seconds: float) -> None:
        if self._floor_session is not None:
            self._floor_session.tick.health.frame_drawn(seconds)

    def _on_inspector_filter(self, wanted: str) -> None:
        self._wanted = wanted
        self._show_inspection()

    def _show_inspection(self) -> None:
        shown = self._inspector
        if self._floor_session is not None and shown is not None and shown.isVisible():
            shown.show_inspection(self._floor_session.inspect(self._wanted))

    def _on_manual(self) -> None:
        from console.manual_files import read_manual
        from widgets.details.manual_reader import ManualReader

        shown = self.window.findChild(ManualReader)
        (shown or ManualReader(self.window.appearance, read_manual(), self.window)).take_focus()

    def _on_settings(self) -> None:
        """Open the settings; what is changed shows at once, and is kept when it is saved."""
        from console.settings.layout_files import layout_names
        from widgets.window.settings_dialog import SettingsDialog

        values, file = self._chosen.flat(), str(preferences_path())
        names = layout_names(preferences_path().with_name("layouts"))
        dialog = SettingsDialog(self.window.theme, values, names, file, self.window)
        made = Preferences.of_flat
        dialog.changed.connect(lambda key, value: self._apply(made({**dialog.values, key: value})))
        dialog.saved.connect(partial(self._on_saved, dialog))
        dialog.open()

    def _on_saved(self, dialog: SettingsDialog, values: dict[str, str | int | float]) -> None:
        try:
            write_preferences(preferences_path(), Preferences.of_flat(values))
        except UserError as error:
            dialog.show_error(str(error))
            return
        self._apply(Preferences.of_flat(values))

    def _apply(self, chosen: Preferences) -> None:
        """Apply *chosen*."""
        self._chosen, self._choices = chosen, choices_of(chosen)
        self.window.appearance.show(chosen.appearance.theme, chosen.appearance.zoom)
        self.window.floor.show_choices(shown_choices(chosen))
        if self._floor_session is not None:
            self._floor_session.desk.choose(self._choices)

    def _on_appearance(self, theme: str, zoom: float) -> None:
        """Save the theme and zoom chosen in the window."""
        appearance = self._chosen.appearance.model_copy(update={"theme": theme, "zoom": zoom})
        self._chosen = self._chosen.model_copy(update={"appearance": appearance})
        self._try(lambda: write_preferences(preferences_path(), self._chosen))

    def _begin(self, source: Source, follows: bool) -> FloorSession:
        self.stop()
        self.window.clear_notice()
        self.window.shut_drawers()
        self.window.show_first_run()  # clears the last floor until this one has rows
        desk = Desk(source.floor, self._rulebook, self._choices, follows)
        showing = self._floor_session = FloorSession(self.window, source, desk, self._clock)
        showing.tick.rows_ready.connect(self._on_first_rows, Qt.ConnectionType.SingleShotConnection)
        # From the event loop: two readings in a row would take long.
        showing.tick.instant_ready.connect(self._show_wall, Qt.ConnectionType.QueuedConnection)
        showing.tick.rows_ready.connect(lambda _: self._show_inspection())
        showing.tick.failed.connect(self._on_failed)
        showing.tick.troubled.connect(self._show_problem)
        showing.tick.link_ready.connect(self._age_wall)
        if self._log is not None:
            showing.write_health(self._log)
        showing.start()
        return showing

    def _on_first_rows(self, rows: FloorRows) -> None:
        self.window.go_to("floor")
        self.window.setFocus()

    def _show_waiting(self) -> None:
        """Show what is awaited until a live source has shown something."""
        source = None if self._floor_session is None else self._floor_session.tick.source
        if isinstance(source, LiveSource) and source.waiting:
            self.window.show_loading(0, 0, source.waiting)
            return
        self._waiting.stop()
        if source is not None and source.failure is None:
            self.window.clear_notice()
            self.arrived.emit()

    def _on_failed(self, words: str) -> None:
        """Handle a failed source; ends the program if the window is hidden and has shown nothing."""
        desk = self.desk
        if not self.is_attended and desk is not None and desk.instant is None:
            self.trouble = UserError(words)
            leave()
        else:
            self._show_problem(words)

    def _show_problem(self, words: str) -> None:
        """Show a message in the window, or on standard error if it is hidden."""
        if self.is_attended:
            self.window.show_error(words)
        else:
            print(f"floorlight: {plain_text(words)}", file=sys.stderr)

    def _ask(self, act: Callable[..., None], *wanted: Any) -> None:
        """Call *act* with the floor shown, if any."""
        if self._floor_session is not None:
            act(self._floor_session, *wanted)

    def _try(self, act: Callable[[], None]) -> None:
        try:
            act()
        except UserError as error:
            self.window.show_error(str(error))

    def _on_open(self) -> None:
        from widgets.window.recording_dialog import RecordingDialog

        dialog = RecordingDialog(self._folder, self.window)
        dialog.filesSelected.connect(self._on_chosen)
        dialog.open()

    def _on_chosen(self, paths: list[str]) -> None:
        self._folder = str(Path(paths[0]).parent)
        self._try(lambda: self.show_recording(paths))
