"""Dates and times of other systems to instants: formats, durations, time zones, clock changes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator

from feeds.instants import from_datetime, instant

SECOND = 1_000
LONGEST = 31 * 86_400_000

# An instant (ms since 1970 UTC), a local date and time, or a time of day
Moment = int | datetime | timedelta

TWICE = "a local time that the clock change repeats"
SKIPPED = "a local time that the clock change skips, read as if the clock had not changed"

_DIRECTIVES = frozenset("YymdbBjaAHIMSfpz%")
_NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,9})?", re.ASCII)
_PARTS = re.compile(r"([+-]?)(\d{1,6}):(\d{1,2})(?::(\d{1,2}(?:\.\d{1,9})?))?", re.ASCII)
_EARLIEST = from_datetime(datetime(1900, 1, 1, tzinfo=UTC))
_LATEST = from_datetime(datetime(2200, 1, 1, tzinfo=UTC))
_READINGS_KEPT = 100_000

# Nearly all days have one offset; it is looked up once per day and zone.
_ZERO = datetime(1970, 1, 1)
_MILLISECOND = timedelta(milliseconds=1)
_DAY = timedelta(days=1)
_UNKNOWN = timedelta.max
_DAYS_KEPT = 20_000
_steady_days: dict[tuple[str, int], timedelta | None] = {}


def zone_named(name: str) -> ZoneInfo:
    """The IANA time zone *name*. Raises ValueError."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"{shown(name)} is not an IANA time zone such as Europe/Lisbon") from None


def _zone_name(name: str) -> str:
    zone_named(name)
    return name


ZoneName = Annotated[str, AfterValidator(_zone_name)]


def shown(text: str) -> str:
    """*text* for a message: quoted and shortened."""
    return repr(text if len(text) <= 40 else text[:39] + "…")


def directives(form: str) -> frozenset[str]:
    """The letters after % in *form*."""
    return frozenset(re.findall(r"%(.?)", form, re.DOTALL))


def has_date(form: str) -> bool:
    """Whether *form* (a strptime format) contains a date.

    >>> has_date("%d.%m.%Y %H:%M"), has_date("%H:%M")
    (True, False)
    """
    return bool(directives(form) & frozenset("Yymdbj"))


def _checked_format(form: str) -> str:
    if form in ("epoch", "epoch_ms", "iso"):
        return form
    used = directives(form)
    if not used or used - _DIRECTIVES:
        allowed = " ".join(f"%{letter}" for letter in sorted(_DIRECTIVES))
        raise ValueError(f"a format is epoch, epoch_ms, iso, or made of {allowed}")
    if has_date(form) and not (used & set("Yy") and ("j" in used or (used & set("mbB") and "d" in used))):
        raise ValueError("a format with a date needs its year, month and day")
    try:
        datetime.strptime(datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC).strftime(form), form)
    except (ValueError, re.error) as error:
        raise ValueError(f"invalid format of dates and times: {error}") from None
    return form


def _with_clock(form: str) -> str:
    if _checked_format(form) == form and form not in ("epoch", "epoch_ms", "iso"):
        used = directives(form)
        if not used & set("HI"):
            raise ValueError("a format of times needs an hour (%H, or %I with %p)")
        if "I" in used and "p" not in used:
            raise ValueError("%I is an hour of twelve and needs %p")
    return form


def _date_only(form: str) -> str:
    if form in ("epoch", "epoch_ms") or (_checked_format(form) != "iso" and not has_date(form)):
        raise ValueError("a format of dates needs its year, month and day")
    return form


TimeFormat = Annotated[str, AfterValidator(_with_clock)]
DateFormat = Annotated[str, AfterValidator(_date_only)]


class Formats:
    """Parses texts by formats, tried in order. Caches results, since times repeat."""

    def __init__(self, forms: Sequence[str]) -> None:
        self.forms = forms
        self.known: dict[str, Moment] = {}

    def read(self, text: str) -> Moment:
        """The moment of *text* (trimmed). Raises ValueError."""
        found = self.known.get(text)
        if found is None:
            found = self._by_forms(text)
            if len(self.known) >= _READINGS_KEPT:
                self.known.clear()
            self.known[text] = found
        return found

    def _by_forms(self, text: str) -> Moment:
        is_outside = False
        for form in self.forms:
            try:
                found = _by_form(text, form)
            except (ValueError, OverflowError):
                continue
            if isinstance(found, int):
                is_outside = not _EARLIEST <= found < _LATEST
            else:
                is_outside = isinstance(found, datetime) and not 1900 <= found.year < 2200
            if not is_outside:
                return found
        raise ValueError(
            "is outside the years 1900 to 2199" if is_outside else "matches none of the map's formats"
        )


def _by_form(text: str, form: str) -> Moment:
    if form in ("epoch", "epoch_ms"):
        if not _NUMBER.fullmatch(text):
            raise ValueError
        whole, _, part = text.partition(".")
        if form == "epoch_ms":
            return int(whole)
        sign = -1 if text.startswith("-") else 1
        return int(whole) * SECOND + sign * int(part[:3].ljust(3, "0"))
    if form == "iso":
        try:
            return instant(text)
        except ValueError:
            found = datetime.fromisoformat(text)
    else:
        found = datetime.strptime(text, form)
    if found.tzinfo is not None:
        return from_datetime(found)
    if form != "iso" and not has_date(form):
        return timedelta(
            hours=found.hour, minutes=found.minute, seconds=found.second, microseconds=found.microsecond
        )
    return found


def to_instant(local: datetime, zone: ZoneInfo, not_before: int | None = None) -> tuple[int, str | None]:
    """The instant (ms) of *local* in *zone*, and its oddity (TWICE or SKIPPED).

    A repeated time is read as the first, unless only the second is not before *not_before*.
    """
    key = (zone.key, local.toordinal())
    steady = _steady_days.get(key, _UNKNOWN)
    if steady is _UNKNOWN:
        if len(_steady_days) >= _DAYS_KEPT:
            _steady_days.clear()
        steady = _steady_days[key] = _steady_offset(local, zone)
    if steady is not None:
        return (local - _ZERO - steady) // _MILLISECOND, None
    first = local.replace(tzinfo=zone, fold=0)
    second = local.replace(tzinfo=zone, fold=1)
    early = from_datetime(first)
    before, after = first.utcoffset(), second.utcoffset()
    if before == after or before is None or after is None:
        return early, None
    if before < after:
        return early, SKIPPED
    late = from_datetime(second)
    if not_before is not None and early < not_before <= late:
        return late, TWICE
    return early, TWICE


def _steady_offset(local: datetime, zone: ZoneInfo) -> timedelta | None:
    """The offset of *zone* on the day of *local*; None if the clock changes that day."""
    day = local.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=zone)
    ends = (day, day.replace(fold=1), day + _DAY, (day + _DAY).replace(fold=1))
    offsets = {end.utcoffset() for end in ends}
    return offsets.pop() if len(offsets) == 1 else None


def duration(text: str, two_parts: str) -> int:
    """The duration *text* in ms: seconds (`57`, `-57`, `57.5`), `h:mm:ss`, or *two_parts* (`m:s`, `h:m`).

    The decimal mark is a point or a comma.

    >>> duration("0:02:30", "h:m"), duration("00:07", "h:m"), duration("00:07", "m:s"), duration("-5", "m:s")
    (150000, 420000, 7000, -5000)

    Raises ValueError.
    """
    plain = text.strip().replace(",", ".")
    if _NUMBER.fullmatch(plain):
        return _bounded(round(float(plain) * SECOND))
    match = _PARTS.fullmatch(plain)
    if match is None:
        raise ValueError("is not a duration such as 57 or 0:00:57")
    sign, first, second, third = match.groups()
    length = (int(first) * 60 + int(second)) * SECOND
    if third is not None or two_parts == "h:m":
        length = length * 60 + round(float(third or 0) * SECOND)
    return _bounded(-length if sign == "-" else length)


def _bounded(length: int) -> int:
    if abs(length) > LONGEST:
        raise ValueError("is longer than 31 days")
    return length
