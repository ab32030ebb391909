"""The wallboard's view: every figure is the report's, with its goal and what it is best seen beside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from console.floor.floor import Floor
from console.metrics.reading.windows import day, rolling
from console.metrics.report import report
from console.settings.settings_files import parse_settings
from console.views.floor.choices import Choices, LinkState
from console.views.goals import GOALS
from console.views.metric_words import METRICS
from console.views.rows import Figure, Link, Severity, WallPanel, WallRows
from console.views.wallboard.layouts import Layout, scopes_of
from console.views.wallboard.wallboard import WallboardView, aged
from tests.builders import Scene, floor_of
from tests.made_logs import made_log

LIVE = LinkState(Link.LIVE, 0.2)
MINUTE = 60_000


def layout_of(*panels: str, more: str = "") -> Layout:
    rows = "".join(f"[[pages.rows]]\npanels = [{{ {panel} }}]\n" for panel in panels)
    return parse_settings(f"{more}\n[[pages]]\n{rows}", "wall.toml", Layout)


def look(floor: Floor, at: int, *panels: str, more: str = "", link: LinkState = LIVE) -> WallRows:
    return WallboardView(floor, layout_of(*panels, more=more), Choices()).read(at, link)


def panel(scene: Scene, text: str, more: str = "") -> WallPanel:
    (page,) = look(scene.floor, scene.ms(), text, more=more).pages
    return page.rows[0].panels[0]


def figures_of(rows: WallRows) -> Iterator[Figure]:
    for page in rows.pages:
        for row in page.rows:
            for panel in row.panels:
                yield from ((panel.figure,) if panel.figure else ())
                yield from panel.beside
                for card in panel.cards:
                    yield from (card.waiting, card.longest_wait, card.service_level)


def queues_of(floor: Floor, at: int, found: dict[str, Any], figure: Figure) -> int:
    """How many of the scope's queues the report has, or has somebody waiting in."""
    channels = {queue: floor.queues.queues[queue].profiles.at(at).channel for queue in found["queues"]}
    kind, _, channel = figure.scope.partition(":")
    rows = [row for queue, row in found["queues"].items() if kind == "floor" or channels[queue] == channel]
    return sum(bool(row["waiting"]) or figure.metric == "queues.all" for row in rows)


def reported(found: dict[str, Any], figure: Figure) -> Any:
    kind, _, name = figure.scope.partition(":")
    if figure.metric.startswith("state."):
        wanted = {figure.metric.removeprefix("state.")}
        wanted |= {"hold"} if "on_contact" in wanted else set()
        rows = found["agents"].values()
        return sum(
            row["state"] in wanted or ("staffed" in wanted and row["state"] != "offline") for row in rows
        )
    row: Any = found["floor"] if kind == "floor" else found[f"{kind}s"][name]
    for key in figure.metric.split("."):
        row = row[key]
    return row


@pytest.mark.parametrize("seed", range(3))
def test_that_every_metric_of_every_scope_is_the_reports(seed: int) -> None:
    floor = floor_of(made_log(seed, contacts=40))
    at = floor.latest - 20 * MINUTE
    found = {None: report(floor, rolling(at, 10 * MINUTE)), "day": report(floor, day(floor.site.at(at), at))}
    names = {kind: next(iter(found["day"][f"{kind}s"])) for kind in ("queue", "channel", "team", "agent")}
    panels = []
    for metric in METRICS:
        for kind in scopes_of(metric):
            if metric.startswith("state.") and kind != "floor":
                continue
            scope = kind if kind == "floor" else f"{kind}:{names[kind]}"
            panels.append(f'metric = "{metric}", scope = "{scope}"')
    for first in range(0, len(panels), 6):
        for window in (None, "day"):
            more = 'window = "10m"' if window is None else 'window = "day"'
            rows = look(floor, at, *panels[first : first + 6], more=more)
            for figure in figures_of(rows):
                is_day = figure.window_seconds == found["day"]["window_seconds"]
                source = found["day"] if window == "day" or is_day else found[None]
                counted = figure.metric.startswith("queues.")
                wanted = queues_of(floor, at, source, figure) if counted else reported(source, figure)
                assert figure.value == wanted, figure


def busy() -> Scene:
    scene = Scene().at("09:00").site(name="Lisbon", time_zone="Europe/Lisbon")
    scene.send("queue.profile", queue="billing", name="Billing", longest_wait_goal_seconds=60)
    scene.queue("sales").queue("chat", channel="chat").agent(
        "ana", "bo", team="north", queues=["billing", "sales"]
    )
    scene.available("ana", "bo").at("09:05").answered_after(30, "c1", "billing", "ana")
    scene.at("09:10").answered_after(3, "c2", "sales", "bo").surveyed("c2", csat=5).queued("c3", "billing")
    return scene.at("09:11:42")


@pytest.mark.parametrize(
    ("text", "label", "shown", "note", "severity"),
    [
        (
            'scope = "channel"',
            "Service level, last 30 min",
            "50.0 %",
            "goal ≥ 80 % in 20 s · today 50.0 %",
            Severity.BREACH,
        ),
        (
            'scope = "queue:sales", window = "day"',
            "sales service level, today",
            "100.0 %",
            "goal ≥ 80 % in 20 s",
            Severity.NONE,
        ),
        ('metric = "waiting", scope = "channel"', "Waiting", "1", "in 1 of 2 queues", Severity.NONE),
        ('metric = "waiting", goal = 0', "Waiting", "1", "goal ≤ 0 · in 1 of 3 queues", Severity.BREACH),
        ('metric = "longest_wait_seconds"', "Longest wait", "1:39", "Billing · goal ≤ 1:00", Severity.BREACH),
        (
            'metric = "longest_wait_seconds", scope = "queue:sales"',
            "sales longest wait",
            "–",
            "",
            Severity.NONE,
        ),
        (
            'metric = "longest_wait_seconds", scope = "queue:billing", goal = 100, label = "Hold on"',
            "Hold on",
            "1:39",
            "goal ≤ 1:40",
            Severity.WARNING,
        ),
        ('metric = "state.on_contact"', "On contact", "0", "of 2 staffed", Severity.NONE),
        ('metric = "free", scope = "queue:sales"', "sales available now", "2", "of 2 staffed", Severity.NONE),
        (
            'metric = "csat.share", window = "day"',
            "CSAT, today",
            "100.0 %",
            "1 answer, mean 5.00 of 5",
            Severity.NONE,
        ),
        (
            'metric = "abandon_rate", goal = 0.05',
            "Abandon rate, last 30 min",
            "0.0 %",
            "goal ≤ 5 %",
            Severity.NONE,
        ),
        (
            'metric = "occupancy", scope = "team:north", goal = 0.5, window = "10m"',
            "north occupancy, last 10 min",
            "0.0 %",
            "goal ≤ 50 %",
            Severity.NONE,
        ),
        ('metric = "handled", scope = "agent:ana"', "ana handled, last 30 min", "1", "", Severity.NONE),
        (
            'metric = "handled", scope = "agent:zed"',
            "Handled",
            "–",
            "no agent is named 'zed'; there are ana, bo",
            Severity.NONE,
        ),
    ],
)
def test_that_a_panel_says_what_it_is_its_goal_and_what_is_beside_it(
    text: str, label: str, shown: str, note: str, severity: Severity
) -> None:
    found = panel(busy(), text)
    assert found.figure is not None
    assert (found.label, found.figure.text, found.note, found.figure.severity) == (
        label,
        shown,
        note,
        severity,
    )
    assert all(figure.text in found.note for figure in found.beside)


@pytest.mark.parametrize(
    ("metric", "goal", "severity"),
    [
        ("abandon_rate", "goal ≤ 5 %", Severity.NONE),
        ("average_speed_of_answer_seconds", "goal ≤ 0:30", Severity.NONE),
        ("occupancy", "goal ≤ 85 %", Severity.NONE),  # 0 %: neither more nor less is better
        ("handled", "", Severity.NONE),
    ],
)
def test_that_a_panel_without_a_goal_has_that_of_the_headline(
    metric: str, goal: str, severity: Severity
) -> None:
    layout = layout_of(f'metric = "{metric}"')
    scene = busy()
    rows = WallboardView(scene.floor, layout, Choices(goals=GOALS)).read(scene.ms(), LIVE)
    (figure,) = figures_of(rows)
    assert (figure.goal, figure.severity) == (goal, severity)


def test_that_a_panel_of_queues_has_them_all_worst_first_and_says_how_many_to_show() -> None:
    found = panel(busy(), 'kind = "queues", most = 2')
    assert [card.id for card in found.cards] == ["billing", "sales", "chat"]
    assert (found.label, found.most) == ("Queues", 2)
    assert [card.id for card in panel(busy(), 'kind = "queues", scope = "channel:chat"').cards] == ["chat"]
    assert [card.id for card in panel(busy(), 'kind = "queues", scope = "queue:sales"').cards] == ["sales"]


def test_that_a_page_for_each_channel_has_that_channels_figures_and_the_busiest_comes_first() -> None:
    scene = busy()
    text = """
[[pages]]
title = "Now"
each = "channel"
[[pages.rows]]
panels = [{ metric = "waiting", scope = "channel" }, { kind = "queues", scope = "channel" }]
"""
    layout = parse_settings(text, "wall.toml", Layout)
    rows = WallboardView(scene.floor, layout, Choices()).read(scene.ms(), LIVE)
    assert [page.title for page in rows.pages] == ["Voice · Now", "Chat · Now"]
    for page, channel in zip(rows.pages, ("voice", "chat"), strict=True):
        figure, queues = page.rows[0].panels
        assert figure.figure is not None
        assert figure.figure.scope == f"channel:{channel}"
        assert {card.channel for card in queues.cards} == {channel}
    empty = WallboardView(Scene().floor, layout, Choices()).read(scene.ms(), LIVE)
    assert [page.title for page in empty.pages] == ["Now"]


@pytest.mark.parametrize(
    ("text", "brief"),
    [
        ('metric = "abandon_rate"', "Abandon rate"),
        ('metric = "abandon_rate", window = "day"', "Abandon rate, today"),
        ('metric = "abandon_rate", window = "10m"', "Abandon rate, 10 min"),
        ('metric = "average_speed_of_answer_seconds", scope = "channel"', "ASA"),
        ('metric = "free", scope = "queue:sales"', "sales available"),
        ('metric = "waiting", label = "Callers"', ""),
    ],
)
def test_that_a_shorter_label_leaves_out_only_the_window_that_the_head_names(text: str, brief: str) -> None:
    assert panel(busy(), text).brief == brief
    scene = busy()
    assert look(scene.floor, scene.ms(), text).window == "last 30 min"


@pytest.mark.parametrize(
    ("link", "updated", "is_stale"),
    [
        (LinkState(Link.LIVE, 0.2), "updated now", False),
        (LinkState(Link.STALE, 14.0), "updated 14 s ago", True),
        (LinkState(Link.RECONNECTING, 75.0, 3.0), "updated 1:15 ago", True),
        (LinkState(Link.REPLAY, speed=1.0), "", False),
    ],
)
def test_that_the_board_says_how_old_it_is(link: LinkState, updated: str, is_stale: bool) -> None:
    scene = busy()
    rows = look(scene.floor, scene.ms(), "", more="page_seconds = 7", link=link)
    assert (rows.updated, rows.is_stale, rows.page_seconds) == (updated, is_stale, 7)
    assert (rows.site, rows.clock) == ("Lisbon", "09:11")


def test_that_a_board_that_is_left_as_it_is_says_how_old_it_gets() -> None:
    scene = busy()
    rows = look(scene.floor, scene.ms(), "", link=LinkState(Link.LIVE, 1.0))
    old = aged(rows, LinkState(Link.STALE, 75.0))
    assert (old.updated, old.is_stale, old.link_text) == ("updated 1:15 ago", True, "STALE 1:15")
    assert old.pages == rows.pages
    assert aged(old, LinkState(Link.LIVE, 1.0)) == rows


def test_that_the_board_shows_the_announcement_in_force_on_one_line() -> None:
    scene = busy()
    assert look(scene.floor, scene.ms(), "").announcement == ""
    scene.send("announcement.posted", text="Fire drill\nat 11:00\x07", by="rui", until=scene.text("11:00"))
    assert look(scene.floor, scene.ms(), "").announcement == "Fire drill at 11:00\\x07"
