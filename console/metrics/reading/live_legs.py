"""Live legs: who worked on what at any instant, from the legs that ended since and those still open.

How many legs an agent had talking or held stands in the timeline; here is whose and of which queue they were.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np

from console.floor.entities.agent import Agent, Contact, Leg
from console.floor.floor import Floor
from console.floor.ledgers.codes import NO_CHANNEL, Ints, State, states_of
from console.metrics.reading.overlap import overlapping
from console.metrics.reading.reading import Bools, Reading, opened_at
from feeds.lifecycle import OFFERED, WRAPPING

NO_QUEUE = -1


class LegPart(IntEnum):
    """What an agent's leg asks of the agent: to answer it, to talk (or hold), or to wrap it up."""

    OFFERED = 0
    LIVE = 1
    WRAPPING = 2


# Plain numbers: NumPy is slow to take words of an enumeration.
_OFFERED, _LIVE, _WRAPPING = (int(part) for part in LegPart)


class LiveLeg(NamedTuple):
    """An open leg: agent, queue (or NO_QUEUE) and channel (or NO_CHANNEL) by number, `since` in ms.

    `since` is when it was answered, or offered.
    """

    agent: int
    part: int
    queue: int
    channel: int
    since: int


@dataclass(frozen=True, slots=True)
class LegsThen:
    """Open legs of one instant, one entry each: agents, queues and channels by number, `since` in ms.

    `since` is when the leg was answered, or offered. A queue is the one that the answer ended an entry of (or
    the offered contact waits in); NO_QUEUE for direct and outbound contacts, whose channel nobody tells.
    """

    agent: Ints
    part: Ints
    queue: Ints
    channel: Ints
    since: Ints

    def only(self, kept: Bools) -> LegsThen:
        """Those of the legs that *kept* says."""
        columns = (self.agent, self.part, self.queue, self.channel, self.since)
        return LegsThen(*(column[kept] for column in columns))

    def by_agent(self) -> dict[int, list[LiveLeg]]:
        """The legs of each agent that has any, the earliest first."""
        found: dict[int, list[LiveLeg]] = {}
        columns = (self.agent, self.part, self.queue, self.channel, self.since)
        order = np.lexsort((self.channel, self.queue, self.part, self.since))
        rows = zip(*(column[order].tolist() for column in columns), strict=True)
        for leg in map(LiveLeg._make, rows):
            legs = found.get(leg.agent)
            if legs is None:
                legs = found[leg.agent] = []
            legs.append(leg)
        return found


def legs_then(reading: Reading, of: int | None = None) -> LegsThen:
    """The legs open at the end of *reading*'s window, of all agents or of the one numbered *of*.

    A leg that a source lost (a snapshot no longer told it) is known only while it was there.
    """
    floor, at = reading.floor, reading.window.until
    agents = floor.roster.by_index if of is None else [floor.roster.by_index[of]]
    table = np.array(list(_open_now(floor, agents, at)), dtype=np.int64).reshape(-1, 5)
    ended = overlapping(floor.books.legs, at, "answered_ago")
    is_wrapping = at >= ended["at"] - ended["wrap"]
    since_ended = np.column_stack(
        (
            reading.tenure_agent[ended["tenure"]],
            np.where(is_wrapping, _WRAPPING, _LIVE),
            ended["queue"],
            ended["channel"],
            ended["at"] - ended["answered_ago"],
        )
    )
    legs = np.concatenate((table, since_ended, _offered(reading)))
    if of is not None:
        legs = legs[legs[:, 0] == of]
    agent, part, queue, channel, since = legs.T
    channel = channel.copy()
    queued = np.flatnonzero(queue >= 0)
    # The channel of an entry is that of its end, or of now while it waits.
    when = np.where(part[queued] == _OFFERED, at, since[queued])
    channel[queued] = floor.queues.channels(queue[queued], channel[queued], when)
    return LegsThen(agent, part, queue, channel, since)


def agent_legs(floor: Floor, legs: dict[Contact, Leg]) -> list[LiveLeg]:
    """The same of one agent's legs of now, the earliest first."""
    found = []
    for live in (_live_leg(contact, leg) for contact, leg in legs.items()):
        if live is None:
            continue
        if live.queue >= 0 and live.channel == NO_CHANNEL:
            when = max(floor.latest, live.since) if live.part == _OFFERED else live.since
            channel = floor.queues.rules(np.array([live.queue]), np.array([when])).channel
            live = live._replace(channel=int(channel[0]))
        found.append(live)
    return sorted(found, key=lambda leg: (leg.since, leg.part, leg.queue, leg.channel))


def _live_leg(contact: Contact, leg: Leg) -> LiveLeg | None:
    """A leg as it is now; None for the offer of a contact that waits in no queue."""
    agent = leg.agent.index
    if leg.part == OFFERED:
        entry = contact.entry
        return None if entry is None else LiveLeg(agent, _OFFERED, entry.queue, entry.channel, leg.since)
    part = _WRAPPING if leg.part == WRAPPING else _LIVE
    return LiveLeg(agent, part, leg.queue, leg.channel, leg.answered)


def _open_now(floor: Floor, agents: Iterable[Agent], at: int) -> Iterator[LiveLeg]:
    """The *agents*' legs that are open still and were so at *at*.

    Offers only where nothing has happened since.
    """
    for agent in agents:
        for contact, leg in agent.legs.items():
            live = _live_leg(contact, leg)
            if live is None or live.since > at:
                continue
            if live.part == _WRAPPING and leg.since > at:
                live = live._replace(part=_LIVE)
            if live.part != _OFFERED or at >= floor.latest:
                yield live


def _offered(reading: Reading) -> Ints:
    """The offers that agents who rang at the reading's instant had then, as the books tell them.

    An offer lasts while its contact waits, unless the agent misses it. What only waits now says nothing of
    an instant past, where an offer may have been answered or missed since.
    """
    floor, at = reading.floor, reading.window.until
    ringing = reading.present[states_of(reading.standing.code[reading.present]) == State.RINGING]
    waiting = _waiting(floor, at) if len(ringing) and at < floor.latest else {}
    rows: dict[tuple[int, int], LiveLeg] = {}
    if waiting:
        offers = floor.books.offers.window(min(stay.opened for stay in waiting.values()) - 1, at)
        agents = reading.tenure_agent[offers["tenure"]]
        chosen = np.flatnonzero(
            np.isin(agents, reading.tenure_agent[ringing]) & np.isin(offers["contact"], list(waiting))
        )
        columns = (agents, offers["contact"], offers["at"], offers["missed"])
        for agent, contact, offered_at, missed in zip(*(c[chosen].tolist() for c in columns), strict=True):
            stay = waiting[contact]
            if missed:
                rows.pop((agent, contact), None)
            elif offered_at >= stay.opened:
                rows[agent, contact] = LiveLeg(agent, _OFFERED, stay.queue, stay.channel, offered_at)
    return np.array(list(rows.values()), dtype=np.int64).reshape(-1, 5)


class _Stay(NamedTuple):
    """Where a contact waits, from when on (ms), and the channel it said."""

    opened: int
    queue: int
    channel: int


def _waiting(floor: Floor, at: int) -> dict[int, _Stay]:
    """The stay of every contact that waited at *at*, outbound ones too."""
    found = {
        contact.index: _Stay(entry.opened, entry.queue, entry.channel)
        for contact, entry in floor.contacts.waiting.items()
        if entry.opened <= at
    }
    ended = overlapping(floor.books.ends, at, "wait", "shift")
    stays = zip(opened_at(ended).tolist(), ended["queue"].tolist(), ended["channel"].tolist(), strict=True)
    found.update(zip(ended["contact"].tolist(), map(_Stay._make, stays), strict=True))
    return found
