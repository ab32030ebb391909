"""A log taken apart: the ordinary events in order of arrival, each identity once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

Event = dict[str, Any]
Key = tuple[int, int, float]

SECOND = 1000
MINUTE = 60 * SECOND
DAY = 24 * 60 * MINUTE

CONTACT_TYPES = {
    "contact.queued",
    "contact.offered",
    "contact.missed",
    "contact.answered",
    "contact.held",
    "contact.resumed",
    "contact.transferred",
    "contact.released",
    "contact.wrapped",
    "contact.abandoned",
    "contact.deflected",
    "contact.ended",
    "contact.sentiment",
    "contact.signal",
    "contact.recorded",
    "contact.prioritised",
    "contact.assigned",
}
MOVABLE = CONTACT_TYPES | {"agent.state"}
# What is sent of a contact and changes nothing of it: never folded, so that it can move nothing else.
REMARKS = {
    "contact.sentiment",
    "contact.signal",
    "contact.recorded",
    "contact.prioritised",
    "contact.assigned",
}
ORDINARY = MOVABLE | {
    "site.profile",
    "queue.profile",
    "agent.profile",
    "team.profile",
    "schedule.published",
    "schedule.exception",
    "forecast.published",
    "survey.answered",
    "bot.started",
    "bot.ended",
    "customer.churned",
    "supervision.started",
    "supervision.ended",
    "flag.acknowledged",
    "flag.snoozed",
    "flag.claimed",
    "incident.declared",
    "incident.closed",
    "announcement.posted",
    "note.added",
    "task.set",
    "move.started",
    "move.ended",
    "handover.made",
    "handover.taken",
    "queue.opened",
    "queue.closed",
    "queue.rerouted",
    "queue.announced",
    "agent.device",
}


@dataclass(frozen=True)
class Arrival:
    """One event as it came: its source, and its key (instant, epoch in order of arrival, seq)."""

    source: str
    key: Key
    event: Event

    @property
    def at(self) -> int:
        """When it happened, in ms."""
        return self.key[0]


def millis(text: str) -> int:
    """The instant an RFC 3339 text names, in whole milliseconds, what is finer cut off."""
    moment = datetime.fromisoformat(text)
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def read_line(line: str) -> Event | None:
    """The object on a line, or None."""
    try:
        value = json.loads(line)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def read_steps(lines: Iterable[str]) -> list[Arrival]:
    """The ordinary events and the snapshots in order of arrival, each identity once.

    A log that says no hello is a source of its own, named "". A snapshot has no identity: it keeps the key
    of its `at` and `seq`.
    """
    epochs: list[tuple[str, str]] = [("", "")]
    current = 0
    seen: set[tuple[int, int]] = set()
    arrivals: list[Arrival] = []
    for number, line in enumerate(lines, start=1):
        event = read_line(line)
        if event is None:
            continue
        if event.get("type") == "hello":
            name = (event["source"], event["epoch"])
            if name not in epochs:
                epochs.append(name)
            current = epochs.index(name)
        if event.get("type") not in ORDINARY | {"snapshot"}:
            continue
        seq = event.get("seq", number)
        if event["type"] != "snapshot":
            if (current, seq) in seen:
                continue
            seen.add((current, seq))
        arrivals.append(Arrival(epochs[current][0], (millis(event["at"]), current, seq), event))
    return arrivals
