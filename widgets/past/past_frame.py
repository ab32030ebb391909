"""A frame around a window that shows the past."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QWidget

from console.views.rows import Link
from widgets.painting.theme import Ink, Theme

_THICK = 4  # pixels at zoom 1


class PastFrame(QWidget):
    """Frames the window *framed*, and stays above it, while what it shows is not what is true now.

    Takes no clicks. Owned by the window, which tells it the state of the data's link.
    """

    def __init__(self, theme: Theme, framed: QWidget) -> None:
        super().__init__(framed)
        self.theme = theme
        self._framed = framed
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName("The past is shown")
        framed.installEventFilter(self)
        self.hide()

    def show_link(self, link: Link) -> None:
        """Show the frame if *link* says that the past is shown, else hide it."""
        is_past = link is Link.REWOUND
        if is_past == self.isHidden():
            self._fit()
            self.setVisible(is_past)
        if is_past:
            self.raise_()

    def set_theme(self, theme: Theme) -> None:
        """Switch to *theme*."""
        self.theme = theme
        self._fit()
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.theme.colour(Ink.ACCENT))
        painter.end()

    def _fit(self) -> None:
        whole = self._framed.rect()
        thick = self.theme.px(_THICK)
        self.setGeometry(whole)
        self.setMask(QRegion(whole) - QRegion(whole.adjusted(thick, thick, -thick, -thick)))
