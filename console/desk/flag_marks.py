"""Flag marks along a day, found step by step in idle time."""

from __future__ import annotations

from collections import deque

from console.flags.flags import Flags
from console.flags.rules.conditions import Condition
from console.floor.floor import Floor
from console.floor.ledgers.timeline import NEVER
from console.metrics.reading.reading import Reading
from console.metrics.reading.windows import rolling
from console.views.floor.attention import scope_name
from console.views.floor.flag_text import flag
from console.views.rows import Mark, Severity

_STEP_MS = 60_000
_MOST = 1_600  # a live floor's horizon, in minutes
_AGENTS_EVERY = 5  # agents are many: checked a fifth as often, breaches only


class FlagMarks:
    """Keeps a mark for each flag found. Owned by the desk.

    Queues are checked each whole minute (in recordings longer than a day, at as many instants as a day has),
    everything else each fifth time, one rule per step; only breaches of agents are marked, to keep the line
    of a big floor readable. Flags that rise and fall between two checks are missed. Late events change a past
    minute by at most their lateness, which a mark does not show.
    """

    def __init__(self, floor: Floor, flags: Flags) -> None:
        self._floor = floor
        self._flags = flags
        self._one_by_one = flags.split()
        self._next = NEVER
        self._to_do: deque[tuple[int, Flags]] = deque()
        self._found: dict[tuple[str, Severity], Mark] = {}

    @property
    def count(self) -> int:
        """The number of marks found."""
        return len(self._found)

    @property
    def is_due(self) -> bool:
        """Whether `advance` has something to check."""
        return bool(self._to_do) or self._next_check() is not None

    def advance(self) -> bool:
        """Take the next step; False once all past minutes are checked."""
        if self._to_do:
            at, flags = self._to_do.popleft()
            self._mark(flags.open(self._reading(at)), at)
            return True
        found = self._next_check()
        if found is None:
            return False
        at, step = found
        self._next = at + step
        self._mark(self._flags.of_queues(self._reading(at)), at)
        if at // step % _AGENTS_EVERY == 0:
            self._to_do.extend((at, flags) for flags in self._one_by_one)
        return True

    def _next_check(self) -> tuple[int, int] | None:
        """The next instant to check and the step to the one after, in ms; None if it is not past yet."""
        floor = self._floor
        if floor.latest == NEVER:
            return None
        step = _STEP_MS * max(1, round((floor.latest - floor.since) / (_MOST * _STEP_MS)))
        at = floor.since - floor.since % step + step if self._next == NEVER else self._next
        return (at, step) if at <= floor.latest - floor.lateness_ms else None

    def _reading(self, at: int) -> Reading:
        return Reading(self._floor, rolling(at, _STEP_MS))

    def _mark(self, found: list[Condition], at: int) -> None:
        floor = self._floor
        for seen in found:
            key = (seen.id, seen.severity)
            is_of_agent = seen.scope.startswith("agent:")
            if key in self._found or (is_of_agent and seen.severity is not Severity.BREACH):
                continue
            # A known flag keeps its start; one that got worse did so between two checks.
            is_new = not any((seen.id, other) in self._found for other in Severity)
            text = f"{scope_name(floor, seen.scope, at)}: {flag(floor, seen, at).what}"
            self._found[key] = Mark(seen.since if is_new else at, seen.severity, text, is_of_agent)

    def between(self, start: int, end: int) -> list[Mark]:
        """The marks in [start, end] (ms), in order of time."""
        return sorted(
            (mark for mark in self._found.values() if start <= mark.at <= end), key=lambda mark: mark.at
        )
