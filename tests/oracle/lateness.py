"""When each arrival takes effect: "Order" of the protocol, read one arrival after the other.

Where the text leaves a choice, this is how it is read:

- *Its agents* are the one it names and those with a live leg of its contact, as all that came before it,
  folded in key order, leaves that contact. What a remark (a sentiment, a signal, a recording) does to
  lateness and watermark is what any event of a contact does, but it is not folded and moves no other.
- The lateness is that of the site's profile that came last, 60 s before one has.
- An event before the watermark that is not late takes effect at its own `at`.
- The watermark is read before the event moves it; what is at the watermark is not before it.
- An `at` over 24 h past the newest does not become the newest: nor does the next one.
- A contact is *over* when it has ended, nothing of it is open (a wrap-up can be), and the last that happened
  to it (its events and remarks by their own `at`, and a stated state completing a wrap-up of it) is before
  the watermark of the source that first sent it. One that has not ended is over two hours after that. An
  event of one that is over, with a key below its last one, is *refused*: it is counted late; an offer or a
  miss counts at the watermark; nothing else comes of it, ever. One above goes on as if nothing had been
  forgotten (direction, customer, last answering agent, that it has ended). Nor does a state that comes then
  complete a wrap-up of it that was over.
  A survey that comes then knows its last answer alone, and none that comes later.
- A state that is too late, with a state of a higher key standing when it comes, is no stated state: it
  completes the wrap-ups begun before it, by key, that are still going on at the watermark.
- Of two stated states, the one with the lower key never follows the other (in `floor.stated`).
- Of one contact, the first 10,000 events that are no remarks are folded; the rest are refused.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

from tests.oracle import snapshots
from tests.oracle.contacts import Contact, Placed, States, fold_contact
from tests.oracle.reading import DAY, MINUTE, MOVABLE, REMARKS, SECOND, Arrival, Key

LATENESS = 60 * SECOND
MOST_EVENTS = 10_000
NOT_ENDED = 2 * 60 * MINUTE


class Settling:
    """What is known while a log comes in."""

    def __init__(self) -> None:
        self.lateness = LATENESS
        self.placed: list[Placed] = []
        self.newest: dict[str, int] = {}
        self.floors: dict[str, int] = {}
        self.contacts: dict[str, list[Placed]] = {}
        self.states: States = {}
        self.applied: dict[tuple[str, str], Key] = {}
        self.over: dict[str, Key] = {}
        self.surveys: dict[str, list[Placed]] = {}
        self.sources: dict[str, list[str]] = {}
        self.stands: dict[int, int] = {}

    def take(self, arrival: Arrival) -> None:
        """Have one arrival take effect."""
        kind = arrival.event["type"]
        if kind != "snapshot" and arrival.key[2] <= self.stands.get(arrival.key[1], 0):
            return
        if kind == "site.profile":
            seconds = arrival.event.get("lateness_seconds")
            self.lateness = LATENESS if seconds is None else round(seconds * SECOND)
        if kind == "snapshot":
            snapshots.take(self, arrival)
        elif kind in MOVABLE:
            self.place(arrival)
        else:
            self.place_other(arrival)

    def watermark(self, source: str) -> int | None:
        """The newest instant of a source less the lateness, once it has sent one."""
        newest = self.newest.get(source)
        return None if newest is None else newest - self.lateness

    def contact(self, name: str) -> Contact:
        """What all that came so far makes of a contact."""
        return fold_contact(name, self.contacts.get(name, []), self.states, sys.maxsize)

    def place(self, arrival: Arrival) -> None:
        """Say when an event of an agent or a contact takes effect, and what becomes of it."""
        event, name = arrival.event, arrival.event.get("contact")
        watermark = self.watermark(arrival.source)
        touched = {("agent", event["agent"])} if event.get("agent") is not None else set()
        if name is not None:
            contact = self.contact(name)
            self.forget(contact)
            touched |= {("agent", leg.agent) for leg in contact.live_legs} | {("contact", name)}
        late = any(arrival.key < self.applied.get(each, arrival.key) for each in touched)
        too_late = late and watermark is not None and arrival.at < watermark
        effect = watermark if too_late and watermark is not None else arrival.at
        placed = Placed(arrival, max(effect, self.floors.get(arrival.source, effect)), too_late)
        placed.part = self.part(placed)
        newest = max(self.newest.values(), default=0)
        if name is None and placed.effect < newest - self.lateness:
            placed.spares = self.over_of(event["agent"])
        self.keep(placed)
        for each in touched:
            self.applied[each] = max(self.applied.get(each, arrival.key), arrival.key)
        newest = self.newest.get(arrival.source, arrival.at)
        if newest <= arrival.at <= newest + DAY:
            self.newest[arrival.source] = arrival.at

    def place_other(self, arrival: Arrival) -> None:
        """Have what is never late take effect; a survey may find its answer until its contact is over."""
        placed, name = Placed(arrival, arrival.at), arrival.event.get("contact")
        self.placed.append(placed)
        if arrival.event["type"] == "survey.answered" and name is not None:
            self.surveys.setdefault(name, []).append(placed)
            placed.spares = self.over_now([name])

    def forget(self, contact: Contact) -> None:
        """Note that a contact is over, if it is."""
        last = self.applied.get(("contact", contact.name))
        if last is None or contact.is_open:
            return
        watermark = self.watermark(self.sources[contact.name][0])
        instant = max(contact.last_at, last[0]) + (0 if contact.ending is not None else NOT_ENDED)
        if watermark is not None and instant < watermark:
            self.over[contact.name] = last
            for survey in self.surveys.pop(contact.name, []):
                survey.knows_until = last

    def over_of(self, agent: str) -> dict[str, Key]:
        """The contacts of an agent that are over, and their last keys."""
        return self.over_now(
            name
            for name, events in self.contacts.items()
            if any(each.event.get("agent") == agent for each in events)
        )

    def over_now(self, names: Iterable[str]) -> dict[str, Key]:
        """Those of some contacts that are over, and their last keys."""
        known = list(names)
        for name in known:
            self.forget(self.contact(name))
        return {name: self.over[name] for name in known if name in self.over}

    def part(self, placed: Placed) -> str:
        """What becomes of an event."""
        event = placed.event
        if event["type"] == "agent.state":
            stated = [state for state in self.states.get(event["agent"], []) if state.part == "folded"]
            stands = any(state.key > placed.key for state in stated)
            return "wraps" if placed.is_too_late and stands else "folded"
        name = event["contact"]
        if placed.key < self.over.get(name, placed.key):
            return "refused"
        folded = [each for each in self.contacts.get(name, []) if each.part == "folded"]
        return "folded" if len(folded) < MOST_EVENTS else "refused"

    def keep(self, placed: Placed) -> None:
        """Put an event where it will be found."""
        self.placed.append(placed)
        event = placed.event
        if event["type"] == "agent.state":
            self.states.setdefault(event["agent"], []).append(placed)
            return
        self.sources.setdefault(event["contact"], []).append(placed.arrival.source)
        if event["type"] not in REMARKS:
            self.contacts.setdefault(event["contact"], []).append(placed)


def settle(arrivals: list[Arrival]) -> list[Placed]:
    """All arrivals, each with when it takes effect and what becomes of it."""
    settling = Settling()
    for arrival in arrivals:
        settling.take(arrival)
    return settling.placed
