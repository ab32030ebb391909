"""Flag marks along a day, found step by step in idle time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from console.flags.flags import Flags
from console.flags.rules.conditions import Condition
from console.floor.floor import Floor
from console.floor.ledgers.timeline import NEVER
from console.metrics.reading.reading import Reading
from console.metrics.reading.stepwise import Steps, past_of
from console.metrics.reading.windows import rolling
from console.views.attention.attention import scope_name
from console.views.attention.flag_text import flag
from console.views.rows import Mark, Severity

_STEP_MS = 60_000
_MOST = 1_600  # a live floor's horizon, in minutes
_TRIES = 3  # of a check that late events disturb; the next is not paused
_AGENTS_EVERY = 5  # agents are many: checked a fifth as often, breaches only


class _Check(NamedTuple):
    """A check of some flags at an instant (ms), which has begun `tries` times, on the floor's `past`."""

    at: int
    flags: Flags
    steps: Steps[list[Condition]]
    past: tuple[int, ...]
    tries: int


class FlagMarks:
    """Keeps a mark for each flag found. Owned by the desk; has flags of its own for the past.

    Queues are checked each whole minute (in recordings longer than a day, at as many instants as a day has),
    everything else each fifth time, one rule per step; only breaches of agents are marked, to keep the line
    of a big floor readable. Flags that rise and fall between two checks are missed. Late events change a past
    minute by at most their lateness, which a mark does not show.
    """

    def __init__(self, floor: Floor, flags: Flags) -> None:
        self._floor = floor
        self._of_queues = flags.only_queues()
        self._one_by_one = flags.split()
        self._next = NEVER
        self._to_do: deque[tuple[int, Flags]] = deque()
        self._check: _Check | None = None
        self._found: dict[tuple[str, Severity], Mark] = {}

    @property
    def count(self) -> int:
        """The number of marks found."""
        return len(self._found)

    @property
    def is_due(self) -> bool:
        """Whether `advance` has something to check."""
        return self._check is not None or bool(self._to_do) or self._next_check() is not None

    def advance(self, is_over: Callable[[], bool] = lambda: False) -> bool:
        """Take the next step; False once all past minutes are checked.

        A rule of many agents takes long: it pauses once *is_over* returns True, and goes on in the next step.
        """
        if self._check is None and self._to_do:
            self._check = self._begin(*self._to_do.popleft())
        if self._check is not None:
            self._go_on(self._check, is_over)
            return True
        found = self._next_check()
        if found is None:
            return False
        at, step = found
        self._next = at + step
        self._mark(self._of_queues.open(self._reading(at)), at)
        if at // step % _AGENTS_EVERY == 0:
            self._to_do.extend((at, flags) for flags in self._one_by_one)
        return True

    def _begin(self, at: int, flags: Flags, tries: int = 1) -> _Check:
        return _Check(at, flags, flags.opening(self._reading(at)), past_of(self._floor), tries)

    def _go_on(self, check: _Check, is_over: Callable[[], bool]) -> None:
        if check.past != past_of(self._floor):  # a late event: what has been read may not fit the rest
            check = self._check = self._begin(check.at, check.flags, check.tries + 1)
        try:
            next(check.steps)
            while check.tries > _TRIES or not is_over():
                next(check.steps)
        except StopIteration as end:
            self._check = None
            self._mark(end.value, check.at)

    def _next_check(self) -> tuple[int, int] | None:
        """The next instant to check and the step to the one after, in ms; None if it is not past yet."""
        floor = self._floor
        if floor.latest == NEVER:
            return None
        step = _STEP_MS * max(1, round((floor.latest - floor.shown_from) / (_MOST * _STEP_MS)))
        start = floor.shown_from
        at = start - start % step + step if self._next == NEVER else self._next
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
            shown, since = flag(floor, seen, at), seen.since if is_new else at
            text = f"{scope_name(floor, seen.scope, at)}: {shown.what}"
            self._found[key] = Mark(since, seen.severity, shown.word, text, is_of_agent)

    def between(self, start: int, end: int) -> list[Mark]:
        """The marks in [start, end] (ms), in order of time."""
        return sorted(
            (mark for mark in self._found.values() if start <= mark.at <= end), key=lambda mark: mark.at
        )
