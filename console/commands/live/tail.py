"""`floorlight tail`: events as readable text, live or from a log."""

from __future__ import annotations

import argparse
import json
import sys
from fnmatch import fnmatchcase
from typing import Any

from console.commands.options.archive import lines_asked, reject_archive
from console.commands.options.output import event_screen, say, write_object
from console.commands.options.source import client_of, run_until_stopped
from console.commands.options.status_line import StatusLine
from console.metrics.reading.windows import instant_in_day
from console.views.terminal.connection_text import connection_text
from console.views.terminal.event_text import EventTexts
from console.views.terminal.terminal_text import words
from console.views.text import plain_text
from feeds.errors import UserError
from feeds.events import CONTROL_TYPES, MODELS, SiteSettings
from feeds.protocol.decoding import numbered_lines
from feeds.protocol.frames import Arrival, fields_of, read_object
from feeds.protocol.session import Request, Session
from feeds.recordings.reader import EventLog, open_log
from feeds.transport.client import ConnectionChange

_COLOURS = (
    ("invalid", "red"),
    ("unknown", "yellow"),
    ("agent.state", "cyan"),
    ("contact.abandoned", "red"),
    ("contact.missed", "red"),
    ("contact.deflected", "yellow"),
    ("contact.", "green"),
    ("survey.", "magenta"),
    ("bot.", "blue"),
)


def run(options: argparse.Namespace) -> int:
    """Print until the end of the log, or until stopped; returns 0. The caller handles Ctrl+C."""
    status = StatusLine()
    for pattern in options.type:
        if not any(fnmatchcase(name, pattern) for name in MODELS):
            status.say(f"--type {pattern}: the protocol has no such type; only unknown events can match")
    tail = _Tail(options, status)
    if options.url is None or "://" not in options.url:
        for log in lines_asked(options, [options.url] if options.url else []):
            tail.log(log)
        return 0
    reject_archive(options, options.url)
    client = client_of(options, Session(Request()))
    tail.url = client.address.url
    run_until_stopped(client.run(tail.take, tail.changed))
    return 0


class _Tail:
    """One run of the command."""

    def __init__(self, options: argparse.Namespace, status: StatusLine) -> None:
        self.url = ""
        self._options, self._status = options, status
        self._texts = EventTexts()
        self._day = ""
        self._screen = event_screen()
        self._since, self._until = _span(options)

    def log(self, log: str | EventLog) -> None:
        """Print the recording *log*. Raises UserError."""
        recording = open_log(log)
        number = 1
        for lines, chunk in recording.chunks():
            for line, text in numbered_lines(chunk, number):
                self._show(read_object(text, line))
            number += lines or 1
        if recording.cut is not None:
            self._status.say(recording.cut_words)

    async def take(self, arrivals: list[Arrival]) -> None:
        """Print the counters of a source."""
        for arrival in arrivals:
            self._show(arrival)
        sys.stdout.flush()

    def changed(self, standing: ConnectionChange) -> None:
        """Print the state of the connection."""
        self._status.say(connection_text(standing.state.value, self.url, standing.reason, standing.age))

    # One object ------------------------------------------------------------------------------------

    def _show(self, arrival: Arrival) -> None:
        fields = arrival.fields or (fields_of(arrival.raw) if arrival.event is not None else None) or {}
        name = arrival.event.type if arrival.event is not None else None
        if name == "snapshot":
            self._learn_snapshot(fields)
        elif name is not None:
            self._texts.learn(fields)
        if not self._fits(arrival, fields):
            return
        if self._options.json:
            write_object(arrival.line, arrival.is_object)
        elif arrival.invalid is not None:
            raw = plain_text(arrival.invalid.raw[:200])
            self._print("invalid", f"{'':12}  {'invalid':<19}  {plain_text(arrival.invalid.reason)}: {raw}")
        elif name is None:
            self._print(
                "unknown",
                f"{'':12}  {'unknown':<19}  {plain_text(arrival.line.decode('utf-8', 'replace')[:200])}",
            )
        elif "at" in fields:
            self._print_day(fields)
            self._print(name, self._texts.line(fields))
        else:
            self._print(name, f"{'':12}  {name:<19}  {plain_text(self._texts.words(fields))}")

    def _learn_snapshot(self, fields: dict[str, Any]) -> None:
        events = fields["events"]
        for found in events:
            if read_object(json.dumps(found).encode(), 0).event is not None:
                self._texts.learn(found)
        if self.url:
            self._status.say(f"the current state, from a snapshot of {len(events):,} events")

    def _fits(self, arrival: Arrival, fields: dict[str, Any]) -> bool:
        wanted, texts = self._options, self._texts
        if not self._is_in_span(arrival):
            return False
        name = str(fields.get("type", "invalid"))
        if wanted.type:
            if not any(fnmatchcase(name, pattern) for pattern in wanted.type):
                return False
        elif arrival.event is not None and name in CONTROL_TYPES and not wanted.control:
            return False
        if wanted.agent and not _is_one(
            wanted.agent, texts.agents, fields.get("agent"), fields.get("to_agent")
        ):
            return False
        if wanted.queue and not _is_one(
            wanted.queue, texts.queues, texts.queue_of(fields), fields.get("to_queue")
        ):
            return False
        return not wanted.contact or fields.get("contact") in wanted.contact

    def _is_in_span(self, arrival: Arrival) -> bool:
        """Whether *arrival* is of the time asked for; a time of day is that of the first event's day."""
        if self._since is None and self._until is None:
            return True
        if arrival.event is None or arrival.is_control:
            return False
        settings = SiteSettings(time_zone=self._texts.zone.key)
        since, until = (
            instant_in_day(bound, settings, arrival.at) if isinstance(bound, str) else bound
            for bound in (self._since, self._until)
        )
        if arrival.event.type != "site.profile":  # before it, the site's clock is not known
            self._since, self._until = since, until
        return (since is None or arrival.at >= since) and (until is None or arrival.at <= until)

    def _print_day(self, fields: dict[str, Any]) -> None:
        day = self._texts.day(fields)
        if day != self._day:
            self._day = day
            self._print("", f"— {day} —")

    def _print(self, name: str, line: str) -> None:
        if self._screen is None:
            say(line)
            return
        colour = next((colour for start, colour in _COLOURS if name.startswith(start)), "")
        self._screen.print(words(line, colour))


def _span(options: argparse.Namespace) -> tuple[str | int | None, str | int | None]:
    """The values of --from and --to. Raises UserError for one that is no instant."""
    for name, text in (("--from", options.since), ("--to", options.until)):
        try:
            if text is not None:
                instant_in_day(text, SiteSettings(), 0)
        except ValueError as error:
            raise UserError(f"{name} {error}") from None
    return options.since, options.until


def _is_one(wanted: list[str], names: dict[str, str], *ids: object) -> bool:
    """Whether one of *ids* matches, by id or by name."""
    return any(found in wanted or names.get(found) in wanted for found in ids if isinstance(found, str))
