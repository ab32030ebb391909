"""Arguments of `floorlight import`: the formats with their options and help."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import NamedTuple

from console.commands.arguments.parser import CommandParser, Commands

_ABOUT = """\
Convert other systems' files into a recording of floor events that every other command can read.
Several FILEs of one format become one recording in order of time, in any order of arguments;
.gz and .zst are decompressed. Events go to OUT or to standard output; a summary of rows used, left out
and contradictory goes to standard error. Unusable rows are not fatal unless all rows are."""


_EXAMPLES = """\
examples:
  floorlight import asterisk-queue-log /var/log/asterisk/queue_log* -o week.jsonl.zst
  floorlight import calls-csv calls.txt.gz --map bank-1999 -o calls.jsonl.gz
  floorlight import schedule-csv schedules.csv --map wfm-schedule-states -o plan.jsonl
See `floorlight import FORMAT --help` for what each format takes."""


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


def _add_queue_log(parser: CommandParser) -> None:
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


_CALLS = """\
A file with one row per call and any column names. A map gives the meaning of columns and values;
the built-in one, bank-1999, documents every key. Presence (who was logged on) is omitted, unless
--presence asks for the span from an agent's first call of a day to the last."""


_SCHEDULES = """\
A workforce management export with one row per scheduled activity. A map gives the meaning of columns and
states; the built-in one, wfm-schedule-states, documents every key."""


_MAP_MORE = """\
A map is a TOML file or the name of a built-in map."""


def _add_map(parser: CommandParser) -> None:
    parser.add_argument("--map", required=True, metavar="MAP", help="a TOML file or a built-in map's name")


def _add_calls(parser: CommandParser) -> None:
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


class ImportArguments(NamedTuple):
    """The arguments of one format: its name, help and options."""

    name: str
    help: str
    description: str
    epilog: str
    add: Callable[[CommandParser], None]


IMPORT_FORMATS = (
    ImportArguments(
        "asterisk-queue-log",
        "the queue_log of Asterisk, or its table's CSV export",
        _QUEUE_LOG,
        _QUEUE_LOG_MORE,
        _add_queue_log,
    ),
    ImportArguments(
        "calls-csv", "one row per call, any column names, with a map", _CALLS, _MAP_MORE, _add_calls
    ),
    ImportArguments(
        "schedule-csv",
        "schedules from a workforce management export, with a map",
        _SCHEDULES,
        _MAP_MORE,
        _add_map,
    ),
)


def add_import(commands: Commands) -> None:
    """Add `import` to *commands*."""
    parser = commands.add_parser(
        "import",
        help="convert other systems' files into a recording",
        description=_ABOUT,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    formats = parser.add_subparsers(title="formats", metavar="FORMAT", required=True, dest="format")
    for form in IMPORT_FORMATS:
        of_format = formats.add_parser(
            form.name,
            help=form.help,
            description=form.description,
            epilog=form.epilog,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        of_format.add_argument(
            "files", nargs="+", metavar="FILE", help="a file to import, plain, .gz or .zst"
        )
        of_format.add_argument(
            "-o",
            "--output",
            metavar="OUT",
            help="the recording to write: .jsonl, .jsonl.gz or .jsonl.zst; default: standard output",
        )
        of_format.add_argument(
            "--remarks",
            metavar="CSV",
            help="also write every row left out or contradictory: file, line, kind, reason",
        )
        form.add(of_format)
