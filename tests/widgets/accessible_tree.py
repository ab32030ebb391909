"""The accessible tree of a widget, walked as assistive technology does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QWidget

from widgets.accessibility.factory import install

Role, Text = QAccessible.Role, QAccessible.Text


PARTS = (
    *("actionInterface", "attributesInterface", "editableTextInterface", "selectionInterface"),
    *("tableCellInterface", "textInterface", "valueInterface"),
)


class Node(NamedTuple):
    """What is read of one element."""

    role: QAccessible.Role
    name: str
    value: str
    words: str
    interface: QAccessibleInterface


@contextmanager
def active() -> Iterator[None]:
    """Assistive technology is active for a while."""
    install()
    QAccessible.setActive(True)
    try:
        yield
    finally:
        QAccessible.setActive(False)


def interface(widget: QWidget) -> QAccessibleInterface:
    install()
    return QAccessible.queryAccessibleInterface(widget)


def walk(widget: QWidget) -> list[Node]:
    """Every element of *widget*, itself first."""
    return list(_walk(interface(widget)))


def _walk(found: QAccessibleInterface) -> Iterator[Node]:
    name, value, words = (found.text(kind) for kind in (Text.Name, Text.Value, Text.Description))
    for part in PARTS:  # a bridge asks for each
        getattr(found, part)()
    yield Node(found.role(), name, value, words, found)
    for index in range(found.childCount()):
        child = found.child(index)
        assert child is not None
        assert found.indexOfChild(child) == index
        yield from _walk(child)


def items(widget: QWidget, role: QAccessible.Role = Role.ListItem) -> list[Node]:
    """The elements of *widget* with *role*."""
    return [node for node in walk(widget) if node.role == role]
