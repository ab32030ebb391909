"""Arrivals: contacts by the curve of the day, bots that take some of them, and the outage at 10:40."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from feeds.simulator.site.day import SLOT, Day
from feeds.simulator.site.random_streams import RandomStream
from feeds.simulator.site.settings import HOUR, MINUTE, SimulationSettings
from feeds.simulator.site.staff import DIGITAL
from feeds.simulator.work.queues import SimulatedQueue

if TYPE_CHECKING:
    from feeds.simulator.simulation import Simulation

OUTAGE, PEAK, OVER = 10 * 60 + 40, 10 * 60 + 55, 11 * 60 + 35  # minutes of the local day
_SURGE = 0.65  # as many again at the outage's height, about what fails
_BOTS = 0.55  # of the chats begin with a bot
_CONTAINED, _HANDED_OVER = 0.48, 0.44
_HEIGHT = 1.0 + _SURGE
# Half an hour brings more or less than its curve says, all queues together and each by itself: real counts
# spread more than a Poisson stream's.
_TOGETHER, _APART, _STORM = 0.045, 0.05, 1.2


def outage(minute: float) -> float:
    """The severity of the outage at *minute* of its day, 0 to 1.

    >>> outage(10 * 60 + 39), outage(10 * 60 + 55), outage(12 * 60)
    (0.0, 1.0, 0.0)
    """
    if not OUTAGE <= minute < OVER:
        return 0.0
    if minute < PEAK:
        return 0.4 + 0.6 * (minute - OUTAGE) / (PEAK - OUTAGE)
    return (OVER - minute) / (OVER - PEAK)


class Arrivals:
    """The streams of contacts, one per queue. Owned by the simulation."""

    def __init__(self, simulation: Simulation, settings: SimulationSettings) -> None:
        self._simulation = simulation
        self._settings = settings
        self._first = self._today = Day.first(settings)
        self._sessions = 0
        self._slot, self._common = -1, 1.0
        self._factors: dict[str, float] = {}

    def trouble(self, now: int) -> float:
        """The severity of the outage at *now* (ms), which occurs once, on the first day."""
        return 0.0 if self._settings.flat else outage(self._first.minute(now))

    def minute(self, now: int) -> float:
        """The minute of its local day that *now* (ms) is."""
        day = self._today
        while now >= day.next().zero:
            day = self._today = day.next()
        return day.minute(now)

    def stream(self, line: SimulatedQueue) -> Generator[Any, Any, None]:
        """All contacts of *line*, as a Poisson stream whose rate follows the day."""
        simulation, env, kind = self._simulation, self._simulation.env, line.kind
        rng = simulation.rng(f"arrivals {kind.id}")
        through_bots = 1 - _BOTS * (1 - _HANDED_OVER) if line.family == DIGITAL else 1.0
        highest = simulation.roster.peak[kind.id] / through_bots * 1.1 * _HEIGHT * _STORM
        day, at = self._first, float(env.now)
        while True:
            at += rng.exponential(HOUR / highest)
            while at >= day.next().zero:
                day = day.next()
            minute = day.minute(round(at))
            rate = simulation.roster.rate(kind, minute) * day.load / through_bots
            rate *= self._weather(kind.id, round(at)) * (
                1.0 + _SURGE * self.trouble(round(at)) * (1.0 if kind.channel in ("voice", "chat") else 0.3)
            )
            if rng.share() * highest >= rate:
                continue
            yield env.timeout(max(0, round(at) - env.now))
            if line.family == DIGITAL and rng.chance(_BOTS):
                self._meet_bot(line, rng)
            else:
                simulation.begin(simulation.new_contact(line, *simulation.caller(line)))

    def _weather(self, queue: str, at: int) -> float:
        """How much more comes to *queue* in the half hour of *at* (ms) than its curve says."""
        if self._settings.flat:
            return 1.0
        slot = at // (SLOT * MINUTE)
        if slot != self._slot:
            self._slot, self._factors = slot, {}
            self._common = self._simulation.rng(f"weather {slot}").lognormal(1.0, _TOGETHER)
        found = self._factors.get(queue)
        if found is None:
            own = self._simulation.rng(f"weather {slot} {queue}").lognormal(1.0, _APART)
            found = self._factors[queue] = min(_STORM, self._common * own)
        return found

    def _meet_bot(self, line: SimulatedQueue, rng: RandomStream) -> None:
        """A chat that begins with a bot, which solves it, hands it over, or loses it."""
        simulation = self._simulation
        self._sessions += 1
        session, (customer, tries) = f"bot-{self._sessions}", simulation.caller(line)
        kind = line.kind
        simulation.write(
            "bot.started", session=session, channel=kind.channel, queue=kind.id, customer=customer
        )
        luck = rng.share()
        seconds = rng.lognormal(70, 0.5)
        if luck < _CONTAINED:
            positive = True if rng.chance(0.6) else False if rng.chance(0.25) else None
            simulation.later(seconds, lambda: self._end(session, "contained", positive=positive))
        elif luck < _CONTAINED + _HANDED_OVER:
            simulation.later(seconds, lambda: self._hand_over(session, line, customer, tries))
        else:
            simulation.later(seconds, lambda: self._end(session, "abandoned"))

    def _hand_over(self, session: str, line: SimulatedQueue, customer: str | None, tries: int) -> None:
        contact = self._simulation.new_contact(line, customer, tries)
        self._end(session, "handed_over", contact=contact.id)
        self._simulation.begin(contact)

    def _end(self, session: str, outcome: str, **told: Any) -> None:
        self._simulation.write("bot.ended", session=session, outcome=outcome, **told)
