"""Lifecycles: the floor, and a server's snapshots, take every step of the tables and no other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.broadcast.agents_at_work import Kept
from feeds.broadcast.open_contacts import OpenContacts
from feeds.events import instant
from feeds.lifecycle import (
    DONE,
    ENTRY,
    ENTRY_STATES,
    HELD,
    LEG,
    LEG_STATES,
    LOST,
    MOVED_ON,
    NONE,
    OFFERED,
    QUEUED_ELSEWHERE,
    STATES,
    TALKING,
    UNANSWERED,
    WAITING,
    WITHDRAWN,
    WRAPPING,
    Transition,
    drawn,
)
from feeds.protocol.decoding import decode
from tests.builders import JSON, Scene

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = 10 * int(os.environ.get("FLOORLIGHT_SOAK", "12"))
# The queue that each contact waits in, and the state of each open leg, by agent and contact.
Open = tuple[dict[str, str], dict[tuple[str, str], int]]
CASES = [(event, state) for event in LEG for state in LEG_STATES]
ENTRY_CASES = [(event, state) for event in ENTRY for state in ENTRY_STATES]


def named(value: object) -> str:
    return STATES[value] if isinstance(value, int) else str(value)


def leg_in(state: int) -> Scene:
    """ana's leg of c1 is in *state*; c1 waits nowhere."""
    scene = Scene().at("09:00").available("ana")
    if state == OFFERED:
        scene.offered("c1", "ana")
    elif state != NONE:
        scene.answered("c1", "ana")
    if state == HELD:
        scene.held("c1", "ana")
    elif state == WRAPPING:
        scene.released("c1", "ana")
    return scene.after(10)


def entry_in(state: int) -> Scene:
    """c1 waits in billing, or nowhere."""
    scene = Scene().at("09:00").available("ana")
    return (scene.queued("c1", "billing") if state == WAITING else scene).after(10)


def happen(
    scene: Scene, event: str, contact: str = "c1", agent: str = "ana", queue: str = "billing"
) -> Scene:
    """Have *event*, a key of the tables, happen."""
    kind, _, condition = event.partition(" ")
    if event == LOST:
        return scene.snapshot()
    if event == MOVED_ON:
        return scene.not_ready(agent)
    if event == WITHDRAWN:
        return scene.answered(contact, "cleo")
    if event == QUEUED_ELSEWHERE:
        queue = "sales"
    more: dict[str, JSON] = {
        "contact.missed": {"cause": "declined"},
        "contact.transferred": {"kind": "warm"},
        "contact.released": {"wrap_up": not condition},
        "contact.deflected": {"to": "bot"},
    }
    fields = more.get(kind, {})
    if kind in ("contact.queued", "contact.abandoned", "contact.deflected"):
        return scene.send(kind, contact=contact, queue=queue, **fields)
    return scene.send(kind, contact=contact, agent=None if kind == "contact.ended" else agent, **fields)


def open_on_floor(scene: Scene) -> Open:
    floor = scene.floor
    queues = [queue.name for queue in floor.queues.by_index]
    waiting = {contact.name: queues[entry.queue] for contact, entry in floor.contacts.waiting.items()}
    legs = [leg for agent in floor.roster.by_index for leg in agent.legs.values()]
    return waiting, {(leg.agent.name, leg.contact.name): leg.part for leg in legs}


def open_in_snapshots(scene: Scene) -> Open:
    """The same, by what a server keeps for its snapshots."""
    work = OpenContacts()
    for order, message in enumerate(scene.sent):
        text = json.dumps(message).encode()
        if message["type"] == "snapshot":
            work.lose("")
        else:
            work.take(Kept(instant(message["at"]), order, text, decode(text)), "")
    waiting = {name: each.queue for name, each in work.contacts.items() if each.queue is not None}
    legs = [(agent, each.name, part) for each in work.contacts.values() for agent, part in each.legs.items()]
    return waiting, {(agent, contact): part for agent, contact, part in legs}


def leg_of(found: Open) -> int:
    return found[1].get(("ana", "c1"), NONE)


def after(step: Transition, state: int) -> int:
    """The state that is open once *step* was taken in *state*."""
    to = state if step.to[state] is None else step.to[state]
    return NONE if to is None or to == DONE else to


# Every step of the tables ---------------------------------------------------------------------------


@pytest.mark.parametrize(("event", "state"), CASES, ids=named)
def test_that_a_leg_takes_each_step_of_the_table(event: str, state: int) -> None:
    scene, step = leg_in(state), LEG[event]
    assert leg_of(open_on_floor(scene)) == leg_of(open_in_snapshots(scene)) == state
    happen(scene, event)
    assert leg_of(open_on_floor(scene)) == leg_of(open_in_snapshots(scene)) == after(step, state)
    assert scene.anomalies() == ({step.anomaly: 1} if step.to[state] is None else {})
    is_done = step.to[state] == DONE or (state, step.to[state]) == (WRAPPING, TALKING)
    assert scene.read_agent("ana")["handled"] == is_done


@pytest.mark.parametrize(("event", "state"), ENTRY_CASES, ids=named)
def test_that_an_entry_takes_each_step_of_the_table(event: str, state: int) -> None:
    scene, step = entry_in(state), ENTRY[event]
    waits = {"c1": "billing"} if state == WAITING else {}
    assert open_on_floor(scene) == open_in_snapshots(scene) == (waits, {})
    happen(scene, event)
    queue = "sales" if event == QUEUED_ELSEWHERE else "billing"
    waits = {"c1": queue} if after(step, state) == WAITING else {}
    assert open_on_floor(scene)[0] == open_in_snapshots(scene)[0] == waits
    assert scene.anomalies() == ({step.anomaly: 1} if step.to[state] is None else {})


@pytest.mark.parametrize(
    ("event", "state"),
    [(event, state) for event in ENTRY if event != LOST for state in LEG_STATES],
    ids=named,
)
def test_that_an_entry_that_ends_unanswered_withdraws_the_offers(event: str, state: int) -> None:
    scene = leg_in(state).queued("c1", "billing").after(10)
    if event == "contact.answered":
        scene.answered("c1", "cleo")
    else:
        happen(scene, event)
    withdraws = event in UNANSWERED or event == "contact.answered"
    step = LEG[event if event == "contact.ended" else WITHDRAWN]
    left = after(step, state) if withdraws else state
    assert leg_of(open_on_floor(scene)) == leg_of(open_in_snapshots(scene)) == left


# All that may happen --------------------------------------------------------------------------------

EVENTS = sorted({*LEG, *ENTRY} - {LOST})
steps = st.tuples(
    st.sampled_from(EVENTS),
    st.sampled_from(["c1", "c2"]),
    st.sampled_from(["ana", "ben"]),
    st.sampled_from(["billing", "sales"]),
    st.integers(0, 3),
)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.lists(steps, max_size=40), st.integers(0, 40))
def test_that_floor_and_snapshots_agree_on_what_is_open_whatever_happens(
    taken: list[tuple[str, str, str, str, int]], lost_after: int
) -> None:
    scene = Scene().at("09:00")
    for number, (event, contact, agent, queue, seconds) in enumerate(taken):
        happen(scene.after(seconds), event, contact, agent, queue)
        if number == lost_after:
            happen(scene, LOST)
        assert open_on_floor(scene) == open_in_snapshots(scene)


# The manual's tables --------------------------------------------------------------------------------


def test_that_a_table_is_drawn_with_a_row_for_each_event_and_a_column_for_each_state() -> None:
    head, rule, *rows = drawn(ENTRY, ENTRY_STATES).splitlines()
    assert (head, rule) == ("| event | none | waiting | anomaly |", "| --- | --- | --- | --- |")
    assert rows[:2] == [
        "| `contact.queued` | → waiting | anomaly | queued where it already waits |",
        "| `contact.queued` for another queue | → waiting | – | |",
    ]
    assert len(rows) == len(ENTRY)


def test_that_the_module_prints_its_tables() -> None:
    run = [sys.executable, "-m", "feeds.lifecycle"]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True, encoding="utf-8")
    assert done.stdout == f"{drawn(LEG, LEG_STATES)}\n{drawn(ENTRY, ENTRY_STATES)}"
