"""Replays recordings in their original order and pace, or N times as fast."""

from __future__ import annotations

import hashlib
import heapq
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from feeds.events import CONTROL_TYPES, Hello, Snapshot, instant
from feeds.protocol.decoding import Invalid, RefusedError, decode, instant_of, numbered_lines, shown
from feeds.protocol.rewriting import in_round
from feeds.protocol.sequence import EventSequence, SequencePlace
from feeds.recordings.reader import EventLog, Recording, RecordingError, open_log
from feeds.unicode_text import writable

FAST = float("inf")
_GAP_MS = 1_000
_BLOCK = 1024 * 1024
_SOONER = -(2**61)


class DueEvent(NamedTuple):
    """One item to play: when it is due on the source's clock, when it happened (ms), its text, its event.

    `event` is None for an unknown type. `source` is its source in the recording.
    """

    due: int
    at: int
    text: bytes
    event: Any
    source: str


@dataclass(slots=True)
class ReplayTally:
    """Counts of what is not played. `cut` are remarks on truncated recordings."""

    invalid: int = 0
    duplicates: int = 0
    control: int = 0
    unknown: int = 0
    cut: list[str] = field(default_factory=list)
    first_invalid: tuple[str, Invalid] | None = None

    def note(self, path: Path, invalid: Invalid) -> None:
        self.invalid += 1
        if self.first_invalid is None:
            self.first_invalid = (str(path), invalid)


def read_logs(logs: Sequence[str | EventLog], tally: ReplayTally) -> Iterator[DueEvent]:
    """The items of the recordings *logs*, merged by instant, ties by their order, then by line.

    Control objects other than snapshots are skipped, as are invalid lines and duplicates, within a recording
    or of another recording of the same source; *tally* counts them. Items are due when they were received, if
    recorded (`received`), else when they happened. Raises RecordingError.
    """
    epochs: dict[tuple[str, str], EventSequence] = {}
    streams = [_read_log(open_log(log), tally, epochs) for log in logs]
    if len(streams) == 1:
        yield from _due_once(streams[0], tally)
        return

    def keyed(number: int, stream: Iterator[_Read]) -> Iterator[tuple[int, int, _Read]]:
        return ((read.at, number, read) for read in stream)

    merged = heapq.merge(
        *(keyed(number, stream) for number, stream in enumerate(streams)), key=lambda item: item[:2]
    )
    latest = _SOONER
    for item in _due_once((read for _, _, read in merged), tally):
        latest = max(latest, item.due)
        yield item._replace(due=latest)


class _Read(NamedTuple):
    """One item of a recording, with its sort key and its identity."""

    at: int
    item: DueEvent
    numbering: EventSequence
    seq: int


def _due_once(found: Iterable[_Read], tally: ReplayTally) -> Iterator[DueEvent]:
    for _, item, numbering, seq in found:
        if isinstance(item.event, Snapshot):
            numbering.skip_to(seq)
        elif numbering.place(seq) is SequencePlace.REPEATED:
            tally.duplicates += 1
            continue
        else:
            numbering.take(seq)
        tally.unknown += item.event is None
        yield item


def _read_log(
    recording: EventLog, tally: ReplayTally, epochs: dict[tuple[str, str], EventSequence]
) -> Iterator[_Read]:
    """The items of *recording*, including those already in *epochs*."""
    source, line = recording.stream, 0
    numbering = _sequence_of(epochs, source, "")
    when = latest = _SOONER
    came: int | None = None
    for line, text in _lines(recording, tally):
        try:
            event: Any = decode(text)
            at = instant_of(event) if event is not None else _instant_said(text, when)
        except RefusedError as refusal:
            tally.note(recording.path, Invalid(line, str(refusal), shown(text)))
            continue
        seq: int | None
        if event is not None and event.type in CONTROL_TYPES:
            if isinstance(event, Hello):
                source = event.source
                numbering = _sequence_of(epochs, source, event.epoch)
            elif event.type == "received":
                came = instant(event.at)
            if not isinstance(event, Snapshot):
                tally.control += 1
                continue
            at, seq = max(at, when), event.seq
        else:
            when = at
            seq = _seq_said(text) if event is None else event.seq
        # Items between two `received` lines arrived after the first, and not before they happened.
        due = at if came is None else min(max(at, came), came + 1_000)
        latest = max(latest, due)
        yield _Read(at, DueEvent(latest, at, text, event, source), numbering, line if seq is None else seq)


def _sequence_of(epochs: dict[tuple[str, str], EventSequence], source: str, epoch: str) -> EventSequence:
    """The numbering of *epoch*, from 1: among several recordings, a later one may have earlier events."""
    return epochs.setdefault((source, epoch), EventSequence(started=True))


def _lines(recording: EventLog, tally: ReplayTally) -> Iterator[tuple[int, bytes]]:
    line = 1
    for count, chunk in recording.chunks():
        if count == 0:
            tally.note(recording.path, Invalid(line, "too large", shown(chunk)))
            line += 1
            continue
        yield from numbered_lines(chunk, line)
        line += count
    if recording.cut is not None:
        tally.cut.append(f"{recording.path} ends {recording.cut}")


def _instant_said(text: bytes, otherwise: int) -> int:
    """The instant of an object of an unknown type; *otherwise* (ms) without one."""
    try:
        return instant(str(json.loads(text).get("at")))
    except ValueError:
        return max(otherwise, 0)


def _seq_said(text: bytes) -> int | None:
    found = json.loads(text).get("seq")
    return found if type(found) is int and found > 0 else None


NEW_ROUND = object()  # marks the boundary between two rounds


def rounds(play: Callable[[], Iterator[DueEvent]]) -> Iterator[DueEvent]:
    """The items of *play* in endless rounds, each shifted by the total length, separated by NEW_ROUND.

    Contacts and bot sessions get different names in each round. Ends if a round is empty.
    """
    length, number, first, last = 0, 0, 2**61, _SOONER
    while True:
        shift, mark = length * number, f"~{number + 1}"
        count = 0
        for count, item in enumerate(play(), 1):
            if number == 0:
                first, last = min(first, item.due, item.at), max(last, item.due, item.at)
            else:
                item = _in_round(item, shift, mark)
            if number and count == 1:
                yield DueEvent(item.due, first + shift, b"", NEW_ROUND, item.source)
            yield item
        if not count:
            return
        length, number = last - first + _GAP_MS, number + 1


def _in_round(item: DueEvent, shift: int, mark: str) -> DueEvent:
    text = in_round(item.text, shift, mark)
    event = None if item.event is None else decode(text)
    return DueEvent(item.due + shift, item.at + shift, text, event, item.source)


def digest(logs: Sequence[str | EventLog]) -> str:
    """A name for these recordings in this order, equal for equal bytes. Raises RecordingError."""
    found = hashlib.sha256()
    for log in logs:
        if not isinstance(log, str):
            for _, chunk in log.chunks():
                found.update(chunk)
            continue
        path, recording = log, Recording(log)
        if not recording.path.is_file():
            raise RecordingError(f"{path} cannot be read twice, which playing it needs; write it to a file")
        found.update(b"%d\n" % recording.size)
        try:
            with recording.path.open("rb") as file:
                while block := file.read(_BLOCK):
                    found.update(block)
        except OSError as error:
            raise RecordingError(f"{path} cannot be read: {error.strerror or error}") from None
    return found.hexdigest()[:16]


class Pace:
    """The clock of a replay: *speed* times real time, or paused.

    Instants are ms, `passed` seconds of a monotonic clock. `FAST` has no pace: the clock stays at the last
    item played, and continues in real time (`settle`) after the last one.

    >>> pace = Pace(at=60_000, speed=10, passed=5.0)
    >>> pace.now(6.5)
    75000
    >>> pace.pause(6.5); pace.now(100.0)
    75000
    >>> pace.seek(61_000, 100.0); pace.resume(100.0); pace.now(101.0)
    71000
    """

    def __init__(self, at: int, speed: float, passed: float) -> None:
        self.speed = speed
        self.is_paused = False
        self._at, self._passed = float(at), passed

    @property
    def is_fast(self) -> bool:
        return self.speed == FAST

    def now(self, passed: float) -> int:
        """The current instant of the replay."""
        if self.is_paused or self.is_fast:
            return int(self._at)
        return int(self._at + max(0.0, passed - self._passed) * 1000 * self.speed)

    def seconds_until(self, at: int, passed: float) -> float:
        """Seconds until the instant *at*; infinite while paused."""
        if self.is_fast:
            return 0.0
        return FAST if self.is_paused else max(0.0, (at - self.now(passed)) / 1000 / self.speed)

    def seek(self, at: int, passed: float) -> None:
        """Jump to the instant *at*."""
        self._at, self._passed = float(at), passed

    def set_speed(self, speed: float, passed: float) -> None:
        """Continue at *speed* times real time."""
        self.seek(self.now(passed), passed)
        self.speed = speed

    def pause(self, passed: float) -> None:
        """Pause."""
        self.seek(self.now(passed), passed)
        self.is_paused = True

    def resume(self, passed: float) -> None:
        """Resume."""
        self.seek(self.now(passed), passed)
        self.is_paused = False


class Player:
    """Plays *items* when they are due. Owned by one event loop, which passes the time."""

    def __init__(self, items: Iterable[DueEvent], speed: float, start: int | None = None) -> None:
        self._items = iter(items)
        self._next: DueEvent | None = next(self._items, None)
        self._speed = speed
        self._start = start
        self.pace: Pace | None = None
        self.played = 0

    def begin(self, passed: float) -> None:
        """Start the clock, at the first item's instant or at the one given."""
        first = 0 if self._next is None else self._next.due
        self.pace = Pace(first if self._start is None else self._start, self._speed, passed)

    @property
    def is_over(self) -> bool:
        """Whether everything has been played."""
        return self._next is None

    def now(self, passed: float) -> int:
        """The current instant of the replay in ms; its first instant before the start."""
        if self.pace is None:
            return self._start if self._start is not None else self._next.due if self._next else 0
        return self.pace.now(passed)

    def take(self, passed: float, most: int) -> list[DueEvent]:
        """At most *most* due items."""
        if self.pace is None:
            return []
        taken: list[DueEvent] = []
        pace, item = self.pace, self._next
        now = 2**62 if pace.is_fast else pace.now(passed)
        while item is not None and item.due <= now and len(taken) < most:
            taken.append(item)
            item = next(self._items, None)
        self._next = item
        self.played += len(taken)
        if pace.is_fast and taken:
            pace.seek(max(pace.now(passed), taken[-1].due), passed)
        if pace.is_fast and item is None:
            pace.set_speed(1.0, passed)
        return taken

    def wait(self, passed: float) -> float:
        """Seconds until the next item is due; infinite if there is none or the clock is paused."""
        if self._next is None or self.pace is None:
            return FAST
        return self.pace.seconds_until(self._next.due, passed)


def names_source(log: str | EventLog) -> str:
    """The name of the source in the first lines of the recording *log*; else the file's name."""
    recording = open_log(log)
    for _, text in islice(_lines(recording, ReplayTally()), 20):
        if b'"hello"' in text:
            try:
                event = decode(text)
            except RefusedError:
                continue
            if isinstance(event, Hello):
                return event.source
    return writable(recording.path.name.split(".")[0])[:128] or "recording"
