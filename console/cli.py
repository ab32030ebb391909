"""The command line: `floorlight COMMAND`. Every failure is one line on stderr and an exit status."""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn, TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from console.checking import check_lines
from console.loading import Loaded, load
from console.metrics.evidence import Scope, ScopeError
from console.metrics.explain import EXPLAINERS, UnknownMetricError, explain
from console.metrics.report import report
from console.metrics.windows import (
    INTERVAL_MINUTES,
    day,
    instant_in_day,
    intervals,
    rolling,
    window_ms,
)
from console.settings import SettingsError, read_site
from console.views.explain_text import print_account
from console.views.report_table import WIDTH, print_intervals, print_report
from console.views.text import plain_text, window_text
from feeds.events import SiteSettings, instant_text, json_schema
from feeds.recording import RecordingError

OK, FOUND_INVALID, USAGE, INTERRUPTED = 0, 1, 2, 130
_INTERVALS = 20_000


class UsageError(Exception):
    """What was asked for cannot be done; the message says what, where and what to do."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit status."""
    _make_writable(sys.stdout)
    _make_writable(sys.stderr)
    try:
        status = _run(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
    except (UsageError, RecordingError, SettingsError, ScopeError, UnknownMetricError) as error:
        return _failed(str(error))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _close_output()
        return OK
    except OSError as error:
        _close_output()
        return _failed(f"the output cannot be written: {error.strerror or error}")
    return status


def _run(arguments: Sequence[str]) -> int:
    try:
        options = _parser().parse_args(_joined(arguments))
    except SystemExit as end:  # --help has been printed
        return int(end.code or OK)
    return int(options.run(options))


def _joined(arguments: Sequence[str]) -> list[str]:
    """*arguments* with a value that begins with a minus (`--window -30m`) joined to its option."""
    joined: list[str] = []
    for argument in arguments:
        if joined and joined[-1] in ("--window", "--at", "--every") and argument[:1] == "-":
            joined[-1] += f"={argument}"
        else:
            joined.append(argument)
    return joined


def _failed(message: str) -> int:
    print(f"floorlight: {plain_text(message)}", file=sys.stderr)
    return USAGE


def _make_writable(stream: TextIO) -> None:
    """Let *stream* take any text: what its encoding does not know is written as an escape."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")


def _close_output() -> None:
    """Nobody reads any more, or nothing can be written: let the last flush of the program go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are one line, like all others."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}; `{self.prog} --help` tells more")


# Commands ------------------------------------------------------------------------------------------


def _report(options: argparse.Namespace) -> int:
    length = _window_length(options.window)
    minutes = None if options.every is None else _interval_minutes(options.every)
    loaded = _load(options.logs, options.site)
    now, settings = _instant(options.at, loaded)
    if minutes is not None:
        blocks = _blocks(loaded, settings, now, minutes)
        _write_intervals(blocks, minutes, options.format)
        return OK
    window = day(settings, now) if length is None else rolling(now, length)
    found = report(loaded.floor, window, loaded.intake)
    if options.format == "json":
        _write_json(found)
    elif options.format == "csv":
        _write_csv([found])
    else:
        with _terminal() as terminal:
            print_report(found, terminal)
    return OK


def _explain(options: argparse.Namespace) -> int:
    length = _window_length(options.window)
    scope = Scope.parse(options.scope)
    if options.metric not in EXPLAINERS:
        raise UnknownMetricError(
            f"{options.metric!r} is no metric; there are: {', '.join(sorted(EXPLAINERS))}"
        )
    loaded = _load([options.log], options.site)
    now, settings = _instant(options.at, loaded)
    window = day(settings, now) if length is None else rolling(now, length)
    account = explain(loaded.floor, options.metric, scope, window)
    if options.format == "json":
        _write_json(account)
    else:
        with _terminal() as terminal:
            print_account(account, settings, terminal)
    return OK


def _check(options: argparse.Namespace) -> int:
    with _progress() as progress:
        loaded = load([options.log], None, progress, count_types=True)
    for line in check_lines(loaded):
        print(line)
    return FOUND_INVALID if loaded.invalid_count else OK


def _schema(options: argparse.Namespace) -> int:
    _write_json(json_schema())
    return OK


# Options -------------------------------------------------------------------------------------------


def _window_length(text: str) -> int | None:
    try:
        return window_ms(text)
    except ValueError as error:
        raise UsageError(f"--window {error}") from None


def _interval_minutes(text: str) -> int:
    try:
        length = window_ms(text)
    except ValueError:
        length = None
    if length is None or length not in {minutes * 60_000 for minutes in INTERVAL_MINUTES}:
        raise UsageError(f"--every {text!r}: an interval is 15m, 30m or 60m")
    return length // 60_000


def _instant(text: str | None, loaded: Loaded) -> tuple[int, SiteSettings]:
    """The instant asked for, the log's end by default, and the site's settings then."""
    floor = loaded.floor
    if not floor.applied and not floor.roster.by_index and not floor.queues.by_index:
        raise UsageError("the log holds no event that could be read; `floorlight check` says why")
    if text is None:
        return floor.latest, floor.site.at(floor.latest)
    try:
        now = instant_in_day(text, floor.site.at(floor.latest), floor.latest)
    except ValueError as error:
        raise UsageError(f"--at {error}") from None
    return now, floor.site.at(now)


def _load(paths: list[str], site: str | None) -> Loaded:
    settings = None if site is None else read_site(site)
    with _progress() as progress:
        return load(paths, settings, progress)


@contextmanager
def _progress() -> Iterator[Any]:
    """What reading reports its progress to; a bar, and only on a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    columns = (TextColumn("reading"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
    bar = Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True)
    with bar:
        task = bar.add_task("reading", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


# Writing -------------------------------------------------------------------------------------------


@contextmanager
def _terminal() -> Iterator[Console]:
    """The terminal to print tables on, 100 columns wide where it does not say; no line ends in blanks."""
    if sys.stdout.isatty():
        console = Console(highlight=False)
    else:
        console = Console(highlight=False, width=WIDTH, no_color=True)
    with console.capture() as captured:
        yield console
    for line in captured.get().splitlines():
        print(line.rstrip())


def _write_json(found: Any) -> None:
    is_unicode = (sys.stdout.encoding or "").lower().startswith("utf")
    json.dump(found, sys.stdout, ensure_ascii=not is_unicode, indent=1)
    print()


def _blocks(loaded: Loaded, settings: SiteSettings, now: int, minutes: int) -> list[dict[str, Any]]:
    floor = loaded.floor
    span = now - min(floor.since, now)
    if span // (minutes * 60_000) > _INTERVALS:
        length = window_text(span / 1000)
        raise UsageError(
            f"--every {minutes}m: the log spans {length}, more than {_INTERVALS:,} intervals; "
            "`floorlight check` shows its span"
        )
    blocks = []
    for window in intervals(settings, min(floor.since, now), now, minutes):
        block = report(floor, window, loaded.intake)
        blocks.append({"start": instant_text(window.start), "end": instant_text(window.end), **block})
    return blocks


def _write_intervals(blocks: list[dict[str, Any]], minutes: int, form: str) -> None:
    if form == "json":
        _write_json({"every_seconds": minutes * 60, "intervals": blocks})
    elif form == "csv":
        _write_csv(blocks)
    else:
        with _terminal() as terminal:
            print_intervals(blocks, terminal)


def _write_csv(reports: list[dict[str, Any]]) -> None:
    """One row a scope and report; the columns are the keys of the report, nested ones with a dot."""
    rows = []
    for found in reports:
        head = {"start": found.get("start", ""), "at": found["at"]}
        head["window_seconds"] = found["window_seconds"]
        rows.append({**head, "scope": "floor", "id": "", **_flat(found["floor"])})
        for kind in ("queue", "channel", "team", "agent"):
            for name, row in found[f"{kind}s"].items():
                rows.append({**head, "scope": kind, "id": name, **_flat(row)})
    columns = list(dict.fromkeys(key for row in rows for key in row))
    writer = csv.DictWriter(sys.stdout, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


def _flat(row: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in row.items():
        if isinstance(value, dict):
            flat.update(_flat(value, f"{prefix}{key}."))
        else:
            flat[prefix + key] = "" if value is None else value
    return flat


# The manual ----------------------------------------------------------------------------------------

_ABOUT = """\
Floorlight shows what is happening on a contact centre's floor, and answers for every number.
A LOG is a recording of floor events: .jsonl, .jsonl.gz or .jsonl.zst, one event a line."""

_EXAMPLES = """\
examples:
  floorlight report day.jsonl                            all figures at the end of the log
  floorlight report day.jsonl --at 10:42 --window day    the day so far, as it was at 10:42
  floorlight report day.jsonl --every 30m --format csv   half hours, for a spreadsheet
  floorlight explain day.jsonl service_level.offered --scope queue:billing
  floorlight check day.jsonl                             what is in it, and what is wrong with it

exit status:
  0  done      1  check found invalid lines      2  it could not be done; stderr says why"""


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        "floorlight",
        description=_ABOUT,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_report(commands)
    _add_explain(commands)
    _add_check(commands)
    schema = commands.add_parser(
        "schema",
        help="print the JSON Schema of the events",
        description="Print the JSON Schema of every event and control object of the protocol.",
    )
    schema.set_defaults(run=_schema)
    return parser


def _add_report(commands: Any) -> None:
    parser = commands.add_parser(
        "report",
        help="all metrics of a log, at its end, at an instant, or by interval",
        description="All metrics of one or more LOGs (merged by instant), at the end or at an instant.",
    )
    parser.add_argument("logs", nargs="+", metavar="LOG", help="a recording")
    _add_window(parser)
    parser.add_argument(
        "--every", metavar="15m|30m|60m", help="one block an interval, aligned to the local clock"
    )
    parser.add_argument("--format", choices=("table", "json", "csv"), default="table", help="default: table")
    parser.set_defaults(run=_report)


def _add_explain(commands: Any) -> None:
    parser = commands.add_parser(
        "explain",
        help="what one figure is made of, down to its contacts",
        description="One figure: its variant and formula, all it counted, and what it left out and why.",
        epilog="metrics: " + ", ".join(EXPLAINERS),
    )
    parser.add_argument("log", metavar="LOG", help="a recording")
    parser.add_argument("metric", metavar="METRIC", help="a key of the report, such as abandon_rate")
    parser.add_argument(
        "--scope",
        default="floor",
        metavar="SCOPE",
        help="floor (default), queue:ID, channel:NAME, team:ID or agent:ID",
    )
    _add_window(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    parser.set_defaults(run=_explain)


def _add_check(commands: Any) -> None:
    parser = commands.add_parser(
        "check",
        help="what is in a log, and what is wrong with it",
        description="What is in a LOG: span, sources, counts; then invalid lines and anomalies, worst first.",
    )
    parser.add_argument("log", metavar="LOG", help="a recording")
    parser.set_defaults(run=_check)


def _add_window(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--at",
        metavar="INSTANT",
        help="RFC 3339, or a local time of the log's day such as 10:42; default: the log's last event",
    )
    parser.add_argument(
        "--window",
        default="30m",
        metavar="LENGTH",
        help="how far back: seconds (1800), 90s, 30m, 2h, or day; default: 30m",
    )
    parser.add_argument("--site", metavar="FILE", help="a TOML file that overrides the site's profile")
