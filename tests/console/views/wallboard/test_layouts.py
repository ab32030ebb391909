"""Layouts: what a wallboard's file may say, and how a mistake in one is reported."""

from __future__ import annotations

from typing import Any

import pytest

from console.metrics.explain.explain import EXPLAINERS
from console.settings.settings_files import SettingsError, parse_settings
from console.views.metric_words import METRICS
from console.views.wallboard.layouts import Layout, scopes_of


def layout(panel: str, **more: Any) -> Layout:
    keys = "".join(f"{key} = {value}\n" for key, value in more.items())
    return parse_settings(f"{keys}[[pages]]\n[[pages.rows]]\npanels = [{{ {panel} }}]\n", "wall.toml", Layout)


def test_that_every_metric_of_the_report_has_words_and_scopes() -> None:
    assert set(EXPLAINERS) <= set(METRICS)
    assert all(METRICS[metric][0] and scopes_of(metric) for metric in METRICS)
    assert {metric for metric in METRICS if metric not in EXPLAINERS} == {
        metric for metric in METRICS if metric.startswith("state.")
    }


def test_that_a_panel_has_defaults() -> None:
    panel = layout("").pages[0].rows[0].panels[0]
    assert (panel.kind, panel.metric, panel.scope, panel.size) == (
        "figure",
        "service_level.offered",
        "floor",
        "normal",
    )


@pytest.mark.parametrize(
    ("panel", "words"),
    [
        ('metric = "servicelevel"', "no such metric; allowed are service_level.offered, "),
        (
            'metric = "waiting", scope = "team:north"',
            "waiting has none there; allowed are floor, queue, channel",
        ),
        (
            'metric = "occupancy", scope = "channel"',
            "occupancy has none there; allowed are floor, team, agent",
        ),
        ('kind = "queues", scope = "team:north"', "queues has none there; allowed are floor, channel, queue"),
        ('scope = "everything"', "'everything' is not a scope: give floor, queue:ID"),
        ('size = "huge"', "size = 'huge'"),
        ("width = 0", "width = 0"),
        ("goal = -1", "goal = -1"),
        ('window = "soon"', "'soon' is not a window"),
        ('colour = "red"', "no such setting; allowed are"),
    ],
)
def test_that_what_is_wrong_is_reported_with_file_key_value_and_what_is_allowed(
    panel: str, words: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        layout(panel)
    message = str(caught.value)
    assert message.startswith("wall.toml: pages.0.rows.0.panels.0")
    assert words in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "pages"),
        ("pages = []", "pages"),
        ("page_seconds = 1\n[[pages]]\n[[pages.rows]]\npanels = [{}]", "page_seconds = 1"),
        ('window = "0"\n[[pages]]\n[[pages.rows]]\npanels = [{}]', "'0' is not a window"),
        ("pages = 3 3", "is not TOML"),
    ],
)
def test_that_a_file_without_pages_or_sense_is_refused(text: str, words: str) -> None:
    with pytest.raises(SettingsError, match=r"^wall\.toml") as caught:
        parse_settings(text, "wall.toml", Layout)
    assert words in str(caught.value)
