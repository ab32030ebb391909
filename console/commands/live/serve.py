"""`floorlight serve`: serves a recording or a simulated floor to consoles as a live source."""

from __future__ import annotations

import argparse
import asyncio
import math
import os
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from console.clock import WallClock
from console.commands.options.archive import archive_options, lines_asked, reject_archive
from console.commands.options.desk import commands_of
from console.commands.options.output import announce
from console.commands.options.serving import endpoint_of, heartbeat_of
from console.commands.options.source import run_until_stopped
from console.commands.options.stderr import passing_remark, remark
from console.history.archived_log import ArchivedLog
from console.metrics.reading.windows import window_ms
from feeds.broadcast.broadcast import Broadcast
from feeds.broadcast.commands import CommandHandler, NoCommands
from feeds.broadcast.scope import ConsoleScope, Foresight, foresee
from feeds.errors import UserError
from feeds.events import Snapshot, contained
from feeds.instants import as_datetime, from_datetime, instant_text
from feeds.recordings.reader import EventLog
from feeds.recordings.replay import (
    FAST,
    DueEvent,
    Player,
    ReplayTally,
    digest,
    names_source,
    read_logs,
    rounds,
)
from feeds.shared_desk.source_commands import SourceCommands
from feeds.simulator.live import LiveSimulation
from feeds.simulator.site.settings import SimulationSettings
from feeds.transport.serving.server import FloorServer
from feeds.transport.tasks import first_of, in_thread

_MORNING_HOUR = 6
_KEPT_BYTES = 512 * 1024 * 1024


def run(options: argparse.Namespace) -> int:
    """Serve until stopped; returns 0. The caller handles Ctrl+C."""
    speed = _speed(options.speed, options.simulate)
    endpoint = endpoint_of(options, options.host, "--port", options.port)
    heartbeat = heartbeat_of(options)
    platform: CommandHandler = NoCommands()
    player: Player
    if options.simulate:
        broadcast, player = simulated = _simulation(options, speed)
        platform = simulated[1].platform
    else:
        broadcast, player = _replay(options, speed)
    is_live: bool = options.simulate
    commands = commands_of(
        options.desk, broadcast, platform, lambda: player.now(time.monotonic()), is_live, not is_live
    )
    if not options.simulate and commands.desk.is_used:
        # Its events have numbers among those of the recordings, so no other run has the same numbering.
        broadcast.renumber(uuid.uuid4().hex[:16])
    server = FloorServer(
        broadcast,
        player,
        endpoint,
        heartbeat_seconds=heartbeat,
        waits=options.wait,
        leaves=options.exit,
        remark=remark,
        commands=commands,
    )
    commands.desk.on_events = server.wake
    try:
        run_until_stopped(_serve(server, commands, speed, options.stop_at_eof))
    finally:
        commands.desk.close()
    return 0


async def _serve(server: FloorServer, commands: SourceCommands, speed: float, stops_at_eof: bool) -> None:
    works = {"serving": server.run(announce), "desk": commands.attend()}
    if stops_at_eof:
        works["input"] = _input_ends()
    status = asyncio.create_task(_show_status(server, speed), name="status")
    try:
        await first_of(**works)
    finally:
        status.cancel()
        await asyncio.gather(status, return_exceptions=True)


async def _input_ends() -> None:
    """Return when standard input ends, whatever it holds."""
    await in_thread(_read_input)


def _read_input() -> None:
    # Not by the buffered `sys.stdin`: its lock, held by a thread that still waits, aborts Python at exit.
    while sys.stdin is not None and os.read(sys.stdin.fileno(), 4096):
        pass


async def _show_status(server: FloorServer, speed: float) -> None:
    """On a terminal, one status line, updated each second."""
    if not sys.stderr.isatty():
        return
    rate = "max" if speed == FAST else f"{speed:g}×"
    while True:
        events, where = server.broadcast.everything.journal.last, instant_text(server.now())[:19]
        over = ", all played" if server.player.is_over else ""
        line = f"{where}Z  {rate}  {events:,} events{over}  consoles: {len(server.consoles)}"
        passing_remark(line)
        await asyncio.sleep(1)


# Recordings ----------------------------------------------------------------------------------------


def _replay(options: argparse.Namespace, speed: float) -> tuple[Broadcast, Player]:
    if not options.logs and not archive_options(options):
        raise UserError("name a LOG to serve, or give --simulate; see `floorlight serve --help`")
    logs = lines_asked(options, options.logs)
    for name in ("clock", "warm"):
        if getattr(options, name) is not None:
            raise UserError(f"--{name} is for --simulate; a LOG has its own time")
    if options.faults or options.faults_seed is not None:
        raise UserError("--faults is for --simulate; a LOG has the troubles it recorded")

    def play() -> Iterator[DueEvent]:
        return read_logs(logs, ReplayTally())

    epoch = digest(logs)
    items = rounds(play) if options.loop else _once(logs)
    broadcast = Broadcast(
        _source_name(logs[0]),
        epoch,
        speed,
        foresee=lambda scope: _foresee(scope, logs),
        sources=len(logs),
        count=lambda: sum(not isinstance(item.event, Snapshot) for item in play()),
    )
    player = Player(items, speed)
    if player.is_over:
        raise UserError("the log holds no event that can be played; `floorlight check` says why")
    return broadcast, player


def _source_name(log: str | EventLog) -> str:
    return log.source if isinstance(log, ArchivedLog) else names_source(log)


def _once(logs: Sequence[str | EventLog]) -> Iterator[DueEvent]:
    """The events of *logs*, and at the end a line about what could not be played."""
    tally = ReplayTally()
    count = 0
    for item in read_logs(logs, tally):
        count += 1
        yield item
    if not count:
        return
    left_out = f", {tally.duplicates:,} duplicates skipped" if tally.duplicates else ""
    remark(f"all played: {count:,} events{left_out}")
    for cut in tally.cut:
        remark(f"{cut}; the complete part has been played")
    if tally.first_invalid is not None:
        path, invalid = tally.first_invalid
        lines = "line that is not an event" if tally.invalid == 1 else "lines that are not events"
        remark(
            f"skipped {tally.invalid:,} {lines}, the first at {path}:{invalid.line}: {invalid.reason}; "
            "`floorlight check` lists them"
        )


def _foresee(scope: ConsoleScope, logs: Sequence[str | EventLog]) -> Foresight:
    def events() -> Iterator[Any]:
        for item in read_logs(logs, ReplayTally()):
            if isinstance(item.event, Snapshot):
                yield from contained(item.event)[0]
            elif item.event is not None:
                yield item.event

    return foresee(scope, events())


# The simulated floor -------------------------------------------------------------------------------


def _simulation(options: argparse.Namespace, speed: float) -> tuple[Broadcast, LiveSimulation]:
    if options.logs:
        raise UserError("either LOGs or --simulate, not both")
    reject_archive(options, "--simulate")
    if options.loop or options.exit:
        raise UserError("--loop and --exit are for LOGs; a simulation never ends")
    zone = ZoneInfo(SimulationSettings().zone)
    now = _clock(options.clock, as_datetime(WallClock().now()).astimezone(zone))
    settings = SimulationSettings(
        agents=options.agents,
        queues=options.queues,
        hours=None,
        seed=options.seed,
        flat=options.flat,
        weekends=False,  # show a working day, even on a weekend
        start=from_datetime(_opened(options.warm, now)),
    )
    broadcast = Broadcast(settings.source_name, uuid.uuid4().hex[:16], speed, keep_bytes=_KEPT_BYTES)
    if options.faults_seed is not None and not options.faults:
        raise UserError("--faults-seed goes with --faults")
    seed = (1 if options.faults_seed is None else options.faults_seed) if options.faults else None
    return broadcast, LiveSimulation(settings, speed, from_datetime(now), faults_seed=seed)


def _clock(text: str | None, now: datetime) -> datetime:
    if text is None:
        return now
    try:
        asked = datetime.strptime(text, "%H:%M")
    except ValueError:
        raise UserError(f"--clock {text!r}: a local time such as 10:30") from None
    return now.replace(hour=asked.hour, minute=asked.minute, second=0, microsecond=0)


def _opened(text: str | None, now: datetime) -> datetime:
    """When the floor opened: in the morning, or the length *text* before *now*."""
    if text is None:
        morning = now.replace(hour=_MORNING_HOUR, minute=0, second=0, microsecond=0)
        return morning if morning < now else morning - timedelta(days=1)
    try:
        length = window_ms(text)
    except ValueError:
        length = None
    if length is None or not 0 < length <= 14 * 86_400_000:
        raise UserError(f"--warm {text!r}: a length such as 90m or 3h, at most 14 days")
    return now - timedelta(milliseconds=length)


# Options -----------------------------------------------------------------------------------------


def _speed(text: str, is_simulated: bool) -> float:
    if text == "max" and not is_simulated:
        return FAST
    try:
        speed = float(text)
    except ValueError:
        speed = math.nan
    if not 0.001 <= speed <= 1e6:
        most = "a number from 0.001 to 1,000,000" + ("" if is_simulated else ", or max")
        raise UserError(f"--speed {text!r}: {most}")
    return speed
