"""Back-tests: the flags that rules would have raised on a recording, second by second."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from console.flags.flags import Flags
from console.flags.rules.conditions import Condition
from console.flags.rules.rules import Rule, Rulebook
from console.floor.epoch import DAY_MS, LEAPS_BELIEVED
from console.floor.floor import EventBatch, Floor
from console.floor.ledgers.timeline import NEVER
from console.metrics.reading.reading import Reading
from console.metrics.reading.severity import Severity
from console.metrics.reading.windows import rolling
from feeds.errors import UserError
from feeds.events import CONTROL_TYPES

_SECOND = 1000
_WINDOW_MS = 60_000  # of the reading; a rule of a figure has a window of its own
MOST_DAYS = 100
SHORT_MS = 30_000  # a flag cleared within this long was hardly worth raising


class RaisedFlag(NamedTuple):
    """A flag as it was seen: shown at the whole seconds from `start` until `end` (ms; None: still open).

    `severity` is the worst it reached, and `value` the watched value, in the rule's unit, when it did.
    """

    scope: str
    start: int
    end: int | None
    severity: Severity
    value: float

    @property
    def is_short(self) -> bool:
        """Whether it was cleared within 30 seconds."""
        return self.end is not None and self.end - self.start <= SHORT_MS


class ChangedFlag(NamedTuple):
    """A span [start, end) (ms) that late events changed: the severity seen, and that known now."""

    scope: str
    start: int
    end: int
    seen: Severity
    known: Severity


@dataclass(slots=True)
class _OpenFlag:
    """A flag that is up; `id` changes if a late event moves its start."""

    id: str
    scope: str
    start: int
    severity: Severity
    value: float


@dataclass(slots=True)
class RuleCourse:
    """What one rule raised: `flags` in order of start."""

    rule: Rule
    flags: list[RaisedFlag] = field(default_factory=list)
    changed: list[ChangedFlag] = field(default_factory=list)
    _open: dict[str, _OpenFlag] = field(default_factory=dict)
    _seen: dict[str, tuple[list[int], list[Severity]]] = field(default_factory=dict)

    @property
    def cleared_within_30_seconds(self) -> int:
        """How many of its flags were cleared within 30 seconds."""
        return sum(flag.is_short for flag in self.flags)

    def see(self, at: int, conditions: Iterable[Condition]) -> None:
        """Note the flags open at the whole second *at* (ms), which follows the last one noted."""
        found = {condition.id: condition for condition in conditions}
        moved = {
            condition.scope: condition.id
            for condition in found.values()
            if condition.id not in self._open and condition.since < at - _SECOND
        }
        for name, flag in list(self._open.items()):
            if name not in found and (other := moved.pop(flag.scope, None)) is not None:
                self._open[other] = self._open.pop(name)
            elif name not in found:
                self._close(self._open.pop(name), at)
        for name, condition in found.items():
            self._raise(name, condition, at)
        self._note(at, found.values())

    def end(self) -> None:
        """Note that nothing more follows: what is up stays open."""
        for flag in self._open.values():
            self._close(flag, None)
        self._open.clear()
        self.flags.sort(key=lambda flag: (flag.start, flag.scope))

    def severity_seen(self, scope: str, at: int) -> Severity:
        """The severity seen of *scope* at the whole second *at* (ms)."""
        instants, severities = self._seen.get(scope, ([], []))
        place = bisect_right(instants, at)
        return severities[place - 1] if place else Severity.NONE

    def scopes_seen(self) -> Iterable[str]:
        """Every scope that was ever flagged."""
        return self._seen

    def _raise(self, name: str, condition: Condition, at: int) -> None:
        flag = self._open.get(name)
        if flag is None:
            self._open[name] = _OpenFlag(name, condition.scope, at, condition.severity, condition.value)
        elif condition.severity > flag.severity:
            flag.severity, flag.value = condition.severity, condition.value

    def _close(self, flag: _OpenFlag, at: int | None) -> None:
        self.flags.append(RaisedFlag(flag.scope, flag.start, at, flag.severity, flag.value))

    def _note(self, at: int, found: Iterable[Condition]) -> None:
        """Keep the severity of each scope where it changes."""
        worst = _worst(found)
        for scope in {*worst, *self._seen}:
            instants, severities = self._seen.setdefault(scope, ([], []))
            severity = worst.get(scope, Severity.NONE)
            if severity is not (severities[-1] if severities else Severity.NONE):
                instants.append(at)
                severities.append(severity)


class BackTest:
    """Applies a recording to *floor* and raises the flags of *rules* at each whole second of its time.

    A second is read once an event after it arrives, on what has arrived by then, as in a console that follows
    the source; a floor that keeps everything is needed. Nothing is concluded from a silence of more than a
    day. Rules are tested whether they are on or not.
    """

    def __init__(self, floor: Floor, rules: Sequence[Rule]) -> None:
        self._floor = floor
        self._rules = [rule.model_copy(update={"on": True}) for rule in rules]
        self.courses = [RuleCourse(rule) for rule in self._rules]
        self._flags = self._new_flags()
        self._newest = self._due = NEVER
        self._leaps = self._read_seconds = 0
        self._late: list[tuple[int, int]] = []

    def take(self, batch: EventBatch) -> None:
        """Apply the next events, in their order of arrival."""
        first = 0
        for place, (event, at) in enumerate(zip(batch.events, batch.instants, strict=True)):
            if event.type in CONTROL_TYPES or not self._moves(at):
                continue
            if self._due != NEVER and at > self._due:
                self._apply(batch, first, place)
                first = place
                self._read_until(at)
            self._newest = at
            if self._due == NEVER:
                self._due = self._first_second(at)
        self._apply(batch, first, len(batch.events))

    def finish(self, progress: Callable[[int, int], object] = lambda done, total: None) -> None:
        """Read the last second, then compare with what is known after late events, if there were any."""
        if self._due != NEVER:
            self._read_until(self._newest + 1)
        for course in self.courses:
            course.end()
        self._compare(progress)

    def _moves(self, at: int) -> bool:
        """Whether an event at *at* (ms) moves the time on; a late one is noted."""
        if self._newest != NEVER and at <= self._newest:
            if at < self._newest:
                self._note_late(at)
            return False
        if self._newest != NEVER and at - self._newest > DAY_MS:
            self._leaps += 1
            if self._leaps < LEAPS_BELIEVED:
                return False
            self._newest, self._due = at, self._first_second(at)  # the source was silent
        self._leaps = 0
        return True

    def _first_second(self, at: int) -> int:
        """The first whole second (ms) to read from *at* (ms) on; of an archived day, those of the day."""
        return _next_second(max(at, self._floor.opened_from))

    def _note_late(self, at: int) -> None:
        """Note that seconds from *at* on, read already, may have been otherwise."""
        first, last = _next_second(at), self._due - _SECOND
        if last < first:
            return
        while self._late and self._late[-1][1] >= first - _SECOND:
            first = min(first, self._late.pop()[0])
        self._late.append((first, last))

    def _apply(self, batch: EventBatch, first: int, last: int) -> None:
        if first < last:
            part = slice(first, last)
            self._floor.apply_all(batch.events[part], batch.instants[part], batch.lines[part], batch.stream)

    def _read_until(self, end: int) -> None:
        """Read each whole second before *end* (ms) that has not been read. Raises UserError past the most."""
        self._read_seconds += max(0, end - self._due) // _SECOND
        if self._read_seconds > MOST_DAYS * 86_400:
            raise UserError(f"the log spans more than {MOST_DAYS} days, second by second: test a part of it")
        while self._due < end:
            for course, found in zip(self.courses, self._read(self._flags, self._due), strict=True):
                course.see(self._due, found)
            self._due += _SECOND

    def _new_flags(self) -> list[Flags]:
        return [Flags(Rulebook([rule])) for rule in self._rules]

    def _read(self, flags: list[Flags], at: int) -> Iterator[list[Condition]]:
        reading = Reading(self._floor, rolling(at, _WINDOW_MS))
        return (each.open(reading) for each in flags)

    def _compare(self, progress: Callable[[int, int], object]) -> None:
        """Read again the seconds that late events may have changed."""
        spans = _merged(self._late)
        total = sum(last - first + _SECOND for first, last in spans)
        done, flags = 0, self._new_flags()
        growing: list[dict[str, ChangedFlag]] = [{} for _ in self.courses]
        for first, last in spans:
            for at in range(first, last + 1, _SECOND):
                for course, found, changes in zip(self.courses, self._read(flags, at), growing, strict=True):
                    _grow(course, changes, at, _worst(found))
                done += _SECOND
                progress(done, total)
        for course, changes in zip(self.courses, growing, strict=True):
            course.changed = sorted(
                [*course.changed, *changes.values()], key=lambda each: (each.start, each.scope)
            )


def _grow(course: RuleCourse, changes: dict[str, ChangedFlag], at: int, known: dict[str, Severity]) -> None:
    """Extend *changes*, by scope, by the whole second *at* (ms), at which *known* is known now."""
    for scope in {*known, *course.scopes_seen()}:
        seen, now = course.severity_seen(scope, at), known.get(scope, Severity.NONE)
        last = changes.get(scope)
        if last is not None and (last.end, last.seen, last.known) != (at, seen, now):
            course.changed.append(changes.pop(scope))
            last = None
        if seen is not now:
            start = at if last is None else last.start
            changes[scope] = ChangedFlag(scope, start, at + _SECOND, seen, now)


def _worst(found: Iterable[Condition]) -> dict[str, Severity]:
    """The worst severity of each scope."""
    worst: dict[str, Severity] = {}
    for condition in found:
        worst[condition.scope] = max(condition.severity, worst.get(condition.scope, Severity.NONE))
    return worst


def _next_second(at: int) -> int:
    """The first whole second (ms) not before *at* (ms)."""
    return -(-at // _SECOND) * _SECOND


def _merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """*spans* (first, last) in order, those that touch as one."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1] + _SECOND:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found
