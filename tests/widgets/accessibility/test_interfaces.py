"""The accessible tree: items with role, name, value, state and place, as the widget shows them now."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.widgets.accessible_tree import Role, Text, active, interface, items, walk
from widgets.accessibility.items import AccessibleItem, AccessibleItems, AccessibleRange


class Shelf(AccessibleItems):
    """Items that can be changed."""

    def __init__(self) -> None:
        self.shown = {"a": "Ana", "b": "Bo"}
        self.pressed: list[str] = []
        self.on = "b"

    def keys(self) -> Sequence[str]:
        return list(self.shown)

    def item(self, key: str) -> AccessibleItem | None:
        if key not in self.shown:
            return None
        place = list(self.shown).index(key)
        return AccessibleItem(
            self.shown[key],
            "on contact",
            "near limit",
            rect=QRect(0, 20 * place, 50, 20),
            is_selected=key == "a",
            press=(lambda: self.pressed.append(key)) if key == "a" else None,
        )

    def current(self) -> str:
        return self.on

    def value(self) -> str:
        return "2 agents"


class Shown(QWidget):
    def __init__(self, accessible: AccessibleItems) -> None:
        super().__init__()
        self.accessible = accessible
        self.setAccessibleName("Agents")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.resize(200, 100)


def shelf(qtbot: QtBot) -> tuple[Shown, Shelf]:
    kept = Shelf()
    widget = Shown(kept)
    qtbot.addWidget(widget)
    widget.show()
    return widget, kept


def test_that_each_item_has_role_name_value_and_state(qtbot: QtBot) -> None:
    widget, _ = shelf(qtbot)
    whole, ana, bo = walk(widget)
    assert (whole.role, whole.name, whole.value) == (Role.List, "Agents", "2 agents")
    assert (ana.role, ana.name, ana.value, ana.words) == (
        Role.ListItem,
        "Ana",
        "on contact",
        "on contact. near limit",
    )
    assert ana.interface.state().selected
    assert ana.interface.state().focusable
    assert not bo.interface.state().selected
    assert not bo.interface.state().focusable
    assert bo.interface.parent() is whole.interface
    assert bo.interface.object() is None
    assert bo.interface.childCount() == 0
    assert bo.interface.child(0) is None
    assert bo.interface.childAt(0, 0) is None
    assert bo.interface.indexOfChild(ana.interface) == -1
    assert not bo.interface.state().offscreen
    assert bo.interface.window() is widget.windowHandle()


def test_that_an_item_is_found_where_it_is_and_pressed_as_by_a_click(qtbot: QtBot) -> None:
    widget, kept = shelf(qtbot)
    _, ana, bo = walk(widget)
    at = ana.interface.rect().center()
    assert interface(widget).childAt(at.x(), at.y()) is ana.interface
    assert interface(widget).childAt(-5, -5) is None
    action = ana.interface.actionInterface()
    assert action.actionNames() == ["Press"]
    assert action.keyBindingsForAction("Press") == []
    action.doAction("Press")
    assert kept.pressed == ["a"]
    other = bo.interface.actionInterface()
    other.doAction("Press")
    assert other.actionNames() == []
    assert kept.pressed == ["a"]


def test_that_the_item_the_keyboard_is_on_has_the_focus(qtbot: QtBot) -> None:
    widget, kept = shelf(qtbot)
    widget.activateWindow()
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)
    _, ana, bo = walk(widget)
    assert interface(widget).focusChild() is bo.interface
    assert bo.interface.state().focused
    assert not ana.interface.state().focused
    kept.on = ""
    assert interface(widget).focusChild() is None


def test_that_an_item_keeps_its_interface_until_it_is_gone(qtbot: QtBot) -> None:
    widget, kept = shelf(qtbot)
    with active():
        _, ana, bo = walk(widget)
        kept.shown = {"c": "Cy", "b": "Bo"}
        assert not ana.interface.isValid()
        assert ana.interface.text(Text.Name) == ""
        assert ana.interface.state().invalid
        assert ana.interface.rect().isEmpty()
        after = walk(widget)
    assert [node.name for node in after] == ["Agents", "Cy", "Bo"]
    assert after[2].interface is bo.interface


def test_that_child_widgets_follow_the_items(qtbot: QtBot) -> None:
    widget, _ = shelf(qtbot)
    button, hidden = QPushButton("Go", widget), QPushButton("Hidden", widget)
    button.show()
    hidden.hide()
    nodes = walk(widget)
    assert [node.name for node in nodes] == ["Agents", "Ana", "Bo", "Go"]
    assert nodes[3].role == Role.PushButton
    stranger = QPushButton("Other")
    qtbot.addWidget(stranger)
    assert interface(widget).indexOfChild(interface(stranger)) == -1


def test_that_a_widget_that_is_gone_says_nothing(qtbot: QtBot) -> None:
    kept = Shelf()
    widget = Shown(kept)
    with active():
        found = interface(widget)
        item = found.child(0)
        widget.deleteLater()
        qtbot.waitUntil(lambda: not QAccessible.isActive() or not _is_there(found))
    assert item is not None
    assert kept.shown


def _is_there(found: object) -> bool:
    from shiboken6 import isValid

    return isValid(found)


class Slide(AccessibleItems):
    def __init__(self) -> None:
        self.at = 30.0

    def range(self) -> AccessibleRange:
        return AccessibleRange(self.at, 0.0, 60.0, 1.0, f"{self.at:g} s", self.set)

    def set(self, value: float) -> None:
        self.at = value


def test_that_a_range_is_a_slider_with_its_value_in_words(qtbot: QtBot) -> None:
    slide = Slide()
    widget = Shown(slide)
    qtbot.addWidget(widget)
    found = interface(widget)
    assert (found.role(), found.text(Text.Value)) == (Role.Slider, "30 s")
    value = found.valueInterface()
    assert [value.minimumValue(), value.currentValue(), value.maximumValue(), value.minimumStepSize()] == [
        0.0,
        30.0,
        60.0,
        1.0,
    ]
    value.setCurrentValue(90.0)
    assert slide.at == 60.0
    assert not items(widget)
