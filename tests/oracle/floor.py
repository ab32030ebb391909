"""All that happened up to an instant, in plain lists."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field

from tests.oracle.contacts import Contact, Ending, Entry, Leg, Placed, Queued, States, fold_contact
from tests.oracle.reading import REMARKS, Event, Key

Dated = list[tuple[int, Event]]


@dataclass(frozen=True)
class Survey:
    """A customer's answers, and the agent they are about."""

    at: int
    agent: str | None
    event: Event


@dataclass(frozen=True)
class Session:
    """A bot session that ended."""

    at: int
    customer: str | None
    event: Event


@dataclass
class Floor:
    """All that happened up to `now`, in plain lists."""

    now: int
    first: int | None = None
    late: int = 0
    refused: set[str] = field(default_factory=set)
    site: Dated = field(default_factory=list)
    queues: dict[str, Dated] = field(default_factory=dict)
    agents: dict[str, Dated] = field(default_factory=dict)
    profiled_first: set[str] = field(default_factory=set)
    teams: set[str] = field(default_factory=set)
    schedules: dict[str, list[Event]] = field(default_factory=dict)
    exceptions: dict[str, list[Event]] = field(default_factory=dict)
    said: dict[str, list[tuple[int, str, str | None]]] = field(default_factory=dict)
    contacts: dict[str, Contact] = field(default_factory=dict)
    answers: dict[str, list[tuple[Key, str]]] = field(default_factory=dict)
    offers: list[tuple[int, str]] = field(default_factory=list)
    misses: list[tuple[int, str]] = field(default_factory=list)
    surveys: list[Survey] = field(default_factory=list)
    bot_customers: dict[str, str | None] = field(default_factory=dict)
    sessions: list[Session] = field(default_factory=list)
    churned: list[tuple[int, str]] = field(default_factory=list)

    @property
    def entries(self) -> list[Entry]:
        """The stays in queues, of all contacts."""
        return [entry for contact in self.contacts.values() for entry in contact.entries]

    @property
    def legs(self) -> list[Leg]:
        """The legs of all contacts."""
        return [leg for contact in self.contacts.values() for leg in contact.legs]

    @property
    def joins(self) -> list[Queued]:
        """The known customers who joined a queue."""
        return [join for contact in self.contacts.values() for join in contact.joins]

    @property
    def endings(self) -> list[Ending]:
        """The ends of contacts."""
        return [contact.ending for contact in self.contacts.values() if contact.ending is not None]

    def open_entry(self, contact: str) -> Entry | None:
        """The entry a contact waits in."""
        return self.contacts[contact].open_entry if contact in self.contacts else None


def fold(placed: list[Placed], now: int) -> Floor:
    """What the events up to *now* amount to."""
    floor = Floor(now, late=len([each for each in placed if each.is_too_late]))
    by_contact: dict[str, list[Placed]] = {}
    states: States = {}
    others: list[Placed] = []
    for each in placed:
        event = each.event
        if event["type"] == "agent.state":
            states.setdefault(event["agent"], []).append(each)
        elif event["type"].startswith("contact.") and event["type"] not in REMARKS:
            by_contact.setdefault(event["contact"], []).append(each)
        else:
            others.append(each)
    for name, events in by_contact.items():
        floor.contacts[name] = fold_contact(name, events, states, now)
        floor.answers[name] = fold_contact(name, events, states, sys.maxsize).answers
    for agent, stated_by in states.items():
        floor.said[agent] = stated(stated_by, now)
    of_contacts = [each for events in by_contact.values() for each in events]
    refused = [each for each in of_contacts if each.part == "refused"]
    count_offers(floor, refused)
    spoken = [each for sent in states.values() for each in sent]
    ordered = sorted(of_contacts + others + spoken, key=lambda each: each.order)
    floor.first = min((each.effect for each in ordered), default=None)
    for each in ordered:
        if each.effect <= now:
            mention(floor, each.event)
            apply(floor, each)
    return floor


def count_offers(floor: Floor, refused: list[Placed]) -> None:
    """Gather the offers and misses of all contacts, with those of the *refused* events."""
    for contact in floor.contacts.values():
        floor.offers += contact.offers
        floor.misses += contact.misses
    for each in refused:
        floor.refused.add(each.event["contact"])
        if each.effect <= floor.now and each.event["type"] == "contact.offered":
            floor.offers.append((each.effect, each.event["agent"]))
        if each.effect <= floor.now and each.event["type"] == "contact.missed":
            floor.misses.append((each.effect, each.event["agent"]))


def stated(states: list[Placed], now: int) -> list[tuple[int, str, str | None]]:
    """What an agent's stated states were, and from when on: one of a lower key never follows a higher."""
    found: list[tuple[int, str, str | None]] = []
    highest: Key = (0, 0, 0)
    for state in sorted(states, key=lambda each: each.order):
        if state.part == "folded" and state.effect <= now and state.key > highest:
            reason = state.event.get("reason") or ""
            found.append((state.effect, state.event["state"], reason if reason.strip() else None))
            highest = state.key
    return found


def mention(floor: Floor, event: Event) -> None:
    """Let the agent, queue and team that an event names exist."""
    agent, queue = event.get("agent"), event.get("queue")
    if agent is not None and agent not in floor.agents:
        floor.agents[agent] = []
        if event["type"] == "agent.profile":
            floor.profiled_first.add(agent)
    if queue is not None:
        floor.queues.setdefault(queue, [])
    if event["type"] in ("agent.profile", "team.profile") and event.get("team") is not None:
        floor.teams.add(event["team"])


def apply(floor: Floor, placed: Placed) -> None:
    """Put down an event that is no contact's and no state."""
    event, at = placed.event, placed.effect
    kind = event["type"]
    if kind == "survey.answered":
        agent = event.get("agent") or last_answerer(floor, placed)
        floor.surveys.append(Survey(at, agent, event))
    elif kind == "customer.churned":
        floor.churned.append((at, event["customer"]))
    elif kind == "bot.started":
        floor.bot_customers[event["session"]] = event.get("customer")
    elif kind == "bot.ended":
        customer = floor.bot_customers.get(event["session"])
        floor.sessions.append(Session(at, customer, event))
    else:
        apply_definition(floor, at, event)


def apply_definition(floor: Floor, at: int, event: Event) -> None:
    """Put down a profile, a schedule or an exception."""
    kind = event["type"]
    if kind == "site.profile":
        floor.site.append((at, event))
    elif kind == "queue.profile":
        floor.queues[event["queue"]].append((at, event))
    elif kind == "agent.profile":
        floor.agents[event["agent"]].append((at, event))
    elif kind == "schedule.published":
        floor.schedules.setdefault(event["agent"], []).append(event)
    elif kind == "schedule.exception":
        floor.exceptions.setdefault(event["agent"], []).append(event)


def last_answerer(floor: Floor, survey: Placed) -> str | None:
    """The agent who last answered a contact before its survey, whenever that took effect."""
    contact = survey.event.get("contact") or ""
    over = survey.spares.get(contact, (0, 0, 0))
    answers = [
        each
        for each in floor.answers.get(contact, [])
        if survey.knows_until is None or each[0] <= survey.knows_until
    ]
    known = [each for each in answers if each[0] <= over][-1:] + [each for each in answers if each[0] > over]
    before = [agent for key, agent in known if key < survey.key]
    return before[-1] if before else None
