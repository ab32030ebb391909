"""Faults of a live simulated floor: troubles that a supervisor must find and end, one of each kind first.

They begin a quarter of an hour before the floor is served, so that some have lasted a while by then.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from feeds.simulator.site.random_streams import RandomStream
from feeds.simulator.site.settings import MINUTE, SECOND
from feeds.simulator.site.staff import SPOKEN
from feeds.simulator.work.queues import SimulatedAgent
from feeds.simulator.work.world import World

BEFORE_MS = 15 * MINUTE
_RETRY_MS = 5 * SECOND  # until somebody fits
_BACK = (25.0 * 60, 40.0 * 60)  # seconds until a trouble ends that nobody ended
_BREAKS = ("lunch", "break", "Coffee")
_LATE = (11.0, 20.0)  # minutes after the end of a break
_OUTAGE_AFTER_MS = BEFORE_MS + 5 * MINUTE
_OUTAGE = ((0.5, 2), (0.8, 2), (1.0, 4), (0.6, 3), (0.3, 3), (0.0, 0))  # severity, and for how many minutes
Steps = Generator[Any, Any, None]
Fault = Callable[[RandomStream], bool]


class Faults:
    """The troubles of one floor, by their own *seed*. Owned by the live simulation.

    Phantom logins (logged in, but away), wrap-ups that do not end, phones out of reach, agents late from
    lunch, requests for help, and an outage.
    """

    def __init__(self, world: World, seed: int) -> None:
        self._world = world
        self._seed = seed

    def begin(self, at: int) -> None:
        """Let the first troubles come from the instant *at* (ms) on."""
        kinds: tuple[tuple[str, Fault, float, float], ...] = (
            # Name, what it does, minutes until the first, and between two.
            ("late from lunch", self._late_from_lunch, 0, 8),
            ("stuck wrap-up", self._stuck_wrap_up, 0.5, 14),
            ("unreachable phone", self._unreachable_phone, 4, 12),
            ("phantom login", self._phantom_login, 6, 20),
            ("help request", self._help_request, 15.5, 5),
        )
        wait = max(0, at - self._world.now)
        for name, fault, first, between in kinds:
            rng = RandomStream(self._seed, f"faults {name}")
            start = wait + round(first * MINUTE)
            self._world.env.process(self._again_and_again(fault, rng, start, between))
        self._world.env.process(self._outage(wait + _OUTAGE_AFTER_MS))

    def _again_and_again(self, fault: Fault, rng: RandomStream, start: int, minutes: float) -> Steps:
        env = self._world.env
        yield env.timeout(start)
        while True:
            while not fault(rng):
                yield env.timeout(_RETRY_MS)
            yield env.timeout(round(minutes * rng.between(0.7, 1.4) * MINUTE))

    def _pick(self, rng: RandomStream, fits: Callable[[SimulatedAgent], bool]) -> SimulatedAgent | None:
        """One of the agents who take calls, have no trouble yet, and *fits*."""
        found = [
            agent
            for agent in self._world.agents.values()
            if SPOKEN in agent.person.families
            and agent.is_reachable
            and not (agent.is_away or agent.is_stuck or agent.late_until > self._world.now)
            and fits(agent)
        ]
        return rng.pick(found) if found else None

    # Kinds -----------------------------------------------------------------------------------------

    def _phantom_login(self, rng: RandomStream) -> bool:
        """An agent walks away, and stays available."""
        agent = self._pick(rng, _is_free)
        if agent is None:
            return False
        agent.is_away = True
        self._world.later(rng.between(*_BACK), lambda: setattr(agent, "is_away", False))
        return True

    def _stuck_wrap_up(self, rng: RandomStream) -> bool:
        """A wrap-up does not end, and the phone of its agent is out of reach."""
        agent = self._pick(rng, lambda agent: bool(agent.serving) and not agent.leaving)
        if agent is None:
            return False
        agent.is_stuck = True
        self._lose_phone(agent, rng)
        return True

    def _unreachable_phone(self, rng: RandomStream) -> bool:
        """A phone is out of reach: every offer to it fails."""
        agent = self._pick(rng, _is_free)
        if agent is None:
            return False
        self._lose_phone(agent, rng)
        return True

    def _lose_phone(self, agent: SimulatedAgent, rng: RandomStream) -> None:
        agent.is_reachable = False
        self._write_device(agent)
        self._world.later(rng.between(*_BACK), lambda: self._find_phone(agent))

    def _find_phone(self, agent: SimulatedAgent) -> None:
        if not agent.is_reachable:
            agent.is_reachable = True
            self._write_device(agent)

    def _write_device(self, agent: SimulatedAgent) -> None:
        self._world.write(
            "agent.device", agent=agent.person.id, device=agent.device, reachable=agent.is_reachable
        )

    def _late_from_lunch(self, rng: RandomStream) -> bool:
        """An agent whose break is about to end comes back much later."""
        now = self._world.now
        for reason in _BREAKS:

            def is_about_to_end(agent: SimulatedAgent, reason: str = reason) -> bool:
                is_away = agent.said == "not_ready" and agent.reason == reason
                return is_away and now < agent.due_back < now + 10 * MINUTE

            agent = self._pick(rng, is_about_to_end)
            if agent is not None:
                agent.late_until = agent.due_back + round(rng.between(*_LATE) * MINUTE)
                return True
        return False

    def _help_request(self, rng: RandomStream) -> bool:
        """An agent asks for help with a contact that goes badly."""
        agent = self._pick(rng, lambda agent: any(contact.is_talking for contact in agent.serving))
        if agent is None:
            return False
        contact = next(contact for contact in agent.serving if contact.is_talking)
        contact.bad = max(contact.bad, 0.8)
        self._world.write("contact.signal", contact=contact.id, agent=agent.person.id, signal="help_request")
        return True

    def _outage(self, start: int) -> Steps:
        """Systems fail for a while: more contacts, and each takes longer."""
        yield self._world.env.timeout(start)
        for severity, minutes in _OUTAGE:
            self._world.fault = severity
            yield self._world.env.timeout(minutes * MINUTE)


def _is_free(agent: SimulatedAgent) -> bool:
    return agent.said == "available" and not agent.legs and not agent.leaving
