"""One contact folded from its own events, in key order, and from the states its agents stated."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from tests.oracle.reading import Arrival, Event, Key


@dataclass(eq=False)
class Placed:
    """An arrival and the instant it takes effect at.

    `effect` is, of a contact's event, the earliest instant its own lateness allows; `in_turn` has the last
    word. `part` is what becomes of it: "folded"; "refused", when it comes for a contact that is over or has
    too many events; "wraps", when it is a state that only completes wrap-ups. `spares` are the contacts that
    were over when a state or a survey came, and their last keys: a state completes no wrap-up begun by then,
    a survey knows only of the last answer by then. Nor does it know of an answer after `knows_until`.
    """

    arrival: Arrival
    effect: int
    is_too_late: bool = False
    part: str = "folded"
    spares: dict[str, Key] = field(default_factory=dict)
    knows_until: Key | None = None

    @property
    def key(self) -> Key:
        """Its key."""
        return self.arrival.key

    @property
    def at(self) -> int:
        """Its own instant."""
        return self.arrival.at

    @property
    def event(self) -> Event:
        """What was sent."""
        return self.arrival.event

    @property
    def is_moved(self) -> bool:
        """Whether it takes effect at another instant than its own."""
        return self.effect != self.at

    @property
    def order(self) -> tuple[int, Key]:
        """Its place among all that happened."""
        return (self.effect, self.key)


@dataclass(frozen=True)
class Queued:
    """A known customer joining a queue."""

    at: int
    customer: str


@dataclass(eq=False)
class Entry:
    """One stay in one queue. What would start and end at one moved instant never `was_open`."""

    contact: str
    queue: str
    channel: str | None
    outbound: bool
    start: int
    began_at: int
    join: Queued | None = None
    was_open: bool = True
    end: int | None = None
    ended_at: int | None = None
    outcome: str = "open"
    wait_known: bool = True

    @property
    def wait(self) -> int:
        """How long an ended entry waited, by the `at`s of what began and what ended it."""
        assert self.ended_at is not None
        return self.ended_at - self.began_at


@dataclass(eq=False)
class Leg:
    """One agent's part in a contact: each phase with the instant it began; the customer when it completed."""

    contact: str
    agent: str
    opened_by: Placed
    phases: list[tuple[int, str]]
    entry: Entry | None = None
    transferred: bool = False
    customer: str | None = None
    answered_by: Placed | None = None
    released_by: Placed | None = None

    @property
    def phase(self) -> str:
        """The phase after all events."""
        return self.phases[-1][1]

    @property
    def live(self) -> bool:
        """Whether it is still going on."""
        return self.phase not in ("completed", "removed", "lost")

    @property
    def completed(self) -> int | None:
        """When it completed, if it did."""
        return self.phases[-1][0] if self.phase == "completed" else None

    @property
    def answered(self) -> int | None:
        """When it was answered, if it was."""
        return next((at for at, phase in self.phases if phase == "talking"), None)

    def phase_at(self, instant: int) -> str | None:
        """The phase at an instant, after all that happened at it."""
        begun = [phase for at, phase in self.phases if at <= instant]
        return begun[-1] if begun else None

    def spent(self, phase: str) -> int:
        """All the time spent in a phase, of a leg that is over."""
        return sum(after[0] - before[0] for before, after in pairwise(self.phases) if before[1] == phase)


@dataclass(frozen=True)
class Ending:
    """The first `contact.ended` of a contact."""

    at: int
    contact: str
    resolved: bool | None
    agent: str | None
    customer: str | None


@dataclass
class Contact:
    """All that became of one contact."""

    name: str
    entries: list[Entry] = field(default_factory=list)
    legs: list[Leg] = field(default_factory=list)
    offers: list[tuple[int, str]] = field(default_factory=list)
    misses: list[tuple[int, str]] = field(default_factory=list)
    answers: list[tuple[Key, str]] = field(default_factory=list)
    joins: list[Queued] = field(default_factory=list)
    ending: Ending | None = None
    customer: str | None = None
    outbound: bool = False
    last_at: int = 0

    @property
    def open_entry(self) -> Entry | None:
        """The entry it waits in."""
        return next((entry for entry in self.entries if entry.end is None), None)

    @property
    def live_legs(self) -> list[Leg]:
        """The legs that go on."""
        return [leg for leg in self.legs if leg.live]

    @property
    def is_open(self) -> bool:
        """Whether it waits in a queue or has a leg."""
        return self.open_entry is not None or bool(self.live_legs)

    def live_leg(self, agent: str) -> Leg | None:
        """An agent's leg, while it goes on."""
        return next((leg for leg in self.live_legs if leg.agent == agent), None)

    def legs_in(self, *phases: str) -> list[Leg]:
        """The legs that are now in one of these phases."""
        return [leg for leg in self.legs if leg.phase in phases]


States = dict[str, list[Placed]]


def in_turn(events: list[Placed]) -> list[Placed]:
    """A contact's folded events in key order, none taking effect before the one before it."""
    found: list[Placed] = []
    for placed in sorted((each for each in events if each.part == "folded"), key=lambda each: each.key):
        earliest = found[-1].effect if found else placed.effect
        found.append(Placed(placed.arrival, max(placed.effect, earliest), placed.is_too_late))
    return found


def fold_contact(name: str, events: list[Placed], states: States, now: int) -> Contact:
    """What the events up to *now* make of a contact, beside the *states* its agents stated."""
    contact = Contact(name)
    for placed in in_turn(events):
        if placed.effect > now:
            break
        complete_wrap_ups(contact, states, placed.order)
        contact.last_at = max(contact.last_at, placed.at)
        apply(contact, placed)
    complete_wrap_ups(contact, states, (now + 1, (0, 0, 0)))
    return contact


def complete_wrap_ups(contact: Contact, states: States, before: tuple[int, Key]) -> None:
    """End the wrap-ups that an agent's stated state ended before some place among all that happened.

    It ends those begun before it, by key, and it does so when both have taken effect; the first counts.
    """
    for leg in contact.legs_in("wrapping"):
        released = leg.released_by
        assert released is not None
        ends = [
            (max(state.effect, released.effect), state.key)
            for state in states.get(leg.agent, [])
            if state.event["state"] != "wrap_up" and state.key > released.key
            if contact.name not in state.spares or released.key > state.spares[contact.name]
        ]
        early = [end for end in ends if end < before]
        if early:
            instant, _ = min(early)
            complete(contact, leg, instant)
            contact.last_at = max(contact.last_at, instant)


def apply(contact: Contact, placed: Placed) -> None:
    """Put down one event of a contact."""
    kind = placed.event["type"].removeprefix("contact.")
    if kind == "queued":
        queued(contact, placed)
    elif kind == "ended":
        ended(contact, placed)
    elif kind in ("abandoned", "deflected"):
        leave_queue(contact, placed, kind)
    elif kind == "answered":
        answered(contact, placed)
    elif kind == "lost":
        lose(contact, placed)
    else:
        apply_leg(contact, placed, kind)


def queued(contact: Contact, placed: Placed) -> None:
    """It joins a queue, and leaves the other one it was in."""
    event, waiting = placed.event, contact.open_entry
    if waiting is not None and waiting.queue == event["queue"]:
        return
    leave_queue(contact, placed, "deflected")
    if event.get("direction") is not None:
        contact.outbound = event["direction"] == "outbound"
    if event.get("customer") is not None:
        contact.customer = event["customer"]
    join = None
    if contact.customer is not None:
        join = Queued(placed.effect, contact.customer)
        contact.joins.append(join)
    entry = Entry(
        contact=contact.name,
        queue=event["queue"],
        channel=event.get("channel"),
        outbound=contact.outbound,
        start=placed.effect,
        began_at=placed.at,
        join=join,
    )
    contact.entries.append(entry)


def leave_queue(contact: Contact, placed: Placed, outcome: str) -> None:
    """An entry ends without an answer, and nobody is offered the contact any more."""
    entry = contact.open_entry
    if entry is None:
        return
    end_entry(contact, entry, placed, outcome)
    for leg in contact.legs_in("offered"):
        remove(contact, leg, placed.effect)


def end_entry(contact: Contact, entry: Entry, placed: Placed, outcome: str) -> None:
    """An entry ends. One that started at this same moved instant was never open.

    Of that one only an answer or an abandonment counts; it neither started nor joined a queue.
    """
    entry.end, entry.ended_at, entry.outcome = placed.effect, placed.at, outcome
    entry.wait_known = placed.event.get("wait_known", True) or outcome != "abandoned"
    if entry.start == entry.end and entry.start != entry.began_at:
        entry.was_open = False
        if entry.join is not None:
            contact.joins.remove(entry.join)
        if outcome == "deflected":
            contact.entries.remove(entry)


def ended(contact: Contact, placed: Placed) -> None:
    """It ends: only wrap-up goes on."""
    if contact.ending is not None:
        return
    leave_queue(contact, placed, "deflected")
    for leg in contact.legs_in("offered"):
        remove(contact, leg, placed.effect)
    for leg in contact.legs_in("talking", "held"):
        complete(contact, leg, placed.effect)
    agent = contact.answers[-1][1] if contact.answers else None
    resolved = placed.event.get("resolved")
    contact.ending = Ending(placed.effect, contact.name, resolved, agent, contact.customer)


def lose(contact: Contact, placed: Placed) -> None:
    """A snapshot no longer has a stay or legs: they end, and are counted nowhere."""
    entry = contact.open_entry
    if entry is not None and placed.event["waits"]:
        entry.end, entry.ended_at, entry.outcome = placed.effect, placed.at, "lost"
    for leg in contact.live_legs:
        if leg.agent in placed.event["agents"]:
            leg.phases.append((placed.effect, "lost"))


def remove(contact: Contact, leg: Leg, instant: int) -> None:
    """An offered leg goes; one opened at this same moved instant was never there."""
    if leg.opened_by.effect == instant and leg.opened_by.is_moved:
        contact.legs.remove(leg)
    else:
        leg.phases.append((instant, "removed"))


def complete(contact: Contact, leg: Leg, instant: int) -> None:
    """A leg completes. One answered at this same moved instant was never opened: only its offer was."""
    answer, leg.customer = leg.answered_by, contact.customer
    if answer is None or answer.effect != instant or not answer.is_moved:
        leg.phases.append((instant, "completed"))
        return
    leg.phases = [(at, phase) for at, phase in leg.phases if phase == "offered"]
    if leg.phases:
        remove(contact, leg, instant)
    else:
        contact.legs.remove(leg)


def answered(contact: Contact, placed: Placed) -> None:
    """An agent answers: the wait is over, and so are the others' offers."""
    agent, entry = placed.event["agent"], contact.open_entry
    if entry is not None:
        end_entry(contact, entry, placed, "answered")
    for other in contact.legs_in("offered"):
        if other.agent != agent:
            remove(contact, other, placed.effect)
    leg = contact.live_leg(agent)
    if leg is not None and leg.phase in ("talking", "held"):
        return
    if leg is not None and leg.phase == "wrapping":
        complete(contact, leg, placed.effect)
        leg = None
    if leg is None:
        leg = Leg(contact.name, agent, placed, [])
        contact.legs.append(leg)
    leg.phases.append((placed.effect, "talking"))
    leg.entry, leg.answered_by = entry, placed
    contact.answers.append((placed.key, agent))


def apply_leg(contact: Contact, placed: Placed, kind: str) -> None:
    """Put down what one agent did, where it fits the phase of their leg."""
    agent, at = placed.event["agent"], placed.effect
    leg = contact.live_leg(agent)
    if kind == "offered":
        contact.offers.append((at, agent))
        if leg is None:
            contact.legs.append(Leg(contact.name, agent, placed, [(at, "offered")]))
    if kind == "missed":
        contact.misses.append((at, agent))
    if leg is None:
        return
    if kind == "missed" and leg.phase == "offered":
        remove(contact, leg, at)
    elif kind == "held" and leg.phase == "talking":
        leg.phases.append((at, "held"))
    elif kind == "resumed" and leg.phase == "held":
        leg.phases.append((at, "talking"))
    elif kind == "transferred" and leg.phase != "offered":
        leg.transferred = True
    elif kind == "released" and leg.phase in ("talking", "held"):
        release(contact, leg, placed)
    elif kind == "wrapped" and leg.phase == "wrapping":
        complete(contact, leg, at)


def release(contact: Contact, leg: Leg, placed: Placed) -> None:
    """An agent's talking part is over."""
    if placed.event.get("wrap_up", True):
        leg.phases.append((placed.effect, "wrapping"))
        leg.released_by = placed
    else:
        complete(contact, leg, placed.effect)
