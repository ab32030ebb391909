"""The wallboard opened from the window or by its command: on a screen of its own, with the floor shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

from console.settings.preferences import preferences_path
from console.views.floor.choices import LinkState
from console.views.rows import Link
from console.window.session.context import Context
from console.window.session.floor_session import FloorSession
from feeds.errors import UserError
from widgets.window.event_loop import leave
from widgets.window.frame_timer import FrameTimer

if TYPE_CHECKING:
    from console.desk.desk import Desk
    from console.views.rows import Link
    from console.views.wallboard.layouts import Layout
    from console.views.wallboard.wallboard import WallboardView
    from widgets.past.past_frame import PastFrame
    from widgets.wallboard.wallboard import Wallboard


class WallboardScreen(QObject):
    """Opens, fills and closes the wallboard. Owned by the app.

    *on_frame* is called with the seconds each of its frames took to paint.
    """

    def __init__(self, context: Context, on_frame: Callable[[float], None]) -> None:
        super().__init__(context)
        self.board: Wallboard | None = None
        self._context = context
        self._on_frame = on_frame
        self._layout: Layout | None = None
        self._view: WallboardView | None = None
        self._shown: tuple[int, Link, int] | None = None  # instant, link and page of what was read last
        self._frame: PastFrame | None = None
        context.window.offer("wallboard")
        context.window.wallboard_requested.connect(self._on_requested)
        context.session_began.connect(self._on_session)

    def show_layout(self, layout: Layout, screen: int | None = None) -> Wallboard:
        """Show the floor by *layout*, filling the screen *screen*, counted from 1. Raises UserError."""
        from widgets.wallboard.wallboard import Wallboard

        screens = QApplication.screens()
        if screen is not None and not 1 <= screen <= len(screens):
            raise UserError(f"--screen {screen}: there are {len(screens)}, 1 is the first")
        self._layout, self._view, self._shown = layout, None, None
        board = self.board = Wallboard(self._context.window.theme)
        FrameTimer(board, self._on_frame)
        board.leaving.connect(self._on_leaving)
        board.page_turned.connect(self._on_turned)
        if screen is not None:
            board.show_on(screens[screen - 1])
        return board

    def show_instant(self, now: int) -> None:
        """Update to the instant *now* (ms); for old data only the age changes."""
        if self.board is None or self._layout is None or self._context.session is None:
            return
        desk, board = self._context.session.desk, self.board
        if desk.follows and desk.link.catches_up:
            self._age(desk.link)  # an incomplete past causes false alarms, not noticeable on a wallboard
            return
        shown = now, desk.link.link, board.source_page
        if board.rows is None or desk.link.link.is_old or shown != self._shown:
            view = self._view_of(desk, self._layout)
            is_first = self._shown is None
            self._shown = shown
            page = None if is_first else board.source_page
            board.show_rows(view.read(now, desk.link, page, desk.view.figures))

    def _view_of(self, desk: Desk, layout: Layout) -> WallboardView:
        """The view of the floor shown, kept from one reading to the next."""
        from console.views.wallboard.wallboard import WallboardView

        view = self._view
        if view is None:
            view = self._view = WallboardView(desk.floor, layout, desk.view.choices)
        view.choices = desk.view.choices
        view.page_seconds = float(self._context.chosen.wallboard.page_seconds)
        return view

    def close(self) -> None:
        """Close the wallboard, if it is open."""
        if self.board is not None:
            self.board.close()
            self.board.deleteLater()
            self.board = self._frame = None

    def _on_session(self, session: FloorSession) -> None:
        self._view = self._shown = None
        # From the event loop: two readings in a row would take long.
        session.tick.instant_ready.connect(self.show_instant, Qt.ConnectionType.QueuedConnection)
        session.tick.link_ready.connect(self._age)

    def _on_turned(self) -> None:
        """Read the page that comes to be shown: what is not shown is not read."""
        if self.board is not None and self.board.rows is not None:
            self.show_instant(self.board.rows.now)

    def _age(self, link: LinkState) -> None:
        """Keep the figures, and update their age."""
        if self.board is not None and self.board.rows is not None:
            from console.views.wallboard.wallboard import aged

            self.board.show_rows(aged(self.board.rows, link))

    def _show_frame(self, link: Link) -> None:
        """Frame the wallboard while it shows the past."""
        if self._frame is None and self.board is not None:
            from widgets.past.past_frame import PastFrame

            self._frame = PastFrame(self._context.window.theme, self.board)
        if self._frame is not None:
            self._frame.show_link(link)

    def _on_requested(self) -> None:
        """Open the wallboard from the window: on the last screen, often the one on the wall."""
        if self.board is None:
            self._context.attempt(self._begin)

    def _begin(self) -> None:
        from console.settings.layout_files import find_layout

        layouts = preferences_path().with_name("layouts")
        layout = find_layout(self._context.chosen.wallboard.layout, layouts)
        self.show_layout(layout, len(QApplication.screens()))
        session = self._context.session
        if session is not None and session.desk.instant is not None:
            self.show_instant(session.desk.instant)

    def _on_leaving(self) -> None:
        self.close()
        if not self._context.window.isVisible():
            leave()
