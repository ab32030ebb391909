"""The panel behind a figure: opened, widened, turned and closed by key; focus goes back where it was."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from console.views.explain.contact_timeline import contact_timeline
from tests.widgets.explained import busy_queue, explained
from widgets.explain.explain_panel import ExplainPanel
from widgets.painting.theme import DARK, LIGHT, Theme


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1500, 800)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def panel_of(window: QWidget) -> ExplainPanel:
    panel = ExplainPanel(Theme(DARK), window)
    panel.show_explanation(explained(busy_queue()))
    return panel


def heard(panel: ExplainPanel) -> list[str]:
    received: list[str] = []
    panel.back_requested.connect(lambda: received.append("back"))
    panel.closed.connect(lambda: received.append("closed"))
    panel.figure.variant_chosen.connect(received.append)
    panel.figure.copy_requested.connect(received.append)
    return received


def press(key: Qt.Key, with_key: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    widget = QApplication.focusWidget()
    assert widget is not None
    QTest.keyClick(widget, key, with_key)


def test_that_it_takes_the_focus_and_gives_it_back(window: QWidget) -> None:
    button = QPushButton(window)
    button.show()
    button.setFocus()
    panel = panel_of(window)
    assert panel.figure.counted.hasFocus()
    assert panel.accessibleName() == "Service level · billing · last 30 min"
    received = heard(panel)
    press(Qt.Key.Key_Escape)
    assert received == ["back"]
    panel.shut()
    panel.shut()
    assert received == ["back", "closed"]
    assert button.hasFocus()


def test_that_keys_turn_variants_widen_and_copy(window: QWidget) -> None:
    panel = panel_of(window)
    received, wide = heard(panel), panel.width()
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Left)
    press(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    press(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert received == ["answered", "live", "text"]
    assert panel.width() < wide
    assert panel.geometry().right() < window.width()
    press(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert panel.width() == wide


def test_that_a_timeline_is_shown_with_a_way_back(window: QWidget) -> None:
    panel, scene = panel_of(window), busy_queue()
    assert panel.back.isHidden()
    found = contact_timeline(scene.floor, "c-41004", scene.clock)
    assert found is not None
    panel.show_events(found, True)
    assert panel.events.table.hasFocus()
    assert not panel.back.isHidden()
    assert panel.placed_figures() == []
    panel.events.marks.setChecked(True)
    assert panel.is_marking
    panel.show_explanation(explained(scene))
    assert panel.shows_figure
    assert not panel.is_marking
    assert len(panel.placed_figures()) == 7


def test_that_it_hides_under_a_drawer_and_comes_back(window: QWidget) -> None:
    panel = panel_of(window)
    panel.step_back()
    assert panel.isHidden()
    panel.show_explanation(explained(busy_queue()))
    assert panel.isHidden()
    panel.come_back()
    assert panel.isVisible()
    panel.shut()
    panel.come_back()
    assert panel.isHidden()


@pytest.mark.parametrize(("width", "height", "zoom"), [(900, 480, 1.0), (1500, 800, 3.0), (3700, 1900, 2.0)])
def test_that_it_stays_inside_its_floor(window: QWidget, width: int, height: int, zoom: float) -> None:
    panel = panel_of(window)
    window.resize(width, height)
    panel.set_theme(Theme(LIGHT, zoom))
    for _ in range(2):
        assert window.rect().contains(panel.geometry())
        panel.set_wide(False)
    window.grab()


def test_that_the_name_begins_where_the_text_below_begins(window: QWidget) -> None:
    panel = panel_of(window)
    assert panel.back.isHidden()
    QApplication.processEvents()
    assert panel.head.mapTo(panel, panel.head.rect().topLeft()).x() == panel.pages.x()
