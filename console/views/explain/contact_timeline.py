"""A contact's timeline: every event in order, and its waits, talks and holds on one line."""

from __future__ import annotations

from collections.abc import Iterator

from console.floor.entities.signals import SIGNALS
from console.floor.entities.site import zone
from console.floor.floor import Floor
from console.floor.ledgers.codes import CHANNELS, Outcome
from console.views.details.day_line import in_lanes
from console.views.details.time_bar import ticks
from console.views.explain.account_rows import Names
from console.views.explain.contact_facts import (
    LegFacts,
    agent_of,
    contact_index,
    legs_of_contact,
    rows_of,
)
from console.views.explain.explained_rows import EventList, EventRow
from console.views.rows import Stretch
from console.views.text import measured_text, plain_text, timer_text

_LEFT = {
    Outcome.CALLBACK: "left for a callback",
    Outcome.VOICEMAIL: "left a voicemail",
    Outcome.OVERFLOW: "overflowed",
    Outcome.BOT: "went to a bot",
    Outcome.TIMEOUT: "timed out",
    Outcome.OTHER: "left the queue",
    Outcome.LOST: "end unknown",
}
# Of several events at one instant, the order in which they are listed.
_QUEUED, _OFFERED, _LEFT_QUEUE, _ANSWERED, _HELD, _REMARK, _RELEASED, _WRAPPED, _ENDED, _SURVEY = range(10)


class _FoundEvents:
    """The events and stretches of one contact, as they are found."""

    def __init__(self, floor: Floor, name: str, index: int, now: int) -> None:
        self.floor, self.name, self.index, self.now = floor, name, index, now
        self.names = Names(floor, now)
        self.events: list[tuple[int, int, str, int, int]] = []
        self.stretches: list[Stretch] = []
        self.waited = self.talked = self.held = self.wrapped = 0
        self.agents: list[int] = []
        self.about: list[str] = []

    def note(self, at: int, rank: int, words: str, agent: int = -1, queue: int = -1) -> None:
        self.events.append((at, rank, words, agent, queue))

    def stretch(self, start: int, end: int | None, kind: str, words: str, agent: int = -1) -> int:
        """Add a stretch, up to now if it has not ended; returns its length in ms."""
        until = max(start, self.now) if end is None else end
        name = self.names.agent(self.agent_name(agent))
        if until > start:
            self.stretches.append(Stretch(start, until, kind, f"{words}, {name}" if name else words))
        return until - start

    def agent_name(self, agent: int) -> str:
        return self.floor.roster.by_index[agent].name if agent >= 0 else ""

    def rows(self) -> Iterator[EventRow]:
        for number, (at, _, words, agent, queue) in enumerate(sorted(self.events, key=lambda e: e[:2])):
            who = self.agent_name(agent)
            where = self.names.queue(queue)
            yield EventRow(number, at, words, who, self.names.agent(who), "", where, at > self.now)


def contact_timeline(floor: Floor, name: str, now: int) -> EventList | None:
    """The timeline of the contact with the id *name*, viewed at *now* (ms); None for an unknown one.

    It goes back as far as the floor's horizon. Holds of an agent with several contacts at once are known by
    their sum only, which the note says.
    """
    index = contact_index(floor, name)
    if index is None:
        return None
    found = _FoundEvents(floor, name, index, now)
    _enter_stays(found)
    legs = legs_of_contact(floor, name, index)
    _enter_offers(found, legs)
    for leg in legs:
        _enter_leg(found, leg)
    _enter_remarks(found)
    if not found.events:
        return None
    events = tuple(found.rows())
    start = min(events[0].at, *(one.start for one in found.stretches), events[0].at)
    end = max(events[-1].at, *(one.end for one in found.stretches), events[-1].at)
    unknown = sum(leg.held for leg in legs if leg.held and not leg.holds)
    note = ""
    if unknown:
        note = f"{measured_text(unknown / 1000)} of hold is included, at instants that are not known."
    return EventList(
        "contact",
        name,
        f"Contact {plain_text(name)}",
        (_summary(found), *found.about),
        start,
        max(end, start + 1000),
        now,
        zone(floor.site.at(now).time_zone).key,
        in_lanes(_on_one_line(found.stretches)),
        ticks(floor, start, max(end, start + 1000)),
        events,
        note,
    )


def _on_one_line(stretches: list[Stretch]) -> Iterator[Stretch]:
    """*stretches* with each wait cut where it rang, so that both fit on one line."""
    rings = sorted((one.start, one.end) for one in stretches if one.kind == "ringing")
    for one in stretches:
        if one.kind != "waiting":
            yield one
            continue
        start = one.start
        for rang, ended in rings:
            if start < ended and rang < one.end:
                if rang > start:
                    yield Stretch(start, rang, one.kind, one.text)
                start = max(start, ended)
        if start < one.end:
            yield Stretch(start, one.end, one.kind, one.text)


def _enter_stays(found: _FoundEvents) -> None:
    floor, index = found.floor, found.index
    starts = list(rows_of(floor.books.starts, "contact", index))
    for row in starts:
        found.note(row["at"], _QUEUED, "queued", queue=row["queue"])
    if starts:
        _describe(found, starts[-1])
    for row in rows_of(floor.books.ends, "contact", index):
        outcome, at = Outcome(row["outcome"]), row["at"]
        wait = max(row["wait"], ~row["wait"])
        is_known = row["wait"] >= 0
        began = at - wait - row["shift"] - row["late_start"]
        found.waited += found.stretch(began, at, "waiting", f"Waiting, {found.names.queue(row['queue'])}")
        after = f" after {measured_text(wait / 1000)}" if is_known else ", the wait is not known"
        if outcome is Outcome.ANSWERED:
            found.note(at, _LEFT_QUEUE, f"answered{after}", agent_of(floor, row["tenure"]), row["queue"])
        elif outcome is Outcome.ABANDONED:
            found.note(at, _LEFT_QUEUE, f"abandoned{after}", queue=row["queue"])
        else:
            found.note(at, _LEFT_QUEUE, f"{_LEFT[outcome]}{after}", queue=row["queue"])
    contact = floor.store.at_hand.get(found.name)
    if contact is not None and contact.entry is not None:
        entry = contact.entry
        words = f"Waiting, {found.names.queue(entry.queue)}"
        found.waited += found.stretch(entry.queued, None, "waiting", words)
        found.about.append(f"{words} for {timer_text(max(0, found.now - entry.queued) / 1000)}")


def _describe(found: _FoundEvents, row: dict[str, int]) -> None:
    """Channel, direction and customer, from the last entry."""
    floor = found.floor
    profile = floor.queues.by_index[row["queue"]].profiles.at(row["at"])
    channel = CHANNELS[row["channel"]] if row["channel"] >= 0 else profile.channel
    customer = next((who for who, number in floor.books.customers.items() if number == row["customer"]), None)
    parts = [channel.capitalize(), "outbound" if row["outbound"] else "inbound"]
    if customer is not None:
        parts.append(f"customer {plain_text(customer)}")
    found.about.append(" · ".join(parts))


def _enter_offers(found: _FoundEvents, legs: list[LegFacts]) -> None:
    answered = {(leg.agent, leg.answered) for leg in legs}
    open_since: dict[int, int] = {}
    for row in rows_of(found.floor.books.offers, "contact", found.index):
        agent, at = agent_of(found.floor, row["tenure"]), row["at"]
        if row["missed"]:
            found.note(at, _OFFERED, "missed", agent)
        else:
            found.note(at, _OFFERED, "offered", agent)
        began = open_since.pop(agent, None)
        if row["missed"] and began is not None:
            found.stretch(began, at, "ringing", "Ringing", agent)
        elif not row["missed"]:
            open_since[agent] = at
    for agent, began in open_since.items():
        ends = [at for who, at in answered if who == agent and at is not None and at >= began]
        if ends:
            found.stretch(began, min(ends), "ringing", "Ringing", agent)
        elif any(leg.agent == agent and leg.answered is None for leg in legs):
            found.stretch(began, None, "ringing", "Ringing", agent)


def _enter_leg(found: _FoundEvents, leg: LegFacts) -> None:
    if leg.answered is None:
        return
    agent = leg.agent
    if agent not in found.agents:
        found.agents.append(agent)
    heard = {(at, who) for at, rank, _, who, _ in found.events if rank == _LEFT_QUEUE}
    if (leg.answered, agent) not in heard:
        found.note(leg.answered, _ANSWERED, "answered", agent)
    at = leg.answered
    for start, end in leg.holds:
        found.note(start, _HELD, "put on hold", agent)
        found.talked += found.stretch(at, start, "on_contact", "Talk", agent)
        found.held += found.stretch(start, end, "hold", "Hold", agent)
        if end is None:
            return
        if end != leg.released:
            found.note(end, _HELD, "resumed", agent)
        at = end
    found.talked += found.stretch(at, leg.released, "on_contact", "Talk", agent)
    if leg.held and not leg.holds:
        found.talked, found.held = found.talked - leg.held, found.held + leg.held
    if leg.released is None:
        return
    words = "released, transferred" if leg.transferred else "released"
    found.note(leg.released, _RELEASED, words, agent)
    if leg.ended != leg.released:
        found.wrapped += found.stretch(leg.released, leg.ended, "wrap_up", "Wrap-up", agent)
        if leg.ended is not None:
            found.note(leg.ended, _WRAPPED, "wrap-up ended", agent)


def _enter_remarks(found: _FoundEvents) -> None:
    books, index = found.floor.books, found.index
    for row in rows_of(books.sentiments, "contact", index):
        found.note(row["at"], _REMARK, f"sentiment {row['score'] / 1000:+g}", row["agent"])
    for row in rows_of(books.signals, "contact", index):
        found.note(row["at"], _REMARK, SIGNALS[row["signal"]].replace("_", " "), row["agent"])
    for row in rows_of(books.surveys, "contact", index):
        answers = [f"{key.upper()} {row[key]}" for key in ("csat", "nps", "ces") if row[key] >= 0]
        agent = agent_of(found.floor, row["tenure"])
        found.note(row["at"], _SURVEY, f"survey answered: {', '.join(answers)}", agent)
    for row in rows_of(books.closings, "contact", index):
        resolved = {1: ", resolved", 0: ", not resolved"}.get(row["resolved"], "")
        found.note(row["at"], _ENDED, f"ended{resolved}")


def _summary(found: _FoundEvents) -> str:
    parts = [
        f"{word} {measured_text(length / 1000)}"
        for word, length in (
            ("waited", found.waited),
            ("talked", found.talked),
            ("held", found.held),
            ("wrap-up", found.wrapped),
        )
        if length
    ]
    people = ", ".join(found.names.agent(found.agent_name(agent)) for agent in found.agents)
    return " · ".join([*parts, people] if people else parts)
