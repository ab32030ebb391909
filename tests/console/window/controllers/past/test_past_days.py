"""Days of the archive in the window, over a live floor that goes on, and by a drag across midnight."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from console.clock import WallClock
from console.history.archive import Archive
from console.history.checkpoints.opening import open_day
from console.views.named_instant import day_text
from console.views.rows import Link
from console.window.app import App
from feeds.events import instant, instant_text
from tests.builders import DAY, JSON, archived, days_of_events
from tests.console.sources.played_source import PlayedSource
from tests.console.window.apps import is_on_floor, reported
from tests.console.window.controllers.test_instants import press, shown, type_in_palette

DAY_MS = 86_400_000


def noon_before(days: int) -> int:
    """Noon UTC so many days before today."""
    now = WallClock().now()
    return now - now % DAY_MS - days * DAY_MS + DAY_MS // 2


def said(at: int, seq: int, agent: str) -> JSON:
    return {"type": "agent.state", "at": instant_text(at), "seq": seq, "agent": agent, "state": "available"}


def hello(at: int, epoch: str) -> JSON:
    return {"type": "hello", "protocol": 1, "source": "lisbon", "epoch": epoch, "at": instant_text(at)}


def agents(app: App) -> set[str]:
    """The ids of the agents on the tiles."""
    return {tile.id for group in app.window.floor.grid.groups for tile in group.tiles}


@pytest.fixture
def live(app: App, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[App, PlayedSource]:
    """A live floor of lisbon, whose archive has the four days before but one."""
    days = [(noon_before(number), f"of-{number}") for number in (4, 3, 1)]
    events = [hello(days[0][0], "e1")]
    for seq, (at, agent) in enumerate(days, 1):
        events += [said(at, 2 * seq - 1, agent), said(at + 7_200_000, 2 * seq, agent)]
    monkeypatch.setenv("FLOORLIGHT_ARCHIVE", str(archived(tmp_path, *events).path))
    source, now = PlayedSource(WallClock()), WallClock().now()
    app.follow("Connecting to ws://lisbon.example", lambda: source)
    source.greet(instant_text(now), "e2")
    source.say(said(now, 0, "ana"))
    qtbot.waitUntil(lambda: is_on_floor(app) and "ana" in agents(app), timeout=20_000)
    return app, source


def read(app: App) -> bool:
    """Whether what is shown is read whole, and on the screen."""
    session = app.session
    assert session is not None
    return session.tick.source.progress is None and session.desk.rows is not None


def test_that_yesterday_is_shown_while_the_live_floor_goes_on_and_end_returns(
    live: tuple[App, PlayedSource], qtbot: QtBot
) -> None:
    app, source = live
    type_in_palette(app, "yesterday 13:00")
    qtbot.waitUntil(lambda: read(app) and "of-1" in agents(app), timeout=20_000)
    assert shown(app) == noon_before(1) + 3_600_000
    assert app.window.headline.headline.link is Link.REWOUND
    assert not app.window.past_frame.isHidden()
    assert app.window.headline.headline.clock == "13:00:00"
    assert app.window.headline.headline.day == day_text(noon_before(1), UTC, with_year=False)
    source.say(said(WallClock().now(), 0, "bob"))
    press(app, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: {"ana", "bob"} <= agents(app), timeout=20_000)
    assert app.window.past_frame.isHidden()
    assert app.desk is not None
    assert app.desk.follows
    assert app.desk.playhead.at_edge


def test_that_from_one_past_day_another_is_reached_and_today_again(
    live: tuple[App, PlayedSource], qtbot: QtBot
) -> None:
    app, _ = live
    type_in_palette(app, "yesterday 12:30")
    qtbot.waitUntil(lambda: read(app) and "of-1" in agents(app), timeout=20_000)
    assert app.desk is not None
    type_in_palette(app, instant_text(noon_before(3))[:10] + " 12:30")
    qtbot.waitUntil(lambda: read(app) and shown(app) == noon_before(3) + 1_800_000, timeout=20_000)
    type_in_palette(app, "0 s ago")
    qtbot.waitUntil(lambda: app.desk is not None and app.desk.follows, timeout=20_000)
    assert not app.desk.playhead.is_over_live


def test_that_a_day_that_is_not_there_is_reported_and_what_is_shown_stays(
    live: tuple[App, PlayedSource],
) -> None:
    app, _ = live
    type_in_palette(app, instant_text(noon_before(2))[:10] + " 12:30")
    assert "Nothing is kept of " in reported(app)
    assert app.desk is not None
    assert app.desk.follows


def test_that_closing_the_window_ends_both_floors(live: tuple[App, PlayedSource], qtbot: QtBot) -> None:
    app, _ = live
    type_in_palette(app, "yesterday 12:30")
    qtbot.waitUntil(lambda: read(app) and "of-1" in agents(app), timeout=20_000)
    app.stop()
    assert app.session is None


def test_that_a_drag_crosses_midnight_and_comes_back(app: App, qtbot: QtBot, tmp_path: Path) -> None:
    archive = Archive(archived(tmp_path, *days_of_events(3)).path)
    second = instant_text(instant(f"{DAY}T00:00:00Z") + DAY_MS)[:10]
    app.show_recording(open_day(archive, second, "lisbon"))
    plot = app.window.time_bar.plot
    qtbot.waitUntil(lambda: read(app) and plot.line.end > plot.line.start, timeout=20_000)
    qtbot.waitUntil(lambda: plot._goes_back, timeout=20_000)
    begins, width = plot.left_of(plot.line.start), plot.left_of(plot.line.end) - plot.left_of(plot.line.start)
    y = plot.box().center().y()
    QTest.mousePress(plot, Qt.MouseButton.LeftButton, pos=QPoint(begins + 50, y))
    QTest.mouseMove(plot, QPoint(begins - 5, y))
    qtbot.waitUntil(lambda: read(app) and shown(app) < instant(f"{second}T00:00:00Z"), timeout=20_000)
    qtbot.waitUntil(lambda: plot.line.end < instant(f"{second}T00:00:00Z"), timeout=20_000)
    assert app.desk is not None
    assert shown(app) == app.desk.playhead.end  # nothing came later on that day
    QTest.mouseMove(plot, QPoint(begins - 2 * width, y))
    qtbot.waitUntil(lambda: shown(app) < app.desk.playhead.end)  # type: ignore[union-attr]
    QTest.mouseMove(plot, QPoint(begins + width // 2, y))
    qtbot.waitUntil(lambda: read(app) and shown(app) > instant(f"{second}T00:00:00Z"), timeout=20_000)
    QTest.mouseRelease(plot, Qt.MouseButton.LeftButton, pos=QPoint(begins + width // 2, y))
