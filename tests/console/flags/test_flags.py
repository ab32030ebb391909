"""What holds of flags on every log: nothing raises, the past stays as it was, nothing flickers."""

from __future__ import annotations

from functools import cache

import pytest

from console.flags.flags import Flags
from console.flags.rules.conditions import Condition
from console.flags.rules.rules import Rulebook
from console.floor.floor import Floor
from console.metrics.reading.reading import Reading
from console.metrics.reading.windows import rolling
from console.settings.rule_files import read_rules
from feeds.events import instant
from tests.builders import JSON, Scene, floor_of
from tests.console.flags.scenes import rule
from tests.made_logs import made_log

SEEDS = range(6)
# Much lower than what ships, so that a small floor lights up often.
RULES = Rulebook(
    [
        rule("longest_wait", warning=0.2, breach=0.5, default_goal_seconds=60.0),
        rule("service_level", warning=0.03, breach=0.0, clear=0.01, for_seconds=30.0, window_seconds=900.0),
        rule("contact_time", warning=1.0, breach=2.0, default_goal_seconds=60.0),
        rule("time_in_state", state="hold", warning=10.0, breach=60.0),
        rule("time_in_state", id="away", state="not_ready", breach=60.0),
        rule("idle_while_waiting", warning=5.0, breach=30.0),
        rule("missed", warning=1.0, breach=2.0, window_seconds=600.0),
        rule("out_of_adherence", warning=0.0, breach=300.0),
    ]
)


@cache
def log(seed: int) -> list[JSON]:
    return made_log(seed, contacts=60, agents=6)


@cache
def sent(seed: int) -> Floor:
    return floor_of(log(seed))


def seen(floor: Floor, at: int, rules: Rulebook = RULES) -> list[Condition]:
    return Flags(rules).open(Reading(floor, rolling(at, 1_800_000)))


def moments(floor: Floor, step_ms: int) -> range:
    return range(floor.since - 60_000, floor.latest + 3_600_000, step_ms)


@pytest.mark.parametrize("seed", SEEDS)
def test_that_flags_never_raise_and_never_begin_later_than_now(seed: int) -> None:
    floor, watched = sent(seed), set()
    for at in moments(floor, 97_003):
        for found in seen(floor, at):
            assert floor.since <= found.since <= at
            assert found.severity > 0
            watched.add(found.rule.watch)
    assert len(watched) >= 5, "a floor that lights up little proves little"


@pytest.mark.parametrize("seed", SEEDS)
def test_that_flags_of_the_past_are_those_of_a_log_that_ends_there(seed: int) -> None:
    floor, events = sent(seed), log(seed)
    for at in range(floor.since + 800_000, floor.latest, 1_800_000):
        cut = floor_of([event for event in events if instant(event["at"]) <= at])
        assert seen(floor, at) == seen(cut, at)


@pytest.mark.parametrize("seed", SEEDS)
def test_that_a_flag_keeps_its_name_from_second_to_second(seed: int) -> None:
    floor = sent(seed)
    middle = (floor.since + floor.latest) // 2
    # Another plan, grace or goal, published for the past as well, makes other flags.
    replanned = {
        -(-instant(event["at"]) // 1000) * 1000
        for event in log(seed)
        if event["type"].startswith(("schedule.", "site.")) or event["type"].endswith(".profile")
    }
    before: dict[tuple[str, str, str, float | None], int] = {}
    for at in range(middle - middle % 1000, middle + 240_000, 1000):
        # A contact of another queue that takes over makes another flag.
        now = {(one.rule.id, one.scope, one.queue, one.goal): one.since for one in seen(floor, at)}
        for key, since in now.items():
            if key in before and at not in replanned:
                assert since == before[key] or at - 1000 < since <= at, (key, before[key], since, at)
        before = now


LASTING = 20.0
# Where another contact of the same agent may take over, which is another flag.
ABOUT_CONTACTS = ("contact_time", "sentiment_falling", "help_requested")
PATIENT = Rulebook(
    [
        rule("longest_wait", warning=0.5, clear=0.3, default_goal_seconds=60.0, for_seconds=LASTING),
        rule("service_level", warning=0.03, clear=0.05, window_seconds=600.0, for_seconds=LASTING),
        rule("contact_time", warning=0.2, default_goal_seconds=60.0, for_seconds=LASTING),
        rule("time_in_state", state="on_contact", warning=0.0, for_seconds=LASTING),
        rule("time_in_state", id="away", state="not_ready", warning=0.0, for_seconds=LASTING),
        rule("idle_while_waiting", warning=0.0, for_seconds=LASTING),
        rule("missed", warning=2.0, clear=1.0, window_seconds=120.0, for_seconds=LASTING),
        rule("out_of_adherence", warning=0.0, for_seconds=LASTING),
        rule("sentiment_falling", warning=0.2, clear=0.1, for_seconds=LASTING),
        rule("help_requested", warning=1.0, window_seconds=120.0, for_seconds=LASTING),
    ]
)


def test_that_nothing_flickers() -> None:
    closed = 0
    for seed in SEEDS:
        floor = sent(seed)
        gone: set[str] = set()
        before: dict[str, Condition] = {}
        middle = (floor.since + floor.latest) // 2
        middle -= middle % 1000
        replanned = [
            instant(event["at"])
            for event in log(seed)
            if event["type"].startswith(("schedule.", "site.")) or event["type"].endswith(".profile")
        ]
        for at in range(middle, middle + 150_000, 1000):
            now = {found.id: found for found in seen(floor, at, PATIENT)}
            assert not gone & now.keys(), "what has gone out does not come back as the same flag"
            if any(at - 1000 < when <= at for when in replanned):
                gone.clear()  # another plan, grace or goal makes other flags
                before = {}
            for name in before.keys() - now.keys():
                gone.add(name)
                closed += 1
            last_seen = {(old.rule.id, old.scope, old.queue) for old in before.values()}
            for name in now.keys() - before.keys() if before else ():
                one = now[name]
                if one.rule.watch not in ABOUT_CONTACTS and (one.rule.id, one.scope, one.queue) in last_seen:
                    raise AssertionError(f"{name} took over from another of the same at {at}")
            before = now
    assert closed > 10, "flags that never go out cannot flicker"


def test_that_no_two_flags_of_an_instant_share_a_name() -> None:
    floor = sent(1)
    for at in moments(floor, 300_000):
        names = [found.id for found in seen(floor, at)]
        assert len(names) == len(set(names))


def test_that_reading_flags_changes_none() -> None:
    floor = sent(2)
    at = (floor.since + floor.latest) // 2
    first = seen(floor, at)
    seen(floor, floor.latest)
    seen(floor, floor.since)
    assert seen(floor, at) == first


def test_that_the_flags_of_queues_are_those_of_all_that_are_of_queues() -> None:
    floor = sent(3)
    for at in moments(floor, 600_000):
        reading = Reading(floor, rolling(at, 1_800_000))
        queues = [found for found in Flags(RULES).open(reading) if found.scope.startswith("queue:")]
        assert Flags(RULES).only_queues().open(reading) == queues


def test_that_nothing_lights_up_before_anything_has_happened() -> None:
    assert seen(Floor(), 0) == []
    assert seen(Floor(), instant("2026-11-23T09:00:00Z"), read_rules()) == []
    scene = Scene().queue("billing").agent("ana")
    assert seen(scene.floor, scene.ms("09:00"), read_rules()) == []
