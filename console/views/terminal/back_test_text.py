"""A back-test as JSON, and as text for a terminal: how often, for whom, how long."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from statistics import median
from typing import Any

from rich.console import Console

from console.flags.back_test import ChangedFlag, RaisedFlag, RuleCourse
from console.floor.entities.site import zone
from console.floor.floor import Floor
from console.views.attention.attention import scope_name
from console.views.attention.flag_text import value_text
from console.views.terminal.terminal_text import add_row, line, table
from console.views.text import clock_text, measured_text, number_text, timer_text
from feeds.events import instant_text

JSON = dict[str, Any]
_FLAGS_SHOWN = 40


def back_test_json(course: RuleCourse, current: RuleCourse | None) -> JSON:
    """What a back-test found of a rule; `current` is the same of the rule in force with its id, if any."""
    return {
        **_course_json(course),
        "changed_by_late_events": [_changed_json(each) for each in course.changed],
        "current": None if current is None else _course_json(current),
    }


def _course_json(course: RuleCourse) -> JSON:
    return {
        "rule": course.rule.id,
        "flags": [_flag_json(each) for each in course.flags],
        "cleared_within_30_seconds": course.cleared_within_30_seconds,
    }


def _flag_json(raised: RaisedFlag) -> JSON:
    return {
        "scope": raised.scope,
        "from": instant_text(raised.start),
        "to": None if raised.end is None else instant_text(raised.end),
        "severity": raised.severity.name.lower(),
        "value": raised.value,
    }


def _changed_json(changed: ChangedFlag) -> JSON:
    return {
        "scope": changed.scope,
        "from": instant_text(changed.start),
        "to": instant_text(changed.end),
        "seen": changed.seen.name.lower(),
        "known": changed.known.name.lower(),
    }


def print_back_test(floor: Floor, course: RuleCourse, current: RuleCourse | None, screen: Console) -> None:
    """Print what a back-test found: a summary, each subject, each flag, and what late events changed."""
    screen.print(line((f"{course.rule.id}, tested on {_span_text(floor)}", "bold")))
    _print_summary(floor, course, current, screen)
    if course.flags:
        _print_scopes(floor, course.flags, screen)
        _print_flags(floor, course, screen)
    if course.changed:
        _print_changes(floor, course.changed, screen)


def _span_text(floor: Floor) -> str:
    return f"{_clock(floor, floor.since, True)} to {_clock(floor, floor.latest, True)}"


def _clock(floor: Floor, at: int, with_day: bool = False) -> str:
    """The instant *at* (ms) by the site's clock."""
    return clock_text(at, zone(floor.site.at(at).time_zone), with_day)


def _print_summary(floor: Floor, course: RuleCourse, current: RuleCourse | None, screen: Console) -> None:
    shown = table(("", "left"), *((head, "right") for head in _SUMMARY))
    add_row(shown, "this rule", *_summary(floor, course.flags))
    if current is not None:
        add_row(shown, "rule in force", *_summary(floor, current.flags))
    screen.print(shown)
    if current is None:
        screen.print(line("no rule in force has this id"))


_SUMMARY = ("flags", "red", "subjects", "lit in all", "median", "longest", "cleared within 30 s")


def _summary(floor: Floor, flags: Sequence[RaisedFlag]) -> list[str]:
    lengths = [_length(floor, each) for each in flags]
    return [
        number_text(len(flags)),
        number_text(sum(each.severity.name == "BREACH" for each in flags)),
        number_text(len({each.scope for each in flags})),
        timer_text(sum(lengths)),
        measured_text(median(lengths) if lengths else None),
        measured_text(max(lengths, default=None)),
        number_text(sum(each.is_short for each in flags)),
    ]


def _length(floor: Floor, raised: RaisedFlag) -> float:
    """How long a flag was up, in seconds; one that is still up, until the end of the log."""
    return max(0, (floor.latest if raised.end is None else raised.end) - raised.start) / 1000


def _print_scopes(floor: Floor, flags: Sequence[RaisedFlag], screen: Console) -> None:
    by_scope: dict[str, list[RaisedFlag]] = defaultdict(list)
    for each in flags:
        by_scope[each.scope].append(each)
    shown = table(("for whom", "left"), ("flags", "right"), ("red", "right"), ("lit in all", "right"))
    for scope, raised in sorted(by_scope.items(), key=lambda item: -len(item[1]))[:_FLAGS_SHOWN]:
        add_row(
            shown,
            scope_name(floor, scope, floor.latest),
            number_text(len(raised)),
            number_text(sum(each.severity.name == "BREACH" for each in raised)),
            timer_text(sum(_length(floor, each) for each in raised)),
        )
    screen.print(line(""))
    screen.print(shown)
    _print_rest(len(by_scope), screen)


def _print_flags(floor: Floor, course: RuleCourse, screen: Console) -> None:
    heads = ("from", "to", "lit")
    shown = table(
        ("flag", "left"), *((head, "right") for head in heads), ("worst", "left"), ("value then", "right")
    )
    for each in course.flags[:_FLAGS_SHOWN]:
        add_row(
            shown,
            scope_name(floor, each.scope, each.start),
            _clock(floor, each.start),
            "open" if each.end is None else _clock(floor, each.end),
            timer_text(_length(floor, each)),
            _SEVERITY_WORDS[each.severity.name],
            value_text(course.rule, each.value),
        )
    screen.print(line(""))
    screen.print(shown)
    _print_rest(len(course.flags), screen)


_SEVERITY_WORDS = {"NONE": "none", "WARNING": "amber", "BREACH": "red"}


def _print_changes(floor: Floor, changes: Sequence[ChangedFlag], screen: Console) -> None:
    shown = table(
        ("changed by late events", "left"),
        ("from", "right"),
        ("to", "right"),
        ("seen", "left"),
        ("known now", "left"),
    )
    for each in changes[:_FLAGS_SHOWN]:
        add_row(
            shown,
            scope_name(floor, each.scope, each.start),
            _clock(floor, each.start),
            _clock(floor, each.end),
            _SEVERITY_WORDS[each.seen.name],
            _SEVERITY_WORDS[each.known.name],
        )
    screen.print(line(""))
    screen.print(shown)
    _print_rest(len(changes), screen)


def _print_rest(count: int, screen: Console) -> None:
    if count > _FLAGS_SHOWN:
        screen.print(line(f"and {count - _FLAGS_SHOWN:,} more; --format json holds all"))
