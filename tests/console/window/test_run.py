"""The window's life: opened where it was last, and kept there where that can be."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from console.settings.preferences import Preferences
from console.window.app import App
from console.window.run import both, run_window
from feeds.errors import UserError


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
    with pytest.raises(UserError, match="no readable event was found"):
        run_window(lambda app: app.show_recording([str(log)]), Preferences(), None, has_window=False)


def test_that_an_error_of_a_thread_leaves_the_window_open_and_can_be_copied(folder: Path) -> None:
    seen: list[str] = []

    def break_down() -> None:
        raise KeyError("of nobody's making")

    def look(app: App) -> None:
        seen.append(app.window.notice.text.text())
        QTest.mouseClick(app.window.notice.copy_button, Qt.MouseButton.LeftButton)
        seen.append(QApplication.clipboard().text())
        app.window.close()

    def show(app: App) -> None:
        thread = threading.Thread(target=break_down)
        thread.start()
        thread.join()
        QTimer.singleShot(0, app.window, lambda: look(app))

    assert run_window(show, Preferences(), None) == 0
    assert seen[0] == 'Unexpected error: "of nobody\'s making" (KeyError)'
    assert "in break_down" in seen[1]


def test_that_an_error_in_a_slot_is_shown(folder: Path) -> None:
    shown: list[str] = []

    def show(app: App) -> None:
        def look() -> None:
            shown.append(app.window.notice.text.text())
            app.window.close()

        def break_down() -> None:
            # Two turns later: the error comes in one of its own.
            QTimer.singleShot(0, app.window, lambda: QTimer.singleShot(0, app.window, look))
            raise ZeroDivisionError

        QTimer.singleShot(0, app.window, break_down)

    assert run_window(show, Preferences(), None) == 0
    assert shown == ["Unexpected error: ZeroDivisionError"]


def test_that_lines_of_health_go_to_the_file_asked_for_and_to_the_one_that_is_kept() -> None:
    kept, asked = list[str](), list[str]()
    both(kept.append, asked.append)("a line")
    both(kept.append, None)("another")
    assert (kept, asked) == (["a line", "another"], ["a line"])
