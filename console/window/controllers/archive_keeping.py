"""The archive of the settings: keeps what live sources send, and says how large it is."""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from console.clock import WallClock
from console.desk.flag_history import FlagHistory
from console.history.archive import Archive, default_path
from console.history.days.errors import ArchiveError
from console.history.days.records import AnswerRecord
from console.settings.preferences import ArchiveChoices
from console.sources.live import LiveSource
from console.views.text import days_text, size_text
from console.window.session.context import Context
from console.window.session.floor_session import FloorSession

if TYPE_CHECKING:
    from console.history.recording.retention import ArchiveLimits
    from console.sources.live_archive import LiveArchive

_GIGABYTE = 10**9


class ArchiveKeeping(QObject):
    """Gives live sources their archive, and passes changed settings on. Owned by the app.

    Nothing is kept unless it *keeps*, as a window does and a picture does not. `measured` carries the place
    and size of the archive in words, after `measure`.
    """

    measured = Signal(str)

    def __init__(self, context: Context, keeps: bool) -> None:
        super().__init__(context)
        self._context = context
        self._keeps = keeps
        self._clock = WallClock()
        self._history, self._restored = FlagHistory(), False
        context.chosen_saved.connect(self._on_saved)
        context.session_began.connect(self._on_session)
        context.window.acknowledged.connect(self._on_acknowledged)
        context.window.snoozed.connect(self._on_snoozed)
        context.window.woken.connect(lambda flag: self._keep_answer(flag, "woken", None))

    @property
    def path(self) -> Path:
        """The archive's folder."""
        return default_path(self._choices.folder)

    def of_source(self) -> LiveArchive | None:
        """An archive for one live source; None if nothing is to be kept."""
        if not self._keeps or self._choices.record == "off":
            return None
        from console.sources.live_archive import LiveArchive

        return LiveArchive(self.path, self._clock, self._limits())

    def show_aside(self) -> None:
        """Show, if so, that another program keeps the source."""
        session = self._context.session
        if session is not None and session.tick.source.aside:
            self._context.window.show_note(f"Not kept here: {session.tick.source.aside}")

    def measure(self) -> None:
        """Measure the archive, in a thread of its own."""
        threading.Thread(target=self._measure, args=(self.path,), name="measuring", daemon=True).start()

    def _measure(self, path: Path) -> None:
        from console.history.recording.retention import archive_size

        try:
            found = archive_size(Archive(path))
            days = days_text(found.days)
            words = f"{path} has {size_text(found.size)} in {days}." if found.days else f"{path} is empty."
        except ArchiveError as error:
            words = f"{error}."
        with suppress(RuntimeError):  # the window was closed in the meantime
            self.measured.emit(words)

    @property
    def _choices(self) -> ArchiveChoices:
        return self._context.chosen.archive

    def _limits(self) -> ArchiveLimits:
        from console.history.recording.retention import ArchiveLimits

        return ArchiveLimits(self._choices.keep_days, self._choices.most_gigabytes * _GIGABYTE)

    def _on_saved(self) -> None:
        archive = self._archive()
        if archive is not None:
            archive.keep(self._limits())

    def _on_session(self, session: FloorSession) -> None:
        session.tick.put_aside.connect(self.show_aside)
        self._history, self._restored = FlagHistory(), False
        session.tick.rows_ready.connect(self._on_rows)

    def _on_rows(self) -> None:
        """Keep the flags that have risen or were cleared at the present of a live source."""
        archive, desk = self._archive(), None if self._context.session is None else self._context.session.desk
        if archive is None or desk is None:
            return
        if archive.kept is not None and not self._restored:
            self._restored = True
            self._history.resume(archive.kept.flags)
            desk.restore(archive.kept.answers)
        if desk.live_flags is not None:
            now, up = desk.live_flags
            for record in self._history.see(up, now):
                archive.note(record)

    def _on_acknowledged(self, flag: str) -> None:
        self._keep_answer(flag, "acknowledged", None)

    def _on_snoozed(self, flag: str, seconds: int) -> None:
        self._keep_answer(flag, "snoozed", seconds)

    def keep_undone(self, flag: str) -> None:
        """Keep that the last answer, to *flag*, was taken back."""
        self._keep_answer(flag, "undone", None)

    def _keep_answer(self, flag: str, answer: str, seconds: int | None) -> None:
        """Keep what was done here with *flag*: by whom is for the source to say."""
        archive, session = self._archive(), self._context.session
        if archive is not None and session is not None:
            now = session.desk.playhead.now
            until = None if seconds is None else now + seconds * 1000
            archive.note(AnswerRecord(now, flag, answer, until, ""))

    def _archive(self) -> LiveArchive | None:
        """The archive of the source shown, if it is kept."""
        source = None if self._context.session is None else self._context.session.tick.source
        return source.archive if isinstance(source, LiveSource) else None
