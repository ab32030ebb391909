"""Explain: the panel behind a figure, filled while it is visible, live and in the past."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication

from console.views.rows import Figure, FloorRows
from console.window.session.context import Context
from console.window.session.floor_session import FloorSession
from feeds.errors import UserError

if TYPE_CHECKING:
    from console.views.explain.causes import Causes
    from console.views.explain.explained_rows import AccountRow, Asked, EventList, EventRow, Explanation
    from console.views.explain.links import FigureLink
    from widgets.explain.explain_panel import ExplainPanel

_SHARE = 15  # at most one part in this many of the time goes into following the instant shown
_OFFERED = "service_level.offered"


@dataclass(frozen=True, slots=True)
class _Opened:
    """One page that was opened: a figure, or the `events` of a contact or agent with this id."""

    asked: Asked | None = None
    events: str = ""
    id: str = ""


class FigureExplainer(QObject):
    """Opens figures, contacts and states in the panel, and leads back. Owned by the app."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self._panel: ExplainPanel | None = None
        self._causes: Causes | None = None
        self._opened: list[_Opened] = []
        self._queue = ""
        self._drawn_at: int | None = None
        self._rests_until = 0.0
        self._folder = str(Path.home())
        window = context.window
        window.explain_requested.connect(self.open_figure)
        window.queue_opened.connect(self.open_queue)
        window.contact_opened.connect(partial(self._open_events, "contact"))
        window.state_explained.connect(partial(self._open_events, "agent"))
        context.session_began.connect(self._on_session)

    # Opening --------------------------------------------------------------------------------------

    def open_figure(self, figure: Figure) -> None:
        """Explain *figure*."""
        from console.views.explain.explanation import asked_of, can_explain

        session = self._session
        if session is None or session.desk.rows is None:
            return
        desk, now = session.desk, session.desk.rows.now
        if figure.metric == "time_in_state_seconds":
            self._open_events("agent", figure.scope.partition(":")[2])
        elif figure.metric.startswith("flags."):
            self._context.window.floor.attention.take_focus()
            session.show_rest(True)
        elif can_explain(figure):
            settings = desk.floor.site.at(now)
            self.open_asked(asked_of(figure, settings, now, desk.view.choices.window_ms))

    def open_asked(self, asked: Asked) -> None:
        """Explain the figure *asked*, over the tiles."""
        self._begin(_Opened(asked), is_wide=True)

    def open_queue(self, queue: str) -> None:
        """Explain the service level of *queue*, beside the tiles of its agents."""
        from console.views.explain.explained_rows import Asked

        session = self._session
        if session is not None:
            asked = Asked(_OFFERED, f"queue:{queue}", session.desk.view.choices.window_ms)
            self._begin(_Opened(asked), is_wide=False, queue=queue)

    def open_link(self, link: FigureLink) -> None:
        """Explain the figure of *link*, at its instant if the floor has it."""
        session = self._session
        if session is None:
            return
        head = session.desk.playhead
        if head.start <= link.at <= head.end:
            session.seek(link.at)
            session.tick.show_at_once()
            if session.desk.is_requested:  # a reading of another instant was under way, and has ended
                session.tick.show_at_once()
        else:
            self._context.window.show_error("the instant of the link is not in what is shown")
        self.open_asked(link.asked)

    def _open_events(self, kind: str, name: str) -> None:
        """Open the events of a contact, or of an agent's state, above what is open."""
        if self._panel is not None and self._panel.is_open and self._panel.isVisible():
            self._opened.append(_Opened(events=kind, id=name))
            self._refresh()
        else:
            self._begin(_Opened(events=kind, id=name), is_wide=True)

    def _begin(self, page: _Opened, is_wide: bool, queue: str = "") -> None:
        from console.views.names import queue_name

        session = self._session
        if session is None or session.desk.rows is None:
            return
        if self._queue and self._queue != queue:
            self._leave_queue()
        self._queue, self._opened = queue, [page]
        floor, window = session.desk.floor, self._context.window
        self._panel_made().set_wide(is_wide)
        self._refresh()
        window.open_panel(queue_name(floor, queue, session.desk.rows.now) if queue else "")
        self._panel_made().come_back()

    # Pages ----------------------------------------------------------------------------------------

    @property
    def _session(self) -> FloorSession | None:
        return self._context.session

    def _panel_made(self) -> ExplainPanel:
        if self._panel is None:
            from widgets.explain.explain_panel import ExplainPanel

            window = self._context.window
            panel = self._panel = window.panel = ExplainPanel(window.theme, window.floor)
            panel.back_requested.connect(self._go_back)
            panel.closed.connect(self._on_closed)
            figure, events = panel.figure, panel.events
            figure.variant_chosen.connect(self._on_variant)
            figure.opened.connect(self._on_row)
            figure.copy_requested.connect(self._on_copy)
            figure.export_requested.connect(self._on_export)
            figure.marks_requested.connect(self._on_marks)
            events.opened.connect(self._on_event)
            events.copy_requested.connect(self._on_copy_events)
            events.marks_requested.connect(self._on_marks)
        return self._panel

    def _refresh(self) -> None:
        """Read the open page at the instant shown, and show it."""
        session, panel = self._session, self._panel
        if session is None or panel is None or not self._opened or session.desk.rows is None:
            return
        began = session.tick.clock.passed()
        page, now = self._opened[-1], session.desk.rows.now
        self._drawn_at, has_before = now, len(self._opened) > 1
        panel.set_dimmed(self._context.window.headline.dimmed)
        if page.asked is not None:
            panel.show_explanation(self._explanation(session, page.asked, now), has_before)
        elif (found := self._events(session, page, now)) is not None:
            panel.show_events(found, has_before)
        else:
            self._opened.pop()
            self._context.window.show_error(f"no event of {page.events} {page.id!r} is known")
        passed = session.tick.clock.passed()
        self._rests_until = passed + _SHARE * (passed - began)
        if self._is_marking:
            self._show_marks()

    def _explanation(self, session: FloorSession, asked: Asked, now: int) -> Explanation:
        from console.views.explain.explanation import explanation, not_known
        from console.views.explain.figure_now import is_of_an_instant

        desk = session.desk
        if desk.follows and desk.playhead.at_edge and is_of_an_instant(asked.metric):
            now = max(desk.floor.latest, now)  # as the counts on the screen
        try:
            return explanation(desk.floor, asked, now, desk.view.choices, self._causes_of(session))
        except UserError as error:
            return not_known(desk.floor, asked, now, str(error))

    def _causes_of(self, session: FloorSession) -> Causes:
        from console.views.explain.causes import Causes

        if self._causes is None:
            self._causes = Causes(session.desk.floor)
        return self._causes

    def _events(self, session: FloorSession, page: _Opened, now: int) -> EventList | None:
        from console.views.explain.agent_state import agent_state
        from console.views.explain.contact_timeline import contact_timeline

        read = contact_timeline if page.events == "contact" else agent_state
        return read(session.desk.floor, page.id, now)

    # Following ------------------------------------------------------------------------------------

    def _on_session(self, session: FloorSession) -> None:
        self._causes = None
        session.tick.rows_ready.connect(self._on_rows)

    def _on_rows(self, rows: FloorRows) -> None:
        """Follow the instant shown, if the panel is visible, once a second at most."""
        session, panel = self._session, self._panel
        if session is None or panel is None or not panel.isVisible() or not self._opened:
            return
        is_other = rows.now // 1000 != (self._drawn_at or 0) // 1000
        is_far = abs(rows.now - (self._drawn_at or 0)) > 2_000  # a jump is shown at once
        if is_other and (is_far or session.tick.clock.passed() >= self._rests_until):
            # From the event loop: two readings in a row would take long.
            QTimer.singleShot(0, self, self._refresh_if_shown)

    def _refresh_if_shown(self) -> None:
        if self._panel is not None and self._panel.isVisible():
            self._refresh()

    def _on_variant(self, variant: str) -> None:
        page = self._opened[-1]
        if page.asked is not None:
            self._opened[-1] = replace(page, asked=replace(page.asked, metric=f"service_level.{variant}"))
            self._refresh()

    def _on_row(self, row: AccountRow) -> None:
        """Open what a row is about."""
        if row.contact:
            self._open_events("contact", row.contact)
        elif row.agent:
            self._context.window.agent_opened.emit(row.agent)

    def _on_event(self, row: EventRow) -> None:
        if row.contact:
            self._open_events("contact", row.contact)
        elif row.agent:
            self._context.window.agent_opened.emit(row.agent)

    def _go_back(self) -> None:
        if len(self._opened) > 1:
            self._opened.pop()
            self._refresh()
        elif self._panel is not None:
            self._panel.shut()

    def _on_closed(self) -> None:
        self._opened = []
        self._hide_marks()
        self._leave_queue()

    def _leave_queue(self) -> None:
        """Show the tiles of all queues again."""
        if self._queue:
            self._queue = ""
            self._context.window.floor.show_only("")
            self._context.window.choice_changed.emit("queue", "")

    # Copying --------------------------------------------------------------------------------------

    def _on_copy(self, kind: str) -> None:
        """Copy the account, or the rows selected, as *kind*."""
        panel = self._panel_made()
        text = self._link_text() if kind == "link" else self._account_as(kind, panel)
        QGuiApplication.clipboard().setText(text)
        panel.say_copied(kind)

    def _on_copy_events(self, kind: str) -> None:
        from console.views.explain.copies import EVENT_COLUMNS, event_cells, events_as_json, events_as_text
        from feeds.files.csv_cells import rows_text

        panel = self._panel_made()
        row = panel.events.row
        if kind == "csv":
            text = rows_text(EVENT_COLUMNS, event_cells(row))
        else:
            text = events_as_json(row) if kind == "json" else events_as_text(row)
        QGuiApplication.clipboard().setText(text)
        panel.say_copied(kind)

    def _account_as(self, kind: str, panel: ExplainPanel, is_whole: bool = False) -> str:
        from console.views.explain.copies import COLUMNS, account_cells, as_json, as_text
        from feeds.files.csv_cells import rows_text

        page = panel.figure
        row = page.sheet.row
        counted, left_out = (row.counted, row.left_out) if is_whole else page.chosen_rows()
        if kind == "csv":
            return rows_text(COLUMNS, account_cells(counted, left_out))
        return (as_json if kind == "json" else as_text)(row, counted, left_out)

    def _link_text(self) -> str:
        from console.views.explain.links import FigureLink, link_text

        row = self._panel_made().figure.sheet.row
        return link_text(FigureLink(row.asked, row.now, self._context.place))

    def _on_export(self) -> None:
        from widgets.explain.export_dialog import ExportDialog

        dialog = ExportDialog(self._folder, self._context.window)
        dialog.fileSelected.connect(lambda path: self._context.attempt(lambda: self._export(path)))
        dialog.open()

    def _export(self, path: str) -> None:
        """Write the whole account to *path*, as its name says. Raises UserError."""
        file = Path(path)
        self._folder = str(file.parent)
        kind = {".csv": "csv", ".json": "json"}.get(file.suffix.lower(), "text")
        try:
            file.write_text(self._account_as(kind, self._panel_made(), is_whole=True), "utf-8")
        except OSError as error:
            raise UserError(f"{path} cannot be written: {error.strerror or error}") from None
        self._panel_made().say_done(f"Written to {path}")

    # Time bar -------------------------------------------------------------------------------------

    @property
    def _is_marking(self) -> bool:
        return self._panel is not None and self._panel.is_marking

    def _on_marks(self) -> None:
        if self._is_marking:
            self._show_marks()
        else:
            self._hide_marks()

    def _show_marks(self) -> None:
        """Mark on the time bar the window of the account and its rows, or a timeline's span."""
        from console.views.explain.explained_rows import marked_span, marked_span_of_events

        panel, plot = self._panel_made(), self._context.window.time_bar.plot
        if panel.shows_figure:
            plot.show_span(marked_span(panel.figure.sheet.row))
        else:
            plot.show_span(marked_span_of_events(panel.events.row))

    def _hide_marks(self) -> None:
        self._context.window.time_bar.plot.show_span(None)
