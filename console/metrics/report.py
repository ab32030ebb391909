"""The report: all figures of one window as plain data, the same from a log, live or rewound."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np

from console.floor.floor import Floor
from console.floor.ledgers.codes import CHANNELS, Ints, State, reason_of, state_of
from console.floor.ledgers.timeline import NEVER
from console.metrics.adherence import OUT, adherence_now, cause
from console.metrics.handling import AgentFigures, agent_figures
from console.metrics.lane_counts import Counts
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


def _offered(counts: Counts) -> Ints:
    return counts.answered + counts.abandoned + counts.deflected


def _level(variant: str) -> Callable[[QueueFigures, int], Any]:
    return lambda figures, index: _share(figures.service_level(variant)[index])


# How each metric of a queue, channel or the floor is read from its figures. Keys are paths in a row.
_QUEUE_VALUES: dict[str, Callable[[QueueFigures, int], Any]] = {
    "started": lambda figures, index: int(figures.counts.started[index]),
    "waiting": lambda figures, index: int(figures.waiting.waiting[index]),
    "longest_wait_seconds": lambda figures, index: _number(figures.longest_wait[index]),
    "answered": lambda figures, index: int(figures.counts.answered[index]),
    "answered_in_threshold": lambda figures, index: int(figures.counts.answered_in[index]),
    "abandoned": lambda figures, index: int(figures.counts.abandoned[index]),
    "abandoned_in_threshold": lambda figures, index: int(figures.counts.abandoned_in[index]),
    "short_abandoned": lambda figures, index: int(figures.counts.short[index]),
    "deflected": lambda figures, index: int(figures.counts.deflected[index]),
    "offered": lambda figures, index: int(_offered(figures.counts)[index]),
    **{f"service_level.{variant}": _level(variant) for variant in VARIANTS},
    "average_speed_of_answer_seconds": lambda figures, index: _number(figures.asa[index]),
    "wait_p50_seconds": lambda figures, index: _number(figures.waits.p50[index]),
    "wait_p90_seconds": lambda figures, index: _number(figures.waits.p90[index]),
    "maximum_wait_seconds": lambda figures, index: _number(figures.waits.maximum[index]),
    "abandon_rate": lambda figures, index: _share(figures.abandon_rate[index]),
    "average_time_to_abandon_seconds": lambda figures, index: _number(figures.time_to_abandon[index]),
    "recovery_answers": lambda figures, index: figures.recovery(index),
    "breach_soon": lambda figures, index: int(figures.waiting.breach_soon[index]),
    "staffed": lambda figures, index: int(figures.staffing.staffed[index]),
    "free": lambda figures, index: int(figures.staffing.free[index]),
    "threshold_seconds": lambda figures, index: _number(figures.threshold[index]),
    "target": lambda figures, index: _share(figures.target[index]),
    "handled": lambda figures, index: int(figures.counts.handled[index]),
    "average_handle_time_seconds": lambda figures, index: _number(figures.handle_time[index]),
}


def queue_row(figures: QueueFigures, index: int) -> JSON:
    """One queue's, channel's or the floor's queue metrics."""
    return _nested({metric: read(figures, index) for metric, read in _QUEUE_VALUES.items()})


def queue_value(figures: QueueFigures, index: int, metric: str) -> Any:
    """One metric of `queue_row`, by its path; only what it needs is computed. Raises KeyError."""
    return _QUEUE_VALUES[metric](figures, index)


def _column(name: str, read: Callable[[Any], Any]) -> Callable[[AgentFigures, int], Any]:
    return lambda figures, index: read(getattr(figures, name)[index])


def _outcome(name: str, part: str, read: Callable[[Any], Any]) -> Callable[[AgentFigures, int], Any]:
    return lambda figures, index: read(getattr(getattr(figures.outcomes, name), part)[index])


# The same of an agent, a team or the floor.
_AGENT_VALUES: dict[str, Callable[[AgentFigures, int], Any]] = {
    "occupancy": _column("occupancy", _share),
    "utilisation": _column("utilisation", _share),
    "concurrency": _column("concurrency", _share),
    "handled": _column("handled", int),
    "average_handle_time_seconds": _column("handle_time", _number),
    "average_talk_seconds": _column("talk", _number),
    "average_hold_seconds": _column("hold", _number),
    "average_wrap_up_seconds": _column("wrap_up", _number),
    "transfer_rate": _column("transfer_rate", _share),
    "missed_rate": _column("missed_rate", _share),
    "adherence": _column("adherence", _share),
    "adherence_adjusted": _column("adherence_adjusted", _share),
    "conformance": _column("conformance", _share),
    "csat.share": _outcome("csat", "value", _share),
    "csat.mean": _outcome("csat", "beside", _share),
    "csat.n": _outcome("csat", "n", int),
    "nps.score": _outcome("nps", "value", _share),
    "nps.n": _outcome("nps", "n", int),
    "ces.mean": _outcome("ces", "value", _share),
    "ces.n": _outcome("ces", "n", int),
    "first_contact_resolution.share": _outcome("first_contact_resolution", "value", _share),
    "first_contact_resolution.n": _outcome("first_contact_resolution", "n", int),
    "first_contact_resolution.provisional": _outcome("first_contact_resolution", "beside", int),
    "bot_containment.share": _outcome("bot_containment", "value", _share),
    "bot_containment.n": _outcome("bot_containment", "n", int),
    "bot_automation_score.share": _outcome("bot_automation_score", "value", _share),
    "bot_automation_score.n": _outcome("bot_automation_score", "n", int),
    "churn_rate.share": _outcome("churn_rate", "value", _share),
    "churn_rate.n": _outcome("churn_rate", "n", int),
}


def agent_row(figures: AgentFigures, index: int) -> JSON:
    """One agent's, team's or the floor's agent metrics."""
    return _nested({metric: read(figures, index) for metric, read in _AGENT_VALUES.items()})


def agent_value(figures: AgentFigures, index: int, metric: str) -> Any:
    """One metric of `agent_row`, by its path; only what it needs is computed. Raises KeyError."""
    return _AGENT_VALUES[metric](figures, index)


def _nested(values: dict[str, Any]) -> JSON:
    """*values* by path as a row: `csat.n` is `n` in `csat`."""
    row: JSON = {}
    for path, value in values.items():
        name, _, part = path.partition(".")
        if part:
            row.setdefault(name, {})[part] = value
        else:
            row[name] = value
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
