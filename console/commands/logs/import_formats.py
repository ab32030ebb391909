"""The formats of `floorlight import`: what each expects, and how it is read."""

from __future__ import annotations

import argparse
import codecs
import math
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from console.settings.settings_files import read_settings
from feeds.errors import UserError
from feeds.importers.calls import importer as calls_csv
from feeds.importers.import_report import ImportReport
from feeds.importers.local_time import zone_named
from feeds.importers.ordering import Timed
from feeds.importers.queue_log import importer as queue_log
from feeds.importers.queue_log.importer import QueueLogSettings
from feeds.importers.queue_log.line_formats import columns_said
from feeds.importers.schedules import importer as schedule_csv
from feeds.importers.source_file import SourceFile
from feeds.platforms.asterisk.members.agent_names import AgentFile

Read = Callable[[Sequence[SourceFile], ImportReport], Iterator[Timed]]


class Format(NamedTuple):
    """One format. `expected` describes a file of it, to follow a semicolon; `reader` reads its options.

    `reader` raises UserError.
    """

    expected: str
    reader: Callable[[argparse.Namespace], Read]


# Asterisk's queue_log ------------------------------------------------------------------------------


def _queue_log_reader(options: argparse.Namespace) -> Read:
    encoding = _encoding(options.encoding)
    names = None if options.agents is None else read_settings(options.agents, AgentFile)
    thresholds: dict[str, float] = {}
    threshold = queue_log.THRESHOLD_SECONDS
    for text in options.threshold:
        queue, separator, seconds = text.rpartition("=")
        if separator:
            thresholds[queue] = _seconds("--threshold", text, seconds)
        else:
            threshold = _seconds("--threshold", text, seconds)
    settings = QueueLogSettings(
        threshold_seconds=threshold,
        thresholds=thresholds,
        wrap_up_seconds=None if options.wrap_up is None else _seconds("--wrap-up", options.wrap_up),
        time_zone=None if options.time_zone is None else _zone(options.time_zone),
        agents=names,
        columns=None if options.columns is None else columns_said(options.columns),
    )

    def read(files: Sequence[SourceFile], findings: ImportReport) -> Iterator[Timed]:
        for file in files:
            file.encoding = encoding
        return queue_log.read(files, findings, settings)

    return read


def _seconds(option: str, text: str, number: str | None = None) -> float:
    try:
        seconds = float(text if number is None else number)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds <= 86_400:
        raise UserError(f"{option} {text!r}: give seconds, from 0 to 86400")
    return seconds


def _zone(name: str) -> ZoneInfo:
    try:
        return zone_named(name)
    except ValueError as error:
        raise UserError(f"--time-zone {error}") from None


def _encoding(name: str) -> str:
    """*name*, if it is an encoding with the line ends of ASCII."""
    try:
        is_fit = codecs.encode("1|\n", name) == b"1|\n" and codecs.decode(b"1|\n", name) == "1|\n"
    except (LookupError, ValueError, TypeError):
        is_fit = False
    if not is_fit:
        raise UserError(f"--encoding {name!r} cannot be used; give one such as utf-8, latin-1 or cp1252")
    return name


# CSV by a map --------------------------------------------------------------------------------------


def _calls_reader(options: argparse.Namespace) -> Read:
    call_map = calls_csv.read_map(options.map, options.date)
    return lambda files, findings: calls_csv.read(files, findings, call_map, options.presence)


def _schedule_reader(options: argparse.Namespace) -> Read:
    schedule_map = schedule_csv.read_map(options.map)
    return lambda files, findings: schedule_csv.read(files, findings, schedule_map)


FORMATS = {
    "asterisk-queue-log": Format(
        "a queue_log has lines time|callid|queue|agent|event|…; its table's export has columns like that",
        _queue_log_reader,
    ),
    "calls-csv": Format(
        "check that the map fits the file: its delimiter, its columns, its formats of date and time",
        _calls_reader,
    ),
    "schedule-csv": Format(
        "check that the map fits the file: its columns, its states, its formats of date and time",
        _schedule_reader,
    ),
}
