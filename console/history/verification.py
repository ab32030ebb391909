"""Verifies an archive: whether every file holds what was written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from console.history.archive import Archive, day_named, folder_name
from console.history.days.day_file import DayFile, StreamPart
from console.history.days.errors import ArchiveError, DamageError


class VerifiedDay(NamedTuple):
    """A day's file, the lines found in it, and what is wrong with it, in words."""

    path: Path
    lines: int
    damages: list[str]


def verified(archive: Archive) -> Iterator[VerifiedDay]:
    """Each file of *archive* with what is wrong with it, in order; then those set aside."""
    for path in archive.files():
        yield _verified_day(path)
    for path in archive.set_aside():
        found = _verified_day(path)
        yield found._replace(damages=[f"{path} was damaged and set aside", *found.damages])


def _verified_day(path: Path) -> VerifiedDay:
    lines, damages = 0, []
    try:
        with DayFile(path) as file, file.snapshot():
            damages += file.problems()
            about = file.about
            if about.day != day_named(path) or folder_name(about.source) != path.parent.name:
                damages.append(f"{path} holds {about.day} of {about.source}, and is not in its place")
            parts = list(file.streams().values())
            strays = set(file.numbers()).difference(*(file.numbers(part.number) for part in parts))
            damages += [f"{path} is damaged: block {number} is of no stream" for number in sorted(strays)]
            damages += file.records.damages()
            for part in parts:
                lines += _verify_stream(file, part, damages)
    except ArchiveError as error:
        damages.append(str(error))
    return VerifiedDay(path, lines, list(dict.fromkeys(damages)))


def _verify_stream(file: DayFile, part: StreamPart, damages: list[str]) -> int:
    """Add what is wrong with *part* to *damages*; returns the lines found."""
    lines, expected = 0, part.first_line
    for number in file.numbers(part.number):
        try:
            block, _ = file.read(number)
        except DamageError as damage:
            damages.append(str(damage))
            continue
        first = block.first_line + block.repeated
        if first != expected:
            damages.append(_gap(file, part, expected, first - 1))
        expected = block.first_line + block.lines
        lines += block.lines - block.repeated
    if expected != part.last_line + 1:
        damages.append(_gap(file, part, expected, part.last_line))
    return lines


def _gap(file: DayFile, part: StreamPart, first: int, last: int) -> str:
    if last < first:
        return f"{file.path} is damaged: lines of {part.name} up to {first - 1:,} are there twice"
    return f"{file.path} is damaged: lines {first:,} to {last:,} of {part.name} cannot be read"
