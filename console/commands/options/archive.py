"""Options that name archived days in place of a log."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from console.clock import WallClock
from console.history.archive import Archive, default_path
from console.history.archived_log import archived_logs
from console.history.checkpoints.opening import open_day
from console.settings.preferences import preferences_path, read_preferences
from console.sources.loading import Logs
from feeds.errors import UserError
from feeds.instants import as_datetime
from feeds.recordings.reader import EventLog
from feeds.unicode_text import writable


def archive_asked(options: argparse.Namespace) -> Archive:
    """The archive of --archive; without it, the one in the place of the settings. Raises UserError."""
    if options.archive is not None:
        return Archive(Path(options.archive))
    return Archive(default_path(read_preferences(preferences_path()).archive.folder))


def source_asked(options: argparse.Namespace) -> str | None:
    """The value of --source. Raises UserError if it is no source's name."""
    name: str | None = options.source
    return None if name is None else id_asked("--source", name)


def id_asked(option: str, text: str) -> str:
    """*text*, an id. Raises UserError if it is none."""
    if not 0 < len(text) <= 128 or writable(text) != text:
        raise UserError(f"{option} {text[:40]!r}: an id has 1 to 128 characters, in UTF-8")
    return text


def day_asked(text: str, option: str = "--day") -> str:
    """The value of --day: a date, `today` or `yesterday` by this machine's clock. Raises UserError."""
    today = as_datetime(WallClock().now()).astimezone().date()
    if text in ("today", "yesterday"):
        return (today - timedelta(days=text == "yesterday")).isoformat()
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise UserError(f"{option} {text!r}: a date such as 2026-06-16, or today, or yesterday") from None


def logs_asked(options: argparse.Namespace, logs: Sequence[str]) -> Logs:
    """The recordings *logs*, or the archived day that the options name instead. Raises UserError."""
    found = _day_asked(options, logs)
    return logs if found is None else open_day(*found)


def lines_asked(options: argparse.Namespace, logs: Sequence[str]) -> Sequence[str | EventLog]:
    """Like `logs_asked`, of an archived day only its own lines. Raises UserError."""
    found = _day_asked(options, logs)
    return logs if found is None else archived_logs(*found)


def _day_asked(options: argparse.Namespace, logs: Sequence[str]) -> tuple[Archive, str, str | None] | None:
    """The archive, day and source that the options name; None if *logs* are given. Raises UserError."""
    asked = archive_options(options)
    if not asked:
        if not logs:
            raise UserError("name a LOG, or an archived day, such as --day yesterday")
        return None
    if logs:
        reject_archive(options, "LOGs")
    if options.day is None:
        raise UserError(f"--{asked[0]} goes with --day: a date such as 2026-06-16, or today, or yesterday")
    return archive_asked(options), day_asked(options.day), source_asked(options)


def reject_archive(options: argparse.Namespace, instead: str) -> None:
    """Check that the options name no archived day, since *instead* is given. Raises UserError."""
    if asked := archive_options(options):
        raise UserError(f"either {instead} or --{asked[0]}, not both")


def archive_options(options: argparse.Namespace) -> list[str]:
    """The names of the options given that name an archived day."""
    return [name for name in ("archive", "day", "source") if getattr(options, name) is not None]
