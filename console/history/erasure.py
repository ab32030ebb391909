"""Erases a person from the archive: a customer or an agent, from every day, without changing a figure."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from typing import Any, NamedTuple

from console.history.archive import Archive, ArchivedDay
from console.history.day_file import DayFile

# The fields that hold the id of a person.
_PERSONS = ("customer", "agent", "to_agent", "supervisor", "agents", "by", "assignee")
# What a person may have written or said, or is called.
_WORDS = ("comment", "text", "name")


class Erased(NamedTuple):
    """What erasing did: the days it changed, of how many, and the name that stands for the person now."""

    changed: list[ArchivedDay]
    days: int
    pseudonym: str


def erase_person(archive: Archive, person: str) -> Erased:
    """Erase the customer or agent with the id *person* from every day of *archive*.

    A random name stands for the id, so that every figure stays as it was; what the person wrote, said or is
    called is removed. Raises ArchiveError, also while another program writes a source of the archive.
    """
    pseudonym = f"erased-{secrets.token_hex(6)}"
    changed, days = [], archive.days()
    for source in dict.fromkeys(day.source for day in days):
        with archive.locked(source):
            own = [day for day in days if day.source == source]
            erasing = _Erasing(person, pseudonym, _contacts_of(own, person))
            for day in own:
                with DayFile(day.path, (day.source, day.day, "")) as file:
                    if file.erase(erasing.of_text):
                        changed.append(day)
    return Erased(changed, len(days), pseudonym)


class _Erasing:
    """Rewrites lines without a person. *contacts* are those of a customer."""

    def __init__(self, person: str, pseudonym: str, contacts: set[str]) -> None:
        self._person, self._pseudonym = person, pseudonym
        self._contacts = contacts
        self._needles = [_needle(name) for name in (person, *contacts)]

    def of_text(self, text: bytes) -> bytes:
        """*text* (whole lines) without the person."""
        if b"\\" not in text and not any(needle in text for needle in self._needles):
            return text
        lines = text.split(b"\n")
        return b"\n".join([*map(self._of_line, lines[:-1]), lines[-1]])

    def _of_line(self, line: bytes) -> bytes:
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            return line.replace(self._person.encode(), self._pseudonym.encode())
        cleaned = self._cleaned(found)
        return (
            line if cleaned == found else json.dumps(cleaned, ensure_ascii=False).encode("utf-8", "replace")
        )

    def _cleaned(self, value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            is_own = self._is_own(value)
            return {
                name: self._cleaned(inner, name)
                for name, inner in value.items()
                if not (is_own and name in _WORDS and isinstance(inner, str))
            }
        if isinstance(value, list):
            return [self._cleaned(inner, key) for inner in value]
        if value == self._person and key in _PERSONS:
            return self._pseudonym
        if isinstance(value, str) and value in (f"agent:{self._person}", f"customer:{self._person}"):
            return f"{value.partition(':')[0]}:{self._pseudonym}"
        return value

    def _is_own(self, event: dict[str, Any]) -> bool:
        """Whether words in *event* are of the person, or their name."""
        if event.get("type") in ("agent.profile", "customer.profile"):
            return self._person in (event.get("agent"), event.get("customer"))
        return event.get("customer") == self._person or event.get("contact") in self._contacts


def _contacts_of(days: list[ArchivedDay], customer: str) -> set[str]:
    """The contacts of *customer* in *days*."""
    found: set[str] = set()
    needle = _needle(customer)

    def note(value: Any) -> None:
        if isinstance(value, list):
            for inner in value:
                note(inner)
        elif isinstance(value, dict):
            if value.get("customer") == customer and isinstance(value.get("contact"), str):
                found.add(value["contact"])
            note(value.get("events"))

    for day in days:
        with DayFile(day.path) as file:
            _each_object(file, lambda text: needle in text or b"\\" in text, note)
    return found


def _each_object(file: DayFile, is_wanted: Callable[[bytes], bool], act: Callable[[Any], None]) -> None:
    for number in file.numbers():
        text = file.text(number)
        if not is_wanted(text):
            continue
        for line in text.split(b"\n"):
            if is_wanted(line):
                try:
                    act(json.loads(line))
                except (ValueError, RecursionError):
                    continue


def _needle(name: str) -> bytes:
    """*name* as it is written in JSON without escapes."""
    return json.dumps(name, ensure_ascii=False).encode("utf-8", "replace")
