"""What holds whatever comes late: the work is bounded, nothing stays open that is over, times add up."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from console.floor.floor import Floor
from console.metrics.explain.evidence import Evidence
from console.metrics.explain.explain import explain
from console.metrics.reading.reading import Reading
from console.metrics.reading.scope import Scope
from console.metrics.reading.windows import rolling
from console.metrics.report import report
from feeds.events import instant, instant_text
from tests import brute_force
from tests.arrival_orders import (
    backwards,
    delayed,
    in_no_order,
    late_by_minutes,
    late_within,
    movable,
    of_sources,
    repeated,
    wide,
)
from tests.builders import JSON, figures, floor_of, tiny_blocks
from tests.made_logs import made_log
from tests.test_brute_force import disagreements
from tests.test_properties import check_sane

EXAMPLES = int(os.environ.get("FLOORLIGHT_SOAK", "12"))
SEEDS = range(EXAMPLES)
MINUTE, HOUR = 60_000, 3_600_000
# A smaller seed is no simpler log: nothing is gained by shrinking.
few = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)

Disorder = Callable[[Sequence[JSON], int], list[JSON]]
DISORDERS: dict[str, Disorder] = {
    "ends": lambda events, seed: late_by_minutes(events, seed, "ended"),
    "entries": lambda events, seed: late_by_minutes(events, seed, "queued"),
    "answers": lambda events, seed: late_by_minutes(events, seed, "answered"),
    "releases": lambda events, seed: late_by_minutes(events, seed, "released", "wrapped"),
    "states": lambda events, seed: late_by_minutes(events, seed, "agent.state"),
    "a few of all": lambda events, seed: late_by_minutes(events, seed, share=0.02),
    "many of all": lambda events, seed: late_by_minutes(events, seed, share=0.4),
    "no order": in_no_order,
    "backwards": lambda events, seed: backwards(events),
    "repeated": lambda events, seed: repeated(late_by_minutes(events, seed, share=0.05), seed),
    "sources": lambda events, seed: of_sources(late_by_minutes(events, seed, share=0.1), seed),
}
disorders = st.sampled_from(sorted(DISORDERS))
seeds = st.integers(0, 10_000)


@cache
def log(seed: int, part: int = 8) -> list[JSON]:
    """A made log, or some eighths of one: what is cut off leaves much of it open."""
    events = made_log(seed % 40, contacts=60, agents=6)
    return events[: len(events) * part // 8]


parts = st.integers(3, 8)


# The work ------------------------------------------------------------------------------------------


class TooMuchWorkError(AssertionError):
    """Applying events to a floor takes more calls than any way of doing it needs."""


MOST_CALLS_AN_EVENT = 3000


@contextmanager
def counted_calls(events: int) -> Iterator[list[int]]:
    """Count the calls of Python functions and of built-in ones, and break off what never ends."""
    calls = [0]

    def count(_frame: object, kind: str, _arg: object) -> None:
        if kind in ("call", "c_call"):
            calls[0] += 1
            if calls[0] > MOST_CALLS_AN_EVENT * events:
                raise TooMuchWorkError(f"{calls[0]} calls for {events} events")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        yield calls
    finally:
        sys.setprofile(before)


def applied(events: Sequence[JSON]) -> Floor:
    """A floor that applied events in batches, as long as that does not go on for ever."""
    with counted_calls(len(events)):
        return floor_of(events, batch=100)


def calls_an_event(events: Sequence[JSON]) -> float:
    """The calls it takes to apply events to a floor, once everything has been loaded."""
    floor_of(events[:20])
    with counted_calls(len(events)) as calls:
        floor_of(events, batch=100)
    return calls[0] / len(events)


@pytest.mark.parametrize("disorder", DISORDERS)
def test_that_ten_times_the_events_take_ten_times_the_work(disorder: str) -> None:
    events, many = made_log(3, contacts=40, agents=5), wide(range(10), contacts=40, agents=5)
    few_calls = calls_an_event(DISORDERS[disorder](events, 1))
    many_calls = calls_an_event(DISORDERS[disorder](many, 1))
    assert many_calls <= 1.5 * few_calls


def long_contact(events: int) -> list[JSON]:
    """One contact that is held and resumed all day."""
    start = instant("2026-03-02T08:00:00Z")
    talk = {"contact": "c1", "agent": "ana"}
    kinds = ["answered"] + ["held", "resumed"] * (events // 2)
    return [
        {"type": f"contact.{kind}", "at": instant_text(start + number * 5000), "seq": number + 1, **talk}
        for number, kind in enumerate(kinds)
    ]


def test_that_a_contact_sent_in_order_costs_no_more_for_its_length() -> None:
    assert calls_an_event(long_contact(4000)) <= 1.5 * calls_an_event(long_contact(400))


# Within the lateness -------------------------------------------------------------------------------


def lateness_of(events: Sequence[JSON]) -> int:
    """How late the events of a log may come, in ms: what its site says, or a minute."""
    said = [event.get("lateness_seconds", 60) for event in events if event["type"] == "site.profile"]
    return 1000 * min(said, default=60)


@few
@given(seeds, parts, st.integers(0, 3 * HOUR), st.sampled_from([None, MINUTE, 30 * MINUTE]))
def test_that_delays_up_to_the_lateness_say_what_the_log_in_order_says(
    seed: int, part: int, back: int, length: int | None
) -> None:
    events = log(seed, part)
    whole = floor_of(events)
    late = applied(late_within(events, seed, lateness_of(events)))
    for at in (whole.latest, max(whole.latest - back, whole.since)):
        assert figures(late, at, length) == figures(whole, at, length)
    assert late.late == 0
    assert dict(late.books.anomaly_counts) == dict(whole.books.anomaly_counts)


@few
@given(seeds, st.integers(0, 3 * HOUR))
def test_that_delays_up_to_the_lateness_from_several_sources_say_the_same(seed: int, back: int) -> None:
    events = log(seed)
    whole = floor_of(of_sources(events, seed))
    late = applied(of_sources(late_within(events, seed, lateness_of(events)), seed))
    at = max(whole.latest - back, whole.since)
    assert figures(late, at) == figures(whole, at)
    assert late.late == 0


@pytest.mark.parametrize("seed", SEEDS)
def test_that_the_naive_computation_takes_delays_up_to_the_lateness_as_in_order(seed: int) -> None:
    events = log(seed, 3 + seed % 6)
    late = late_within(events, seed, lateness_of(events), share=0.8)
    reports = [
        brute_force.report([json.dumps(event) for event in arrivals], None, length)
        for arrivals in (events, late, repeated(late, seed))
        for length in (None, 20 * MINUTE)
    ]
    assert reports[:2] == reports[2:4] == reports[4:]
    # Events of one instant from several sources have another order among them.
    sources = of_sources(events, seed), of_sources(late, seed)
    whole, disordered = (brute_force.report([json.dumps(each) for each in applied]) for applied in sources)
    assert disordered == whole
    assert applied_naively(late).late == 0


# Later than that -----------------------------------------------------------------------------------


def applied_naively(events: Sequence[JSON]) -> brute_force.Floor:
    arrivals = brute_force.read_steps([json.dumps(event) for event in events])
    return brute_force.fold(brute_force.settle(arrivals), sys.maxsize)


@pytest.mark.parametrize("disorder", DISORDERS)
@pytest.mark.parametrize("seed", range(max(2, EXAMPLES // 6)))
def test_that_late_events_do_what_the_naive_computation_makes_of_them(seed: int, disorder: str) -> None:
    events = DISORDERS[disorder](log(seed, 3 + seed % 6), seed)
    with tiny_blocks(16_384 if seed % 2 else 16):
        floor = applied(events)
        dated = [event for event in events if event["type"] != "hello"]
        assert disagreements(floor, events, seed, dated) == []
    assert floor.late == applied_naively(events).late


Open = set[tuple[str, ...]]


def naively_open(floor: brute_force.Floor) -> Open:
    """Who waits where, and whose leg of what is in which phase."""
    waiting = {(entry.contact, entry.queue) for entry in floor.entries if entry.end is None}
    return waiting | {(leg.contact, leg.agent, leg.phase) for leg in floor.legs if leg.live}


def in_order(events: Sequence[JSON]) -> list[JSON]:
    """The events as if none had come late; those of several sources keep their hellos."""
    if any(event["type"] == "hello" for event in events):
        return sorted_within_sources(events)
    once = {event["seq"]: event for event in events}
    return [once[seq] for seq in sorted(once)]


def sorted_within_sources(events: Sequence[JSON]) -> list[JSON]:
    """The events of several sources by instant, each after a hello of its epoch, the first hellos first."""
    hellos = [event for event in events if event["type"] == "hello"]
    first = list({event["epoch"]: event for event in hellos}.values())
    order = [event["epoch"] for event in first]
    keyed, speaking = [], 0
    for event in events:
        if event["type"] == "hello":
            speaking = order.index(event["epoch"])
        else:
            keyed.append((event["at"], speaking, event["seq"], event))
    found = list(first)
    for _, epoch, _, event in sorted(keyed, key=lambda each: each[:3]):
        found += [first[epoch], event]
    return found


@pytest.mark.parametrize("disorder", DISORDERS)
@pytest.mark.parametrize("seed", SEEDS)
def test_that_the_naive_computation_leaves_no_ghost(seed: int, disorder: str) -> None:
    events = DISORDERS[disorder](log(seed, 3 + seed % 6), seed)
    late, whole = applied_naively(events), applied_naively(in_order(events))
    ours, theirs = naively_open(late), naively_open(whole)
    assert ours <= theirs
    # Of a contact that was over when they came, what was sent too late opens nothing.
    assert {key for key in theirs - ours if key[0] not in late.refused} == set()
    assert {name: said[-1][1:] for name, said in late.said.items()} == {
        name: said[-1][1:] for name, said in whole.said.items()
    }


def waiting_of(floor: Floor) -> set[str]:
    account = explain(floor, "waiting", Scope("floor"), rolling(floor.latest, MINUTE))
    return {item["contact"] for item in account["counted"]}


def states_of(floor: Floor) -> dict[str, tuple[str, str | None]]:
    rows = report(floor, rolling(floor.latest, MINUTE))["agents"]
    return {name: (row["state"], row["reason"]) for name, row in rows.items()}


@few
@given(seeds, parts, disorders)
def test_that_what_is_open_in_the_end_is_what_the_log_in_order_leaves_open(
    seed: int, part: int, disorder: str
) -> None:
    events = DISORDERS[disorder](log(seed, part), seed)
    floor, whole, naive = applied(events), floor_of(in_order(events)), applied_naively(events)
    assert waiting_of(floor) <= waiting_of(whole)
    assert waiting_of(whole) - waiting_of(floor) <= naive.refused
    unknown = {leg.agent for leg in applied_naively(in_order(events)).legs if leg.contact in naive.refused}
    ours, theirs = states_of(floor), states_of(whole)
    assert ours.keys() == theirs.keys()
    assert {name: ours[name] for name in ours if name not in unknown} == {
        name: theirs[name] for name in theirs if name not in unknown
    }


@few
@given(seeds, parts)
def test_that_no_wait_grows_because_a_few_events_come_an_hour_late(seed: int, part: int) -> None:
    events = log(seed, part)
    late_ones = delayed(events, seed, movable, 0.01, HOUR, HOUR)
    floor, whole = applied(late_ones), floor_of(events)
    ours, theirs = (report(each, rolling(each.latest, MINUTE))["floor"] for each in (floor, whole))
    assert ours["waiting"] == theirs["waiting"]
    assert (ours["longest_wait_seconds"] or 0) <= (theirs["longest_wait_seconds"] or 0)


# Times ---------------------------------------------------------------------------------------------


BUSY = ("ON_CONTACT", "HOLD", "WRAP_UP")


@few
@given(seeds, st.sampled_from(["in order", *DISORDERS]), st.integers(0, 60 * MINUTE))
def test_that_every_agents_times_fill_the_window(seed: int, disorder: str, back: int) -> None:
    events = log(seed)
    floor = applied(events if disorder == "in order" else DISORDERS[disorder](events, seed))
    window = rolling(floor.latest - back, 20 * MINUTE)
    reading, rows = Reading(floor, window), report(floor, window)["agents"]
    for name, row in rows.items():
        spells = sorted(Evidence(reading, Scope("agent", name)).spells(), key=lambda spell: spell.start)
        if floor.roster.agents[name].first_at <= window.start:
            assert spells[0].start == window.start
        assert spells[-1].end == window.end
        assert all(before.end == after.start for before, after in pairwise(spells))
        times: Counter[str] = Counter()
        for spell in spells:
            times[spell.state.name] += spell.end - spell.start
        busy, ready = sum(times[state] for state in BUSY), times["AVAILABLE"] + times["RINGING"]
        assert row["occupancy"] == (pytest.approx(busy / (busy + ready)) if busy + ready else None)
        here = sum(times.values()) - times["OFFLINE"]
        assert row["utilisation"] == (pytest.approx(busy / here) if here else None)


def single_handed(naive: brute_force.Floor) -> set[str]:
    """The agents who never stated a busy state and never had two contacts in hand at a time."""
    found = set()
    for agent in naive.agents:
        if any(
            state not in ("available", "not_ready", "offline") for _, state, _ in naive.said.get(agent, [])
        ):
            continue
        spans = [busy for leg in naive.legs if leg.agent == agent for busy in busy_spans(leg)]
        spans.sort()
        if all(before[1] <= after[0] for before, after in pairwise(spans)):
            found.add(agent)
    return found


def busy_spans(leg: Any) -> list[tuple[int, int]]:
    """When a leg kept its agent busy."""
    busy = [at for at, phase in leg.phases if phase in ("talking", "held", "wrapping")]
    if not busy:
        return []
    return [(busy[0], sys.maxsize if leg.live else leg.phases[-1][0])]


@few
@given(seeds, disorders)
def test_that_handle_times_are_the_time_agents_were_busy(seed: int, disorder: str) -> None:
    events = DISORDERS[disorder](log(seed), seed)
    floor, naive = applied(events), applied_naively(events)
    window = rolling(floor.latest, floor.latest - floor.since + 1)
    rows = report(floor, window)["agents"]
    for name in single_handed(naive):
        row = rows[name]
        if row["state"] in ("on_contact", "hold", "wrap_up"):
            continue
        busy = explain(floor, "occupancy", Scope.parse(f"agent:{name}"), window)["numerator"]
        handled = row["handled"] * (row["average_handle_time_seconds"] or 0)
        assert busy == pytest.approx(handled, abs=0.002 * max(1, row["handled"])), name


@few
@given(seeds, parts, disorders, st.integers(0, 3 * HOUR))
def test_that_no_duration_is_negative(seed: int, part: int, disorder: str, back: int) -> None:
    floor = applied(DISORDERS[disorder](log(seed, part), seed))
    for length in (MINUTE, 30 * MINUTE, 3 * HOUR):
        window = rolling(max(floor.latest - back, floor.since), length)
        check_sane(report(floor, window))
        for metric in ("average_wrap_up_seconds", "average_talk_seconds", "average_speed_of_answer_seconds"):
            account = explain(floor, metric, Scope("floor"), window)
            assert all(item["value"] >= 0 for item in account["counted"])
            assert all(item["from"] <= item["to"] for item in account["counted"])
