"""Metric labels: the name of each metric, the format of its values, and the kind of its goal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from console.views.goals import (
    LIMIT_WORDS,
    MAXIMUM_WORDS,
    MINIMUM_WORDS,
    Words,
    level_severity,
    limit_severity,
    rate_severity,
)
from console.views.rows import Figure, QueueCard, Severity
from console.views.text import (
    NONE,
    goal_share_text,
    goal_time_text,
    limit_text,
    measured_text,
    number_text,
    share_text,
    timer_text,
)

Value = float | int | None


@dataclass(frozen=True, slots=True)
class Kind:
    """How values of one kind and their goals are formatted, and their severity determined and named."""

    text: Callable[[Any, float | None], str]
    goal_text: Callable[[float], str]
    severity: Callable[[Value, float | None], Severity]
    words: Words


def _at_least(share: float) -> str:
    return f"goal ≥ {goal_share_text(share)}"


def _at_most(share: float) -> str:
    return f"goal ≤ {goal_share_text(share)}"


def _at_least_number(number: float) -> str:
    return f"goal ≥ {number:g}"


def _number(digits: int) -> Callable[[Any, float | None], str]:
    return lambda value, _: number_text(value, digits)


def _time(seconds: float) -> str:
    return f"goal ≤ {goal_time_text(seconds)}"


LEVEL = Kind(share_text, _at_least, level_severity, MINIMUM_WORDS)
TIME = Kind(measured_text, _time, limit_severity, LIMIT_WORDS)
TIMER = Kind(timer_text, _time, limit_severity, LIMIT_WORDS)
# Configured, not measured.
LIMIT = Kind(
    lambda value, _: NONE if value is None else limit_text(value),
    lambda goal: f"goal ≤ {limit_text(goal)}",
    limit_severity,
    LIMIT_WORDS,
)
TARGET = Kind(lambda value, _: goal_share_text(value), _at_least, level_severity, MINIMUM_WORDS)
RATE = Kind(partial(share_text, is_most=True), _at_most, rate_severity, MAXIMUM_WORDS)
# Neither more nor less is better: the goal is shown without a severity.
BALANCE = Kind(lambda value, _: share_text(value), _at_most, lambda value, goal: Severity.NONE, LIMIT_WORDS)
SHARE = Kind(share_text, _at_least, partial(rate_severity, is_floor=True), MINIMUM_WORDS)
COUNT = Kind(_number(0), lambda goal: f"goal ≤ {number_text(goal)}", limit_severity, LIMIT_WORDS)
MEAN = Kind(_number(2), _at_least_number, partial(rate_severity, is_floor=True), MINIMUM_WORDS)
SCORE = Kind(_number(1), _at_least_number, partial(rate_severity, is_floor=True), MINIMUM_WORDS)

# Label and kind of each metric. `state.` metrics count agents by their current state.
METRICS: dict[str, tuple[str, Kind]] = {
    "service_level.offered": ("Service level", LEVEL),
    "service_level.answered": ("Service level, answered", LEVEL),
    "service_level.ignored": ("Service level, early abandons ignored", LEVEL),
    "service_level.positive": ("Service level, early abandons counted", LEVEL),
    "service_level.strict": ("Service level, strict", LEVEL),
    "service_level.live": ("Service level, live", LEVEL),
    "waiting": ("Waiting", COUNT),
    "longest_wait_seconds": ("Longest wait", TIMER),
    "maximum_wait_seconds": ("Maximum wait", TIME),
    "average_speed_of_answer_seconds": ("Average speed of answer", TIME),
    "average_time_to_abandon_seconds": ("Time to abandon", TIME),
    "wait_p50_seconds": ("Median wait", TIME),
    "wait_p90_seconds": ("Wait, 90th percentile", TIME),
    "started": ("Arrived", COUNT),
    "offered": ("Offered", COUNT),
    "answered": ("Answered", COUNT),
    "answered_in_threshold": ("Answered in time", COUNT),
    "abandoned": ("Abandoned", COUNT),
    "abandoned_in_threshold": ("Abandoned within the threshold", COUNT),
    "short_abandoned": ("Short abandons", COUNT),
    "deflected": ("Deflected", COUNT),
    "abandon_rate": ("Abandon rate", RATE),
    "recovery_answers": ("Answers to recover", COUNT),
    "breach_soon": ("Breaching within 20 s", COUNT),
    "staffed": ("Staffed", COUNT),
    "free": ("Available now", COUNT),
    "threshold_seconds": ("Threshold", LIMIT),
    "target": ("Target", TARGET),
    "handled": ("Handled", COUNT),
    "average_handle_time_seconds": ("Handle time", TIME),
    "average_talk_seconds": ("Talk time", TIME),
    "average_hold_seconds": ("Hold time", TIME),
    "average_wrap_up_seconds": ("Wrap-up time", TIME),
    "occupancy": ("Occupancy", BALANCE),
    "utilisation": ("Utilisation", SHARE),
    "concurrency": ("Concurrency", MEAN),
    "transfer_rate": ("Transfer rate", RATE),
    "missed_rate": ("Missed", RATE),
    "adherence": ("Adherence", SHARE),
    "adherence_adjusted": ("Adherence, adjusted", SHARE),
    "conformance": ("Conformance", SHARE),
    "csat.share": ("CSAT", SHARE),
    "csat.mean": ("CSAT, mean", MEAN),
    "csat.n": ("CSAT answers", COUNT),
    "nps.score": ("NPS", SCORE),
    "nps.n": ("NPS answers", COUNT),
    "ces.mean": ("Customer effort", MEAN),
    "ces.n": ("Effort answers", COUNT),
    "first_contact_resolution.share": ("First contact resolution", SHARE),
    "first_contact_resolution.n": ("Resolutions known", COUNT),
    "first_contact_resolution.provisional": ("Provisionally resolved", COUNT),
    "bot_containment.share": ("Bot containment", SHARE),
    "bot_containment.n": ("Bot sessions", COUNT),
    "bot_automation_score.share": ("Bot automation", SHARE),
    "bot_automation_score.n": ("Bot sessions", COUNT),
    "churn_rate.share": ("Churn", RATE),
    "churn_rate.n": ("Customers served", COUNT),
    "state.staffed": ("Staffed", COUNT),
    "state.available": ("Available now", COUNT),
    "state.ringing": ("Ringing", COUNT),
    "state.on_contact": ("On contact", COUNT),
    "state.hold": ("On hold", COUNT),
    "state.wrap_up": ("Wrap-up", COUNT),
    "state.not_ready": ("Not ready", COUNT),
    "state.offline": ("Offline", COUNT),
}
# Shorter labels, for where the label does not fit.
BRIEF = {
    "service_level.answered": "Level, answered",
    "service_level.ignored": "Level, ignored",
    "service_level.positive": "Level, positive",
    "service_level.strict": "Level, strict",
    "service_level.live": "Level, live",
    "average_speed_of_answer_seconds": "ASA",
    "average_time_to_abandon_seconds": "To abandon",
    "average_handle_time_seconds": "AHT",
    "first_contact_resolution.share": "FCR",
    "breach_soon": "Breach in 20 s",
    "state.available": "Available",
    "free": "Available",
    "recovery_answers": "To recover",
}
# Metrics of the instant, independent of the window.
INSTANT_METRICS = frozenset(
    {
        "waiting",
        "longest_wait_seconds",
        "breach_soon",
        "staffed",
        "free",
        "threshold_seconds",
        "target",
        *(metric for metric in METRICS if metric.startswith("state.")),
    }
)


def figure_of(
    metric: str,
    scope: str,
    value: Value,
    goal: float | None = None,
    window_seconds: float | None = None,
    label: str = "",
    goal_text: str | None = None,
) -> Figure:
    """*value* of *metric* as text beside *goal*; *goal_text* overrides the goal's text."""
    words, kind = METRICS[metric]
    if goal_text is None:
        goal_text = "" if goal is None else kind.goal_text(goal)
    text, severity = kind.text(value, goal), kind.severity(value, goal)
    return Figure(metric, scope, text, value, severity, window_seconds, label or words, goal_text)


def severity_word(figure: Figure) -> str:
    """What the severity of *figure* is called, empty if it has none.

    >>> severity_word(Figure("service_level.offered", "floor", "71.2 %", 0.712, Severity.BREACH))
    'below goal'
    >>> severity_word(Figure("longest_wait_seconds", "floor", "0:58", 58, Severity.WARNING))
    'near limit'
    """
    words = METRICS[figure.metric][1].words if figure.metric in METRICS else LIMIT_WORDS
    return words[figure.severity]


def alarm_words(figure: Figure) -> tuple[str, ...]:
    """What a severity of *figure* may be called; empty without a goal.

    >>> alarm_words(Figure("service_level.offered", "floor", "85.0 %", 0.85, goal="goal 80 %"))
    ('near goal', 'below goal')
    """
    if not figure.goal:
        return ()
    words = METRICS[figure.metric][1].words if figure.metric in METRICS else LIMIT_WORDS
    return tuple(word for word in words.values() if word)


def card_words(card: QueueCard) -> str:
    """What the worst severity of *card* is called: that of its service level, of its wait, or of both."""
    figures = (card.service_level, card.longest_wait)
    worst = max(card.severity, *(figure.severity for figure in figures))
    words = dict.fromkeys(severity_word(figure) for figure in figures if figure.severity is worst)
    return " · ".join(words) or LIMIT_WORDS[worst]
