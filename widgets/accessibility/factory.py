"""The factory Qt asks for the accessible interface of a widget, once assistive technology is active."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QWidget

from widgets.accessibility.items import items_of

_installed: list[bool] = []


def install() -> None:
    """Have Qt ask for the interfaces of painted widgets. Costs nothing until it does."""
    if not _installed:
        _installed.append(True)
        QAccessible.installFactory(_interface)


def _interface(key: str, widget: QObject) -> QAccessibleInterface | None:
    """The interface of a painted widget; None for any other, which Qt knows."""
    if items_of(widget) is None or not isinstance(widget, QWidget):
        return None
    from widgets.accessibility.interfaces import interface_of  # only once it is asked for

    return interface_of(widget)
