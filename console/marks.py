"""Marks: where along a day somebody needed a person, found step by step while nothing else is to do."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from console.coaching.flags import Flags
from console.coaching.sightings import Sighting
from console.floor.floor import Floor
from console.floor.timeline import NEVER
from console.metrics.reading import Reading
from console.metrics.steps import Steps, past_of
from console.metrics.windows import rolling
from console.views.attention import scope_name
from console.views.flag_text import flag
from console.views.rows import Mark, Severity

_STEP_MS = 60_000
_MOST = 1_600  # a live floor's horizon, in minutes
_AGENTS_EVERY = 5  # there are many more of them: a fifth as often, and only what is worst


class Marks:
    """Owned by the desk. Keeps a mark for each flag it meets.

    Queues are looked at each whole minute (of recordings longer than a day, at as many instants as a day's),
    all others each fifth time, one rule a step; of agents only breaches are marked, so that the line of a big
    floor can be read. What comes and goes between two looks is not met. Late events change a minute that is
    past by no more than their lateness, which a mark does not show.
    """

    def __init__(self, floor: Floor, flags: Flags) -> None:
        self._floor = floor
        self._flags = flags
        self._one_by_one = flags.split()
        self._next = NEVER
        self._to_do: deque[tuple[int, Flags | None]] = deque()
        self._looking: Steps[None] | None = None
        self._past: tuple[int, ...] = ()
        self._found: dict[tuple[str, Severity], Mark] = {}

    def look_on(self, is_over: Callable[[], bool] = lambda: True) -> bool:
        """Go on, a step at least, until *is_over*; False when all that is over has been looked at."""
        while True:
            if self._looking is None or self._past != past_of(self._floor):
                if not self._to_do and not self._come_to_next():
                    return False
                self._past, self._looking = past_of(self._floor), self._look(*self._to_do[0])
            try:
                next(self._looking)
            except StopIteration:
                self._looking = None
                self._to_do.popleft()
            if is_over():
                return True

    def _come_to_next(self) -> bool:
        """Take up the next instant that is over; False when there is none."""
        floor = self._floor
        if floor.latest == NEVER:
            return False
        step = _STEP_MS * max(1, round((floor.latest - floor.since) / (_MOST * _STEP_MS)))
        if self._next == NEVER:
            self._next = floor.since - floor.since % step + step
        at = self._next
        if at > floor.latest - floor.lateness_ms:
            return False
        self._next = at + step
        self._to_do.append((at, None))
        if at // step % _AGENTS_EVERY == 0:
            self._to_do.extend((at, flags) for flags in self._one_by_one)
        return True

    def _look(self, at: int, flags: Flags | None) -> Steps[None]:
        """Mark what *flags* light at *at* (ms); None stands for those of queues."""
        reading = self._reading(at)
        if flags is None:
            self._mark(self._flags.of_queues(reading), at)
            return
        yield from reading.steps()
        self._mark((yield from flags.opening(reading)), at)

    def _reading(self, at: int) -> Reading:
        return Reading(self._floor, rolling(at, _STEP_MS))

    def _mark(self, found: list[Sighting], at: int) -> None:
        floor = self._floor
        for seen in found:
            key = (seen.id, seen.severity)
            is_of_agent = seen.scope.startswith("agent:")
            if key in self._found or (is_of_agent and seen.severity is not Severity.BREACH):
                continue
            # One that was met before rose when it says; one that got worse did so between two looks.
            is_new = not any((seen.id, other) in self._found for other in Severity)
            text = f"{scope_name(floor, seen.scope, at)}: {flag(floor, seen, at).what}"
            self._found[key] = Mark(seen.since if is_new else at, seen.severity, text, is_of_agent)

    def between(self, start: int, end: int) -> list[Mark]:
        """The marks in [start, end] (ms), in order of time."""
        return sorted(
            (mark for mark in self._found.values() if start <= mark.at <= end), key=lambda mark: mark.at
        )
