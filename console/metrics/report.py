"""The report: all figures of one window as plain data, the same from a log, live or rewound."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np

from console.floor.floor import Floor
from console.floor.ledgers.codes import CHANNELS, State, reason_of, state_of
from console.floor.ledgers.timeline import NEVER
from console.metrics.adherence import OUT, adherence_now, cause
from console.metrics.handling import AgentFigures, agent_figures
from console.metrics.reading.reading import Floats, Reading
from console.metrics.reading.windows import Window
from console.metrics.service_level import QueueFigures, queue_figures
from console.metrics.variants import VARIANTS
from feeds.events import instant_text

JSON = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Intake:
    """A feed's counts of input that was not applied to the floor."""

    invalid: int = 0
    unknown: int = 0


def report(floor: Floor, window: Window, intake: Intake = Intake()) -> JSON:
    """All figures of *window*: durations in seconds, None for no value, every key always present."""
    return report_of(Reading(floor, window), intake)


def report_of(reading: Reading, intake: Intake = Intake()) -> JSON:
    """All figures of *reading*'s window, in the form of `report`."""
    floor, window = reading.floor, reading.window
    queues, channels, all_queues = queue_figures(reading)
    agents, teams, all_agents = agent_figures(reading)
    roster = floor.roster
    used = _channels_known(reading)
    team_names = [
        (index, name) for name, index in roster.teams.items() if roster.team_first_at[index] <= window.until
    ]
    return {
        "at": instant_text(window.end),
        "window_seconds": _number(window.seconds),
        "basis": floor.site.at(window.until).model_dump(
            include={
                "name",
                "time_zone",
                "day_start",
                "grace_seconds",
                "lateness_seconds",
                "reasons",
            }
        ),
        "queues": {queues.names[index]: queue_row(queues, index) for index in reading.known_queues.tolist()},
        "channels": {CHANNELS[index]: queue_row(channels, index) for index in used},
        "agents": agent_rows(reading, agents),
        "teams": {name: agent_row(teams, index) for index, name in team_names},
        "floor": {**queue_row(all_queues, 0), **agent_row(all_agents, 0)},
        "counts": counts(floor, intake),
    }


def counts(floor: Floor, intake: Intake) -> JSON:
    """Counts of input and its quality."""
    return {
        "events": floor.applied,
        "control": floor.control,
        "invalid": intake.invalid,
        "unknown": intake.unknown,
        "anomalies": dict(sorted(floor.books.anomaly_counts.items())),
        "late": floor.late,
        "duplicates": floor.duplicates,
    }


def _channels_known(reading: Reading) -> list[int]:
    """The channels of the known queues, and of the window's entries."""
    known = reading.known_queues
    rules = reading.floor.queues.rules(known, np.full(len(known), reading.window.until))
    return sorted({*rules.channel.tolist(), *reading.end_channels.tolist()})


def _number(value: Any) -> Any:
    """*value* for JSON: None for NaN."""
    if value is None or (isinstance(value, float) and isnan(value)):
        return None
    number = float(value)
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _share(value: Any) -> float | None:
    number = float(value)
    return None if isnan(number) else number


def numbers(column: Floats) -> list[float | None]:
    """*column* as numbers of the report: None for NaN, whole numbers as such."""
    return [_number(value) for value in column.tolist()]


def shares(column: Floats) -> list[float | None]:
    """*column* as shares of the report: None for NaN."""
    return [None if isnan(value) else value for value in column.tolist()]


def queue_row(figures: QueueFigures, index: int) -> JSON:
    """One queue's, channel's or the floor's queue metrics."""
    counts, waiting = figures.counts, figures.waiting
    waits, staffing = figures.waits, figures.staffing
    return {
        "started": int(counts.started[index]),
        "waiting": int(waiting.waiting[index]),
        "longest_wait_seconds": _number(figures.longest_wait[index]),
        "answered": int(counts.answered[index]),
        "answered_in_threshold": int(counts.answered_in[index]),
        "abandoned": int(counts.abandoned[index]),
        "abandoned_in_threshold": int(counts.abandoned_in[index]),
        "short_abandoned": int(counts.short[index]),
        "deflected": int(counts.deflected[index]),
        "offered": int(counts.answered[index] + counts.abandoned[index] + counts.deflected[index]),
        "service_level": {variant: _share(figures.service_level(variant)[index]) for variant in VARIANTS},
        "average_speed_of_answer_seconds": _number(figures.asa[index]),
        "wait_p50_seconds": _number(waits.p50[index]),
        "wait_p90_seconds": _number(waits.p90[index]),
        "maximum_wait_seconds": _number(waits.maximum[index]),
        "abandon_rate": _share(figures.abandon_rate[index]),
        "average_time_to_abandon_seconds": _number(figures.time_to_abandon[index]),
        "recovery_answers": figures.recovery(index),
        "breach_soon": int(waiting.breach_soon[index]),
        "staffed": int(staffing.staffed[index]),
        "free": int(staffing.free[index]),
        "threshold_seconds": _number(figures.threshold[index]),
        "target": _share(figures.target[index]),
        "handled": int(counts.handled[index]),
        "average_handle_time_seconds": _number(figures.handle_time[index]),
    }


def agent_row(figures: AgentFigures, index: int) -> JSON:
    """One agent's, team's or the floor's agent metrics."""
    found = figures.outcomes
    row: JSON = {
        "occupancy": _share(figures.occupancy[index]),
        "utilisation": _share(figures.utilisation[index]),
        "concurrency": _share(figures.concurrency[index]),
        "handled": int(figures.handled[index]),
        "average_handle_time_seconds": _number(figures.handle_time[index]),
        "average_talk_seconds": _number(figures.talk[index]),
        "average_hold_seconds": _number(figures.hold[index]),
        "average_wrap_up_seconds": _number(figures.wrap_up[index]),
        "transfer_rate": _share(figures.transfer_rate[index]),
        "missed_rate": _share(figures.missed_rate[index]),
        "adherence": _share(figures.adherence[index]),
        "adherence_adjusted": _share(figures.adherence_adjusted[index]),
        "conformance": _share(figures.conformance[index]),
    }
    csat, nps, ces = found.csat, found.nps, found.ces
    resolution = found.first_contact_resolution
    assert csat.beside is not None
    assert resolution.beside is not None
    row["csat"] = {
        "share": _share(csat.value[index]),
        "mean": _share(csat.beside[index]),
        "n": int(csat.n[index]),
    }
    row["nps"] = {"score": _share(nps.value[index]), "n": int(nps.n[index])}
    row["ces"] = {"mean": _share(ces.value[index]), "n": int(ces.n[index])}
    row["first_contact_resolution"] = {
        "share": _share(resolution.value[index]),
        "n": int(resolution.n[index]),
        "provisional": int(resolution.beside[index]),
    }
    for name in ("bot_containment", "bot_automation_score", "churn_rate"):
        share = getattr(found, name)
        row[name] = {"share": _share(share.value[index]), "n": int(share.n[index])}
    return row


def agent_rows(reading: Reading, figures: AgentFigures) -> JSON:
    """Every known agent: current state, then figures."""
    floor = reading.floor
    now = adherence_now(reading)
    rows: JSON = {}
    for index in reading.known_agents.tolist():
        agent = floor.roster.by_index[index]
        tenure = int(reading.agent_tenure[index])
        code = int(reading.standing.code[tenure])
        since = int(reading.standing.since[tenure])
        state = state_of(code)
        reason = floor.roster.reasons[reason_of(code)] if state is State.NOT_READY else ""
        rows[agent.name] = {
            "state": state.name.lower(),
            "reason": reason or None,
            "since": None if since <= NEVER else instant_text(since),
            "adherence_now": now[index],
            "adherence_cause": cause(reading, agent) if now[index] == OUT else None,
            **agent_row(figures, index),
        }
    return rows
