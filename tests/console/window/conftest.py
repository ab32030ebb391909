"""An app for each test, closed when it ends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from console.settings.preferences import Preferences
from console.window.app import App
from tests.widgets.conftest import _nothing_survives, _qt_is_content  # noqa: F401


@pytest.fixture
def app(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    monkeypatch.setenv("FLOORLIGHT_SETTINGS", str(tmp_path / "settings.toml"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    made = App(Preferences())
    made.window.resize(1280, 800)
    made.window.show()
    yield made
    made.end()
