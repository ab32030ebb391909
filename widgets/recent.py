"""A bounded cache of recently used values."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """A cache of at most *most* values; a hit makes a value recent again. Values must not be None.

    It has two halves. When the newer one is full, it replaces the older one, which is dropped, so a value is
    evicted only after half of *most* others were used since. Unlike a cache that is cleared when full, its
    size stays steady.

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
        """The value of *key*; None if it is not cached."""
        found = self._newer.get(key)
        if found is None:
            found = self._older.pop(key, None)
            if found is not None:
                self.keep(key, found)
        return found

    def keep(self, key: Key, value: Value) -> Value:
        """Store *value* under *key* and return it."""
        if len(self._newer) >= self._half and key not in self._newer:
            self._older, self._newer = self._newer, {}
        self._newer[key] = value
        return value

    def __len__(self) -> int:
        return len(self._newer) + len(self._older)
