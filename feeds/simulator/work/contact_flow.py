"""The flow of one simulated contact: wait, offer, miss or answer, hold, transfer, end."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import simpy

from feeds.simulator.site.catalogue import HOLD_CHANCE, HOLD_MEDIAN, HOLD_SPREAD, SPOKEN
from feeds.simulator.site.settings import SECOND
from feeds.simulator.site.staff import DIGITAL
from feeds.simulator.work.attendance import Attendance
from feeds.simulator.work.follow_ups import FollowUps
from feeds.simulator.work.queues import SimulatedAgent, SimulatedContact, SimulatedQueue
from feeds.simulator.work.world import World

Steps = Generator[Any, Any, Any]

_TRANSFERS = 0.075  # share of contacts; a third of them warm
_LONGEST_TALK = 75 * 60  # seconds
_RING = {"voice": (2.0, 7.0), "callback": (1.0, 4.0)}
_READ = (3.0, 14.0)  # seconds until a written contact is accepted
_NO_ANSWER = 18.0
_FAILS = 4.0  # seconds until an offer to a phone out of reach fails
# After this wait (s), customers are offered another channel, and some accept: (after, chance, where to).
_WAYS_OUT = ((1, 0.006, "callback"), (75, 0.22, "callback"), (240, 0.06, "voicemail"), (600, 0.5, "overflow"))
_CODES = ("solved", "information", "order", "complaint", "follow-up", "wrong department")
_STUCK_SECONDS = 45 * 60.0  # a wrap-up that nobody ends
_GIVES_UP = 0.3  # share of customers whom an announcement sends away
_KEYWORDS = ("cancel", "refund", "lawyer", "competitor", "supervisor")


class ContactFlow:
    """The steps of contacts, as processes of the world's clock. Owned by the world."""

    def __init__(self, world: World, attendance: Attendance, follow_ups: FollowUps) -> None:
        self._world = world
        self._attendance = attendance
        self._follow_ups = follow_ups
        self._env = world.env
        self._rng = world.rng("contacts")
        self._announced = world.rng("announcements")

    def live(self, contact: SimulatedContact) -> Steps:
        """Run from the queue to the end, through any number of queues."""
        onward: SimulatedQueue | None = contact.line
        while onward is not None:
            contact.line = onward
            agent = yield from self._wait(contact)
            if agent is None:
                onward = contact.take_onward()  # moved by a supervisor, or overflowed
            else:
                onward = yield from self._talk(contact, agent)
        del self._world.contacts[contact.id]

    # In the queue ----------------------------------------------------------------------------------

    def _wait(self, contact: SimulatedContact) -> Steps:
        """Wait for an answer; returns the agent who answers, or None if the customer leaves."""
        world, env, line = self._world, self._env, contact.line
        kind, since = line.kind, world.now
        contact.since = since
        world.write(
            "contact.queued",
            contact=contact.id,
            queue=kind.id,
            channel="callback" if contact.is_callback and kind.channel == "voice" else kind.channel,
            # Without a callback queue, callbacks are outbound calls in the customers' queue.
            direction="outbound" if contact.is_callback and kind.channel == "voice" else None,
            customer=contact.customer,
            priority=contact.priority or None,
            promised_at=contact.promised_at,
        )
        if self._overflows(contact):
            return None
        leaves, how = self._way_out(contact)
        again = False
        while True:
            agent = world.find(line, contact)
            if agent is None:
                agent = yield from self._wait_in_queue(contact, leaves, again)
                if agent is None:
                    if contact.onward is None:
                        self._leave(contact, contact.leaves_by or how, since)
                    return None
            world.write("contact.offered", contact=contact.id, agent=agent.person.id)
            misses = self._rng.chance(agent.person.habits.misses) or agent.is_away or not agent.is_reachable
            ring = _NO_ANSWER if misses else self._rng.between(*_RING.get(kind.channel, _READ))
            if not agent.is_reachable:
                ring = _FAILS
            if leaves is not None and leaves <= env.now + ring * SECOND:
                yield env.timeout(max(0, leaves - env.now))
                self._leave(contact, how, since)
                agent.let_go()
                world.find_work(agent)
                return None
            yield env.timeout(round(ring * SECOND))
            if not misses and not agent.is_logged_out:
                break
            world.write(
                "contact.missed",
                contact=contact.id,
                agent=agent.person.id,
                cause="failed"
                if not agent.is_reachable
                else "no_answer"
                if kind.channel in SPOKEN or self._rng.chance(0.4)
                else "declined",
            )
            again = True
            agent.let_go()
            self._attendance.rest(agent)
        contact.waited = (env.now - since) / SECOND
        self._give(contact, agent)
        world.write("contact.answered", contact=contact.id, agent=agent.person.id, queue=kind.id)
        return agent

    def _overflows(self, contact: SimulatedContact) -> bool:
        """Whether *contact* goes on to another queue, since others wait already where it came."""
        line = contact.line
        if line.overflow_to is None or contact.has_overflowed or line.first() is None:
            return False
        contact.onward, contact.has_overflowed = line.overflow_to, True
        self._world.write("contact.deflected", contact=contact.id, queue=line.kind.id, to="overflow")
        return True

    def _way_out(self, contact: SimulatedContact) -> tuple[int | None, str]:
        """When the customer leaves if nobody answers (ms; None: never), and how."""
        work, rng = contact.line.kind.work, self._rng
        found: list[tuple[float, str]] = []
        if contact.is_callback:  # no customer is on the line yet
            return None, ""
        if work.patience is not None:
            patience = 1.0 + rng.lognormal(work.patience, work.patience_spread)
            found.append((2.0 + 9 * rng.share() if rng.chance(0.04) else patience, "abandoned"))
        if contact.line.kind.channel == "voice":
            found += [
                (after + 8 * rng.share(), way) for after, chance, way in _WAYS_OUT if rng.chance(chance)
            ]
        if contact.line.announcement and self._announced.chance(_GIVES_UP):
            found.append((3 + 4 * self._announced.share(), "abandoned"))
        if not found:
            return None, ""
        after, how = min(found)
        return self._world.now + round(after * SECOND), how

    def _wait_in_queue(self, contact: SimulatedContact, leaves: int | None, first: bool) -> Steps:
        env, line = self._env, contact.line
        called = contact.called = env.event()
        contact.waits = True
        line.enqueue(contact, is_first=first)
        if leaves is None:
            return (yield called)
        if leaves > env.now:
            yield called | env.timeout(leaves - env.now)
        if called.triggered:
            return called.value
        contact.waits = False
        return None

    def _leave(self, contact: SimulatedContact, how: str, since: int) -> None:
        world, queue = self._world, contact.line.kind.id
        contact.waited = (self._env.now - since) / SECOND
        if how == "abandoned":
            world.write("contact.abandoned", contact=contact.id, queue=queue)
        else:
            world.write("contact.deflected", contact=contact.id, queue=queue, to=how)
        world.write("contact.ended", contact=contact.id)
        self._follow_ups.left(contact, how)

    # With an agent ---------------------------------------------------------------------------------

    def _talk(self, contact: SimulatedContact, agent: SimulatedAgent) -> Steps:
        """The conversation, and any transfer; returns the next queue, or None once the contact has ended."""
        rng, world, kind = self._rng, self._world, contact.line.kind
        talk = rng.lognormal(kind.work.talk * kind.pace * agent.person.habits.talk, kind.work.talk_spread)
        talk = min(_LONGEST_TALK, 4.0 + talk * world.strain(kind))
        to = self._transfer_to(contact) if rng.chance(_TRANSFERS * (0.6 if contact.tries else 1.0)) else None
        is_moved = yield from self._converse_until_moved(contact, agent, talk * (0.55 if to else 1.0))
        if is_moved:
            return self._move_on(contact, agent)
        if to is None:
            self._release(contact, agent)
            self._end(contact, agent)
            return None
        colleague = world.find(to, contact) if rng.chance(0.33) else None
        if colleague is None:
            world.write(
                "contact.transferred",
                contact=contact.id,
                agent=agent.person.id,
                kind="blind",
                to_queue=to.kind.id,
            )
            self._release(contact, agent)
            return to
        yield from self._introduce(contact, agent, colleague)
        if (yield from self._converse_until_moved(contact, colleague, talk * 0.6)):
            return self._move_on(contact, colleague)
        self._release(contact, colleague)
        self._end(contact, colleague)
        return None

    def _converse_until_moved(
        self, contact: SimulatedContact, agent: SimulatedAgent, seconds: float
    ) -> Steps:
        """*seconds* of talk, unless a supervisor moves the contact; returns whether that happened."""
        contact.is_talking = True
        try:
            yield from self._converse(contact, agent, seconds)
        except simpy.Interrupt:
            return True
        finally:
            contact.is_talking = False
        return False

    def _move_on(self, contact: SimulatedContact, agent: SimulatedAgent) -> SimulatedQueue | None:
        to = contact.take_onward()
        assert to is not None
        who = {"contact": contact.id, "agent": agent.person.id}
        self._world.write("contact.transferred", **who, kind="blind", to_queue=to.kind.id)
        self._release(contact, agent)
        return to

    def _introduce(
        self, contact: SimulatedContact, agent: SimulatedAgent, colleague: SimulatedAgent
    ) -> Steps:
        """A warm transfer: the customer is held, the colleague briefed, then all three talk, then two."""
        world, rng, env = self._world, self._rng, self._env
        who = {"contact": contact.id, "agent": agent.person.id}
        world.write("contact.held", **who)
        world.write("contact.offered", contact=contact.id, agent=colleague.person.id)
        yield env.timeout(round(rng.between(2, 7) * SECOND))
        world.write("contact.answered", contact=contact.id, agent=colleague.person.id)
        yield env.timeout(round(rng.between(10, 40) * SECOND))
        world.write("contact.resumed", **who)
        world.write("contact.transferred", **who, kind="warm", to_agent=colleague.person.id)
        self._release(contact, agent)
        self._give(contact, colleague)

    def _give(self, contact: SimulatedContact, agent: SimulatedAgent) -> None:
        contact.agent, contact.spoken_since = agent, contact.spoken_since or self._world.now
        contact.known_by.append(agent)
        agent.serving[contact] = None

    def _converse(self, contact: SimulatedContact, agent: SimulatedAgent, seconds: float) -> Steps:
        """*seconds* of talk, with its events: a hold, a sentiment, a keyword."""
        env, rng, kind = self._env, self._rng, contact.line.kind
        at = 0.0
        for share, act in self._happenings(contact, agent):
            yield env.timeout(round((share - at) * seconds * SECOND))
            at = share
            act()
        if kind.channel in SPOKEN and rng.chance(HOLD_CHANCE):
            share = at + (1 - at) * rng.between(0.2, 0.7)
            yield env.timeout(round((share - at) * seconds * SECOND))
            at = share
            who = {"contact": contact.id, "agent": agent.person.id}
            self._world.write("contact.held", **who)
            yield env.timeout(round(rng.lognormal(HOLD_MEDIAN, HOLD_SPREAD) * SECOND))
            self._world.write("contact.resumed", **who)
        yield env.timeout(round((1 - at) * seconds * SECOND))

    def _happenings(self, contact: SimulatedContact, agent: SimulatedAgent) -> list[tuple[float, Any]]:
        """The events of a conversation, by the share of it that has passed."""
        rng = self._rng
        found: list[tuple[float, Any]] = []
        if rng.chance(0.55):
            mood = max(
                -1.0, min(1.0, 0.25 - contact.waited / 600 - 0.25 * contact.tries + 0.3 * rng.normal())
            )
            change = 0.12 * agent.person.habits.quality + 0.3 * rng.normal()
            contact.bad = max(0.0, -(mood + change))
            for share, score in ((0.2, mood), (0.45, mood + change / 2), (0.7, mood + change)):
                score = round(max(-1.0, min(1.0, score)), 2)
                found.append((share, self._writing("sentiment", contact, agent, score=score)))
        if rng.chance(0.004):
            found.append((0.5, self._writing("signal", contact, agent, signal="help_request")))
            found.append((0.5, lambda: self._attendance.help(agent, contact)))
        elif rng.chance(0.03):
            kind = rng.pick(("silence", "crosstalk", "keyword", "script"))
            fields: dict[str, Any] = {"signal": kind}
            if kind == "keyword":
                fields["text"] = rng.pick(_KEYWORDS)
            else:
                fields["value"] = round(rng.between(0.1, 0.9), 2)
            found.append((0.5, self._writing("signal", contact, agent, **fields)))
        return sorted(found, key=lambda item: item[0])

    def _writing(self, kind: str, contact: SimulatedContact, agent: SimulatedAgent, **fields: Any) -> Any:
        return lambda: self._world.write(
            f"contact.{kind}", contact=contact.id, agent=agent.person.id, **fields
        )

    def _release(self, contact: SimulatedContact, agent: SimulatedAgent) -> None:
        """*agent*'s part is over; wrap-up usually follows."""
        world, rng, work = self._world, self._rng, contact.line.kind.work
        del agent.serving[contact]
        has_wrap_up = rng.chance(0.96)
        world.write(
            "contact.released",
            contact=contact.id,
            agent=agent.person.id,
            wrap_up=None if has_wrap_up else False,
        )
        world.on_released(agent, contact)
        if not has_wrap_up:
            world.later(0, lambda: self._free(contact, agent))
            return
        pace = agent.person.habits.wrap_up * world.strain(contact.line.kind) ** 0.5
        seconds = min(1200.0, 1 + rng.lognormal(work.wrap_up * pace, work.wrap_up_spread))
        code = rng.pick(_CODES)

        def wrapped() -> None:
            if agent.wrapping.pop(contact, None) is not None:  # not ended by a supervisor
                world.write("contact.wrapped", contact=contact.id, agent=agent.person.id, code=code)
                self._free(contact, agent)

        agent.wrapping[contact] = wrapped
        world.later(_STUCK_SECONDS if agent.is_stuck else seconds, wrapped)
        agent.is_stuck = False

    def _free(self, contact: SimulatedContact, agent: SimulatedAgent) -> None:
        contact.known_by.remove(agent)
        agent.let_go()
        self._world.find_work(agent)

    def _end(self, contact: SimulatedContact, agent: SimulatedAgent) -> None:
        world, rng = self._world, self._rng
        chance = 0.78 + 0.03 * agent.person.habits.quality - 0.08 * contact.tries - 0.2 * contact.bad
        resolved = rng.chance(chance + (0.15 if contact.is_helped else 0.0))
        reported = resolved if rng.chance(0.55) else None
        world.write("contact.ended", contact=contact.id, resolved=reported)
        if contact.line.kind.channel in SPOKEN and rng.chance(0.6):
            url = f"https://recordings.example/{contact.id}"
            seconds = (world.now - contact.spoken_since) / SECOND
            world.write("contact.recorded", contact=contact.id, url=url, seconds=seconds)
        self._follow_ups.ended(contact, agent, resolved)

    def _transfer_to(self, contact: SimulatedContact) -> SimulatedQueue | None:
        """Another queue of the same kind of work, if there is one."""
        line = contact.line
        others = [
            other
            for other in self._world.by_family[line.family]
            if other is not line and (line.family == DIGITAL or other.kind.channel == line.kind.channel)
        ]
        return self._rng.pick(others) if others else None
