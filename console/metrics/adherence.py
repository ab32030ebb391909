"""Current adherence: in or out, since when, why, and its effect on queues."""

from __future__ import annotations

import numpy as np

from console.floor.entities.agent import Agent
from console.floor.entities.site import day_start, meaning
from console.floor.floor import Floor
from console.floor.ledgers.codes import (
    ABSENT_CODE,
    ON_QUEUE_STATES,
    WORK_STATES,
    Activity,
    Ints,
    State,
    fits_of,
    reason_of,
    state_of,
)
from console.floor.ledgers.schedule import AgentSchedule, ScheduleSpan
from console.floor.ledgers.timeline import NEVER
from console.metrics.reading.reading import Reading

_SOON_MS = 15 * 60_000
_RECENT_MS = 2 * 3_600_000
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
    """The cause of *agent* being out of adherence: the first that matches at the window's end."""
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


def _offline_cause(reading: Reading, agent: Agent, schedule: AgentSchedule, span: ScheduleSpan) -> str:
    floor, at = reading.floor, reading.window.until
    began = day_start(floor.site.at(at), at)
    ends = day_start(floor.site.at(at), began + 36 * 3_600_000)
    today = [
        ScheduleSpan(max(asked.start, floor.since), asked.end, asked.activity)
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
    """When *agent*'s current spell out of adherence began (ms); None if it is not out.

    A change of cause does not end a spell; only being in, or unscheduled, does.
    """
    schedule = floor.books.schedules.as_of(now).of(agent.index)
    if schedule is None:
        return None
    own = [i for i, owner in enumerate(floor.books.tenures.agent) if owner == agent.index]
    rows = floor.books.timeline.rows.window(NEVER, now)
    mine = np.flatnonzero(np.isin(rows["tenure"], own))
    codes = _codes(rows["at"][mine].tolist(), rows["code"][mine].tolist())
    return _spell(schedule, codes, floor.since, now)


def spells_out(reading: Reading, agents: list[int]) -> dict[int, int]:
    """When the spell out of adherence of each of *agents* (by number) began (ms), at the window's end.

    Like `out_since`, for many at once: most spells began recently.
    """
    floor, now = reading.floor, reading.window.until
    owner, at, code = _moments_of(reading, agents, now - _RECENT_MS)
    edges = np.searchsorted(owner, np.array([(agent, agent + 1) for agent in agents]).reshape(-1, 2))
    found: dict[int, int] = {}
    for agent, (low, high) in zip(agents, edges.tolist(), strict=True):
        schedule = reading.schedules.of(agent)
        if schedule is None:
            continue
        codes = _codes(at[low:high].tolist(), code[low:high].tolist())
        if not codes:  # no recent moments: the state at the end covers everything
            tenure = int(reading.agent_tenure[agent])
            codes = {int(reading.standing.row_at[tenure]): int(reading.standing.code[tenure])}
        first = min(codes)
        began = _spell(schedule, codes, max(first, floor.since), now)
        if began is not None and began <= first:  # it may have begun before the span searched
            began = out_since(floor, floor.roster.by_index[agent], now)
        if began is not None:
            found[agent] = began
    return found


def _moments_of(reading: Reading, agents: list[int], after: int) -> tuple[Ints, Ints, Ints]:
    """Agent, instant and code of the moments of *agents* after *after* (ms), by agent, in written order.

    Of the many moments of all agents, only these are read, and only the needed columns.
    """
    ledger, until = reading.books.timeline.rows, reading.window.until
    places = [ledger.fields.index(name) for name in ("at", "tenure", "code")]
    is_asked = np.zeros(len(reading.floor.roster.by_index), dtype=bool)
    is_asked[agents] = True
    of_these = is_asked[reading.tenure_agent]
    parts = []
    blocks = (block.columns for block in ledger.blocks if block.high > after and block.low <= until)
    for columns in (*blocks, list(ledger.tail_table().T)):
        at, tenure, code = (columns[place] for place in places)
        kept = np.flatnonzero(of_these[tenure] & (at > after) & (at <= until))
        parts.append((reading.tenure_agent[tenure[kept]], at[kept], code[kept]))
    owner, at, code = (np.concatenate(column, dtype=np.int64) for column in zip(*parts, strict=True))
    order = np.argsort(owner, kind="stable")
    return owner[order], at[order], code[order]


def _codes(at: list[int], codes: list[int]) -> dict[int, int]:
    """The code valid from each instant; ends of tenures are ignored."""
    return {when: code for when, code in zip(at, codes, strict=True) if code & 7 != ABSENT_CODE}


def _spell(schedule: AgentSchedule, codes: dict[int, int], since: int, now: int) -> int | None:
    """When the spell out of adherence at *now* began, from the codes since *since*.

    Searches backward to the last instant at which the agent was in, or unscheduled.
    """
    edges = {since, *codes}
    for span in schedule.spans:
        edges.update((span.start, span.end))
    moments = sorted(codes)
    began: int | None = None
    for edge in sorted((edge for edge in edges if edge <= now), reverse=True):
        while moments and moments[-1] > edge:
            moments.pop()
        code = codes[moments[-1]] if moments else 0
        asked = schedule.activity_at(edge) if edge >= since else Activity.NONE
        if asked is Activity.NONE or asked is fits_of(code):
            break
        began = edge
    return began


def impact(floor: Floor, agent: Agent, cause_now: str | None, under_target: set[str], now: int) -> str:
    """`helping`, `hurting` or `neutral`: the effect of being out of adherence on *agent*'s queues.

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
