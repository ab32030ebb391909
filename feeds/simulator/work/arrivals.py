"""Arrivals: contacts by the curve of the day, bots that handle some of them, and the outage at 10:40."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from feeds.simulator.site.day import SLOT, Day
from feeds.simulator.site.random_streams import RandomStream
from feeds.simulator.site.settings import HOUR, MINUTE, SimulationSettings
from feeds.simulator.site.staff import DIGITAL
from feeds.simulator.work.queues import SimulatedQueue
from feeds.simulator.work.world import World

_SURGE = 0.65  # extra share of contacts at the outage's peak, about what fails
_BOTS = 0.55  # share of chats that begin with a bot
_CONTAINED, _HANDED_OVER = 0.48, 0.44
_HEIGHT = 1.0 + _SURGE
# Volume varies by half hour, for all queues together and for each by itself: real counts spread more than a
# Poisson stream's.
_LATER_MS = 20 * MINUTE  # until a customer turned away tries again
_TOGETHER, _APART, _STORM = 0.045, 0.05, 1.2


class Arrivals:
    """The streams of contacts, one per queue. Owned by the simulation."""

    def __init__(self, world: World, settings: SimulationSettings) -> None:
        self._world = world
        self._settings = settings
        self._first = Day.first(settings)
        self._sessions = 0
        self._slot, self._common = -1, 1.0
        self._factors: dict[str, float] = {}

    def stream(self, line: SimulatedQueue) -> Generator[Any, Any, None]:
        """All contacts of *line*, as a Poisson stream whose rate follows the day."""
        world, env, kind = self._world, self._world.env, line.kind
        rng = world.rng(f"arrivals {kind.id}")
        through_bots = 1 - _BOTS * (1 - _HANDED_OVER) if line.family == DIGITAL else 1.0
        highest = world.roster.peak[kind.id] / through_bots * 1.1 * _HEIGHT * _STORM
        day, at = self._first, float(env.now)
        while True:
            at += rng.exponential(HOUR / highest)
            while at >= day.next().zero:
                day = day.next()
            minute = day.minute(round(at))
            rate = world.roster.rate(kind, minute) * day.load / through_bots
            rate *= self._weather(kind.id, round(at)) * (
                1.0
                + _SURGE
                * self._world.trouble(round(at))
                * (1.0 if kind.channel in ("voice", "chat") else 0.3)
            )
            if rng.share() * highest >= rate:
                continue
            yield env.timeout(max(0, round(at) - env.now))
            if line.is_closed:
                self._turn_away(line)
            elif line.family == DIGITAL and rng.chance(_BOTS):
                self._meet_bot(line, rng)
            else:
                world.begin(world.new_contact(line, *world.caller(line)))

    def _turn_away(self, line: SimulatedQueue) -> None:
        """A customer who finds *line* closed, and most likely tries again later."""
        customer, tries = self._world.caller(line)
        if customer is not None:
            line.expect(self._world.now + _LATER_MS, customer, tries)

    def _weather(self, queue: str, at: int) -> float:
        """The factor of *queue*'s volume over its curve in the half hour of *at* (ms)."""
        if self._settings.flat:
            return 1.0
        slot = at // (SLOT * MINUTE)
        if slot != self._slot:
            self._slot, self._factors = slot, {}
            self._common = self._world.rng(f"weather {slot}").lognormal(1.0, _TOGETHER)
        found = self._factors.get(queue)
        if found is None:
            own = self._world.rng(f"weather {slot} {queue}").lognormal(1.0, _APART)
            found = self._factors[queue] = min(_STORM, self._common * own)
        return found

    def _meet_bot(self, line: SimulatedQueue, rng: RandomStream) -> None:
        """A chat that begins with a bot, which resolves it, hands it over, or loses it."""
        world = self._world
        self._sessions += 1
        session, (customer, tries) = f"bot-{self._sessions}", world.caller(line)
        kind = line.kind
        world.write("bot.started", session=session, channel=kind.channel, queue=kind.id, customer=customer)
        luck = rng.share()
        seconds = rng.lognormal(70, 0.5)
        if luck < _CONTAINED:
            positive = True if rng.chance(0.6) else False if rng.chance(0.25) else None
            world.later(seconds, lambda: self._end(session, "contained", positive=positive))
        elif luck < _CONTAINED + _HANDED_OVER:
            world.later(seconds, lambda: self._hand_over(session, line, customer, tries))
        else:
            world.later(seconds, lambda: self._end(session, "abandoned"))

    def _hand_over(self, session: str, line: SimulatedQueue, customer: str | None, tries: int) -> None:
        contact = self._world.new_contact(line, customer, tries)
        self._end(session, "handed_over", contact=contact.id)
        self._world.begin(contact)

    def _end(self, session: str, outcome: str, **fields: Any) -> None:
        self._world.write("bot.ended", session=session, outcome=outcome, **fields)
