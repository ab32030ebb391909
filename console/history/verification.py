"""Verifies an archive: whether every file holds what was written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from console.history.archive import Archive
from console.history.blocks import StoredBlock
from console.history.day_file import DayFile
from console.history.errors import ArchiveError


class VerifiedDay(NamedTuple):
    """A day's file, the lines found in it, and what is wrong with it, in words."""

    path: Path
    lines: int
    damages: list[str]


def verified(archive: Archive) -> Iterator[VerifiedDay]:
    """Each file of *archive* with what is wrong with it, in order."""
    for path in archive.files():
        try:
            with DayFile(path) as file:
                lines, damages = _examined(file)
        except ArchiveError as error:
            lines, damages = 0, [str(error)]
        yield VerifiedDay(path, lines, damages)


def _examined(file: DayFile) -> tuple[int, list[str]]:
    damages = [f"{file.path}: {words}" for words in file.problems()]
    lines = 0
    if file.day != file.path.stem:
        damages.append(f"{file.path}: its content is of {file.day}")
    for name, stream in file.streams().items():
        expected: int | None = None
        for number in file.numbers(stream):
            block = file.block(number)
            where = f"{file.path}: {name}, block {number} ({_lines_text(block)})"
            if expected is not None and block.first_line + block.repeated != expected:
                damages.append(f"{where} does not follow the block before it")
            expected = block.first_line + block.lines
            try:
                block.text()
            except ValueError as error:
                damages.append(f"{where} is damaged: {error}")
            else:
                lines += block.lines - block.repeated
    return lines, damages


def _lines_text(block: StoredBlock) -> str:
    return f"lines {block.first_line:,} to {block.first_line + block.lines - 1:,}"
