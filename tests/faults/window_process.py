"""The real window of a live source in a process of its own, drawn to memory."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.console.program import ROOT, surroundings

_SHOWN = """
import sys
from console.window import displays
displays.has_display = lambda: True
from console.__main__ import main
sys.exit(main())
"""


class WindowProcess:
    """A window that follows a source and keeps it in *archive*. `health` is its log, a line a second."""

    def __init__(self, url: str, folder: Path, archive: Path) -> None:
        self.health = folder / "health.jsonl"
        self.health.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [sys.executable, "-c", _SHOWN, "connect", url, "--health-log", str(self.health)],
            cwd=ROOT,
            env=surroundings(
                QT_QPA_PLATFORM="offscreen",
                FLOORLIGHT_SETTINGS=str(folder / "settings.toml"),
                FLOORLIGHT_LOG_FOLDER=str(folder),
                FLOORLIGHT_ARCHIVE=str(archive),
                PYTHON_KEYRING_BACKEND="keyring.backends.null.Keyring",
            ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def samples(self) -> list[dict[str, Any]]:
        """The health so far, the newest last."""
        if not self.health.exists():
            return []
        lines = self.health.read_text("utf-8").split("\n")[:-1]
        return [json.loads(line) for line in lines]

    def kill(self) -> None:
        """End it as `kill -9` does."""
        self.process.kill()
        self.process.wait(20)


@contextlib.contextmanager
def window_of(url: str, folder: Path, archive: Path) -> Iterator[WindowProcess]:
    """A window of the source at *url*, killed at the end if it is still there."""
    made = WindowProcess(url, folder, archive)
    try:
        yield made
        assert "Traceback" not in _said(made)
    finally:
        made.kill()
        if made.process.stderr is not None:
            made.process.stderr.close()


def _said(window: WindowProcess) -> str:
    window.kill()
    assert window.process.stderr is not None
    return os.fspath(window.process.stderr.read())
