"""Options that name archived days in place of a log."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from console.clock import WallClock
from console.history.archive import Archive, default_path
from console.history.archived_log import archived_logs
from feeds.errors import UserError
from feeds.instants import as_datetime
from feeds.recordings.reader import EventLog


def add_archive(parser: argparse.ArgumentParser) -> None:
    """Add the options for an archived day to *parser*."""
    parser.add_argument("--archive", metavar="PATH", help="an archived day instead of a LOG; with --day")
    parser.add_argument(
        "--day", metavar="DATE", help="the archived day: 2026-06-16, today or yesterday, in the source's time"
    )
    parser.add_argument("--source", metavar="NAME", help="the source of the day; default: all, merged")


def archive_path(text: str | None) -> Path:
    """The value of --archive; without it, the default place."""
    return default_path() if text is None else Path(text)


def day_asked(text: str) -> str:
    """The value of --day: a date, `today` or `yesterday` by this machine's clock. Raises UserError."""
    today = as_datetime(WallClock().now()).astimezone().date()
    if text in ("today", "yesterday"):
        return (today - timedelta(days=text == "yesterday")).isoformat()
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise UserError(f"--day {text!r}: a date such as 2026-06-16, or today, or yesterday") from None


def logs_asked(
    options: argparse.Namespace, logs: Sequence[str], with_past: bool = True
) -> Sequence[str | EventLog]:
    """The recordings *logs*, or the archived day that the options name instead. Raises UserError."""
    asked = [name for name in ("archive", "day", "source") if getattr(options, name) is not None]
    if not asked:
        if not logs:
            raise UserError("name a LOG, or an archived day: --archive PATH --day 2026-06-16")
        return logs
    if logs:
        raise UserError(f"either LOGs or --{asked[0]}, not both")
    if options.day is None:
        raise UserError("--archive needs --day: a date such as 2026-06-16, or today, or yesterday")
    return archived_logs(
        Archive(archive_path(options.archive)), day_asked(options.day), options.source, with_past
    )
