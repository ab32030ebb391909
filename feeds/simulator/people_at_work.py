"""People at work: they come, more or less in time, take breaks when the contact lets them, and go home."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from feeds.instants import instant_text
from feeds.simulator.arrivals import OUTAGE
from feeds.simulator.crew import Team
from feeds.simulator.day import Day
from feeds.simulator.lines import Agent
from feeds.simulator.roster import Shift, Spell
from feeds.simulator.settings import MINUTE, SECOND

if TYPE_CHECKING:
    from feeds.simulator.contacts import Contact
    from feeds.simulator.stage import Stage

Steps = Generator[Any, Any, None]

_APPOINTMENTS = 0.05  # of shifts hold something private, agreed on before
_CUT_OFF = 0.1  # of the agents lose their systems in the outage
_WORDS = {"break": ("break", "Coffee"), "meeting": ("meeting", "Team talk"), "coaching": ("coaching", "1:1")}


class Attendance:
    """Owned by the stage: who is there, and in which state when no contact says otherwise.

    *shifts_of* holds, by the instant a day begins, who works that day and when.
    """

    def __init__(self, stage: Stage, shifts_of: dict[int, dict[str, Shift]]) -> None:
        self._stage = stage
        self._env = stage.env
        self._shifts_of = shifts_of
        self._missing = stage.dice("missed")
        self._helping = stage.dice("help")
        self._leads = {team.id: team.lead for team in stage.crew.teams}

    def begin(self) -> None:
        """Let everybody live their days from now on."""
        env, settings = self._env, self._stage.settings
        for agent in self._stage.agents.values():
            env.process(self._days(agent))
        for team in self._stage.crew.teams:
            env.process(self._lead(team))
        outage = Day.first(settings).at(OUTAGE)
        if not settings.flat and outage >= settings.start:
            env.process(self._outage(outage))

    def _days(self, agent: Agent) -> Steps:
        """One day after the other; who works through the night goes on as they are."""
        env, day = self._env, Day.first(self._stage.settings)
        while True:
            yield env.timeout(max(0, day.zero - env.now))
            shift = self._shifts_of[day.zero].get(agent.person.id)
            if shift is not None:
                yield from self._day(agent, day, shift)
            day = day.next()

    def _day(self, agent: Agent, day: Day, shift: Shift) -> Steps:
        env, habits = self._env, agent.person.habits
        dice = self._stage.dice(f"day {day.zero} {agent.person.id}")
        end = day.at(shift.end)
        if end <= env.now:
            return
        comes = day.at(shift.start) + round((dice.exponential(habits.lateness) - 0.7) * MINUTE)
        if agent.said == "offline":
            soon = round(dice.between(0, 25) * SECOND)
            yield env.timeout(max(comes - env.now, soon))
            self._say(agent, "available")
        spells = self._spells(agent, shift, dice)
        for start, stop, what in spells:
            if what == "Appointment" and day.at(start) > env.now:
                self._excuse(agent, day.at(start), day.at(stop), what)
        for start, stop, what in spells:
            at, until = day.at(start), day.at(stop)
            if until <= env.now:
                continue
            # Before a break's time nobody goes; most go within half a minute of it.
            goes = at + round(dice.exponential(18) * SECOND)
            yield env.timeout(max(0, goes - env.now))
            yield from self._stop_working(agent)
            self._say(agent, "not_ready", dice.pick(_WORDS.get(what, (what,))))
            length = until - at + round((dice.exponential(habits.overrun) - 0.4) * MINUTE)
            yield env.timeout(max(MINUTE, length if env.now - at < 10 * MINUTE else until - env.now))
            self._say(agent, "available")
        goes = end + round(dice.between(-20, 60) * SECOND)
        yield env.timeout(max(0, goes - env.now))
        if self._stage.settings.flat:
            return
        yield from self._stop_working(agent)
        self._say(agent, "offline")

    def _spells(self, agent: Agent, shift: Shift, dice: Any) -> list[Spell]:
        """The breaks of the day, and times somebody is just away; minutes of the day, none overlapping."""
        habits = agent.person.habits
        found = list(shift.away)
        count = int(habits.wanders) + dice.chance(habits.wanders % 1)
        asked = ["Away"] * count + ["Appointment"] * dice.chance(_APPOINTMENTS)
        for what in asked:
            start = dice.whole(shift.start + 20, max(shift.start + 20, shift.end - 40))
            minutes = 25.0 if what == "Appointment" else habits.away_minutes
            stop = start + max(2, round(minutes * dice.between(0.6, 1.5)))
            if all(stop + 5 < other.start or start > other.end + 5 for other in found):
                found.append(Spell(start, stop, what))
        return sorted(found)

    def rest(self, agent: Agent) -> None:
        """*agent* missed an offer: the platform gives nothing more until they have shown up."""
        if agent.legs or agent.leaving or agent.said != "available":
            self._stage.find_work(agent)
            return
        self._say(agent, "not_ready", "Missed call")
        self._env.process(self._back_after(agent, self._missing.between(15, 75)))

    def _stop_working(self, agent: Agent) -> Steps:
        """Take nothing more, and wait until what is in hand is done."""
        agent.leaving = True
        agent.stand()
        while agent.legs:
            if agent.idle is None:
                agent.idle = self._env.event()
            yield agent.idle

    def _say(self, agent: Agent, state: str, reason: str | None = None) -> None:
        agent.said, agent.reason, agent.leaving = state, reason, False
        agent.moves += 1
        self._stage.tell("agent.state", agent=agent.person.id, state=state, reason=reason)
        agent.stand()
        self._stage.find_work(agent)

    # The outage ------------------------------------------------------------------------------------

    def _outage(self, at: int) -> Steps:
        """At *at* (ms) systems fail: some agents are cut off for minutes, which their leads excuse later."""
        env, dice = self._env, self._stage.dice("outage")
        yield env.timeout(at - env.now)
        cut_off: list[Agent] = []
        for agent in self._stage.agents.values():
            if dice.chance(_CUT_OFF) and agent.said == "available" and not agent.leaving:
                env.process(self._cut_off(agent, at + 5 * MINUTE, dice.between(180, 660), cut_off))
        yield env.timeout(35 * MINUTE)
        for agent in cut_off:
            self._excuse(agent, at, at + 12 * MINUTE, "System outage")

    def _cut_off(self, agent: Agent, latest: int, seconds: float, cut_off: list[Agent]) -> Steps:
        """*agent* can do nothing for *seconds*, once the contact in hand is over, if that is by *latest*."""
        moves = agent.moves
        yield from self._stop_working(agent)
        if agent.moves != moves:
            return
        agent.leaving = False
        if self._env.now > latest:
            agent.stand()
            self._stage.find_work(agent)
            return
        self._say(agent, "not_ready", "System problem")
        cut_off.append(agent)
        yield from self._back_after(agent, seconds)

    def _back_after(self, agent: Agent, seconds: float) -> Steps:
        moves = agent.moves
        yield self._env.timeout(round(seconds * SECOND))
        if agent.moves == moves:
            self._say(agent, "available")

    def _excuse(self, agent: Agent, start: int, end: int, reason: str) -> None:
        self._stage.tell(
            "schedule.exception",
            agent=agent.person.id,
            start=instant_text(start),
            end=instant_text(end),
            reason=reason,
            approved_by=self._leads[agent.person.team],
        )

    # Leads -----------------------------------------------------------------------------------------

    def _lead(self, team: Team) -> Steps:
        """A lead who listens in now and then, mostly unheard."""
        stage, env = self._stage, self._env
        dice = stage.dice(f"lead {team.id}")
        own = [agent for agent in stage.agents.values() if agent.person.team == team.id]
        while True:
            yield env.timeout(round(dice.exponential(45) * MINUTE) + MINUTE)
            busy = [agent for agent in own if agent.serving]
            if busy:
                agent = dice.pick(busy)
                kind = dice.weighed(((0.75, "monitor"), (0.2, "whisper"), (0.05, "barge")))
                yield from self._listen(agent, next(iter(agent.serving)), kind, dice.between(60, 300))

    def help(self, agent: Agent, contact: Contact) -> None:
        """*agent* asked for help with *contact*: mostly the lead comes, if it is not over by then."""
        if self._helping.chance(0.7):
            self._env.process(self._come(agent, contact))

    def _come(self, agent: Agent, contact: Contact) -> Steps:
        dice = self._helping
        yield self._env.timeout(round(dice.between(10, 50) * SECOND))
        if contact in agent.serving:
            kind = "whisper" if dice.chance(0.7) else "barge"
            yield from self._listen(agent, contact, kind, dice.between(40, 180))

    def _listen(self, agent: Agent, contact: Contact, kind: str, seconds: float) -> Steps:
        lead = self._leads[agent.person.team]
        told = {"agent": agent.person.id, "supervisor": lead, "kind": kind, "contact": contact.id}
        self._stage.tell("supervision.started", **told)
        yield self._env.timeout(round(seconds * SECOND))
        self._stage.tell("supervision.ended", **told)
