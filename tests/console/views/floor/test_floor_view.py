"""The floor's view: every figure is the report's, at any instant, and refreshed counts are the present."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.floor.floor import Floor
from console.metrics.reading.windows import rolling
from console.metrics.report import report
from console.views.floor.choices import (
    ATTENTION,
    FOLD,
    LIST,
    OWN,
    QUEUE,
    STATE,
    TEAM,
    WORST,
    Choices,
    Filters,
    FoldedAgents,
    LinkState,
)
from console.views.floor.floor_view import FloorView
from console.views.rows import AgentTile, Figure, FloorRows, Link, Severity
from feeds.events import instant
from tests.builders import JSON, Scene, floor_of, send, tiny_blocks
from tests.made_logs import made_log, shuffled

MINUTE, HOUR = 60_000, 3_600_000
LIVE = LinkState(Link.LIVE, 0.038)
AGENTS = [f"a{number}" for number in range(1, 7)]
CHOICES = [
    Choices(order=ATTENTION),
    Choices(queue_order=WORST, window_ms=5 * MINUTE),
    Choices(filters=Filters(states=frozenset(("available", "ringing")))),
    Choices(filters=Filters(text="a"), group_by=STATE),
    Choices(view=LIST, folding=FoldedAgents(FOLD)),
]
EXAMPLES = int(os.environ.get("FLOORLIGHT_SOAK", "12"))
# A soak goes through many more floors.
seeds = st.integers(0, max(7, EXAMPLES))
few = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@dataclass(frozen=True)
class Raised:
    """A flag as a rule would raise it."""

    scope: str
    severity: Severity
    what: str
    since: int = 0


def figures_of(rows: FloorRows) -> Iterator[Figure]:
    """Every figure of the floor place."""
    yield from rows.headline.figures
    for card in rows.queues:
        yield from (card.waiting, card.longest_wait, card.service_level, card.free, card.staffed)
    for group in rows.groups:
        yield from group.figures
        yield from (tile.time for tile in group.tiles)
    for agent in rows.listed.values():
        yield from agent.figures.values()


def reported(found: JSON, figure: Figure) -> Any:
    """What the report says of *figure*."""
    kind, _, name = figure.scope.partition(":")
    row: Any = found["floor"] if kind == "floor" else found[f"{kind}s"][name]
    if figure.metric == "time_in_state_seconds":
        return None if row["since"] is None else (instant(found["at"]) - instant(row["since"])) / 1000
    for key in figure.metric.split("."):
        row = row[key]
    return row


def check_against_report(floor: Floor, rows: FloorRows, window_ms: int) -> int:
    """Compare every figure; how many there were."""
    found = report(floor, rolling(rows.now, window_ms))
    figures = list(figures_of(rows))
    for figure in figures:
        assert figure.value == reported(found, figure), figure
        assert figure.window_seconds in (None, window_ms / 1000)
    return len(figures)


def tiles_of(rows: FloorRows) -> dict[str, AgentTile]:
    return {tile.id: tile for group in rows.groups for tile in group.tiles}


@few
@given(
    seeds,
    st.integers(0, 3 * HOUR),
    st.sampled_from([MINUTE, 30 * MINUTE, 2 * HOUR]),
    st.sampled_from([TEAM, QUEUE, STATE]),
    st.booleans(),
)
def test_that_every_figure_is_the_reports_at_any_instant(
    seed: int, back: int, window: int, group_by: str, is_late: bool
) -> None:
    events = made_log(seed, contacts=40, agents=6)
    with tiny_blocks():
        floor = floor_of(shuffled(events, seed) if is_late else events)
    view = FloorView(floor, Choices(window_ms=window, group_by=group_by))
    for at in (floor.latest - back, floor.latest, floor.latest + 90_000, floor.since - 1):
        rows = view.read(at, LIVE)
        assert rows.now == at
        found = report(floor, rolling(at, window))
        assert check_against_report(floor, rows, window) >= 7
        assert {name: tile.state for name, tile in tiles_of(rows).items()} == {
            name: row["state"] for name, row in found["agents"].items()
        }
        assert {card.id for card in rows.queues} == set(found["queues"])
        for card in rows.queues:
            assert card.trend[-1] == card.service_level.value
            assert len(card.trend) == 31


@few
@given(seeds, st.integers(1, 40), st.sampled_from([TEAM, QUEUE, STATE]))
def test_that_a_glance_shows_the_states_and_counts_of_the_newest_event(
    seed: int, size: int, group_by: str
) -> None:
    events = shuffled(made_log(seed, contacts=40, agents=6), seed)
    # A new definition is shown from the next reading on.
    events = events[:150] + [event for event in events[150:] if not event["type"].endswith(".profile")]
    floor = floor_of(events[:150])
    choices = Choices(group_by=group_by)
    view = FloorView(floor, choices)
    second = floor.latest - floor.latest % 1000
    rows = view.read(second, LIVE)
    for first in range(150, min(len(events), 150 + 4 * size), size):
        send(floor, events[first : first + size], first + 1)
        rows = view.refresh_counts(rows, floor.latest)
        assert rows.now == second
        check_present(rows, FloorView(floor, choices).read(floor.latest, LIVE))


@few
@given(seeds, st.sampled_from([TEAM, QUEUE, STATE]), st.booleans(), st.integers(0, 1_000))
def test_that_a_view_that_keeps_its_rows_shows_what_a_new_one_shows(
    seed: int, group_by: str, is_late: bool, way: int
) -> None:
    events = made_log(seed, contacts=40, agents=6)
    events = shuffled(events, seed) if is_late else events
    floor, first, random = floor_of(events[:60]), 60, Random(way)
    view = FloorView(floor, Choices(group_by=group_by))
    while first < len(events):
        choices = random.choice([view.choices, view.choices, *CHOICES])
        view.choices = choices
        back = random.choice([0, 0, 0, 0, 700, 20 * MINUTE])
        now = floor.latest - floor.latest % 1000 - back
        flags = [Raised(f"agent:{agent}", Severity.WARNING, "idle") for agent in random.sample(AGENTS, 2)]
        rows = view.read(now, LIVE, flags)
        assert rows == FloorView(floor, choices).read(now, LIVE, flags)
        for _ in range(random.randrange(4)):
            size = random.choice((1, 7, 30))
            send(floor, events[first : first + size], first + 1)
            first += size
            before, rows = rows, view.refresh_counts(rows, floor.latest)
            check_kept(before, rows)


def check_kept(before: FloorRows, after: FloorRows) -> None:
    """What is equal in both is the same object, so that a widget finds what changed at once."""
    for old, new in ((before.headline, after.headline), (before.queues, after.queues), (before, after)):
        assert (old == new) == (old is new)
    cards = {card.id: card for card in before.queues}
    groups, tiles = {group.id: group for group in before.groups}, tiles_of(before)
    pairs: list[tuple[Any, Any]] = [(cards[card.id], card) for card in after.queues]
    pairs += [(groups[group.id], group) for group in after.groups if group.id in groups]
    pairs += [(tiles[name], tile) for name, tile in tiles_of(after).items() if name in tiles]
    assert all((old == new) == (old is new) for old, new in pairs)


def check_present(shown: FloorRows, now: FloorRows) -> None:
    """*shown* has the states and counts of *now*; agents and queues that are new wait for the next look."""
    known, newest = tiles_of(shown), tiles_of(now)
    for name in known.keys() & newest.keys():
        tile, wanted = known[name], newest[name]
        assert (tile.state, tile.word, tile.since) == (wanted.state, wanted.word, wanted.since)
        assert (tile.load, tile.work) == (wanted.load, wanted.work)
    cards = {card.id: card for card in shown.queues}
    for card in now.queues:
        for name in ("waiting", "free", "staffed", "free_text") if card.id in cards else ():
            assert getattr(cards[card.id], name) == getattr(card, name), name
    assert waiting_of(shown) == waiting_of(now)
    if known.keys() == newest.keys():
        assert shown.summary == now.summary
    if {(t.id, t.team, t.queues) for t in known.values()} == {
        (t.id, t.team, t.queues) for t in newest.values()
    }:
        assert [[tile.id for tile in group.tiles] for group in shown.groups] == [
            [tile.id for tile in group.tiles] for group in now.groups
        ]


def waiting_of(rows: FloorRows) -> Any:
    return next(figure.value for figure in rows.headline.figures if figure.metric == "waiting")


def morning() -> Scene:
    """Two teams on two queues, one call answered late and one waiting for a minute and more."""
    scene = Scene().at("09:00").site(name="Lisbon", time_zone="Europe/Lisbon")
    scene.send(
        "queue.profile",
        queue="billing",
        name="Billing",
        service_level={"threshold_seconds": 20, "target": 0.8},
        longest_wait_goal_seconds=60,
    )
    scene.queue("chat", threshold=60, channel="chat")
    scene.send("team.profile", team="north", name="Sales North", lead="ana")
    for agent, name, team, queues in (
        ("zoe", "Zoë", "north", ["billing"]),
        ("ana", "Ana Costa", "north", ["billing", "chat"]),
        ("bo", "Bo", "south", ["chat"]),
    ):
        scene.send("agent.profile", agent=agent, name=name, team=team, queues=queues, capacity={"chat": 3})
    scene.available("zoe", "ana", "bo")
    scene.at("09:10").answered_after(40, "c1", "billing", "zoe")
    scene.at("09:20").queued("w1", "billing")
    scene.at("09:20:30").queued("t1", "chat").after(5).answered("t1", "bo")
    scene.queued("t2", "chat").after(1).answered("t2", "bo")
    scene.at("09:21:10").not_ready("ana", "lunch")
    return scene.at("09:21:42")


def look(scene: Scene, at: str = "09:21:42", choices: Choices | None = None, **more: Any) -> FloorRows:
    return FloorView(scene.floor, choices or Choices()).read(scene.ms(at), LIVE, **more)


def test_that_the_headline_is_of_the_channel_most_agents_serve_unless_one_is_chosen() -> None:
    rows = look(morning())
    level, waiting, longest = rows.headline.figures[:3]
    assert (level.scope, level.label) == ("channel:voice", "Service level, voice")
    assert (level.text, level.goal, level.severity) == ("0.0 %", "goal ≥ 80 % in 20 s", Severity.BREACH)
    assert (waiting.text, longest.text, longest.goal) == ("1", "1:42", "goal ≤ 1:00")
    assert longest.severity is Severity.BREACH
    chosen = look(morning(), choices=Choices(channel="chat")).headline.figures[0]
    assert (chosen.scope, chosen.text, chosen.goal) == ("channel:chat", "100.0 %", "goal ≥ 80 % in 60 s")
    unknown = look(morning(), choices=Choices(channel="email")).headline.figures[0]
    assert unknown.scope == "channel:voice"
    assert rows.headline.link_text == "LIVE 38 ms"
    assert (rows.headline.site, rows.headline.clock) == ("Lisbon", "09:21:42")


def test_that_a_longest_wait_warns_from_four_fifths_of_its_goal() -> None:
    scene, choices = morning(), Choices(channel="voice")
    said = {at: look(scene, at, choices).headline.figures[2] for at in ("09:20:47", "09:20:48", "09:21:00")}
    assert [figure.severity for figure in said.values()] == [
        Severity.NONE,
        Severity.WARNING,
        Severity.WARNING,
    ]
    assert look(scene, "09:21:01", choices).headline.figures[2].severity is Severity.BREACH


def test_that_tiles_say_what_agents_do_and_on_what() -> None:
    tiles = tiles_of(look(morning()))
    assert (tiles["bo"].word, tiles["bo"].work, tiles["bo"].time.text) == ("On contact", "chat 2/3", "1:07")
    assert tiles["bo"].load == pytest.approx(2 / 3)
    assert (tiles["ana"].word, tiles["ana"].work, tiles["ana"].load) == ("Lunch", "Billing", 0)
    assert (tiles["zoe"].word, tiles["zoe"].state) == ("Available", "available")


def test_that_a_rewound_tile_is_what_the_agent_did_then() -> None:
    rows = look(morning(), "09:20:35")
    tiles = tiles_of(rows)
    assert (tiles["bo"].work, tiles["bo"].time.text) == ("chat 1/3", "0:00")
    assert tiles["ana"].word == "Available"
    assert rows.summary == "3 staffed · 2 available · 1 on contact · 0 wrap-up · 0 not ready"


def test_that_tiles_stand_by_team_and_name_whatever_anybody_does() -> None:
    scene = morning()
    orders = [
        [(group.name, [tile.name for tile in group.tiles]) for group in look(scene, at).groups]
        for at in ("09:05", "09:20:45", "09:21:42")
    ]
    assert orders[0] == [("Sales North", ["Ana Costa", "Zoë"]), ("south", ["Bo"])]
    assert orders[1:] == orders[:1] * 2


def test_that_a_teams_heading_has_its_lead_and_its_figures() -> None:
    group = look(morning()).groups[0]
    assert group.detail == "lead: Ana Costa"
    assert [(f.metric, f.scope) for f in group.figures] == [
        ("occupancy", "team:north"),
        ("adherence", "team:north"),
    ]


def test_that_a_flag_lights_its_tile_and_card_with_its_words() -> None:
    flags = [
        Raised("agent:zoe", Severity.WARNING, "idle 11:02"),
        Raised("agent:zoe", Severity.BREACH, "break over by 4:05"),
        Raised("queue:billing", Severity.BREACH, "Longest wait 1:42, goal 1:00"),
    ]
    rows = look(morning(), flags=flags)
    zoe = tiles_of(rows)["zoe"]
    assert (zoe.severity, zoe.reason) == (Severity.BREACH, "break over by 4:05 · idle 11:02")
    cards = {card.id: card for card in rows.queues}
    assert (cards["billing"].severity, cards["billing"].reason) == (Severity.BREACH, flags[2].what)
    assert cards["chat"].severity is Severity.NONE
    assert tiles_of(look(morning()))["zoe"].severity is Severity.NONE


def test_that_attention_first_moves_tiles_only_when_it_may() -> None:
    scene = morning()
    view = FloorView(scene.floor, Choices(order=ATTENTION))
    now = scene.ms()

    def names(*flags: Raised) -> list[str]:
        return [tile.id for tile in view.read(now, LIVE, flags).groups[0].tiles]

    flag = Raised("agent:zoe", Severity.WARNING, "idle")
    assert names() == ["ana", "zoe"]
    view.may_move = False
    assert names(flag) == ["ana", "zoe"]
    view.may_move = True
    assert names(flag) == ["zoe", "ana"]
    view.may_move = False
    assert names() == ["zoe", "ana"]
    view.choices = replace(view.choices, order="fixed")
    assert names() == ["ana", "zoe"]


def test_that_queues_stand_in_a_persons_order_or_the_worst_first() -> None:
    scene = morning()
    now = scene.ms()

    def order(choices: Choices) -> list[str]:
        return [card.id for card in FloorView(scene.floor, choices).read(now, LIVE).queues]

    assert order(Choices(queue_order=OWN)) == ["billing", "chat"]
    assert order(Choices(queue_order=OWN, queue_list=("chat",))) == ["chat", "billing"]
    scene.at("09:21").queue("sales").at("09:21:42")
    assert order(Choices(queue_order=WORST))[0] == "billing"
    assert order(Choices(queue_order=WORST, queue_list=("chat",)))[0] == "billing"


def test_that_an_empty_floor_has_rows_too() -> None:
    rows = FloorView(Floor(), Choices()).read(0, LinkState(Link.LOADING))
    assert (rows.queues, rows.groups, rows.headline.link_text) == ((), (), "LOADING")
    assert rows.summary == "0 staffed · 0 available · 0 on contact · 0 wrap-up · 0 not ready"
    assert all(figure.text in ("–", "0") for figure in rows.headline.figures)


def test_that_a_glance_at_an_instant_past_changes_nothing() -> None:
    scene = morning()
    view = FloorView(scene.floor, Choices())
    rows = view.read(scene.ms("09:05"), LIVE)
    assert view.refresh_counts(rows, scene.ms("09:05")) is rows
