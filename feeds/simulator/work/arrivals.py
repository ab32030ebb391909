"""What comes in: contacts by the curve of the day, bots that take some of them, and the outage at 10:40."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from feeds.simulator.site.day import SLOT, Day
from feeds.simulator.site.random_streams import Dice
from feeds.simulator.site.settings import HOUR, MINUTE, SimulationSettings
from feeds.simulator.site.staff import DIGITAL
from feeds.simulator.work.queues import Line

if TYPE_CHECKING:
    from feeds.simulator.simulation import Stage

OUTAGE, PEAK, OVER = 10 * 60 + 40, 10 * 60 + 55, 11 * 60 + 35  # minutes of the local day
_SURGE = 0.65  # as many again at the outage's height, about what fails
_BOTS = 0.55  # of the chats begin with a bot
_CONTAINED, _HANDED_OVER = 0.48, 0.44
_HEIGHT = 1.0 + _SURGE
# Half an hour brings more or less than its curve says, all queues together and each by itself: real counts
# spread more than a Poisson stream's.
_TOGETHER, _APART, _STORM = 0.045, 0.05, 1.2


def outage(minute: float) -> float:
    """How bad the outage is at *minute* of its day, 0 to 1.

    >>> outage(10 * 60 + 39), outage(10 * 60 + 55), outage(12 * 60)
    (0.0, 1.0, 0.0)
    """
    if not OUTAGE <= minute < OVER:
        return 0.0
    if minute < PEAK:
        return 0.4 + 0.6 * (minute - OUTAGE) / (PEAK - OUTAGE)
    return (OVER - minute) / (OVER - PEAK)


class Arrivals:
    """The streams of contacts, one a queue. Owned by the stage."""

    def __init__(self, stage: Stage, settings: SimulationSettings) -> None:
        self._stage = stage
        self._settings = settings
        self._first = self._today = Day.first(settings)
        self._sessions = 0
        self._slot, self._common = -1, 1.0
        self._factors: dict[str, float] = {}

    def trouble(self, now: int) -> float:
        """How bad the outage is at *now* (ms): it is on the first day, once."""
        return 0.0 if self._settings.flat else outage(self._first.minute(now))

    def minute(self, now: int) -> float:
        """The minute of its local day that *now* (ms) is."""
        day = self._today
        while now >= day.next().zero:
            day = self._today = day.next()
        return day.minute(now)

    def stream(self, line: Line) -> Generator[Any, Any, None]:
        """All contacts of *line*, as a Poisson stream whose rate follows the day."""
        stage, env, kind = self._stage, self._stage.env, line.kind
        dice = stage.dice(f"arrivals {kind.id}")
        through_bots = 1 - _BOTS * (1 - _HANDED_OVER) if line.family == DIGITAL else 1.0
        highest = stage.roster.peak[kind.id] / through_bots * 1.1 * _HEIGHT * _STORM
        day, at = self._first, float(env.now)
        while True:
            at += dice.exponential(HOUR / highest)
            while at >= day.next().zero:
                day = day.next()
            minute = day.minute(round(at))
            rate = stage.roster.rate(kind, minute) * day.load / through_bots
            rate *= self._weather(kind.id, round(at)) * (
                1.0 + _SURGE * self.trouble(round(at)) * (1.0 if kind.channel in ("voice", "chat") else 0.3)
            )
            if dice.share() * highest >= rate:
                continue
            yield env.timeout(max(0, round(at) - env.now))
            if line.family == DIGITAL and dice.chance(_BOTS):
                self._meet_bot(line, dice)
            else:
                stage.begin(stage.new_contact(line, *stage.caller(line)))

    def _weather(self, queue: str, at: int) -> float:
        """How much more comes to *queue* in the half hour of *at* (ms) than its curve says."""
        if self._settings.flat:
            return 1.0
        slot = at // (SLOT * MINUTE)
        if slot != self._slot:
            self._slot, self._factors = slot, {}
            self._common = self._stage.dice(f"weather {slot}").lognormal(1.0, _TOGETHER)
        found = self._factors.get(queue)
        if found is None:
            own = self._stage.dice(f"weather {slot} {queue}").lognormal(1.0, _APART)
            found = self._factors[queue] = min(_STORM, self._common * own)
        return found

    def _meet_bot(self, line: Line, dice: Dice) -> None:
        """A chat that begins with a bot, which solves it, hands it over, or loses it."""
        stage = self._stage
        self._sessions += 1
        session, (customer, tries) = f"bot-{self._sessions}", stage.caller(line)
        kind = line.kind
        stage.tell("bot.started", session=session, channel=kind.channel, queue=kind.id, customer=customer)
        luck = dice.share()
        seconds = dice.lognormal(70, 0.5)
        if luck < _CONTAINED:
            positive = True if dice.chance(0.6) else False if dice.chance(0.25) else None
            stage.later(seconds, lambda: self._end(session, "contained", positive=positive))
        elif luck < _CONTAINED + _HANDED_OVER:
            stage.later(seconds, lambda: self._hand_over(session, line, customer, tries))
        else:
            stage.later(seconds, lambda: self._end(session, "abandoned"))

    def _hand_over(self, session: str, line: Line, customer: str | None, tries: int) -> None:
        contact = self._stage.new_contact(line, customer, tries)
        self._end(session, "handed_over", contact=contact.id)
        self._stage.begin(contact)

    def _end(self, session: str, outcome: str, **told: Any) -> None:
        self._stage.tell("bot.ended", session=session, outcome=outcome, **told)
