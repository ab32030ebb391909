"""A window's current appearance: the palette chosen by the user or the system, and the zoom."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from widgets.painting.theme import DARK, HIGH_DARK, HIGH_LIGHT, LIGHT, ZOOMS, Palette, Theme

SYSTEM = "system"


def wants_contrast() -> bool:
    """Whether the system asks for high contrast; Qt knows it from 6.10 on."""
    hints = QGuiApplication.styleHints()
    if not hasattr(hints, "accessibility"):
        return False
    return hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast


class Appearance(QObject):
    """Builds the theme. Owned by a window; `changed` carries each new Theme.

    `name` is "dark", "light" or "system"; "system" follows the system's setting.
    `chosen` carries the name and the zoom when the user chooses, to be saved.
    """

    changed = Signal(object)
    chosen = Signal(str, float)

    def __init__(self, name: str, zoom: float, family: str, parent: QObject) -> None:
        super().__init__(parent)
        self.name = name
        self._family = family
        self.theme = Theme(self._palette(), zoom, family)
        self._hints = QGuiApplication.styleHints()  # its parts go with it
        self._hints.colorSchemeChanged.connect(self._on_system_changed)
        if hasattr(self._hints, "accessibility"):
            self._hints.accessibility().contrastPreferenceChanged.connect(self._on_contrast_changed)

    def show(self, name: str, zoom: float) -> None:
        """Apply the theme *name* at *zoom*; emits `changed` but not `chosen`."""
        self.name = name
        palette = self._palette()
        if palette is not self.theme.palette or zoom != self.theme.zoom:
            self.theme = Theme(palette, zoom, self._family)
            self.changed.emit(self.theme)

    def choose(self, name: str) -> None:
        """Choose dark, light or system for the user."""
        self._choose(name, self.theme.zoom)

    def zoom_in(self) -> None:
        """Zoom in one step for the user."""
        step = bisect_right(ZOOMS, self.theme.zoom)
        self._choose(self.name, ZOOMS[min(step, len(ZOOMS) - 1)])

    def zoom_out(self) -> None:
        """Zoom out one step for the user."""
        self._choose(self.name, ZOOMS[max(bisect_left(ZOOMS, self.theme.zoom) - 1, 0)])

    def zoom_back(self) -> None:
        """Reset the zoom for the user."""
        self._choose(self.name, 1.0)

    def _choose(self, name: str, zoom: float) -> None:
        self.show(name, zoom)
        self.chosen.emit(name, zoom)

    def _palette(self) -> Palette:
        is_light = self.name == LIGHT.name
        if self.name == SYSTEM:
            is_light = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Light
        if wants_contrast():
            return HIGH_LIGHT if is_light else HIGH_DARK
        return LIGHT if is_light else DARK

    def _on_contrast_changed(self) -> None:
        self.show(self.name, self.theme.zoom)

    def _on_system_changed(self) -> None:
        if self.name == SYSTEM:
            self.show(self.name, self.theme.zoom)
