"""Changes: the numbers of what changed, in order, for readers that keep what they read before."""

from __future__ import annotations

from collections import deque

CHANGES_KEPT = 16_384
_MARKS_KEPT = 256


class Changes:
    """The numbers of things that changed, newest last. Owned by the floor, which alone adds.

    Any number of readers may follow: each keeps the `place` it has read up to, and asks what changed since.

    >>> changes = Changes()
    >>> start = changes.place
    >>> changes.add(7)
    >>> changes.since(start), changes.since(changes.place)
    ({7}, set())
    """

    def __init__(self) -> None:
        self._numbers: list[int] = []
        self._dropped = 0
        # (the newest instant of any change so far, the place then)
        self._marks: deque[tuple[int, int]] = deque(maxlen=_MARKS_KEPT)
        # The list's own method, since this is called with nearly every event.
        self.add = self._numbers.append

    @property
    def place(self) -> int:
        """The place of the next change."""
        return self._dropped + len(self._numbers)

    def since(self, place: int) -> set[int] | None:
        """What changed from *place* on; None if that is too long ago to know: anything may have changed."""
        start = place - self._dropped
        return None if start < 0 else set(self._numbers[start:])

    def after(self, instant: int) -> set[int] | None:
        """What may have changed after *instant* (ms), and perhaps some more; None if not known."""
        for newest, place in reversed(self._marks):
            if newest <= instant:
                return self.since(place)
        return None

    def mark(self, newest: int) -> None:
        """Note that no change so far took effect after *newest* (ms); drops the oldest of very many."""
        self._marks.append((newest, self.place))
        self.trim()

    def trim(self) -> None:
        """Drop the older half once there are many."""
        if len(self._numbers) > CHANGES_KEPT:
            gone = len(self._numbers) // 2
            del self._numbers[:gone]
            self._dropped += gone
