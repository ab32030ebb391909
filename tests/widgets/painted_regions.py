"""What a widget repaints, noted for tests."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtGui import QPaintEvent, QRegion
from PySide6.QtWidgets import QApplication, QWidget


class _Painted(QObject):
    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.region = QRegion()
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.region = self.region.united(event.region())
        return False


def repainted(widget: QWidget, change: Callable[[], object]) -> QRect:
    """The rectangle around all that *widget*, which is shown, repaints after *change*."""
    QApplication.processEvents()
    painted = _Painted(widget)
    change()
    QApplication.processEvents()
    widget.removeEventFilter(painted)
    return painted.region.boundingRect()
