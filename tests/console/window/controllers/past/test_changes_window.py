"""What changed, asked for by key and by name."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.window.app import App
from tests.console.window.apps import log_of, open_whole, state
from tests.console.window.controllers.test_instants import CTRL, press, type_in_palette
from widgets.past.change_table import ChangeTable


def tables(app: App) -> list[ChangeTable]:
    return app.window.findChildren(ChangeTable)


def test_that_keys_and_two_typed_instants_show_what_changed(app: App, qtbot: QtBot, tmp_path: Path) -> None:
    press(app, Qt.Key.Key_J, CTRL)
    assert not app.changes._timer.isActive()
    log = log_of(tmp_path, state("09:00:00"), state("10:40:00", "bob"), state("10:46:00", "eve"))
    open_whole(app, qtbot, log)
    press(app, Qt.Key.Key_J, CTRL)
    qtbot.waitUntil(lambda: len(tables(app)) == 1)
    assert [row.who for row in tables(app)[0].changes.rows if row.kind == "agent"] == ["bob", "eve"]
    tables(app)[0].close()
    qtbot.waitUntil(lambda: not tables(app))
    app.window.activateWindow()
    qtbot.waitUntil(app.window.isActiveWindow)
    type_in_palette(app, "10:35 to 10:45")
    qtbot.waitUntil(lambda: len(tables(app)) == 1)
    assert [row.who for row in tables(app)[0].changes.rows if row.kind == "agent"] == ["bob"]
    assert "10:35:00 to Mon 23 Nov 2026, 10:45:00" in tables(app)[0].changes.span
    tables(app)[0].close()
