"""The finished content of Explain: an account of one figure, and a list of events with their band."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any
from zoneinfo import ZoneInfo

from console.views.rows import Figure, MarkedSpan, Severity, Stretch
from console.views.text import amount_text, clock_text, measured_text, plain_text, timer_text


@dataclass(frozen=True, slots=True)
class Asked:
    """The figure that is explained: its metric and scope, and its window in ms (None: the site's day)."""

    metric: str
    scope: str
    window_ms: int | None


class Effect(IntEnum):
    """What an item does to its figure."""

    MISS = 0  # why a goal is missed
    NEUTRAL = 1
    GOOD = 2


@dataclass(slots=True, unsafe_hash=True)
class AccountRow:
    """One item counted or left out. `at` is its start, `seconds` its length or wait; None if it has none.

    `contact` and `agent` are ids, empty if it has none; `name` is shown for the agent, or for what else it
    is. `adds` is its part of the numerator, `words` its cause; `is_open` whether its
    time still runs.
    """

    key: Hashable
    at: int | None
    contact: str
    agent: str
    name: str
    queue: str
    seconds: float | None
    adds: float
    words: str
    effect: Effect = Effect.NEUTRAL
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """One line about a figure. WARNING: something can be done, or data is missing."""

    text: str
    severity: Severity = Severity.NONE


@dataclass(frozen=True, slots=True)
class Explanation:
    """The account of one figure at the instant `now` (ms), over [start, end].

    `variants` are the figures of the service level's variants, of which `variant` is chosen. `threshold` is
    the wait in seconds that bars are drawn against, 0 for none; `adds` whether what each item adds is worth a
    column; `division` numerator and denominator.
    """

    asked: Asked
    now: int
    start: int
    end: int
    time_zone: str
    title: str
    span: str
    figure: Figure
    since: str
    about: str
    formula: str
    division: str
    variant: str = ""
    variants: tuple[tuple[str, Figure], ...] = ()
    notes: tuple[Note, ...] = ()
    threshold: float = 0.0
    adds: bool = False
    numerator: float | None = None
    denominator: float | None = None
    counted: tuple[AccountRow, ...] = ()
    left_out: tuple[AccountRow, ...] = ()


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event of a timeline: when (ms), what, and who and where; `is_later` than the instant shown."""

    number: int
    at: int
    words: str
    agent: str = ""
    name: str = ""
    contact: str = ""
    queue: str = ""
    is_later: bool = False


@dataclass(frozen=True, slots=True)
class EventList:
    """The events of one contact, or those that made an agent's state: `kind` and `id` say of which.

    The band shows [start, end] (ms) with its stretches, and the instant `now`. `about` are a few lines.
    """

    kind: str
    id: str
    title: str
    about: tuple[str, ...]
    start: int
    end: int
    now: int
    time_zone: str
    stretches: tuple[Stretch, ...] = ()
    ticks: tuple[tuple[int, str], ...] = ()
    events: tuple[EventRow, ...] = ()
    note: str = ""


class Column(IntEnum):
    """The columns of an account."""

    AT = 0
    WHO = 1
    AGENT = 2
    QUEUE = 3
    LENGTH = 4
    ADDS = 5
    WHY = 6


COLUMN_WORDS = {
    Column.AT: "From",
    Column.WHO: "What",
    Column.AGENT: "Agent",
    Column.QUEUE: "Queue",
    Column.LENGTH: "Time",
    Column.ADDS: "Adds",
    Column.WHY: "Why",
}


def cell_text(row: AccountRow, column: Column, here: ZoneInfo) -> str:
    """The text of *row* in *column*, with instants in the time zone *here*."""
    match column:
        case Column.AT:
            return "" if row.at is None else clock_text(row.at, here)
        case Column.WHO:
            return plain_text(row.contact) or row.name
        case Column.AGENT:
            return row.name if row.contact else ""
        case Column.QUEUE:
            return row.queue
        case Column.LENGTH:
            if row.seconds is None:
                return ""
            return timer_text(row.seconds) if row.is_open else measured_text(row.seconds)
        case Column.ADDS:
            return amount_text(row.adds)
    return row.words


def sort_key(row: AccountRow, column: Column) -> tuple[Any, ...]:
    """What *row* is sorted by in *column*; what has no value comes last."""
    match column:
        case Column.AT:
            return (row.at is None, row.at or 0)
        case Column.LENGTH:
            return (row.seconds is None, row.seconds or 0)
        case Column.ADDS:
            return (False, row.adds)
        case Column.WHO:
            return (False, (row.contact or row.name).casefold())
        case Column.AGENT:
            return (not row.name, row.name.casefold())
        case Column.QUEUE:
            return (not row.queue, row.queue.casefold())
    return (False, row.words.casefold())


def marked_span(row: Explanation) -> MarkedSpan:
    """The window of *row* and the items counted, for the time bar."""
    points = ((one.at, one.effect is Effect.MISS) for one in row.counted if one.at is not None)
    return MarkedSpan(row.start, row.end, tuple(sorted(points)))


def marked_span_of_events(row: EventList) -> MarkedSpan:
    """The span of *row* and its events, for the time bar."""
    return MarkedSpan(row.start, row.end, tuple((one.at, False) for one in row.events))
