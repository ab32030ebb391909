"""What may still change, as records: agents, recent contacts, and the legs between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, TypeVar

import msgspec

from console.floor.entities.agent import (
    NEW,
    Agent,
    Answer,
    Base,
    Contact,
    Contradiction,
    Entry,
    KeptEvent,
    Leg,
    Loss,
    SignalRow,
    Stated,
)
from console.floor.floor import Floor
from console.floor.ledgers.ledger import Ledger
from console.history.checkpoints.ledger_columns import ledgers_of
from console.history.checkpoints.records import (
    Declared,
    declare_all,
    declared_of,
    encode,
    event_bytes,
    event_from,
    events_in,
)

_PART = 1_000
_LEGS_PART = 5_000

Item = TypeVar("Item")


class _AgentRecord(msgspec.Struct, array_like=True, gc=False):
    """An agent; `legs` and `past_legs` are numbers of legs."""

    name: str
    profiles: Declared
    tenures: list[int]
    stated: list[Stated]
    rows: list[int]
    legs: list[int]
    past_legs: list[int]
    plain: list[int]


class _LegRecord(msgspec.Struct, array_like=True, gc=False):
    """A leg; its contact and agent are numbers."""

    contact: int
    agent: int
    opened: int
    answered: int
    part: int
    since: int
    holds: tuple[int, ...]
    wrapping_from: int
    released: tuple[int, int]
    queue: int
    channel: int
    transferred: bool
    is_moved: bool


class _ContactRecord(msgspec.Struct, array_like=True, gc=False):
    """A contact that is kept; legs and ledgers are numbers, and so is `base` for that of a new one."""

    index: int
    name: str
    source: str
    base: Base | None
    at: int
    appends_from: int
    last_at: int
    last_order: int
    over_at: int
    entry: Entry | None
    customer: int
    ended: bool
    outbound: bool
    legs: list[int]
    past_legs: list[int]
    answers: tuple[Answer, ...]
    events: list[KeptEvent]
    surveys: list[tuple[int, int, bytes]]
    ledgers: list[int]
    rows: list[int]
    signals: list[tuple[int, int, int, int, int]]
    contradictions: tuple[Contradiction, ...]


# The fields that are whole numbers, or are true or false.
_OF_AGENT = (
    "declared",
    "first_at",
    "tenure",
    "stated_code",
    "code",
    "makers",
    "made_at",
    "since",
    "at",
    "last_at",
    "last_order",
    "appends_from",
    "kept_from",
    "trim_from",
    "turned_at",
    "turned_since",
    "turned_from",
    "version",
)
_OF_LEG = tuple(name for name in _LegRecord.__struct_fields__ if name not in ("contact", "agent"))
_OF_CONTACT = (
    "at",
    "appends_from",
    "last_at",
    "last_order",
    "over_at",
    "entry",
    "customer",
    "ended",
    "outbound",
    "answers",
    "rows",
    "contradictions",
)

_agents = msgspec.msgpack.Decoder(list[_AgentRecord]).decode
_legs = msgspec.msgpack.Decoder(list[_LegRecord]).decode
_contacts = msgspec.msgpack.Decoder(list[_ContactRecord]).decode
_put_away = msgspec.msgpack.Decoder(list[tuple[int, int, int]]).decode


class LiveNumbers:
    """The numbers of the contacts and legs of a floor in its checkpoint. Contacts put away come last."""

    def __init__(self, floor: Floor) -> None:
        agents = floor.roster.by_index
        marks = floor.watermarks.values()
        legs = dict.fromkeys(
            chain.from_iterable((*agent.legs.values(), *agent.past_legs) for agent in agents)
        )
        contacts = dict.fromkeys(
            chain(
                floor.store.at_hand.values(),
                floor.contacts.waiting,
                floor.contacts.closed,
                *(mark.over for mark in marks),
                *(mark.idle for mark in marks),
                (leg.contact for leg in legs),
            )
        )
        for contact in contacts:
            legs.update(dict.fromkeys((*contact.legs, *contact.past_legs)))
        self.agents = agents
        self.kept = [contact for contact in contacts if contact.is_kept]
        self.put_away = [contact for contact in contacts if not contact.is_kept]
        self.contacts = {contact: number for number, contact in enumerate((*self.kept, *self.put_away))}
        self.legs = {leg: number for number, leg in enumerate(legs)}

    def of(self, contacts: Iterable[Contact]) -> list[int]:
        """The numbers of *contacts*."""
        return [self.contacts[contact] for contact in contacts]

    def parts(self, floor: Floor) -> Iterator[tuple[str, bytes]]:
        """The agents, contacts and legs of *floor*, as (kind, payload)."""
        numbers = {ledger: number for number, ledger in enumerate(ledgers_of(floor))}
        for some in _in_parts(self.agents, _PART):
            yield "agents", encode([self._agent(agent) for agent in some])
        for kept in _in_parts(self.kept, _PART):
            yield "contacts", encode([self._contact(contact, numbers) for contact in kept])
        yield "put_away", encode([(each.index, each.last_at, each.over_at) for each in self.put_away])
        for legs in _in_parts(self.legs, _LEGS_PART):
            yield "legs", encode([self._leg(leg) for leg in legs])

    def _agent(self, agent: Agent) -> _AgentRecord:
        return _AgentRecord(
            agent.name,
            declared_of(agent.profiles),
            agent.tenures,
            agent.stated,
            agent.rows,
            [self.legs[leg] for leg in agent.legs.values()],
            [self.legs[leg] for leg in agent.past_legs],
            [int(getattr(agent, name)) for name in _OF_AGENT],
        )

    def _leg(self, leg: Leg) -> _LegRecord:
        found = [getattr(leg, name) for name in _OF_LEG]
        return _LegRecord(self.contacts[leg.contact], leg.agent.index, *found)

    def _contact(self, contact: Contact, numbers: dict[Ledger, int]) -> _ContactRecord:
        fields: dict[str, Any] = {name: getattr(contact, name) for name in _OF_CONTACT}
        return _ContactRecord(
            **fields,
            index=contact.index,
            name=contact.name,
            source=contact.source,
            base=None if contact.base is NEW else contact.base,
            legs=[self.legs[leg] for leg in contact.legs],
            past_legs=[self.legs[leg] for leg in contact.past_legs],
            events=[_packed(kept) for kept in contact.events],
            surveys=[(*key, event_bytes(survey)) for key, survey in contact.surveys],
            ledgers=[numbers[ledger] for ledger in contact.ledgers],
            signals=[
                (each.at, each.order, each.effective, numbers[each.ledger], each.row)
                for each in contact.signals
            ],
        )


class LiveObjects:
    """Agents, contacts and legs, made again from their parts; `finish` ties them together."""

    def __init__(self, floor: Floor) -> None:
        self.agents: list[Agent] = []
        self.contacts: list[Contact] = []
        self.kept = 0
        self._ledgers = ledgers_of(floor)
        self._agent_records: list[_AgentRecord] = []
        self._contact_records: list[_ContactRecord] = []
        self._legs: list[Leg] = []

    def take_agents(self, payload: bytes) -> None:
        """Make the next agents. Raises ValueError or KeyError."""
        for record in _agents(payload):
            fields = dict(zip(_OF_AGENT, record.plain, strict=True))
            agent = Agent(len(self.agents), record.name, fields["first_at"], fields["tenure"])
            for name, value in fields.items():
                setattr(agent, name, value)
            agent.declared = bool(agent.declared)
            agent.tenures, agent.stated, agent.rows = record.tenures, record.stated, record.rows
            declare_all(agent.profiles, events_in(record.profiles))
            self.agents.append(agent)
            self._agent_records.append(record)

    def take_contacts(self, payload: bytes) -> None:
        """Make the next contacts. Raises ValueError, KeyError or IndexError."""
        for record in _contacts(payload):
            contact = Contact(record.index, record.name, record.source, record.base or NEW)
            for name in _OF_CONTACT:
                setattr(contact, name, getattr(record, name))
            contact.events = [_unpacked(kept) for kept in record.events]
            contact.surveys = tuple(((at, order), event_from(text)) for at, order, text in record.surveys)
            contact.ledgers = [self._ledgers[number] for number in record.ledgers]
            contact.signals = tuple(
                SignalRow(at, order, effective, self._ledgers[number], row)
                for at, order, effective, number, row in record.signals
            )
            self.contacts.append(contact)
            self._contact_records.append(record)
        self.kept = len(self.contacts)

    def take_put_away(self, payload: bytes) -> None:
        """Make the contacts put away, of which only number and last instant matter. Raises ValueError."""
        for index, last_at, over_at in _put_away(payload):
            contact = Contact(index, "", "", NEW)
            contact.last_at, contact.over_at, contact.is_kept = last_at, over_at, False
            self.contacts.append(contact)

    def take_legs(self, payload: bytes) -> None:
        """Make the next legs. Raises ValueError or IndexError."""
        agents, contacts = self.agents, self.contacts
        for record in _legs(payload):
            leg = Leg(contacts[record.contact], agents[record.agent], record.part, record.since)
            for name in _OF_LEG:
                setattr(leg, name, getattr(record, name))
            self._legs.append(leg)

    def finish(self) -> None:
        """Tie agents and contacts to their legs. Raises IndexError."""
        legs = self._legs
        for contact, kept in zip(self.contacts, self._contact_records, strict=False):
            contact.legs = tuple(legs[number] for number in kept.legs)
            contact.past_legs = tuple(legs[number] for number in kept.past_legs)
        for agent, record in zip(self.agents, self._agent_records, strict=True):
            agent.legs = {legs[number].contact: legs[number] for number in record.legs}
            agent.past_legs = [legs[number] for number in record.past_legs]

    def of(self, numbers: Sequence[int]) -> list[Contact]:
        """The contacts of those *numbers*. Raises IndexError."""
        return [self.contacts[number] for number in numbers]


def _packed(kept: KeptEvent) -> KeptEvent:
    """*kept* with its detail as it is stored: an event as JSON."""
    detail = kept.detail
    if detail is None or isinstance(detail, str | bool | Loss):
        return kept
    return KeptEvent(
        kept.at, kept.order, kept.line, kept.not_before, kept.type, kept.agent, event_bytes(detail)
    )


def _unpacked(kept: KeptEvent) -> KeptEvent:
    """What `_packed` had."""
    if isinstance(kept.detail, bytes):
        kept.detail = event_from(kept.detail)
    elif isinstance(kept.detail, list):
        waits, agents = kept.detail
        kept.detail = Loss(waits, frozenset(agents))
    return kept


def _in_parts(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """*items* in lists of at most *size*."""
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some
