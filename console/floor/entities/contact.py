"""Contacts: the life of one customer interaction, its stays in queues and its agents' legs.

`feeds.lifecycle` declares which state follows each event. Anything else is an anomaly: counted, applied as
far as possible, never an exception.

The effect of an event depends only on its own contact and on the stated states of that contact's agents. So a
contact can be folded again from its short list of events (`folding`), in any order of arrival.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from console.floor.entities.agent import NO_QUEUE, Agent, Answer, Contact, Entry, Leg, Loss
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
    HELD,
    LEG,
    NONE,
    OFFERED,
    RELEASED_FOR_GOOD,
    TALKING,
    WITHDRAWN,
    WRAPPING,
)

if TYPE_CHECKING:
    from feeds.events import (
        ContactAbandoned,
        ContactAnswered,
        ContactDeflected,
        ContactEnded,
        ContactQueued,
        ContactReleased,
        OfContact,
        OfLeg,
    )

# Applies an event to a contact: (contact, its agent, the event, when it takes effect, its own instant).
Step = Callable[[Contact, Any, Any, int, int], None]

EVENTS_KEPT = 10_000
TOO_MANY_EVENTS = f"more than {EVENTS_KEPT:,} events of one contact"
CAME_AFTER_THE_END = "too late for a contact that is over"
_COUNTS_ALL_THE_SAME = (Outcome.ANSWERED, Outcome.ABANDONED)

_OFFER, _MISS, _ANSWER = LEG["contact.offered"], LEG["contact.missed"], LEG["contact.answered"]
_RELEASE, _RELEASE_FOR_GOOD, _WRAP = LEG["contact.released"], LEG[RELEASED_FOR_GOOD], LEG["contact.wrapped"]
_TRANSFER, _WITHDRAW, _END = LEG["contact.transferred"], LEG[WITHDRAWN], LEG["contact.ended"]


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
        self._settle: Callable[[Agent, int], None] = roster.update_state
        self.steps: dict[str, Step] = {
            "contact.queued": self._queued,
            "contact.abandoned": self._abandoned,
            "contact.deflected": self._deflected,
            "contact.ended": self._ended,
        }
        self.leg_steps: dict[str, Step] = {
            "contact.offered": self._offered,
            "contact.missed": self._missed,
            "contact.answered": self._answered,
            "contact.held": self._toggle_hold,
            "contact.resumed": self._toggle_hold,
            "contact.transferred": self._transferred,
            "contact.released": self._released,
            "contact.wrapped": self._wrapped,
        }

    def take_step(self, contact: Contact, agent: Agent | None, event: OfContact, at: int, own: int) -> None:
        """Apply *event*, whose own instant is *own*, to *contact* at *at*."""
        step = self.steps.get(event.type)
        if step is None and agent is not None:
            step = self.leg_steps.get(event.type)
        if step is not None:
            step(contact, agent, event, at, own)

    def lose(self, contact: Contact, loss: Loss, at: int) -> None:
        """Drop the open parts of *contact* that its source no longer knows."""
        if loss.waits:
            self._close_entry(contact, at, at, Outcome.LOST)
        for leg in list(contact.legs):
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

    def _tenure(self, agent: Agent, at: int) -> int:
        return agent.tenure if self.facts.drafts is None else self.roster.tenure_at(agent, at)

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
            wait = max(own - entry.queued, 0)
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
        for leg in list(contact.legs):
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

    def _ended(self, contact: Contact, agent: None, event: ContactEnded, at: int, own: int) -> None:
        if contact.ended:
            self._anomaly(contact, "ended twice")
        if contact.entry is not None:
            self._leave(contact, at, own, Outcome.OTHER)
        for leg in list(contact.legs):
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
            resolved = -1 if event.resolved is None else int(event.resolved)
            row = (at, contact.index, contact.customer, resolved, tenure)
            self._write(contact, self.books.closings, row)

    # Legs ------------------------------------------------------------------------------------------

    def _open_leg(self, contact: Contact, agent: Agent, part: int, at: int) -> Leg:
        leg = Leg(contact, agent, part, at)
        contact.legs.append(leg)
        agent.legs[contact] = leg
        return leg

    def _add_up(self, leg: Leg, at: int) -> None:
        """Add up the time of *leg* until *at*, where its part ends."""
        if leg.part == TALKING:
            leg.talk += at - leg.since
        elif leg.part == HELD:
            leg.hold += at - leg.since
        leg.since = at

    def _drop(self, contact: Contact, leg: Leg, at: int) -> None:
        agent = leg.agent
        contact.legs.remove(leg)
        contact.past_legs.append(leg)
        del agent.legs[contact]
        leg.part, leg.since = NONE, at
        if self.facts.drafts is None:
            self.roster.keep(leg)
        if not contact.legs and contact.entry is None:
            self._close(contact)
        self._settle(agent, at)

    def complete(self, contact: Contact, leg: Leg, at: int) -> None:
        """Complete a talking, held or wrapping leg: it now counts as handled."""
        talk, hold, wrap = leg.talk, leg.hold, 0
        if leg.part == WRAPPING:
            wrap = at - leg.since
        elif leg.part == TALKING:
            talk += at - leg.since
        else:
            hold += at - leg.since
        if not (leg.is_moved and leg.answered == at):
            row = (
                at,
                self._tenure(leg.agent, at),
                contact.index,
                contact.customer,
                talk,
                hold,
                wrap,
                leg.transferred,
                leg.queue,
                leg.channel,
                at - leg.answered,
            )
            self._write(contact, self.books.legs, row)
        self._drop(contact, leg, at)

    def _offered(self, contact: Contact, agent: Agent, event: OfLeg, at: int, own: int) -> None:
        tenure = agent.tenure if self.facts.drafts is None else self.roster.tenure_at(agent, at)
        row = (at, tenure, contact.index, 0)
        self._write(contact, self.books.offers, row)
        leg = agent.legs.get(contact)
        if leg is None:
            self._open_leg(contact, agent, OFFERED, at)
            self._settle(agent, at)
        elif _OFFER.to[leg.part] is None:
            self._anomaly(contact, _OFFER.anomaly)

    def _missed(self, contact: Contact, agent: Agent, event: OfLeg, at: int, own: int) -> None:
        tenure = agent.tenure if self.facts.drafts is None else self.roster.tenure_at(agent, at)
        row = (at, tenure, contact.index, 1)
        self._write(contact, self.books.offers, row)
        leg = agent.legs.get(contact)
        if leg is None or _MISS.to[leg.part] is None:
            self._anomaly(contact, _MISS.anomaly)
            return
        self._drop(contact, leg, at)

    def _answered(self, contact: Contact, agent: Agent, event: ContactAnswered, at: int, own: int) -> None:
        tenure, order = agent.tenure, contact.last_order
        if self.facts.drafts is not None:
            tenure, order = self.roster.tenure_at(agent, at), self.order
        entry = self._close_entry(contact, at, own, Outcome.ANSWERED, tenure)
        queue, channel = NO_QUEUE, NO_CHANNEL
        named = NO_QUEUE if event.queue is None else self.queue_index(event.queue, at)
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
        contact.answers.append(Answer(own, order, agent.index, named))
        if leg is None:
            leg = self._open_leg(contact, agent, TALKING, at)
        else:
            leg.part, leg.since, leg.answered = TALKING, at, at
        leg.queue, leg.channel, leg.is_moved = queue, channel, at > own
        self._settle(agent, at)

    def _toggle_hold(self, contact: Contact, agent: Agent, event: OfLeg, at: int, own: int) -> None:
        """Apply *event*, `contact.held` or `contact.resumed`."""
        leg, step = agent.legs.get(contact), LEG[event.type]
        if leg is None or (to := step.to[leg.part]) is None:
            self._anomaly(contact, step.anomaly)
            return
        self._add_up(leg, at)
        leg.part = to
        if leg.holds is None:
            leg.holds = []
        leg.holds.append(at)
        self._settle(agent, at)

    def _transferred(self, contact: Contact, agent: Agent, event: OfLeg, at: int, own: int) -> None:
        leg = agent.legs.get(contact)
        if leg is None or _TRANSFER.to[leg.part] is None:
            self._anomaly(contact, _TRANSFER.anomaly)
            return
        leg.transferred = True

    def _released(self, contact: Contact, agent: Agent, event: ContactReleased, at: int, own: int) -> None:
        leg = agent.legs.get(contact)
        release = _RELEASE if event.wrap_up else _RELEASE_FOR_GOOD
        if leg is None or (to := release.to[leg.part]) is None:
            self._anomaly(contact, release.anomaly)
            return
        if to == DONE:
            self.complete(contact, leg, at)
            return
        self._add_up(leg, at)
        leg.part, leg.wrapping_from = to, at
        # The current event is the newest of its contact, unless it is folded again.
        leg.released = (own, contact.last_order if self.facts.drafts is None else self.order)
        self._settle(agent, at)

    def _wrapped(self, contact: Contact, agent: Agent, event: OfLeg, at: int, own: int) -> None:
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


def _not_yet(agent: Agent, at: int) -> None:
    """Replaces `settle` while a contact is folded again: the agent is derived afterwards."""
