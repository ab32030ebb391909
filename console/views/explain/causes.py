"""The cause of a missed entry in words: who of its queue was available while it could be answered in time."""

from __future__ import annotations

from collections.abc import Iterable

from console.floor.floor import Floor
from console.metrics.explain.account import Item
from console.metrics.explain.availability import Availability, Available
from console.metrics.reading.stepwise import past_of
from console.views.names import agent_name
from console.views.text import timer_text

_NAMED = 2  # agents named in a cause; the rest are counted
NO_ONE = "no one available"
_Key = tuple[str, int | None, int | None]


class Causes:
    """The causes found so far, kept while neither the past nor a profile changes. Owned by whom explains."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._of: object = None
        self._words: dict[_Key, str] = {}

    def of(self, items: Iterable[Item], now: int) -> dict[int, str]:
        """The causes of those of *items* (by their place) that have a threshold, as of *now* (ms)."""
        floor = self._floor
        version = past_of(floor), floor.late, floor.roster.profiles_changed
        if version != self._of:
            self._of, self._words = version, {}
        found: dict[int, str] = {}
        missing: list[tuple[int, Item, _Key]] = []
        for place, item in enumerate(items):
            if item.start is None or not item.threshold:
                continue
            key: _Key = item.who["contact"], item.start, item.end
            if (words := self._words.get(key)) is None:
                missing.append((place, item, key))
            else:
                found[place] = words
        if not missing:
            return found
        first = max(floor.since, min(item.start or now for _, item, _ in missing))
        availability = Availability(floor, first, now)
        for place, item, key in missing:
            words, is_final = self._cause(availability, item, now)
            found[place] = words
            if is_final:
                self._words[key] = words
        return found

    def _cause(self, availability: Availability, item: Item, now: int) -> tuple[str, bool]:
        """The words, and whether they stay as they are."""
        floor, start = self._floor, item.start or 0
        until = start + item.threshold
        if item.end is not None:
            until = min(until, item.end)
        if start < floor.since:
            return "who was available is not known", True
        people = availability.during(item.queue, start, min(until, now))
        named = [self._named(one, now) for one in people[:_NAMED]]
        return available_text(named, len(people) - len(named)), until < min(now, floor.latest)

    def _named(self, one: Available, now: int) -> tuple[str, int]:
        return agent_name(self._floor, self._floor.roster.by_index[one.agent].name, now), one.lasted


def available_text(people: list[tuple[str, int]], more: int = 0) -> str:
    """*people*, (name, time available in ms), longest first, and how many *more*, as text.

    >>> available_text([])
    'no one available'
    >>> available_text([("Ana Costa", 12_000), ("Rui Dias", 5_000)], more=1)
    'available: Ana Costa 0:12, Rui Dias 0:05 and 1 more'
    """
    if not people:
        return NO_ONE
    words = ", ".join(f"{name} {timer_text(lasted / 1000)}" for name, lasted in people)
    return f"available: {words} and {more} more" if more else f"available: {words}"
