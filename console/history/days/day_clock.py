"""The day that each line of a source belongs to, in the order of arrival."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import NamedTuple

from console.floor.entities.site import day_start, zone
from feeds.events import CONTROL_TYPES, Control, Event, SiteSettings
from feeds.instants import as_datetime, from_datetime
from feeds.protocol.decoding import EVENT_LIMIT, decode_chunk

_DAY_MS = 24 * 3_600_000
# After this many events in a row that are more than a day later, the source's time has really advanced.
_LEAPS_BELIEVED = 20
# At most this many lines are held back until their day is certain.
_HELD_MOST = 10_000
_NO_DAY = "1970-01-01"  # of lines before the first instant


class DatedLine(NamedTuple):
    """A line of a stream: its text without line end, its day, and the instant of its event (ms), if any.

    `is_hello` marks a hello of the source.
    """

    text: bytes
    day: str
    at: int | None
    is_hello: bool = False


class _HeldLine(NamedTuple):
    text: bytes
    at: int | None
    is_hello: bool


def day_of(settings: SiteSettings, at: int) -> str:
    """The date of the site's day that contains *at* (ms).

    >>> day_of(SiteSettings(time_zone="Europe/London", day_start="06:00"), 1750120200000)
    '2025-06-16'
    """
    began = as_datetime(day_start(settings, at))
    return began.astimezone(zone(settings.time_zone)).date().isoformat()


class DayClock:
    """Follows a source's clock by its events and `received` lines, and dates its lines.

    Days never go back: a late event belongs to the day it arrived on. A single event more than a day later
    than all before does not move the clock, as on the floor; a `received` line always does, as it is the
    source's own clock. Lines whose day is not certain yet are held back until it is.
    """

    def __init__(
        self, settings: SiteSettings | None = None, day: str = "", newest: int | None = None
    ) -> None:
        """Go on with *day*, if given, and its newest event at *newest* (ms)."""
        self.settings = settings or SiteSettings()
        self._day = day
        self._newest = _middle(self.settings, day) if day and newest is None else newest
        self._ends = 0 if self._newest is None else _next_start(self.settings, self._newest)
        self._held: list[_HeldLine] = []
        self._leaps = 0

    @property
    def day(self) -> str:
        """The present day; empty before the first instant."""
        return self._day

    def date(self, lines: Sequence[bytes]) -> list[DatedLine]:
        """*lines* with their days, in order, after those held back; the last few may be held back now."""
        found: list[DatedLine] = []
        for text, event, at in _decoded(lines):
            kind = "" if event is None else event.type
            is_event = event is not None and kind not in CONTROL_TYPES
            self._held.append(_HeldLine(text, at if is_event else None, kind == "hello"))
            if is_event or kind == "received":
                found += self._see(at, is_certain=kind == "received")
            if kind == "site.profile" and event is not None:
                self._set(event)
            if len(self._held) >= _HELD_MOST:
                found += self._believe()
            elif self._day and not self._leaps:
                found += self.release()
        return found

    def finish(self) -> list[DatedLine]:
        """The lines held back, at the end of all lines: their instants are what they say."""
        return self._believe()

    def release(self) -> list[DatedLine]:
        """The lines held back, as of the present day."""
        held, self._held = self._held, []
        day, newest = self._day or _NO_DAY, self._newest
        return [
            DatedLine(
                text, day, at if at is not None and newest is not None and at <= newest else None, hello
            )
            for text, at, hello in held
        ]

    def _see(self, at: int, is_certain: bool) -> list[DatedLine]:
        """Note the instant of the newest line held; returns the lines whose day this settles."""
        if self._newest is None or is_certain or at - self._newest <= _DAY_MS:
            self._leaps = 0
            self._advance(at)
            return []
        self._leaps += 1
        return self._believe() if self._leaps >= _LEAPS_BELIEVED else []

    def _believe(self) -> list[DatedLine]:
        """The lines held back, each of which moves the clock."""
        self._leaps = 0
        found = []
        held, self._held = self._held, []
        for text, at, is_hello in held:
            if at is not None:
                self._advance(at)
            found.append(DatedLine(text, self._day or _NO_DAY, at, is_hello))
        return found

    def _advance(self, at: int) -> None:
        if self._newest is not None and at <= self._newest:
            return
        self._newest = at
        if not self._day or at >= self._ends:
            self._day = max(self._day, day_of(self.settings, at))
            self._ends = _next_start(self.settings, at)

    def _set(self, profile: Event | Control) -> None:
        settings = SiteSettings.model_validate(profile.model_dump(include=set(SiteSettings.model_fields)))
        if settings != self.settings:
            self.settings = settings
            if self._newest is not None:
                self._day = max(self._day, day_of(settings, self._newest))
                self._ends = _next_start(settings, self._newest)


def _decoded(lines: Sequence[bytes]) -> list[tuple[bytes, Event | Control | None, int]]:
    """(line, event, instant in ms) of each of *lines*; None and 0 for one without an event."""
    found: list[tuple[bytes, Event | Control | None, int]] = []
    first = size = 0
    for place, line in enumerate(lines):
        size += len(line) + 1
        if size > EVENT_LIMIT and place > first:  # the quick decoder takes no more at once
            found += _decoded_run(lines[first:place])
            first, size = place, len(line) + 1
    return found + _decoded_run(lines[first:])


def _decoded_run(lines: Sequence[bytes]) -> list[tuple[bytes, Event | Control | None, int]]:
    batch = decode_chunk(b"\n".join(lines), 0)
    if len(batch.events) == len(lines):
        return list(zip(lines, batch.events, batch.instants, strict=True))
    found: list[tuple[bytes, Event | Control | None, int]] = [(line, None, 0) for line in lines]
    for event, at, number in zip(batch.events, batch.instants, batch.lines, strict=True):
        found[number] = (lines[number], event, at)
    return found


def _middle(settings: SiteSettings, day: str) -> int:
    """An instant in the middle of *day*, ms."""
    start = time.fromisoformat(settings.day_start)
    began = datetime.combine(date.fromisoformat(day), start, zone(settings.time_zone))
    return from_datetime(began) + _DAY_MS // 2


def _next_start(settings: SiteSettings, at: int) -> int:
    """When the site's day that contains *at* ends, ms."""
    start = day_start(settings, at)
    later = day_start(settings, start + _DAY_MS + 2 * 3_600_000)
    return later if later > start else start + _DAY_MS
