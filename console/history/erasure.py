"""Erases a person from the archive: a customer or an agent, from every day, without changing a figure."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import ExitStack
from typing import NamedTuple

from console.history.archive import Archive, ArchivedDay, remove_checkpoints
from console.history.days.day_file import AboutDay, DayFile
from console.history.days.errors import DamageError
from console.history.erased_lines import LineEraser, may_hold, traces_of


class ErasedPerson(NamedTuple):
    """What erasing did: the days it changed, of how many, and the name that stands for the person now.

    `unreached` says, in words, what in the archive could not be read, and may hold the person.
    """

    changed: list[ArchivedDay]
    days: int
    pseudonym: str
    unreached: list[str]


def erase_person(archive: Archive, person: str) -> ErasedPerson:
    """Erase the customer or agent with the id *person* from every day of *archive*.

    A random name stands for the id, so that every figure stays as it was; what the person wrote, said or is
    called is removed. Raises ArchiveError, before anything is changed, while another program writes to the
    archive.
    """
    pseudonym = f"erased-{secrets.token_hex(6)}"
    changed: list[ArchivedDay] = []
    unreached = [f"{path} was damaged and set aside; delete it" for path in archive.set_aside()]
    days = archive.days()
    known = {day.path for day in days}
    unreached += [f"{path} is damaged" for path in archive.files() if path not in known]
    with ExitStack() as locks:
        for source in dict.fromkeys(day.source for day in days):
            locks.enter_context(archive.locked(source))
        remove_checkpoints(archive.path)
        for source in dict.fromkeys(day.source for day in days):
            own = [day for day in days if day.source == source]
            eraser = LineEraser(person, pseudonym, traces_of(person, _lines(own, person)))
            for day in own:
                count, damages = _erase_day(day, eraser)
                unreached += damages
                if count:
                    changed.append(day)
        remove_checkpoints(archive.path)  # also those made of the old lines meanwhile
    return ErasedPerson(changed, len(days), pseudonym, unreached)


def _erase_day(day: ArchivedDay, eraser: LineEraser) -> tuple[int, list[str]]:
    """The number of blocks and records changed in *day*, and what could not be read."""
    try:
        with DayFile(day.path, AboutDay(day.source, day.day)) as file:
            return file.erase(eraser.text, eraser.words)
    except DamageError as damage:
        return 0, [str(damage)]


def _lines(days: list[ArchivedDay], person: str) -> Iterator[bytes]:
    """The lines of *days* that may name *person*."""
    for day in days:
        try:
            with DayFile(day.path) as file:
                yield from _lines_of(file, person)
        except DamageError:
            continue  # the erasure itself reports damaged days


def _lines_of(file: DayFile, person: str) -> Iterator[bytes]:
    for number in file.numbers():
        try:
            _, text = file.read(number)
        except DamageError:
            continue
        if may_hold(text, [person]):
            yield from (line for line in text.split(b"\n") if may_hold(line, [person]))
