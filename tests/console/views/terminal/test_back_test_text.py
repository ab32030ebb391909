"""A back-test as JSON and as text."""

from __future__ import annotations

import io

from rich.cells import cell_len
from rich.console import Console

from console.flags.back_test import ChangedFlag, RaisedFlag, RuleCourse
from console.views.terminal.back_test_text import back_test_json, print_back_test
from console.views.terminal.report_table import WIDTH
from feeds.events import instant
from tests.builders import DAY, floor_of
from tests.console.flags.scenes import BREACH, NONE, WARNING, rule
from tests.hostile_text import hostile

START = instant(f"{DAY}T09:00:00Z")
FLOOR = floor_of(
    [
        {"type": "queue.profile", "at": f"{DAY}T09:00:00Z", "queue": "q", "name": "Billing"},
        {"type": "contact.queued", "at": f"{DAY}T09:10:00Z", "queue": "q", "contact": "c1"},
    ]
)


def course(*flags: RaisedFlag, changed: tuple[ChangedFlag, ...] = ()) -> RuleCourse:
    return RuleCourse(rule("longest_wait", warning=0.8, breach=1.0), list(flags), list(changed))


def text(tested: RuleCourse, current: RuleCourse | None = None) -> str:
    screen = Console(file=io.StringIO(), width=WIDTH, color_system=None)
    print_back_test(FLOOR, tested, current, screen)
    assert isinstance(screen.file, io.StringIO)
    return screen.file.getvalue()


SHORT = RaisedFlag("queue:q", START, START + 20_000, WARNING, 48.0)
OPEN = RaisedFlag("queue:q", START + 60_000, None, BREACH, 75.5)


def test_that_json_holds_each_flag_and_how_many_were_short() -> None:
    found = back_test_json(course(SHORT, OPEN), None)
    assert found == {
        "rule": "longest-wait",
        "flags": [
            {
                "scope": "queue:q",
                "from": f"{DAY}T09:00:00.000Z",
                "to": f"{DAY}T09:00:20.000Z",
                "severity": "warning",
                "value": 48.0,
            },
            {
                "scope": "queue:q",
                "from": f"{DAY}T09:01:00.000Z",
                "to": None,
                "severity": "breach",
                "value": 75.5,
            },
        ],
        "cleared_within_30_seconds": 1,
        "changed_by_late_events": [],
        "current": None,
    }


def test_that_json_holds_what_late_events_changed_and_the_rule_in_force() -> None:
    changed = ChangedFlag("queue:q", START, START + 5_000, WARNING, NONE)
    found = back_test_json(course(SHORT, changed=(changed,)), course(OPEN))
    assert found["changed_by_late_events"] == [
        {
            "scope": "queue:q",
            "from": f"{DAY}T09:00:00.000Z",
            "to": f"{DAY}T09:00:05.000Z",
            "seen": "warning",
            "known": "none",
        }
    ]
    assert [flag["value"] for flag in found["current"]["flags"]] == [75.5]


def test_that_the_text_says_how_often_for_whom_and_how_long() -> None:
    lines = [line.split() for line in text(course(SHORT, OPEN), course()).splitlines()]
    assert ["this", "rule", "2", "1", "1", "9:20", "4:40", "9:00", "1"] in lines
    assert ["rule", "in", "force", "0", "0", "0", "0:00", "–", "–", "0"] in lines
    assert ["Billing", "2", "1", "9:20"] in lines
    assert ["Billing", "09:00:00", "09:00:20", "0:20", "amber", "0:48"] in lines
    assert ["Billing", "09:01:00", "open", "9:00", "red", "1:15"] in lines


def test_that_the_text_says_what_late_events_changed() -> None:
    changed = ChangedFlag("queue:q", START, START + 5_000, WARNING, NONE)
    shown = text(course(changed=(changed,)))
    assert "changed by late events" in shown
    assert "Billing                 09:00:00  09:00:05  amber  none" in shown
    assert "no rule in force has this id" in shown


def test_that_long_lists_are_cut_and_counted() -> None:
    flags = [RaisedFlag(f"queue:{number}", START, None, BREACH, 1.0) for number in range(45)]
    shown = text(course(*flags))
    assert shown.count("and 5 more; --format json holds all") == 2


def test_that_hostile_names_are_escaped_and_fit() -> None:
    shown = text(course(RaisedFlag(f"queue:{hostile('q')}"[:128], START, None, BREACH, 1.0)))
    assert "\x1b" not in shown
    assert max(cell_len(line) for line in shown.splitlines()) <= WIDTH
