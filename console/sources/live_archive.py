"""The archive of a live source: what it sent before, and the recording of what it sends now."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from console.clock import Clock
from console.history.archive import Archive, ArchivedDay
from console.history.checkpoints.opening import DayOpening, open_day
from console.history.days.day_file import DayFile
from console.history.days.errors import ArchiveError, InUseError
from console.history.days.records import AnswerRecord, FlagRecord, Record
from console.history.recording.archive_recording import ArchiveRecording
from console.history.recording.archive_thread import ArchiveThread, gap_text
from console.history.recording.day_preparation import DayPreparation
from console.history.recording.newest_number import newest_number
from console.history.recording.retention import ArchiveLimits, ArchiveSize, ArchiveUpkeep
from console.history.recording.session_records import SessionRecords
from console.history.recording.stream_names import stream_name
from console.program import program
from feeds.protocol.frames import Arrival
from feeds.protocol.session import Session
from feeds.recordings.recorder import Recorder
from feeds.transport.client import ConnectionChange

_REMARKS_KEPT = 20
_log = logging.getLogger("floorlight.archive")


class KeptFlags(NamedTuple):
    """The flags of the newest two days, and what was done with them here."""

    flags: list[FlagRecord]
    answers: list[AnswerRecord]


class LiveArchive:
    """Keeps what a live source sends in the archive at *path*. Owned by a live source.

    `open` is called once, in any thread, before the feed starts; then `take` and `changed` in the feed's
    thread, `note` in the owner's. Nothing here fails: what is wrong stands in `troubles`. Once it is open,
    `kept` is what it has of flags.
    """

    def __init__(self, path: Path, clock: Clock, limits: ArchiveLimits | None = None) -> None:
        self.path = path
        self.limits = limits or ArchiveLimits()
        self._upkeep: ArchiveUpkeep | None = None
        self._ready: DayPreparation | None = None
        self._aside = ""
        self._clock = clock
        self.kept: KeptFlags | None = None
        self._remarks: deque[str] = deque(maxlen=_REMARKS_KEPT)
        self._thread: ArchiveThread | None = None
        self._recorder: Recorder | None = None
        self._records: SessionRecords | None = None
        self._is_closed = False
        self._lock = threading.Lock()

    def open(self, session: Session, url: str) -> DayOpening | None:
        """Continue the recording of *url*, and let *session* ask for what comes after it.

        Returns the newest day that the archive has of it, if any.
        """
        stream = stream_name(url, session.request)
        try:
            archive = Archive(self.path)
            past = self._past(archive, stream, session)
        except ArchiveError as error:
            self._remark(f"the past of {url} cannot be read: {error}")
            past = None
        with self._lock:
            if not self._is_closed:
                try:
                    self._record(stream, session)
                except ArchiveError as error:
                    self._remark(f"{error}; nothing is kept there")
        return past

    @property
    def troubles(self) -> tuple[str, ...]:
        """What is wrong with the archive now, and what was, in words."""
        thread = self._thread
        if thread is None or self.aside:
            return tuple(self._remarks)
        gaps = [f"{thread.path_text} {gap_text(gap)}" for gap in thread.gaps]
        return (*filter(None, [thread.trouble]), *gaps, *self._remarks)

    @property
    def aside(self) -> str:
        """Why nothing is kept although nothing is wrong: another program keeps the source. Else empty."""
        failure = None if self._thread is None else self._thread.failure
        return str(failure) if isinstance(failure, InUseError) else self._aside

    async def take(self, arrivals: list[Arrival]) -> None:
        """Keep *arrivals*."""
        if self._recorder is not None and self._records is not None and arrivals:
            await self._recorder.take(arrivals)
            self._records.arrived()

    def changed(self, standing: ConnectionChange) -> None:
        """Keep a change of the connection."""
        if self._records is not None:
            self._records.changed(standing)

    @property
    def size(self) -> ArchiveSize | None:
        """The size of the archive, measured every ten minutes; None if nothing is kept."""
        return None if self._upkeep is None else self._upkeep.size

    def counters(self) -> dict[str, int]:
        """Lines in memory only, lines lost, and bytes on disk."""
        thread, size = self._thread, self.size
        return {
            "archive_waiting": 0 if thread is None else thread.waiting,
            "archive_lost": 0 if thread is None else sum(gap.lines for gap in thread.gaps),
            "archive_bytes": 0 if size is None else size.size,
        }

    def keep(self, limits: ArchiveLimits) -> None:
        """Keep days by *limits* from now on."""
        self.limits = limits
        if self._upkeep is not None:
            self._upkeep.limits = limits

    def note(self, record: Record) -> None:
        """Keep *record*."""
        if self._thread is not None:
            self._thread.note(record)

    def close(self) -> None:
        """Write the rest, after the feed has ended; may be called twice."""
        with self._lock:
            was_closed, self._is_closed = self._is_closed, True
        if was_closed or self._thread is None:
            return
        if self._records is not None:
            self._records.close()
        try:
            self._thread.close()
        except InUseError:
            pass  # the other program keeps it
        except ArchiveError as error:
            _log.error("%s", error)
        if self._ready is not None:
            self._ready.close()

    def _past(self, archive: Archive, stream: str, session: Session) -> DayOpening | None:
        source = archive.source_of_stream(stream)
        if source is None:
            return None
        past = open_day(archive, archive.days(source)[-1].day, source)
        self.kept = _kept_flags(archive.days(source)[-2:])
        session.numberings = newest_number(archive, stream)
        session.continues = True
        return past

    def _record(self, stream: str, session: Session) -> None:
        recording = ArchiveRecording(Archive(self.path), stream, self._remark)
        try:
            recording.open()
        except InUseError as error:
            self._aside = str(error)
            return
        except ArchiveError:
            pass  # the thread tries again, and says what is wrong
        passed, now = self._clock.passed, self._clock.now
        self._upkeep = ArchiveUpkeep(recording.archive, self.limits, now, passed, _log.info)
        ready = DayPreparation(program(), recording.archive, lambda: recording.source, passed)
        self._ready = ready
        thread = self._thread = ArchiveThread(recording, _log.info, passed, self._tidy)
        self._recorder = Recorder(session, thread, passed)
        self._records = SessionRecords(session, thread.note, passed, now)
        thread.start()

    def _tidy(self) -> None:
        if self._upkeep is not None and self._ready is not None:
            self._upkeep.run()
            self._ready.run()

    def _remark(self, words: str) -> None:
        if words not in self._remarks:
            self._remarks.append(words)


def _kept_flags(days: Sequence[ArchivedDay]) -> KeptFlags:
    flags: dict[str, FlagRecord] = {}
    answers: list[AnswerRecord] = []
    for day in days:
        with DayFile(day.path) as file:
            flags |= {record.flag: record for record in file.records.of(FlagRecord)}
            answers += [record for record in file.records.of(AnswerRecord) if not record.by]
    return KeptFlags(list(flags.values()), answers)
