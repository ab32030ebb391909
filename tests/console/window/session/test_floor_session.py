"""A floor in the window: what a person does moves it, and what is shown follows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from console.clock import ManualClock
from console.desk.desk import Desk
from console.desk.playhead import Playhead
from console.flags.rules.rules import Rulebook
from console.sources.recording import RecordingSource
from console.views.floor.choices import Choices
from console.views.rows import Figure, Severity
from console.window.session.floor_session import FloorSession, placed
from feeds.errors import UserError
from tests.builders import DAY
from tests.console.window.session.ticks import line, log_of, ms, run
from widgets.window.main_window import MainWindow


@pytest.fixture
def window(qapp: QApplication) -> Iterator[MainWindow]:
    made = MainWindow("dark")
    made.resize(1280, 800)
    made.show()
    yield made
    made.hide()
    made.deleteLater()


def showing(window: MainWindow, folder: Path, *lines: str) -> tuple[FloorSession, ManualClock]:
    source, clock = RecordingSource([log_of(folder, *lines)]), ManualClock()
    desk = Desk(source.floor, Rulebook(), Choices(), follows=False)
    made = FloorSession(window, source, desk, clock)
    run(made.tick, clock, 4)
    return made, clock


HOUR = (line("09:00:00"), line("09:30:00", "bob"), line("10:00:00", "cyn"))


def test_that_a_wish_moves_the_floor_that_is_shown(window: MainWindow, tmp_path: Path) -> None:
    shown, clock = showing(window, tmp_path, *HOUR)
    head = shown.desk.playhead
    wishes: list[tuple[Callable[[], None], str]] = [
        (lambda: shown.seek(ms("09:15:00")), "09:15:00"),
        (lambda: shown.step(30), "09:15:30"),
        (lambda: shown.step(-60), "09:14:30"),
        (shown.go_live, "10:00:00"),
    ]
    for wish, now in wishes:
        wish()
        run(shown.tick, clock, 3)
        assert head.now == ms(now)
        assert shown.desk.rows is not None
        assert shown.desk.rows.now == ms(now)
    shown.stop()


def test_that_playing_shows_on_the_time_bar(window: MainWindow, tmp_path: Path) -> None:
    shown, clock = showing(window, tmp_path, *HOUR)
    shown.seek(ms("09:15:00"))
    shown.play_at(10)
    shown.play(True)
    run(shown.tick, clock, 3)
    assert window.time_bar.playing
    assert window.time_bar.shown_speed == 10
    shown.play(False)
    run(shown.tick, clock, 3)
    assert not window.time_bar.playing
    shown.stop()


def test_that_the_mark_moves_along_the_time_bar_however_fast_it_plays(
    window: MainWindow, tmp_path: Path
) -> None:
    shown, clock = showing(window, tmp_path, *HOUR)
    shown.seek(ms("09:00:00"))
    shown.play_at(1000)
    shown.play(True)
    run(shown.tick, clock, 60)
    assert shown.desk.rows is not None
    assert shown.desk.rows.now == ms("09:16:00")
    assert window.time_bar.plot.line.now == ms("09:16:00")
    shown.stop()


def test_that_a_choice_changes_what_is_seen(window: MainWindow, tmp_path: Path) -> None:
    shown, clock = showing(window, tmp_path, *HOUR)
    shown.choose("text", "bob")
    run(shown.tick, clock, 2)
    assert [tile.id for group in window.floor.grid.groups for tile in group.tiles] == ["bob"]
    shown.choose("text", "")
    shown.choose("group_by", "state")
    run(shown.tick, clock, 2)
    assert [group.id for group in window.floor.grid.groups] != [""]
    shown.stop()


def test_that_an_open_drawer_follows_the_instant(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    shown, clock = showing(window, tmp_path, *HOUR)
    shown.open_agent("ana")
    assert window.shown_agent == "ana"
    before = window.drawer.sheet.row
    shown.seek(ms("09:15:00"))
    run(shown.tick, clock, 3)
    qtbot.waitUntil(lambda: window.drawer.sheet.row != before)
    shown.open_agent("nobody")
    assert window.shown_agent == "ana"
    shown.stop()


def test_that_nothing_changes_its_place_while_somebody_points_there(
    window: MainWindow, tmp_path: Path
) -> None:
    shown, _ = showing(window, tmp_path, *HOUR)
    shown.hold_still(True)
    assert not shown.desk.view.may_move
    shown.hold_still(False)
    assert shown.desk.view.may_move
    shown.stop()


def test_that_where_to_stand_is_done_when_all_is_there(window: MainWindow, tmp_path: Path) -> None:
    source, clock = RecordingSource([log_of(tmp_path, *HOUR)]), ManualClock()
    shown = FloorSession(window, source, Desk(source.floor, Rulebook(), Choices(), follows=False), clock)
    shown.when_loaded(lambda head: head.seek(ms("09:15:00")))
    run(shown.tick, clock, 4)
    assert shown.desk.playhead.now == ms("09:15:00")
    shown.stop()


def test_that_health_is_written_a_line_at_a_time(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    shown, _ = showing(window, tmp_path, *HOUR)
    lines: list[str] = []
    shown.write_health(lines.append)
    qtbot.waitUntil(lambda: len(lines) > 0, timeout=20_000)
    assert json.loads(lines[0])["applied"] == 3
    shown.stop()


def test_that_a_settled_floor_stands_still_where_all_is_read(window: MainWindow, tmp_path: Path) -> None:
    source = RecordingSource([log_of(tmp_path, *HOUR)])
    desk = Desk(source.floor, Rulebook(), Choices(), follows=False)
    shown = FloorSession(window, source, desk, ManualClock())
    rows = shown.finish()
    assert (rows.now, source.progress) == (ms("10:00:00"), None)
    assert window.time_bar.plot.line.end == ms("10:00:00")
    shown.stop()


def test_that_what_cannot_be_settled_says_why(window: MainWindow, tmp_path: Path) -> None:
    source = RecordingSource([log_of(tmp_path, *HOUR)])
    desk = Desk(source.floor, Rulebook(), Choices(), follows=False)
    shown = FloorSession(window, source, desk, ManualClock())

    def nowhere(head: Playhead) -> None:
        raise UserError("--at: no such instant")

    shown.when_loaded(nowhere)
    with pytest.raises(UserError, match="no such instant"):
        shown.finish()
    shown.stop()


def test_that_a_figure_is_reported_with_its_place() -> None:
    figure = Figure("waiting", "floor", "7", 7, Severity.WARNING)
    assert placed(figure, QRect(1, 2, 3, 4), ms("09:00:00")) == {
        "text": "7",
        "metric": "waiting",
        "scope": "floor",
        "at": f"{DAY}T09:00:00.000Z",
        "window_seconds": None,
        "value": 7,
        "severity": "warning",
        "rect": [1, 2, 3, 4],
    }


def test_that_a_hidden_window_reads_nothing_and_is_current_as_it_opens(
    window: MainWindow, tmp_path: Path
) -> None:
    shown, clock = showing(window, tmp_path, *HOUR)
    before = shown.desk.rows
    for hide, show in ((window.hide, window.show), (window.showMinimized, window.showNormal)):
        hide()
        shown.seek(ms("09:15:00"))
        run(shown.tick, clock, 3)
        assert shown.desk.rows is before
        show()
        assert shown.desk.rows is not None
        assert shown.desk.rows.now == ms("09:15:00")
        assert window.headline.headline == shown.desk.rows.headline
        before = shown.desk.rows
    shown.stop()


def test_that_the_page_of_the_floor_rests_behind_another_and_is_current_as_it_comes_back(
    window: MainWindow, tmp_path: Path
) -> None:
    shown, clock = showing(window, tmp_path, *HOUR)
    window.add_place("inspector", QWidget())
    window.go_to("inspector")
    groups = window.floor.grid.groups
    shown.seek(ms("09:15:00"))
    run(shown.tick, clock, 3)
    assert window.headline.headline.clock == "09:15:00"
    assert window.floor.grid.groups is groups
    window.go_to("floor")
    assert shown.desk.rows is not None
    assert window.floor.grid.groups is shown.desk.rows.groups
    assert len(shown.desk.rows.groups[0].tiles) == 1
    shown.stop()
