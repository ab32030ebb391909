"""`floorlight import`: converts other systems' files to a recording of floor events."""

from __future__ import annotations

import argparse
import io
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import IO

from console.commands.logs.import_formats import FORMATS, Format
from console.commands.options.output import event_output, progress
from console.commands.options.stderr import remark
from console.sources.loading import Progress
from feeds.errors import UserError
from feeds.files.csv_cells import write_rows
from feeds.importers.import_report import REMARKS_KEPT, ImportRemarks, ImportReport
from feeds.importers.ordering import Timed, in_order
from feeds.importers.source_file import SourceFile
from feeds.recordings.whole_file import SUFFIXES, whole_file

SHOWN = 3
_STEP = 2_000


def run(options: argparse.Namespace) -> int:
    """Write the events, then report on the rows; returns 0."""
    form = FORMATS[options.format]
    _refuse_overwriting(options)
    read = form.reader(options)
    files = [SourceFile(path) for path in options.files]
    findings = ImportReport()
    with progress("importing") as report:
        way = _Way(files, findings, report)
        events = in_order(way.converted(read(files, findings)))
        first = list(_first(events))
        if not findings.used:
            raise UserError(_nothing_used(files, findings, form))
        with event_output(options.output) as write:
            for _, event in way.written(chain(first, events)):
                write(event + b"\n")
    if options.remarks is not None:
        _write_remarks(options.remarks, findings)
    findings.notes.extend(_encoding_notes(files))
    for line in _summary(findings, options.remarks is not None, _short_names(files)):
        remark(line)
    return 0


def _first(events: Iterator[Timed]) -> Iterator[Timed]:
    """The first event; by then every row has been read and the report is complete."""
    for event in events:
        yield event
        return


class _Way:
    """Progress of an import: files read, rows converted, events written, a third of the bar each."""

    def __init__(self, files: Sequence[SourceFile], findings: ImportReport, report: Progress | None) -> None:
        self._files = files
        self._findings = findings
        self._report = report
        self._events = 0
        if report is not None:
            for file in files:
                file.watch = self._show

    def converted(self, events: Iterator[Timed]) -> Iterator[Timed]:
        """Count *events* from the importer."""
        for number, event in enumerate(events, 1):
            self._events = number
            if number % _STEP == 0:
                self._show()
            yield event

    def written(self, events: Iterator[Timed]) -> Iterator[Timed]:
        """Count *events* into the recording."""
        for number, event in enumerate(events):
            yield event
            if number % _STEP == 0:
                self._show(number)

    def _show(self, written: int = 0) -> None:
        if self._report is None:
            return
        size = sum(file.size for file in self._files)
        lines = sum(file.lines_read for file in self._files)
        read = sum(file.position for file in self._files) / size if size else 1.0
        converted = min(read, self._findings.rows / lines if lines else 0.0)
        if written:
            read, converted = 1.0, 1.0
        self._report(round(1000 * (read + converted + written / max(self._events, 1))), 3000)


# Files ---------------------------------------------------------------------------------------------


def _refuse_overwriting(options: argparse.Namespace) -> None:
    """Raise UserError if an output would overwrite an input, or is not named like a recording."""
    seen: list[str] = []
    for path in options.files:
        if _is_among(path, seen):
            raise UserError(f"{path} is named twice; name each file once")
        seen.append(path)
    if options.output not in (None, "-") and Path(options.output).suffix not in SUFFIXES:
        raise UserError(f"-o {options.output}: name it .jsonl, .jsonl.gz or .jsonl.zst")
    for option, path in (("-o", options.output), ("--remarks", options.remarks)):
        if path is not None and _is_among(path, seen):
            raise UserError(f"{option} {path} is also read; name another file to write")
        if path is not None and (Path(path).is_dir() or not Path(path).absolute().parent.is_dir()):
            raise UserError(f"{option} {path}: cannot be written; name a file in an existing folder")
        if path is not None:
            seen.append(path)


def _is_among(path: str, others: Sequence[str]) -> bool:
    return any(
        os.path.realpath(path) == os.path.realpath(other)
        or (os.path.exists(path) and os.path.exists(other) and os.path.samefile(path, other))
        for other in others
    )


def _write_remarks(path: str, findings: ImportReport) -> None:
    with whole_file(path) as file, _text(file) as text:
        kinds = (("left out", findings.left_out), ("contradictory", findings.contradictory))
        rows = ((found.file, found.line, kind, found.reason) for kind, of in kinds for found in of.kept)
        write_rows(text, ("file", "line", "kind", "reason"), rows)


@contextmanager
def _text(file: IO[bytes]) -> Iterator[io.TextIOWrapper]:
    text = io.TextIOWrapper(file, encoding="utf-8", errors="backslashreplace", newline="")
    yield text
    text.flush()
    text.detach()


# Report -------------------------------------------------------------------------------------------


def _nothing_used(files: Sequence[SourceFile], findings: ImportReport, form: Format) -> str:
    names = ", ".join(file.name for file in files[:3]) + (", …" if len(files) > 3 else "")
    if not findings.rows:
        return f"{names}: no rows to import; {form.expected}"
    reason, count = findings.left_out.reasons.most_common(1)[0]
    first = next(found for found in findings.left_out.kept if found.reason == reason)
    where = f"{count:,} of {findings.rows:,} rows: {reason}, first at {first.file}:{first.line}"
    return f"{names}: no row could be used ({where}); {form.expected}"


def _encoding_notes(files: Sequence[SourceFile]) -> Iterator[str]:
    for file in files:
        if file.unreadable:
            yield (
                f"lines of {file.name} with bytes that are not {file.encoding}: {file.unreadable:,}; "
                "name its encoding, such as cp1252 (--encoding, or file.encoding of the map)"
            )


def _short_names(files: Sequence[SourceFile]) -> dict[str, str]:
    """Short names of the files: without folders if still unique."""
    short = {file.name: file.path.name for file in files}
    return short if len(set(short.values())) == len(short) else {}


def _summary(findings: ImportReport, has_file: bool, names: Mapping[str, str]) -> Iterator[str]:
    """The lines written to standard error after an import."""
    yield f"rows           {findings.rows:,}"
    yield f"used           {findings.used:,}"
    for word, remarks in (("left out", findings.left_out), ("contradictory", findings.contradictory)):
        yield f"{word:<14} {remarks.total:,}"
        yield from _reasons(remarks, names)
    cut = max(findings.left_out.total, findings.contradictory.total) - REMARKS_KEPT
    if has_file and cut > 0:
        yield f"note: the remarks hold the first {REMARKS_KEPT:,} rows of a kind"
    for note in findings.notes:
        yield f"note: {note[:1].upper()}{note[1:]}"


def _reasons(remarks: ImportRemarks, names: Mapping[str, str]) -> Iterator[str]:
    """Each reason, most frequent first, with its first locations."""
    places: dict[str, list[str]] = {}
    for found in remarks.kept:
        of_reason = places.setdefault(found.reason, [])
        if len(of_reason) < SHOWN:
            of_reason.append(f"{names.get(found.file, found.file)}:{found.line}")
    for reason, count in remarks.reasons.most_common():
        where = ", ".join(places.get(reason, ())) + (", …" if count > SHOWN else "")
        yield f"  {count:>9,}  {reason} ({where})" if where else f"  {count:>9,}  {reason}"
