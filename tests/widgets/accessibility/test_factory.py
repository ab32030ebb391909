"""The factory: painted widgets have an interface of their own, all others Qt's."""

from __future__ import annotations

import subprocess
import sys

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.widgets.accessible_tree import interface
from widgets.accessibility.items import AccessibleItems
from widgets.painting.painted_widget import PaintedWidget
from widgets.painting.theme import Theme


def test_that_a_painted_widget_has_one_interface_and_a_button_qts(qtbot: QtBot) -> None:
    painted, button = PaintedWidget(Theme()), QPushButton("Go")
    qtbot.addWidget(painted)
    qtbot.addWidget(button)
    assert interface(painted) is interface(painted)
    assert interface(painted).object() is painted
    assert interface(button).role() == QAccessible.Role.PushButton
    assert interface(button).text(QAccessible.Text.Name) == "Go"


def test_that_what_is_not_of_items_is_left_to_qt(qtbot: QtBot) -> None:
    button = QPushButton("Go")
    qtbot.addWidget(button)
    button.accessible = "yes"  # type: ignore[attr-defined]
    assert interface(button).role() == QAccessible.Role.PushButton
    assert AccessibleItems().keys() == ()


def test_that_nothing_of_the_tree_is_imported_before_it_is_asked_for() -> None:
    code = (
        "import sys\n"
        "from widgets.window.event_loop import application\n"
        "from widgets.painting.painted_widget import PaintedWidget\n"
        "from widgets.painting.theme import Theme\n"
        "app = application(has_display=False)\n"
        "widget = PaintedWidget(Theme())\n"
        "widget.set_lines = lambda setter: None\n"
        "widget.show(); app.processEvents(); widget.setAccessibleName('Now'); app.processEvents()\n"
        "assert 'widgets.accessibility.interfaces' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
