"""Announcements to assistive technology: what happened, in words, no more often than one can listen."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from console.views.rows import Severity

PAUSE_MS = 2_000  # between two announcements, at the least
_MOST = 3  # texts in one announcement; the rest are counted


class Announcer(QObject):
    """Announces what it is told, in the name of a window. Owned by that window.

    Costs nothing while no assistive technology is active. What comes during a pause is announced together
    after it, the most severe first.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._waiting: list[tuple[Severity, str]] = []
        self.pause = QTimer(self)
        self.pause.setSingleShot(True)
        self.pause.setInterval(PAUSE_MS)
        self.pause.timeout.connect(self._say_rest)

    def say(self, text: str, severity: Severity = Severity.NONE) -> None:
        """Announce *text*: a breach interrupts what is being read, anything else waits for its end."""
        if not text or not QAccessible.isActive():
            return
        if (severity, text) not in self._waiting:
            self._waiting.append((severity, text))
        if not self.pause.isActive():
            self._say_rest()

    def _say_rest(self) -> None:
        if not self._waiting or not QAccessible.isActive():
            self._waiting.clear()
            return
        waiting, self._waiting = sorted(self._waiting, key=lambda said: -said[0]), []
        texts = [text for _, text in waiting[:_MOST]]
        more = len(waiting) - len(texts)
        event = QAccessibleAnnouncementEvent(
            self._window, ". ".join(texts) + (f". And {more} more" if more else "")
        )
        politeness = QAccessible.AnnouncementPoliteness
        is_urgent = waiting[0][0] is Severity.BREACH
        event.setPoliteness(politeness.Assertive if is_urgent else politeness.Polite)
        QAccessible.updateAccessibility(event)
        self.pause.start()
