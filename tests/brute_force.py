"""A slow, plain second reading of the metric definitions, to hold the quick one against.

The events are folded once into bare lists of what happened when. Every figure is then asked of those
lists from scratch: what was so at an instant is found by looking through all of them, what lasted is
added up piece by piece. Nothing is kept running, nothing is clever.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

Event = dict[str, Any]
Figures = dict[str, Any]

SECOND = 1000
MINUTE = 60 * SECOND
DAY = 24 * 60 * MINUTE

CHANNELS = ("voice", "chat", "message", "email", "callback", "task")
ACTIVITIES = ("on_queue", "break", "lunch", "meeting", "training", "coaching", "other", "off")
HANDLING = ("on_contact", "hold", "wrap_up")
READY = ("available", "ringing")
ON_QUEUE = HANDLING + READY

CONTACT_TYPES = {
    "contact.queued",
    "contact.offered",
    "contact.missed",
    "contact.answered",
    "contact.held",
    "contact.resumed",
    "contact.transferred",
    "contact.released",
    "contact.wrapped",
    "contact.abandoned",
    "contact.deflected",
    "contact.ended",
    "contact.sentiment",
    "contact.signal",
    "contact.recorded",
}
MOVABLE = CONTACT_TYPES | {"agent.state"}
ORDINARY = MOVABLE | {
    "site.profile",
    "queue.profile",
    "agent.profile",
    "team.profile",
    "schedule.published",
    "schedule.exception",
    "forecast.published",
    "survey.answered",
    "bot.started",
    "bot.ended",
    "customer.churned",
    "supervision.started",
    "supervision.ended",
    "flag.acknowledged",
    "flag.snoozed",
}


# --- what is read ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """One event, and the instant it applies at."""

    at: int
    epoch: int
    seq: int
    event: Event


def millis(text: str) -> int:
    """The instant an RFC 3339 text names, in whole milliseconds, what is finer cut off."""
    moment = datetime.fromisoformat(text)
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def read_line(line: str) -> Event | None:
    """The object on a line, or None."""
    try:
        value = json.loads(line)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def read_steps(lines: list[str]) -> list[Step]:
    """The ordinary events in order of arrival, each identity once, at the instants they carry."""
    epochs: list[tuple[str, str]] = [("", "")]
    current = 0
    seen: set[tuple[int, int]] = set()
    steps: list[Step] = []
    for number, line in enumerate(lines, start=1):
        event = read_line(line)
        if event is None:
            continue
        if event.get("type") == "hello":
            name = (event["source"], event["epoch"])
            if name not in epochs:
                epochs.append(name)
            current = epochs.index(name)
        if event.get("type") not in ORDINARY:
            continue
        seq = event.get("seq", number)
        if (current, seq) not in seen:
            seen.add((current, seq))
            steps.append(Step(millis(event["at"]), current, seq, event))
    return steps


def keys_of(event: Event) -> list[tuple[str, str]]:
    """The agent and the contact whose later events can make this one late."""
    if event["type"] not in MOVABLE:
        return []
    return [(kind, event[kind]) for kind in ("agent", "contact") if event.get(kind) is not None]


def settle(steps: list[Step]) -> list[Step]:
    """The events in the order they apply, those too late moved to where they take effect."""
    latest: dict[tuple[str, str], int] = {}
    lateness = 5 * SECOND
    settled: list[Step] = []
    for step in steps:
        if step.event["type"] == "site.profile":
            lateness = round(step.event.get("lateness_seconds", 5) * SECOND)
        keys = keys_of(step.event)
        newest = max((latest.get(key, step.at) for key in keys), default=step.at)
        at = newest if newest - step.at > lateness else step.at
        for key in keys:
            latest[key] = max(latest.get(key, at), at)
        settled.append(Step(at, step.epoch, step.seq, step.event))
    return sorted(settled, key=lambda step: (step.at, step.epoch, step.seq))


# --- what happened --------------------------------------------------------------------------------------


@dataclass(eq=False)
class Entry:
    """One stay in one queue."""

    contact: str
    queue: str
    channel: str | None
    outbound: bool
    start: int
    end: int | None = None
    outcome: str = "open"
    wait_known: bool = True

    @property
    def wait(self) -> int:
        """How long an ended entry waited."""
        assert self.end is not None
        return self.end - self.start


@dataclass(eq=False)
class Leg:
    """One agent's part in a contact: each phase with the instant it began."""

    contact: str
    agent: str
    phases: list[tuple[int, str]]
    entry: Entry | None = None
    transferred: bool = False

    @property
    def phase(self) -> str:
        """The phase after all events."""
        return self.phases[-1][1]

    @property
    def live(self) -> bool:
        """Whether it is still going on."""
        return self.phase not in ("completed", "removed")

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
    order: int
    contact: str
    resolved: bool | None
    agent: str | None


@dataclass(frozen=True)
class Queued:
    """A known customer joining a queue."""

    at: int
    order: int
    customer: str


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
    order: int
    customer: str | None
    event: Event


Dated = list[tuple[int, Event]]


@dataclass
class Floor:
    """All that happened up to `now`, in plain lists."""

    now: int
    first: int | None = None
    site: Dated = field(default_factory=list)
    queues: dict[str, Dated] = field(default_factory=dict)
    agents: dict[str, Dated] = field(default_factory=dict)
    profiled_first: set[str] = field(default_factory=set)
    teams: set[str] = field(default_factory=set)
    schedules: dict[str, list[Event]] = field(default_factory=dict)
    exceptions: dict[str, list[Event]] = field(default_factory=dict)
    said: dict[str, list[tuple[int, str, str | None]]] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    legs: list[Leg] = field(default_factory=list)
    offers: list[tuple[int, str]] = field(default_factory=list)
    misses: list[tuple[int, str]] = field(default_factory=list)
    outbound: dict[str, bool] = field(default_factory=dict)
    customers: dict[str, str] = field(default_factory=dict)
    answerers: dict[str, str] = field(default_factory=dict)
    joins: list[Queued] = field(default_factory=list)
    endings: list[Ending] = field(default_factory=list)
    surveys: list[Survey] = field(default_factory=list)
    bot_customers: dict[str, str | None] = field(default_factory=dict)
    sessions: list[Session] = field(default_factory=list)
    churned: list[tuple[int, str]] = field(default_factory=list)

    def open_entry(self, contact: str) -> Entry | None:
        """The entry a contact waits in."""
        return next((e for e in self.entries if e.contact == contact and e.end is None), None)

    def live_leg(self, contact: str, agent: str) -> Leg | None:
        """An agent's leg of a contact, while it goes on."""
        legs = (leg for leg in self.legs if leg.contact == contact and leg.agent == agent)
        return next((leg for leg in legs if leg.live), None)

    def legs_in(self, contact: str, *phases: str) -> list[Leg]:
        """A contact's legs that are now in one of these phases."""
        return [leg for leg in self.legs if leg.contact == contact and leg.phase in phases]


def fold(steps: list[Step], now: int) -> Floor:
    """What the events up to `now` amount to."""
    floor = Floor(now, first=min((step.at for step in steps), default=None))
    for order, step in enumerate(steps):
        if step.at <= now:
            mention(floor, step.event)
            apply(floor, step.at, order, step.event)
    return floor


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


def apply(floor: Floor, at: int, order: int, event: Event) -> None:
    """Put down one event."""
    kind = event["type"]
    if kind in ("agent.state", "survey.answered", "customer.churned"):
        apply_word(floor, at, event)
    elif kind.startswith("bot."):
        apply_bot(floor, at, order, event)
    elif kind == "contact.queued":
        queued(floor, at, order, event)
    elif kind == "contact.ended":
        ended(floor, at, order, event)
    elif kind in ("contact.abandoned", "contact.deflected"):
        leave_queue(floor, at, event["contact"], kind.removeprefix("contact."), event.get("wait_known", True))
    elif kind.startswith("contact."):
        apply_leg(floor, at, event)
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


def apply_word(floor: Floor, at: int, event: Event) -> None:
    """Put down what an agent or a customer said."""
    if event["type"] == "agent.state":
        reason = event.get("reason") or ""
        said = floor.said.setdefault(event["agent"], [])
        said.append((at, event["state"], reason if reason.strip() else None))
        if event["state"] != "wrap_up":
            for leg in floor.legs:
                if leg.agent == event["agent"] and leg.phase == "wrapping":
                    leg.phases.append((at, "completed"))
    elif event["type"] == "survey.answered":
        agent = event.get("agent") or floor.answerers.get(event.get("contact") or "")
        floor.surveys.append(Survey(at, agent, event))
    else:
        floor.churned.append((at, event["customer"]))


def apply_bot(floor: Floor, at: int, order: int, event: Event) -> None:
    """Put down the start or the end of a bot session."""
    if event["type"] == "bot.started":
        floor.bot_customers[event["session"]] = event.get("customer")
    else:
        customer = floor.bot_customers.get(event["session"])
        floor.sessions.append(Session(at, order, customer, event))


def queued(floor: Floor, at: int, order: int, event: Event) -> None:
    """A contact joins a queue, and leaves the other one it was in."""
    contact = event["contact"]
    waiting = floor.open_entry(contact)
    if waiting is not None and waiting.queue == event["queue"]:
        return
    if waiting is not None:
        leave_queue(floor, at, contact, "deflected")
    if event.get("direction") is not None:
        floor.outbound[contact] = event["direction"] == "outbound"
    if event.get("customer") is not None:
        floor.customers[contact] = event["customer"]
    if contact in floor.customers:
        floor.joins.append(Queued(at, order, floor.customers[contact]))
    outbound = floor.outbound.get(contact, False)
    floor.entries.append(Entry(contact, event["queue"], event.get("channel"), outbound, at))


def leave_queue(floor: Floor, at: int, contact: str, outcome: str, wait_known: bool = True) -> None:
    """An entry ends without an answer, and nobody is offered the contact any more."""
    entry = floor.open_entry(contact)
    if entry is None:
        return
    entry.end, entry.outcome = at, outcome
    entry.wait_known = wait_known or outcome != "abandoned"
    for leg in floor.legs_in(contact, "offered"):
        leg.phases.append((at, "removed"))


def ended(floor: Floor, at: int, order: int, event: Event) -> None:
    """A contact ends: only wrap-up goes on."""
    contact = event["contact"]
    if any(ending.contact == contact for ending in floor.endings):
        return
    leave_queue(floor, at, contact, "deflected")
    for leg in floor.legs_in(contact, "offered"):
        leg.phases.append((at, "removed"))
    for leg in floor.legs_in(contact, "talking", "held"):
        leg.phases.append((at, "completed"))
    agent = floor.answerers.get(contact)
    floor.endings.append(Ending(at, order, contact, event.get("resolved"), agent))


def apply_leg(floor: Floor, at: int, event: Event) -> None:
    """Put down what one agent did with a contact."""
    kind = event["type"].removeprefix("contact.")
    if kind in ("sentiment", "signal", "recorded"):
        return
    contact, agent = event["contact"], event["agent"]
    leg = floor.live_leg(contact, agent)
    if kind == "offered":
        floor.offers.append((at, agent))
        if leg is None:
            floor.legs.append(Leg(contact, agent, [(at, "offered")]))
    elif kind == "answered":
        answered(floor, at, contact, agent)
    else:
        if kind == "missed":
            floor.misses.append((at, agent))
        if leg is not None:
            advance(leg, at, kind, event)


def answered(floor: Floor, at: int, contact: str, agent: str) -> None:
    """An agent answers: the wait is over, and so are the others' offers."""
    entry = floor.open_entry(contact)
    if entry is not None:
        entry.end, entry.outcome = at, "answered"
    for other in floor.legs_in(contact, "offered"):
        if other.agent != agent:
            other.phases.append((at, "removed"))
    leg = floor.live_leg(contact, agent)
    if leg is not None and leg.phase in ("talking", "held"):
        return
    if leg is not None and leg.phase == "wrapping":
        leg.phases.append((at, "completed"))
        leg = None
    if leg is None:
        leg = Leg(contact, agent, [])
        floor.legs.append(leg)
    leg.phases.append((at, "talking"))
    leg.entry = entry
    floor.answerers[contact] = agent


def advance(leg: Leg, at: int, kind: str, event: Event) -> None:
    """Move one leg on, where the event fits its phase."""
    if kind == "missed" and leg.phase == "offered":
        leg.phases.append((at, "removed"))
    elif kind == "held" and leg.phase == "talking":
        leg.phases.append((at, "held"))
    elif kind == "resumed" and leg.phase == "held":
        leg.phases.append((at, "talking"))
    elif kind == "transferred" and leg.phase != "offered":
        leg.transferred = True
    elif kind == "released" and leg.phase in ("talking", "held"):
        leg.phases.append((at, "wrapping" if event.get("wrap_up", True) else "completed"))
    elif kind == "wrapped" and leg.phase == "wrapping":
        leg.phases.append((at, "completed"))


# --- what was in force, and who was doing what, at an instant -------------------------------------------


def in_force(dated: Dated, instant: int) -> Event | None:
    """The last of these that was said by an instant."""
    known = [event for at, event in dated if at <= instant]
    return known[-1] if known else None


def queue_channel(floor: Floor, queue: str, instant: int) -> str:
    """The channel of a queue."""
    profile = in_force(floor.queues[queue], instant)
    return profile["channel"] if profile else "voice"


def threshold(floor: Floor, queue: str, instant: int) -> float:
    """The seconds within which a queue's contacts should be answered."""
    profile = in_force(floor.queues[queue], instant) or {}
    seconds: float = profile.get("service_level", {}).get("threshold_seconds", 20)
    return seconds


def target(floor: Floor, queue: str, instant: int) -> float:
    """The share of a queue's contacts that should be answered in time."""
    profile = in_force(floor.queues[queue], instant) or {}
    share: float = profile.get("service_level", {}).get("target", 0.8)
    return share


def short_limit(floor: Floor, queue: str, instant: int) -> float:
    """The seconds before which an abandon is a short one."""
    profile = in_force(floor.queues[queue], instant) or {}
    seconds: float = profile.get("short_abandon_seconds", 0)
    return seconds


def entry_channel(floor: Floor, entry: Entry, instant: int) -> str:
    """The channel an entry counts for."""
    return entry.channel or queue_channel(floor, entry.queue, instant)


def team_of(floor: Floor, agent: str | None, instant: int) -> str | None:
    """The team an agent belongs to."""
    if agent is None:
        return None
    profiles = floor.agents.get(agent, [])
    profile = in_force(profiles, instant)
    if profile is None and agent in floor.profiled_first:
        profile = profiles[0][1]
    return profile.get("team") if profile else None


def said_at(floor: Floor, agent: str, instant: int) -> tuple[str, str | None]:
    """The state and reason an agent last gave."""
    known = [(state, reason) for at, state, reason in floor.said.get(agent, []) if at <= instant]
    return known[-1] if known else ("offline", None)


def legs_at(floor: Floor, agent: str, instant: int, phase: str) -> list[Leg]:
    """An agent's legs in a phase."""
    return [leg for leg in floor.legs if leg.agent == agent and leg.phase_at(instant) == phase]


def state_at(floor: Floor, agent: str, instant: int) -> tuple[str, str | None]:
    """An agent's one effective state, with the reason if it is not_ready."""
    for phase, state in (
        ("talking", "on_contact"),
        ("held", "hold"),
        ("wrapping", "wrap_up"),
        ("offered", "ringing"),
    ):
        if legs_at(floor, agent, instant, phase):
            return state, None
    state, reason = said_at(floor, agent, instant)
    return state, reason if state == "not_ready" else None


def turns(floor: Floor, agent: str) -> list[int]:
    """The instants at which an agent's state may have changed."""
    found = {at for at, _, _ in floor.said.get(agent, [])}
    found |= {at for leg in floor.legs if leg.agent == agent for at, _ in leg.phases}
    return sorted(found)


def since(floor: Floor, agent: str) -> int | None:
    """When the state and reason an agent is in began."""
    present = state_at(floor, agent, floor.now)
    start = None
    for instant in reversed(turns(floor, agent)):
        if state_at(floor, agent, instant) != present:
            break
        start = instant
    return start


# --- schedules ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Span:
    """A stretch of one scheduled activity, as long as it lasts."""

    start: int
    end: int
    activity: str


def covers(span: Event, instant: int) -> bool:
    """Whether a span with a start and an end holds an instant."""
    return millis(span["start"]) <= instant < millis(span["end"])


def scheduled_at(floor: Floor, agent: str, instant: int) -> str | None:
    """The activity scheduled at an instant, if it is one other than off."""
    activity = None
    for event in floor.schedules.get(agent, []):
        if covers(event, instant):
            activity = None
            for part in event["activities"]:
                if covers(part, instant):
                    activity = part["activity"]
    return None if activity == "off" else activity


def schedule_edges(floor: Floor, agent: str) -> list[int]:
    """The instants at which an agent's schedule may change."""
    events = floor.schedules.get(agent, [])
    spans = events + [part for event in events for part in event["activities"]]
    return sorted({millis(span[edge]) for span in spans for edge in ("start", "end")})


def spans_of(floor: Floor, agent: str) -> list[Span]:
    """An agent's schedule as a row of spans, neighbours of one activity joined."""
    spans: list[Span] = []
    edges = schedule_edges(floor, agent)
    for start, end in pairwise(edges):
        activity = scheduled_at(floor, agent, start)
        if activity is None:
            continue
        if spans and spans[-1].end == start and spans[-1].activity == activity:
            spans[-1] = Span(spans[-1].start, end, activity)
        else:
            spans.append(Span(start, end, activity))
    return spans


def meaning(floor: Floor, reason: str | None, instant: int) -> str | None:
    """The activity that a reason means."""
    if reason is None or not reason.strip():
        return None
    site = in_force(floor.site, instant) or {}
    key = reason.strip().casefold()
    for text, activity in site.get("reasons", {}).items():
        if text.strip().casefold() == key:
            return str(activity)
    return key if key in ACTIVITIES else "other"


def fits(floor: Floor, agent: str, instant: int, activity: str) -> bool:
    """Whether an agent does what is scheduled."""
    state, reason = state_at(floor, agent, instant)
    if activity == "on_queue":
        return state in ON_QUEUE
    return state == "not_ready" and meaning(floor, reason, instant) == activity


def excepted(floor: Floor, agent: str, instant: int) -> bool:
    """Whether an approved exception holds."""
    return any(covers(event, instant) for event in floor.exceptions.get(agent, []))


def local_start(day: date, day_start: str, zone: ZoneInfo) -> int:
    """When a day of the site begins."""
    moment = datetime.combine(day, time.fromisoformat(day_start), tzinfo=zone)
    return millis(moment.isoformat())


def day_of(floor: Floor, instant: int) -> tuple[int, int]:
    """The beginning and the end of the site's day that holds an instant."""
    site = in_force(floor.site, instant) or {}
    zone, day_start = ZoneInfo(site.get("time_zone", "UTC")), site.get("day_start", "00:00")
    local = datetime.fromtimestamp(instant // SECOND, zone).date()
    days = [local + timedelta(days=n) for n in (-1, 0, 1, 2)]
    starts = [local_start(day, day_start, zone) for day in days]
    begin = max(start for start in starts if start <= instant)
    return begin, min(start for start in starts if start > instant)


def worked_over(floor: Floor, agent: str, instant: int, activity: str) -> bool:
    """Whether an agent is only finishing what was begun while on queue."""
    phases = {"on_contact": "talking", "hold": "held", "wrap_up": "wrapping"}
    state, _ = state_at(floor, agent, instant)
    if activity == "on_queue" or state not in phases:
        return False
    answers = [leg.answered for leg in legs_at(floor, agent, instant, phases[state])]
    return any(at is not None and scheduled_at(floor, agent, at) == "on_queue" for at in answers)


def logged_in_since(floor: Floor, agent: str, begin: int, instant: int) -> bool:
    """Whether an agent was anything but offline from one instant to another, both included."""
    asked = [begin] + [turn for turn in turns(floor, agent) if begin < turn <= instant]
    return any(state_at(floor, agent, turn)[0] != "offline" for turn in asked)


def offline_cause(floor: Floor, agent: str, instant: int) -> str:
    """Why an agent who is offline is out."""
    begin, end = day_of(floor, instant)
    today = [span for span in spans_of(floor, agent) if span.start < end and span.end > begin]
    if not logged_in_since(floor, agent, today[0].start, instant):
        return "late_start"
    queue_spans = [span for span in today if span.activity == "on_queue"]
    if queue_spans and queue_spans[-1].start <= instant < queue_spans[-1].end:
        return "left_early"
    return "not_logged_in"


def away_cause(floor: Floor, agent: str, instant: int, reason: str | None) -> str:
    """Why an agent who should be on queue is not ready."""
    spans = spans_of(floor, agent)
    index = next(n for n, span in enumerate(spans) if span.start <= instant < span.end)
    means = meaning(floor, reason, instant)
    earlier, later = spans[:index], spans[index + 1 :]
    if earlier and earlier[-1].end == spans[index].start and earlier[-1].activity == means:
        return "long_break"
    if later and later[0].start - instant <= 15 * MINUTE and later[0].activity == means:
        return "early_break"
    return "unscheduled_break" if means in ("break", "lunch") else "wrong_activity"


def cause(floor: Floor, agent: str, instant: int, activity: str) -> str:
    """Why an agent is out of adherence."""
    state, reason = state_at(floor, agent, instant)
    if state == "offline":
        return offline_cause(floor, agent, instant)
    if activity == "on_queue":
        if state == "not_ready":
            return away_cause(floor, agent, instant, reason)
        return "wrong_activity"
    if worked_over(floor, agent, instant, activity):
        return "worked_over"
    return "late_to_break" if state in ON_QUEUE else "wrong_activity"


# --- windows --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Window:
    """The part of the past that counts."""

    begin: int
    now: int
    begin_counts: bool

    def holds(self, instant: int | None) -> bool:
        """Whether something that happened at an instant counts."""
        if instant is None or instant > self.now:
            return False
        return instant >= self.begin if self.begin_counts else instant > self.begin


def window_of(floor: Floor, window_ms: int | None) -> Window:
    """A rolling window, or the site's day so far."""
    if window_ms is None:
        return Window(day_of(floor, floor.now)[0], floor.now, begin_counts=True)
    return Window(floor.now - window_ms, floor.now, begin_counts=False)


def ratio(part: float, whole: float) -> float | None:
    """A ratio, none of nothing."""
    return part / whole if whole else None


def mean(values: Iterable[float]) -> float | None:
    """The mean of some values, none of none."""
    listed = list(values)
    return sum(listed) / len(listed) if listed else None


def mean_seconds(durations: Iterable[int]) -> float | None:
    """The mean of some durations, in seconds."""
    found = mean(durations)
    return None if found is None else found / SECOND


# --- queue figures --------------------------------------------------------------------------------------

Match = Callable[[Entry, int], bool]


@dataclass(frozen=True)
class QueueScope:
    """A queue, a channel or the floor: its known queues, and the entries and legs that are its own."""

    queues: list[str]
    match: Match
    legs: list[Leg]


def in_time(floor: Floor, entry: Entry) -> bool:
    """Whether an ended entry waited no longer than its queue's threshold."""
    assert entry.end is not None
    return entry.wait_known and entry.wait <= threshold(floor, entry.queue, entry.end) * SECOND


def is_short(floor: Floor, entry: Entry) -> bool:
    """Whether an ended entry waited less than its queue's limit of a short abandon."""
    assert entry.end is not None
    return entry.wait_known and entry.wait < short_limit(floor, entry.queue, entry.end) * SECOND


def percentile(waits: list[int], tenths: int) -> float | None:
    """The smallest wait that so many tenths of the waits do not pass."""
    for wait in sorted(waits):
        if 10 * len([other for other in waits if other <= wait]) >= tenths * len(waits):
            return wait / SECOND
    return None


def recovery(answered_in_time: int, counted: int, goal: float | None) -> int | None:
    """How many more answers in time bring the service level to its target."""
    if goal is None or counted == 0:
        return None
    share = Fraction(str(goal))
    if answered_in_time < counted and share >= 1:
        return None
    more = 0
    while Fraction(answered_in_time + more, counted + more) < share:
        more += 1
    return more


def common(values: list[float]) -> float | None:
    """The one value that all of these have."""
    return values[0] if len(set(values)) == 1 else None


def waiting_figures(floor: Floor, scope: QueueScope) -> Figures:
    """Who waits now, and how that stands against the threshold."""
    now = floor.now
    entries = [e for e in floor.entries if e.end is None and not e.outbound and scope.match(e, now)]
    waits = [now - entry.start for entry in entries]
    limits = [threshold(floor, entry.queue, now) * SECOND for entry in entries]
    pairs = list(zip(waits, limits, strict=True))
    return {
        "waiting": len(entries),
        "longest_wait_seconds": max(waits) / SECOND if waits else None,
        "breach_soon": len([1 for wait, limit in pairs if wait <= limit < wait + 20 * SECOND]),
        "past": len([1 for wait, limit in pairs if wait > limit]),
    }


def staffing_figures(floor: Floor, scope: QueueScope) -> Figures:
    """Who is there for these queues."""
    states = []
    for agent, profiles in floor.agents.items():
        profile = in_force(profiles, floor.now) or {}
        if set(profile.get("queues", [])) & set(scope.queues):
            states.append(state_at(floor, agent, floor.now)[0])
    return {
        "staffed": len([state for state in states if state != "offline"]),
        "free": len([state for state in states if state == "available"]),
    }


def handled_figures(legs: list[Leg]) -> Figures:
    """How many legs, and how long they took."""
    times = [leg.spent("talking") + leg.spent("held") + leg.spent("wrapping") for leg in legs]
    return {"handled": len(legs), "average_handle_time_seconds": mean_seconds(times)}


def levels(counts: Figures, past: int) -> Figures:
    """The service level in each of its variants."""
    a, a_in = counts["answered"], counts["answered_in_threshold"]
    b, b_in = counts["abandoned"], counts["abandoned_in_threshold"]
    short, d = counts["short_abandoned"], counts["deflected"]
    return {
        "offered": ratio(a_in, a + b - short),
        "answered": ratio(a_in, a),
        "ignored": ratio(a_in, a + b - b_in),
        "positive": ratio(a_in + b_in, a + b),
        "strict": ratio(a_in, a + b + d),
        "live": ratio(a_in, a + b - short + past),
    }


def ended_figures(floor: Floor, entries: list[Entry]) -> Figures:
    """The counts and waits of the entries that ended in the window."""
    a = [entry for entry in entries if entry.outcome == "answered"]
    b = [entry for entry in entries if entry.outcome == "abandoned"]
    d = [entry for entry in entries if entry.outcome == "deflected"]
    short = [entry for entry in b if is_short(floor, entry)]
    waits = [entry.wait for entry in a]
    return {
        "answered": len(a),
        "answered_in_threshold": len([entry for entry in a if in_time(floor, entry)]),
        "abandoned": len(b),
        "abandoned_in_threshold": len([entry for entry in b if in_time(floor, entry)]),
        "short_abandoned": len(short),
        "deflected": len(d),
        "offered": len(a) + len(b) + len(d),
        "average_speed_of_answer_seconds": mean_seconds(waits),
        "wait_p50_seconds": percentile(waits, 5),
        "wait_p90_seconds": percentile(waits, 9),
        "maximum_wait_seconds": max((e.wait / SECOND for e in a + b if e.wait_known), default=None),
        "abandon_rate": ratio(len(b) - len(short), len(a) + len(b) - len(short)),
        "average_time_to_abandon_seconds": mean_seconds([entry.wait for entry in b if entry.wait_known]),
    }


def queue_figures(floor: Floor, window: Window, scope: QueueScope) -> Figures:
    """All the figures of a queue, a channel or the floor's queues."""
    entries = [entry for entry in floor.entries if not entry.outbound]
    started = [e for e in entries if window.holds(e.start) and scope.match(e, e.start)]
    over = [e for e in entries if e.end is not None and window.holds(e.end) and scope.match(e, e.end)]
    counts, waiting = ended_figures(floor, over), waiting_figures(floor, scope)
    past = waiting.pop("past")
    counted = counts["answered"] + counts["abandoned"] - counts["short_abandoned"]
    goal = common([target(floor, queue, floor.now) for queue in scope.queues])
    return {
        "started": len(started),
        **waiting,
        **counts,
        "service_level": levels(counts, past),
        "recovery_answers": recovery(counts["answered_in_threshold"], counted, goal),
        **staffing_figures(floor, scope),
        "threshold_seconds": common([threshold(floor, queue, floor.now) for queue in scope.queues]),
        "target": goal,
        **handled_figures(scope.legs),
    }


def legs_matching(floor: Floor, window: Window, match: Match) -> list[Leg]:
    """The legs completed in the window whose answer ended an inbound entry of a scope."""
    found = []
    for leg in floor.legs:
        entry = leg.entry
        if entry is None or entry.end is None or entry.outbound or not window.holds(leg.completed):
            continue
        if match(entry, entry.end):
            found.append(leg)
    return found


def scope_of_queue(floor: Floor, window: Window, queue: str) -> QueueScope:
    """One queue."""

    def match(entry: Entry, _: int) -> bool:
        return entry.queue == queue

    return QueueScope([queue], match, legs_matching(floor, window, match))


def scope_of_channel(floor: Floor, window: Window, channel: str) -> QueueScope:
    """One channel."""

    def match(entry: Entry, instant: int) -> bool:
        return entry_channel(floor, entry, instant) == channel

    queues = [queue for queue in floor.queues if queue_channel(floor, queue, floor.now) == channel]
    return QueueScope(queues, match, legs_matching(floor, window, match))


def scope_of_floor(floor: Floor, window: Window) -> QueueScope:
    """Everything, with the legs that were never in a queue too."""
    legs = [leg for leg in floor.legs if window.holds(leg.completed)]
    return QueueScope(list(floor.queues), lambda _entry, _instant: True, legs)


# --- agent figures --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Piece:
    """A stretch of an agent's time in which nothing changes."""

    agent: str
    team: str | None
    length: int
    state: str
    active_legs: int
    activity: str | None
    fitting: bool
    excused: bool


def piece_of(floor: Floor, agent: str, start: int, end: int) -> Piece:
    """What holds from one instant to the next at which anything may change."""
    scheduled = floor.first is not None and start >= floor.first
    activity = scheduled_at(floor, agent, start) if scheduled else None
    fitting = activity is not None and fits(floor, agent, start, activity)
    over = activity is not None and worked_over(floor, agent, start, activity)
    active = legs_at(floor, agent, start, "talking") + legs_at(floor, agent, start, "held")
    return Piece(
        agent=agent,
        team=team_of(floor, agent, start),
        length=end - start,
        state=state_at(floor, agent, start)[0],
        active_legs=len(active),
        activity=activity,
        fitting=fitting,
        excused=over or excepted(floor, agent, start),
    )


def pieces_of(floor: Floor, window: Window, agent: str) -> list[Piece]:
    """An agent's time in the window, cut wherever anything may change."""
    cuts = {window.begin, window.now, *turns(floor, agent), *schedule_edges(floor, agent)}
    cuts |= {millis(e[edge]) for e in floor.exceptions.get(agent, []) for edge in ("start", "end")}
    cuts |= {at for at, _ in floor.agents[agent] + floor.site}
    if floor.first is not None:
        cuts.add(floor.first)
    inside = sorted(cut for cut in cuts if window.begin <= cut <= window.now)
    return [piece_of(floor, agent, a, b) for a, b in pairwise(inside)]


@dataclass(frozen=True)
class AgentScope:
    """An agent, a team or the floor: the time, and the test of what else is its own."""

    pieces: list[Piece]
    owns: Callable[[str | None, int], bool]


def total(pieces: list[Piece], *states: str) -> int:
    """The time spent in some states."""
    return sum(piece.length for piece in pieces if piece.state in states)


def conformance(pieces: list[Piece]) -> float | None:
    """Time on queue for time scheduled on queue, of those who had any."""
    worked = scheduled = 0
    for agent in {piece.agent for piece in pieces}:
        own = [piece for piece in pieces if piece.agent == agent]
        planned = sum(piece.length for piece in own if piece.activity == "on_queue")
        if planned:
            worked += total(own, *ON_QUEUE)
            scheduled += planned
    return ratio(worked, scheduled)


def time_figures(pieces: list[Piece]) -> Figures:
    """What comes of how agents spent their time."""
    handling, ready = total(pieces, *HANDLING), total(pieces, *READY)
    logged_in = sum(piece.length for piece in pieces if piece.state != "offline")
    leg_time = sum(piece.length * piece.active_legs for piece in pieces)
    planned = [piece for piece in pieces if piece.activity is not None]
    scheduled = sum(piece.length for piece in planned)
    fitting = sum(piece.length for piece in planned if piece.fitting)
    adjusted = sum(piece.length for piece in planned if piece.fitting or piece.excused)
    return {
        "occupancy": ratio(handling, handling + ready),
        "utilisation": ratio(handling, logged_in),
        "concurrency": ratio(leg_time, total(pieces, "on_contact", "hold")) if leg_time else None,
        "adherence": ratio(fitting, scheduled),
        "adherence_adjusted": ratio(adjusted, scheduled),
        "conformance": conformance(pieces),
    }


def leg_figures(floor: Floor, window: Window, scope: AgentScope) -> Figures:
    """What comes of the legs that completed, and of the offers."""
    legs = []
    for leg in floor.legs:
        completed = leg.completed
        if completed is not None and window.holds(completed) and scope.owns(leg.agent, completed):
            legs.append(leg)
    offers = [1 for at, agent in floor.offers if window.holds(at) and scope.owns(agent, at)]
    misses = [1 for at, agent in floor.misses if window.holds(at) and scope.owns(agent, at)]
    return {
        **handled_figures(legs),
        "average_talk_seconds": mean_seconds(leg.spent("talking") for leg in legs),
        "average_hold_seconds": mean_seconds(leg.spent("held") for leg in legs),
        "average_wrap_up_seconds": mean_seconds(leg.spent("wrapping") for leg in legs),
        "transfer_rate": ratio(len([1 for leg in legs if leg.transferred]), len(legs)),
        "missed_rate": ratio(len(misses), len(offers)),
    }


def survey_figures(floor: Floor, window: Window, scope: AgentScope) -> Figures:
    """What customers answered."""
    surveys = [s.event for s in floor.surveys if window.holds(s.at) and scope.owns(s.agent, s.at)]
    csat = [event["csat"] for event in surveys if event.get("csat") is not None]
    nps = [event["nps"] for event in surveys if event.get("nps") is not None]
    ces = [event["ces"] for event in surveys if event.get("ces") is not None]
    lead = len([1 for n in nps if n >= 9]) - len([1 for n in nps if n <= 6])
    score = ratio(100 * lead, len(nps))
    satisfied = len([1 for n in csat if n >= 4])
    return {
        "csat": {"share": ratio(satisfied, len(csat)), "mean": mean(csat), "n": len(csat)},
        "nps": {"score": score, "n": len(nps)},
        "ces": {"mean": mean(ces), "n": len(ces)},
    }


def queued_again(floor: Floor, customer: str, at: int, order: int) -> bool:
    """Whether a customer joined a queue after an event, within a day of it."""
    joins = [join for join in floor.joins if join.customer == customer]
    return any(join.order > order and join.at <= at + DAY for join in joins)


def resolution_figures(floor: Floor, window: Window, scope: AgentScope) -> Figures:
    """How many of the contacts that ended were settled at once."""
    verdicts, provisional = [], 0
    for ending in floor.endings:
        # A contact somebody answered has a last answering agent, and no other does.
        if ending.agent is None or not window.holds(ending.at) or not scope.owns(ending.agent, ending.at):
            continue
        customer = floor.customers.get(ending.contact)
        if ending.resolved is not None:
            verdicts.append(ending.resolved)
        elif customer is not None:
            verdicts.append(not queued_again(floor, customer, ending.at, ending.order))
            provisional += 1
    share = ratio(sum(verdicts), len(verdicts))
    return {"first_contact_resolution": {"share": share, "n": len(verdicts), "provisional": provisional}}


def bot_figures(floor: Floor, window: Window) -> Figures:
    """How many bot sessions needed nobody."""
    sessions = [session for session in floor.sessions if window.holds(session.at)]
    contained = [session for session in sessions if session.event["outcome"] == "contained"]
    content = [session for session in contained if session.event.get("positive") is not False]
    automated = [
        session
        for session in content
        if session.customer is None or not queued_again(floor, session.customer, session.at, session.order)
    ]
    return {
        "bot_containment": {"share": ratio(len(contained), len(sessions)), "n": len(sessions)},
        "bot_automation_score": {"share": ratio(len(automated), len(sessions)), "n": len(sessions)},
    }


def churn_figures(floor: Floor, window: Window) -> Figures:
    """How many customers left, of those served."""
    served = {floor.customers.get(leg.contact) for leg in floor.legs if window.holds(leg.completed)}
    served.discard(None)
    churned = {customer for at, customer in floor.churned if window.holds(at)}
    share = ratio(len(churned), len(served)) if floor.churned else None
    return {"churn_rate": {"share": share, "n": len(served)}}


def agent_figures(floor: Floor, window: Window, scope: AgentScope) -> Figures:
    """All the figures of an agent, a team or the floor's agents; the bots are the floor's alone."""
    return {
        **time_figures(scope.pieces),
        **leg_figures(floor, window, scope),
        **survey_figures(floor, window, scope),
        **resolution_figures(floor, window, scope),
        "bot_containment": {"share": None, "n": 0},
        "bot_automation_score": {"share": None, "n": 0},
        "churn_rate": {"share": None, "n": 0},
    }


def present_figures(floor: Floor, agent: str) -> Figures:
    """What an agent does now."""
    state, reason = state_at(floor, agent, floor.now)
    begun = floor.first is not None and floor.now >= floor.first
    activity = scheduled_at(floor, agent, floor.now) if begun else None
    adherence, why = "unscheduled", None
    if activity is not None:
        adherence = "in" if fits(floor, agent, floor.now, activity) else "out"
        why = None if adherence == "in" else cause(floor, agent, floor.now, activity)
    return {
        "state": state,
        "reason": reason,
        "since": since(floor, agent),
        "adherence_now": adherence,
        "adherence_cause": why,
    }


# --- everything -----------------------------------------------------------------------------------------


def own_by_agent(agent: str) -> Callable[[str | None, int], bool]:
    """The test of what is an agent's."""
    return lambda other, _instant: other == agent


def own_by_team(floor: Floor, team: str) -> Callable[[str | None, int], bool]:
    """The test of what is a team's."""
    return lambda agent, instant: team_of(floor, agent, instant) == team


def agents_report(floor: Floor, window: Window, pieces: dict[str, list[Piece]]) -> Figures:
    """The figures of every agent."""
    figures = {}
    for agent in sorted(floor.agents):
        scope = AgentScope(pieces[agent], own_by_agent(agent))
        figures[agent] = {**present_figures(floor, agent), **agent_figures(floor, window, scope)}
    return figures


def teams_report(floor: Floor, window: Window, pieces: list[Piece]) -> Figures:
    """The figures of every team."""
    figures = {}
    for team in sorted(floor.teams):
        scope = AgentScope([p for p in pieces if p.team == team], own_by_team(floor, team))
        figures[team] = agent_figures(floor, window, scope)
    return figures


def floor_report(floor: Floor, window: Window, pieces: list[Piece]) -> Figures:
    """The figures of everything together."""
    return {
        **queue_figures(floor, window, scope_of_floor(floor, window)),
        **agent_figures(floor, window, AgentScope(pieces, lambda _agent, _instant: True)),
        **bot_figures(floor, window),
        **churn_figures(floor, window),
    }


def report(lines: list[str], at: int | None = None, window_ms: int | None = 1_800_000) -> dict[str, Any]:
    """Every figure of one log at an instant, over a rolling window or (None) the site's day so far.

    The instant is the end of the log unless given. Durations are in seconds; None stands for none.
    """
    arrived = read_steps(lines)
    now = max((step.at for step in arrived), default=0) if at is None else at
    floor = fold(settle(arrived), now)
    window = window_of(floor, window_ms)
    by_agent = {agent: pieces_of(floor, window, agent) for agent in floor.agents}
    pieces = [piece for own in by_agent.values() for piece in own]
    return {
        "queues": {
            queue: queue_figures(floor, window, scope_of_queue(floor, window, queue))
            for queue in sorted(floor.queues)
        },
        "channels": {
            channel: queue_figures(floor, window, scope_of_channel(floor, window, channel))
            for channel in CHANNELS
        },
        "agents": agents_report(floor, window, by_agent),
        "teams": teams_report(floor, window, pieces),
        "floor": floor_report(floor, window, pieces),
    }
