"""Windows: the span of time a figure covers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time

from console.floor.entities.site import day_start, zone
from feeds.events import SiteSettings, as_datetime, from_datetime, instant

_QUARTER = 15 * 60_000
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600}
INTERVAL_MINUTES = (15, 30, 60)


@dataclass(frozen=True, slots=True)
class Window:
    """A span of event time in ms: events with after < at ≤ until, durations from start to end.

    States are those after all events with at ≤ until, and last to `end`.
    """

    after: int
    until: int
    start: int
    end: int

    @property
    def seconds(self) -> float:
        return (self.end - self.start) / 1000


def rolling(now: int, milliseconds: int) -> Window:
    """The span (now − W, now]."""
    return Window(now - milliseconds, now, now - milliseconds, now)


def day(settings: SiteSettings, now: int) -> Window:
    """From the start of the site's day, inclusive, to now."""
    start = day_start(settings, now)
    return Window(start - 1, now, start, now)


def interval(start: int, end: int, now: int) -> Window:
    """[start, end), or the part of it before *now*."""
    if now < end:
        return Window(start - 1, now, start, now)
    return Window(start - 1, end - 1, start, end)


def intervals(settings: SiteSettings, first: int, now: int, minutes: int) -> Iterator[Window]:
    """The intervals of 15, 30 or 60 *minutes* from the one containing *first* to the one containing *now*.

    They are aligned to the site's local clock, even across clock changes.
    """
    start = first - first % _QUARTER
    while not _is_aligned(settings, start, minutes):
        start -= _QUARTER
    while start <= now:
        end = start + _QUARTER
        while not _is_aligned(settings, end, minutes):
            end += _QUARTER
        yield interval(start, end, now)
        start = end


def _is_aligned(settings: SiteSettings, at: int, minutes: int) -> bool:
    local = as_datetime(at).astimezone(zone(settings.time_zone))
    if local.second or local.minute % 15:
        return True  # historic local mean time, which fits no interval
    return local.minute % minutes == 0


def window_ms(text: str) -> int | None:
    """The length *text* (`1800`, `90s`, `30m`, `2h`) in ms; None for `day`.

    >>> window_ms("30m"), window_ms("90"), window_ms("day")
    (1800000, 90000, None)

    Raises ValueError if it is invalid or not positive.
    """
    if text.strip().lower() == "day":
        return None
    match = re.fullmatch(r"(\d{1,9}(?:\.\d{1,9})?)\s*([smh]?)", text.strip().lower(), re.ASCII)
    if match is None or float(match[1]) <= 0:
        raise ValueError(f"{text!r} is not a window: give seconds (1800), 90s, 30m, 2h or day, above zero")
    milliseconds = round(float(match[1]) * _UNITS[match[2]] * 1000)
    if not 1 <= milliseconds <= 366 * 86_400_000:
        raise ValueError(f"{text!r} is not a window: at least a millisecond, at most a year")
    return milliseconds


def instant_in_day(text: str, settings: SiteSettings, last: int) -> int:
    """The instant *text*: RFC 3339, or a local time (`10:42`, `10:42:07`) of the day of *last*.

    Raises ValueError if it is invalid.
    """
    try:
        return instant(text)
    except ValueError:
        pass
    here = zone(settings.time_zone)
    try:
        if local := re.fullmatch(r"(\d{1,2})(:\d\d(?::\d\d(?:\.\d{1,6})?)?)", text.strip(), re.ASCII):
            wanted = time.fromisoformat(local[1].rjust(2, "0") + local[2])
            began = as_datetime(day_start(settings, last)).astimezone(here)
            moment = datetime.combine(began.date(), wanted, tzinfo=here)
            if moment < began:
                moment = datetime.combine(
                    as_datetime(from_datetime(began.astimezone(UTC)) + 36 * 3_600_000)
                    .astimezone(here)
                    .date(),
                    wanted,
                    tzinfo=here,
                )
            return from_datetime(moment)
        if not re.match(r"\d{4}-\d\d-\d\d[T ]", text.strip(), re.ASCII):
            raise ValueError(text)
        moment = datetime.fromisoformat(text.strip())
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=here)
        return instant(moment.astimezone(UTC).isoformat())
    except (ValueError, OverflowError):
        raise ValueError(
            f"{text!r} is not an instant: give RFC 3339 (2026-11-22T09:15:00Z) "
            "or a local time of the log's day (10:42)"
        ) from None
