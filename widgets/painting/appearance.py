"""How a window looks just now: the palette a person chose or the system has, and the zoom."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from widgets.painting.theme import DARK, LIGHT, ZOOMS, Palette, Theme

SYSTEM = "system"


class Appearance(QObject):
    """Makes the theme. Owned by a window; `changed` carries each new Theme.

    `name` is "dark", "light" or "system"; while it is "system", the system's choice is followed.
    `chosen` tells that a person chose: the name and the zoom, to be kept.
    """

    changed = Signal(object)
    chosen = Signal(str, float)

    def __init__(self, name: str, zoom: float, family: str, parent: QObject) -> None:
        super().__init__(parent)
        self.name = name
        self._family = family
        self.theme = Theme(self._palette(), zoom, family)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_changed)

    def show(self, name: str, zoom: float) -> None:
        """Look as *name* says at *zoom* from now on, and tell only who paints."""
        self.name = name
        palette = self._palette()
        if palette is not self.theme.palette or zoom != self.theme.zoom:
            self.theme = Theme(palette, zoom, self._family)
            self.changed.emit(self.theme)

    def choose(self, name: str) -> None:
        """A person wants it dark, light, or as the system has it."""
        self._choose(name, self.theme.zoom)

    def zoom_in(self) -> None:
        """A person wants it one step larger."""
        step = bisect_right(ZOOMS, self.theme.zoom)
        self._choose(self.name, ZOOMS[min(step, len(ZOOMS) - 1)])

    def zoom_out(self) -> None:
        """A person wants it one step smaller."""
        self._choose(self.name, ZOOMS[max(bisect_left(ZOOMS, self.theme.zoom) - 1, 0)])

    def zoom_back(self) -> None:
        """A person wants the usual size."""
        self._choose(self.name, 1.0)

    def _choose(self, name: str, zoom: float) -> None:
        self.show(name, zoom)
        self.chosen.emit(name, zoom)

    def _palette(self) -> Palette:
        if self.name == SYSTEM:
            scheme = QGuiApplication.styleHints().colorScheme()
            return LIGHT if scheme is Qt.ColorScheme.Light else DARK
        return LIGHT if self.name == LIGHT.name else DARK

    def _on_system_changed(self) -> None:
        if self.name == SYSTEM:
            self.show(self.name, self.theme.zoom)
