"""`floorlight backtest`: what a rule would have raised on a log, beside the rule in force."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import pytest

from tests.builders import DAY, JSON, archived, days_of_events
from tests.console.program import answer, json_of, refusal
from tests.feeds import log_of

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


def wait(contact: str, start: str, end: str, seq: int) -> list[JSON]:
    about = {"contact": contact, "queue": "q"}
    return [
        {"type": "contact.queued", "at": f"{DAY}T{start}Z", "seq": seq, **about},
        {"type": "contact.abandoned", "at": f"{DAY}T{end}Z", "seq": seq + 1, **about},
    ]


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Waits of 45, 80 and 150 s."""
    path = tmp_path_factory.mktemp("backtest") / "day.jsonl"
    waits = [("09:00:00", "09:00:45"), ("09:02:00", "09:03:20"), ("09:05:00", "09:07:30")]
    events = (wait(f"c{number}", *times, 2 * number + 1) for number, times in enumerate(waits))
    last = {"type": "agent.state", "at": f"{DAY}T09:10:00Z", "seq": 7, "agent": "a", "state": "available"}
    path.write_bytes(log_of(*chain.from_iterable(events), last))
    return path


def rules(folder: Path, text: str) -> Path:
    path = folder / "rules.toml"
    path.write_text(text, "utf-8")
    return path


def test_that_an_eager_rule_raises_more_than_the_one_in_force(tmp_path: Path, log: Path) -> None:
    found = json_of("backtest", rules(tmp_path, EAGER), log)
    assert found["rule"] == "longest-wait"
    assert [(flag["severity"], flag["value"]) for flag in found["flags"]] == [
        ("warning", 36.0),
        ("breach", 72.0),
        ("breach", 72.0),
    ]
    assert found["cleared_within_30_seconds"] == 1
    assert len(found["current"]["flags"]) < 3
    assert "this rule          3    2" in answer("backtest", rules(tmp_path, EAGER), log)


def test_that_a_new_rule_is_tested_alone(tmp_path: Path, log: Path) -> None:
    assert json_of("backtest", rules(tmp_path, OTHER), log)["current"] is None


def test_that_one_rule_of_several_is_chosen_by_its_id(tmp_path: Path, log: Path) -> None:
    both = rules(tmp_path, EAGER + OTHER)
    assert json_of("backtest", both, log, "--rule", "other")["rule"] == "other"
    assert "holds 2 rules: choose one by --rule, of longest-wait, other" in refusal("backtest", both, log)
    assert "--rule 'third'" in refusal("backtest", both, log, "--rule", "third")


def test_that_an_archived_day_is_tested_in_its_order_of_arrival(tmp_path: Path) -> None:
    archive = archived(tmp_path, *days_of_events(days=2))
    path = rules(tmp_path, EAGER.replace("0.3", "0.01").replace("0.6", "0.02"))
    found = json_of("backtest", path, "--archive", archive.path, "--day", "2026-11-24")
    assert [flag["scope"] for flag in found["flags"]] == ["queue:q"] * 4
    assert {flag["from"][:10] for flag in found["flags"]} == {"2026-11-24"}


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
def test_that_a_file_without_a_rule_to_test_is_refused(
    tmp_path: Path, log: Path, text: str, words: str
) -> None:
    assert words in refusal("backtest", rules(tmp_path, text), log)


def test_that_a_log_without_events_is_refused(tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_text("nonsense\n", "utf-8")
    assert "no event that could be read" in refusal("backtest", rules(tmp_path, EAGER), empty)
