"""The inspector's rows: raw events as received, anomalies, quarantined input and counters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import islice

import msgspec

from console.floor.floor import Floor
from console.views.text import cut_text, plain_text

SHOWN = 500
_FIELDS = {
    "type": ("type",),
    "agent": ("agent", "to_agent"),
    "queue": ("queue", "to_queue"),
    "contact": ("contact",),
}
_CUT = 600  # characters shown of a raw line


@dataclass(frozen=True, slots=True)
class RawLine:
    """One object as received; `number` is its position among all received, `text` is cut, `raw` is not."""

    number: int
    text: str
    raw: bytes = b""


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem: how often it occurred, with an example or its location."""

    id: str
    count: int
    what: str
    where: str


@dataclass(frozen=True, slots=True)
class Inspection:
    """Data for checking a number that looks wrong. `events_note` replaces the events if there are none.

    `current` is the number of the event at the playhead; 0 if none is.
    """

    events: tuple[RawLine, ...] = ()
    current: int = 0
    events_note: str = ""
    anomalies: tuple[Finding, ...] = ()
    quarantine: tuple[Finding, ...] = ()
    counters: tuple[tuple[str, str], ...] = ()


def raw_lines(raw: Sequence[bytes], received: int, wanted: str = "") -> tuple[RawLine, ...]:
    """The objects of *raw* with all words of *wanted*, newest first; *received* is the total count.

    `type:contact.*`, `agent:ID`, `queue:ID` and `contact:ID` are matched with the object's fields, as in
    `tail`; any other word with its text.
    """
    newest = (
        raw_line(received - back, line) for back, line in enumerate(reversed(raw)) if has_words(line, wanted)
    )
    return tuple(islice(newest, SHOWN))


def raw_line(number: int, line: bytes) -> RawLine:
    """The object *line*, the *number*th, to be shown."""
    return RawLine(number, _cut(line[: 8 * _CUT].decode("utf-8", "replace")), line)


def has_words(line: bytes, wanted: str) -> bool:
    """Whether the object *line* has all words of *wanted*, which `raw_lines` explains."""
    return all(_has(line, word) for word in wanted.split())


def _has(line: bytes, word: str) -> bool:
    """Whether the object *line* has *word*.

    >>> _has(b'{"type":"contact.queued","queue":"q1"}', "type:contact.*")
    True
    >>> _has(b'{"type":"contact.queued","queue":"q10"}', "queue:q1")
    False
    """
    name, colon, value = word.partition(":")
    fields = _FIELDS.get(name)
    if not (colon and value and fields):
        return word.encode() in line
    if name != "type" and value.encode() not in line:  # a quick no for most
        return False
    try:
        found = msgspec.json.decode(line)
    except (msgspec.MsgspecError, UnicodeError):
        return False
    if not isinstance(found, dict):
        return False
    said = [text for field in fields if isinstance(text := found.get(field), str)]
    return any(fnmatchcase(text, value) for text in said) if name == "type" else value in said


def anomalies(floor: Floor) -> tuple[Finding, ...]:
    """The anomalies found, most frequent first, each with the line of one example."""
    counts = floor.books.anomaly_counts
    lines = {kept.reason: kept.line for kept in reversed(floor.books.anomalies.values())}
    order = sorted(counts, key=lambda reason: (-counts[reason], reason))
    return tuple(
        Finding(
            reason, counts[reason], plain_text(reason), f"line {lines[reason]:,}" if lines.get(reason) else ""
        )
        for reason in order
    )


def quarantine(invalid: Iterable[tuple[int, str, str]]) -> tuple[Finding, ...]:
    """Input that was not an event, as (line, reason, text), newest first."""
    kept = list(invalid)[-SHOWN:]
    return tuple(
        Finding(f"{number}", line, plain_text(reason), _cut(text))
        for number, (line, reason, text) in reversed(list(enumerate(kept)))
    )


def _cut(text: str) -> str:
    return cut_text(plain_text(text[: 2 * _CUT]), _CUT)


def counters(sample: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """The counters of a health *sample* as text, nested ones flattened.

    >>> counters({"received": 12345, "tick_ms": {"mean": 0.5}})
    (('received', '12,345'), ('tick ms, mean', '0.5'))
    """
    found: list[tuple[str, str]] = []
    for key, value in sample.items():
        name = key.replace("_", " ")
        if isinstance(value, Mapping):
            found += [(f"{name}, {part}", text) for part, text in counters(value)]
        elif isinstance(value, int | float):
            found.append((name, f"{round(value, 3):,}"))
        else:
            found.append((name, "–" if value is None else plain_text(str(value))))
    return tuple(found)
