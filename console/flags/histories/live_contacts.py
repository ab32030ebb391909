"""Live contacts: which agent talked on, held or wrapped up which contact at an instant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from console.floor.entities.agent import Leg
from console.floor.ledgers.codes import Ints, State, legs_in, states_of
from console.floor.ledgers.schedule import FOREVER
from console.floor.ledgers.timeline import NEVER
from console.metrics.reading.overlap import overlapping
from console.metrics.reading.reading import Reading
from feeds.lifecycle import OFFERED, WRAPPING


class LiveContacts(NamedTuple):
    """A talking or held leg: agent and queue (−1: none) by number, `since` its answer (ms)."""

    agent: int
    queue: int
    since: int


def live_contacts(reading: Reading, contacts: Sequence[int]) -> dict[int, list[LiveContacts]]:
    """The live legs of those of *contacts* (by number) that have any, at the end of *reading*'s window.

    A leg that a source lost (missing from a snapshot) is known only while it existed.
    """
    found: dict[int, list[LiveContacts]] = {}
    if not contacts:
        return found
    at, size = reading.window.until, len(reading.books.contact_names)
    is_asked = np.zeros(size, dtype=bool)
    is_asked[list(contacts)] = True
    for leg in _legs_of(reading, contacts):
        is_over = leg.part == OFFERED or (leg.part == WRAPPING and leg.since <= at)
        if leg.answered <= at and not is_over:
            mine = found.setdefault(leg.contact.index, [])
            mine.append(LiveContacts(leg.agent.index, leg.queue, leg.answered))
    ended = overlapping(reading.books.legs, at, "answered_ago")
    talked = is_asked[ended["contact"]] & (at < ended["at"] - ended["wrap"])
    agents = reading.tenure_agent[ended["tenure"]]
    columns = (ended["contact"], agents, ended["queue"], ended["at"] - ended["answered_ago"])
    for number, agent, queue, answered in zip(*(column[talked].tolist() for column in columns), strict=True):
        found.setdefault(number, []).append(LiveContacts(agent, queue, answered))
    return found


def _legs_of(reading: Reading, contacts: Sequence[int]) -> Iterator[Leg]:
    """The open legs of *contacts* (by number), found by contact or, if these are many, by agent."""
    floor, names = reading.floor, reading.books.contact_names
    if 2 * len(contacts) < len(floor.roster.by_index):
        for number in contacts:
            contact = floor.store.at_hand.get(names[number])
            if contact is not None:
                yield from contact.legs
        return
    asked = set(contacts)
    for agent in floor.roster.by_index:
        for contact, leg in agent.legs.items():
            if contact.index in asked:
                yield leg


def long_contacts(reading: Reading, least_ms: int) -> tuple[Ints, Ints, Ints]:
    """Agent, queue and answer (ms) of the live legs from a queue that are at least *least_ms* old.

    By the time of the answer, then by queue.
    """
    at = reading.window.until
    latest = at - least_ms
    by_index, rows = reading.floor.roster.by_index, []
    for index in _may_have_long(reading, latest):
        for leg in by_index[index].legs.values():
            is_live = leg.part != OFFERED and not (leg.part == WRAPPING and leg.since <= at)
            if is_live and leg.queue >= 0 and leg.answered <= latest:
                rows.append((index, leg.queue, leg.answered))
    ended = overlapping(reading.books.legs, at, "answered_ago")
    answered = ended["at"] - ended["answered_ago"]
    kept = (at < ended["at"] - ended["wrap"]) & (ended["queue"] >= 0) & (answered <= latest)
    since_ended = (reading.tenure_agent[ended["tenure"][kept]], ended["queue"][kept], answered[kept])
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    agent, queue, since = np.concatenate((table, np.column_stack(since_ended))).T
    order = np.lexsort((queue, since))
    return agent[order], queue[order], since[order]


def _may_have_long(reading: Reading, latest: int) -> list[int]:
    """The agents who may have a live leg answered by *latest* (ms), by number."""
    found: list[int] = np.flatnonzero(live_answers(reading) <= latest).tolist()
    return found


def live_answers(reading: Reading) -> Ints:
    """When the only live leg of each agent was answered (ms), by number: FOREVER for none, NEVER for several.

    An agent's state names the answer of its leg if only one makes the state.
    """
    standing, present = reading.standing, reading.present
    code, makers, row_at = standing.code[present], standing.makers[present], standing.row_at[present]
    state = states_of(code)
    is_live = (state == State.ON_CONTACT) | (state == State.HOLD)
    is_one = (legs_in(code) == 1) & (makers >= 0)
    answered = np.full(len(reading.agent_tenure), FOREVER)
    of_present = np.where(is_one, row_at - makers, NEVER)
    may_be_live = np.where(is_live | (makers < -1), of_present, FOREVER)
    np.minimum.at(answered, reading.tenure_agent[present], may_be_live)
    return answered


def wrapping_queues(reading: Reading, agents: Iterable[int]) -> dict[int, int]:
    """The queue of the contact that each of *agents* wraps up, the one answered first; all by number.

    Without those of no queue.
    """
    at, by_index = reading.window.until, reading.floor.roster.by_index
    wanted = set(agents)
    legs = [
        (leg.answered, leg.queue, agent)
        for agent in wanted
        for leg in by_index[agent].legs.values()
        if leg.part == WRAPPING and leg.since <= at and leg.answered <= at and leg.queue >= 0
    ]
    ended = overlapping(reading.books.legs, at, "answered_ago") if wanted else None
    if ended is not None:
        of = reading.tenure_agent[ended["tenure"]]
        kept = (at >= ended["at"] - ended["wrap"]) & (ended["queue"] >= 0) & np.isin(of, list(wanted))
        columns = (ended["at"] - ended["answered_ago"], ended["queue"], of)
        legs += zip(*(column[kept].tolist() for column in columns), strict=True)
    return {agent: queue for _, queue, agent in sorted(legs, reverse=True)}
