"""The sheet of shortcuts: all are listed, each can be changed, and what is taken is refused."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QKeySequence
from pytestqt.qtbot import QtBot

from widgets.dialogs.shortcut_sheet import Shortcut, ShortcutSheet
from widgets.painting.theme import DARK, Theme

KEYS = (
    Shortcut("find", "Go", "Find an agent", "Ctrl+K", "Ctrl+K"),
    Shortcut("filter", "Go", "Filter the agents", "Ctrl+J", "Ctrl+F"),
    Shortcut("about", "Help", "About Floorlight", "", ""),
)


@pytest.fixture
def sheet(qtbot: QtBot) -> ShortcutSheet:
    made = ShortcutSheet(Theme(DARK), KEYS)
    qtbot.addWidget(made)
    made.show()
    return made


def press(sheet: ShortcutSheet, action: str, keys: str) -> None:
    sheet.edits[action].setKeySequence(QKeySequence(keys))
    sheet.edits[action].editingFinished.emit()


def test_that_a_new_shortcut_is_taken(sheet: ShortcutSheet, qtbot: QtBot) -> None:
    with qtbot.waitSignal(sheet.changed, timeout=1000) as received:
        press(sheet, "about", "Ctrl+Shift+A")
    assert received.args == ["about", "Ctrl+Shift+A"]
    assert sheet.trouble.text() == ""


@pytest.mark.parametrize(("keys", "owner"), [("Ctrl+J", "Filter the agents"), ("Space", "Play or pause")])
def test_that_one_that_is_taken_is_refused(sheet: ShortcutSheet, qtbot: QtBot, keys: str, owner: str) -> None:
    with qtbot.assertNotEmitted(sheet.changed):
        press(sheet, "find", keys)
    assert sheet.trouble.text().startswith(f"{keys} is taken: {owner}")
    assert sheet.edits["find"].keySequence().toString() == "Ctrl+K"


def test_that_one_that_was_given_up_can_be_used(sheet: ShortcutSheet) -> None:
    changed: list[tuple[str, str]] = []
    sheet.changed.connect(lambda action, keys: changed.append((action, keys)))
    press(sheet, "filter", "")
    press(sheet, "find", "Ctrl+J")
    press(sheet, "find", "Ctrl+J")
    assert changed == [("filter", ""), ("find", "Ctrl+J")]


def test_that_all_can_be_as_they_were(sheet: ShortcutSheet) -> None:
    changed: list[tuple[str, str]] = []
    sheet.changed.connect(lambda action, keys: changed.append((action, keys)))
    sheet.reset()
    assert changed == [("filter", "Ctrl+F")]
    assert sheet.edits["filter"].keySequence().toString() == "Ctrl+F"
