"""The shared desk's current state: the events of supervisors that are still in force.

A snapshot contains them, and the source decides by them, such as who has claimed a flag.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from feeds.broadcast.agents_at_work import Kept
from feeds.instants import instant
from feeds.limits import (
    DESK_ANNOUNCEMENTS,
    DESK_EXCEPTIONS,
    DESK_FLAGS,
    DESK_HANDOVERS,
    DESK_INCIDENTS,
    DESK_MOVES,
    DESK_NOTES,
    DESK_TASKS,
    NOTE_DAYS,
)

_DAY_MS = 86_400_000
_HANDOVER_DAYS = 7

# What identifies the subject of each event: a later event of the same type and subject replaces it.
_SUBJECTS: dict[str, Callable[[Any], str]] = {
    "flag.acknowledged": lambda event: event.flag,
    "flag.claimed": lambda event: event.flag,
    "flag.snoozed": lambda event: event.flag,
    "schedule.exception": lambda event: f"{event.agent} {event.start} {event.end}",
    "incident.declared": lambda event: event.incident,
    "incident.closed": lambda event: event.incident,
    "announcement.posted": lambda event: f"{event.at} {event.by} {event.text}",
    "note.added": lambda event: event.note,
    "task.set": lambda event: event.task,
    "move.started": lambda event: event.move,
    "move.ended": lambda event: event.move,
    "handover.made": lambda event: event.handover,
    "handover.taken": lambda event: event.handover,
    "queue.opened": lambda event: event.queue,
    "queue.closed": lambda event: event.queue,
    "queue.rerouted": lambda event: event.queue,
    "queue.announced": lambda event: event.queue,
    "agent.device": lambda event: event.agent,
}
DESK_TYPES = frozenset(_SUBJECTS)
# An event that ends what another of the same subject began, or undoes it.
_REPLACES = {
    "queue.opened": "queue.closed",
    "queue.closed": "queue.opened",
    "incident.declared": "incident.closed",
}
_ENDS = {
    "incident.closed": "incident.declared",
    "move.ended": "move.started",
    "handover.taken": "handover.made",
}
_MOST = {
    "flag.acknowledged": DESK_FLAGS,
    "flag.claimed": DESK_FLAGS,
    "flag.snoozed": DESK_FLAGS,
    "schedule.exception": DESK_EXCEPTIONS,
    "incident.declared": DESK_INCIDENTS,
    "announcement.posted": DESK_ANNOUNCEMENTS,
    "note.added": DESK_NOTES,
    "task.set": DESK_TASKS,
    "move.started": DESK_MOVES,
    "handover.made": DESK_HANDOVERS,
}


class DeskState:
    """Owned by the source's broadcast, and by its desk for what it keeps itself. Bounded, by `limits`."""

    def __init__(self) -> None:
        self._by_type: dict[str, dict[str, Kept]] = {}

    def take(self, kept: Kept) -> None:
        """Apply an event of one of `DESK_TYPES`; an older one than the newest of its subject is ignored."""
        name, subject = kept.event.type, _SUBJECTS[kept.event.type](kept.event)
        of_type = self._by_type.setdefault(name, {})
        if subject in of_type and of_type[subject].at > kept.at:
            return
        of_type.pop(subject, None)
        of_type[subject] = kept
        if (other := _REPLACES.get(name)) is not None:
            self._by_type.get(other, {}).pop(subject, None)
        if len(of_type) > _MOST.get(name, len(of_type)):
            self._drop(name, next(iter(of_type)))

    def _drop(self, name: str, subject: str) -> None:
        del self._by_type[name][subject]
        for end, begin in _ENDS.items():
            if begin == name:
                self._by_type.get(end, {}).pop(subject, None)

    def find(self, name: str, subject: str) -> Any:
        """The newest event *name* of *subject*; None without one."""
        kept = self._by_type.get(name, {}).get(subject)
        return None if kept is None else kept.event

    def is_open(self, name: str, subject: str) -> bool:
        """Whether what the event *name* of *subject* began has not ended."""
        ended = next(end for end, begin in _ENDS.items() if begin == name)
        return self.find(name, subject) is not None and self.find(ended, subject) is None

    def of_type(self, name: str) -> Iterator[Kept]:
        """The events *name* in force, in order of arrival."""
        yield from self._by_type.get(name, {}).values()

    def events(self) -> list[Kept]:
        """The events in force, unordered."""
        return [kept for of_type in self._by_type.values() for kept in of_type.values()]

    def forget(self, now: int, today: int) -> None:
        """Drop what no longer matters at *now*; the site's day began at *today* (both ms)."""
        for name, of_type in self._by_type.items():
            gone = [
                subject for subject, kept in of_type.items() if self._is_past(name, subject, kept, now, today)
            ]
            for subject in gone:
                del of_type[subject]

    def _is_past(self, name: str, subject: str, kept: Kept, now: int, today: int) -> bool:
        event, is_old = kept.event, kept.at < today
        if name.startswith("flag."):
            return is_old and (event.until is None or instant(event.until) <= now)
        if name == "schedule.exception":
            return instant(event.end) <= today
        if name == "announcement.posted":
            return is_old if event.until is None else instant(event.until) <= now
        if name == "note.added":
            return kept.at < now - NOTE_DAYS * _DAY_MS and (event.due is None or instant(event.due) < today)
        if name == "task.set":
            return is_old and event.state != "open"
        if name.startswith("handover."):
            return kept.at < today - _HANDOVER_DAYS * _DAY_MS
        if name in _ENDS:
            return is_old
        if name == "incident.declared":
            return is_old and not self.is_open(name, subject)
        if name == "move.started":
            return is_old and (event.until is None or not self.is_open(name, subject))
        return False
