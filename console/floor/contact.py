"""Contacts: the life of one customer interaction, its stays in queues and its agents' legs.

    leg    (none) --offered--> offered --answered--> talking <--held/resumed--> held
           offered --missed--> (none);   (none) --answered--> talking
           talking, held --released--> wrapping, or done;   wrapping --wrapped, any agent.state--> done
    entry  (none) --queued--> waiting --answered, abandoned, deflected, ended, queued elsewhere--> (none)

Anything else is an anomaly: counted, applied as far as it can be, never an exception.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from console.floor.agent import HELD, OFFERED, TALKING, WRAPPING, Agent, Leg, Roster
from console.floor.ledger import Ledger
from console.floor.timeline import NEVER
from console.floor.vocabulary import CHANNEL_INDEX, DEFLECTIONS, NO_CHANNEL, Outcome
from console.floor.waits import unknown_wait

if TYPE_CHECKING:
    from console.floor.books import Books
    from feeds.events import (
        ContactAbandoned,
        ContactAnswered,
        ContactDeflected,
        ContactEnded,
        ContactQueued,
        ContactReleased,
        OfContact,
        OfLeg,
        SurveyAnswered,
    )

# A stay in a queue: (queue, since, channel said or −1, outbound)
Entry = tuple[int, int, int, bool]
# Every answer so far: (at, agent, queue or −1)
Answers = tuple[tuple[int, int, int], ...]
# What else a contact has been through: (ended, customer, outbound, answers)
Story = tuple[bool, int, bool, Answers]
# What a contact was before an event: (at, order, line, event or None, entry, legs, story)
Page = tuple[int, int, int, "OfContact | SurveyAnswered | None", "Entry | None", "tuple[Leg, ...]", Story]

# What an event wrote, after its page: a ledger and row, or an anomaly's reason and number
Fact = tuple["Ledger | str", int]

UNTOLD: Story = (False, -1, False, ())


class Contact:
    """One contact, now. Owned by the floor's contacts."""

    __slots__ = (
        "entry",
        "index",
        "kept_from",
        "last_at",
        "last_order",
        "legs",
        "name",
        "page_at",
        "source",
        "story",
        "trail",
    )

    def __init__(self, index: int, name: str, source: str) -> None:
        self.source = source
        self.index = index
        self.name = name
        self.entry: Entry | None = None
        self.legs: tuple[Leg, ...] = ()
        self.story: Story = UNTOLD
        self.last_at = NEVER
        self.last_order = 0
        self.trail: list[Page | Fact] = []
        self.page_at = NEVER
        self.kept_from = NEVER

    def turn_page(self, at: int, order: int, line: int, event: OfContact | SurveyAnswered | None) -> None:
        """Keep what the contact is now, before *event* changes it at *at*."""
        self.trail.append((at, order, line, event, self.entry, self.legs, self.story))
        self.page_at = at

    def pages_from(self, at: int) -> Iterator[Page]:
        """The pages turned at *at* or later, the newest first."""
        for item in reversed(self.trail):
            if len(item) == 7:
                if item[0] < at:
                    return
                yield item

    def take_back(self, at: int) -> list[Page | Fact]:
        """Become what it was before *at*; the pages and facts from then on."""
        trail, cut = self.trail, len(self.trail)
        for index in range(len(trail) - 1, -1, -1):
            item = trail[index]
            if len(item) == 7:
                if item[0] < at:
                    break
                cut = index
        undone = trail[cut:]
        if undone and len(undone[0]) == 7:
            del trail[cut:]
            _, _, _, _, self.entry, self.legs, self.story = undone[0]
            self.page_at = next((page[0] for page in self.pages_from(NEVER)), self.kept_from)
        return undone

    def settle(self) -> None:
        """Give up taking back anything that has happened so far."""
        self.kept_from = self.page_at
        self.trail.clear()

    def forget_before(self, at: int) -> None:
        """Give up taking back what happened before *at*."""
        keep = 0
        for index, item in enumerate(self.trail):
            if len(item) == 7:
                if item[0] >= at:
                    break
                self.kept_from = item[0]
            keep = index + 1
        del self.trail[:keep]


class Contacts:
    """What each event of a contact does. Owned by the floor; `line` is where the event in hand stood."""

    def __init__(self, books: Books, roster: Roster, queue_index: Callable[[str, int], int]) -> None:
        self.books = books
        self.roster = roster
        self.queue_index = queue_index
        self.waiting: dict[Contact, Entry] = {}
        self.touched: list[Contact] = []
        self.line = 0
        self.steps: dict[str, Callable[[Contact, Any, int], None]] = {
            "contact.queued": self._queued,
            "contact.abandoned": self._abandoned,
            "contact.deflected": self._deflected,
            "contact.ended": self._ended,
        }
        self.leg_steps: dict[str, Callable[[Contact, Agent, Any, int], None]] = {
            "contact.offered": self._offered,
            "contact.missed": self._missed,
            "contact.answered": self._answered,
            "contact.held": self._held,
            "contact.resumed": self._resumed,
            "contact.transferred": self._transferred,
            "contact.released": self._released,
            "contact.wrapped": self._wrapped,
        }

    def take_step(self, contact: Contact, agent: Agent | None, event: OfContact, at: int) -> None:
        """Do what *event* does to *contact* at *at*."""
        if agent is not None and event.type in self.leg_steps:
            self.leg_steps[event.type](contact, agent, event, at)
        elif event.type in self.steps:
            self.steps[event.type](contact, event, at)

    def lose(self, contact: Contact, at: int) -> None:
        """Let go of what *contact* had open: its source no longer knows of it."""
        self._close_entry(contact, at, Outcome.LOST)
        for leg in contact.legs:
            self._drop(contact, leg, at)

    # Facts -----------------------------------------------------------------------------------------

    def anomaly(self, contact: Contact, reason: str) -> None:
        contact.trail.append((reason, self.books.note_anomaly(self.line, reason)))

    # Entries ---------------------------------------------------------------------------------------

    def _queued(self, contact: Contact, event: ContactQueued, at: int) -> None:
        queue = self.queue_index(event.queue, at)
        entry = contact.entry
        if entry is not None:
            if entry[0] == queue:
                self.anomaly(contact, "queued where it already waits")
                return
            self._leave(contact, at, Outcome.OVERFLOW)
        ended, customer, outbound, answers = contact.story
        if ended:
            self.anomaly(contact, "queued after it ended")
        if event.customer is not None:
            customer = self.books.customer(event.customer)
        if event.direction is not None:
            outbound = event.direction == "outbound"
        contact.story = (ended, customer, outbound, answers)
        channel = NO_CHANNEL if event.channel is None else CHANNEL_INDEX[event.channel]
        contact.entry = self.waiting[contact] = (queue, at, channel, outbound)
        ledger = self.books.starts
        contact.trail.append((ledger, ledger.append((at, queue, contact.index, channel, customer, outbound))))

    def _close_entry(
        self, contact: Contact, at: int, outcome: int, tenure: int = -1, wait_known: bool = True
    ) -> Entry | None:
        entry = contact.entry
        if entry is None:
            return None
        queue, since, channel, outbound = entry
        contact.entry = None
        del self.waiting[contact]
        ledger = self.books.ends
        wait = at - since if wait_known else unknown_wait(at - since)
        row = ledger.append((at, queue, contact.index, channel, wait, outcome, outbound, tenure))
        contact.trail.append((ledger, row))
        return entry

    def _leave(self, contact: Contact, at: int, outcome: int, wait_known: bool = True) -> None:
        """End the open entry other than by an answer; nobody is offered the contact any more."""
        self._close_entry(contact, at, outcome, wait_known=wait_known)
        self._withdraw_offers(contact, at)

    def _withdraw_offers(self, contact: Contact, at: int, but: Agent | None = None) -> None:
        for leg in contact.legs:
            if leg[0] == OFFERED and leg[1] is not but:
                self._drop(contact, leg, at)

    def _abandoned(self, contact: Contact, event: ContactAbandoned, at: int) -> None:
        self._left(contact, event.queue, at, Outcome.ABANDONED, "abandoned", event.wait_known)

    def _deflected(self, contact: Contact, event: ContactDeflected, at: int) -> None:
        self._left(contact, event.queue, at, DEFLECTIONS[event.to], "deflected", True)

    def _left(self, contact: Contact, queue: str, at: int, outcome: int, word: str, known: bool) -> None:
        named = self.queue_index(queue, at)
        if contact.entry is None:
            self.anomaly(contact, f"{word} while not waiting")
            return
        if contact.entry[0] != named:
            self.anomaly(contact, f"{word} from another queue")
        self._leave(contact, at, outcome, known)

    def _ended(self, contact: Contact, event: ContactEnded, at: int) -> None:
        ended, customer, outbound, answers = contact.story
        if ended:
            self.anomaly(contact, "ended twice")
        if contact.entry is not None:
            self._leave(contact, at, Outcome.OTHER)
        for leg in contact.legs:
            if leg[0] == OFFERED:
                self._drop(contact, leg, at)
            elif leg[0] in (TALKING, HELD):
                self._complete(contact, leg, at)
        if ended:
            return
        contact.story = (True, customer, outbound, answers)
        if answers:
            tenure = self.roster.by_index[answers[-1][1]].tenure
            resolved = -1 if event.resolved is None else int(event.resolved)
            closings = self.books.closings
            row = closings.append((at, contact.index, customer, resolved, tenure))
            contact.trail.append((closings, row))

    # Legs ------------------------------------------------------------------------------------------

    def _leg(self, contact: Contact, agent: Agent) -> Leg | None:
        for leg in contact.legs:
            if leg[1] is agent:
                return leg
        return None

    def _put(self, contact: Contact, old: Leg | None, leg: Leg, at: int) -> None:
        """Make *leg* stand where *old* stood."""
        legs = contact.legs
        if len(legs) <= 1 and (old is not None or not legs):
            contact.legs = (leg,)
        else:
            contact.legs = (*(other for other in legs if other is not old), leg)
        agent = leg[1]
        agent.legs[contact] = leg
        self.roster.settle(agent, at, contact)

    def _drop(self, contact: Contact, leg: Leg, at: int) -> None:
        legs = contact.legs
        contact.legs = () if len(legs) == 1 else tuple(other for other in legs if other is not leg)
        agent = leg[1]
        del agent.legs[contact]
        self.roster.settle(agent, at, contact)

    def _complete(self, contact: Contact, leg: Leg, at: int) -> None:
        """End a talking, held or wrapping leg for good: now it counts as handled."""
        part, agent, since, talk, hold, answered, queue, channel, transferred = leg
        wrap = 0
        if part == TALKING:
            talk += at - since
        elif part == HELD:
            hold += at - since
        else:
            wrap = at - since
        ledger = self.books.legs
        contact.trail.append(
            (
                ledger,
                ledger.append(
                    (
                        at,
                        agent.tenure,
                        contact.index,
                        contact.story[1],
                        talk,
                        hold,
                        wrap,
                        transferred,
                        queue,
                        channel,
                        at - answered,
                    )
                ),
            )
        )
        self._drop(contact, leg, at)

    def _offered(self, contact: Contact, agent: Agent, event: OfLeg, at: int) -> None:
        ledger = self.books.offers
        contact.trail.append((ledger, ledger.append((at, agent.tenure, contact.index, 0))))
        leg = self._leg(contact, agent)
        if leg is None:
            self._put(contact, None, (OFFERED, agent, at, 0, 0, at, -1, NO_CHANNEL, False), at)
        elif leg[0] != WRAPPING:
            self.anomaly(contact, "offered to an agent who has it")

    def _missed(self, contact: Contact, agent: Agent, event: OfLeg, at: int) -> None:
        ledger = self.books.offers
        contact.trail.append((ledger, ledger.append((at, agent.tenure, contact.index, 1))))
        leg = self._leg(contact, agent)
        if leg is not None and leg[0] == OFFERED:
            self._drop(contact, leg, at)
        else:
            self.anomaly(contact, "missed without an offer")

    def _answered(self, contact: Contact, agent: Agent, event: ContactAnswered, at: int) -> None:
        ended, customer, outbound, answers = contact.story
        entry = self._close_entry(contact, at, Outcome.ANSWERED, agent.tenure)
        queue, channel = -1, NO_CHANNEL
        named = -1 if event.queue is None else self.queue_index(event.queue, at)
        if entry is not None:
            if named not in (-1, entry[0]):
                self.anomaly(contact, "answered from another queue")
            named = entry[0]
            if not entry[3]:
                queue, channel = named, entry[2]
        leg = self._leg(contact, agent)
        if contact.legs and (len(contact.legs) > 1 or leg is None):
            self._withdraw_offers(contact, at, but=agent)
        if leg is not None and leg[0] == WRAPPING:
            self._complete(contact, leg, at)
            leg = None
        if leg is None or leg[0] == OFFERED:
            contact.story = (ended, customer, outbound, (*answers, (at, agent.index, named)))
            self._put(contact, leg, (TALKING, agent, at, 0, 0, at, queue, channel, False), at)
        else:
            self.anomaly(contact, "answered by an agent who already has it")

    def _held(self, contact: Contact, agent: Agent, event: OfLeg, at: int) -> None:
        leg = self._leg(contact, agent)
        if leg is None or leg[0] != TALKING:
            self.anomaly(contact, "held while not talking")
            return
        _, _, since, talk, hold, answered, queue, channel, transferred = leg
        talk += at - since
        held = (HELD, agent, at, talk, hold, answered, queue, channel, transferred)
        self._put(contact, leg, held, at)

    def _resumed(self, contact: Contact, agent: Agent, event: OfLeg, at: int) -> None:
        leg = self._leg(contact, agent)
        if leg is None or leg[0] != HELD:
            self.anomaly(contact, "resumed while not held")
            return
        _, _, since, talk, hold, answered, queue, channel, transferred = leg
        hold += at - since
        talking = (TALKING, agent, at, talk, hold, answered, queue, channel, transferred)
        self._put(contact, leg, talking, at)

    def _transferred(self, contact: Contact, agent: Agent, event: OfLeg, at: int) -> None:
        leg = self._leg(contact, agent)
        if leg is None or leg[0] == OFFERED:
            self.anomaly(contact, "transferred without a leg")
            return
        marked = (*leg[:8], True)
        contact.legs = tuple(marked if other is leg else other for other in contact.legs)
        agent.legs[contact] = marked

    def _released(self, contact: Contact, agent: Agent, event: ContactReleased, at: int) -> None:
        leg = self._leg(contact, agent)
        if leg is None or leg[0] not in (TALKING, HELD):
            self.anomaly(contact, "released without a live leg")
            return
        if not event.wrap_up:
            self._complete(contact, leg, at)
            return
        part, _, since, talk, hold, answered, queue, channel, transferred = leg
        if part == TALKING:
            talk += at - since
        else:
            hold += at - since
        self._put(
            contact,
            leg,
            (WRAPPING, agent, at, talk, hold, answered, queue, channel, transferred),
            at,
        )

    def _wrapped(self, contact: Contact, agent: Agent, event: OfLeg, at: int) -> None:
        leg = self._leg(contact, agent)
        if leg is None or leg[0] != WRAPPING:
            self.anomaly(contact, "wrapped while not wrapping up")
            return
        self._complete(contact, leg, at)

    def finish_wrap_up(self, agent: Agent, at: int, order: int) -> None:
        """Complete *agent*'s wrapping legs: the agent has moved on."""
        for contact, leg in list(agent.legs.items()):
            if leg[0] == WRAPPING:
                if at < contact.page_at:
                    self.roster.disordered.add(agent)
                contact.turn_page(at, order, 0, None)
                self.touched.append(contact)
                self._complete(contact, leg, at)
