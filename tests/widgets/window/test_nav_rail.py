"""The rail: only places that exist are offered, and each says where the user wants to go."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from widgets.painting.theme import DARK, LIGHT, Theme
from widgets.window.nav_rail import ACTIONS, PLACES, NavRail


@pytest.fixture
def rail(qtbot: QtBot) -> NavRail:
    widget = NavRail(Theme(DARK))
    qtbot.addWidget(widget)
    widget.resize(widget.width(), 600)
    widget.show()
    return widget


def offered(rail: NavRail) -> list[str]:
    return [name for name, button in rail.buttons.items() if button.isVisible()]


def test_that_only_what_exists_is_offered(rail: NavRail) -> None:
    assert offered(rail) == ["menu"]
    rail.offer("floor")
    rail.offer("settings")
    assert offered(rail) == ["floor", "settings", "menu"]


@pytest.mark.parametrize("name", [name for name, _ in PLACES])
def test_that_a_chosen_place_is_signalled(qtbot: QtBot, rail: NavRail, name: str) -> None:
    rail.offer(name)
    with qtbot.waitSignal(rail.place_chosen, timeout=1000) as chosen:
        QTest.mouseClick(rail.buttons[name], Qt.MouseButton.LeftButton)
    assert chosen.args == [name]


@pytest.mark.parametrize("name", [name for name, _ in ACTIONS])
def test_that_what_opens_beside_the_window_is_signalled_and_is_no_place(
    qtbot: QtBot, rail: NavRail, name: str
) -> None:
    rail.offer(name)
    with (
        qtbot.assertNotEmitted(rail.place_chosen),
        qtbot.waitSignal(rail.action_chosen, timeout=1000) as chosen,
    ):
        QTest.mouseClick(rail.buttons[name], Qt.MouseButton.LeftButton)
    assert chosen.args == [name]
    assert not rail.buttons[name].isCheckable()


def test_that_the_place_one_is_at_is_shown_and_no_other(qtbot: QtBot, rail: NavRail) -> None:
    with qtbot.assertNotEmitted(rail.place_chosen):
        rail.show_place("floor")
        rail.show_place("inspector")
        rail.show_place("weather")
    assert [name for name, _ in PLACES if rail.buttons[name].isChecked()] == ["inspector"]


def test_that_it_grows_with_the_zoom(rail: NavRail) -> None:
    before = rail.width()
    rail.set_theme(Theme(LIGHT, 2.0))
    assert rail.width() == 2 * before
