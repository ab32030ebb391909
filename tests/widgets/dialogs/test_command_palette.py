"""The palette: a few letters find an agent, a queue, an action."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from widgets.dialogs.command_palette import CommandPalette, found
from widgets.painting.palette_entry import PaletteEntry
from widgets.painting.theme import DARK, Theme

ENTRIES = [
    PaletteEntry("action:open_recording", "Open a recording…", "Floor", "Ctrl+O"),
    PaletteEntry("action:dark", "Dark", "View"),
    PaletteEntry("queue:sales", "Sales", "queue, voice"),
    PaletteEntry("agent:1", "Ana Costa", "North, Ringing"),
    PaletteEntry("agent:2", "Marco Anacleto", "South, Available"),
    PaletteEntry("agent:3", "Daria Kern", "South, Available"),
]


def ids(wanted: str) -> list[str]:
    return [entry.id for entry in found(wanted, ENTRIES)]


def test_that_the_best_answer_comes_first() -> None:
    assert ids("ana")[0] == "agent:1"
    assert ids("ac")[0] == "agent:1"
    assert ids("dark")[0] == "action:dark"
    assert ids("sal")[0] == "queue:sales"
    assert set(ids("south")) == {"agent:2", "agent:3"}
    assert ids("zz") == []
    assert ids("") == [entry.id for entry in ENTRIES]


def palette_of(qtbot: QtBot) -> tuple[QWidget, CommandPalette]:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1280, 800)
    palette = CommandPalette(Theme(DARK), window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    palette.open_with(ENTRIES)
    return window, palette


def test_that_it_is_worked_by_keyboard_alone(qtbot: QtBot) -> None:
    window, palette = palette_of(qtbot)
    assert palette.field.hasFocus()
    assert window.rect().contains(palette.geometry())
    QTest.keyClicks(palette.field, "south")
    QTest.keyClick(palette.field, Qt.Key.Key_Down)
    wanted = found("south", ENTRIES)[1].id
    with qtbot.waitSignal(palette.chosen, timeout=1000) as chosen:
        QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert chosen.args == [wanted]
    assert palette.isHidden()


def test_that_escape_closes_it_and_chooses_nothing(qtbot: QtBot) -> None:
    _, palette = palette_of(qtbot)
    with qtbot.assertNotEmitted(palette.chosen):
        QTest.keyClick(palette.field, Qt.Key.Key_Escape)
    assert palette.isHidden()


def test_that_return_on_nothing_chooses_nothing(qtbot: QtBot) -> None:
    _, palette = palette_of(qtbot)
    QTest.keyClicks(palette.field, "zzzz")
    with qtbot.assertNotEmitted(palette.chosen):
        QTest.keyClick(palette.field, Qt.Key.Key_Return)


def test_that_a_click_chooses(qtbot: QtBot) -> None:
    _, palette = palette_of(qtbot)
    area = palette.list.visualRect(palette.model.index(2))
    with qtbot.waitSignal(palette.chosen, timeout=1000) as chosen:
        QTest.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=area.center())
    assert chosen.args == ["queue:sales"]


def test_that_what_a_text_names_comes_before_what_it_matches(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    named = PaletteEntry("instant:5", "10:40:00", "show the floor then")
    palette = CommandPalette(Theme(DARK), window, lambda text: [named] if text == "ana" else [])
    palette.open_with(ENTRIES)
    QTest.keyClicks(palette.field, "ana")
    assert [entry.id for entry in palette.model.rows][:2] == ["instant:5", "agent:1"]
    with qtbot.waitSignal(palette.chosen, timeout=1000) as chosen:
        QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert chosen.args == ["instant:5"]


def test_that_natalia_is_found_without_her_accent() -> None:
    names = ("Nathan Lima", "Natália Kovač")
    entries = [PaletteEntry(f"agent:{number}", name, "North") for number, name in enumerate(names, 1)]
    assert found("natalia", entries)[0].id == "agent:2"
    assert found("kovac", entries)[0].id == "agent:2"


def test_that_what_is_not_found_is_said(qtbot: QtBot) -> None:
    _, palette = palette_of(qtbot)
    QTest.keyClicks(palette.field, "zz")
    assert palette.nothing.isVisible()
    assert palette.nothing.text() == "Nothing is named zz."
    assert palette.list.isHidden()
    palette.field.setText("ana")
    assert palette.nothing.isHidden()
    assert palette.list.isVisible()


def test_that_escape_gives_the_focus_back_to_what_had_it(qtbot: QtBot) -> None:
    window, palette = palette_of(qtbot)
    QTest.keyClick(palette.field, Qt.Key.Key_Escape)
    field = QLineEdit(window)
    field.show()
    field.setFocus()
    palette.open_with(ENTRIES)
    assert palette.field.hasFocus()
    QTest.keyClick(palette.field, Qt.Key.Key_Escape)
    assert field.hasFocus()
