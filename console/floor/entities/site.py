"""The site: its clock and rules, as in force at any instant."""

from __future__ import annotations

from bisect import bisect_right, insort
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import lru_cache
from operator import itemgetter
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from console.floor.ledgers.codes import ACTIVITIES, Activity
from feeds.events import AnnouncementPosted, SiteSettings, as_datetime, from_datetime
from feeds.events import instant as from_text

P = TypeVar("P")


class Profiles(Generic[P]):
    """The declarations of one thing, each in force from its instant on."""

    __slots__ = ("_starts", "_values", "default")

    def __init__(self, default: P) -> None:
        self.default = default
        self._starts: list[int] = []
        self._values: list[P] = []

    def declare(self, at: int, value: P) -> None:
        """Put *value* in force from *at* to the next declaration; of two at one instant the later counts."""
        index = bisect_right(self._starts, at)
        if index and self._starts[index - 1] == at:
            self._values[index - 1] = value
        else:
            self._starts.insert(index, at)
            self._values.insert(index, value)

    def forget_before(self, instant: int) -> None:
        """Forget the declarations no longer in force at *instant*."""
        gone = bisect_right(self._starts, instant) - 1
        if gone > 0:
            del self._starts[:gone], self._values[:gone]

    def at(self, instant: int) -> P:
        """The value in force at *instant*; the default before the first declaration."""
        index = bisect_right(self._starts, instant) - 1
        return self._values[index] if index >= 0 else self.default

    @property
    def latest(self) -> P:
        return self._values[-1] if self._values else self.default

    @property
    def declared(self) -> list[tuple[int, P]]:
        """(from, value) of all declarations in order."""
        return list(zip(self._starts, self._values, strict=True))

    def __len__(self) -> int:
        return len(self._starts)


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def meaning(settings: SiteSettings, reason: str | None) -> Activity:
    """The activity of a not-ready reason: by the site's own mapping, else by an activity's name, else other.

    >>> meaning(SiteSettings(reasons={"Lunch 2": "lunch"}), " lunch 2 ").name
    'LUNCH'
    >>> meaning(SiteSettings(), "toilet").name
    'OTHER'
    >>> meaning(SiteSettings(), None).name
    'NONE'
    """
    text = "" if reason is None else reason.strip().casefold()
    if not text:
        return Activity.NONE
    for known, activity in settings.reasons.items():
        if known.strip().casefold() == text:
            return ACTIVITIES[activity]
    return ACTIVITIES.get(text, Activity.OTHER)


def day_start(settings: SiteSettings, now: int) -> int:
    """The start of the site's day that contains *now*, ms; also for days of 23 and 25 hours."""
    local = as_datetime(now).astimezone(zone(settings.time_zone))
    start = time.fromisoformat(settings.day_start)
    for days_back in (0, 1, 2):
        began = _at_local(local - timedelta(days=days_back), start)
        if began <= now:
            return began
    raise AssertionError("a day began within the last two days")


def _at_local(day: datetime, start: time) -> int:
    wall = datetime.combine(day.date(), start, tzinfo=day.tzinfo)
    return from_datetime(wall)


ANNOUNCEMENTS_KEPT = 200


@dataclass(slots=True)
class Site:
    """The site's profile and announcements over time. Owned by the floor.

    `fixed` settings, from a file, override every profile.
    """

    profiles: Profiles[SiteSettings]
    fixed: SiteSettings | None = None
    announcements: list[tuple[int, AnnouncementPosted]] = field(default_factory=list)

    def at(self, instant: int) -> SiteSettings:
        return self.fixed or self.profiles.at(instant)

    def announce(self, at: int, event: AnnouncementPosted) -> None:
        """Keep *event*, posted at *at* (ms); the oldest goes once there are too many."""
        if (at, event) not in self.announcements:
            insort(self.announcements, (at, event), key=itemgetter(0))
            del self.announcements[:-ANNOUNCEMENTS_KEPT]

    def announcement(self, now: int) -> str:
        """The newest announcement in force at *now* (ms): until its end, else to the end of its day."""
        today = day_start(self.at(now), now)
        for at, event in reversed(self.announcements):
            if at <= now and (at >= today if event.until is None else now < from_text(event.until)):
                return event.text
        return ""
