"""Instants as people type them: a time of day, a day, or both, by the site's clock."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from console.views.text import clock_text
from feeds.instants import as_datetime, from_datetime

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_LEAST_LETTERS = 3  # of a shortened day or month
_TIME = re.compile(r"(?:(.*?)[\s,T]+|)(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?", re.IGNORECASE)
_AGO = re.compile(r"(\d{1,5})\s*(s|sec|seconds?|m|min|minutes?|h|hours?)\s+ago", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_AND_MONTH = re.compile(r"(\d{1,2})\.?\s+([a-z]+)(?:\s+(\d{4}))?")
_UNITS = {"s": 1, "m": 60, "h": 3600}
_ON_TIME = time(0, 0)


@dataclass(frozen=True, slots=True)
class NamedInstant:
    """The instant that a text names (`at`, ms), and its name in full; `is_day` if it names a whole day."""

    at: int
    text: str
    is_day: bool = False


def named_instant(text: str, shown: int, edge: int, zone: tzinfo) -> NamedInstant | None:
    """The instant that *text* names, for a person who is shown *shown*, of data up to *edge* (ms); None
    without one.

    A time alone is of the day shown, or of the day before if it is after *edge*; a weekday is the last one
    before today. A day alone is meant from its midnight on.

    >>> from zoneinfo import ZoneInfo
    >>> at = named_instant("yesterday 10:40", 1750070580000, 1750070580000, ZoneInfo("Europe/London"))
    >>> at.text
    'Sun 15 Jun 2025, 10:40:00'
    """
    words = text.strip().casefold()
    if (ago := _AGO.fullmatch(words)) is not None:
        return _named(edge - int(ago[1]) * _UNITS[ago[2][0]] * 1000, zone)
    today = _local(edge, zone).date()
    timed = _TIME.fullmatch(words)
    try:
        if timed is None:
            day = _day_named(words, today)
            return None if day is None else _named(_instant(day, _ON_TIME, zone), zone, is_day=True)
        clock = time(int(timed[2]), int(timed[3]), int(timed[4] or 0))
        if timed[1]:
            day = _day_named(timed[1].strip(), today)
            return None if day is None else _named(_instant(day, clock, zone), zone)
        day = _local(shown, zone).date()
        at = _instant(day, clock, zone)
        return _named(at if at <= edge else _instant(day - timedelta(days=1), clock, zone), zone)
    except (ValueError, OverflowError):  # no such time, or no such day
        return None


def day_text(at: int, zone: tzinfo, with_year: bool = True) -> str:
    """The day that contains *at* (ms), as text.

    >>> from zoneinfo import ZoneInfo
    >>> day_text(1750070580000, ZoneInfo("Europe/London"))
    'Mon 16 Jun 2025'
    """
    local = _local(at, zone)
    year = f" {local.year}" if with_year else ""
    return f"{_DAYS[local.weekday()][:3].title()} {local.day} {_MONTHS[local.month - 1][:3].title()}{year}"


def instant_words(at: int, zone: tzinfo) -> str:
    """The day and the time of day of *at* (ms), as text."""
    return f"{day_text(at, zone)}, {clock_text(at, zone)}"


def _named(at: int, zone: tzinfo, is_day: bool = False) -> NamedInstant:
    return NamedInstant(at, day_text(at, zone) if is_day else instant_words(at, zone), is_day)


def _local(at: int, zone: tzinfo) -> datetime:
    return as_datetime(at).astimezone(zone)


def _instant(day: date, clock: time, zone: tzinfo) -> int:
    return from_datetime(datetime.combine(day, clock, zone))


def _day_named(words: str, today: date) -> date | None:
    """The day that *words* name; None if they name none. Raises ValueError for a day that does not exist."""
    if words in ("today", "yesterday"):
        return today - timedelta(days=words == "yesterday")
    if (iso := _ISO.fullmatch(words)) is not None:
        return date(int(iso[1]), int(iso[2]), int(iso[3]))
    if (found := _DAY_AND_MONTH.fullmatch(words)) is not None:
        month = _place(found[2], _MONTHS)
        if month is None:
            return None
        day = date(int(found[3] or today.year), month + 1, int(found[1]))
        return day if found[3] or day <= today else day.replace(year=today.year - 1)
    weekday = _place(words, _DAYS)
    return None if weekday is None else today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)


def _place(word: str, names: tuple[str, ...]) -> int | None:
    """The place among *names* of the one that *word* is or begins."""
    if len(word) < _LEAST_LETTERS:
        return None
    return next((place for place, name in enumerate(names) if name.startswith(word)), None)
