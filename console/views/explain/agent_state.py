"""Why an agent is in a state: the events that made it so, of contacts and as the source stated."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from console.floor.entities.agent import Agent
from console.floor.entities.site import day_start, zone
from console.floor.floor import Floor
from console.floor.ledgers.codes import State
from console.floor.ledgers.timeline import NEVER
from console.metrics.reading.reading import Reading
from console.metrics.reading.windows import Window
from console.views.details.agent_detail import doing_text
from console.views.details.day_line import state_stretches
from console.views.details.time_bar import ticks
from console.views.explain.account_rows import Names
from console.views.explain.contact_facts import LegFacts, agent_of, completed_legs, open_leg, rows_of
from console.views.explain.explained_rows import EventList, EventRow
from console.views.floor.agent_tiles import WORDS
from console.views.names import agent_name
from console.views.text import clock_text, plain_text, state_text

_BEFORE_MS = 10 * 60_000  # shown before the state began


class _Event(NamedTuple):
    """One event of an agent: `rank` orders those of one instant; `contact` and `queue` by number, or −1."""

    at: int
    rank: int
    words: str
    contact: int = -1
    queue: int = -1


def agent_state(floor: Floor, name: str, now: int) -> EventList | None:
    """What made the state of the agent with the id *name* at *now* (ms); None if not known then."""
    agent = floor.roster.agents.get(name)
    if agent is None or agent.first_at > now:
        return None
    settings = floor.site.at(now)
    first = max(floor.since, day_start(settings, now))
    reading = Reading(floor, Window(first - 1, now, first, now))
    tenure = int(reading.agent_tenure[agent.index])
    code, since = int(reading.standing.code[tenure]), int(reading.standing.since[tenure])
    since = max(since, first)
    start = max(first, since - _BEFORE_MS)
    legs = _legs(floor, agent, start, now)
    events = [one for one in _events(floor, agent, legs) if start <= one.at <= now]
    events += _stated(floor, agent, start, now)
    events += _changes(reading, agent, start)
    events.sort(key=lambda one: (one.at, one.rank))
    names = Names(floor, now)
    rows = tuple(
        EventRow(
            number,
            one.at,
            one.words,
            contact=floor.books.contact_names[one.contact] if one.contact >= 0 else "",
            queue=names.queue(one.queue),
        )
        for number, one in enumerate(events)
    )
    stretches = tuple(one for one in state_stretches(reading, agent.index) if one.end > start)
    return EventList(
        "agent",
        name,
        f"Why {agent_name(floor, name, now)} is {WORDS[code & 7].lower()}",
        (
            doing_text(floor, code, since, now),
            _why(floor, legs, code, since, now),
        ),
        start,
        max(now, start + 1000),
        now,
        zone(settings.time_zone).key,
        stretches,
        ticks(floor, start, max(now, start + 1000)),
        rows,
    )


def _legs(floor: Floor, agent: Agent, start: int, now: int) -> list[LegFacts]:
    """The agent's legs that were open at any instant of [start, now] (ms)."""
    over = completed_legs(floor, "tenure", np.array(agent.tenures))
    legs = [*over, *(open_leg(one) for one in agent.legs.values())]
    return [
        leg
        for leg in legs
        if (leg.ended is None or leg.ended >= start) and (leg.offered or leg.answered or 0) <= now
    ]


def _events(floor: Floor, agent: Agent, legs: list[LegFacts]) -> list[_Event]:
    """What the agent's contacts did."""
    found = []
    for leg in legs:
        if leg.answered is not None:
            found.append(_Event(leg.answered, 1, "answered", leg.contact, leg.queue))
        for held, resumed in leg.holds:
            found.append(_Event(held, 1, "put on hold", leg.contact, leg.queue))
            if resumed is not None and resumed != leg.released:
                found.append(_Event(resumed, 1, "resumed", leg.contact, leg.queue))
        if leg.released is not None:
            words = "released, transferred" if leg.transferred else "released"
            found.append(_Event(leg.released, 1, words, leg.contact, leg.queue))
            if leg.ended is not None and leg.ended != leg.released:
                found.append(_Event(leg.ended, 1, "wrap-up ended", leg.contact, leg.queue))
    for row in rows_of(floor.books.offers, "tenure", np.array(agent.tenures)):
        if agent_of(floor, row["tenure"]) == agent.index:
            found.append(_Event(row["at"], 0, "missed" if row["missed"] else "offered", row["contact"]))
    return found


def _stated(floor: Floor, agent: Agent, start: int, now: int) -> list[_Event]:
    """What the source stated of the agent, as far back as it is kept."""
    return [
        _Event(one.at, 0, f"the source states {plain_text(state_text(one.state, one.reason))}")
        for one in agent.stated
        if start <= one.at <= now
    ]


def _changes(reading: Reading, agent: Agent, start: int) -> list[_Event]:
    return [
        _Event(one.start, 2, f"state: {one.text.lower()}")
        for one in state_stretches(reading, agent.index)
        if one.start >= start
    ]


def _why(floor: Floor, legs: list[LegFacts], code: int, since: int, now: int) -> str:
    """The state's reason in one sentence."""
    state, here = code & 7, zone(floor.site.at(now).time_zone)
    live = [leg for leg in legs if leg.answered is not None and leg.answered <= now]
    talking = [leg for leg in live if leg.released is None or leg.released > now]
    wrapping = [
        leg
        for leg in live
        if leg.released is not None and leg.released <= now and (leg.ended is None or leg.ended > now)
    ]
    clock = clock_text(since, here) if since > NEVER else ""
    if state in (State.ON_CONTACT, State.HOLD) and talking:
        return f"{_named(floor, talking)} answered and not released: a contact goes before any stated state."
    if state == State.WRAP_UP and wrapping:
        return f"{_named(floor, wrapping)} released at {clock}; its wrap-up has not ended."
    if state == State.RINGING:
        return "A contact is offered, and neither answered nor missed yet."
    if not talking and not wrapping:
        return f"Stated by the source at {clock}; no contact is open." if clock else "Nothing is stated yet."
    return ""


def _named(floor: Floor, legs: list[LegFacts]) -> str:
    names = [plain_text(floor.books.contact_names[leg.contact]) for leg in legs]
    return f"{', '.join(names)} {'is' if len(names) == 1 else 'are'}"
