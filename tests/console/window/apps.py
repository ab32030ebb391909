"""Opens recordings in an app, and reads what the window says."""

from __future__ import annotations

import json
from pathlib import Path

from pytestqt.qtbot import QtBot

from console.window.app import App
from feeds.events import instant
from tests.builders import DAY

SAMPLE = str(Path(__file__).parents[3] / "resources" / "samples" / "morning.jsonl.gz")


def log_of(folder: Path, *lines: str) -> str:
    log = folder / "log.jsonl"
    log.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return str(log)


def state(time: str, agent: str = "ana") -> str:
    return json.dumps({"type": "agent.state", "at": f"{DAY}T{time}Z", "agent": agent, "state": "available"})


def reported(app: App) -> str:
    """What the strip below the headline says; empty where it is hidden."""
    return "" if app.window.notice.isHidden() else app.window.notice.text.text()


def is_on_floor(app: App) -> bool:
    return app.window.pages.currentWidget() is app.window.floor


def open_whole(app: App, qtbot: QtBot, *paths: str, at: str | None = None) -> None:
    """Open recordings and wait until all of them are read and shown."""
    app.show_recording(list(paths), None if at is None else lambda floor: instant(at))
    showing = app.session
    assert showing is not None
    qtbot.waitUntil(lambda: showing.tick.source.progress is None and is_on_floor(app), timeout=20_000)
