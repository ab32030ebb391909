"""The settings file: read with clear errors, written with a person's comments kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.settings.preferences import (
    AppearanceChoices,
    FloorChoices,
    Preferences,
    preferences_path,
    read_preferences,
    write_preferences,
)
from console.settings.settings_files import SettingsError


def test_that_no_file_means_the_defaults(tmp_path: Path) -> None:
    assert read_preferences(tmp_path / "settings.toml") == Preferences()


def test_that_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "new" / "settings.toml"
    chosen = Preferences(
        appearance=AppearanceChoices(theme="light", zoom=1.5), floor=FloorChoices(channel="chat")
    )
    write_preferences(path, chosen)
    assert read_preferences(path) == chosen


def test_that_writing_keeps_a_persons_comments_and_order(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(
        '# mine\n[floor]\nwindow_minutes = 15  # short\n\n[appearance]\ntheme = "dark"\n', "utf-8"
    )
    found = read_preferences(path)
    write_preferences(path, found.model_copy(update={"appearance": AppearanceChoices(theme="light")}))
    text = path.read_text("utf-8")
    assert text.startswith("# mine\n[floor]\nwindow_minutes = 15  # short\n")
    assert 'theme = "light"' in text
    assert read_preferences(path).floor.window_minutes == 15


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ('[appearance]\ntheme = "pink"', ["appearance.theme", "'pink'", "'system', 'dark' or 'light'"]),
        ("[appearance]\nzoom = 9.0", ["appearance.zoom", "9.0", "less than or equal to 3"]),
        ("[floor]\nwindow_minute = 5", ["floor.window_minute", "no such setting", "window_minutes"]),
        ("[sky]\nx = 1", ["sky", "no such setting", "appearance, floor, connection, wallboard"]),
        ("[floor", ["is not TOML"]),
    ],
)
def test_that_an_error_names_file_key_value_and_what_is_allowed(
    text: str, reported: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(SettingsError) as failure:
        read_preferences(path)
    assert all(part in str(failure.value) for part in [str(path), *reported])


def test_that_a_place_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(SettingsError, match="cannot be written"):
        write_preferences(tmp_path / "file" / "settings.toml", Preferences())


def test_that_a_broken_file_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("[floor", "utf-8")
    with pytest.raises(SettingsError, match="fix or remove it"):
        write_preferences(path, Preferences())
    assert path.read_text("utf-8") == "[floor"


def test_that_the_environment_may_name_another_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOORLIGHT_SETTINGS", str(tmp_path / "mine.toml"))
    assert preferences_path() == tmp_path / "mine.toml"
    monkeypatch.delenv("FLOORLIGHT_SETTINGS")
    assert preferences_path().name == "settings.toml"


def test_that_a_folder_that_is_closed_to_us_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(path: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "exists", closed)  # as the system answers a user who is not its owner
    with pytest.raises(SettingsError, match=r"settings\.toml cannot be read: Permission denied"):
        read_preferences(tmp_path / "settings.toml")


def test_that_settings_made_flat_come_back_as_they_were() -> None:
    chosen = Preferences(floor=FloorChoices(channel="chat", window_minutes=15))
    assert chosen.flat()["floor.window_minutes"] == 15
    assert Preferences.of_flat(chosen.flat()) == chosen


def test_that_a_value_that_is_not_allowed_is_refused() -> None:
    with pytest.raises(SettingsError, match="cannot be saved"):
        Preferences.of_flat({**Preferences().flat(), "appearance.theme": "pink"})
