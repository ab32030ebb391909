"""Compaction: reduces all events to those that rebuild the current state. Snapshots are made of them.

What consoles no longer need is dropped along the way: contacts that are over, former states, replaced
definitions, schedules of past days.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from datetime import timedelta
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from feeds.broadcast.agents_at_work import Kept
from feeds.broadcast.desk_state import DESK_TYPES, DeskState
from feeds.broadcast.open_contacts import OpenContacts
from feeds.broadcast.snapshot_encoding import EncodedSnapshot
from feeds.events import Event, Snapshot, contained
from feeds.instants import as_datetime, from_datetime, instant
from feeds.limits import SNAPSHOT_BYTES, SNAPSHOT_EVENTS

SNAPSHOT_LIMIT = SNAPSHOT_BYTES * 7 // 8  # each part adds its own header
_LATENESS_MOST = 60.0
# For this long, a contact that is idle but has not ended is sent as one between two legs.
BETWEEN_LEGS_MS = 60_000
_SOONER = -(2**61)
_DEFINITIONS: dict[str, Callable[[Any], str]] = {
    "site.profile": lambda event: "",
    "queue.profile": lambda event: event.queue,
    "team.profile": lambda event: event.team,
    "agent.profile": lambda event: event.agent,
}


class PresentEvents:
    """The current state of a source, as the events that establish it. Owned by the source's broadcast.

    Events that may be late are held back until they can no longer be overtaken, so that the fold is mostly in
    order of time; a snapshot ends with the events held back. Events later than that are still sent with their
    own `at`.
    """

    def __init__(self) -> None:
        self.work = OpenContacts()
        self.desk = DeskState()
        self._definitions: dict[tuple[str, str], list[Kept]] = {}
        self._spans: dict[tuple[str, str], list[Kept]] = {}
        self._running: dict[tuple[str, ...], Kept] = {}
        self._waiting: list[tuple[int, int, Kept, str]] = []
        self._order = 0
        self._latest = _SOONER
        self._lateness_ms = 60_000
        self._zone, self._day_start = ZoneInfo("UTC"), (0, 0)

    def take(self, at: int, text: bytes, event: Any, source: str = "") -> None:
        """Apply *event*, whose text is *text*, which happened at *at* (ms). Accepts any known event."""
        self._order += 1
        kept = Kept(at, self._order, text, event)
        name = event.type
        if name == "agent.state" or name.startswith("contact."):
            heapq.heappush(self._waiting, (at, self._order, kept, source))
            self._latest = max(self._latest, at)
            self._fold(self._latest - self._lateness_ms)
        elif name in _DEFINITIONS:
            self._define(kept)
        elif name in ("schedule.published", "schedule.exception", "forecast.published"):
            self._publish(kept)
        else:
            self._note(kept)

    def replace(self, snapshot: Snapshot, source: str = "") -> list[Event]:
        """Replace everything *source* had open by its *snapshot*; returns the events in it."""
        self._fold(2**61)
        self.work.lose(source)
        events = contained(snapshot)[0]
        for event in events:
            text = event.model_dump_json(exclude_none=True, exclude={"seq"}).encode()
            self.take(instant(event.at), text, event, source)
        return events

    def _fold(self, until: int) -> None:
        while self._waiting and self._waiting[0][0] <= until:
            _, _, kept, source = heapq.heappop(self._waiting)
            self.work.take(kept, source)

    def _define(self, kept: Kept) -> None:
        key = (kept.event.type, _DEFINITIONS[kept.event.type](kept.event))
        kinds = sorted([*self._definitions.get(key, ()), kept])
        in_force = [known for known in kinds if known.at <= self._latest]
        self._definitions[key] = [*in_force[-1:], *(known for known in kinds if known.at > self._latest)]
        if key[0] == "site.profile":
            event = kept.event
            self._lateness_ms = round(min(event.lateness_seconds, _LATENESS_MOST) * 1000)
            self._zone = ZoneInfo(event.time_zone)
            self._day_start = (int(event.day_start[:2]), int(event.day_start[3:]))

    def _publish(self, kept: Kept) -> None:
        event = kept.event
        if event.type == "forecast.published":
            known = self._spans.setdefault(("forecast", event.queue), [])
            starts = {instant(each.start) for each in event.intervals}
            known[:] = [
                old
                for old in known
                if not starts.issuperset(instant(each.start) for each in old.event.intervals)
            ]
            known.append(kept)
            return
        kind = "schedule" if event.type == "schedule.published" else "exception"
        known = self._spans.setdefault((kind, event.agent), [])
        if kind == "schedule":
            start, end = instant(event.start), instant(event.end)
            known[:] = [
                old
                for old in known
                if not (start <= instant(old.event.start) and instant(old.event.end) <= end)
            ]
        known.append(kept)

    def _note(self, kept: Kept) -> None:
        event = kept.event
        if event.type == "bot.started":
            self._running["bot", event.session] = kept
        elif event.type == "bot.ended":
            self._running.pop(("bot", event.session), None)
        elif event.type.startswith("supervision."):
            key = ("supervision", event.agent, event.supervisor, event.kind)
            if event.type == "supervision.started":
                self._running[key] = kept
            else:
                self._running.pop(key, None)
        elif event.type in DESK_TYPES:
            self.desk.take(kept)

    # Output ----------------------------------------------------------------------------------------

    def clock_text(self, at: int) -> str:
        """The site's local time at *at* (ms), such as 10:42."""
        return f"{as_datetime(at).astimezone(self._zone):%H:%M}"

    def day_start(self, now: int) -> int:
        """The start of the site's day that contains *now*, both in ms."""
        local = as_datetime(now).astimezone(self._zone)
        hour, minute = self._day_start
        day = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
        if day > local:
            day -= timedelta(days=1)
        return from_datetime(day)

    def events(self, now: int) -> list[Kept]:
        """The events that rebuild the state at *now* (ms), in order of time."""
        today = self.day_start(now)
        self._forget_before(today)
        self.desk.forget(now, today)
        found = [kept for kinds in self._definitions.values() for kept in kinds]
        found += [kept for known in self._spans.values() for kept in known]
        found += self._running.values()
        found += self.desk.events()
        to_come = [kept for _, _, kept, _ in self._waiting]
        found += self.work.events(
            now - BETWEEN_LEGS_MS, {getattr(kept.event, "contact", "") for kept in to_come}
        )
        found += to_come
        return sorted(found, key=itemgetter(0, 1))

    def _forget_before(self, today: int) -> None:
        for key, known in list(self._spans.items()):
            known[:] = [kept for kept in known if _end_of(kept.event) > today]
            if not known:
                del self._spans[key]


def picture_of(kept: list[Kept], now: int, seq: int, complete_since: int, place: int = 0) -> EncodedSnapshot:
    """A snapshot of the events *kept*, at most `SNAPSHOT_LIMIT` bytes; it records what was left out.

    The least needed is left out first: schedules and forecasts for past times, then those more than a day
    ahead, then all of both, then remarks on contacts, oldest first.
    """
    left_out = []
    parts = [(known, known.text) for known in kept]
    for what, reduced in _REDUCTIONS:
        if _fits(parts):
            break
        left_out.append(what)
        parts = list(_reduced(parts, now, reduced))
    if not _fits(parts):
        left_out.append("the oldest open contacts")
        parts = list(_newest(parts))
    return EncodedSnapshot([text for _, text in parts], now, seq, complete_since, left_out, place)


def _fits(parts: list[_Part]) -> bool:
    return len(parts) <= SNAPSHOT_EVENTS and sum(len(text) + 1 for _, text in parts) <= SNAPSHOT_LIMIT


_Part = tuple[Kept, bytes]
_Reduction = Callable[[dict[str, Any], int], bool]


def _reduced(parts: list[_Part], now: int, wanted: _Reduction) -> Iterator[_Part]:
    """*parts* with only the wanted spans of schedules, exceptions and forecasts."""
    for kept, text in parts:
        kind = kept.event.type
        if not kind.startswith(("schedule.", "forecast.")):
            yield kept, text
            continue
        fields = msgspec.json.decode(text)
        if kind == "schedule.exception":
            if wanted(fields, now):
                yield kept, text
            continue
        name = "intervals" if kind == "forecast.published" else "activities"
        fields[name] = [span for span in fields.get(name, ()) if wanted(span, now)]
        if fields[name]:
            yield kept, msgspec.json.encode(fields)


def _newest(parts: list[_Part]) -> Iterator[_Part]:
    others = [text for kept, text in parts if not kept.event.type.startswith("contact.")]
    room = SNAPSHOT_LIMIT - sum(len(text) + 1 for text in others)
    places = SNAPSHOT_EVENTS - len(others)
    cut = set()
    for number in range(len(parts) - 1, -1, -1):
        kept, text = parts[number]
        if kept.event.type.startswith("contact."):
            room -= len(text) + 1
            places -= 1
            if room < 0 or places < 0:
                cut.add(number)
    return (part for number, part in enumerate(parts) if number not in cut)


def _span_end(fields: dict[str, Any]) -> int:
    if "end" in fields:
        return instant(fields["end"])
    return instant(fields["start"]) + round(float(fields["minutes"]) * 60_000)


_REDUCTIONS: tuple[tuple[str, _Reduction], ...] = (
    ("past schedule spans and forecasts", lambda span, now: _span_end(span) > now),
    (
        "schedule spans and forecasts more than a day ahead",
        lambda span, now: instant(span["start"]) < now + 86_400_000,
    ),
    ("schedules and forecasts", lambda span, now: False),
)


def _end_of(event: Any) -> int:
    if event.type == "forecast.published":
        ends = [instant(each.start) + round(each.minutes * 60_000) for each in event.intervals]
        return max(ends, default=_SOONER)
    return instant(event.end)
