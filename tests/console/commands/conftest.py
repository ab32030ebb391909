"""Commands run in this process, where there is no display."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from console.cli import main
from tests.console.commands.without_display import Here, environment


@pytest.fixture
def here(
    qapp: QApplication,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Here:
    monkeypatch.chdir(tmp_path)
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment(tmp_path).items():
        monkeypatch.setenv(name, value)

    def run_here(*arguments: str) -> tuple[int, str]:
        status = main(arguments)
        return status, capsys.readouterr().err

    return run_here
