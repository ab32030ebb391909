"""The floor: the fold of all events. Only `Floor.apply` changes its state."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import FunctionType
from typing import Any, NamedTuple

from console.floor.definitions import Definitions
from console.floor.entities.agent import IDLE_MS, NOBODY, KeptEvent, Leg
from console.floor.entities.contact import EVENTS_KEPT, Step
from console.floor.entities.signals import Note
from console.floor.epoch import DAY_MS
from console.floor.late_events import LateEvents
from console.floor.ledgers.schedule import FOREVER
from console.floor.ledgers.timeline import NEVER
from console.floor.retention import RETENTION_EVENTS, Retention
from console.floor.snapshot import replace_present
from console.floor.state import HORIZON_HOURS, FloorState
from feeds.events import (
    AgentState,
    BotEnded,
    BotStarted,
    Control,
    CustomerChurned,
    Event,
    FlagAcknowledged,
    FlagSnoozed,
    Hello,
    Message,
    SiteSettings,
    Snapshot,
    Supervised,
    SurveyAnswered,
    instant,
)
from feeds.protocol.snapshot_parts import PartError, SnapshotParts

# Handles one kind of event: (the event, its instant in ms, its order among events of one instant).
Handler = Callable[[Any, int, int], None]

# What supervisors do at the source's desk, and what it tells of queues and phones.
DESK_EVENTS = (
    "flag.claimed",
    "incident.declared",
    "incident.closed",
    "note.added",
    "task.set",
    "move.started",
    "move.ended",
    "handover.made",
    "handover.taken",
    "queue.opened",
    "queue.closed",
    "queue.rerouted",
    "queue.announced",
    "agent.device",
)

LEAP = "more than a day after all events before"


class EventBatch(NamedTuple):
    """Events of one stream: event i happened at instants[i] (ms), at lines[i] of *stream*."""

    events: Sequence[Event | Control]
    instants: Sequence[int]
    lines: Sequence[int]
    stream: str


class Floor(FloorState):
    """The floor's state, and the one way to change it.

    One writer: a single thread calls `apply`, in the order of arrival. Reading (`console.metrics`) never
    changes a later reading. `apply` is total: no event raises, and a contradiction is an anomaly.
    """

    def __init__(
        self,
        site: SiteSettings | None = None,
        horizon_ms: int | None = HORIZON_HOURS * 3_600_000,
    ) -> None:
        super().__init__(site, horizon_ms)
        self.late_events = LateEvents(self)
        self.retention = Retention(self)
        self._handlers: dict[type[Any], Handler] = {}
        self.parts: dict[str, SnapshotParts] = {}
        self._control = _no_handler
        self._controls: dict[str, Callable[[Any, str], None]] = {
            "hello": self._hello,
            "snapshot": self._snapshot,
        }
        self.definitions = Definitions(self)
        self._by_type: dict[str, Handler] = {
            **self.definitions.handlers,
            "agent.state": self._agent_state,
            "survey.answered": self._survey_answered,
            "bot.started": self._bot_started,
            "bot.ended": self._bot_ended,
            "customer.churned": self._customer_churned,
            "supervision.started": self._supervision,
            "supervision.ended": self._supervision,
            "flag.acknowledged": self._noted,
            "flag.snoozed": self._noted,
            **dict.fromkeys(DESK_EVENTS, self._desk_event),
        }

    # Arrival ---------------------------------------------------------------------------------------

    def apply(self, event: Event | Control, line: int = 0, stream: str = "") -> None:
        """Apply an event.

        *stream* names the log or connection it came through, *line* its position there, which replaces a
        missing `seq` and is reported with anomalies.
        """
        at = getattr(event, "at", None)
        self.apply_at(event, NEVER if at is None else instant(at), line, stream)

    def apply_at(self, event: Event | Control, at: int, line: int, stream: str) -> None:
        """`apply` of an event whose instant (ms) is already known."""
        self.apply_all((event,), (at,), (line,), stream)

    def apply_all(
        self,
        events: Sequence[Event | Control],
        instants: Sequence[int],
        lines: Sequence[int],
        stream: str,
    ) -> None:
        """`apply` of many events: event i happened at instants[i] (ms), at lines[i] of *stream*."""
        if len(events) > RETENTION_EVENTS:  # retention runs between the parts
            for start in range(0, len(events), RETENTION_EVENTS):
                part = slice(start, start + RETENTION_EVENTS)
                self.apply_all(events[part], instants[part], lines[part], stream)
            return
        contacts, control, skipped = self.contacts, self._control, 0
        latest, since = self.latest, self.since
        epoch = self.current.get(stream)
        if epoch is not None:
            self.turn_to(epoch)
        handlers = map(self._handlers.get, map(type, events))
        for event, handler, at, line in zip(events, handlers, instants, lines, strict=True):
            if handler is None:
                handler = self._learn(event.__class__, event.type)
                if handler is control:
                    skipped += 1
                    self._take_control(event, stream)
                    epoch, latest, since = self.current.get(stream), self.latest, self.since
                    continue
            if epoch is None:
                epoch = self.open_epoch(stream, stream, "")
            seq = event.seq or line or epoch.last + 1  # type: ignore[union-attr]
            if seq == epoch.expected:
                epoch.last = seq
                epoch.expected = seq + 1
            elif not epoch.accept(seq):
                skipped += 1
                self.duplicates += 1
                continue
            contacts.line = line
            if at < since:
                self.extend_coverage(at)
                since = at
            handler(event, at, epoch.order + seq)
            if at > latest:
                latest = self.latest = at
        self.applied += len(events) - skipped
        self.retention.run_if_due()

    def _take_control(self, event: Event | Control, stream: str) -> None:
        self.control += 1
        act = self._controls.get(event.type)
        if act is not None:
            act(event, stream)

    def handler_of(self, event: Event) -> Handler:
        """The handler of events like *event*."""
        return self._handlers.get(event.__class__) or self._learn(event.__class__, event.type)

    def _learn(self, kind: type[Any], name: str) -> Handler:
        """Find the handler of events of class *kind*, once per class; for control objects each time."""
        handler = self._by_type.get(name)
        if handler is None and name in self.contacts.leg_steps:
            handler = _with_own_code(self._leg_handler(name, *self.contacts.leg_steps[name]))
        elif handler is None and name in self.signals.notes:
            handler = self._signal_handler(self.signals.notes[name])
        elif handler is None and name in self.contacts.steps:
            handler = _with_own_code(self._contact_handler(name, *self.contacts.steps[name]))
        elif handler is None:
            return self._control
        self._handlers[kind] = handler
        return handler

    def _hello(self, event: Hello, stream: str) -> None:
        self.open_epoch(stream, event.source, event.epoch)
        self.parts.pop(stream, None)

    def _snapshot(self, event: Snapshot, stream: str) -> None:
        epoch = self.current.get(stream) or self.open_epoch(stream, stream, "")
        try:
            snapshot = self.parts.setdefault(stream, SnapshotParts()).take(event)
        except PartError as wrong:
            self.books.note_anomaly(self.contacts.line, str(wrong))
            return
        if snapshot is not None:
            replace_present(self, snapshot, epoch, self._define)

    def _define(self, event: Event, at: int) -> None:
        self.handler_of(event)(event, at, 0)

    # Agents and contacts ---------------------------------------------------------------------------

    def _agent_state(self, event: AgentState, at: int, order: int) -> None:
        agent = self.roster.find(event.agent, FOREVER)
        if (at > agent.appends_from or agent.is_next(at, order)) and at >= self.watermark.snapshot_at:
            agent.last_at = agent.appends_from = at
            agent.last_order = order
            self.set_stated_state(agent, event, at, order)
        else:
            self.late_events.take_state(event, at, order, agent)
        if at > self.watermark.newest:
            self._advance(at)

    def _advance(self, at: int) -> None:
        """Advance the watermark of the current source to *at*, unless that is more than a day ahead."""
        watermark = self.watermark
        if at - watermark.newest <= DAY_MS or watermark.newest == NEVER:
            watermark.advance(at)
            return
        anomaly = self.books.note_anomaly(self.contacts.line, LEAP)
        for number in watermark.leap(at, anomaly):
            self.books.withdraw_anomaly(number, LEAP)

    def _contact_handler(self, name: str, step: Step, reads: str | None) -> Handler:
        """The handler of the events called *name*, of a contact and no agent."""
        at_hand, contacts, late_events = self.store.at_hand, self.contacts, self.late_events

        def handle(event: Any, at: int, order: int) -> None:
            contact = at_hand.get(event.contact)
            if contact is None:
                contact = self.contact(event.contact)
            legs, events, watermark = contact.legs, contact.events, self.watermark
            if (
                (at > contact.appends_from or contact.is_next(at, order))
                and at >= watermark.snapshot_at
                and len(events) < EVENTS_KEPT
                and (
                    _are_next(legs, at, order)
                    if legs
                    else contact.entry is not None or not events or self.latest - contact.last_at <= IDLE_MS
                )
            ):
                contact.last_at = contact.appends_from = at
                contact.last_order = order
                detail = event if reads is None else getattr(event, reads)
                events.append(KeptEvent(at, order, contacts.line, at, name, NOBODY, detail))
                step(contact, None, detail, at, at)
            else:
                late_events.take_contact_event(event, at, order, contact, None)
            if at > watermark.newest:
                if at <= watermark.no_leap_until:
                    watermark.newest = at
                else:
                    self._advance(at)

        return handle

    def _signal_handler(self, note: Note) -> Handler:
        """The handler of events that do not change a contact's state, and may name an agent."""

        def handle(event: Any, at: int, order: int) -> None:
            contact = self.contact(event.contact)
            self.close_if_over(contact)
            name = getattr(event, "agent", None)
            agent = None if name is None else self.roster.find(name, FOREVER)
            effective = self.late_events.effect(at, order, contact, agent)
            note(contact, agent, event, effective, (at, order))
            if at > self.watermark.newest:
                self._advance(at)

        return handle

    def _leg_handler(self, name: str, step: Step, reads: str | None) -> Handler:
        """The handler of the events called *name*, of a contact and an agent."""
        at_hand, agents = self.store.at_hand, self.roster.agents
        contacts, late_events = self.contacts, self.late_events

        def handle(event: Any, at: int, order: int) -> None:
            try:
                contact, agent = at_hand[event.contact], agents[event.agent]
            except KeyError:
                contact, agent = self.contact(event.contact), self.roster.find(event.agent, FOREVER)
            legs, events, watermark = contact.legs, contact.events, self.watermark
            if (
                (at > contact.appends_from or contact.is_next(at, order))
                and (at > agent.appends_from or agent.is_next(at, order))
                and at >= watermark.snapshot_at
                and len(events) < EVENTS_KEPT
                and (
                    (legs[0].agent is agent and len(legs) == 1) or _are_next(legs, at, order)
                    if legs
                    else contact.entry is not None or not events or self.latest - contact.last_at <= IDLE_MS
                )
            ):
                contact.last_at = contact.appends_from = agent.last_at = agent.appends_from = at
                contact.last_order = agent.last_order = order
                detail = getattr(event, reads) if reads else None
                events.append(KeptEvent(at, order, contacts.line, at, name, agent.index, detail))
                step(contact, agent, detail, at, at)
            else:
                late_events.take_contact_event(event, at, order, contact, agent)
            if at > watermark.newest:
                if at <= watermark.no_leap_until:
                    watermark.newest = at
                else:
                    self._advance(at)

        return handle

    # Outcome ---------------------------------------------------------------------------------------

    def _survey_answered(self, event: SurveyAnswered, at: int, order: int) -> None:
        if event.queue is not None:
            self.queues.find(event.queue, at)
        if event.contact is None:
            self.surveys.take(event, at)
            return
        # A survey makes nothing late and is never late.
        contact = self.contact(event.contact)
        self.close_if_over(contact)
        if len(contact.surveys) < EVENTS_KEPT:
            contact.surveys += (((at, order), event),)
            contact.appends_from = FOREVER  # an earlier answer may arrive: each fold credits it again
        self.surveys.credit(contact, event, at, order)

    def _bot_started(self, event: BotStarted, at: int, order: int) -> None:
        if event.queue is not None:
            self.queues.find(event.queue, at)
        self.bots.start(event, at, self.contacts.line)

    def _bot_ended(self, event: BotEnded, at: int, order: int) -> None:
        self.bots.end(event, at, self.contacts.line)

    def _customer_churned(self, event: CustomerChurned, at: int, order: int) -> None:
        self.books.churns.append((at, self.books.customer(event.customer)))
        known_from = self.books.churn_known_from
        self.books.churn_known_from = at if known_from is None else min(known_from, at)

    def _supervision(self, event: Supervised, at: int, order: int) -> None:
        self.agent(event.agent, at)

    def _noted(self, event: FlagAcknowledged | FlagSnoozed, at: int, order: int) -> None:
        """Changes nothing on the floor; acknowledged and snoozed flags are kept for the views."""
        self.notes.append(event)

    def _desk_event(self, event: Any, at: int, order: int) -> None:
        """Changes nothing on the floor; what supervisors did is kept for the views."""
        if (agent := getattr(event, "agent", None)) is not None:
            self.agent(agent, at)
        if (queue := getattr(event, "queue", None)) is not None:
            self.queues.find(queue, at)
        self.desk_events.append(event)


def _with_own_code(handler: Any) -> Handler:
    """*handler* with a copy of its code: Python optimizes each code object for the types it meets there."""
    code = handler.__code__.replace()
    return FunctionType(code, handler.__globals__, handler.__name__, None, handler.__closure__)


def _no_handler(event: Message, at: int, order: int) -> None:
    """Replaces a handler for control objects, which belong to no epoch."""


def _are_next(legs: tuple[Leg, ...], at: int, order: int) -> bool:
    """Whether an event comes after all others of the agents of *legs*; if so, it becomes their newest."""
    for leg in legs:
        agent = leg.agent
        if at <= agent.appends_from and not agent.is_next(at, order):
            return False
    for leg in legs:
        agent = leg.agent
        agent.last_at = agent.appends_from = at
        agent.last_order = order
    return True
