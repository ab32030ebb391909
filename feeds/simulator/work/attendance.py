"""Attendance: agents arrive more or less on time, take breaks between contacts, and leave."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from feeds.instants import instant_text
from feeds.simulator.site.day import Day
from feeds.simulator.site.roster import PlannedSpell, Shift
from feeds.simulator.site.settings import MINUTE, SECOND
from feeds.simulator.site.staff import Team
from feeds.simulator.work.outage import OUTAGE
from feeds.simulator.work.queues import SimulatedAgent, SimulatedContact
from feeds.simulator.work.world import World

Steps = Generator[Any, Any, None]

_APPOINTMENTS = 0.05  # share of shifts with an approved private appointment
_CUT_OFF = 0.1  # share of agents whose systems fail in the outage
_WORDS = {"break": ("break", "Coffee"), "meeting": ("meeting", "Team talk"), "coaching": ("coaching", "1:1")}


class Attendance:
    """Owned by the simulation: who is present, and each agent's state apart from contacts.

    *shifts_of* holds the agents and shifts of each day, by the instant the day begins.
    """

    def __init__(self, world: World, shifts_of: dict[int, dict[str, Shift]]) -> None:
        self._world = world
        self._env = world.env
        self._shifts_of = shifts_of
        self._missing = world.rng("missed")
        self._helping = world.rng("help")

    def begin(self) -> None:
        """Start everybody's days."""
        env, settings = self._env, self._world.settings
        for agent in self._world.agents.values():
            env.process(self._days(agent))
        for team in self._world.staff.teams:
            env.process(self._lead(team))
        outage = Day.first(settings).at(OUTAGE)
        if not settings.flat and outage >= settings.start:
            env.process(self._outage(outage))

    def _days(self, agent: SimulatedAgent) -> Steps:
        """One day after the other; those who work through the night keep their state."""
        env, day = self._env, Day.first(self._world.settings)
        while True:
            yield env.timeout(max(0, day.zero - env.now))
            shift = self._shifts_of[day.zero].get(agent.person.id)
            if shift is not None:
                yield from self._day(agent, day, shift)
            day = day.next()

    def _day(self, agent: SimulatedAgent, day: Day, shift: Shift) -> Steps:
        env, habits = self._env, agent.person.habits
        rng = self._world.rng(f"day {day.zero} {agent.person.id}")
        end = day.at(shift.end)
        if end <= env.now:
            return
        comes = day.at(shift.start) + round((rng.exponential(habits.lateness) - 0.7) * MINUTE)
        if agent.said == "offline":
            agent.is_logged_out = False
            soon = round(rng.between(0, 25) * SECOND)
            yield env.timeout(max(comes - env.now, soon))
            self._log_in(agent)
        spells = self._spells(agent, shift, rng)
        for start, stop, what in spells:
            if what == "Appointment" and day.at(start) > env.now:
                self._excuse(agent, day.at(start), day.at(stop), what)
        for start, stop, what in spells:
            at, until = day.at(start), day.at(stop)
            if until <= env.now:
                continue
            # Nobody starts a break early; most start within half a minute.
            goes = at + round(rng.exponential(18) * SECOND)
            yield env.timeout(max(0, goes - env.now))
            yield from self._stop_working(agent)
            self._set_by_plan(agent, "not_ready", rng.pick(_WORDS.get(what, (what,))))
            agent.due_back, moves = until, agent.moves
            length = until - at + round((rng.exponential(habits.overrun) - 0.4) * MINUTE)
            yield env.timeout(max(MINUTE, length if env.now - at < 10 * MINUTE else until - env.now))
            while agent.late_until > env.now and agent.moves == moves:
                yield env.timeout(agent.late_until - env.now)
            if agent.moves == moves:
                self._set_by_plan(agent, "available")
        goes = end + round(rng.between(-20, 60) * SECOND)
        yield env.timeout(max(0, goes - env.now))
        if self._world.settings.flat:
            return
        while agent.is_away:  # logged in, though nobody is there: until a supervisor ends it
            yield env.timeout(MINUTE)
        yield from self._stop_working(agent)
        self._set_by_plan(agent, "offline")

    def _log_in(self, agent: SimulatedAgent) -> None:
        """Begin the day, in the agent's own queues."""
        world = self._world
        own = [world.lines[name] for name in agent.person.queues]
        if agent.lines != own:
            world.set_queues(agent, own)
        self._set_by_plan(agent, "available")

    def _set_by_plan(self, agent: SimulatedAgent, state: str, reason: str | None = None) -> None:
        """Set a state of the day's plan, unless a supervisor has logged the agent out, or nobody is there."""
        if agent.is_away:
            agent.leaving = False
            agent.update_free()
        elif not agent.is_logged_out:
            self.set_state(agent, state, reason)

    def set_state_after_work(self, agent: SimulatedAgent, state: str, reason: str | None = None) -> None:
        """Set *state* at once, or once the contacts in hand are over; others may set another before."""
        if not agent.legs:
            self.set_state(agent, state, reason)
            return
        if not agent.wrapping:  # a repeated state would end the wrap-up
            self._world.write(
                "agent.state",
                agent=agent.person.id,
                state=agent.said,
                reason=agent.reason,
                next_state=state,
                next_reason=reason,
            )
        agent.asks += 1
        self._env.process(self._set_later(agent, state, reason, (agent.moves, agent.asks)))

    def _set_later(
        self, agent: SimulatedAgent, state: str, reason: str | None, asked: tuple[int, int]
    ) -> Steps:
        yield from self._stop_working(agent)
        if (agent.moves, agent.asks) == asked:  # nothing else was asked for since
            self.set_state(agent, state, reason)

    def _spells(self, agent: SimulatedAgent, shift: Shift, rng: Any) -> list[PlannedSpell]:
        """The day's breaks, and times an agent is briefly away; minutes of the day, without overlap."""
        habits = agent.person.habits
        found = list(shift.away)
        count = int(habits.wanders) + rng.chance(habits.wanders % 1)
        asked = ["Away"] * count + ["Appointment"] * rng.chance(_APPOINTMENTS)
        for what in asked:
            start = rng.whole(shift.start + 20, max(shift.start + 20, shift.end - 40))
            minutes = 25.0 if what == "Appointment" else habits.away_minutes
            stop = start + max(2, round(minutes * rng.between(0.6, 1.5)))
            if all(stop + 5 < other.start or start > other.end + 5 for other in found):
                found.append(PlannedSpell(start, stop, what))
        return sorted(found)

    def rest(self, agent: SimulatedAgent) -> None:
        """*agent* missed an offer: the platform offers nothing more until they are available again."""
        if agent.legs or agent.leaving or agent.said != "available":
            self._world.find_work(agent)
            return
        self.set_state(agent, "not_ready", "Missed call")
        self._env.process(self._back_after(agent, self._missing.between(15, 75)))

    def _stop_working(self, agent: SimulatedAgent) -> Steps:
        """Take no more contacts, and wait until current ones are done."""
        agent.leaving = True
        agent.update_free()
        while agent.legs:
            if agent.idle is None:
                agent.idle = self._env.event()
            yield agent.idle

    def set_state(self, agent: SimulatedAgent, state: str, reason: str | None = None) -> None:
        """Set *agent*'s state now; one who becomes available is offered work."""
        agent.said, agent.reason, agent.leaving = state, reason, False
        agent.moves += 1
        self._world.write("agent.state", agent=agent.person.id, state=state, reason=reason)
        agent.update_free()
        self._world.find_work(agent)

    # The outage ------------------------------------------------------------------------------------

    def _outage(self, at: int) -> Steps:
        """At *at* (ms) systems fail: some agents are cut off for minutes, later excused by their leads."""
        env, rng = self._env, self._world.rng("outage")
        yield env.timeout(at - env.now)
        cut_off: list[SimulatedAgent] = []
        for agent in self._world.agents.values():
            if rng.chance(_CUT_OFF) and agent.said == "available" and not agent.leaving:
                env.process(self._cut_off(agent, at + 5 * MINUTE, rng.between(180, 660), cut_off))
        yield env.timeout(35 * MINUTE)
        for agent in cut_off:
            self._excuse(agent, at, at + 12 * MINUTE, "System outage")

    def _cut_off(
        self, agent: SimulatedAgent, latest: int, seconds: float, cut_off: list[SimulatedAgent]
    ) -> Steps:
        """*agent* cannot work for *seconds*, once the current contact is over, if that is by *latest*."""
        moves = agent.moves
        yield from self._stop_working(agent)
        if agent.moves != moves:
            return
        agent.leaving = False
        if self._env.now > latest:
            agent.update_free()
            self._world.find_work(agent)
            return
        self.set_state(agent, "not_ready", "System problem")
        cut_off.append(agent)
        yield from self._back_after(agent, seconds)

    def _back_after(self, agent: SimulatedAgent, seconds: float) -> Steps:
        moves = agent.moves
        yield self._env.timeout(round(seconds * SECOND))
        if agent.moves == moves:
            self.set_state(agent, "available")

    def _excuse(self, agent: SimulatedAgent, start: int, end: int, reason: str) -> None:
        self._world.write(
            "schedule.exception",
            agent=agent.person.id,
            start=instant_text(start),
            end=instant_text(end),
            reason=reason,
            approved_by=self._world.leads[agent.person.team],
        )

    # Leads -----------------------------------------------------------------------------------------

    def _lead(self, team: Team) -> Steps:
        """A lead who monitors calls occasionally, mostly unnoticed."""
        world, env = self._world, self._env
        rng = world.rng(f"lead {team.id}")
        own = [agent for agent in world.agents.values() if agent.person.team == team.id]
        while True:
            yield env.timeout(round(rng.exponential(45) * MINUTE) + MINUTE)
            busy = [agent for agent in own if agent.serving]
            if busy:
                agent = rng.pick(busy)
                kind = rng.weighed(((0.75, "monitor"), (0.2, "whisper"), (0.05, "barge")))
                yield from self._listen(agent, next(iter(agent.serving)), kind, rng.between(60, 300))

    def help(self, agent: SimulatedAgent, contact: SimulatedContact) -> None:
        """*agent* requested help with *contact*: usually the lead joins, if it is not over."""
        if self._helping.chance(0.7):
            self._env.process(self._come(agent, contact))

    def _come(self, agent: SimulatedAgent, contact: SimulatedContact) -> Steps:
        rng = self._helping
        yield self._env.timeout(round(rng.between(10, 50) * SECOND))
        if contact in agent.serving:
            kind = "whisper" if rng.chance(0.7) else "barge"
            yield from self._listen(agent, contact, kind, rng.between(40, 180))

    def _listen(self, agent: SimulatedAgent, contact: SimulatedContact, kind: str, seconds: float) -> Steps:
        lead = self._world.leads[agent.person.team]
        fields = {"agent": agent.person.id, "supervisor": lead, "kind": kind, "contact": contact.id}
        self._world.write("supervision.started", **fields)
        yield self._env.timeout(round(seconds * SECOND))
        self._world.write("supervision.ended", **fields)
