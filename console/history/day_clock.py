"""The day that each line of a source belongs to, in the order of arrival."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from console.floor.entities.site import day_start, zone
from feeds.events import CONTROL_TYPES, Control, Event, SiteSettings
from feeds.protocol.decoding import Batch, decode_chunk

_DAY_MS = 24 * 3_600_000
# After this many events in a row that are more than a day later, the source's time has really advanced.
_LEAPS_BELIEVED = 20
_NO_DAY = "1970-01-01"  # of a stream without a single instant


class DatedLine(NamedTuple):
    """A line of a stream: its text without line end, its day, and the instant of its event (ms), if any.

    `is_hello` marks a hello of the source.
    """

    text: bytes
    day: str
    at: int | None
    is_hello: bool = False


def day_of(settings: SiteSettings, at: int) -> str:
    """The date of the site's day that contains *at* (ms).

    >>> day_of(SiteSettings(time_zone="Europe/London", day_start="06:00"), 1750120200000)
    '2025-06-16'
    """
    began = datetime.fromtimestamp(day_start(settings, at) / 1000, UTC)
    return began.astimezone(zone(settings.time_zone)).date().isoformat()


class DayClock:
    """Follows a source's clock by its events and `received` lines, and dates its lines.

    Days never go back: a late event belongs to the day it arrived on. A single event more than a day later
    than all before does not move the clock, as on the floor; a `received` line always does, as it is the
    source's own clock. Lines whose day is not certain yet are held back until it is.
    """

    def __init__(
        self, settings: SiteSettings | None = None, newest: int | None = None, day: str = ""
    ) -> None:
        """Go on from *newest* (ms) and *day*, if given."""
        self.settings = settings or SiteSettings()
        self.newest = newest
        self._day = day
        self._ends = 0 if newest is None else _next_start(self.settings, newest)
        self._held: list[tuple[bytes, int | None, bool]] = []
        self._leaps = 0

    def date(self, lines: Sequence[bytes]) -> list[DatedLine]:
        """*lines* with their days, in order, after those held back; the last few may be held back now."""
        batch = decode_chunk(b"\n".join(lines), 1)
        found: list[DatedLine] = []
        by_line = _by_line(batch)
        for number, text in enumerate(lines, 1):
            event, at = by_line.get(number, (None, None))
            kind = "" if event is None else event.type
            self._held.append((text, None if kind in CONTROL_TYPES else at, kind == "hello"))
            if at is not None and (kind == "received" or kind not in CONTROL_TYPES):
                found += self._see(at, is_certain=kind == "received")
            if kind == "site.profile" and event is not None:
                self._set(
                    SiteSettings.model_validate(event.model_dump(include=set(SiteSettings.model_fields)))
                )
            if not self._leaps and self._day:
                found += self._release()
        return found

    def finish(self) -> list[DatedLine]:
        """The lines held back: nothing more comes."""
        return self._believe()

    def _see(self, at: int, is_certain: bool) -> list[DatedLine]:
        """Note the instant of the newest line held; returns the lines whose day this settles."""
        if self.newest is None or is_certain or at - self.newest <= _DAY_MS:
            self._leaps = 0
            if self.newest is None or at > self.newest:
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
            if at is not None and (self.newest is None or at > self.newest):
                self._advance(at)
            found.append(DatedLine(text, self._day or _NO_DAY, at, is_hello))
        return found

    def _advance(self, at: int) -> None:
        self.newest = at
        if not self._day or at >= self._ends:
            self._day = max(self._day, day_of(self.settings, at))
            self._ends = _next_start(self.settings, at)

    def _set(self, settings: SiteSettings) -> None:
        if settings != self.settings and self.newest is not None:
            self.settings = settings
            self._day = max(self._day, day_of(settings, self.newest))
            self._ends = _next_start(settings, self.newest)

    def _release(self) -> list[DatedLine]:
        held, self._held = self._held, []
        return [DatedLine(text, self._day, at, is_hello) for text, at, is_hello in held]


def _by_line(batch: Batch) -> dict[int, tuple[Event | Control, int]]:
    return {
        line: (event, at) for event, at, line in zip(batch.events, batch.instants, batch.lines, strict=True)
    }


def _next_start(settings: SiteSettings, at: int) -> int:
    """When the site's day that contains *at* ends, ms."""
    start = day_start(settings, at)
    later = day_start(settings, start + _DAY_MS + 2 * 3_600_000)
    return later if later > start else start + _DAY_MS
