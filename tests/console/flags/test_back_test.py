"""A back-test raises the flags that a console saw, second by second, on what had arrived."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence

import pytest

from console.flags.back_test import BackTest, RaisedFlag, RuleCourse
from console.flags.flags import Flags
from console.flags.rules.rules import Rule, Rulebook
from console.floor.floor import EventBatch, Floor
from console.metrics.reading.reading import Reading
from console.metrics.reading.severity import Severity
from console.metrics.reading.windows import rolling
from feeds.errors import UserError
from feeds.events import CONTROL_TYPES, instant, instant_text
from feeds.protocol.decoding import decode_chunk
from tests.builders import DAY, JSON, floor_of
from tests.console.flags.scenes import BREACH, NONE, WARNING, rule
from tests.made_logs import made_log

WAITS = rule("longest_wait", warning=0.2, breach=0.5, default_goal_seconds=60.0)
RULES = [
    WAITS,
    rule("service_level", warning=0.03, breach=0.0, clear=0.01, for_seconds=30.0, window_seconds=900.0),
    rule("time_in_state", state="hold", warning=10.0, breach=60.0),
    rule("idle_while_waiting", warning=5.0, breach=30.0),
]
ANA = {"type": "agent.state", "agent": "ana", "state": "available"}


def batches_of(events: Sequence[JSON], size: int) -> list[EventBatch]:
    lines = [json.dumps(event) for event in events]
    found = []
    for first in range(0, len(lines), size):
        batch = decode_chunk("\n".join(lines[first : first + size]).encode(), first + 1)
        assert not batch.invalid
        found.append(EventBatch(batch.events, batch.instants, batch.lines, "log"))
    return found


def courses(events: Sequence[JSON], rules: Sequence[Rule] = (WAITS,), size: int = 97) -> list[RuleCourse]:
    tested = BackTest(Floor(horizon_ms=None), rules)
    for batch in batches_of(events, size):
        tested.take(batch)
    tested.finish()
    return tested.courses


def at(time: str) -> int:
    return instant(f"{DAY}T{time}Z")


def event(kind: str, time: str, seq: int, **fields: object) -> JSON:
    return {"type": kind, "at": f"{DAY}T{time}Z", "seq": seq, **fields}


def waiting(start: str, end: str, contact: str = "c1", seq: int = 1) -> list[JSON]:
    return [
        event("contact.queued", start, seq, contact=contact, queue="q"),
        event("contact.abandoned", end, seq + 1, contact=contact, queue="q"),
    ]


def clock(start: str, end: str, seq: int) -> list[JSON]:
    """An event of another queue's agent each second, so that time goes on."""
    first, last = at(start), at(end)
    return [
        {
            "type": "agent.state",
            "at": instant_text(ms),
            "seq": seq + place,
            "agent": "ana",
            "state": "available",
        }
        for place, ms in enumerate(range(first, last + 1, 1000))
    ]


def in_order(events: Sequence[JSON]) -> list[JSON]:
    return sorted(events, key=lambda event: event["at"])


def test_that_a_wait_is_flagged_from_the_second_it_passes_the_limit_until_it_ends() -> None:
    events = [*waiting("09:00:00.500", "09:01:00.200"), *clock("09:00:00", "09:02:00", 3)]
    (course,) = courses(in_order(events))
    # Half of 60 s is passed at 09:00:30.5, and first seen at the next whole second.
    assert course.flags == [RaisedFlag("queue:q", at("09:00:13"), at("09:01:01"), BREACH, 30.5)]
    assert course.cleared_within_30_seconds == 0
    assert course.changed == []


def test_that_a_flag_still_up_at_the_end_is_open() -> None:
    (course,) = courses(in_order([*waiting("09:00:00", "09:05:00"), *clock("09:00:00", "09:01:00", 3)])[:-1])
    assert [(flag.end, flag.severity) for flag in course.flags] == [(None, BREACH)]


def test_that_a_flag_cleared_soon_is_counted_as_such() -> None:
    events = [
        *waiting("09:00:00", "09:00:20", "c1", 1),
        *waiting("09:01:00", "09:01:50", "c2", 3),
        *clock("09:00:00", "09:03:00", 5),
    ]
    (course,) = courses(in_order(events))
    assert [(flag.start, flag.end) for flag in course.flags] == [
        (at("09:00:12"), at("09:00:20")),
        (at("09:01:12"), at("09:01:50")),
    ]
    assert course.cleared_within_30_seconds == 1


def test_that_a_rule_that_is_off_is_tested_all_the_same() -> None:
    events = in_order([*waiting("09:00:00", "09:01:00"), *clock("09:00:00", "09:02:00", 3)])
    (course,) = courses(events, [WAITS.model_copy(update={"on": False})])
    assert len(course.flags) == 1


def test_that_what_a_late_event_changed_is_listed_apart_and_what_was_seen_is_kept() -> None:
    # The caller had hung up at 09:00:05, and it is heard of after 09:00:39, which has not been read yet.
    events = in_order([*waiting("09:00:00", "09:00:05"), *clock("09:00:00", "09:01:00", 3)])
    late = next(event for event in events if event["type"] == "contact.abandoned")
    events.remove(late)
    events.insert(next(place for place, each in enumerate(events) if each["at"] > f"{DAY}T09:00:40"), late)
    (course,) = courses(events)
    assert [(flag.start, flag.end) for flag in course.flags] == [(at("09:00:12"), at("09:00:39"))]
    assert [(found.scope, found.start, found.end, found.seen, found.known) for found in course.changed] == [
        ("queue:q", at("09:00:12"), at("09:00:30"), WARNING, NONE),
        ("queue:q", at("09:00:30"), at("09:00:39"), BREACH, NONE),
    ]


def test_that_a_single_stray_instant_years_ahead_does_not_move_the_time() -> None:
    events = in_order([*waiting("09:00:00", "09:01:00"), *clock("09:00:00", "09:02:00", 3)])
    stray = {
        "type": "agent.state",
        "at": "2099-01-01T00:00:00Z",
        "seq": 900,
        "agent": "bob",
        "state": "available",
    }
    events.insert(40, stray)
    (course,) = courses(events)
    assert [(flag.start, flag.end) for flag in course.flags] == [(at("09:00:12"), at("09:01:00"))]


def test_that_a_log_of_many_days_is_refused_before_it_is_read() -> None:
    start = at("09:00:00")
    events = [{**ANA, "at": instant_text(start + place * 82_800_000), "seq": place + 1} for place in (0, 1)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("console.flags.back_test.MOST_DAYS", 0)
        with pytest.raises(UserError, match="spans more than 0 days, second by second: test a part of it"):
            courses(events)


def test_that_nothing_is_read_from_a_silence_of_days() -> None:
    events = in_order([*waiting("09:00:00", "09:00:05"), *clock("09:00:00", "09:00:30", 3)])
    later = [
        {**each, "at": str(each["at"]).replace(DAY, "2026-11-30"), "seq": 500 + place}
        for place, each in enumerate(clock("09:00:00", "09:01:00", 0))
    ]
    (course,) = courses([*events, *later])
    assert course.flags == []


def seen_by_a_console(events: Sequence[JSON], tested: Rule) -> dict[int, dict[str, Severity]]:
    """The severity of each scope at each whole second, from a new floor of what had arrived by then; of a
    longer pause, in its first 20 seconds."""
    found: dict[int, dict[str, Severity]] = {}
    newest: int | None = None
    for place, each in enumerate(events):
        now = instant(each["at"]) if each["type"] not in CONTROL_TYPES else None
        if now is None or (newest is not None and now <= newest):
            continue
        if newest is not None:
            floor = floor_of(events[:place])
            for second in range(-(-newest // 1000) * 1000, min(now, newest + 20_000), 1000):
                found[second] = worst_at(floor, second, Flags(Rulebook([tested])))
        newest = now
    return found


def worst_at(floor: Floor, second: int, flags: Flags) -> dict[str, Severity]:
    worst: dict[str, Severity] = {}
    for condition in flags.open(Reading(floor, rolling(second, 1_800_000))):
        worst[condition.scope] = max(condition.severity, worst.get(condition.scope, NONE))
    return worst


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("is_disordered", [False, True])
def test_that_a_back_test_is_what_a_console_saw(seed: int, is_disordered: bool) -> None:
    events = made_log(seed, contacts=12, agents=3)[:50]
    if is_disordered:
        events = _delayed(events, random.Random(seed))
    for tested, course in zip(RULES, courses(events, RULES, size=7), strict=True):
        for second, seen in seen_by_a_console(events, tested).items():
            scopes = {*seen, *course.scopes_seen()}
            for scope in scopes:
                assert course.severity_seen(scope, second) is seen.get(scope, NONE), (scope, second)


@pytest.mark.parametrize("seed", range(2))
def test_that_what_changed_is_the_difference_to_the_whole_log(seed: int) -> None:
    events = _delayed(made_log(seed, contacts=8, agents=2), random.Random(seed))
    tested = BackTest(Floor(horizon_ms=None), RULES)
    for batch in batches_of(events, 50):
        tested.take(batch)
    tested.finish()
    whole = floor_of(events)
    first, last = -(-whole.since // 1000) * 1000, whole.latest
    for tested_rule, course in zip(RULES, tested.courses, strict=True):
        flags = Flags(Rulebook([tested_rule]))
        for second in range(first, last, 7_000):
            known = worst_at(whole, second, flags)
            for scope in {*known, *course.scopes_seen()}:
                changed = [
                    each for each in course.changed if each.scope == scope and each.start <= second < each.end
                ]
                here = (course.severity_seen(scope, second), known.get(scope, NONE))
                assert [(each.seen, each.known) for each in changed] == (
                    [here] if here[0] is not here[1] else []
                )


def _delayed(events: Sequence[JSON], dice: random.Random) -> list[JSON]:
    """*events* of which a fifth come up to 50 seconds late; all numbered."""
    numbered = [{**each, "seq": each.get("seq", place)} for place, each in enumerate(events, 1)]
    arrival = [
        (instant(each["at"]) + (dice.randrange(50_000) if dice.random() < 0.2 else 0), place)
        for place, each in enumerate(numbered)
    ]
    return [numbered[place] for _, place in sorted(arrival)]
