"""Values that are costly to make and asked for again: the newest are kept, in memory that stops growing."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """A cache of at most *most* values; one that is found counts as new. No value may be None.

    It has two halves. When the newer one is full it becomes the older one, and what was that is dropped, so a
    value is let go only after half of *most* others were used since. Unlike a cache that is emptied when it
    is full, its size does not swing.

    >>> kept = Recent[str, int](4)
    >>> for number, word in enumerate("abc"):
    ...     _ = kept.keep(word, number)
    >>> kept.find("a"), kept.find("d"), len(kept)
    (0, None, 3)
    """

    def __init__(self, most: int) -> None:
        self._half = max(1, most // 2)
        self._newer: dict[Key, Value] = {}
        self._older: dict[Key, Value] = {}

    def find(self, key: Key) -> Value | None:
        """The value of *key*; None where it is not kept."""
        found = self._newer.get(key)
        if found is None:
            found = self._older.pop(key, None)
            if found is not None:
                self.keep(key, found)
        return found

    def keep(self, key: Key, value: Value) -> Value:
        """Keep *value* for *key*, and return it."""
        if len(self._newer) >= self._half and key not in self._newer:
            self._older, self._newer = self._newer, {}
        self._newer[key] = value
        return value

    def __len__(self) -> int:
        return len(self._newer) + len(self._older)
