"""The inbox: a bounded queue of arrivals from the feed thread to the thread that owns the floor."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

Arrival = TypeVar("Arrival")


class Inbox(Generic[Arrival]):
    """Passes arrivals between two threads, in order. Nothing is dropped: the producer waits while it is full.

    The feed calls `put` and, while `is_full`, stops reading its source, whose buffers then fill up in turn;
    `on_room` is called when there is room again. The owner of the floor calls `take`. `on_first` is called in
    the feed's thread when arrivals are added to an empty inbox.
    """

    def __init__(
        self,
        capacity: int = 100_000,
        on_room: Callable[[], None] = lambda: None,
        on_first: Callable[[], object] = lambda: None,
    ) -> None:
        self.capacity = capacity
        self.received = 0
        self.taken = 0
        self.on_room = on_room
        self.on_first = on_first
        self._arrivals: deque[Arrival] = deque()
        self._lock = threading.Lock()
        self._was_full = False

    @property
    def behind(self) -> int:
        """The number of arrivals in the inbox."""
        return self.received - self.taken

    @property
    def is_full(self) -> bool:
        return self.behind >= self.capacity

    def put(self, arrivals: Iterable[Arrival]) -> None:
        """Add all *arrivals*, even beyond the capacity; then check `is_full`."""
        with self._lock:
            before = len(self._arrivals)
            self._arrivals.extend(arrivals)
            self.received += len(self._arrivals) - before
            is_first = not before and bool(self._arrivals)
            self._was_full = self._was_full or self.is_full
        if is_first:
            self.on_first()

    def take(self, most: int) -> Iterator[Arrival]:
        """At most *most* arrivals, oldest first."""
        with self._lock:
            number = min(most, len(self._arrivals))
            taken = [self._arrivals.popleft() for _ in range(number)]
            self.taken += number
            has_room = self._was_full and self.behind <= self.capacity // 2
            self._was_full = self._was_full and not has_room
        if has_room:
            self.on_room()
        return iter(taken)
