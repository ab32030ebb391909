"""The floor: the fold of all events. `Floor.apply` is the only thing that changes what is true."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from console.floor.agent import Agent, Roster
from console.floor.books import Books
from console.floor.bot_sessions import BotSessions
from console.floor.contact import Contact, Contacts
from console.floor.contact_store import ContactStore
from console.floor.definitions import Definitions, lateness_ms
from console.floor.disorder import Disorder
from console.floor.epoch import Epoch
from console.floor.remarks import Remarks
from console.floor.schedule import FOREVER
from console.floor.service_queue import ServiceQueues
from console.floor.site import Profiles, Site
from console.floor.snapshot import replace_present
from console.floor.timeline import NEVER
from console.floor.upkeep import Upkeep
from feeds.events import (
    AgentState,
    BotEnded,
    BotStarted,
    Control,
    CustomerChurned,
    Event,
    FlagAcknowledged,
    FlagSnoozed,
    ForecastPublished,
    Hello,
    Message,
    SiteSettings,
    Snapshot,
    Supervised,
    SurveyAnswered,
    TeamProfile,
    instant,
)
from feeds.snapshots import PartError, SnapshotParts

HORIZON_HOURS = 26
NOTES_KEPT = 10_000
UNSEEN_KEPT = 1_000  # spans (from, to) that no source told of


class Floor:
    """What is true, at any instant of the horizon.

    One writer: a single thread calls `apply`, in the order of arrival. Reading (`console.metrics`) never
    changes a later reading. `apply` is total: no event raises, and a contradiction is an anomaly.

    `horizon_ms` bounds how far back it can be read (None: to the first event); `site`, a file's settings,
    stands over every site profile.
    """

    def __init__(
        self,
        site: SiteSettings | None = None,
        horizon_ms: int | None = HORIZON_HOURS * 3_600_000,
    ) -> None:
        self.site = Site(Profiles(SiteSettings()), site)
        self.horizon_ms = horizon_ms
        self.books = Books()
        self.roster = Roster(self.books.timeline, self.books.tenures)
        self.queues = ServiceQueues()
        self.team_names: dict[str, Profiles[TeamProfile | None]] = {}
        self.contacts = Contacts(self.books, self.roster, self.queues.index)
        self.remarks = Remarks(self.books, self.roster)
        self.contacts.steps.update(self.remarks.steps)
        self.store = ContactStore(self.books)
        self.bots = BotSessions(self.books)
        self.forecasts: list[tuple[int, ForecastPublished]] = []
        self.epochs: dict[tuple[str, str], Epoch] = {}
        self.current: dict[str, Epoch] = {}
        self._parts: dict[str, SnapshotParts] = {}
        self.since = FOREVER
        self.latest = NEVER
        self.applied = 0
        self.control = 0
        self.duplicates = 0
        self.late = 0
        self.rewritten = 0
        self.source = ""
        self.unseen: deque[tuple[int, int]] = deque(maxlen=UNSEEN_KEPT)
        self.notes: deque[FlagAcknowledged | FlagSnoozed] = deque(maxlen=NOTES_KEPT)
        self.disorder = Disorder(self)
        self._upkeep = Upkeep(self)
        self.lateness_ms = lateness_ms(self.site.at(NEVER))
        self._handlers: dict[type[Any], Callable[[Any, int, int], None]] = {}
        self._control = _no_handler
        self._controls: dict[str, Callable[[Any, str], None]] = {
            "hello": self._hello,
            "snapshot": self._snapshot,
        }
        self.definitions = Definitions(self)
        self._by_type: dict[str, Callable[[Any, int, int], None]] = {
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
        }

    # Arrival ---------------------------------------------------------------------------------------

    def apply(self, event: Event | Control, line: int = 0, stream: str = "") -> None:
        """Take in what a source said.

        *stream* names the log or connection it came through, *line* its place there: the place stands in for
        a missing `seq`, and is told with anomalies.
        """
        at = getattr(event, "at", None)
        self.apply_at(event, NEVER if at is None else instant(at), line, stream)

    def apply_at(self, event: Event | Control, at: int, line: int, stream: str) -> None:
        """`apply` of an event whose instant (ms) is known already."""
        self.apply_all((event,), (at,), (line,), stream)

    def apply_all(
        self,
        events: Sequence[Event | Control],
        instants: Sequence[int],
        lines: Sequence[int],
        stream: str,
    ) -> None:
        """`apply` of many: event i happened at instants[i] (ms) and stood at lines[i] of *stream*."""
        handlers, contacts, control = self._handlers, self.contacts, self._control
        upkeep = self._upkeep
        epoch = self.current.get(stream)
        if epoch is not None:
            self.source = epoch.source
        for event, at, line in zip(events, instants, lines, strict=True):
            handler = handlers.get(event.__class__)
            if handler is None:
                handler = self._learn(event.__class__, event.type)
            if handler is control:
                self._take_control(event, stream)
                epoch = self.current.get(stream)
                continue
            if epoch is None:
                epoch = self.open_epoch(stream, stream, "")
            seq = event.seq or line or epoch.last + 1  # type: ignore[union-attr]
            if seq == epoch.last + 1 and epoch.first is not None:
                epoch.last = seq
            elif not epoch.accept(seq):
                self.duplicates += 1
                continue
            self.applied += 1
            contacts.line = line
            if at < self.since:
                self.reach_back(at)
            handler(event, at, epoch.order + seq)
            if at > self.latest:
                self.latest = at
            if self.applied >= upkeep.due:
                upkeep.run()

    def _take_control(self, event: Event | Control, stream: str) -> None:
        self.control += 1
        act = self._controls.get(event.type)
        if act is not None:
            act(event, stream)

    def reach_back(self, at: int) -> None:
        """Count time from *at* on as covered by the data."""
        if at < self.since:
            self.since = self.books.timeline.since = at

    def handler_of(self, event: Event) -> Callable[[Any, int, int], None]:
        """What takes in events such as *event*."""
        return self._handlers.get(event.__class__) or self._learn(event.__class__, event.type)

    def open_contacts(self, source: str) -> list[Contact]:
        """The contacts of *source* that wait or have legs."""
        legged = (contact for agent in self.roster.by_index for contact in agent.legs)
        found = dict.fromkeys((*self.contacts.waiting, *legged))
        return [contact for contact in found if contact.source == source]

    def _learn(self, kind: type[Any], name: str) -> Callable[[Any, int, int], None]:
        """Find what handles events of class *kind*, once a class."""
        handler = self._by_type.get(name)
        if handler is None and name in self.contacts.leg_steps:
            handler = self._leg_handler(self.contacts.leg_steps[name])
        elif handler is None and name in self.remarks.steps:
            handler = self._remark_handler(self.remarks.steps[name])
        elif handler is None and name in self.contacts.steps:
            handler = self._contact_handler(self.contacts.steps[name])
        elif handler is None:
            handler = self._control
        self._handlers[kind] = handler
        return handler

    def open_epoch(self, stream: str, source: str, name: str) -> Epoch:
        """Make (source, name) the epoch that *stream*'s events belong to from here on."""
        epoch = self.epochs.get((source, name))
        if epoch is None:
            epoch = Epoch(source, name, len(self.epochs))
            self.epochs[source, name] = epoch
        self.current[stream] = epoch
        self.source = source
        return epoch

    def _hello(self, event: Hello, stream: str) -> None:
        self.open_epoch(stream, event.source, event.epoch)
        self._parts.pop(stream, None)

    def _snapshot(self, event: Snapshot, stream: str) -> None:
        epoch = self.current.get(stream) or self.open_epoch(stream, stream, "")
        try:
            snapshot = self._parts.setdefault(stream, SnapshotParts()).take(event)
        except PartError as wrong:
            self.books.note_anomaly(self.contacts.line, str(wrong))
            return
        if snapshot is not None:
            replace_present(self, snapshot, epoch)

    # Agents and contacts ---------------------------------------------------------------------------

    def agent(self, name: str, at: int) -> Agent:
        agent = self.roster.find(name, at)
        if at < agent.first_at:
            agent.first_at = at
        return agent

    def contact(self, name: str) -> Contact:
        return self.store.find(name, self.source)

    def _agent_state(self, event: AgentState, at: int, order: int) -> None:
        agent = self.roster.find(event.agent, at)
        if at > agent.last_at or (at == agent.last_at and order > agent.last_order):
            agent.last_at, agent.last_order = at, order
            self.say(agent, event, at, order)
            if self.roster.disordered:
                self.disorder.mend(at)
        else:
            self.disorder.late(event, at, order, agent, None)

    def say(self, agent: Agent, event: AgentState, at: int, order: int) -> None:
        """Let *agent* be in the state *event* says, when no leg says otherwise."""
        if agent.legs and event.state != "wrap_up":
            self.contacts.finish_wrap_up(agent, at, order)
        said_before = agent.said
        agent.said = (event.state, event.reason)
        agent.said_code = self.roster.said_code(event.state, event.reason, self.site.at(at))
        self.roster.settle(agent, at, None, order, self.contacts.line, event, said_before)

    def _contact_handler(self, step: Callable[[Contact, Any, int], None]) -> Callable[[Any, int, int], None]:
        """What takes in events of a contact that name no agent."""
        at_hand, contacts = self.store.at_hand, self.contacts
        disordered, disorder, touched = self.roster.disordered, self.disorder, self.contacts.touched

        def handle(event: Any, at: int, order: int) -> None:
            contact = at_hand.get(event.contact)
            if contact is None:
                contact = self.contact(event.contact)
            if at > contact.page_at or (at == contact.page_at and order > contact.last_order):
                contact.last_at, contact.last_order = at, order
                contact.trail.append(
                    (at, order, contacts.line, event, contact.entry, contact.legs, contact.story)
                )
                contact.page_at = at
                touched.append(contact)
                step(contact, event, at)
                if disordered:
                    disorder.mend(at)
            else:
                disorder.late(event, at, order, None, contact)

        return handle

    def _remark_handler(self, step: Callable[[Contact, Any, int], None]) -> Callable[[Any, int, int], None]:
        """What takes in events that change nothing of a contact's life, and may name an agent."""
        of_contact = self._contact_handler(step)
        of_leg = self._leg_handler(lambda contact, agent, event, at: step(contact, event, at))

        def handle(event: Any, at: int, order: int) -> None:
            if getattr(event, "agent", None) is None:
                of_contact(event, at, order)
            else:
                of_leg(event, at, order)

        return handle

    def _leg_handler(
        self, step: Callable[[Contact, Agent, Any, int], None]
    ) -> Callable[[Any, int, int], None]:
        at_hand = self.store.at_hand
        agents = self.roster.agents
        disordered = self.roster.disordered
        contacts, disorder, touched = self.contacts, self.disorder, self.contacts.touched

        def handle(event: Any, at: int, order: int) -> None:
            contact = at_hand.get(event.contact)
            if contact is None:
                contact = self.contact(event.contact)
            agent = agents.get(event.agent)
            if agent is None:
                agent = self.roster.find(event.agent, at)
            if (at > contact.page_at or (at == contact.page_at and order > contact.last_order)) and (
                at > agent.last_at or (at == agent.last_at and order > agent.last_order)
            ):
                contact.last_at = agent.last_at = at
                contact.last_order = agent.last_order = order
                contact.trail.append(
                    (at, order, contacts.line, event, contact.entry, contact.legs, contact.story)
                )
                contact.page_at = at
                touched.append(contact)
                step(contact, agent, event, at)
                if disordered:
                    disorder.mend(at)
            else:
                disorder.late(event, at, order, agent, contact)

        return handle

    # Outcome ---------------------------------------------------------------------------------------

    def _survey_answered(self, event: SurveyAnswered, at: int, order: int) -> None:
        if event.queue is not None:
            self.queues.find(event.queue, at)
        agent = None if event.agent is None else self.agent(event.agent, at)
        if event.contact is None:
            tenure = -1 if agent is None else self.tenure_at(agent, at)
            self.books.surveys.append((at, -1, tenure, *_marks(event)))
            return
        contact = self.contact(event.contact)
        # A survey makes nothing late and is never late: its page goes last, whatever its instant.
        contact.turn_page(max(at, contact.page_at), order, self.contacts.line, event)
        self.contacts.touched.append(contact)
        self.survey(contact, event)

    def survey(self, contact: Contact, event: SurveyAnswered) -> None:
        """Credit a survey to the agent it names, else to the contact's last answering agent."""
        at = instant(event.at)
        tenure = -1
        if event.agent is not None:
            tenure = self.tenure_at(self.agent(event.agent, at), at)
        else:
            for answered_at, agent, _ in reversed(contact.story[3]):
                if answered_at <= at:
                    tenure = self.tenure_at(self.roster.by_index[agent], at)
                    break
        ledger = self.books.surveys
        row = ledger.append((at, contact.index, tenure, *_marks(event)))
        contact.trail.append((ledger, row))

    def tenure_at(self, agent: Agent, at: int) -> int:
        """The tenure *agent* was in at *at*."""
        tenures = self.books.tenures
        if tenures.start[agent.tenure] <= at:
            return agent.tenure
        for index in range(len(tenures)):
            if tenures.agent[index] == agent.index and tenures.start[index] <= at < tenures.end[index]:
                return index
        return agent.tenure

    def _bot_started(self, event: BotStarted, at: int, order: int) -> None:
        if event.queue is not None:
            self.queues.find(event.queue, at)
        self.bots.start(event, at, self.contacts.line)

    def _bot_ended(self, event: BotEnded, at: int, order: int) -> None:
        self.bots.end(event, at, self.contacts.line)

    def _customer_churned(self, event: CustomerChurned, at: int, order: int) -> None:
        self.books.churns.append((at, self.books.customer(event.customer)))
        told_from = self.books.churn_told_from
        self.books.churn_told_from = at if told_from is None else min(told_from, at)

    def _supervision(self, event: Supervised, at: int, order: int) -> None:
        self.agent(event.agent, at)

    def _noted(self, event: FlagAcknowledged | FlagSnoozed, at: int, order: int) -> None:
        """What was said of a flag changes nothing on the floor; kept for whoever shows flags."""
        self.notes.append(event)

    def is_too_late(self, late_by: int) -> bool:
        return late_by > self.lateness_ms


def _no_handler(event: Message, at: int, order: int) -> None:
    """What control objects have in the place of a handler: they have no part in an epoch."""


def _marks(event: SurveyAnswered) -> tuple[int, int, int]:
    return (
        -1 if event.csat is None else event.csat,
        -1 if event.nps is None else event.nps,
        -1 if event.ces is None else event.ces,
    )
