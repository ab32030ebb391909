"""Contacts: the life of one customer interaction, its stays in queues and its agents' legs.

`feeds.lifecycle` declares which state follows each event. Anything else is an anomaly: counted, applied as
far as possible, never an exception.

The effect of an event depends only on its own contact and on the stated states of that contact's agents. So a
contact can be folded again from its short list of events (`folding`), in any order of arrival.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from console.floor.entities.agent import NO_QUEUE, NOBODY, Agent, Answer, Contact, Entry, KeptEvent, Leg, Loss
from console.floor.entities.contact_store import Waiting
from console.floor.entities.facts import Facts
from console.floor.entities.roster import Roster
from console.floor.ledgers.books import Books
from console.floor.ledgers.codes import CHANNEL_INDEX, DEFLECTIONS, NO_CHANNEL, Outcome
from console.floor.ledgers.schedule import FOREVER
from console.floor.ledgers.waits import unknown_wait
from feeds.lifecycle import (
    DONE,
    ENTRY,
    LEG,
    NONE,
    OFFERED,
    RELEASED_FOR_GOOD,
    TALKING,
    WITHDRAWN,
    WRAPPING,
    Transition,
)

if TYPE_CHECKING:
    from feeds.events import ContactAbandoned, ContactDeflected, ContactQueued, OfContact

# Applies an event to a contact: (contact, its agent, the detail, when it takes effect, its own instant).
Step = Callable[[Contact, Any, Any, int, int], None]
# Updates an agent after a change at an instant; a leg that is open then is passed too.
Settle = Callable[[Agent, int, Leg | None], None]

EVENTS_KEPT = 10_000
TOO_MANY_EVENTS = f"more than {EVENTS_KEPT:,} events of one contact"
CAME_AFTER_THE_END = "too late for a contact that is over"
_COUNTS_ALL_THE_SAME = (Outcome.ANSWERED, Outcome.ABANDONED)

_OFFER, _MISS, _ANSWER = LEG["contact.offered"], LEG["contact.missed"], LEG["contact.answered"]
_HOLD, _RESUME = LEG["contact.held"], LEG["contact.resumed"]
_RELEASE, _RELEASE_FOR_GOOD, _WRAP = LEG["contact.released"], LEG[RELEASED_FOR_GOOD], LEG["contact.wrapped"]
_TRANSFER, _WITHDRAW, _END = LEG["contact.transferred"], LEG[WITHDRAWN], LEG["contact.ended"]


class EventStep(NamedTuple):
    """How events of one type are applied; `reads` is the only field that `step` reads, None for all."""

    step: Step
    reads: str | None = ""

    def detail(self, event: Any) -> Any:
        """What `step` reads of *event*."""
        return event if self.reads is None else getattr(event, self.reads) if self.reads else None


class Contacts:
    """Applies each event of a contact. Owned by the floor; `line` is the line of the current event."""

    def __init__(self, books: Books, roster: Roster, queue_index: Callable[[str, int], int]) -> None:
        self.books = books
        self.roster = roster
        self.queue_index = queue_index
        self.entries = Waiting()
        self.waiting = self.entries.entries
        self.closed: list[Contact] = []
        self.line = 0
        self.order = 0
        self.facts = Facts(books)
        self._write = self.facts.write
        self._settle: Settle = roster.update_state
        self.steps: dict[str, EventStep] = {
            "contact.queued": EventStep(self._queued, None),
            "contact.abandoned": EventStep(self._abandoned, None),
            "contact.deflected": EventStep(self._deflected, None),
            "contact.ended": EventStep(self._ended, "resolved"),
        }
        self.leg_steps: dict[str, EventStep] = {
            "contact.offered": EventStep(self._offered),
            "contact.missed": EventStep(self._missed),
            "contact.answered": EventStep(self._answered, "queue"),
            "contact.held": EventStep(self._held),
            "contact.resumed": EventStep(self._resumed),
            "contact.transferred": EventStep(self._transferred),
            "contact.released": EventStep(self._released, "wrap_up"),
            "contact.wrapped": EventStep(self._wrapped),
        }

    def kept(self, event: OfContact, agent: Agent | None, at: int, order: int, not_before: int) -> KeptEvent:
        """*event*, with the key (*at*, *order*), as far as it is kept; *agent* is the one it names."""
        found, number = self._step(event.type), NOBODY if agent is None else agent.index
        return KeptEvent(at, order, self.line, not_before, event.type, number, found.detail(event))

    def take_step(self, contact: Contact, kept: KeptEvent, at: int) -> None:
        """Apply *kept* to *contact* at *at*."""
        agent = None if kept.agent == NOBODY else self.roster.by_index[kept.agent]
        self._step(kept.type).step(contact, agent, kept.detail, at, kept.at)

    def _step(self, name: str) -> EventStep:
        return self.steps.get(name) or self.leg_steps[name]

    def lose(self, contact: Contact, loss: Loss, at: int) -> None:
        """Drop the open parts of *contact* that its source no longer knows."""
        if loss.waits:
            self._close_entry(contact, at, at, Outcome.LOST)
        for leg in contact.legs:
            if leg.agent.index in loss.agents:
                self._drop(contact, leg, at)

    # Facts -----------------------------------------------------------------------------------------

    @contextmanager
    def unsettled(self) -> Iterator[None]:
        """Leave agents unchanged while their contacts are folded: they are derived afterwards."""
        self._settle = _not_yet
        try:
            yield
        finally:
            self._settle = self.roster.update_state

    def _anomaly(self, contact: Contact, reason: str) -> None:
        self.facts.contradict(contact, self.line, reason)

    def refuse(self, contact: Contact, agent: Agent | None, event: OfContact, at: int) -> None:
        """Note an event that arrived for a contact that is over; it changes nothing."""
        if agent is not None and event.type in ("contact.offered", "contact.missed"):
            tenure = self.roster.tenure_at(agent, at)
            self.books.offers.append((at, tenure, contact.index, event.type == "contact.missed"))
        self.books.note_anomaly(self.line, CAME_AFTER_THE_END)

    # Entries ---------------------------------------------------------------------------------------

    def _queued(self, contact: Contact, agent: None, event: ContactQueued, at: int, own: int) -> None:
        queue = self.queue_index(event.queue, at)
        entry = contact.entry
        if entry is not None:
            if entry.queue == queue:
                self._anomaly(contact, ENTRY["contact.queued"].anomaly)
                return
            self._leave(contact, at, own, Outcome.OVERFLOW)
        if contact.ended:
            self._anomaly(contact, "queued after it ended")
        if event.customer is not None:
            contact.customer = self.books.customer(event.customer)
        if event.direction is not None:
            contact.outbound = event.direction == "outbound"
        channel = NO_CHANNEL if event.channel is None else CHANNEL_INDEX[event.channel]
        entry = contact.entry = Entry(queue, at, own, channel, contact.outbound)
        self.entries.begin(contact, entry)
        for leg in contact.legs:  # what the agents are offered has changed
            self.roster.changed.add(leg.agent.index)
        row = (at, queue, contact.index, channel, contact.customer, contact.outbound)
        self._write(contact, self.books.starts, row)

    def _close_entry(
        self, contact: Contact, at: int, own: int, outcome: int, tenure: int = -1, wait_known: bool = True
    ) -> Entry | None:
        entry = contact.entry
        if entry is None:
            return None
        contact.entry = None
        self.entries.end(contact)
        if not contact.legs:
            self._close(contact)
        is_opened = entry.opened != at or entry.opened == entry.queued
        if not is_opened:
            self.facts.forget_last(self.books.starts)
        if is_opened or outcome in _COUNTS_ALL_THE_SAME:
            wait = own - entry.queued if own > entry.queued else 0
            late_start, late_end = entry.opened - entry.queued, at - own
            row = (
                at,
                entry.queue,
                contact.index,
                entry.channel,
                wait if wait_known else unknown_wait(wait),
                outcome,
                entry.outbound,
                tenure,
                late_end - late_start,
                late_start,
            )
            self._write(contact, self.books.ends, row)
        return entry

    def _close(self, contact: Contact) -> None:
        """Note that nothing of *contact* is open. Once it has ended, further events may be too late."""
        self.closed.append(contact)
        if contact.ended:
            contact.appends_from = FOREVER

    def _leave(self, contact: Contact, at: int, own: int, outcome: int, wait_known: bool = True) -> None:
        """End the open entry other than by an answer, and withdraw the contact's offers."""
        self._close_entry(contact, at, own, outcome, wait_known=wait_known)
        self._withdraw_offers(contact, at)

    def _withdraw_offers(self, contact: Contact, at: int, but: Agent | None = None) -> None:
        for leg in contact.legs:
            if leg.agent is not but and _WITHDRAW.to[leg.part] != leg.part:
                self._drop(contact, leg, at)

    def _abandoned(self, contact: Contact, agent: None, event: ContactAbandoned, at: int, own: int) -> None:
        if self._may_leave(contact, event, at):
            self._leave(contact, at, own, Outcome.ABANDONED, event.wait_known)

    def _deflected(self, contact: Contact, agent: None, event: ContactDeflected, at: int, own: int) -> None:
        if self._may_leave(contact, event, at):
            self._leave(contact, at, own, DEFLECTIONS[event.to])

    def _may_leave(self, contact: Contact, event: ContactAbandoned | ContactDeflected, at: int) -> bool:
        """Whether *contact* waits, so that *event* ends its entry; notes the anomaly if not."""
        named, entry = self.queue_index(event.queue, at), contact.entry
        if entry is None:
            self._anomaly(contact, ENTRY[event.type].anomaly)
            return False
        if entry.queue != named:
            self._anomaly(contact, f"{event.type.removeprefix('contact.')} from another queue")
        return True

    def _ended(self, contact: Contact, agent: None, resolved: bool | None, at: int, own: int) -> None:
        if contact.ended:
            self._anomaly(contact, "ended twice")
        if contact.entry is not None:
            self._leave(contact, at, own, Outcome.OTHER)
        for leg in contact.legs:
            to = _END.to[leg.part]
            if to == NONE:
                self._drop(contact, leg, at)
            elif to == DONE:
                self.complete(contact, leg, at)
        if contact.ended:
            return
        contact.ended = True
        if contact.entry is None and not contact.legs:
            self._close(contact)
        if contact.answers:
            last = self.roster.by_index[contact.answers[-1].agent]
            tenure = self.roster.tenure_at(last, at)
            row = (at, contact.index, contact.customer, -1 if resolved is None else int(resolved), tenure)
            self._write(contact, self.books.closings, row)

    # Legs ------------------------------------------------------------------------------------------

    def _open_leg(self, contact: Contact, agent: Agent, part: int, at: int) -> Leg:
        leg = Leg(contact, agent, part, at)
        contact.legs += (leg,)
        agent.legs[contact] = leg
        return leg

    def _drop(self, contact: Contact, leg: Leg, at: int) -> None:
        agent = leg.agent
        legs = contact.legs
        contact.legs = () if len(legs) == 1 else tuple(each for each in legs if each is not leg)
        contact.past_legs += (leg,)
        del agent.legs[contact]
        leg.part, leg.since = NONE, at
        if self.facts.drafts is None:
            self.roster.keep(leg)
        if len(legs) == 1 and contact.entry is None:
            self._close(contact)
        self._settle(agent, at, None)

    def complete(self, contact: Contact, leg: Leg, at: int) -> None:
        """Complete a talking, held or wrapping leg: it now counts as handled."""
        if not (leg.is_moved and leg.answered == at):
            released = leg.since if leg.part == WRAPPING else at
            hold = leg.time_held(released) if leg.holds else 0
            row = (
                at,
                leg.agent.tenure if self.facts.drafts is None else self.roster.tenure_at(leg.agent, at),
                contact.index,
                contact.customer,
                released - leg.answered - hold,
                hold,
                at - released,
                leg.transferred,
                leg.queue,
                leg.channel,
                at - leg.answered,
            )
            self._write(contact, self.books.legs, row)
        self._drop(contact, leg, at)

    def _offered(self, contact: Contact, agent: Agent, detail: None, at: int, own: int) -> None:
        tenure = agent.tenure if self.facts.drafts is None else self.roster.tenure_at(agent, at)
        self._write(contact, self.books.offers, (at, tenure, contact.index, 0))
        leg = agent.legs.get(contact)
        if leg is None:
            self._settle(agent, at, self._open_leg(contact, agent, OFFERED, at))
        elif _OFFER.to[leg.part] is None:
            self._anomaly(contact, _OFFER.anomaly)

    def _missed(self, contact: Contact, agent: Agent, detail: None, at: int, own: int) -> None:
        tenure = agent.tenure if self.facts.drafts is None else self.roster.tenure_at(agent, at)
        self._write(contact, self.books.offers, (at, tenure, contact.index, 1))
        leg = agent.legs.get(contact)
        if leg is None or _MISS.to[leg.part] is None:
            self._anomaly(contact, _MISS.anomaly)
            return
        self._drop(contact, leg, at)

    def _answered(self, contact: Contact, agent: Agent, said: str | None, at: int, own: int) -> None:
        tenure, order = agent.tenure, contact.last_order
        if self.facts.drafts is not None:
            tenure, order = self.roster.tenure_at(agent, at), self.order
        entry = self._close_entry(contact, at, own, Outcome.ANSWERED, tenure)
        queue, channel = NO_QUEUE, NO_CHANNEL
        named = NO_QUEUE if said is None else self.queue_index(said, at)
        if entry is not None:
            if named not in (NO_QUEUE, entry.queue):
                self._anomaly(contact, "answered from another queue")
            named = entry.queue
            if not entry.outbound:
                queue, channel = named, entry.channel
        leg = agent.legs.get(contact)
        if contact.legs and (len(contact.legs) > 1 or leg is None):
            self._withdraw_offers(contact, at, but=agent)
        if leg is not None:
            if leg.part == WRAPPING:
                self.complete(contact, leg, at)
                leg = None
            elif _ANSWER.to[leg.part] is None:
                self._anomaly(contact, _ANSWER.anomaly)
                return
        contact.answers += (Answer(own, order, agent.index, named),)
        if leg is None:
            leg = self._open_leg(contact, agent, TALKING, at)
        else:
            leg.part, leg.since, leg.answered = TALKING, at, at
        leg.queue, leg.channel, leg.is_moved = queue, channel, at > own
        self._settle(agent, at, leg)

    def _held(self, contact: Contact, agent: Agent, detail: None, at: int, own: int) -> None:
        self._toggle_hold(contact, agent, _HOLD, at)

    def _resumed(self, contact: Contact, agent: Agent, detail: None, at: int, own: int) -> None:
        self._toggle_hold(contact, agent, _RESUME, at)

    def _toggle_hold(self, contact: Contact, agent: Agent, hold: Transition, at: int) -> None:
        leg = agent.legs.get(contact)
        if leg is None or (to := hold.to[leg.part]) is None:
            self._anomaly(contact, hold.anomaly)
            return
        leg.part, leg.since = to, at
        leg.holds += (at,)
        self._settle(agent, at, leg)

    def _transferred(self, contact: Contact, agent: Agent, detail: None, at: int, own: int) -> None:
        leg = agent.legs.get(contact)
        if leg is None or _TRANSFER.to[leg.part] is None:
            self._anomaly(contact, _TRANSFER.anomaly)
            return
        leg.transferred = True

    def _released(self, contact: Contact, agent: Agent, wrap_up: bool, at: int, own: int) -> None:
        leg = agent.legs.get(contact)
        release = _RELEASE if wrap_up else _RELEASE_FOR_GOOD
        if leg is None or (to := release.to[leg.part]) is None:
            self._anomaly(contact, release.anomaly)
            return
        if to == DONE:
            self.complete(contact, leg, at)
            return
        leg.part = to
        leg.since = leg.wrapping_from = at
        # The current event is the newest of its contact, unless it is folded again.
        leg.released = (own, contact.last_order if self.facts.drafts is None else self.order)
        self._settle(agent, at, leg)

    def _wrapped(self, contact: Contact, agent: Agent, detail: None, at: int, own: int) -> None:
        leg = agent.legs.get(contact)
        if leg is None or _WRAP.to[leg.part] is None:
            self._anomaly(contact, _WRAP.anomaly)
            return
        self.complete(contact, leg, at)

    def end_wrap_ups_of(self, agent: Agent, at: int) -> None:
        """Complete *agent*'s wrapping legs at *at*: the agent has moved on."""
        for leg in list(agent.legs.values()):
            if leg.part == WRAPPING:
                contact = leg.contact
                contact.appends_from = max(contact.appends_from, at)
                contact.over_at = max(contact.over_at, at)
                self.complete(contact, leg, at)


def _not_yet(agent: Agent, at: int, leg: Leg | None) -> None:
    """Replaces `settle` while a contact is folded again: the agent is derived afterwards."""
