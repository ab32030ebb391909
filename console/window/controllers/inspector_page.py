"""The inspector's page: made when it is first shown, and filled while it is visible."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from console.sources.recording import RecordingSource
from console.window.session.context import Context
from console.window.session.floor_session import FloorSession

if TYPE_CHECKING:
    from console.views.details.inspector import Inspection
    from console.window.session.log_events import LogEvents
    from widgets.details.inspector import Inspector


class InspectorPage(QObject):
    """Shows raw events and problems of the floor shown; of a recording, the events around the playhead.

    Owned by the app.
    """

    _ready = Signal()  # from the thread that reads events

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self._page: Inspector | None = None
        self._wanted = ""
        self._log: LogEvents | None = None
        self._chosen = 0
        self._ready.connect(self._show)
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
            self._page.event_chosen.connect(self._on_chosen)
            self._page.contact_opened.connect(self._context.window.contact_opened)
            self._context.window.appearance.changed.connect(self._page.set_theme)
        return self._page

    def _on_session(self, session: FloorSession) -> None:
        if self._log is not None:
            self._log.stop()
        self._log, self._chosen = None, 0
        session.tick.rows_ready.connect(lambda _: self._show())

    def _on_filter(self, wanted: str) -> None:
        self._wanted = wanted
        self._show()

    def _on_chosen(self, number: int) -> None:
        """Go to the instant of the event *number*, which a person chose."""
        session = self._context.session
        at = None if self._log is None else self._log.instant(number)
        if session is not None and at is not None:
            self._chosen = number
            session.desk.move(lambda head: head.stop_at(at))
            self._show()

    def _show(self) -> None:
        session, page = self._context.session, self._page
        if session is not None and page is not None and page.isVisible():
            seen = session.inspect(self._wanted)
            source = session.tick.source
            if isinstance(source, RecordingSource):
                seen = self._with_events(seen, session, source)
            page.show_inspection(seen)

    def _with_events(self, seen: Inspection, session: FloorSession, source: RecordingSource) -> Inspection:
        """*seen* with the events around the playhead."""
        if source.progress is not None:
            return replace(seen, events_note="The events are shown once the recording is open.")
        if self._log is None:
            from console.window.session.log_events import LogEvents

            self._log = LogEvents(source.loading, self._notify)
            self._log.begin()
        found = self._log.around(session.desk.playhead.now, self._wanted, self._chosen)
        return replace(seen, events=found.events, current=found.current, events_note=found.note)

    def _notify(self) -> None:
        with suppress(RuntimeError):  # the window was closed in the meantime
            self._ready.emit()
