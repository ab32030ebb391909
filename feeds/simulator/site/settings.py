"""Settings of a simulated floor: size, length and seed. The first step of a simulated feed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from math import isfinite
from zoneinfo import ZoneInfo

from feeds.errors import UserError
from feeds.instants import instant, instant_text

MAX_AGENTS, MAX_QUEUES, MAX_HOURS = 20_000, 1_000, 8_784.0
HOUR, MINUTE, SECOND = 3_600_000, 60_000, 1_000  # in milliseconds, the unit of the simulated clock
# A Tuesday, 08:00 in Lisbon: opening time.
DEFAULT_START = instant("2026-06-16T07:00:00.000Z")
_EARLIEST, _LATEST = instant("1971-01-01T00:00:00Z"), instant("9000-01-01T00:00:00Z")


class SimulationError(UserError):
    """Raised for invalid settings; the message says which, and what is allowed."""


@dataclass(frozen=True, slots=True)
class SimulationSettings:
    """The settings that determine a simulated floor's events.

    With `hours` None it runs for ever, day after day; otherwise it is the length. A shorter run is the
    beginning of a longer one. `start` is in ms since 1970 UTC. `flat` is constant load for measurements:
    everybody always logged in, no hump, no outage, no night. `zone` (IANA) is the site's time zone, and
    determines its days. Without `weekends` every day is a working day. Raises SimulationError.
    """

    agents: int = 150
    queues: int = 8
    hours: float | None = 8.0
    seed: int = 1
    flat: bool = False
    start: int = DEFAULT_START
    zone: str = "Europe/Lisbon"
    weekends: bool = True

    def __post_init__(self) -> None:
        if not 1 <= self.agents <= MAX_AGENTS:
            raise SimulationError(f"{self.agents:,} agents: a floor has 1 to {MAX_AGENTS:,}")
        if not 1 <= self.queues <= MAX_QUEUES:
            raise SimulationError(f"{self.queues:,} queues: a floor has 1 to {MAX_QUEUES:,}")
        if self.hours is not None and not (isfinite(self.hours) and 0 < self.hours <= MAX_HOURS):
            raise SimulationError(
                f"{self.hours:g} hours: a simulation lasts more than 0 and up to {MAX_HOURS:,.0f} hours"
            )
        if not _EARLIEST <= self.start <= _LATEST:
            raise SimulationError(f"start {instant_text(self.start)}: the years 1971 to 8999 are simulated")
        try:
            ZoneInfo(self.zone)
        except (KeyError, ValueError, OSError):
            raise SimulationError(f"zone {self.zone!r} is not an IANA time zone") from None

    @property
    def end(self) -> int | None:
        """The end (ms since 1970 UTC); None if it is endless."""
        return None if self.hours is None else self.start + round(self.hours * HOUR)

    @property
    def source_name(self) -> str:
        """The source's name in its `hello`."""
        return "simulated-" + self.site_name.lower().replace(" ", "-")

    @property
    def site_name(self) -> str:
        """The city of the zone.

        >>> SimulationSettings().site_name
        'Lisbon'
        """
        return self.zone.rsplit("/", 1)[-1].replace("_", " ")

    @property
    def epoch(self) -> str:
        """The epoch of the events from these settings; the length of the run does not change it."""
        given = (self.agents, self.queues, self.seed, self.flat, self.start, self.zone, self.weekends)
        return hashlib.sha256(repr(given).encode()).hexdigest()[:16]
