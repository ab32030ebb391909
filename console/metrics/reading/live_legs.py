"""Live legs at any instant, from legs that ended since and those still open.

The timeline has the number of an agent's talking or held legs; this module has their contacts and queues.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np

from console.floor.entities.agent import Agent, Contact, Leg
from console.floor.floor import Floor
from console.floor.ledgers.codes import CHANNEL_INDEX, NO_CHANNEL, Ints, State, states_of
from console.metrics.reading.overlap import overlapping
from console.metrics.reading.reading import Bools, Reading, opened_at
from feeds.lifecycle import OFFERED, WRAPPING

NO_QUEUE = -1


class LegPart(IntEnum):
    """The phase of an agent's leg: to answer, to talk (or hold), or to wrap up."""

    OFFERED = 0
    LIVE = 1
    WRAPPING = 2


# Plain integers: NumPy converts enumeration members slowly.
_OFFERED, _LIVE, _WRAPPING = (int(part) for part in LegPart)


class LiveLeg(NamedTuple):
    """An open leg: agent, queue (or NO_QUEUE) and channel (or NO_CHANNEL) by number, `since` in ms.

    `since` is its answer, or its offer.
    """

    agent: int
    part: int
    queue: int
    channel: int
    since: int


@dataclass(frozen=True, slots=True)
class LegsThen:
    """Open legs of one instant, one entry each: agents, queues and channels by number, `since` in ms.

    `since` is the leg's answer, or its offer. The queue is that of the entry ended by the answer (or where
    the offered contact waits); NO_QUEUE for direct and outbound contacts, whose channel is unknown.
    """

    agent: Ints
    part: Ints
    queue: Ints
    channel: Ints
    since: Ints

    def only(self, kept: Bools) -> LegsThen:
        """The legs selected by *kept*."""
        columns = (self.agent, self.part, self.queue, self.channel, self.since)
        return LegsThen(*(column[kept] for column in columns))

    def by_agent(self) -> dict[int, list[LiveLeg]]:
        """The legs of each agent that has any, earliest first."""
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


def legs_then(reading: Reading, of: Collection[int] | None = None) -> LegsThen:
    """The legs open at the end of *reading*'s window, of all agents or of those numbered *of*.

    A leg that a source lost (missing from a snapshot) is known only while it existed.
    """
    floor, at = reading.floor, reading.window.until
    everyone = floor.roster.by_index
    agents = everyone if of is None else [everyone[index] for index in of]
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
        legs = legs[np.isin(legs[:, 0], list(of))]
    agent, part, queue, channel, since = legs.T
    channel = channel.copy()
    queued = np.flatnonzero(queue >= 0)
    # The channel of an entry is that of its end, or the current one while it waits.
    when = np.where(part[queued] == _OFFERED, at, since[queued])
    channel[queued] = floor.queues.channels(queue[queued], channel[queued], when)
    return LegsThen(agent, part, queue, channel, since)


def agent_legs(floor: Floor, legs: dict[Contact, Leg]) -> list[LiveLeg]:
    """One agent's current legs, earliest first."""
    found = []
    for live in (_live_leg(contact, leg) for contact, leg in legs.items()):
        if live is None:
            continue
        if live.queue >= 0 and live.channel == NO_CHANNEL:
            when = max(floor.latest, live.since) if live.part == _OFFERED else live.since
            channel = floor.queues.by_index[live.queue].profiles.at(when).channel
            live = live._replace(channel=CHANNEL_INDEX[channel])
        found.append(live)
    if len(found) < 2:
        return found
    return sorted(found, key=lambda leg: (leg.since, leg.part, leg.queue, leg.channel))


def _live_leg(contact: Contact, leg: Leg) -> LiveLeg | None:
    """The current leg; None for the offer of a contact that is not in a queue."""
    agent = leg.agent.index
    if leg.part == OFFERED:
        entry = contact.entry
        return None if entry is None else LiveLeg(agent, _OFFERED, entry.queue, entry.channel, leg.since)
    part = _WRAPPING if leg.part == WRAPPING else _LIVE
    return LiveLeg(agent, part, leg.queue, leg.channel, leg.answered)


def _open_now(floor: Floor, agents: Iterable[Agent], at: int) -> Iterator[LiveLeg]:
    """The *agents*' legs that are still open and were open at *at*.

    Includes offers only if nothing has happened since.
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
    """The offers at the reading's instant of agents who were ringing, from the books.

    An offer lasts while its contact waits, unless the agent misses it. Contacts waiting now do not determine
    a past instant, whose offers may have been answered or missed since.
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
    """The queue where a contact waits, its start (ms), and its channel."""

    opened: int
    queue: int
    channel: int


def _waiting(floor: Floor, at: int) -> dict[int, _Stay]:
    """The stay of every contact that waited at *at*, including outbound ones."""
    found = {
        contact.index: _Stay(entry.opened, entry.queue, entry.channel)
        for contact, entry in floor.contacts.waiting.items()
        if entry.opened <= at
    }
    ended = overlapping(floor.books.ends, at, "wait", "shift")
    stays = zip(opened_at(ended).tolist(), ended["queue"].tolist(), ended["channel"].tolist(), strict=True)
    found.update(zip(ended["contact"].tolist(), map(_Stay._make, stays), strict=True))
    return found
