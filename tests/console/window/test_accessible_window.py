"""The whole window as a screen reader walks it: in process, and through AT-SPI where that can be started."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from console.views.floor.choices import LinkState
from console.views.rows import Link
from console.window.app import App
from tests.console.window.apps import SAMPLE, open_whole
from tests.widgets.accessible_tree import Role, walk

_NEEDED = ("dbus-run-session", "Xvfb")
_MISSING = [name for name in _NEEDED if shutil.which(name) is None]
_SERVICE = Path("/usr/share/dbus-1/services/org.a11y.Bus.service")
if importlib.util.find_spec("jeepney") is None or not _SERVICE.exists():
    _MISSING.append("AT-SPI")


def test_that_the_whole_window_is_walked_and_all_that_is_shown_has_a_name(app: App, qtbot: QtBot) -> None:
    open_whole(app, qtbot, SAMPLE)
    nodes = walk(app.window)
    shown = [node for node in nodes if not node.interface.state().invisible]
    found = {role: [node.name for node in shown if node.role == role] for role in Role}
    assert len(found[Role.ListItem]) > 10
    assert len(found[Role.Slider]) == 1
    assert "Headline" in found[Role.Grouping]
    for role in (Role.ListItem, Role.Heading, Role.Slider, Role.List, Role.PushButton, Role.Button):
        assert "" not in found[role], role
    assert QAccessible.isActive() is False


@pytest.mark.skipif(bool(_MISSING), reason=f"here is no {', no '.join(_MISSING)}")
def test_that_a_screen_reader_walks_the_window_and_opens_an_agent(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.console.window.screen_reader"]
    folders = ("HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
    environment = {**os.environ, **dict.fromkeys(folders, str(tmp_path))}
    done = subprocess.run(
        [*command, str(SAMPLE), "--at", "08:30"],
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
        env=environment,
    )
    assert done.returncode == 0, done.stderr
    before, after = (json.loads(line) for line in done.stdout.splitlines() if line.startswith("["))
    items = {(role, name): said for _, role, name, said in before}
    assert items["list item", "Agent-1"].startswith("On hold 0:29")
    assert items["list item", "Help, voice"].startswith("0 waiting, longest wait –, service level 23.5 %")
    assert items["label", "Time shown"] == "08:30:00"
    assert any(role == "slider" and "08:30:00, replay" in said for _, role, _, said in before)
    assert ("push button", "Close the drawer") not in items
    assert "Close the drawer" in [name for _, _, name, _ in after]


def test_that_what_a_floor_shows_is_announced(
    app: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[Link] = []
    monkeypatch.setattr(app.announcements, "take", lambda link, attention=None: taken.append(link))
    open_whole(app, qtbot, SAMPLE)
    assert taken
    assert app.session is not None
    app.session.tick.link_ready.emit(LinkState(Link.STALE, 12.0))
    assert taken[-1] is Link.STALE
