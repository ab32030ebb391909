"""The inspector's page: made when it is first shown, and filled while it is visible."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from console.window.session.context import Context
from console.window.session.floor_session import FloorSession

if TYPE_CHECKING:
    from widgets.details.inspector import Inspector


class InspectorPage(QObject):
    """Shows raw events and problems of the floor shown. Owned by the app."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self._page: Inspector | None = None
        self._wanted = ""
        context.window.add_place("inspector", lambda: self.page)
        context.window.place_changed.connect(lambda _: self._show())
        context.session_began.connect(self._on_session)

    @property
    def page(self) -> Inspector:
        """The page of raw events and problems."""
        if self._page is None:
            from widgets.details.inspector import Inspector

            self._page = Inspector(self._context.window.theme)
            self._page.filter_changed.connect(self._on_filter)
            self._page.contact_opened.connect(self._context.window.contact_opened)
            self._context.window.appearance.changed.connect(self._page.set_theme)
        return self._page

    def _on_session(self, session: FloorSession) -> None:
        session.tick.rows_ready.connect(lambda _: self._show())

    def _on_filter(self, wanted: str) -> None:
        self._wanted = wanted
        self._show()

    def _show(self) -> None:
        session, page = self._context.session, self._page
        if session is not None and page is not None and page.isVisible():
            page.show_inspection(session.inspect(self._wanted))
