"""The agent drawer's rows: today's line, metrics beside the team's, open flags, schedule."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from console.floor.entities.agent import Agent
from console.floor.entities.site import zone
from console.floor.floor import Floor
from console.floor.ledgers.codes import State, reason_of
from console.floor.ledgers.schedule import ScheduleSpan
from console.floor.ledgers.tenures import NO_TEAM
from console.floor.ledgers.timeline import NEVER
from console.metrics.adherence import IN, OUT, adherence_now, cause, out_since
from console.metrics.handling import agent_figures
from console.metrics.reading.live_legs import legs_then
from console.metrics.reading.reading import Reading
from console.metrics.reading.windows import day
from console.metrics.report import agent_row
from console.views.details.day_line import contact_stretches, schedule_stretches, state_stretches
from console.views.details.time_bar import ticks
from console.views.floor.agent_tiles import STATE_NAMES, TIME_IN_STATE, TIME_LABEL, WORDS
from console.views.names import agent_name, queue_name, team_lead, team_name
from console.views.rows import AgentDrawer, AttentionCard, Figure, Measure
from console.views.text import (
    clock_text,
    measured_text,
    number_text,
    share_text,
    timer_text,
    word_text,
)

JSON = dict[str, Any]
Formatter = Callable[[Any], str]
_MEASURES: tuple[tuple[str, str, Formatter], ...] = (
    ("handled", "Handled", number_text),
    ("average_handle_time_seconds", "Handle time", measured_text),
    ("average_talk_seconds", "Talk", measured_text),
    ("average_hold_seconds", "Hold", measured_text),
    ("average_wrap_up_seconds", "Wrap-up", measured_text),
    ("occupancy", "Occupancy", share_text),
    ("adherence", "Adherence", share_text),
    ("conformance", "Conformance", share_text),
    ("transfer_rate", "Transfer rate", share_text),
    ("missed_rate", "Missed", share_text),
    ("csat.share", "CSAT", share_text),
)


def agent_drawer(
    floor: Floor, name: str, now: int, flags: Iterable[AttentionCard] = ()
) -> AgentDrawer | None:
    """The detail of the agent with the id *name* at *now* (ms), over the site's day; None if not known then.

    *flags* are the cards of all open flags, from which the agent's are selected.
    """
    agent = floor.roster.agents.get(name)
    if agent is None or agent.first_at > now:
        return None
    settings = floor.site.at(now)
    reading = Reading(floor, day(settings, now))
    tenure = int(reading.agent_tenure[agent.index])
    code, since = int(reading.standing.code[tenure]), int(reading.standing.since[tenure])
    live = legs_then(reading, [agent.index]).by_agent().get(agent.index, ())
    names = [queue_name(floor, queue.name, now) for queue in floor.queues.by_index]
    wrapping = since if code & 7 == State.WRAP_UP else None
    asked = _asked(reading, agent)
    states = state_stretches(reading, agent.index)
    began = [*(span.start for span in asked[:1]), *(stretch.start for stretch in states[:1])]
    start = max(min(began, default=floor.since), reading.window.start)
    end = max([now, *(span.end for span in asked)])
    team = int(reading.tenure_team[tenure])
    return AgentDrawer(
        id=name,
        name=agent_name(floor, name, now),
        about=_about(floor, agent, team, now),
        doing=doing_text(floor, code, since, now),
        state=STATE_NAMES[code & 7],
        adherence=_adherence(reading, agent),
        start=start,
        end=end,
        now=now,
        states=states,
        contacts=contact_stretches(reading, agent.index, live, names, wrapping),
        schedule=schedule_stretches(asked),
        ticks=ticks(floor, start, end),
        window=f"today, since {clock_text(reading.window.start, zone(settings.time_zone))[:5]}",
        measures=_measures(reading, agent, team),
        flags=tuple(card for card in flags if card.scope == f"agent:{name}"),
        time=_time_in_state(name, since, now),
    )


def _time_in_state(name: str, since: int, now: int) -> Figure | None:
    if since <= NEVER:
        return None
    seconds = (now - since) / 1000
    return Figure(TIME_IN_STATE, f"agent:{name}", timer_text(seconds), seconds, label=TIME_LABEL)


def _asked(reading: Reading, agent: Agent) -> list[ScheduleSpan]:
    """The agent's scheduled spans for one day from the day's start."""
    schedule = reading.schedules.of(agent.index)
    start = reading.window.start
    return [] if schedule is None else schedule.scheduled_within(start, start + 24 * 3_600_000)


def _about(floor: Floor, agent: Agent, team: int, now: int) -> str:
    profile = agent.profiles.at(now)
    parts = []
    if team != NO_TEAM:
        name = list(floor.roster.teams)[team]
        lead = team_lead(floor, name, now)
        parts += [team_name(floor, name, now), f"lead: {lead}" if lead else ""]
    if profile is not None:
        parts.append(", ".join(queue_name(floor, queue, now) for queue in dict.fromkeys(profile.queues)))
    return " · ".join(part for part in parts if part)


def doing_text(floor: Floor, code: int, since: int, now: int) -> str:
    """The state as text, with its start."""
    reason = reason_of(code) if code & 7 == State.NOT_READY else 0
    word = word_text(floor.roster.reasons[reason]) if reason else WORDS[code & 7]
    if since <= NEVER:
        return word
    here = zone(floor.site.at(now).time_zone)
    return f"{word} for {timer_text((now - since) / 1000)}, since {clock_text(since, here)}"


def _adherence(reading: Reading, agent: Agent) -> str:
    """Whether the agent adheres to the schedule; if not, why and since when."""
    found, now = adherence_now(reading)[agent.index], reading.window.until
    if found != OUT:
        return "As scheduled" if found == IN else ""
    began = out_since(reading.floor, agent, now)
    words = word_text(cause(reading, agent).replace("_", " "))
    if began is None:
        return words
    here = zone(reading.floor.site.at(now).time_zone)
    return f"{words}, out for {timer_text((now - began) / 1000)}, since {clock_text(began, here)}"


def _measures(reading: Reading, agent: Agent, team: int) -> tuple[Measure, ...]:
    agents, teams, _ = agent_figures(reading)
    own = agent_row(agents, agent.index)
    beside = None if team == NO_TEAM else agent_row(teams, team)
    team_id = "" if team == NO_TEAM else list(reading.floor.roster.teams)[team]
    seconds = reading.window.seconds
    return tuple(
        Measure(
            label,
            _figure(metric, f"agent:{agent.name}", own, text, seconds, label),
            None if beside is None else _figure(metric, f"team:{team_id}", beside, text, seconds, label),
        )
        for metric, label, text in _MEASURES
    )


def _figure(metric: str, scope: str, row: JSON, text: Formatter, seconds: float, label: str) -> Figure:
    value: Any = row
    among = ""
    for key in metric.split("."):
        value, among = value[key], f"n {value[key]['n']}" if isinstance(value[key], dict) else among
    return Figure(metric, scope, text(value), value, window_seconds=seconds, label=label, goal=among)
