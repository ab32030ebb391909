"""A side drawer: over the right of its parent, scrolled by keys, shut by Escape or its button."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.views.rows import Figure
from widgets.details.side_drawer import SideDrawer
from widgets.painting.painted_widget import PaintedWidget
from widgets.painting.text_layout import TextLayout
from widgets.painting.theme import DARK, LIGHT, Theme, Type

FIGURES = [Figure("waiting", f"queue:q{number}", f"{number}", number) for number in range(40)]


class Sheet(PaintedWidget):
    """Forty figures below each other."""

    def set_lines(self, setter: TextLayout) -> None:
        for number, figure in enumerate(FIGURES):
            setter.left(figure.text, (10, 50 * number), Type.WORD, figure=figure)
        self.setMinimumHeight(50 * len(FIGURES))


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.resize(1280, 800)
    return widget


@pytest.fixture
def drawer(window: QWidget) -> SideDrawer:
    theme = Theme(DARK)
    drawer = SideDrawer(theme, window, Sheet(theme), 400)
    window.show()
    return drawer


def test_that_it_is_shut_until_opened_and_then_has_the_focus_and_a_name(drawer: SideDrawer) -> None:
    assert drawer.isHidden()
    assert drawer.placed_figures() == []
    drawer.open_with("Ana Costa")
    assert drawer.isVisible()
    assert drawer.accessibleName() == drawer.head.accessibleName() == "Ana Costa"


def test_that_it_stands_at_the_right_and_follows_its_parent(drawer: SideDrawer, window: QWidget) -> None:
    drawer.open_with("Ana Costa")
    for width in (1280, 900, 300):
        window.resize(width, 700)
        assert drawer.width() <= min(400, window.width())
        assert abs(window.width() - drawer.geometry().right()) < 20


@pytest.mark.parametrize("by", ["Escape", "the button"])
def test_that_a_person_shuts_it_and_it_says_so_once(qtbot: QtBot, drawer: SideDrawer, by: str) -> None:
    drawer.open_with("Ana Costa")
    with qtbot.waitSignal(drawer.closed, timeout=1000):
        if by == "Escape":
            QTest.keyClick(drawer, Qt.Key.Key_Escape)
        else:
            QTest.mouseClick(drawer.close_button, Qt.MouseButton.LeftButton)
    assert drawer.isHidden()
    with qtbot.assertNotEmitted(drawer.closed):
        drawer.shut()


def test_that_keys_scroll_and_only_what_is_in_sight_is_a_figure_there(drawer: SideDrawer) -> None:
    drawer.open_with("Ana Costa")
    first = [figure.value for figure, _ in drawer.placed_figures()]
    assert first[0] == 0
    assert len(first) < len(FIGURES)
    QTest.keyClick(drawer, Qt.Key.Key_PageDown)
    assert drawer.placed_figures()[0][0].value != 0
    QTest.keyClick(drawer, Qt.Key.Key_PageUp)
    QTest.keyClick(drawer, Qt.Key.Key_Down)
    QTest.keyClick(drawer, Qt.Key.Key_Up)
    assert [figure.value for figure, _ in drawer.placed_figures()] == first


def test_that_a_theme_and_old_data_reach_the_sheet(drawer: SideDrawer) -> None:
    drawer.open_with("Ana Costa")
    theme = Theme(LIGHT, 1.5)
    drawer.set_theme(theme)
    drawer.set_dimmed(True)
    assert drawer.inside.theme is drawer.head.theme is theme
    assert drawer.inside.dimmed
    assert drawer.wanted_width(1280) == theme.px(400)
