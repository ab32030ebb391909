"""`floorlight report`: all metrics of a log, at its end, at an instant, or by interval."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from console.commands.output import terminal, write_json
from console.commands.selection import add_window, instant_asked, load_logs, window_asked, window_length
from console.loading import Loaded
from console.metrics.report import report
from console.metrics.windows import INTERVAL_MINUTES, intervals, window_ms
from console.views.report_table import print_intervals, print_report
from console.views.text import window_text
from feeds.csv_cells import write_rows
from feeds.errors import UserError
from feeds.events import SiteSettings, instant_text

_INTERVALS = 20_000


def add(commands: Any) -> None:
    """Describe the command to *commands*, the parser's."""
    parser = commands.add_parser(
        "report",
        help="all metrics of a log, at its end, at an instant, or by interval",
        description="All metrics of one or more LOGs (merged by instant), at the end or at an instant.",
    )
    parser.add_argument("logs", nargs="+", metavar="LOG", help="a recording")
    add_window(parser)
    parser.add_argument(
        "--every", metavar="15m|30m|60m", help="one block an interval, aligned to the local clock"
    )
    parser.add_argument("--format", choices=("table", "json", "csv"), default="table", help="default: table")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the report; 0."""
    length = window_length(options.window)
    minutes = None if options.every is None else _interval_minutes(options.every)
    loaded = load_logs(options.logs, options.site)
    now, settings = instant_asked(options.at, loaded)
    if minutes is not None:
        blocks = _blocks(loaded, settings, now, minutes)
        _write_intervals(blocks, minutes, options.format)
        return 0
    window = window_asked(length, settings, now)
    found = report(loaded.floor, window, loaded.intake)
    if options.format == "json":
        write_json(found)
    elif options.format == "csv":
        _write_csv([found])
    else:
        with terminal() as screen:
            print_report(found, screen)
    return 0


def _interval_minutes(text: str) -> int:
    try:
        length = window_ms(text)
    except ValueError:
        length = None
    if length is None or length not in {minutes * 60_000 for minutes in INTERVAL_MINUTES}:
        raise UserError(f"--every {text!r}: an interval is 15m, 30m or 60m")
    return length // 60_000


def _blocks(loaded: Loaded, settings: SiteSettings, now: int, minutes: int) -> list[dict[str, Any]]:
    floor = loaded.floor
    span = now - min(floor.since, now)
    if span // (minutes * 60_000) > _INTERVALS:
        length = window_text(span / 1000)
        raise UserError(
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
        write_json({"every_seconds": minutes * 60, "intervals": blocks})
    elif form == "csv":
        _write_csv(blocks)
    else:
        with terminal() as screen:
            print_intervals(blocks, screen)


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
    write_rows(sys.stdout, columns, ([row.get(column, "") for column in columns] for row in rows))


def _flat(row: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in row.items():
        if isinstance(value, dict):
            flat.update(_flat(value, f"{prefix}{key}."))
        else:
            flat[prefix + key] = "" if value is None else value
    return flat
