"""The figures of queues, channels and the floor as a queue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from tests.oracle.contacts import Entry, Leg
from tests.oracle.floor import Floor
from tests.oracle.presence import (
    entry_channel,
    in_force,
    queue_channel,
    short_limit,
    state_at,
    target,
    threshold,
)
from tests.oracle.reading import SECOND
from tests.oracle.windows import Figures, Window, handled_figures, mean_seconds, ratio

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
    """Who waits now, since its own `at`, and how that stands against the threshold."""
    now = floor.now
    entries = [e for e in floor.entries if e.end is None and not e.outbound and scope.match(e, now)]
    waits = [now - entry.began_at for entry in entries]
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
    started = [e for e in entries if e.was_open and window.holds(e.start) and scope.match(e, e.start)]
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
