"""The inspector's rows: raw events as they came, what contradicted the state, what was no event, counters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from console.floor.floor import Floor
from console.views.text import cut_text, plain_text

SHOWN = 500
_CUT = 600  # signs of a raw line that are shown


@dataclass(frozen=True, slots=True)
class RawLine:
    """One object as it came, the `number`th of all that were received."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong: how often, and an example or where it stood."""

    id: str
    count: int
    what: str
    where: str


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a developer needs when a number looks wrong. `events_note` stands where there are no events."""

    events: tuple[RawLine, ...] = ()
    events_note: str = ""
    anomalies: tuple[Finding, ...] = ()
    quarantine: tuple[Finding, ...] = ()
    counters: tuple[tuple[str, str], ...] = ()


def raw_lines(raw: Sequence[bytes], received: int, wanted: str = "") -> tuple[RawLine, ...]:
    """The newest objects of *raw* that hold all words of *wanted*, newest first; *received* came in all."""
    words = [word.encode() for word in wanted.split()]
    newest = (
        RawLine(received - back, _cut(line.decode("utf-8", "replace")))
        for back, line in enumerate(reversed(raw))
        if all(word in line for word in words)
    )
    return tuple(islice(newest, SHOWN))


def anomalies(floor: Floor) -> tuple[Finding, ...]:
    """The contradictions that were met, most frequent first, each with the line of one that is kept."""
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
    """What was no event, as (line, reason, text), newest first."""
    kept = list(invalid)[-SHOWN:]
    return tuple(
        Finding(f"{number}", line, plain_text(reason), _cut(text))
        for number, (line, reason, text) in reversed(list(enumerate(kept)))
    )


def _cut(text: str) -> str:
    return cut_text(plain_text(text[: 2 * _CUT]), _CUT)


def counters(sample: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """The counters of a health *sample* in words; what it nests is told part by part.

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
