"""Metric words: every figure of the report has its words, its way of writing, and its goal."""

from __future__ import annotations

import pytest

from console.metrics.explain.explain import EXPLAINERS
from console.views.metric_words import INSTANT_METRICS, METRICS, card_words, figure_of, severity_word
from console.views.rows import Figure, QueueCard, Severity


@pytest.mark.parametrize("metric", EXPLAINERS)
def test_that_every_figure_that_can_be_explained_has_words(metric: str) -> None:
    assert METRICS[metric][0]


@pytest.mark.parametrize(
    ("metric", "value", "goal", "text", "goal_text", "severity"),
    [
        ("service_level.offered", 0.79, 0.8, "79.0 %", "goal ≥ 80 %", Severity.BREACH),
        ("service_level.offered", None, 0.8, "–", "goal ≥ 80 %", Severity.NONE),
        ("longest_wait_seconds", 125, 120, "2:05", "goal ≤ 2:00", Severity.BREACH),
        ("threshold_seconds", 20, None, "20 s", "", Severity.NONE),
        ("occupancy", 0.99, 0.85, "99.0 %", "goal ≤ 85 %", Severity.NONE),
        ("waiting", 1234, None, "1,234", "", Severity.NONE),
        ("concurrency", 1.5, None, "1.50", "", Severity.NONE),
    ],
)
def test_that_a_value_is_written_in_its_kind_beside_its_goal(
    metric: str, value: float | None, goal: float | None, text: str, goal_text: str, severity: Severity
) -> None:
    figure = figure_of(metric, "floor", value, goal)
    assert (figure.text, figure.goal, figure.severity) == (text, goal_text, severity)
    assert (figure.metric, figure.value, figure.label) == (metric, value, METRICS[metric][0])


def test_that_other_words_may_stand_for_a_figure_and_its_goal() -> None:
    figure = figure_of("waiting", "queue:help", 3, label="Waiting in help", goal_text="most 5")
    assert (figure.label, figure.goal) == ("Waiting in help", "most 5")


def test_that_what_is_of_the_instant_is_a_metric() -> None:
    assert set(METRICS) > INSTANT_METRICS
    assert "state.available" in INSTANT_METRICS
    assert "answered" not in INSTANT_METRICS


@pytest.mark.parametrize(
    ("metric", "value", "goal", "word"),
    [
        ("service_level.offered", 0.79, 0.8, "below goal"),
        ("service_level.offered", 0.82, 0.8, "near goal"),
        ("service_level.offered", 0.9, 0.8, ""),
        ("adherence", 0.9, 0.92, "below goal"),
        ("csat.mean", 3.9, 4, "below goal"),
        ("abandon_rate", 0.06, 0.05, "above goal"),
        ("longest_wait_seconds", 50, 60, "near limit"),
        ("average_speed_of_answer_seconds", 61, 60, "over limit"),
        ("waiting", 6, 5, "over limit"),
    ],
)
def test_that_the_word_of_a_severity_fits_the_direction_of_the_goal(
    metric: str, value: float, goal: float, word: str
) -> None:
    assert severity_word(figure_of(metric, "floor", value, goal)) == word


@pytest.mark.parametrize(
    ("level", "wait", "flags", "words"),
    [
        (0.7, 10, Severity.BREACH, "below goal"),
        (0.9, 61, Severity.BREACH, "over limit"),
        (0.82, 61, Severity.NONE, "over limit"),
        (0.7, 61, Severity.BREACH, "below goal · over limit"),
        (0.82, 10, Severity.BREACH, "over limit"),
        (0.82, 10, Severity.NONE, "near goal"),
        (0.9, 10, Severity.WARNING, "near limit"),
        (0.9, 10, Severity.NONE, ""),
    ],
)
def test_that_a_card_has_the_word_of_its_worst_figure(
    level: float, wait: float, flags: Severity, words: str
) -> None:
    other = Figure("free", "queue:help", "1", 1)
    card = QueueCard(
        id="help",
        name="Help",
        channel="voice",
        waiting=other,
        longest_wait=figure_of("longest_wait_seconds", "queue:help", wait, 60),
        service_level=figure_of("service_level.offered", "queue:help", level, 0.8),
        free=other,
        staffed=other,
        free_text="",
        severity=flags,
    )
    assert card_words(card) == words
