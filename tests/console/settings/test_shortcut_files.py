"""Shortcuts of a person's own: kept in a file, and checked when read."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.settings.settings_files import SettingsError
from console.settings.shortcut_files import read_shortcuts, write_shortcuts


def test_that_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "shortcuts.toml"
    assert read_shortcuts(path, ["filter"]) == {}
    write_shortcuts(path, {"filter": "Ctrl+J", "find": ""})
    assert read_shortcuts(path, ["filter", "find"]) == {"filter": "Ctrl+J", "find": ""}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('nothing = "F2"', "nothing: no such action; allowed are filter, find"),
        ("filter = 3", "filter: shortcuts are texts"),
        (f'filter = "{"x" * 60}"', "filter: shortcuts are texts"),
        ("filter =", "shortcuts.toml"),
    ],
)
def test_that_what_is_wrong_is_named(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "shortcuts.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(SettingsError, match=said):
        read_shortcuts(path, ["filter", "find"])


def test_that_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "shortcuts.toml").mkdir()
    with pytest.raises(SettingsError, match=r"shortcuts\.toml"):
        write_shortcuts(tmp_path / "shortcuts.toml", {})
