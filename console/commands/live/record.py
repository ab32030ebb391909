"""`floorlight record`: records what a source sends, verbatim, across reconnections."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import time
from pathlib import Path

from console.clock import WallClock
from console.commands.options.source import client_of, run_until_stopped
from console.commands.options.status_line import StatusLine
from console.history.archive import Archive
from console.history.recording.archive_recording import ArchiveRecording, stream_numbers
from console.history.recording.archive_thread import ArchiveThread
from console.history.recording.day_preparation import DayPreparation
from console.history.recording.session_records import SessionRecords
from console.history.recording.stream_names import stream_name
from console.metrics.reading.windows import window_ms
from console.program import program
from console.views.terminal.connection_text import connection_text, counters_text
from console.views.text import timer_text
from feeds.errors import UserError
from feeds.events import instant
from feeds.protocol.frames import Arrival
from feeds.protocol.sequence import EventSequences
from feeds.protocol.session import Request, Session, SessionState
from feeds.recordings.recorder import Recorder
from feeds.recordings.resume import resume_from
from feeds.recordings.writer import RecordingWriter
from feeds.transport.client import ConnectionChange, SourceClient
from feeds.transport.tasks import first_of
from feeds.unicode_text import writable

_EVERYTHING = "1970-01-01T00:00:00Z"
_WATCH_SECONDS = 0.5


def run(options: argparse.Namespace) -> int:
    """Record until stopped; returns 0. The caller handles Ctrl+C."""
    since = None if options.from_now else _since(options.since)
    duration, idle = _seconds("--duration", options.duration), _seconds("--until-idle", options.until_idle)
    request = Request(since, _names(options.teams), _names(options.queues))
    client = client_of(options, Session(request))  # rejects a bad address before a file is created
    status = StatusLine()
    with contextlib.ExitStack() as closing:
        writer, numberings = _writer(options, client.address.url, request, status, closing)
        closing.callback(writer.close)
        session = Session(request, numberings, numberings.source)
        recording = _SourceRecording(client_of(options, session), writer, status, idle)
        try:
            run_until_stopped(recording.work(), duration)
        finally:
            recording.summarise()
    return 0


def _writer(
    options: argparse.Namespace,
    url: str,
    request: Request,
    status: StatusLine,
    closing: contextlib.ExitStack,
) -> tuple[RecordingWriter | ArchiveThread, EventSequences]:
    """What to record into, a file or an archive, and the numbers of what it has. Raises UserError.

    *closing* closes what is to be closed after it.
    """
    if options.archive is None:
        writer = RecordingWriter(options.output, options.durability, status.say)
        try:
            return writer, resume_from(writer)
        except BaseException:
            writer.close()
            raise
    archive, stream = Archive(Path(options.archive)), stream_name(url, request)
    recording = ArchiveRecording(archive, stream, status.say, options.durability)
    try:
        recording.open()
        numberings = stream_numbers(archive, stream)
    except BaseException:
        recording.close()
        raise
    ready = DayPreparation(program(), archive, lambda: recording.source, time.monotonic)
    closing.callback(ready.close)
    thread = ArchiveThread(recording, status.say, tidy=ready.run)
    thread.start()
    return thread, numberings


class _SourceRecording:
    """One run of the command."""

    def __init__(
        self,
        client: SourceClient,
        writer: RecordingWriter | ArchiveThread,
        status: StatusLine,
        idle: float | None,
    ) -> None:
        self._client, self._writer, self._status = client, writer, status
        self._session = client.session
        self._recorder = Recorder(self._session, writer, time.monotonic)
        self._records = None
        if isinstance(writer, ArchiveThread):
            self._records = SessionRecords(self._session, writer.note, time.monotonic, WallClock().now)
        self._place = writer.path if isinstance(writer, RecordingWriter) else writer.path_text
        self._idle = idle
        self._shown_at, self._shown_events = time.monotonic(), 0

    async def work(self) -> None:
        following = self._client.run(self._take, self._changed, self._pulse)
        try:
            with contextlib.suppress(_Idle):
                await first_of(following=following, watching=self._watch_file())
        finally:
            if self._records is not None:
                self._records.close()
            self._writer.flush()

    async def _take(self, arrivals: list[Arrival]) -> None:
        await self._recorder.take(arrivals)
        if self._records is not None:
            self._records.arrived()

    async def _watch_file(self) -> None:
        """Sync the file even while no source is connected."""
        while True:
            await asyncio.sleep(_WATCH_SECONDS)
            self._recorder.pulse()
            if isinstance(self._writer, ArchiveThread) and self._writer.failure is not None:
                return  # closing it raises why

    def _changed(self, standing: ConnectionChange) -> None:
        self._writer.flush()
        if self._records is not None:
            self._records.changed(standing)
        self._status.say(
            connection_text(standing.state.value, self._client.address.url, standing.reason, standing.age)
        )

    def _pulse(self) -> None:
        self._recorder.pulse()
        now = time.monotonic()
        if now - self._shown_at >= 1:
            events = self._session.counters.events
            rate = (events - self._shown_events) / (now - self._shown_at)
            self._shown_at, self._shown_events = now, events
            counted = counters_text(self._session.counters, rate, self._recorder.behind)
            age = self._session.age(now) if self._session.state is SessionState.STALE else None
            self._status.show(counted if age is None else f"STALE {timer_text(age)} · {counted}")
        if self._idle is not None and now - self._recorder.newest >= self._idle:
            raise _Idle

    def summarise(self) -> None:
        """Report what was recorded."""
        self._status.clear()
        if self._session.hello is None:
            return
        counted = counters_text(self._session.counters, None, None)
        self._status.say(f"recorded {counted} of {self._session.hello.source} in {self._place}")
        for found in self._session.quarantine[:1]:
            self._status.say(f"the first invalid: frame {found.line:,}: {found.reason}")
        if self._recorder.left_out:
            self._status.say(f"{self._recorder.left_out:,} were not JSON objects and are not in the file")


class _Idle(Exception):  # noqa: N818 - a normal end, not an error
    """No event arrived for the length of --until-idle."""


def _since(text: str | None) -> str:
    if text is None:
        return _EVERYTHING
    try:
        instant(text)
    except ValueError as error:
        raise UserError(f"--since {error}") from None
    return text


def _seconds(option: str, text: str | None) -> float | None:
    if text is None:
        return None
    try:
        length = window_ms(text)
    except ValueError as error:
        raise UserError(f"{option} {error}") from None
    if length is None:
        raise UserError(f"{option} {text!r}: a length is seconds (90), 90s, 30m or 2h")
    return length / 1000


def _names(names: list[str] | None) -> tuple[str, ...] | None:
    if names is None:
        return None
    for name in names:
        if not 0 < len(name) <= 128 or writable(name) != name:
            raise UserError(f"{name[:40]!r} is not an id: ids have 1 to 128 characters, in UTF-8")
    return tuple(dict.fromkeys(names))
