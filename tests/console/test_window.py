"""The window's life: opened where it was last, and kept there where that can be."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from console.app import App
from console.preferences import Preferences
from console.window import run_window
from feeds.errors import UserError
from tests.widgets.conftest import _nothing_survives, _qt_is_content  # noqa: F401


@pytest.fixture
def folder(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FLOORLIGHT_SETTINGS", str(tmp_path / "deep" / "settings.toml"))
    return tmp_path / "deep"


def closed_at_size(width: int, height: int) -> int:
    """Open the window, let somebody make it so large and close it; the exit status."""

    def show(app: App) -> None:
        app.window.resize(width, height)
        QTimer.singleShot(0, app.window, app.window.close)

    return run_window(show, Preferences(), None)


def test_that_it_opens_as_it_was_left(folder: Path) -> None:
    assert closed_at_size(700, 520) == 0
    sizes: list[tuple[int, int]] = []

    def show(app: App) -> None:
        sizes.append((app.window.width(), app.window.height()))
        QTimer.singleShot(0, app.window, app.window.close)

    assert run_window(show, Preferences(), None) == 0
    assert sizes == [(700, 520)]


@pytest.mark.parametrize("kept", [b"", b"nonsense", b"\x00\x00\x00\x02ab"])
def test_that_a_kept_place_that_is_none_does_not_matter(kept: bytes, folder: Path) -> None:
    folder.mkdir()
    (folder / "window").write_bytes(kept)
    assert closed_at_size(700, 520) == 0


def test_that_a_folder_that_cannot_be_written_does_not_matter(folder: Path) -> None:
    folder.write_text("a file where the folder should be", "utf-8")
    assert closed_at_size(700, 520) == 0


def test_that_what_cannot_be_shown_is_raised_and_nothing_is_left(folder: Path) -> None:
    def show(app: App) -> None:
        raise UserError("no such file")

    with pytest.raises(UserError, match="no such file"):
        run_window(show, Preferences(), None)


def test_that_a_failure_nobody_could_see_is_raised(folder: Path, tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    log.write_text("nonsense\n", "utf-8")
    with pytest.raises(UserError, match="no event has been found"):
        run_window(lambda app: app.show_recording([str(log)]), Preferences(), None, has_window=False)
