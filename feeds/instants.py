"""Instants: RFC 3339 text to integer milliseconds since 1970-01-01T00:00:00Z, and back."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)

_MINUTE = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:", re.ASCII)
_SECOND = re.compile(r"\d\d", re.ASCII)
_REST = re.compile(r"(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))", re.ASCII)

# An instant is parsed in three cached parts: a day has 1,440 minutes, a minute 60 seconds, and a second 1,000
# # milliseconds, so nearly every lookup soon hits the cache.
_minutes: dict[str, int] = {}
_seconds: dict[str, int] = {}
_rests: dict[str, int] = {}
_PARTS_KEPT = 20_000


def instant(text: str) -> int:
    """The instant *text* in ms since 1970 UTC; truncated to milliseconds.

    >>> instant("1970-01-01T00:00:01.2349Z")
    1234
    >>> instant("2026-11-22T10:42:00+01:00") == instant("2026-11-22T09:42:00.000Z")
    True

    Raises ValueError if *text* is not an RFC 3339 date and time with a zone.
    """
    try:
        return _minutes[text[:17]] + _seconds[text[17:19]] + _rests[text[19:]]
    except KeyError:
        return _read(text)


def _read(text: str) -> int:
    minute, second, rest = text[:17], text[17:19], text[19:]
    match = _REST.fullmatch(rest)
    if _MINUTE.fullmatch(minute) is None or _SECOND.fullmatch(second) is None or match is None:
        raise ValueError(f"{_shown(text)} is not an RFC 3339 instant such as 2026-11-22T09:15:02.250Z")
    fraction, sign, hours, minutes = match.groups()
    if int(second) > 60 or (hours and (int(hours) > 23 or int(minutes) > 59)):
        raise ValueError(f"{_shown(text)} is not a valid time")
    try:
        start = datetime.fromisoformat(minute.upper() + "00+00:00")
    except ValueError:
        raise ValueError(f"{_shown(text)} is not a valid date and time") from None
    offset = (int(hours) * 60 + int(minutes)) * (-1 if sign == "-" else 1) if hours else 0
    milliseconds = int((fraction or "0")[:3].ljust(3, "0"))
    parts = ((start - _EPOCH) // _MILLISECOND, int(second) * 1000, milliseconds - offset * 60_000)
    if not 1 < start.year < 9999:
        raise ValueError(f"{_shown(text)} is outside the years 2 to 9998")
    for known, part, value in zip((_minutes, _seconds, _rests), (minute, second, rest), parts, strict=True):
        if len(known) >= _PARTS_KEPT:
            known.clear()
        known[part] = value
    return sum(parts)


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:39] + "…")


def instant_text(at: int) -> str:
    """*at* (ms since 1970 UTC) as RFC 3339 text in UTC with milliseconds.

    >>> instant_text(1234)
    '1970-01-01T00:00:01.234Z'

    Raises ValueError for an instant outside the years 1 to 9999.
    """
    return as_datetime(at).isoformat(timespec="milliseconds")[:-6] + "Z"


def as_datetime(at: int) -> datetime:
    """*at* (ms since 1970 UTC) as an aware datetime in UTC.

    Raises ValueError for an instant outside the years 1 to 9999.
    """
    try:
        return _EPOCH + timedelta(milliseconds=at)
    except OverflowError:
        raise ValueError(f"{at} ms is outside the years 1 to 9999") from None


def from_datetime(moment: datetime) -> int:
    """The aware datetime *moment* in ms since 1970 UTC."""
    return (moment - _EPOCH) // _MILLISECOND
