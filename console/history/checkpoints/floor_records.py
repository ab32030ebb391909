"""A whole floor as records, in parts of a few milliseconds each, and made again from them.

What can be derived again (indexes, caches of readings, changes that readers follow) is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec
import numpy as np

from console.floor.epoch import Epoch, Watermark
from console.floor.floor import Floor
from console.floor.ledgers.books import Anomaly
from console.floor.ledgers.timeline import TenureTotals
from console.history.checkpoints.ledger_columns import LedgerColumns, ledger_parts
from console.history.checkpoints.live_records import LiveNumbers, LiveObjects
from console.history.checkpoints.name_records import NamesRead, name_parts
from console.history.checkpoints.records import encode, event_bytes, event_from, int_bytes, ints_from

# What a part holds, and its payload.
Part = tuple[str, bytes]


class _Mark(msgspec.Struct, array_like=True):
    """The watermark of a source; contacts by number."""

    source: str
    newest: int
    no_leap_until: int
    snapshot_at: int
    lateness: int
    over: list[int]
    idle: list[int]
    leaps: list[int]
    leaping_from: int


class _Epoch(msgspec.Struct, array_like=True):
    source: str
    name: str
    last: int
    expected: int
    first: int | None
    missing: list[tuple[int, int]]


class _Present(msgspec.Struct, array_like=True):
    """What is open, and where each source stands; contacts by number."""

    marks: list[_Mark]
    epochs: list[_Epoch]
    current: dict[str, int]
    at_hand: list[int]
    waiting: list[int]
    counts: list[tuple[int, int, int]]
    closed: list[int]
    line: int
    order: int
    settled_before: int
    bots_started: dict[str, tuple[int, int]]
    bots_ended: dict[str, tuple[int, int]]
    bots: int
    notes: list[bytes]
    desk_events: list[bytes]
    blind_spans: list[tuple[int, int]]


class _Oldest(msgspec.Struct, array_like=True):
    """The timeline's totals before its first row."""

    code: bytes
    since: bytes
    row_at: bytes
    makers: bytes
    sums: bytes
    reach: int


class _Timeline(msgspec.Struct, array_like=True):
    tenures: list[bytes]
    several: dict[int, tuple[int, ...]]
    several_made: int
    origin: int | None
    oldest: _Oldest | None


class _Totals(msgspec.Struct, array_like=True):
    """The floor's own counts and instants."""

    source: str
    since: int
    latest: int
    applied: int
    control: int
    duplicates: int
    late: int
    rewritten: int
    lateness_ms: int
    retention_due: int
    next_sweep: int
    churn_known_from: int | None
    anomalies_noted: int
    anomaly_counts: dict[str, int]
    anomalies: list[tuple[int, int, str]]


_present = msgspec.msgpack.Decoder(_Present).decode
_timeline = msgspec.msgpack.Decoder(_Timeline).decode
_totals = msgspec.msgpack.Decoder(_Totals).decode
_PLAIN = ("since", "applied", "control", "duplicates", "late", "rewritten", "lateness_ms")


def can_be_written(floor: Floor) -> bool:
    """Whether *floor* is in a state that a checkpoint can hold: no snapshot has come in part only."""
    return not any(parts.is_open for parts in floor.parts.values())


def floor_parts(floor: Floor) -> Iterator[Part]:
    """The parts of *floor*, which must not change meanwhile. Raises ValueError or OverflowError.

    Such is a floor with numbers of more than 64 bits, which the protocol allows.
    """
    yield from (("ledger", payload) for payload in ledger_parts(floor))
    yield from name_parts(floor)
    numbers = LiveNumbers(floor)
    yield from numbers.parts(floor)
    yield "timeline", encode(_timeline_of(floor))
    yield "present", encode(_present_of(floor, numbers))
    yield "totals", encode(_totals_of(floor))


def _timeline_of(floor: Floor) -> _Timeline:
    timeline, tenures = floor.books.timeline, floor.books.tenures
    oldest = timeline.oldest_totals()
    return _Timeline(
        [int_bytes(column) for column in (tenures.agent, tenures.team, tenures.start, tenures.end)],
        timeline.several,
        timeline.several_made,
        timeline.origin,
        None if oldest is None else _oldest_of(*oldest),
    )


def _oldest_of(totals: TenureTotals, reach: int) -> _Oldest:
    return _Oldest(
        int_bytes(totals.code),
        int_bytes(totals.since),
        int_bytes(totals.row_at),
        int_bytes(totals.makers),
        totals.sums.astype("<f8").tobytes(),
        reach,
    )


def _present_of(floor: Floor, numbers: LiveNumbers) -> _Present:
    waiting, bots = floor.contacts.entries, floor.bots
    return _Present(
        [
            _Mark(
                source,
                mark.newest,
                mark.no_leap_until,
                mark.snapshot_at,
                mark.lateness,
                numbers.of(mark.over),
                numbers.of(mark.idle),
                mark.leaps,
                mark.leaping_from,
            )
            for source, mark in floor.watermarks.items()
        ],
        [
            _Epoch(epoch.source, epoch.name, epoch.last, epoch.expected, epoch.first, epoch.missing)
            for epoch in floor.epochs.values()
        ],
        {stream: epoch.index for stream, epoch in floor.current.items()},
        numbers.of(floor.store.at_hand.values()),
        numbers.of(waiting.entries),
        [(*key, count) for key, count in waiting.counts.items()],
        numbers.of(floor.contacts.closed),
        floor.contacts.line,
        floor.contacts.order,
        floor.roster.settled_before,
        bots.started,
        bots.ended,
        bots.count,
        [event_bytes(note) for note in floor.notes],
        [event_bytes(event) for event in floor.desk_events],
        list(floor.blind_spans),
    )


def _totals_of(floor: Floor) -> _Totals:
    books = floor.books
    return _Totals(
        source=floor.source,
        latest=floor.latest,
        retention_due=floor.retention.due,
        next_sweep=floor.retention.next_sweep,
        churn_known_from=books.churn_known_from,
        anomalies_noted=books.anomalies_noted,
        anomaly_counts=dict(books.anomaly_counts),
        anomalies=[(number, each.line, each.reason) for number, each in books.anomalies.items()],
        **{name: getattr(floor, name) for name in _PLAIN},
    )


class FloorRecords:
    """A floor that is made again from its parts, taken in order; `restore` then fills a new floor."""

    def __init__(self, floor: Floor) -> None:
        """*floor* is the one to fill; nothing of it changes before `restore`."""
        self._floor = floor
        self._ledgers, self._names, self._live = LedgerColumns(), NamesRead(), LiveObjects(floor)
        self._takers = {
            "ledger": self._ledgers.take,
            "contact_names": self._names.take_contact_names,
            "customer_names": self._names.take_customer_names,
            "names": self._names.take_names,
            "schedules": self._names.take_schedules,
            "definitions": self._names.take_definitions,
            "agents": self._live.take_agents,
            "contacts": self._live.take_contacts,
            "put_away": self._live.take_put_away,
            "legs": self._live.take_legs,
            "timeline": self._take_timeline,
            "present": self._take_present,
            "totals": self._take_totals,
        }

    def take(self, part: Part) -> None:
        """Take the next part. Raises ValueError, KeyError, IndexError or AttributeError if it is not one."""
        kind, payload = part
        self._takers[kind](payload)

    def _take_timeline(self, payload: bytes) -> None:
        self._timeline = _timeline(payload)
        self._tenures = [ints_from(column).tolist() for column in self._timeline.tenures]
        self._oldest = None if self._timeline.oldest is None else _totals_from(self._timeline.oldest)

    def _take_present(self, payload: bytes) -> None:
        self._live.finish()
        self._present = present = _present(payload)
        of = self._live.of
        self._at_hand, self._waiting, self._closed = (
            of(numbers) for numbers in (present.at_hand, present.waiting, present.closed)
        )
        self._marks = {mark.source: _mark_from(mark, self._live) for mark in present.marks}
        self._epochs = [
            _epoch_from(said, index, self._marks[said.source]) for index, said in enumerate(present.epochs)
        ]
        self._current = {stream: self._epochs[index] for stream, index in present.current.items()}
        self._entries = [(contact, contact.entry) for contact in self._waiting if contact.entry is not None]
        self._notes = [event_from(note) for note in present.notes]
        self._desk_events = [event_from(event) for event in present.desk_events]

    def _take_totals(self, payload: bytes) -> None:
        self._totals = _totals(payload)
        self._ledgers.check(self._floor)
        if len(self._tenures) != 4:
            raise ValueError("not the tenures of this version")

    def restore(self) -> Iterator[None]:
        """Fill the floor, which is new, in steps. Everything was taken; nothing can fail."""
        floor, books, totals = self._floor, self._floor.books, self._totals
        floor.since = books.timeline.since = totals.since
        self._ledgers.restore(floor)
        yield
        self._names.restore(floor)
        yield
        self._restore_roster()
        yield
        self._restore_present()
        yield
        floor.retention.due, floor.retention.next_sweep = totals.retention_due, totals.next_sweep
        books.churn_known_from, books.anomalies_noted = totals.churn_known_from, totals.anomalies_noted
        books.anomaly_counts = Counter(totals.anomaly_counts)
        books.anomalies |= {number: Anomaly(line, reason) for number, line, reason in totals.anomalies}
        for name in _PLAIN:
            setattr(floor, name, getattr(totals, name))
        floor.source = totals.source
        floor.watermark = floor.watermarks.get(totals.source, floor.watermark)
        floor.latest = totals.latest

    def _restore_roster(self) -> None:
        floor, timeline, said = self._floor, self._floor.books.timeline, self._timeline
        roster, tenures = floor.roster, floor.books.tenures
        for column, numbers in zip(
            (tenures.agent, tenures.team, tenures.start, tenures.end), self._tenures, strict=True
        ):
            column += numbers
        roster.by_index += self._live.agents
        roster.agents |= {agent.name: agent for agent in self._live.agents}
        timeline.origin = said.origin
        timeline.restore(said.several, said.several_made, self._oldest)

    def _restore_present(self) -> None:
        floor, present = self._floor, self._present
        floor.watermarks |= self._marks
        floor.epochs |= {(epoch.source, epoch.name): epoch for epoch in self._epochs}
        floor.current |= self._current
        floor.store.at_hand |= {contact.name: contact for contact in self._at_hand}
        waiting = floor.contacts.entries
        waiting.entries |= dict(self._entries)
        waiting.counts |= {(queue, channel): count for queue, channel, count in present.counts}
        floor.contacts.closed += self._closed
        floor.contacts.line, floor.contacts.order = present.line, present.order
        floor.roster.settled_before = present.settled_before
        floor.bots.started |= present.bots_started
        floor.bots.ended |= present.bots_ended
        floor.bots.count = present.bots
        floor.notes += self._notes
        floor.desk_events += self._desk_events
        floor.blind_spans += present.blind_spans


def read_floor(parts: Iterable[Part], floor: Floor) -> Iterator[None]:
    """Fill *floor*, which is new, from *parts*, in steps.

    Raises ValueError, KeyError, IndexError or AttributeError if they are not the parts of a floor, and leaves
    *floor* as it is.
    """
    records = FloorRecords(floor)
    for part in parts:
        records.take(part)
        yield
    yield from records.restore()


def _totals_from(said: _Oldest) -> tuple[TenureTotals, int]:
    code = ints_from(said.code)
    sums = np.frombuffer(said.sums, dtype="<f8").reshape(-1, len(code))
    return (
        TenureTotals(code, ints_from(said.since), ints_from(said.row_at), ints_from(said.makers), sums),
        said.reach,
    )


def _mark_from(said: _Mark, live: LiveObjects) -> Watermark:
    mark = Watermark(said.newest, said.no_leap_until, said.snapshot_at, said.lateness)
    mark.over.extend(live.of(said.over))
    mark.idle.extend(live.of(said.idle))
    mark.leaps, mark.leaping_from = said.leaps, said.leaping_from
    return mark


def _epoch_from(said: _Epoch, index: int, mark: Watermark) -> Epoch:
    epoch = Epoch(said.source, said.name, index, mark, said.last, said.first, said.missing)
    epoch.expected = said.expected
    return epoch
