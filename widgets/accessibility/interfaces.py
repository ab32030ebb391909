"""The accessible tree of painted widgets: what Qt hands to assistive technology.

Qt asks for it only while such technology is active; until then nothing here is imported.

Qt keeps pointers to interfaces, but not the Python objects alive, and a Python object that goes takes its
interface along. So `_kept` holds them until Qt itself has freed them, after the widget is destroyed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import (
    QAccessible,
    QAccessibleActionInterface,
    QAccessibleInterface,
    QAccessibleValueInterface,
    QWindow,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget
from shiboken6 import VoidPtr, isValid

from widgets.accessibility.items import AccessibleItem, AccessibleItems, AccessibleRange, items_of

Text = QAccessible.Text
_PRESS = "Press"
_NOTHING = AccessibleItems()
# PySide6 (6.11.3) crashes on None from `interface_cast`.
_NO_INTERFACE = VoidPtr(0)
_kept: dict[int, WidgetInterface] = {}


def interface_of(widget: QWidget) -> QAccessibleInterface:
    """The interface of a painted *widget*, made once."""
    key = id(widget)
    found = _kept.get(key)
    if found is None or found.widget is not widget:
        for gone in [known for known, kept in _kept.items() if not isValid(kept)]:
            del _kept[gone]
        found = _kept[key] = WidgetInterface(widget)
        widget.destroyed.connect(found.free_items)
    return found


def _seen(widget: QWidget) -> QRect:
    """The part of *widget* that can be seen, in its coordinates."""
    if isinstance(widget, QAbstractScrollArea):
        viewport = widget.viewport()
        return viewport.visibleRegion().boundingRect().translated(viewport.geometry().topLeft())
    return widget.visibleRegion().boundingRect()


class _Press(QAccessibleActionInterface):
    """What a click does, asked for each time: *press* returns it."""

    def __init__(self, press: Callable[[], Callable[[], object] | None]) -> None:
        super().__init__()
        self._press = press

    def actionNames(self) -> list[str]:
        return [] if self._press() is None else [_PRESS]

    def doAction(self, actionName: str) -> None:  # noqa: N803 - Qt calls it by name
        press = self._press()
        if actionName == _PRESS and press is not None:
            press()

    def keyBindingsForAction(self, actionName: str) -> list[str]:  # noqa: N803
        return []


class _Range(QAccessibleValueInterface):
    """The value of a slider."""

    def __init__(self, owner: WidgetInterface) -> None:
        super().__init__()
        self._owner = owner

    def currentValue(self) -> float:
        return self._now.value

    def minimumValue(self) -> float:
        return self._now.least

    def maximumValue(self) -> float:
        return self._now.most

    def minimumStepSize(self) -> float:
        return self._now.step

    def setCurrentValue(self, value: Any) -> None:
        now = self._now
        now.set_value(min(max(float(value), now.least), now.most))

    @property
    def _now(self) -> AccessibleRange:
        found = self._owner.items.range()
        assert found is not None
        return found


class ItemInterface(QAccessibleInterface):
    """One item of a painted widget."""

    def __init__(self, owner: WidgetInterface, key: str) -> None:
        super().__init__()
        self.owner, self.key = owner, key
        self._press = _Press(self._now_press)

    def _now_press(self) -> Callable[[], object] | None:
        now = self.now()
        return None if now is None else now.press

    def now(self) -> AccessibleItem | None:
        """The item as it is now."""
        return self.owner.item(self.key)

    def isValid(self) -> bool:
        return self.owner.isValid() and self.now() is not None

    def object(self) -> QObject | None:  # type: ignore[override]
        return None

    def window(self) -> QWindow | None:  # type: ignore[override]
        return self.owner.window()

    def parent(self) -> QAccessibleInterface:
        return self.owner

    def childCount(self) -> int:
        return 0

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return None

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

    def rect(self) -> QRect:
        now = self.now()
        return QRect() if now is None else self.owner.on_screen(now.rect)

    def role(self) -> QAccessible.Role:
        now = self.now()
        return QAccessible.Role.ListItem if now is None else now.role

    def state(self) -> QAccessible.State:
        state, now, widget = QAccessible.State(), self.now(), self.owner.widget
        state.readOnly = True
        if now is None or not isValid(widget):
            state.invalid = True
            return state
        state.invisible = not widget.isVisible()
        state.offscreen = not _seen(widget).intersects(now.rect)
        state.focusable = state.selectable = now.press is not None
        state.selected = now.is_selected
        state.focused = widget.hasFocus() and self.owner.items.current() == self.key
        return state

    def text(self, t: QAccessible.Text) -> str:
        now = self.now()
        if now is None:
            return ""
        if t == Text.Description:
            return ". ".join(part for part in (now.value, now.words) if part)
        return {Text.Name: now.name, Text.Value: now.value}.get(t, "")

    def setText(self, t: QAccessible.Text, text: str) -> None:
        """Nothing on the floor is edited."""

    def interface_cast(self, t: QAccessible.InterfaceType) -> Any:
        return self._press if t == QAccessible.InterfaceType.ActionInterface else _NO_INTERFACE


class WidgetInterface(QAccessibleInterface):
    """A painted widget: its items first, then its child widgets."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self.widget = widget
        self._interfaces: dict[str, ItemInterface] = {}
        self._known: list[str] = []
        self._range = _Range(self)
        self._press = _Press(lambda: self.items.press())

    @property
    def items(self) -> AccessibleItems:
        """What the widget has to read; Qt may ask while the widget is still being made."""
        return items_of(self.widget) or _NOTHING

    def item(self, key: str) -> AccessibleItem | None:
        """The item of *key* as it is now."""
        return self.items.item(key) if isValid(self.widget) else None

    def on_screen(self, rect: QRect) -> QRect:
        """*rect* of the widget in screen coordinates."""
        return QRect(self.widget.mapToGlobal(QPoint(0, 0)) + rect.topLeft(), rect.size())

    def isValid(self) -> bool:
        return isValid(self.widget)

    def object(self) -> QObject:
        return self.widget

    def window(self) -> QWindow | None:  # type: ignore[override]
        return self.widget.window().windowHandle() if isValid(self.widget) else None

    def parent(self) -> QAccessibleInterface | None:  # type: ignore[override]
        parent = self.widget.parentWidget()
        above: QObject | None = QApplication.instance() if parent is None else parent
        return None if above is None else QAccessible.queryAccessibleInterface(above)

    def childCount(self) -> int:
        return len(self._keys()) + len(self._widgets())

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        keys, widgets = self._keys(), self._widgets()
        if 0 <= index < len(keys):
            return self._interface(keys[index])
        index -= len(keys)
        return QAccessible.queryAccessibleInterface(widgets[index]) if 0 <= index < len(widgets) else None

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        for index in range(self.childCount()):
            child = self.child(index)
            if child is not None and child.rect().contains(x, y):
                return child
        return None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        keys = self._keys()
        if isinstance(child, ItemInterface):
            return keys.index(child.key) if child.owner is self and child.key in keys else -1
        widgets: list[QObject] = [*self._widgets()]
        return len(keys) + widgets.index(child.object()) if child.object() in widgets else -1

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]
        keys, current = self._keys(), self.items.current()
        return self.child(keys.index(current)) if current in keys and self.widget.hasFocus() else None

    def rect(self) -> QRect:
        return self.on_screen(self.widget.rect())

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.Slider if self.items.range() is not None else self.items.role

    def state(self) -> QAccessible.State:
        state, widget = QAccessible.State(), self.widget
        if not isValid(widget):
            state.invalid = True
            return state
        state.invisible = not widget.isVisible()
        state.disabled = not widget.isEnabled()
        state.focusable = bool(widget.focusPolicy())
        state.focused = widget.hasFocus()
        state.active = widget.isActiveWindow()
        return state

    def text(self, t: QAccessible.Text) -> str:
        widget = self.widget
        if not isValid(widget):
            return ""
        now = self.items.range()
        value = self.items.value() if now is None else now.words
        if t == Text.Description:
            return ". ".join(
                part for part in (widget.accessibleDescription(), value, self.items.words()) if part
            )
        return {Text.Name: widget.accessibleName() or widget.windowTitle(), Text.Value: value}.get(t, "")

    def setText(self, t: QAccessible.Text, text: str) -> None:
        """Nothing on the floor is edited."""

    def interface_cast(self, t: QAccessible.InterfaceType) -> Any:
        if t == QAccessible.InterfaceType.ValueInterface and self.items.range() is not None:
            return self._range
        is_action = t == QAccessible.InterfaceType.ActionInterface
        return self._press if is_action and self.items.press() is not None else _NO_INTERFACE

    def _interface(self, key: str) -> ItemInterface:
        found = self._interfaces.get(key)
        if found is None:
            found = self._interfaces[key] = ItemInterface(self, key)
        return found

    def _keys(self) -> list[str]:
        """The keys of the items; interfaces of items that are gone are freed."""
        keys = list(self.items.keys()) if isValid(self.widget) else []
        if keys != self._known:
            self._known = keys
            self._free(self._interfaces.keys() - set(keys))
        return keys

    def free_items(self) -> None:
        """Free the interfaces of all items: Qt frees that of the widget itself."""
        self._free(set(self._interfaces))

    def _free(self, keys: Collection[str]) -> None:
        for key in keys:
            gone = self._interfaces.pop(key)
            QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(gone))
            # Only now may the Python object go: it would free what Qt still knows.
            del gone

    def _widgets(self) -> list[QWidget]:
        """The child widgets that belong to the window's tree."""
        if not isValid(self.widget):
            return []
        children = (child for child in self.widget.children() if isinstance(child, QWidget))
        hidden_names = ("qt_scrollarea_viewport", "qt_scrollarea_hcontainer", "qt_scrollarea_vcontainer")
        return [
            child
            for child in children
            if not child.isWindow() and child.isVisible() and child.objectName() not in hidden_names
        ]
