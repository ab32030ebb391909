"""The floor's state, shared by derivation, snapshots and retention.

`Floor` adds `apply`, the only way in. Metrics, views and rules take a `FloorState`: they only read it.
"""

from __future__ import annotations

from collections import deque

from console.floor.entities.agent import IDLE_MS, Agent, Contact
from console.floor.entities.bot_sessions import BotSessions
from console.floor.entities.contact import Contacts
from console.floor.entities.contact_store import ContactStore
from console.floor.entities.roster import Roster
from console.floor.entities.service_queue import ServiceQueues
from console.floor.entities.signals import Signals
from console.floor.entities.site import Profiles, Site
from console.floor.entities.surveys import Surveys
from console.floor.epoch import Epoch, Watermark
from console.floor.folding import Folding
from console.floor.ledgers.books import Books
from console.floor.ledgers.schedule import FOREVER
from console.floor.ledgers.timeline import NEVER
from feeds.events import (
    AgentState,
    Event,
    FlagAcknowledged,
    FlagSnoozed,
    ForecastPublished,
    SiteSettings,
    TeamProfile,
    instant,
)

HORIZON_HOURS = 26
NOTES_KEPT = 10_000
BLIND_SPANS_KEPT = 1_000  # spans (from, to) without data from any source
LATENESS_MOST_MS = 24 * 3_600_000


class FloorState:
    """The floor's state at any instant of the horizon. Instants and durations are ms.

    `horizon_ms` bounds how far back it can be read (None: to the first event); `site`, settings from a file,
    override every site profile. `opened_from` is the start of an archived day: what came before is not shown.
    """

    def __init__(self, site: SiteSettings | None, horizon_ms: int | None) -> None:
        self.site = Site(Profiles(SiteSettings()), site)
        self.horizon_ms = horizon_ms
        self.books = Books()
        self.roster = Roster(self.books.timeline, self.books.tenures, self.site)
        self.queues = ServiceQueues()
        self.team_names: dict[str, Profiles[TeamProfile | None]] = {}
        self.contacts = Contacts(self.books, self.roster, self.queues.index)
        self.signals = Signals(self.books)
        self.surveys = Surveys(self.books, self.roster, self.contacts.facts)
        self.folding = Folding(self.contacts, self.surveys)
        self.store = ContactStore(self.books)
        self.bots = BotSessions(self.books)
        self.forecasts: list[tuple[int, ForecastPublished]] = []
        self.epochs: dict[tuple[str, str], Epoch] = {}
        self.current: dict[str, Epoch] = {}
        self.watermarks: dict[str, Watermark] = {}
        self.watermark = Watermark()
        self.since = FOREVER
        self.opened_from = NEVER
        self.latest = NEVER
        self.applied = 0
        self.control = 0
        self.duplicates = 0
        self.late = 0
        self.rewritten = 0
        self.source = ""
        self.blind_spans: deque[tuple[int, int]] = deque(maxlen=BLIND_SPANS_KEPT)
        self.notes: deque[FlagAcknowledged | FlagSnoozed] = deque(maxlen=NOTES_KEPT)
        self.desk_events: deque[Event] = deque(maxlen=NOTES_KEPT)
        self.lateness_ms = lateness_ms(self.site.at(NEVER))

    @property
    def shown_from(self) -> int:
        """The first instant to show: that of the data, or of the archived day opened."""
        return max(self.since, self.opened_from)

    def extend_coverage(self, at: int) -> None:
        """Count time from *at* on as covered by the data."""
        if at < self.since:
            self.since = self.books.timeline.since = at

    def agent(self, name: str, at: int) -> Agent:
        """The agent called *name*, known from *at* at the latest."""
        return self.roster.find(name, at)

    def contact(self, name: str) -> Contact:
        """The contact called *name*: a recent one, one restored, or a new one of the current source."""
        contact = self.store.at_hand.get(name)
        if contact is None:
            contact = self.store.take_up(name, self.source)
            self.contacts.closed.append(contact)
        return contact

    def close_if_over(self, contact: Contact) -> None:
        """Stop folding *contact* again if its source's watermark has passed it, and nothing is open.

        A contact that has not ended is over only once the watermark is `IDLE_MS` later.
        """
        reached = self.watermarks[contact.source].at - (0 if contact.ended else IDLE_MS)
        if not contact.is_open and NEVER < contact.over_since < reached:
            contact.rebase()

    def set_stated_state(self, agent: Agent, event: AgentState, at: int, order: int) -> None:
        """Set *agent* to the state of *event* from *at* on, unless a leg takes precedence."""
        if agent.legs and event.state != "wrap_up":
            self.contacts.end_wrap_ups_of(agent, at)
        self.roster.state(agent, event, instant(event.at), order, max(at, agent.at))

    def open_contacts(self, source: str) -> list[Contact]:
        """The contacts of *source* that wait or have legs."""
        legged = (contact for agent in self.roster.by_index for contact in agent.legs)
        found = dict.fromkeys((*self.contacts.waiting, *legged))
        return [contact for contact in found if contact.source == source]

    def open_epoch(self, stream: str, source: str, name: str) -> Epoch:
        """Make (source, name) the epoch of *stream*'s events from here on."""
        epoch = self.epochs.get((source, name))
        if epoch is None:
            watermark = self.watermarks.setdefault(source, Watermark())
            watermark.lateness = self.lateness_ms
            epoch = Epoch(source, name, len(self.epochs), watermark)
            self.epochs[source, name] = epoch
        self.current[stream] = epoch
        self.turn_to(epoch)
        return epoch

    def turn_to(self, epoch: Epoch) -> None:
        """Make *epoch*'s source the current one."""
        self.source = epoch.source
        self.watermark = epoch.watermark

    def set_lateness(self, settings: SiteSettings) -> None:
        """Apply the lateness limit of *settings* from now on."""
        self.lateness_ms = lateness_ms(settings)
        for watermark in self.watermarks.values():
            watermark.lateness = self.lateness_ms


def lateness_ms(settings: SiteSettings) -> int:
    """How late an event may arrive and still take its place, in ms; at most a day."""
    return round(min(settings.lateness_seconds * 1000, LATENESS_MOST_MS))
