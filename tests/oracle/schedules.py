"""What was scheduled, whether an agent did it, and why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from tests.oracle.floor import Floor
from tests.oracle.presence import ON_QUEUE, in_force, legs_at, state_at, turns
from tests.oracle.reading import MINUTE, SECOND, Event, millis

ACTIVITIES = ("on_queue", "break", "lunch", "meeting", "training", "coaching", "other", "off")


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
