"""`floorlight archive`: past days, as they were received, and what is done with and read of them."""

from __future__ import annotations

import argparse
import json
from datetime import date, timedelta
from typing import Any

import msgspec

from console.commands.options.archive import (
    archive_asked,
    day_asked,
    id_asked,
    source_asked,
)
from console.commands.options.output import event_output, progress, say, terminal, write_json, write_json_line
from console.commands.options.stderr import remark
from console.history.adding import add_recording
from console.history.archive import Archive, ArchivedDay, DayEntry, day_named, folder_name, remove_day
from console.history.archived_log import archived_logs, lines_in_order, no_such_day
from console.history.checkpoints.opening import open_day
from console.history.days.day_file import DayFile
from console.history.days.errors import ArchiveError
from console.history.days.records import Record, record_fields
from console.history.erasure import erase_person
from console.history.verification import verified
from console.sources.days.archived_levels import day_curves, day_levels, source_of_day
from console.sources.loading import load
from console.views.terminal.archive_table import days_table, level_line
from console.views.text import days_text, size_text
from feeds.errors import UserError
from feeds.events import instant_text

INCOMPLETE = 1
_KEEP_MOST = 36_500


def run(options: argparse.Namespace) -> int:
    """Run the action asked for; returns its exit status."""
    return _ACTIONS[options.action](options)


def _existing(options: argparse.Namespace) -> Archive:
    archive = archive_asked(options)
    if not archive.path.is_dir():
        raise UserError(f"{archive.path} does not exist: `floorlight archive add` makes it")
    return archive


# Actions -------------------------------------------------------------------------------------------


def _add(options: argparse.Namespace) -> int:
    """Add recordings, each whole before the next; returns 0."""
    archive, changed = archive_asked(options), dict[str, None]()
    for log in options.logs:
        with progress("adding") as report:
            added = add_recording(archive, log, source_asked(options), remark, report or _no_progress)
        if added.cut is not None:
            remark(f"floorlight: {added.cut}")
        already = f"; {added.known:,} were there already" if added.known else ""
        lines = "line" if added.written == 1 else "lines"
        say(f"{log}: {added.written:,} {lines} of {added.source} added to {archive.path}{already}")
        changed[added.source] = None
    for source in changed:
        try:
            _prepare_days(archive, source)
        except ArchiveError as error:  # what was added is there
            remark(f"floorlight: {error}")
    return 0


def _prepare(options: argparse.Namespace) -> int:
    """Make the days ready to be opened at once; returns 0."""
    archive, source = _existing(options), source_asked(options)
    if source is not None and not archive.days(source):
        raise UserError(_nothing_listed(archive))
    for name in archive.sources() if source is None else [source]:
        days = _prepare_days(archive, name)
        say(f"{name}: {days:,} {'day' if days == 1 else 'days'} can be opened at once")
    return 0


def _prepare_days(archive: Archive, source: str) -> int:
    """Make a checkpoint of each day of *source* that has none; returns its days. Raises ArchiveError."""
    days = archive.days(source)
    with progress("preparing") as report:
        load(open_day(archive, days[-1].day, source), None, report)
    return len(days)


def _no_progress(done: int, size: int) -> None:
    """Nobody watches."""


def _list(options: argparse.Namespace) -> int:
    """Print the days; returns 0."""
    archive = _existing(options)
    entries = list(archive.entries(source_asked(options)))
    if options.format == "json":
        write_json({"archive": str(archive.path), "days": [_entry_json(entry) for entry in entries]})
        return 0
    if not entries:
        say(_nothing_listed(archive))
        return 0
    with terminal() as screen:
        screen.print(days_table(entries))
    return 0


def _nothing_listed(archive: Archive) -> str:
    """Why the list is empty. Raises UserError if nothing can be read."""
    if sources := archive.sources():
        return f"{archive.path} has nothing of this source; its sources are {', '.join(sources)}"
    if files := archive.files():
        raise UserError(
            f"{archive.path}: none of {len(files):,} files can be read; `floorlight archive verify` says why"
        )
    return f"{archive.path} is empty: `floorlight archive add` and `record --archive` fill it"


def _entry_json(entry: DayEntry) -> dict[str, Any]:
    totals = entry.totals
    first, last = (None, None) if totals is None else (totals.first_at, totals.last_at)
    return {
        "source": entry.day.source,
        "day": entry.day.day,
        "damaged": totals is None,
        "lines": None if totals is None else totals.lines,
        "first_at": None if first is None else instant_text(first),
        "last_at": None if last is None else instant_text(last),
        **{f"{name}": count for name, count in entry.records.items()},
        "bytes": entry.size,
        "bytes_as_received": None if totals is None else totals.size,
        "file": str(entry.day.path),
    }


def _levels(options: argparse.Namespace) -> int:
    """Print the service level of each day as soon as it is read, newest first; returns 0."""
    archive = archive_asked(options)
    asked = source_asked(options)
    for source in archive.sources() if asked is None else [asked]:
        for day, level in day_levels(archive, source):
            if options.format == "json":
                write_json_line({"source": source, "day": day.day, **msgspec.structs.asdict(level)})
            else:
                say(level_line(source, day.day, level))
    return 0


def _curves(options: argparse.Namespace) -> int:
    """Print the service level at each minute of a day; returns 0."""
    if not 1 <= options.window <= 24 * 60:
        raise UserError(f"--window {options.window}: from 1 to 1,440 minutes")
    archive, day = archive_asked(options), day_asked(options.day)
    source = source_of_day(archive, day, source_asked(options))
    write_json_line(msgspec.structs.asdict(day_curves(archive, day, source, options.window * 60_000)))
    return 0


def _export(options: argparse.Namespace) -> int:
    """Write a day as a recording, or one of its tables; returns 0."""
    if options.table is not None:
        return _export_table(options)
    archive, day = archive_asked(options), day_asked(options.day)
    logs = archived_logs(archive, day, source_of_day(archive, day, source_asked(options)))
    written = 0
    with event_output(options.output) as write:
        for line in lines_in_order(logs):
            write(line + b"\n")
            written += 1
    for log in logs:
        if log.cut is not None:
            remark(f"floorlight: {log.cut_words}")
    remark(f"{written:,} lines of {logs[0].source} on {day} written to {options.output}")
    return 0


def _export_table(options: argparse.Namespace) -> int:
    """Write the rows of a table of a day, of each source, as JSON Lines; returns 0. Raises UserError."""
    archive, day, written = archive_asked(options), day_asked(options.day), 0
    days = [found for found in archive.days(source_asked(options)) if found.day == day]
    if not days:
        raise no_such_day(archive, day, source_asked(options))
    with event_output(options.output) as write:
        for found in days:
            with DayFile(found.path) as file:
                for record in file.records.read(options.table):
                    write(json.dumps({"source": found.source, **_record_json(record)}).encode() + b"\n")
                    written += 1
    remark(f"{written:,} {options.table} of {day} written to {options.output}")
    return 0


def _record_json(record: Record) -> dict[str, Any]:
    """*record* with its instants as text."""
    return {
        name: instant_text(value) if value is not None and _is_instant(name) else value
        for name, value in record_fields(record).items()
    }


def _is_instant(field: str) -> bool:
    return field in ("at", "until") or field.endswith("_at")


def _verify(options: argparse.Namespace) -> int:
    """Print what is damaged; returns 1 if anything is, else 0."""
    archive = _existing(options)
    files = lines = damaged = 0
    for day in verified(archive):
        files, lines = files + 1, lines + day.lines
        damaged += bool(day.damages)
        for words in day.damages:
            say(words)
    if damaged:
        say(f"{damaged:,} of {files:,} days are damaged; {lines:,} lines can be read")
        return INCOMPLETE
    say(f"{archive.path}: {days_text(files)}, {lines:,} lines, all as they were written")
    return 0


def _prune(options: argparse.Namespace) -> int:
    """Delete old days; returns 0."""
    archive, source = _existing(options), source_asked(options)
    before = _first_kept(options)
    days, freed, kept = archive.days(source), 0, 0
    newest = {day.source: day.day for day in days}
    old = [day for day in days if day.day < before]
    for day in old:
        if day.day == newest[day.source] and not _is_free(archive, day):
            remark(f"floorlight: {day.day} of {day.source} is being written, and is kept")
            kept += 1
            continue
        freed += remove_day(day.path)
        say(f"deleted {day.day} of {day.source}")
    for path in archive.set_aside():
        if day_named(path) < before and (source is None or path.parent.name == folder_name(source)):
            freed += remove_day(path)
            say(f"deleted {path}")
    say(f"{days_text(len(old) - kept)} before {before} deleted, {size_text(freed)} freed")
    return 0


def _first_kept(options: argparse.Namespace) -> str:
    """The first day to keep."""
    if options.keep is None:
        return day_asked(options.before, "--before")
    if not 1 <= options.keep <= _KEEP_MOST:
        raise UserError(f"--keep {options.keep}: from 1 to {_KEEP_MOST:,} days")
    return (date.fromisoformat(day_asked("today")) - timedelta(days=options.keep - 1)).isoformat()


def _is_free(archive: Archive, day: ArchivedDay) -> bool:
    """Whether no program writes the source of *day*."""
    try:
        archive.locked(day.source).close()
    except ArchiveError:
        return False
    return True


def _forget(options: argparse.Namespace) -> int:
    """Erase a person; returns 0, or 1 if nobody of that id is in the archive or a part cannot be reached."""
    archive, person = _existing(options), id_asked("ID", options.person)
    erased = erase_person(archive, person)
    for day in erased.changed:
        say(f"erased from {day.day} of {day.source}")
    for words in erased.unreached:
        say(f"not reached: {words}")
    if not erased.changed:
        say(f"{person} is on none of the {erased.days:,} days of {archive.path} that can be read")
        return INCOMPLETE
    say(f"{erased.pseudonym} stands for the id now; every figure is as it was")
    say(
        "not reached: recordings and exports outside the archive, backups, what others wrote about the "
        "person, ids of contacts, web addresses of calls, and the source, which may send the person again"
    )
    return INCOMPLETE if erased.unreached else 0


_ACTIONS = {
    "add": _add,
    "prepare": _prepare,
    "list": _list,
    "levels": _levels,
    "curves": _curves,
    "export": _export,
    "verify": _verify,
    "prune": _prune,
    "forget": _forget,
}
