"""The thread that writes into the archive, so that neither the feed nor the window waits for a disk."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from console.history.days.errors import ArchiveError, InUseError
from console.history.days.records import GapRecord, Record
from console.history.recording.archive_recording import ArchiveRecording
from console.history.recording.gap import Gap, epoch_of
from feeds.instants import as_datetime
from feeds.recordings.durability import Durability

# While the archive cannot be written, so many lines wait in memory; what comes then is counted as a gap.
WAITING_MOST = 200_000
_BATCH = 2_000  # lines in one transaction at most
_BEHIND = 20_000  # lines that wait for a disk that works
_FLUSH_SECONDS = 0.5
_RETRY_MOST_SECONDS = 5.0
_SILENT_SECONDS = 3.0  # a disk that has not answered for so long is not waited for
_CLOSE_SECONDS = 10.0
_WAITS = f"what comes waits in memory, up to {WAITING_MOST:,} lines"
_log = logging.getLogger("floorlight.archive")


class ArchiveThread:
    """Writes lines and records into *recording*, twice a second. Owned by the one who records.

    `write` and `note` are called in any one thread and never wait. `say` gets remarks, in the archive's
    thread, where *tidy* is called between two writings. `failure` is the error that ended the writing for
    good: another program writes the source, or a fault in this program.
    """

    def __init__(
        self,
        recording: ArchiveRecording,
        say: Callable[[str], object],
        passed: Callable[[], float] = time.monotonic,
        tidy: Callable[[], None] = lambda: None,
    ) -> None:
        self.failure: ArchiveError | None = None
        self.gaps: list[GapRecord] = []
        self._recording, self._say, self._passed, self._tidy = recording, say, passed, tidy
        self._queue: deque[bytes | Record] = deque()
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._held = 0  # taken from the queue, and not yet written
        self._gap: Gap | None = None
        self._epoch = ""
        self._refusal = ""
        self._pause = _FLUSH_SECONDS
        self._answered = passed()
        self._is_ending = False
        self._thread = threading.Thread(target=self._run, name="archive", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    # In the threads of those who record ------------------------------------------------------------

    @property
    def durability(self) -> Durability:
        return self._recording.durability

    @property
    def path_text(self) -> str:
        """The archive, for messages."""
        return str(self._recording.archive.path)

    @property
    def waiting(self) -> int:
        """The number of lines and records in memory only."""
        return 0 if self.failure is not None else len(self._queue) + self._held

    @property
    def trouble(self) -> str:
        """Why nothing can be written now, in words; empty while it can."""
        if self.failure is not None:
            return str(self.failure)
        if not self._refusal and self.waiting and self._silent_seconds >= _SILENT_SECONDS:
            return f"{self.path_text} does not answer; {_WAITS}"
        return self._refusal

    @property
    def is_behind(self) -> bool:
        """Whether more lines wait than should, while the disk works: the source can be slowed down."""
        return (
            self.waiting >= _BEHIND
            and self.failure is None
            and not self._refusal
            and self._silent_seconds < _SILENT_SECONDS
        )

    def write(self, line: bytes) -> None:
        """Take *line*, given without a line end."""
        with self._lock:
            if self.failure is not None:
                return
            if self.waiting >= WAITING_MOST:
                self._gap = self._gap or Gap(self._epoch)
                self._gap.add(line)
                return
            self._end_gap()
            self._epoch = epoch_of(line) or self._epoch
            self._queue.append(line)
        if len(self._queue) >= _BATCH and not self._refusal:
            self._wake.set()

    def note(self, record: Record) -> None:
        """Take *record*."""
        with self._lock:
            if self.failure is None and self.waiting < WAITING_MOST:
                self._queue.append(record)

    def flush(self) -> None:
        """Write soon; at once if every event is to be synced."""
        if self.durability == "event":
            self._wake.set()

    def check_file(self) -> None:
        """Nothing to do: the thread does so itself."""

    def sync_soon(self) -> None:
        """Nothing to do: SQLite syncs when it commits."""

    def close(self) -> None:
        """Write the rest, and end the thread. Raises ArchiveError if not everything could be written."""
        self._is_ending = True
        self._wake.set()
        if self._thread.ident is not None:
            self._thread.join(_CLOSE_SECONDS)
        if self._thread.is_alive():
            raise ArchiveError(f"{self.path_text} does not answer; {self.waiting:,} lines are not in it")
        if self.failure is not None:
            raise self.failure

    @property
    def _silent_seconds(self) -> float:
        return self._passed() - self._answered

    def _end_gap(self) -> None:
        """Record the gap, if there is one; called with the lock."""
        gap, self._gap = self._gap, None
        if gap is None:
            return
        self._queue.extend(gap.records)
        self.gaps += gap.records
        if gap.hello is not None:  # what follows is of its epoch
            self._queue.append(gap.hello)
            self._epoch = epoch_of(gap.hello) or self._epoch
        for record in gap.records:
            self._say(f"{self.path_text} {gap_text(record)}")

    # In the archive's thread -----------------------------------------------------------------------

    def _run(self) -> None:
        try:
            while not self._is_ending:
                self._wake.wait(self._pause)
                self._wake.clear()
                self._write_out()
                self._tidy_up()
            self._finish()
        except Exception as error:  # a fault in this program must not end the feed
            _log.error("the archive's thread failed", exc_info=error)
            self._end(ArchiveError(f"{self.path_text} is no longer written: {type(error).__name__}: {error}"))
            with suppress(Exception):
                self._recording.close()

    def _write_out(self) -> None:
        """Write what waits, batch by batch, until nothing does or it cannot be written."""
        if self.failure is not None or (self._held and not self._try(self._recording.flush)):
            return
        while items := self._take():
            for item in items:
                if isinstance(item, bytes):
                    self._recording.write(item)
                else:
                    self._recording.note(item)
            if not self._try(self._recording.flush):
                return
        self._try(self._recording.check_file)

    def _tidy_up(self) -> None:
        try:
            self._tidy()
        except ArchiveError as error:  # what is written goes on
            _log.warning("%s", error)

    def _take(self) -> list[bytes | Record]:
        with self._lock:
            items = [self._queue.popleft() for _ in range(min(_BATCH, len(self._queue)))]
            self._held += len(items)
        return items

    def _try(self, act: Callable[[], None]) -> bool:
        try:
            act()
        except InUseError as error:
            self._end(error)
            return False
        except ArchiveError as error:
            self._note_refusal(error)
            return False
        finally:
            self._held = self._recording.waiting
            self._answered = self._passed()
        self._note_success()
        return True

    def _note_refusal(self, error: ArchiveError) -> None:
        words, before = f"{error}; {_WAITS}", self._refusal
        self._refusal = words
        if words != before:
            self._say(words)
            _log.warning("%s", words)
        self._pause = min(2 * self._pause, _RETRY_MOST_SECONDS)

    def _note_success(self) -> None:
        if self._refusal and not self._held:
            self._refusal, self._pause = "", _FLUSH_SECONDS
            words = f"{self.path_text} can be written again"
            self._say(words if self._gap is not None else f"{words}, and has every line")

    def _finish(self) -> None:
        """Write the rest and close; what cannot be written now is lost, and `close` says so."""
        with self._lock:
            self._end_gap()
        if self.failure is None:
            self._write_out()
        left = self.waiting
        try:
            self._recording.close()
        except ArchiveError as error:
            if self.failure is None:
                self._end(ArchiveError(f"{error}; {left:,} lines are not in it"))

    def _end(self, error: ArchiveError) -> None:
        """Write nothing more."""
        with self._lock:
            self.failure, self._gap = error, None
            self._queue.clear()


def gap_text(gap: GapRecord) -> str:
    """*gap* in words, after the name of what lacks it.

    >>> gap_text(GapRecord("e1", 5, 9, 0, 61_000, 5, 6))
    'lacks 6 lines: events 5 to 9, from 00:00:00 to 00:01:01 UTC'
    """
    words = f"lacks {gap.lines:,} {'line' if gap.lines == 1 else 'lines'}"
    if gap.first_seq is not None and gap.last_seq is not None:
        words += f": events {gap.first_seq:,} to {gap.last_seq:,}"
    if gap.first_at is not None and gap.last_at is not None:
        words += f", from {as_datetime(gap.first_at):%H:%M:%S} to {as_datetime(gap.last_at):%H:%M:%S} UTC"
    return words
