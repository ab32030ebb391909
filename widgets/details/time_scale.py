"""The scale of the time bar: instants and pixels."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TimeScale:
    """[start, end] in ms over *width* pixels from *left* on."""

    start: int
    end: int
    left: int
    width: int

    def left_of(self, at: int) -> int:
        """The x position of the instant *at* (ms), in pixels.

        >>> TimeScale(0, 1000, 10, 100).left_of(500)
        60
        """
        if self.end <= self.start:
            return self.left
        return self.left + round((at - self.start) / (self.end - self.start) * self.width)

    def instant_at(self, left: int, clamped: bool = True) -> int:
        """The instant in ms at the x position *left*, in pixels; beside the scale also, unless *clamped*.

        >>> TimeScale(0, 1000, 10, 100).instant_at(0), TimeScale(0, 1000, 10, 100).instant_at(0, False)
        (0, -100)
        """
        share = (left - self.left) / max(1, self.width)
        if clamped:
            share = min(max(share, 0.0), 1.0)
        return self.start + round(share * (self.end - self.start))

    def overlaps(self, other: TimeScale) -> bool:
        """Whether *other* has instants of this one."""
        return self.start < other.end and other.start < self.end
