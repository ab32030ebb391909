"""How the floor is shown is kept: what a person chooses is in the settings at the next start."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from console.settings.preferences import preferences_path, read_preferences
from console.window.app import App
from console.window.controllers.saved_choices import SavedChoices
from tests.console.window.apps import SAMPLE, open_whole


def test_that_a_choice_is_saved_once_a_person_has_settled(app: App, qtbot: QtBot) -> None:
    app.window.floor.change_view()
    app.window.floor.choose("group_by", "none")
    assert not preferences_path().exists()
    qtbot.waitUntil(preferences_path().exists, timeout=5_000)
    kept = read_preferences(preferences_path()).floor
    assert (kept.view, kept.group_by) == ("list", "none")


@pytest.mark.parametrize(
    ("name", "value", "key"),
    [
        ("list_columns", "agent time:80", "list_columns"),
        ("list_sort", "-time", "list_sort"),
        ("offline", "show", "offline"),
    ],
)
def test_that_what_is_left_to_save_is_saved_at_the_end(app: App, name: str, value: str, key: str) -> None:
    app.window.choice_changed.emit(name, value)
    app.saved.finish()
    assert getattr(read_preferences(preferences_path()).floor, key) == value


def test_that_a_filter_is_not_kept(app: App) -> None:
    app.window.choice_changed.emit("text", "ana")
    app.saved.finish()
    assert not preferences_path().exists()
    assert isinstance(app.saved, SavedChoices)


def test_that_the_list_is_shown_with_its_figures(app: App, qtbot: QtBot, tmp_path: Path) -> None:
    open_whole(app, qtbot, SAMPLE)
    app.window.floor.change_view()
    agents = app.window.floor.agents
    qtbot.waitUntil(lambda: agents.shown is agents.list and bool(agents.list.rows()), timeout=5_000)
    scopes = {figure.scope for figure, _ in agents.list.placed_figures()}
    assert any(scope.startswith("agent:") for scope in scopes)
    app.window.floor.change_view()
    qtbot.waitUntil(lambda: agents.shown is agents.grid, timeout=5_000)
