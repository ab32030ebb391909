"""What holds of every log: readings disturb nothing, batches and delays do not matter, nothing raises."""

from __future__ import annotations

import json
import os
from collections import Counter
from functools import cache
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from console.floor.floor import Floor
from console.metrics.adherence import out_since
from console.metrics.explain.explain import EXPLAINERS, explain
from console.metrics.reading.scope import Scope
from console.metrics.reading.windows import day, intervals, rolling
from console.metrics.report import report
from feeds.events import instant, instant_text
from tests import brute_force
from tests.builders import JSON, figures, floor_of, send, tiny_blocks
from tests.made_logs import made_log, shuffled
from tests.test_brute_force import check_account, differences

MINUTE, HOUR = 60_000, 3_600_000
START = instant("2026-11-23T08:00:00Z")

EXAMPLES = int(os.environ.get("FLOORLIGHT_SOAK", "12"))
few = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
some = settings(max_examples=2 * EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])

seeds = st.integers(0, 7)
backs = st.integers(0, 3 * HOUR)
lengths = st.one_of(st.none(), st.sampled_from([MINUTE, 30 * MINUTE, 3 * HOUR]), st.integers(1, 4 * HOUR))
moments = st.lists(st.tuples(backs, lengths), min_size=2, max_size=6)


@cache
def log(seed: int) -> list[JSON]:
    return made_log(seed, contacts=30, agents=4)


@cache
def floor_with(seed: int) -> Floor:
    return floor_of(log(seed))


# Reading -------------------------------------------------------------------------------------------


@few
@given(seeds, moments, st.randoms(use_true_random=False))
def test_that_readings_in_any_order_say_the_same(
    seed: int, asked: list[tuple[int, int | None]], rng: Any
) -> None:
    floor = floor_with(seed)
    first = {moment: figures(floor, floor.latest - moment[0], moment[1]) for moment in asked}
    again = list(asked)
    rng.shuffle(again)
    assert {moment: figures(floor, floor.latest - moment[0], moment[1]) for moment in again} == first


@few
@given(seeds, moments)
def test_that_reading_between_events_disturbs_nothing(seed: int, asked: list[tuple[int, int | None]]) -> None:
    events = log(seed)
    with tiny_blocks():
        floor = floor_of([])
        for first in range(0, len(events), 60):
            send(floor, events[first : first + 60], first + 1)
            for back, length in asked[:2]:
                figures(floor, floor.latest - back, length)
        quiet = floor_with(seed)
        assert [figures(floor, floor.latest - back, length) for back, length in asked] == [
            figures(quiet, quiet.latest - back, length) for back, length in asked
        ]


@few
@given(seeds, backs, lengths)
def test_that_a_reading_of_an_instant_is_that_of_the_log_cut_there(
    seed: int, back: int, length: int | None
) -> None:
    whole = floor_with(seed)
    at = max(whole.latest - back, whole.since)
    cut = floor_of([event for event in log(seed) if instant(event["at"]) <= at])
    assert figures(whole, at, length) == figures(cut, at, length)


@few
@given(seeds, backs, lengths)
def test_that_a_reading_of_the_past_is_not_changed_by_what_comes_late(
    seed: int, back: int, length: int | None
) -> None:
    events = shuffled(log(seed), seed)
    whole = floor_of(events)
    at = max(whole.latest - back, whole.since)
    cut = floor_of([event for event in events if instant(event["at"]) <= at])
    assert figures(whole, at, length) == figures(cut, at, length)


@few
@given(seeds, st.sampled_from([15, 30, 60]))
def test_that_intervals_add_up_to_what_they_span(seed: int, minutes: int) -> None:
    floor = floor_with(seed)
    spans = list(intervals(floor.site.at(floor.latest), floor.since, floor.latest, minutes))
    found = [report(floor, span)["floor"] for span in spans]
    whole = report(floor, rolling(floor.latest, floor.latest - spans[0].start + 1))["floor"]
    last = rolling(floor.latest, 1) if spans[-1].until < floor.latest else None
    missing = report(floor, last)["floor"] if last else {}
    for key in ("started", "answered", "abandoned", "deflected", "handled"):
        assert sum(row[key] for row in found) + missing.get(key, 0) == whole[key]


# Input ---------------------------------------------------------------------------------------------


@few
@given(seeds, st.lists(st.integers(1, 80), min_size=1, max_size=12), lengths, st.booleans())
def test_that_any_split_into_batches_says_the_same(
    seed: int, sizes: list[int], length: int | None, is_tiny: bool
) -> None:
    events, whole = log(seed), floor_with(seed)
    with tiny_blocks(16 if is_tiny else 16_384):
        split = floor_of([])
        first = 0
        while first < len(events):
            size = sizes[first % len(sizes)]
            send(split, events[first : first + size], first + 1)
            first += size
        assert figures(split, whole.latest, length) == figures(whole, whole.latest, length)


@few
@given(seeds, st.integers(0, 10_000), backs, lengths)
def test_that_events_up_to_five_seconds_late_say_the_same(
    seed: int, order: int, back: int, length: int | None
) -> None:
    whole = floor_with(seed)
    late = floor_of(shuffled(log(seed), order))
    at = whole.latest - back
    assert figures(late, at, length) == figures(whole, at, length)
    assert (late.late, dict(late.books.anomaly_counts)) == (0, {})


@few
@given(seeds, st.integers(0, 10_000))
def test_that_late_events_in_tiny_blocks_say_the_same(seed: int, order: int) -> None:
    whole = floor_with(seed)
    with tiny_blocks():
        late = floor_of(shuffled(log(seed), order), batch=30)
        for back in (0, 40 * MINUTE, 100 * MINUTE):
            assert figures(late, whole.latest - back) == figures(whole, whole.latest - back)


@few
@given(seeds, st.integers(0, 10_000))
def test_that_repeated_events_change_nothing(seed: int, order: int) -> None:
    events = log(seed)
    again = [event for event in shuffled(events, order) for _ in range(1 + event["seq"] % 2)]
    repeated = floor_of(again)
    assert repeated.duplicates == sum(event["seq"] % 2 for event in events)
    assert figures(repeated, repeated.latest, None) == figures(floor_with(seed), repeated.latest, None)


# The horizon ---------------------------------------------------------------------------------------


def without_causes(found: JSON) -> JSON:
    """*found* without the causes of being offline: they ask who was on since the day began."""
    for agent in found["agents"].values():
        if agent["state"] == "offline":
            del agent["adherence_cause"]
    return found


@few
@given(st.integers(0, 30), st.booleans())
def test_that_a_horizon_leaves_the_recent_past_as_it_was(seed: int, is_late: bool) -> None:
    events = made_log(seed, contacts=60, agents=4)
    arrivals = shuffled(events, seed) if is_late else events
    with tiny_blocks():
        bounded, whole = floor_of(arrivals, HOUR), floor_of(arrivals)
        assume(len(bounded.books.timeline.rows.blocks) < len(whole.books.timeline.rows.blocks))
        for back in (0, 10 * MINUTE, 25 * MINUTE):
            at = whole.latest - back
            assert without_causes(figures(bounded, at)) == without_causes(figures(whole, at))


@few
@given(st.integers(0, 30), backs, lengths)
def test_that_reading_beyond_the_horizon_raises_nothing(seed: int, back: int, length: int | None) -> None:
    with tiny_blocks():
        floor = floor_of(made_log(seed, contacts=60, agents=4), HOUR)
        window = rolling(floor.latest - back, 3 * HOUR if length is None else length)
        check_not_negative(report(floor, window))
        for metric, (_, kinds) in EXPLAINERS.items():
            if "floor" in kinds:
                assert explain(floor, metric, Scope("floor"), window)["metric"] == metric


# Contradictions and garbage ------------------------------------------------------------------------

agents = st.sampled_from(["ana", "ben", "cat"])
contacts = st.sampled_from(["c1", "c2", "c3", "c4"])
queues = st.sampled_from(["billing", "sales"])
customers = st.sampled_from([None, "bo", "cy"])
reasons = st.sampled_from([None, "", "break", "LUNCH ", "smoke", "on_queue", "training"])
channels = st.sampled_from([None, "voice", "chat", "email"])


def event(name: str, /, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[JSON]:
    return st.fixed_dictionaries({"type": st.just(name), **fields})


def leg(name: str, /, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[JSON]:
    return event(f"contact.{name}", contact=contacts, agent=agents, **fields)


states = st.sampled_from(["offline", "available", "not_ready", "ringing", "on_contact", "hold", "wrap_up"])
lively = st.one_of(
    event("agent.state", agent=agents, state=states, reason=reasons),
    event(
        "contact.queued",
        contact=contacts,
        queue=queues,
        channel=channels,
        customer=customers,
        direction=st.sampled_from([None, None, "inbound", "outbound"]),
    ),
    leg("offered"),
    leg("missed", cause=st.just("declined")),
    leg("answered", queue=st.one_of(st.none(), queues)),
    leg("answered"),
    leg("held"),
    leg("resumed"),
    leg("transferred", kind=st.just("warm")),
    leg("released", wrap_up=st.booleans()),
    leg("wrapped"),
    event("contact.abandoned", contact=contacts, queue=queues),
    event("contact.deflected", contact=contacts, queue=queues, to=st.sampled_from(["bot", "other"])),
    event("contact.ended", contact=contacts, resolved=st.sampled_from([None, True, False])),
)
minutes = st.integers(0, 60)


def spanned(made: JSON) -> JSON:
    """*made* with its `from` and `length` in minutes written out as instants."""
    parts = made.get("activities")
    if parts is not None:
        made = {**made, "activities": [spanned(part) for part in parts]}
    start = START + made["from"] * MINUTE
    rest = {key: value for key, value in made.items() if key not in ("from", "length")}
    return {**rest, "start": instant_text(start), "end": instant_text(start + made["length"] * MINUTE)}


asked = st.fixed_dictionaries(
    {
        "activity": st.sampled_from(["on_queue", "break", "lunch", "off"]),
        "from": minutes,
        "length": minutes,
    }
)
definitions = st.one_of(
    event(
        "agent.profile",
        agent=agents,
        team=st.sampled_from([None, "north", "south"]),
        queues=st.just(["billing"]),
    ),
    event(
        "queue.profile",
        queue=queues,
        short_abandon_seconds=st.sampled_from([0, 5]),
        channel=st.sampled_from(["voice", "chat"]),
        service_level=st.fixed_dictionaries(
            {"threshold_seconds": st.sampled_from([0, 1, 20]), "target": st.sampled_from([0.0, 0.8, 1.0])}
        ),
    ),
    event(
        "schedule.published",
        agent=agents,
        activities=st.lists(asked, max_size=3),
        **{"from": minutes, "length": minutes},
    ).map(spanned),
    event("schedule.exception", agent=agents, **{"from": minutes, "length": minutes}).map(spanned),
    event("survey.answered", contact=contacts, agent=st.one_of(st.none(), agents), csat=st.integers(1, 5)),
    event("survey.answered", contact=contacts, nps=st.integers(0, 10)),
    event("customer.churned", customer=st.sampled_from(["bo", "cy"])),
)
oddities = st.one_of(
    event("bot.started", session=contacts, customer=customers),
    event("bot.ended", session=contacts, outcome=st.sampled_from(["contained", "abandoned"])),
    event(
        "site.profile",
        reasons=st.sampled_from([{}, {"smoke": "break"}, {"break": "lunch"}]),
        lateness_seconds=st.sampled_from([0, 5, 600]),
        day_start=st.sampled_from(["00:00", "08:20"]),
        time_zone=st.sampled_from(["UTC", "Asia/Kathmandu"]),
    ),
    event("supervision.started", agent=agents, supervisor=st.just("lead"), kind=st.just("barge")),
    event("contact.sentiment", contact=contacts, score=st.just(0.5)),
)
steps = st.sampled_from([0, 0, 1, 1000, 1000, 5000, 20_000, 60_000])


@st.composite
def ordered(draw: st.DrawFn, kinds: st.SearchStrategy[JSON], size: int = 60) -> list[JSON]:
    """Events of *kinds* in the order of their instants, with no regard to what makes sense."""
    at, made = START, []
    for seq, found in enumerate(draw(st.lists(kinds, min_size=1, max_size=size)), 1):
        at += draw(steps)
        said = {key: value for key, value in found.items() if value is not None}
        made.append({**said, "at": instant_text(at), "seq": seq})
    return made


windows = st.tuples(
    st.sampled_from([0, 0, 20_000, -60_000, -300_000]), st.sampled_from([None, 1, 30 * MINUTE])
)


def rows_of(found: JSON) -> list[JSON]:
    """All rows of a report: of the floor, its queues, channels, agents and teams."""
    parts = ("queues", "channels", "agents", "teams")
    return [found["floor"], *(row for part in parts for row in found[part].values())]


def check_not_negative(found: JSON) -> None:
    for row in rows_of(found):
        for key, value in row.items():
            assert not isinstance(value, int | float) or value >= 0, (key, value)


def check_sane(found: JSON) -> None:
    """Nothing negative, every ratio in its range."""
    check_not_negative(found)
    for row in rows_of(found):
        shares = [*row.get("service_level", {}).values(), row.get("abandon_rate")]
        shares += [row.get(key) for key in ("occupancy", "utilisation", "adherence", "adherence_adjusted")]
        shares += [row.get("transfer_rate"), row.get("csat", {}).get("share")]
        shares += [row.get("first_contact_resolution", {}).get("share")]
        assert all(share is None or 0 <= share <= 1 for share in shares), row
        if row.get("adherence") is not None:
            assert row["adherence"] <= row["adherence_adjusted"]


def check_all(floor: Floor, at: int, length: int | None) -> None:
    """Read everything there is to read at *at*."""
    window = day(floor.site.at(at), at) if length is None else rolling(at, length)
    found = report(floor, window)
    check_sane(found)
    names = [("floor", found["floor"])]
    names += [(f"queue:{name}", row) for name, row in list(found["queues"].items())[:1]]
    names += [(f"agent:{name}", row) for name, row in list(found["agents"].items())[:1]]
    for scope, row in names:
        for metric, (_, kinds) in EXPLAINERS.items():
            if scope.partition(":")[0] in kinds:
                check_account(explain(floor, metric, Scope.parse(scope), window), row)
    for agent in floor.roster.by_index:
        began = out_since(floor, agent, at)
        assert began is None or began <= at


@some
@given(ordered(st.one_of(lively, lively, definitions, oddities)), st.booleans(), windows)
def test_that_contradictions_raise_nothing_and_every_account_adds_up(
    events: list[JSON], is_tiny: bool, window: tuple[int, int | None]
) -> None:
    with tiny_blocks(16 if is_tiny else 16_384):
        floor = floor_of(events, batch=20)
        check_all(floor, floor.latest + window[0], window[1])


@some
@given(
    ordered(st.one_of(lively, lively, definitions, oddities)),
    st.randoms(use_true_random=False),
    st.booleans(),
    windows,
)
def test_that_events_in_no_order_at_all_raise_nothing(
    events: list[JSON], rng: Any, is_tiny: bool, window: tuple[int, int | None]
) -> None:
    mixed = list(events)
    rng.shuffle(mixed)
    with tiny_blocks(16 if is_tiny else 16_384):
        floor = floor_of(mixed, HOUR if is_tiny else None, batch=20)
        check_all(floor, floor.latest + window[0], window[1])
    assert floor.applied == len(events)


@some
@given(ordered(st.one_of(lively, lively, lively, definitions)))
def test_that_contradictions_in_order_are_read_as_the_brute_force_reads_them(events: list[JSON]) -> None:
    seen: set[str] = set()
    once = []
    for found in events:
        if found["type"] != "contact.ended" or found["contact"] not in seen:
            once.append(found)
        if found["type"] == "contact.ended":
            seen.add(found["contact"])
    # A profile and other events of one instant are a case of their own, in test_handling.
    times = Counter(found["at"] for found in once)
    once = [found for found in once if found["type"] != "agent.profile" or times[found["at"]] == 1]
    floor = floor_of(once)
    for at, length in ((floor.latest, 30 * MINUTE), (floor.latest - 20_000, None)):
        ours = figures(floor, at, length)
        theirs = brute_force.report([json.dumps(found) for found in once], at, length)
        theirs["channels"] = {name: theirs["channels"][name] for name in ours["channels"]}
        for name, agent in ours["agents"].items():
            if agent["since"] is None and agent["state"] == "offline":
                theirs["agents"][name]["since"] = None  # legs of no length, of who never said a word
        assert differences(ours, theirs) == []


@some
@given(ordered(lively), st.integers(0, 10_000))
def test_that_contradictions_up_to_five_seconds_late_say_the_same(events: list[JSON], order: int) -> None:
    floor, late = floor_of(events), floor_of(shuffled(events, order))
    for at in (floor.latest, floor.latest - 20_000):
        assert figures(late, at) == figures(floor, at)
    assert late.books.anomaly_counts == floor.books.anomaly_counts
    assert late.late == 0


@some
@given(ordered(st.one_of(lively, lively, definitions), 80), st.integers(0, 80))
def test_that_contradictions_cut_at_an_instant_say_the_same(events: list[JSON], place: int) -> None:
    whole = floor_of(events)
    at = instant(events[min(place, len(events) - 1)]["at"])
    cut = floor_of([found for found in events if instant(found["at"]) <= at])
    assert figures(whole, at) == figures(cut, at)
    assert figures(whole, at, None) == figures(cut, at, None)
