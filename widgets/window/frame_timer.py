"""Measures how long a window takes to paint each frame."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QObject
from PySide6.QtWidgets import QWidget


class FrameTimer(QObject):
    """Calls *on_frame* with the seconds each frame of *window* took. Lives as long as the window."""

    def __init__(self, window: QWidget, on_frame: Callable[[float], object]) -> None:
        super().__init__(window)
        self._on_frame = on_frame
        self._is_drawing = False
        self._watch = QElapsedTimer()
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Qt paints all changes of a window in response to this one event; when the call returns, painting
        # is done.
        if self._is_drawing or event.type() is not QEvent.Type.UpdateRequest:
            return False
        self._is_drawing = True
        self._watch.start()
        try:
            QCoreApplication.sendEvent(watched, event)
        finally:
            self._is_drawing = False
        self._on_frame(self._watch.nsecsElapsed() / 1e9)
        return True
