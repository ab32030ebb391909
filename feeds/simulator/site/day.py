"""The site's days: local times to instants, and the volume by time and day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from feeds.events import Channel
from feeds.instants import as_datetime, from_datetime
from feeds.simulator.site.settings import HOUR, MINUTE, SimulationSettings

OPENS, CLOSES = 8 * 60, 20 * 60  # minutes of the local day
PUBLISHED = 18 * 60  # when tomorrow's schedules and forecasts are published
WEEKEND = 0.4  # of a working day's volume, and of its staff
SLOT = 30  # minutes; the unit of forecasts and staffing
SLOTS = 24 * 60 // SLOT
_BY_WEEKDAY = (1.04, 1.0, 0.98, 0.98, 0.96, WEEKEND, WEEKEND)

# Relative volume by minute of the day, with straight lines between: a contact centre's double hump.
_VOICE = (
    (475, 0.0), (480, 0.38), (510, 0.54), (540, 0.70), (570, 0.86), (600, 0.96), (630, 1.0), (675, 1.0),
    (720, 0.87), (765, 0.74), (810, 0.72), (840, 0.80), (885, 0.93), (930, 0.93), (975, 0.80), (1020, 0.62),
    (1080, 0.45), (1140, 0.33), (1195, 0.20), (1200, 0.0),
)  # fmt: skip
_CHAT = (
    (475, 0.0), (480, 0.30), (540, 0.58), (600, 0.84), (690, 1.0), (750, 0.92), (810, 0.86), (900, 1.0),
    (990, 0.94), (1080, 0.82), (1140, 0.62), (1195, 0.40), (1200, 0.0),
)  # fmt: skip
_EMAIL = (
    (0, 0.03), (360, 0.03), (450, 0.20), (480, 0.55), (540, 0.90), (600, 1.0), (720, 0.82), (780, 0.64),
    (870, 0.80), (960, 0.70), (1080, 0.38), (1200, 0.18), (1320, 0.08), (1440, 0.03),
)  # fmt: skip
SHAPES: dict[Channel, tuple[tuple[int, float], ...]] = {
    "voice": _VOICE,
    "callback": _VOICE,
    "task": _VOICE,
    "chat": _CHAT,
    "message": _CHAT,
    "email": _EMAIL,
}


def volume(channel: Channel, minute: float) -> float:
    """The volume of *channel* at *minute* of a working day, as a share of its peak.

    >>> volume("voice", 3 * 60), volume("voice", 10.75 * 60), volume("voice", 13 * 60) < 0.8
    (0.0, 1.0, True)
    """
    before, level = 0, 0.0
    for point, height in SHAPES[channel]:
        if minute < point:
            return level + (height - level) * (minute - before) / (point - before) if level else 0.0
        before, level = point, height
    return level


class Day:
    """One local day. Minutes follow the UTC offset at noon: a clock change at night does not move shifts."""

    __slots__ = ("_every_day", "_next", "_zone", "date", "load", "works", "zero")

    def __init__(self, of: date, zone: ZoneInfo, every_day: bool) -> None:
        self.date = of
        self.zero = from_datetime(datetime.combine(of, time(12), zone)) - 12 * HOUR
        self.load = 1.0 if every_day else _BY_WEEKDAY[of.weekday()]
        self.works = self.load > WEEKEND
        self._zone, self._every_day = zone, every_day
        self._next: Day | None = None

    @classmethod
    def first(cls, settings: SimulationSettings) -> Day:
        """The day in which *settings* start."""
        zone = ZoneInfo(settings.zone)
        every_day = settings.flat or not settings.weekends
        return cls(as_datetime(settings.start).astimezone(zone).date(), zone, every_day)

    def next(self) -> Day:
        if self._next is None:
            self._next = Day(self.date + timedelta(days=1), self._zone, self._every_day)
        return self._next

    def at(self, minute: float) -> int:
        """The instant (ms) of *minute* of this day."""
        return self.zero + round(minute * MINUTE)

    def minute(self, instant: int) -> float:
        """The minute of this day at *instant* (ms)."""
        return (instant - self.zero) / MINUTE
