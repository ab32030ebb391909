"""The queue of a call by the value of its type, and the profiles of the queues found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from feeds.importers.calls.call_map import QueueGoals, QueueOfValue, QueuesOfCalls
from feeds.importers.calls.call_times import RowError

NAMED_VALUES = 50


class CallQueues:
    """From values to queues. Owned by one import."""

    def __init__(self, rules: QueuesOfCalls) -> None:
        self.rules = rules
        self.values = {value.strip().casefold(): (value, queue) for value, queue in rules.values.items()}
        self.met: dict[str, QueueOfValue] = {}
        self.named: set[tuple[str, str]] = set()

    def of(self, text: str) -> str:
        """The id of the queue for *text*. Raises RowError."""
        value, queue = self.values.get(text.casefold(), (text, None))
        if queue is not None:
            found = queue.id or value
        elif not text and self.rules.fixed is None:
            raise RowError("its type is empty, and the map has no fixed queue")
        elif text and self.rules.unmapped == "leave-out" and (self.values or self.rules.fixed is None):
            raise RowError(self.unknown("type", text))
        elif self.rules.fixed is not None:
            found = self.rules.fixed
        else:
            found = text
        if len(found) > 128:
            raise RowError("queue is longer than 128 characters")
        self.met.setdefault(found, queue or QueueOfValue())
        return found

    def unknown(self, what: str, text: str) -> str:
        """Why a row with this value is left out; only the first NAMED_VALUES values are named."""
        key = (what, text[:40])
        if key in self.named or len(self.named) < NAMED_VALUES:
            self.named.add(key)
            return f"{what} {text[:40]!r} is not in the map" if text else f"{what} is empty"
        return f"{what} is not in the map"

    def profiles(self) -> Iterator[dict[str, Any]]:
        """A queue.profile, without its `at`, for each queue found."""
        for name, value in self.met.items():
            profile: dict[str, Any] = {"type": "queue.profile", "at": "", "queue": name}
            if value.name:
                profile["name"] = value.name
            goals = {key: self._goal(key, value) for key in QueueGoals.model_fields}
            if goals["channel"] is not None:
                profile["channel"] = goals["channel"]
            level = {key: goals[key] for key in ("threshold_seconds", "target") if goals[key] is not None}
            if level:
                profile["service_level"] = level
            if goals["short_abandon_seconds"] is not None:
                profile["short_abandon_seconds"] = goals["short_abandon_seconds"]
            yield profile

    def _goal(self, key: str, value: QueueOfValue) -> Any:
        own = getattr(value, key)
        return getattr(self.rules, key) if own is None else own
