"""`floorlight backtest`: what a rule would have raised on a log, beside the rule in force."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import archived, days_of_events
from tests.console.program import answer, json_of, refusal

SAMPLE = Path(__file__).parents[4] / "resources" / "samples" / "morning.jsonl.gz"
EAGER = """
[[rules]]
id = "longest-wait"
watch = "longest_wait"
warning = 0.3
breach = 0.6
default_goal_seconds = 120.0
what = "Waiting {value}, goal {goal}"
"""
OTHER = EAGER.replace("longest-wait", "other")


def rules(folder: Path, text: str) -> Path:
    path = folder / "rules.toml"
    path.write_text(text, "utf-8")
    return path


def test_that_an_eager_rule_raises_more_than_the_one_in_force(tmp_path: Path) -> None:
    found = json_of("backtest", rules(tmp_path, EAGER), SAMPLE)
    assert found["rule"] == "longest-wait"
    assert len(found["flags"]) > len(found["current"]["flags"]) > 0
    assert {flag["severity"] for flag in found["flags"]} == {"warning", "breach"}
    assert 0 < found["cleared_within_30_seconds"] < len(found["flags"])
    words = answer("backtest", rules(tmp_path, EAGER), SAMPLE)
    assert f"this rule         {len(found['flags'])}" in words


def test_that_a_new_rule_stands_alone(tmp_path: Path) -> None:
    assert json_of("backtest", rules(tmp_path, OTHER), SAMPLE)["current"] is None


def test_that_one_rule_of_several_is_chosen_by_its_id(tmp_path: Path) -> None:
    both = rules(tmp_path, EAGER + OTHER)
    assert json_of("backtest", both, SAMPLE, "--rule", "other")["rule"] == "other"
    assert "holds 2 rules: choose one by --rule, of longest-wait, other" in refusal("backtest", both, SAMPLE)
    assert "--rule 'third'" in refusal("backtest", both, SAMPLE, "--rule", "third")


def test_that_an_archived_day_is_tested_in_its_order_of_arrival(tmp_path: Path) -> None:
    archive = archived(tmp_path, *days_of_events(days=1))
    path = rules(tmp_path, EAGER.replace("0.3", "0.01").replace("0.6", "0.02"))
    found = json_of("backtest", path, "--archive", archive.path, "--day", "2026-11-23")
    assert [flag["scope"] for flag in found["flags"]] == ["queue:q"] * 4


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "holds no rule"),
        ("[[rules]]\nid = 1", "rules.toml"),
        (EAGER.replace("0.3", "9.0"), "the warning (9) must come before the breach"),
        (
            '[[rules]]\nid = "f"\nwatch = "feed_stale"\nwarning = 0.0\nwhat = "old"',
            "feed_stale watches a live connection, which a log does not hold",
        ),
    ],
)
def test_that_a_file_without_a_rule_to_test_is_refused(tmp_path: Path, text: str, words: str) -> None:
    assert words in refusal("backtest", rules(tmp_path, text), SAMPLE)


def test_that_a_log_without_events_is_refused(tmp_path: Path) -> None:
    log = tmp_path / "empty.jsonl"
    log.write_text("nonsense\n", "utf-8")
    assert "no event that could be read" in refusal("backtest", rules(tmp_path, EAGER), log)
