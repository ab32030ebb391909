"""Another day beside the one shown: its service level, minute by minute, moved onto the day shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from console.floor.entities.site import day_start
from console.floor.floor import Floor


@dataclass(frozen=True, slots=True, eq=False)
class ComparedDay:
    """The rolling service level of another day at every `step_ms` from `start` (ms) on: `shares` of its main
    channel, `queues` of each queue by id. `day_began` is when that day began, `label` its name.
    """

    label: str
    day_began: int
    start: int
    step_ms: int
    shares: Sequence[float | None]
    queues: Mapping[str, Sequence[float | None]]

    def ahead_of(self, floor: Floor, at: int) -> int:
        """How much later than the other day the day of *at* began, ms."""
        return day_start(floor.site.at(at), at) - self.day_began

    def points(self, floor: Floor, start: int, end: int) -> tuple[tuple[int, float | None], ...]:
        """Its line, moved onto the day of *end*, within [start, end] (ms)."""
        ahead = self.ahead_of(floor, end)
        moved = (
            (self.start + place * self.step_ms + ahead, share) for place, share in enumerate(self.shares)
        )
        return tuple((at, share) for at, share in moved if start <= at <= end)

    def trend(self, floor: Floor, queue: str, instants: Sequence[int]) -> tuple[float | None, ...]:
        """The shares of *queue* at the same times of day as *instants* (ms); empty if it was not there."""
        shares = self.queues.get(queue)
        if shares is None or not instants:
            return ()
        began = self.start + self.ahead_of(floor, instants[-1])
        places = [(at - began) // self.step_ms for at in instants]
        return tuple(shares[place] if 0 <= place < len(shares) else None for place in places)
