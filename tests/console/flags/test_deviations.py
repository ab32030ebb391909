"""Whether what a flag shows is a signal: at the number of contacts of its rule's window."""

from __future__ import annotations

import random

import pytest

from console.flags.deviations import Deviations
from console.flags.flags import Flags
from console.flags.rules.rules import Rule, Rulebook
from console.floor.floor import Floor
from console.metrics.reading.normal_range import Deviation, Verdict
from console.metrics.reading.reading import Reading
from console.metrics.reading.windows import rolling
from feeds.events import instant, instant_text
from tests.builders import DAY, JSON, floor_of
from tests.console.flags.scenes import rule

START = instant(f"{DAY}T09:00:00Z")
LEVEL = rule("service_level", breach=0.0, window_seconds=1800.0)
SIGNALLED = LEVEL.model_copy(update={"signal": True})
HANDLING = rule("metric", metric="average_handle_time_seconds", each="agent", breach=60.0)


def calls(outcomes: list[bool], seconds: int = 20) -> list[JSON]:
    """A call every so many seconds, answered at once or after 40 s, and over 60 s later."""
    events: list[JSON] = [
        {
            "type": "queue.profile",
            "at": instant_text(START),
            "queue": "q",
            "channel": "voice",
            "target": 0.8,
            "threshold_seconds": 20,
        }
    ]
    for place, is_in_time in enumerate(outcomes):
        about = {"contact": f"c{place}", "queue": "q"}
        at = START + place * seconds * 1000
        answered = at if is_in_time else at + 40_000
        events += [
            {"type": "contact.queued", "at": instant_text(at), **about},
            {"type": "contact.answered", "at": instant_text(answered), **about, "agent": f"a{place}"},
            {"type": "contact.ended", "at": instant_text(answered + 60_000), "contact": f"c{place}"},
        ]
    return sorted(events, key=lambda event: event["at"])


def flagged(floor: Floor, watched: Rule) -> list[Deviation | None]:
    found = Flags(Rulebook([watched])).open(Reading(floor, rolling(floor.latest, 1_800_000)))
    deviations = Deviations(floor)
    return [deviations.of(seen, floor.latest) for seen in found]


def test_that_a_low_level_of_few_calls_is_too_few_to_tell() -> None:
    (found,) = flagged(floor_of(calls([True, False] * 5)), LEVEL)
    assert found is not None
    assert (found.verdict, found.number) == (Verdict.TOO_FEW, 10)


def test_that_a_level_a_little_low_is_within_its_normal_range() -> None:
    (found,) = flagged(floor_of(calls([True, True, True, False] * 10)), LEVEL)
    assert found is not None
    assert (found.verdict, found.number) == (Verdict.NORMAL, 40)


def test_that_a_level_far_below_is_a_signal() -> None:
    (found,) = flagged(floor_of(calls([True, False] * 20)), LEVEL)
    assert found is not None
    assert found.verdict is Verdict.SIGNAL


@pytest.mark.parametrize(
    ("outcomes", "is_lit"),
    [([True, False] * 5, False), ([True, True, True, False] * 10, False), ([True, False] * 20, True)],
)
def test_that_a_rule_that_asks_for_a_signal_is_lit_by_one_only(outcomes: list[bool], is_lit: bool) -> None:
    floor = floor_of(calls(outcomes))
    assert len(flagged(floor, LEVEL)) == 1
    assert len(flagged(floor, SIGNALLED)) == is_lit


def test_that_such_a_flag_begins_when_the_level_became_a_signal() -> None:
    floor = floor_of(calls([True, False] * 40))
    seen = Flags(Rulebook([SIGNALLED])).open(Reading(floor, rolling(floor.latest, 1_800_000)))
    before, at = seen[0].since - 1, seen[0].since
    assert at > START + 200_000
    lit = [Flags(Rulebook([SIGNALLED])).open(Reading(floor, rolling(now, 1_800_000))) for now in (before, at)]
    assert [len(found) for found in lit] == [0, 1]


def test_that_a_rule_of_a_share_may_ask_for_a_signal() -> None:
    watched = rule("metric", metric="service_level.answered", each="queue", side="below", breach=0.8)
    asking = watched.model_copy(update={"signal": True})
    slightly, clearly = floor_of(calls([True, True, True, False] * 10)), floor_of(calls([True, False] * 20))
    assert [len(flagged(floor, watched)) for floor in (slightly, clearly)] == [1, 1]
    assert [len(flagged(floor, asking)) for floor in (slightly, clearly)] == [0, 1]


def test_that_the_mean_of_one_call_is_too_few_to_tell() -> None:
    floor = floor_of(calls([True] * 3))
    found = flagged(floor, HANDLING)
    assert {each.verdict for each in found if each is not None} == {Verdict.TOO_FEW}
    assert len(found) == 3


def test_that_chance_has_no_part_in_a_wait() -> None:
    waits = rule("longest_wait", breach=0.1, default_goal_seconds=60.0)
    waiting: JSON = {"type": "contact.queued", "at": f"{DAY}T09:00:00Z", "contact": "c", "queue": "q"}
    later: JSON = {"type": "agent.state", "at": f"{DAY}T09:01:00Z", "agent": "a", "state": "available"}
    assert flagged(floor_of([waiting, later]), waits) == [None]


def test_that_at_its_goal_a_rule_that_asks_for_a_signal_is_lit_at_most_5_percent_of_its_time() -> None:
    lit = read = 0
    for seed in range(60):
        dice = random.Random(seed)
        floor = floor_of(calls([dice.random() < 0.8 for _ in range(200)]))
        for now in range(START + 1_800_000, floor.latest, 600_000):
            reading = Reading(floor, rolling(now, 1_800_000))
            lit += bool(Flags(Rulebook([SIGNALLED])).open(reading))
            read += 1
    assert read > 200
    assert lit / read <= 0.05
