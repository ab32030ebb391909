"""Marks: where along a day a queue needed a person, found step by step while nothing else is to do."""

from __future__ import annotations

from console.coaching.flags import Flags
from console.floor.floor import Floor
from console.floor.timeline import NEVER
from console.metrics.reading import Reading
from console.metrics.windows import rolling
from console.views.flag_text import flag
from console.views.people import queue_name
from console.views.rows import Mark, Severity

_STEP_MS = 60_000


class Marks:
    """Owned by the desk. Looks at each whole minute once, and keeps a mark for each flag of a queue it meets.

    Late events change a minute that is past by no more than their lateness, which a mark does not show.
    """

    def __init__(self, floor: Floor, flags: Flags) -> None:
        self._floor = floor
        self._flags = flags
        self._next = NEVER
        self._found: dict[tuple[str, Severity], Mark] = {}

    def look_on(self) -> bool:
        """Look at the next minute that is over; False when there is none."""
        floor = self._floor
        if floor.latest == NEVER:
            return False
        if self._next == NEVER:
            self._next = floor.since - floor.since % _STEP_MS + _STEP_MS
        at = self._next
        if at > floor.latest - floor.lateness_ms:
            return False
        self._next = at + _STEP_MS
        for seen in self._flags.of_queues(Reading(floor, rolling(at, _STEP_MS))):
            key = (seen.id, seen.severity)
            if key not in self._found:
                # One that was met before rose when it says; one that got worse did so within the minute.
                is_new = not any((seen.id, other) in self._found for other in Severity)
                name = queue_name(floor, seen.scope.partition(":")[2], at)
                text = f"{name}: {flag(floor, seen, at).what}"
                self._found[key] = Mark(seen.since if is_new else at, seen.severity, text)
        return True

    def between(self, start: int, end: int) -> list[Mark]:
        """The marks in [start, end] (ms), in order of time."""
        return sorted(
            (mark for mark in self._found.values() if start <= mark.at <= end), key=lambda mark: mark.at
        )
