"""The app: builds the parts of the window and connects them, without logic of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
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
from console.settings.preferences import Preferences, preferences_path
from console.settings.rule_files import read_rules
from console.sources.live import LiveSource
from console.sources.loading import Logs, logs_name
from console.sources.recording import RecordingSource
from console.sources.source import Source
from console.views.rows import FloorRows, Link
from console.views.text import plain_text
from console.window.controllers.agent_copies import AgentCopies
from console.window.controllers.answers import Answers
from console.window.controllers.archive_keeping import ArchiveKeeping
from console.window.controllers.figure_explainer import FigureExplainer
from console.window.controllers.inspector_page import InspectorPage
from console.window.controllers.instants import Instants
from console.window.controllers.manual_window import ManualWindow
from console.window.controllers.past.calendar_window import CalendarWindow
from console.window.controllers.past.changes_window import ChangesWindow
from console.window.controllers.past.comparison import Comparison
from console.window.controllers.past.past_days import PastDays
from console.window.controllers.program.about_window import AboutWindow
from console.window.controllers.program.recordings import Recordings
from console.window.controllers.program.shortcuts import Shortcuts
from console.window.controllers.program.tray_icon import TrayIcon
from console.window.controllers.saved_choices import SavedChoices
from console.window.controllers.settings_window import SettingsWindow
from console.window.controllers.wallboard_screen import WallboardScreen
from console.window.session.chosen_views import choices_of, shown_choices
from console.window.session.context import Context
from console.window.session.floor_session import FloorSession, Log, placed
from console.window.session.inspection import noted
from console.window.session.live_underneath import LiveUnderneath
from feeds.errors import UserError
from widgets.accessibility.announcer import Announcer
from widgets.window.announcements import Announcements
from widgets.window.event_loop import leave
from widgets.window.frame_timer import FrameTimer
from widgets.window.main_window import MainWindow

# What a window shows only on request is imported where it is opened.
if TYPE_CHECKING:
    from console.sources.connect import SourceFactory
    from console.sources.demo_server import DemoServer
    from console.sources.live_archive import LiveArchive
    from console.views.explain.links import FigureLink
    from console.views.wallboard.layouts import Layout
    from feeds.transport.client import SourceClient
    from widgets.wallboard.wallboard import Wallboard

# Resolves an instant of a floor, in ms.
At = Callable[[Floor], int]

_WAITING_MS = 100
LinkPlace = tuple[tuple[str, str], ...]


class App(QObject):
    """The window and the floor it shows: one at a time, chosen at start-up or from the window.

    `arrived` is emitted when a live floor has caught up. One that *keeps* writes what live sources send into
    the archive of the settings.
    """

    arrived = Signal()

    def __init__(self, chosen: Preferences, log: Log | None = None, keeps: bool = False) -> None:
        super().__init__()
        self.window = MainWindow(chosen.appearance.theme, chosen.appearance.zoom)
        self.window.floor.show_choices(shown_choices(chosen))
        self.context = Context(self.window, chosen)
        self.wallboard = WallboardScreen(self.context, self._on_frame)
        self.announcements = Announcements(Announcer(self.window))
        self.inspector = InspectorPage(self.context)
        self.explainer = FigureExplainer(self.context)
        self.archive = ArchiveKeeping(self.context, keeps)
        self.settings = SettingsWindow(self.context, self.archive)
        self.manual = ManualWindow(self.context)
        self.saved = SavedChoices(self.context)
        self.answers = Answers(self.context, self.archive)
        self.copies = AgentCopies(self.context)
        self.recordings = Recordings(self.context, self.show_recording)
        self.shortcuts = Shortcuts(self.context)
        self.about = AboutWindow(self.context)
        self.tray = TrayIcon(self.context)
        self.days = PastDays(self.context, lambda: self.archive.path, self.show_over, self.return_to_live)
        self.instants = Instants(self.context, self.days)
        self.changes = ChangesWindow(self.context)
        self.comparison = Comparison(self.context, self.days)
        self.calendar = CalendarWindow(self.context, self.days, self.comparison)
        FrameTimer(self.window, self._on_frame)
        self._rulebook = read_rules(preferences_path().with_name("rules"))
        self._log = log
        self._clock = WallClock()
        self._demo: DemoServer | None = None
        self._underneath: LiveUnderneath | None = None
        self.is_attended = True  # whether a person sees the window; without, a failure is the end
        self.trouble: UserError | None = None
        self._waiting = QTimer(self)
        self._waiting.timeout.connect(self._show_waiting)
        self.arrived.connect(self.archive.show_aside)
        self._connect()

    def _connect(self) -> None:
        window = self.window
        window.demo_requested.connect(lambda: self.context.attempt(self.show_demo))
        window.connect_requested.connect(lambda url: self.context.attempt(lambda: self.connect_to(url)))
        window.closing.connect(self.stop)
        window.live_requested.connect(self.return_to_live)
        for wish, act in (
            (window.play_requested, FloorSession.play),
            (window.step_requested, FloorSession.step),
            (window.speed_chosen, FloorSession.play_at),
            (window.retry_requested, FloorSession.retry_now),
            (window.choice_changed, FloorSession.choose),
            (window.engaged_changed, FloorSession.hold_still),
            (window.acknowledged, FloorSession.acknowledge),
            (window.snoozed, FloorSession.snooze),
            (window.rest_requested, FloorSession.show_rest),
            (window.agent_opened, FloorSession.open_agent),
        ):
            wish.connect(partial(self._ask, act))

    def show_recording(
        self, logs: Logs, at: At | None = None, speed: float | None = None, named: LinkPlace = ()
    ) -> None:
        """Open recordings; at the instant *at* names, playing at *speed* if any. Raises UserError.

        *named* is what a link names them by; by default the files' paths.
        """
        source = RecordingSource(logs)
        paths = [log for log in logs if isinstance(log, str)] if isinstance(logs, Sequence) else []
        self.context.place = named or tuple(("log", str(Path(path).absolute())) for path in paths)
        showing = self._begin(source, follows=False)
        self.window.show_name(logs_name(logs))
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
        self.context.place = (("url", client.address.url),)
        url = client.address.url
        self.follow(f"Connecting to {url}", lambda: client, archive=self.archive.of_source())
        self.window.show_name(url)

    def follow(
        self,
        doing: str,
        connect: SourceFactory,
        ended: Callable[[], str] = lambda: "",
        archive: LiveArchive | None = None,
    ) -> None:
        """Follow a source; *doing*, *connect*, *ended* and *archive* are passed to `LiveSource`."""
        self._begin(LiveSource(doing, connect, ended=ended, archive=archive), follows=True)
        self._show_waiting()
        self._waiting.start(_WAITING_MS)

    def connect_to(self, url: str) -> None:
        """Follow the source at *url*, with its stored token. Raises UserError."""
        from console.sources.connect import by_url

        self.context.place = (("url", url),)
        source = by_url(url, self.context.chosen.connection, self._clock)
        self.follow(f"Connecting to {url}", source, archive=self.archive.of_source())
        self.window.start.url.setText(url)
        self.window.show_name(url)

    def show_demo(self) -> None:
        """Start a simulated floor behind its own server, and follow it; nothing of it is kept."""
        from console.sources.connect import by_demo
        from console.sources.demo_server import DemoServer

        self.context.place = (("demo", ""),)
        demo = DemoServer()
        self.follow("Starting the demo", by_demo(demo, self._clock), demo.ended)
        self.window.show_name("Demo")
        self._demo = demo

    def explain_when_shown(self, link: FigureLink) -> None:
        """Explain the figure of *link* once the floor that it names is shown."""

        def explain() -> None:
            self.explainer.open_link(link)

        session = self.session
        assert session is not None
        if isinstance(session.tick.source, LiveSource):
            self.arrived.connect(explain, Qt.ConnectionType.SingleShotConnection)
        else:
            session.tick.loaded.connect(explain, Qt.ConnectionType.QueuedConnection)

    def show_wallboard(self, layout: Layout, screen: int | None = None) -> Wallboard:
        """Show the floor on a wallboard, filling the screen *screen*, counted from 1. Raises UserError."""
        return self.wallboard.show_layout(layout, screen)

    def picture(self, size: tuple[int, int]) -> tuple[QImage, list[dict[str, Any]]]:
        """Render the window, or the wallboard if shown, with each figure on it. Raises UserError."""
        assert self.session is not None
        rows = self.session.finish()
        shown: MainWindow | Wallboard = self.window
        if self.wallboard.board is not None:
            shown = self.wallboard.board
            shown.resize(*size)
            shown.show()
            self.wallboard.show_instant(rows.now)
        QApplication.processEvents()
        figures = [placed(figure, rect, rows.now) for figure, rect in shown.placed_figures()]
        return shown.grab().toImage(), figures

    @property
    def session(self) -> FloorSession | None:
        """The floor shown, if any."""
        return self.context.session

    @property
    def desk(self) -> Desk | None:
        """The desk of the floor shown, if any."""
        return None if self.session is None else self.session.desk

    def end(self) -> None:
        """Close everything."""
        self.saved.finish()
        self.stop()
        self.wallboard.close()
        self.window.hide()
        self.window.deleteLater()
        self.deleteLater()

    def stop(self) -> None:
        """Close the floor shown."""
        self._waiting.stop()
        if self.session is not None:
            self.session.stop()
            self.session.deleteLater()
            self.context.session = None
        if self._underneath is not None:
            self._underneath.stop()
            self._underneath.deleteLater()
            self._underneath = None
        if self._demo is not None:
            self._demo.close()
            self._demo = None

    def _on_frame(self, seconds: float) -> None:
        if self.session is not None:
            self.session.tick.health.frame_drawn(seconds)

    def show_over(self, source: Source, place: Callable[[Playhead], object]) -> FloorSession:
        """Show *source*, an archived day, in place of a floor; a live one goes on underneath.

        *place* moves the playhead once the day is read.
        """
        session = self.session
        assert session is not None
        desk, choices = session.desk, session.desk.view.choices
        if desk.follows:
            session.release()
            session.deleteLater()
            self._underneath = LiveUnderneath(session.tick.source, desk, self._clock, self)
        else:
            session.stop()
            session.deleteLater()
        shown = Desk(source.floor, self._rulebook, choices, follows=False)
        shown.playhead.is_over_live = self._underneath is not None
        self.window.show_link(Link.LOADING, "LOADING")
        self.window.set_dimmed(True)
        showing = self._show(source, shown)
        showing.when_loaded(place)
        return showing

    def return_to_live(self) -> None:
        """Show the newest there is: the live floor again if one goes on, else the end of what is shown."""
        live, session = self._underneath, self.session
        if session is None or live is None:
            self._ask(FloorSession.go_live)
            return
        self._underneath = None
        live.end()
        live.deleteLater()
        session.stop()
        session.deleteLater()
        live.desk.choose(session.desk.view.choices)
        self._show(live.source, live.desk).go_live()

    def _begin(self, source: Source, follows: bool) -> FloorSession:
        self.stop()
        self.window.show_name("")
        self.window.show_first_run()  # clears the last floor until this one has rows
        desk = Desk(source.floor, self._rulebook, choices_of(self.context.chosen), follows)
        return self._show(source, desk)

    def _show(self, source: Source, desk: Desk) -> FloorSession:
        self.window.clear_notice()
        self.window.shut_drawers()
        showing = FloorSession(self.window, source, desk, self._clock)
        self.context.begin(showing)
        self.announcements.start_again()
        showing.tick.rows_ready.connect(self.announcements.take_rows)
        showing.tick.link_ready.connect(lambda link: self.announcements.take(link.link))
        showing.tick.rows_ready.connect(self._on_first_rows, Qt.ConnectionType.SingleShotConnection)
        showing.tick.failed.connect(self._on_failed)
        showing.tick.troubled.connect(self._show_problem)
        if self._log is not None:
            showing.write_health(self._log)
        showing.start()
        return showing

    def _on_first_rows(self, rows: FloorRows) -> None:
        self.window.go_to("floor")
        self.window.setFocus()

    def _show_waiting(self) -> None:
        """Show what is awaited until a live source has shown something."""
        source = None if self.session is None else self.session.tick.source
        if isinstance(source, LiveSource) and source.waiting:
            self.window.show_loading(0, 0, source.waiting)
            return
        self._waiting.stop()
        if source is not None and source.failure is None:
            self.window.clear_notice()
            for words in source.troubles:  # shown before, but not over what was awaited
                self._show_problem(words)
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
        if self.session is not None:
            act(self.session, *wanted)
