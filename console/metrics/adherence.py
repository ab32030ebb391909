"""Adherence now: in or out, since when, why, and whether it hurts."""

from __future__ import annotations

import numpy as np

from console.floor.agent import Agent
from console.floor.floor import Floor
from console.floor.schedule import AgentSchedule, Span
from console.floor.site import day_start, meaning
from console.floor.timeline import NEVER
from console.floor.vocabulary import (
    ON_QUEUE_STATES,
    WORK_STATES,
    Activity,
    Ints,
    State,
    fits_of,
    reason_of,
    state_of,
)
from console.metrics.reading import Reading

_SOON_MS = 15 * 60_000
IN, OUT, UNSCHEDULED = "in", "out", "unscheduled"
TOWARD_WORK = ("late_to_break", "worked_over")


def adherence_now(reading: Reading) -> list[str]:
    """`in`, `out` or `unscheduled` for each agent, by number, at the window's end."""
    agents = np.arange(len(reading.floor.roster.by_index))
    if not reading.schedules:
        return [UNSCHEDULED] * len(agents)
    table = reading.schedules.table(reading.floor.since)
    asked = table.look_up(agents, np.full(len(agents), reading.window.until)).activity
    fits = reading.standing.code[reading.agent_tenure] >> 3 & 15
    return [
        UNSCHEDULED if activity == 0 else IN if activity == fit else OUT
        for activity, fit in zip(asked.tolist(), fits.tolist(), strict=True)
    ]


def cause(reading: Reading, agent: Agent) -> str:
    """Why *agent*, who is out of adherence, is out: the first cause that matches at the window's end."""
    at = reading.window.until
    schedule = reading.schedules.of(agent.index)
    index = None if schedule is None else schedule.index_at(at)
    if schedule is None or index is None:
        return "wrong_activity"
    tenure = int(reading.agent_tenure[agent.index])
    code = int(reading.standing.code[tenure])
    state = state_of(code)
    span = schedule.spans[index]
    if state is State.OFFLINE:
        return _offline_cause(reading, agent, schedule, span)
    if span.activity is Activity.ON_QUEUE:
        if state is State.NOT_READY:
            return _away_cause(reading.floor, schedule, index, code, at)
    elif state in WORK_STATES and _answered_on_queue(reading, schedule, tenure):
        return "worked_over"
    elif state in ON_QUEUE_STATES:
        return "late_to_break"
    return "wrong_activity"


def _offline_cause(reading: Reading, agent: Agent, schedule: AgentSchedule, span: Span) -> str:
    floor, at = reading.floor, reading.window.until
    began = day_start(floor.site.at(at), at)
    ends = day_start(floor.site.at(at), began + 36 * 3_600_000)
    today = [
        Span(max(asked.start, floor.since), asked.end, asked.activity)
        for asked in schedule.scheduled_within(began, ends)
        if asked.end > floor.since
    ]
    if today and not _was_on(reading, agent, today[0].start, at):
        return "late_start"
    on_queue = [asked for asked in today if asked.activity is Activity.ON_QUEUE]
    if on_queue and on_queue[-1].end == span.end and span.activity is Activity.ON_QUEUE:
        return "left_early"
    return "not_logged_in"


def _was_on(reading: Reading, agent: Agent, start: int, until: int) -> bool:
    """Whether *agent* was anything but offline at any time from *start* to *until*."""
    before = reading.books.timeline.as_of(start)
    own = np.flatnonzero(reading.tenure_agent == agent.index)
    codes = [int(code) for code in before.code[own]]
    rows = reading.books.timeline.rows.window(start, until)
    mine = np.isin(rows["tenure"], own)
    codes += [int(code) for code in rows["code"][mine]]
    return any(state_of(code) not in (State.OFFLINE, State.ABSENT) for code in codes)


def _away_cause(floor: Floor, schedule: AgentSchedule, index: int, code: int, at: int) -> str:
    reason = floor.roster.reasons[reason_of(code)]
    means = meaning(floor.site.at(at), reason)
    spans = schedule.spans
    span = spans[index]
    if means is not Activity.NONE:
        if index and spans[index - 1].end == span.start and spans[index - 1].activity is means:
            return "long_break"
        after = next((s for s in spans[index + 1 :] if s.activity is not Activity.OFF), None)
        if after is not None and after.activity is means and after.start - at <= _SOON_MS:
            return "early_break"
    if means in (Activity.BREAK, Activity.LUNCH):
        return "unscheduled_break"
    return "wrong_activity"


def _answered_on_queue(reading: Reading, schedule: AgentSchedule, tenure: int) -> bool:
    makers = int(reading.standing.makers[tenure])
    if makers == -1:
        return False
    if makers < -1:
        answered = reading.books.timeline.several.get(-2 - makers, ())
    else:
        answered = (int(reading.standing.row_at[tenure]) - makers,)
    since = reading.floor.since
    return any(at >= since and schedule.activity_at(at) is Activity.ON_QUEUE for at in answered)


def out_since(floor: Floor, agent: Agent, now: int) -> int | None:
    """When *agent*'s current spell out of adherence began (ms); None when it is not out.

    A change of cause does not end a spell; only being in, or unscheduled, does.
    """
    schedule = floor.books.schedules.as_of(now).of(agent.index)
    if schedule is None:
        return None
    own = [i for i, owner in enumerate(floor.books.tenures.agent) if owner == agent.index]
    rows = floor.books.timeline.rows.window(NEVER, now)
    mine = np.flatnonzero(np.isin(rows["tenure"], own))
    moments: Ints = rows["at"][mine]
    began: int | None = None
    edges = {floor.since, *moments.tolist()}
    for span in schedule.spans:
        edges.update((span.start, span.end))
    codes = {
        int(at): int(code)
        for at, code in zip(moments, rows["code"][mine], strict=True)
        if state_of(int(code)) is not State.ABSENT
    }
    code = 0
    for edge in sorted(edges):
        if edge > now:
            break
        code = codes.get(edge, code)
        asked = schedule.activity_at(edge) if edge >= floor.since else Activity.NONE
        if asked is Activity.NONE or asked is fits_of(code):
            began = None
        elif began is None:
            began = edge
    return began


def impact(floor: Floor, agent: Agent, cause_now: str | None, under_target: set[str], now: int) -> str:
    """`helping`, `hurting` or `neutral`: what being out of adherence does to *agent*'s queues.

    *under_target* names the queues whose service level is below target at *now*.
    """
    profile = agent.profiles.at(now)
    if cause_now is None or profile is None or not under_target & set(profile.queues):
        return "neutral"
    if cause_now in TOWARD_WORK:
        return "helping"
    schedule = floor.books.schedules.as_of(now).of(agent.index)
    asked = Activity.NONE if schedule is None else schedule.activity_at(now)
    return "hurting" if asked is Activity.ON_QUEUE else "neutral"
