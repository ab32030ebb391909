"""The formats of `floorlight import`: name, options and requirements of each."""

from __future__ import annotations

import argparse
import codecs
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Format:
    """One format. `add` adds its options to a parser, `reader` reads them; raises UserError.

    `expected` describes a file of this format, to follow a semicolon.
    """

    name: str
    help: str
    description: str
    epilog: str
    expected: str
    add: Callable[[argparse.ArgumentParser], None]
    reader: Callable[[argparse.Namespace], Read]


# Asterisk's queue_log ------------------------------------------------------------------------------

_QUEUE_LOG = """\
The queue_log of Asterisk's app_queue, old and new, also rotated or compressed, and the CSV or TSV export
of its database table (time, callid, queuename, agent, event, data1 … data5, or one data; --columns gives
other names).

Calls become contacts, with their entries, offers, answers, transfers and ends. Members that are added,
removed, paused, logged on and off become agents and their states; an agent is offline once removed from
every queue, and not ready while paused in every queue. Agents the log never adds, logs on or pauses
appear only through their calls: no presence is invented. Spellings such as SIP/1141-0000ab, PJSIP/1141,
Local/1141@from-internal/n and Agent/1141 are one agent, 1141; a member's name is its own agent unless
a row shows both, or --agents says so. OUTDIAL, OUTANSWER and their like become outbound contacts. A talk
that the log never closes ends at its agent's next activity, at most after its queue's longest plausible
talk, and is reported."""

_QUEUE_LOG_MORE = """\
an agents file (TOML):
  [agents.1141]
  name = "Kim Novak"
  team = "north"
  spellings = ["SIP/1141", "Kim Novak", "Agent/7"]

examples:
  floorlight import asterisk-queue-log queue_log queue_log.1.gz -o week.jsonl.gz
  floorlight import asterisk-queue-log queue_log --threshold 30 --threshold sales=10 --wrap-up 15
  floorlight import asterisk-queue-log table.csv --time-zone Europe/Lisbon -o day.jsonl
  floorlight import asterisk-queue-log t.tsv --columns time=t,callid=id,queue=q,agent=who,event=e,data=rest"""


def _add_queue_log(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--threshold",
        action="append",
        default=[],
        metavar="SECONDS|QUEUE=SECONDS",
        help="service level threshold of all queues, or of one; may be repeated; default: 20",
    )
    parser.add_argument(
        "--wrap-up",
        metavar="SECONDS",
        help="wrap-up after each call, cut short by the agent's next call or state; default: none",
    )
    parser.add_argument(
        "--time-zone",
        metavar="ZONE",
        help="the IANA zone of times without one (a table's local times), and of the site",
    )
    parser.add_argument(
        "--columns",
        action="append",
        metavar="FIELD=COLUMN,…",
        help="positions of the fields of a table's export: time, callid, queue, agent, event, and data or "
        "data1 … data5, each by column name or position (from 1)",
    )
    parser.add_argument("--agents", metavar="TOML", help="which spellings are one agent, its name and team")
    parser.add_argument("--encoding", default="utf-8", metavar="NAME", help="of the files; default: utf-8")


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

_CALLS = """\
A file with one row per call and any column names. A map gives the meaning of columns and values;
the built-in one, bank-1999, documents every key. Presence (who was logged on) is omitted, unless
--presence asks for the span from an agent's first call of a day to the last."""

_SCHEDULES = """\
A workforce management export with one row per scheduled activity. A map gives the meaning of columns and
states; the built-in one, wfm-schedule-states, documents every key."""

_MAP_MORE = """\
A map is a TOML file or the name of a built-in map."""


def _add_map(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--map", required=True, metavar="MAP", help="a TOML file or a built-in map's name")


def _add_calls(parser: argparse.ArgumentParser) -> None:
    _add_map(parser)
    parser.add_argument(
        "--date",
        metavar="DAY",
        help="the date of a file with times only, such as 2026-06-16 (times.date)",
    )
    parser.add_argument(
        "--presence",
        choices=("first-to-last-call",),
        help="report agents as available from their first call of a local day to their last",
    )


def _calls_reader(options: argparse.Namespace) -> Read:
    call_map = calls_csv.read_map(options.map, options.date)
    return lambda files, findings: calls_csv.read(files, findings, call_map, options.presence)


def _schedule_reader(options: argparse.Namespace) -> Read:
    schedule_map = schedule_csv.read_map(options.map)
    return lambda files, findings: schedule_csv.read(files, findings, schedule_map)


FORMATS = (
    Format(
        "asterisk-queue-log",
        "the queue_log of Asterisk, or its table's CSV export",
        _QUEUE_LOG,
        _QUEUE_LOG_MORE,
        "a queue_log has lines time|callid|queue|agent|event|…; its table's export has columns like that",
        _add_queue_log,
        _queue_log_reader,
    ),
    Format(
        "calls-csv",
        "one row per call, any column names, with a map",
        _CALLS,
        _MAP_MORE,
        "check that the map fits the file: its delimiter, its columns, its formats of date and time",
        _add_calls,
        _calls_reader,
    ),
    Format(
        "schedule-csv",
        "schedules from a workforce management export, with a map",
        _SCHEDULES,
        _MAP_MORE,
        "check that the map fits the file: its columns, its states, its formats of date and time",
        _add_map,
        _schedule_reader,
    ),
)
