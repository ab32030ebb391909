"""Any figure of the screen, read again: its value, goal and severity at a reading."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from console.floor.ledgers.codes import CHANNEL_INDEX
from console.metrics.explain.account import AGENT_SCOPES, QUEUE_SCOPES, Account
from console.metrics.explain.on_screen import SCREEN_EXPLAINERS, TIME_IN_STATE
from console.metrics.handling import agent_figures
from console.metrics.reading.reading import Reading
from console.metrics.reading.scope import Scope
from console.metrics.report import agent_row, queue_row
from console.metrics.service_level import queue_figures
from console.views.floor.headline import longest_waiting, wait_goal
from console.views.floor.queue_cards import has_default_goal
from console.views.goals import Goals
from console.views.metric_words import INSTANT_METRICS, METRICS, figure_of
from console.views.rows import Figure
from console.views.text import level_goal_text, name_text, number_text, timer_text

JSON = dict[str, Any]

_SCREEN_LABELS = {
    "queues.waiting": "Queues with waiting contacts",
    "queues.all": "Queues",
    TIME_IN_STATE: "Time in state",
    "flags.open": "Flags",
    "flags.more": "Flags",
}


def metric_label(metric: str) -> str:
    """The display name of *metric*.

    >>> metric_label("abandon_rate"), metric_label("queues.all"), metric_label("service_level.strict")
    ('Abandon rate', 'Queues', 'Service level')
    """
    if metric.startswith("service_level."):
        return METRICS["service_level.offered"][0]
    return METRICS[metric][0] if metric in METRICS else _SCREEN_LABELS.get(metric, metric.replace("_", " "))


def is_of_an_instant(metric: str) -> bool:
    """Whether *metric* has no window."""
    return metric in INSTANT_METRICS or metric in _SCREEN_LABELS


def report_row(reading: Reading, scope: Scope, index: int) -> JSON:
    """The report's figures of *scope*, whose number is *index*."""
    row: JSON = {}
    if scope.kind in QUEUE_SCOPES:
        figures = queue_figures(reading)[("queue", "channel", "floor").index(scope.kind)]
        row = queue_row(figures, index)
    if scope.kind in AGENT_SCOPES:
        people = agent_figures(reading)[("agent", "team", "floor").index(scope.kind)]
        row = {**row, **agent_row(people, index)}
    return row


def figure_now(
    metric: str, scope: Scope, reading: Reading, row: JSON, account: Account, goals: Goals
) -> tuple[Figure, float | None]:
    """The figure *metric* of *scope* at *reading*, and its goal; *row* are the report's figures of the scope.

    The value of what only the screen shows is the numerator of its *account*.
    """
    if metric in SCREEN_EXPLAINERS:
        value = account.numerator if account.counted or metric != TIME_IN_STATE else None
        text = timer_text(value) if metric == TIME_IN_STATE else number_text(value)
        return Figure(metric, str(scope), text, value, label=metric_label(metric)), None
    found: Any = row
    for key in metric.split("."):
        found = found[key]
    goal, goal_text = own_goal(metric, scope, reading, row.__getitem__, goals)
    window = None if is_of_an_instant(metric) else reading.window.seconds
    return figure_of(metric, str(scope), found, goal, window, goal_text=goal_text), goal


def own_goal(
    metric: str, scope: Scope, reading: Reading, value_of: Callable[[str], Any], goals: Goals
) -> tuple[float | None, str | None]:
    """The goal of *metric* from the queues, else from the table of *goals*; and its text, None for the usual
    one. *value_of* gives the report's value of another metric of the scope."""
    if metric.startswith("service_level."):
        target = value_of("target")
        is_default = scope.kind == "queue" and has_default_goal(
            reading.floor.queues.queues[scope.name].profiles.at(reading.window.until)
        )
        return target, level_goal_text(target, value_of("threshold_seconds"), is_default)
    if metric == "longest_wait_seconds" and scope.kind in ("floor", "channel"):
        channel = CHANNEL_INDEX[scope.name] if scope.kind == "channel" else None
        goal = wait_goal(reading, channel)
        longest = longest_waiting(reading, channel)
        where = "" if longest is None else name_text(longest.name, longest.queue)
        words = "" if goal is None else METRICS[metric][1].goal_text(goal)
        return goal, " · ".join(part for part in (where, words) if part)
    if metric == "longest_wait_seconds":
        profiles = reading.floor.queues.queues[scope.name].profiles
        return profiles.at(reading.window.until).longest_wait_goal_seconds, None
    return goals.of(metric), None
