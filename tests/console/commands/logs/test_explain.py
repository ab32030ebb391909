"""`floorlight explain`: the figure of the report, with all it counted and left out."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len

from console.metrics.explain.explain import EXPLAINERS
from tests.console.program import answer, json_of, refusal
from tests.feeds import JSON

ACCOUNT_KEYS = set(
    "metric variant scope at window_seconds value target numerator denominator formula counted"
    " left_out".split()
)


def test_that_explain_gives_the_figure_of_the_report(lisbon: Path, lisbon_report: JSON) -> None:
    for metric, scope, value in (
        ("service_level.offered", "floor", lisbon_report["floor"]["service_level"]["offered"]),
        ("abandoned", "queue:sales", lisbon_report["queues"]["sales"]["abandoned"]),
        ("answered", "channel:voice", lisbon_report["channels"]["voice"]["answered"]),
        ("occupancy", "agent:agent-1", lisbon_report["agents"]["agent-1"]["occupancy"]),
        ("handled", "team:north", lisbon_report["teams"]["north"]["handled"]),
    ):
        found = json_of("explain", lisbon, metric, "--scope", scope, "--window", "day")
        assert set(found) == ACCOUNT_KEYS
        assert (found["metric"], found["scope"], found["value"]) == (metric, scope, value)
        assert sum(item["value"] for item in found["counted"]) == pytest.approx(found["numerator"])


def test_that_explain_as_text_says_the_same(lisbon: Path) -> None:
    found = json_of("explain", lisbon, "abandoned", "--window", "day")
    lines = answer("explain", lisbon, "abandoned", "--window", "day").splitlines()
    assert max(cell_len(line) for line in lines) <= 100
    assert f"  {found['value']}" in lines
    assert f"  {found['formula']}" in lines
    assert f"  Counted, {len(found['counted'])}" in lines
    assert f"  Excluded, {len(found['left_out'])}" in lines
    words = " ".join(lines).split()
    assert {item["contact"] for item in found["counted"]} <= set(words)


def test_that_explain_takes_an_instant_and_a_window(lisbon: Path) -> None:
    found = json_of("explain", lisbon, "answered", "--at", "14:42", "--window", "2h")
    assert (found["at"], found["window_seconds"]) == ("2026-06-15T13:42:00.000Z", 7200)


def test_that_an_unknown_metric_is_reported_with_those_there_are(plain: Path) -> None:
    reported = refusal("explain", plain, "happiness")
    assert "'happiness'" in reported
    assert all(metric in reported for metric in EXPLAINERS)


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        ("queue:nowhere", "sales"),
        ("agent:nobody", "agent-1"),
        ("team:none", "north"),
        ("channel:fax", "voice"),
        ("sales", "is not a scope"),
        ("queue:", "is not a scope"),
        ("", "is not a scope"),
    ],
)
def test_that_an_unknown_scope_is_reported_with_what_there_is(plain: Path, scope: str, words: str) -> None:
    reported = refusal("explain", plain, "handled", "--scope", scope)
    assert words in reported


def test_that_a_scope_without_that_figure_is_reported(plain: Path) -> None:
    assert "its scopes are" in refusal("explain", plain, "occupancy", "--scope", "queue:sales")


def test_that_a_contact_and_an_agent_are_told_event_by_event(lisbon: Path) -> None:
    account = json_of("explain", lisbon, "answered", "--window", "day")
    contact = account["counted"][0]["contact"]
    found = json_of("explain", lisbon, f"contact:{contact}")
    assert found["contact"] == contact
    words = [event["event"] for event in found["events"]]
    assert words[0] == "queued"
    assert any(word.startswith("answered after") for word in words)
    text = answer("explain", lisbon, f"contact:{contact}")
    assert all(word in text for word in words)
    assert answer("explain", lisbon, "agent:agent-1").splitlines()[1].strip().startswith("Why ")


def test_that_an_unknown_contact_is_one_line(lisbon: Path) -> None:
    assert "no contact is named 'nobody'" in refusal("explain", lisbon, "contact:nobody")
