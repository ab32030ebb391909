"""Rewrites lines without a person: their id, their name, and what they wrote or said."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from feeds.protocol.decoding import RefusedError, decode

# The fields that hold the id of a person.
_PERSONS = frozenset(
    "customer agent agents to_agent supervisor lead by approved_by assignee user restored skipped".split()
)
# What a person wrote, said or typed, or is called.
_WORDS = frozenset("comment text name input title".split())
_ERASED = "[erased]"
# In place of a line that is no event and holds the id.
_JUNK = b"(erased: not an event)"
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],]', re.DOTALL)
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")


class _Text(NamedTuple):
    """A text in a line: its field, its place with its quotes, and its value."""

    key: str
    start: int
    end: int
    value: str


@dataclass(slots=True)
class _Object:
    """An object in a line: its texts, and the objects in its fields."""

    texts: list[_Text] = field(default_factory=list)
    inner: list[tuple[str, _Object]] = field(default_factory=list)

    def get(self, key: str) -> str | None:
        return next((text.value for text in reversed(self.texts) if text.key == key), None)

    def all(self) -> Iterator[_Object]:
        waiting = [self]
        while waiting:
            found = waiting.pop()
            yield found
            waiting += [inner for _, inner in found.inner]


class PersonsTraces(NamedTuple):
    """The contacts and sessions of a customer: what was written or said in them is the customer's."""

    contacts: frozenset[str]
    sessions: frozenset[str]


def traces_of(person: str, lines: Iterable[bytes]) -> PersonsTraces:
    """The contacts and sessions of the customer *person* in *lines*."""
    contacts: set[str] = set()
    sessions: set[str] = set()
    for line in lines:
        whole = _object_of(line)
        for found in () if whole is None else whole.all():
            if found.get("customer") == person:
                contacts |= {text.value for text in found.texts if text.key == "contact"}
                sessions |= {text.value for text in found.texts if text.key == "session"}
    return PersonsTraces(frozenset(contacts), frozenset(sessions))


def may_hold(text: bytes, names: Iterable[str]) -> bool:
    """Whether *text* may hold one of *names* as JSON writes it. Quick."""
    return b"\\" in text or any(_needle(name) in text for name in names)


class LineEraser:
    """Rewrites lines without *person*; *pseudonym* stands for the id. The rest stays byte for byte.

    A line that is an event stays one, and one that is none stays none, so that every figure stays.
    """

    def __init__(self, person: str, pseudonym: str, traces: PersonsTraces) -> None:
        self._person, self._pseudonym, self._traces = person, pseudonym, traces
        self._names = (person, *traces.contacts, *traces.sessions)
        self._scoped = re.compile(rf"\b(agent|customer):{re.escape(person)}(?![\w.@+-])")
        names = "|".join(re.escape(name) for name in sorted(self._names, key=len, reverse=True))
        self._named = re.compile(rf"(?<![\w.@+-])(?:{names})(?![\w.@+-])")

    def text(self, text: bytes) -> bytes:
        """*text* (whole lines) without the person."""
        if not may_hold(text, self._names):
            return text
        lines = text.split(b"\n")
        return b"\n".join([*map(self.line, lines[:-1]), lines[-1]])

    def line(self, line: bytes) -> bytes:
        """*line* without the person."""
        if not may_hold(line, self._names):
            return line
        whole = _object_of(line)
        if whole is None:
            return self._unparsed(line) if self._person in _unescaped(line) else line
        edits = sorted(edit for found in whole.all() for edit in self._edits(found))
        if not edits:
            return line
        text, parts, done = line.decode(), [], 0
        for start, end, value in edits:
            parts += [text[done:start], json.dumps(value)]
            done = end
        erased = "".join([*parts, text[done:]]).encode()
        return erased if _is_refused(erased) == _is_refused(line) else _JUNK

    def words(self, text: str) -> str:
        """*text*, which is no line, without the person: all of it goes if it names them in passing."""
        if text == self._person:
            return self._pseudonym
        text = self._scoped.sub(rf"\1:{self._pseudonym}", text)
        return _ERASED if self._named.search(_unescaped(text.encode())) else text

    def _unparsed(self, line: bytes) -> bytes:
        if _is_refused(line):
            return _JUNK
        return line.replace(_needle(self._person), self._pseudonym.encode())

    def _edits(self, found: _Object) -> Iterator[tuple[int, int, str]]:
        """(start, end, new value) of each text in *found* that changes."""
        kind = found.get("type") or ""
        is_profile = kind in ("agent.profile", "customer.profile") and self._person in (
            found.get("agent"),
            found.get("customer"),
        )
        is_own = is_profile or self._is_own(found, kind)
        for key, start, end, value in found.texts:
            if key in _PERSONS or (key == "to" and kind.startswith("handover.")):
                new = self._pseudonym if value == self._person else value
            elif is_own and key in _WORDS:
                new = self._pseudonym if is_profile else _ERASED
            else:
                new = self._scoped.sub(rf"\1:{self._pseudonym}", value)
            if new != value:
                yield start, end, new

    def _is_own(self, found: _Object, kind: str) -> bool:
        """Whether the words in *found* are of the person, or about them."""
        about = [inner for key, inner in found.inner if key == "about"]
        return (
            found.get("customer") == self._person
            or any(self._is_theirs(part) for part in (found, *about))
            or any(self._person in (part.get("agent"), part.get("customer")) for part in about)
            or (kind == "contact.transcript" and found.get("agent") == self._person)
        )

    def _is_theirs(self, found: _Object) -> bool:
        return found.get("contact") in self._traces.contacts or found.get("session") in self._traces.sessions


def _object_of(line: bytes) -> _Object | None:
    """The object in *line*; None if it is not JSON."""
    try:
        text = line.decode()
        json.loads(text, strict=False, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return None
    whole = _Object()
    open_: list[tuple[_Object, str, bool]] = [(whole, "", False)]  # object, field, whether in an object
    key = ""
    is_key = False
    for token in _TOKEN.finditer(text):
        sign = token[0]
        if sign in ("{", "["):
            owner, inner = open_[-1][0], _Object()
            if sign == "{":
                owner.inner.append((key, inner))
            open_.append((inner if sign == "{" else owner, key, sign == "{"))
            is_key = sign == "{"
        elif sign in ("}", "]"):
            _, key, _ = open_.pop()
            is_key = False
        elif sign == ",":
            is_key = open_[-1][2]
            key = key if is_key else open_[-1][1]
        elif is_key:
            key, is_key = _value(sign), False
        else:
            open_[-1][0].texts.append(_Text(key, token.start(), token.end(), _value(sign)))
    return whole.inner[0][1] if len(whole.inner) == 1 and text.lstrip()[:1] == "{" else whole


def _value(token: str) -> str:
    return str(json.loads(token, strict=False)) if "\\" in token else token[1:-1]


def _is_refused(line: bytes) -> bool:
    try:
        decode(line)
    except RefusedError:
        return True
    return False


def _needle(name: str) -> bytes:
    """*name* as JSON writes it without escapes."""
    return name.encode("utf-8", "replace")


def _unescaped(line: bytes) -> str:
    text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), line.decode("utf-8", "replace"))
    return text.replace("\\/", "/").replace('\\"', '"').replace("\\\\", "\\")
