"""`floorlight report`: all metrics of a log, at its end, at an instant, or by interval."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import Any

from console.commands.options.archive import logs_asked
from console.commands.options.log import instant_asked, load_logs, window_asked, window_length
from console.commands.options.output import terminal, write_json, write_json_list
from console.metrics.interval_report import interval_reports
from console.metrics.reading.windows import INTERVAL_MINUTES, intervals, window_ms
from console.metrics.report import report
from console.sources.loading import Loaded
from console.views.terminal.report_table import print_intervals, print_report
from console.views.text import window_text
from feeds.errors import UserError
from feeds.events import SiteSettings, instant_text
from feeds.files.csv_cells import write_rows

_INTERVALS = 20_000
_ROWS = 500_000  # about a minute of work, and hundreds of megabytes of JSON; a day is never refused
_DAY_MINUTES = 25 * 60


def run(options: argparse.Namespace) -> int:
    """Print the report; returns 0."""
    length = window_length(options.window)
    minutes = None if options.every is None else _interval_minutes(options.every)
    loaded = load_logs(logs_asked(options, options.logs), options.site)
    now, settings = instant_asked(options.at, loaded)
    if minutes is not None:
        blocks = _blocks(loaded, settings, now, minutes)
        _write_intervals(blocks, minutes, options.format)
        return 0
    window = window_asked(length, settings, now, loaded.floor)
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
        raise UserError(f"--every {text!r}: intervals are 15m, 30m or 60m")
    return length // 60_000


def _blocks(loaded: Loaded, settings: SiteSettings, now: int, minutes: int) -> Iterator[dict[str, Any]]:
    """The report of each interval; raises UserError immediately if there are too many."""
    floor = loaded.floor
    first = min(floor.shown_from, now)
    number = (now - first) // (minutes * 60_000)
    rows = number * (1 + len(floor.queues.by_index) + len(floor.roster.by_index))
    if number > _INTERVALS or (rows > _ROWS and number > _DAY_MINUTES // minutes):
        length = window_text((now - first) / 1000)
        many = f"{_INTERVALS:,} intervals" if number > _INTERVALS else f"{_ROWS:,} rows of agents and queues"
        raise UserError(
            f"--every {minutes}m: the log spans {length}, more than {many}; "
            "use longer intervals or a part of the log (`floorlight check` shows its span)"
        )
    windows = list(intervals(settings, first, now, minutes))
    return (
        {"start": instant_text(window.start), "end": instant_text(window.end), **found}
        for window, found in zip(windows, interval_reports(floor, windows, loaded.intake), strict=True)
    )


def _write_intervals(blocks: Iterator[dict[str, Any]], minutes: int, form: str) -> None:
    if form == "json":
        write_json_list({"every_seconds": minutes * 60}, "intervals", blocks)
    elif form == "csv":
        _write_csv(list(blocks))
    else:
        with terminal() as screen:
            print_intervals([_of_table(block) for block in blocks], screen)


def _of_table(block: dict[str, Any]) -> dict[str, Any]:
    """*block* without agents, which a table does not show."""
    return {key: value for key, value in block.items() if key not in ("agents", "teams", "channels")}


def _write_csv(reports: list[dict[str, Any]]) -> None:
    """One row per scope and report; columns are the report's keys, nested ones joined with a dot."""
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
