"""The settings, opened from the window: shown at once, kept when saved."""

from __future__ import annotations

from pathlib import Path

from console.settings.preferences import Connection, read_preferences
from console.window.app import App
from tests.console.window.apps import reported
from widgets.dialogs.settings_dialog import SettingsDialog
from widgets.painting.theme import LIGHT


def settings_of(app: App) -> SettingsDialog:
    app.window.settings_requested.emit()
    dialog = app.window.findChildren(SettingsDialog)[-1]
    assert isinstance(dialog, SettingsDialog)
    return dialog


def test_that_settings_show_at_once_and_are_kept_when_saved(app: App, tmp_path: Path) -> None:
    dialog = settings_of(app)
    dialog._change("appearance.theme", "light")
    assert app.window.theme.palette is LIGHT
    assert not (tmp_path / "settings.toml").exists()
    dialog._change("connection.url", "ws://127.0.0.1:9")
    dialog._on_save()
    kept = read_preferences(tmp_path / "settings.toml")
    assert (kept.appearance.theme, kept.connection) == ("light", Connection(url="ws://127.0.0.1:9"))


def test_that_settings_left_are_as_they_were(app: App, tmp_path: Path) -> None:
    before = app.window.theme.palette
    dialog = settings_of(app)
    dialog._change("appearance.theme", "dark" if before is LIGHT else "light")
    assert app.window.theme.palette is not before
    dialog.reject()
    assert app.window.theme.palette is before
    assert not (tmp_path / "settings.toml").exists()


def test_that_settings_that_cannot_be_kept_are_reported_and_the_dialog_stays(
    app: App, tmp_path: Path
) -> None:
    (tmp_path / "settings.toml").mkdir()
    dialog = settings_of(app)
    dialog._change("appearance.theme", "light")
    dialog._on_save()
    assert dialog.isVisible()
    assert "settings.toml cannot be read" in dialog.trouble.text()
    dialog.reject()


def test_that_a_persons_own_layouts_can_be_chosen(app: App, tmp_path: Path) -> None:
    (tmp_path / "layouts").mkdir()
    (tmp_path / "layouts" / "mine.toml").write_text("", "utf-8")
    dialog = settings_of(app)
    assert list(dialog._layouts) == ["distance", "floor", "mine", "queues"]
    dialog.reject()


def test_that_a_look_that_cannot_be_kept_holds_all_the_same(app: App, tmp_path: Path) -> None:
    (tmp_path / "settings.toml").mkdir()
    app.window.appearance.choose("light")
    assert app.window.theme.palette is LIGHT
    assert "settings.toml cannot be read" in reported(app)
