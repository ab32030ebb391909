"""Explains a figure: its variant and formula, and every contact or spell counted or excluded."""

from __future__ import annotations

from typing import Any

from console.floor.floor import Floor
from console.metrics.explain.account import AGENT_SCOPES, JSON, QUEUE_SCOPES, Explainers, account_in_steps
from console.metrics.explain.agents import AGENT_EXPLAINERS
from console.metrics.explain.evidence import Evidence
from console.metrics.explain.outcomes import OUTCOME_EXPLAINERS
from console.metrics.explain.queues import QUEUE_EXPLAINERS
from console.metrics.handling import agent_figures
from console.metrics.reading.reading import Reading
from console.metrics.reading.scope import Scope, ScopeError
from console.metrics.reading.stepwise import finished
from console.metrics.reading.windows import Window
from console.metrics.report import agent_row, queue_row
from console.metrics.service_level import queue_figures
from feeds.errors import UserError
from feeds.events import instant_text

EXPLAINERS: Explainers = {**QUEUE_EXPLAINERS, **AGENT_EXPLAINERS, **OUTCOME_EXPLAINERS}


class UnknownMetricError(UserError, ValueError):
    """Raised for an unknown metric; the message lists all metrics."""


def explain(floor: Floor, metric: str, scope: Scope, window: Window) -> JSON:
    """The account of *metric* (a key of the report, such as `service_level.offered`) as plain data.

    Counted values add up to the numerator. Raises UnknownMetricError, or ScopeError for a scope that the
    metric has no figure for.
    """
    if metric not in EXPLAINERS:
        raise UnknownMetricError(f"{metric!r} is not a metric; metrics are: {', '.join(sorted(EXPLAINERS))}")
    explainer, scopes = EXPLAINERS[metric]
    if scope.kind not in scopes:
        raise ScopeError(f"{metric} has no figure for {scope}; its scopes are {', '.join(scopes)}")
    reading = Reading(floor, window)
    evidence = Evidence(reading, scope)
    account, row = finished(account_in_steps(explainer, evidence)), _row(evidence)
    return {
        "metric": metric,
        "variant": account.variant,
        "scope": str(scope),
        "at": instant_text(window.end),
        "window_seconds": window.seconds,
        "value": _value(row, metric),
        "target": row["target"] if metric.startswith("service_level.") else None,
        "numerator": account.numerator,
        "denominator": account.denominator,
        "formula": account.formula,
        "counted": [
            {
                **item.who,
                "from": None if item.start is None else instant_text(item.start),
                "to": None if item.end is None else instant_text(item.end),
                "value": item.value,
            }
            for item in account.counted
        ],
        "left_out": [{**item.who, "reason": item.reason} for item in account.left_out],
    }


def _row(evidence: Evidence) -> dict[str, Any]:
    """The scope's figures from the report."""
    row: dict[str, Any] = {}
    kind = evidence.scope.kind
    if kind in QUEUE_SCOPES:
        figures = queue_figures(evidence.reading)[("queue", "channel", "floor").index(kind)]
        row = queue_row(figures, evidence.index)
    if kind in AGENT_SCOPES:
        people = agent_figures(evidence.reading)[("agent", "team", "floor").index(kind)]
        row = {**row, **agent_row(people, evidence.index)}
    return row


def _value(row: Any, metric: str) -> Any:
    for key in metric.split("."):
        row = row[key]
    return row
