"""`floorlight bridge`: serves a live switch to consoles as a source, and records it."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import time

from console.commands.options.desk import commands_of
from console.commands.options.output import announce
from console.commands.options.serving import endpoint_of, heartbeat_of
from console.commands.options.source import run_until_stopped
from console.commands.options.stderr import passing_remark, remark
from console.sources.switches import switch_at
from console.views.text import measured_text
from feeds.instants import instant_text
from feeds.platforms.asterisk.ami.address import SwitchAddress
from feeds.platforms.in_process_client import Hearing
from feeds.platforms.platform import Platform
from feeds.protocol.session import Request, Session
from feeds.recordings.recorder import Recorder
from feeds.recordings.resume import resume_from
from feeds.recordings.writer import RecordingWriter, WritingError
from feeds.shared_desk.source_commands import SourceCommands
from feeds.transport.serving.server import Endpoint, FloorServer
from feeds.transport.tasks import first_of

_EVERYTHING = "1970-01-01T00:00:00Z"
_PULSE_SECONDS = 0.25


def run(options: argparse.Namespace) -> int:
    """Serve until stopped; returns 0. The caller handles Ctrl+C."""
    address = SwitchAddress.of(options.switch, options.user, options.tls, options.insecure)
    endpoint = endpoint_of(options, options.listen, "--serve", options.serve)
    heartbeat = heartbeat_of(options)
    switch = switch_at(address, options.secret_file, options.ca_file, options.settings)
    commands = commands_of(options.desk, switch.broadcast, switch, switch.now)
    with contextlib.ExitStack() as stack:
        stack.callback(commands.desk.close)
        writer = None
        if options.record is not None:
            writer = RecordingWriter(options.record, say=lambda words: remark(f"floorlight: {words}"))
            stack.callback(writer.close)
        run_until_stopped(_BridgeRun(switch, commands, endpoint, heartbeat, writer).work())
    return 0


class _BridgeRun:
    """One run of the command."""

    def __init__(
        self,
        switch: Platform,
        commands: SourceCommands,
        endpoint: Endpoint,
        heartbeat_seconds: float,
        writer: RecordingWriter | None,
    ) -> None:
        self._switch, self._commands = switch, commands
        self._recording = None if writer is None else _BridgeRecording(switch, writer)
        self._server = FloorServer(
            switch.broadcast, switch.player, endpoint, heartbeat_seconds, remark=remark, commands=commands
        )
        self._up = asyncio.Event()
        self._lost_at: float | None = None
        self._reason = ""
        switch.remark = remark
        switch.on_events = commands.desk.on_events = self._pass_on

    async def work(self) -> None:
        """Keep the connection to the switch, and accept consoles once its state is known."""
        works = {
            "switch": self._switch.run(self._changed),
            "serving": self._serve(),
            "desk": self._attend_desk(),
        }
        if self._recording is not None:
            works["recording"] = self._record(self._recording)
        await first_of(**works, status=self._show_status())

    async def _record(self, recording: _BridgeRecording) -> None:
        """Record; if that fails, report it and keep serving."""
        try:
            await recording.work()
        except WritingError as error:
            remark(f"floorlight: {error}; recording has stopped, serving continues")
            await asyncio.get_running_loop().create_future()

    async def _serve(self) -> None:
        await self._up.wait()
        await self._server.run(announce)

    async def _attend_desk(self) -> None:
        await self._up.wait()
        await self._commands.attend()

    async def _show_status(self) -> None:
        """On a terminal, one status line, updated each second."""
        while True:
            events, now = self._switch.broadcast.everything.journal.last, self._switch.now()
            passing_remark(
                f"{instant_text(now)[:19]}Z  {events:,} events  consoles: {len(self._server.consoles)}"
            )
            await asyncio.sleep(1)

    def _pass_on(self) -> None:
        self._server.wake()
        if self._recording is not None:
            self._recording.news.set()

    def _changed(self, reason: str | None, wait: float) -> None:
        place = self._switch.address.place
        if reason is not None:
            if self._lost_at is None:
                self._lost_at = time.monotonic()
            if reason != self._reason:  # only changes, not each attempt
                remark(f"connection lost: {reason}; retrying")
            self._reason = reason
        elif self._lost_at is None:
            granted = ", ".join(self._switch.grants) or "nothing"
            remark(f"connected to {place} ({self._switch.banner}); granted: {granted}")
        else:
            away = measured_text(time.monotonic() - self._lost_at)
            remark(f"reconnected to {place} after {away}")
            self._lost_at, self._reason = None, ""
        if self._recording is not None:
            self._recording.changed(reason is None)
        if reason is None:
            self._up.set()


class _BridgeRecording:
    """Receives the bridge's events as a console does, and writes them as `record` does."""

    def __init__(self, switch: Platform, writer: RecordingWriter) -> None:
        numberings = resume_from(writer)
        session = Session(Request(_EVERYTHING), numberings, numberings.source)
        self.news = asyncio.Event()
        self._hearing = Hearing(switch, session, time.monotonic)
        self._recorder = Recorder(session, writer, time.monotonic)

    def changed(self, is_there: bool) -> None:
        """The switch is connected, or lost."""
        if is_there:
            self._hearing.open()
        else:
            self._hearing.close()
        self.news.set()

    async def work(self) -> None:
        """Write until cancelled. Raises WritingError, and ConnectError if the file records another source."""
        while True:
            while arrivals := self._hearing.take():
                await self._recorder.take(arrivals)
            self._recorder.pulse()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_PULSE_SECONDS):
                    await self.news.wait()
            self.news.clear()
