"""Schedules: what is asked when, replaced in part, read as then known; a table that equals plain reading."""

from __future__ import annotations

import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from console.floor.ledgers.codes import Activity
from console.floor.ledgers.schedule import (
    AgentSchedule,
    Moments,
    Publication,
    Schedules,
    ScheduleSpan,
    ScheduleTable,
)

ON, BREAK, OFF = Activity.ON_QUEUE, Activity.BREAK, Activity.OFF

edges = st.integers(0, 40)
spans = st.builds(
    lambda start, length, activity: ScheduleSpan(start, start + length, activity),
    edges,
    st.integers(0, 15),
    st.sampled_from([ON, BREAK, Activity.LUNCH, OFF]),
)
publications = st.lists(
    st.builds(
        lambda at, start, length, asked: Publication(at, 0, start, start + length, asked),
        edges,
        edges,
        st.integers(0, 30),
        st.one_of(st.none(), st.lists(spans, max_size=4).map(tuple)),
    ),
    max_size=6,
)


def asked_plainly(sent: list[Publication], instant: int) -> Activity:
    """What *sent* asks for at an instant, looked up in the slow way."""
    asked = Activity.NONE
    for publication in sent:
        if publication.activities is not None and publication.start <= instant < publication.end:
            asked = Activity.NONE
            for span in publication.activities:
                if span.start <= instant < span.end:
                    asked = span.activity
    return Activity.NONE if asked is OFF else asked


def test_that_what_a_span_held_is_replaced_and_the_rest_kept() -> None:
    first = AgentSchedule().published(0, 100, [ScheduleSpan(0, 100, ON)])
    second = first.published(20, 40, [ScheduleSpan(25, 30, BREAK)])
    assert [(span.start, span.end, span.activity) for span in second.spans] == [
        (0, 20, ON),
        (25, 30, BREAK),
        (40, 100, ON),
    ]
    assert first.activity_at(25) is ON


def test_that_neighbours_of_one_activity_are_one_span() -> None:
    schedule = (
        AgentSchedule()
        .published(0, 10, [ScheduleSpan(0, 10, ON)])
        .published(10, 20, [ScheduleSpan(10, 20, ON)])
    )
    assert schedule.spans == (ScheduleSpan(0, 20, ON),)


def test_that_a_span_holds_its_start_and_leaves_its_end_out() -> None:
    schedule = AgentSchedule().published(10, 20, [ScheduleSpan(10, 20, BREAK)])
    assert [schedule.activity_at(at) for at in (9, 10, 19, 20)] == [
        Activity.NONE,
        BREAK,
        BREAK,
        Activity.NONE,
    ]


@given(publications, edges)
def test_that_the_schedule_is_what_was_published_last_of_each_instant(
    sent: list[Publication], instant: int
) -> None:
    schedules = Schedules()
    for publication in sent:
        schedules.publish(publication)
    by_time = sorted(sent, key=lambda publication: publication.at)
    found = schedules.as_of(1000).of(0)
    assert (Activity.NONE if found is None else found.activity_at(instant)) is asked_plainly(by_time, instant)


@given(publications, edges, edges)
def test_that_a_reading_knows_only_what_was_published_by_then(
    sent: list[Publication], then: int, instant: int
) -> None:
    schedules = Schedules()
    for publication in sent:
        schedules.publish(publication)
    schedules.as_of(1000)
    known = sorted((p for p in sent if p.at <= then), key=lambda publication: publication.at)
    found = schedules.as_of(then).of(0)
    assert (Activity.NONE if found is None else found.activity_at(instant)) is asked_plainly(known, instant)


@settings(max_examples=60)
@given(st.lists(publications, min_size=1, max_size=3), edges, edges, edges)
def test_that_the_table_sums_what_the_schedules_say(
    sent: list[list[Publication]], since: int, start: int, length: int
) -> None:
    schedules = Schedules()
    for agent, own in enumerate(sent):
        for publication in own:
            schedules.publish(
                Publication(publication.at, agent, publication.start, publication.end, publication.activities)
            )
    known = schedules.as_of(1000)
    table = ScheduleTable({n: s for n in range(len(sent)) if (s := known.of(n)) is not None}, since)
    agents = np.arange(len(sent))
    first = table.look_up(agents, np.full(len(sent), start))
    last = table.look_up(agents, np.full(len(sent), start + length))
    for agent, own in enumerate(sent):
        by_time = sorted(own, key=lambda publication: publication.at)
        asked = [asked_plainly(by_time, at) for at in range(max(start, since), start + length)]
        assert (last.scheduled() - first.scheduled())[agent] == sum(a is not Activity.NONE for a in asked)
        assert (last.fitting(int(ON)) - first.fitting(int(ON)))[agent] == sum(a is ON for a in asked)


def test_that_an_empty_table_reads_as_nothing() -> None:
    moments = ScheduleTable({}, 0).look_up(np.arange(3), np.full(3, 10))
    assert moments.activity.tolist() == [0, 0, 0]
    assert moments.scheduled().tolist() == [0, 0, 0]
    assert moments.fitting(1).tolist() == [0, 0, 0]
    assert moments.adjusted(np.ones(3, dtype=np.int64)).tolist() == [0, 0, 0]


def test_that_an_empty_exception_is_none() -> None:
    assert AgentSchedule().excepted(10, 10) == AgentSchedule()
    assert AgentSchedule().excepted(10, 11).exceptions == ((10, 11),)


def test_that_spans_gone_by_the_horizon_are_forgotten() -> None:
    schedules = Schedules()
    schedules.publish(Publication(0, 0, 0, 10, (ScheduleSpan(0, 10, ON),)))
    schedules.publish(Publication(0, 0, 10, 30, (ScheduleSpan(10, 30, BREAK),)))
    schedules.drop_before(20)
    schedule = schedules.as_of(5).of(0)
    assert schedule is not None
    assert [schedule.activity_at(at) for at in (5, 15)] == [Activity.NONE, BREAK]


def test_that_thousands_read_at_once_are_as_a_few_at_a_time() -> None:
    rng = random.Random(7)
    of = {}
    for agent in range(0, 2_500, 2):
        schedule = AgentSchedule().excepted(30, 35)
        for start in rng.sample(range(0, 100, 5), 6):
            schedule = schedule.published(
                start, start + 10, [ScheduleSpan(start, start + 7, rng.choice([ON, BREAK, OFF]))]
            )
        of[agent] = schedule
    table = ScheduleTable(of, 3)
    agents, instants = np.arange(2_500), np.array([rng.randint(-5, 120) for _ in range(2_500)])
    whole = table.look_up(agents, instants)
    parts = [
        table.look_up(agents[low : low + 500], instants[low : low + 500]) for low in range(0, 2_500, 500)
    ]
    for read in (Moments.scheduled, lambda part: part.fitting(int(ON)), lambda part: part.activity):
        assert read(whole).tolist() == [amount for part in parts for amount in read(part).tolist()]
