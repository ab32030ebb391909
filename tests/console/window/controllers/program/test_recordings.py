"""Recordings opened: by the dialog, dropped, or out of those opened last."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from console.window.app import App
from console.window.controllers.program.recordings import MOST, Recordings
from tests.console.window.apps import is_on_floor, log_of, reported, state
from widgets.dialogs.recording_dialog import RecordingDialog


def recent_menu(app: App) -> QMenu:
    menu = next(action.menu() for action in app.window.menus[0].actions() if "recent" in action.text())
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    return menu


def test_that_what_was_opened_is_offered_again_the_newest_first(
    app: App, qtbot: QtBot, tmp_path: Path
) -> None:
    assert isinstance(app.recordings, Recordings)
    assert [action.text() for action in recent_menu(app).actions()] == ["No recordings opened yet"]
    first = log_of(tmp_path, state("09:00:00"))
    second = str(tmp_path / "other.jsonl")
    Path(second).write_text(f"{state('10:00:00')}\n", "utf-8")
    for path in (first, second, first):
        app.recordings.open([path])
    assert app.recordings.recent() == [first, second]
    recent_menu(app).actions()[1].trigger()
    assert app.recordings.recent() == [second, first]
    assert app.window.windowTitle() == "other.jsonl – Floorlight"
    qtbot.waitUntil(lambda: is_on_floor(app))


def test_that_only_the_last_few_are_kept_and_none_that_failed(app: App, tmp_path: Path) -> None:
    for number in range(MOST + 3):
        path = tmp_path / f"{number}.jsonl"
        path.write_text(f"{state('09:00:00')}\n", "utf-8")
        app.recordings.open([str(path)])
    assert len(app.recordings.recent()) == MOST
    app.recordings.open([str(tmp_path / "missing.jsonl")])
    assert "missing.jsonl" in reported(app)
    assert "missing" not in app.recordings.recent()[0]


def test_that_the_dialog_opens_what_is_chosen(app: App, tmp_path: Path) -> None:
    app.window.open_recording_requested.emit()
    dialog = app.window.findChild(RecordingDialog)
    assert isinstance(dialog, RecordingDialog)
    dialog.filesSelected.emit([log_of(tmp_path, state("09:00:00"))])
    assert app.window.windowTitle() == "log.jsonl – Floorlight"
    dialog.close()
