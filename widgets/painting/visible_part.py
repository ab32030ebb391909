"""The part of the window that a person can see, so that nothing else is read or painted."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QWidget


class Part(Enum):
    """A part of the window."""

    NOTHING = "nothing"  # the window is hidden, minimised or covered
    HEADLINE = "headline"  # with the time bar, around another page than the floor
    ALL = "all"


def part_of_page(page: QWidget | None, floor: QWidget, start: QWidget, has_rows: bool) -> Part:
    """The part that *page* shows; the start page waits for the first rows of a *floor*, or hides it."""
    if page is start:
        return Part.NOTHING if has_rows else Part.ALL
    return Part.ALL if page is floor else Part.HEADLINE


_CHANGES = (QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.WindowStateChange)


class VisiblePart(QObject):
    """Watches *window*, whose pages show the part that *of_pages* returns. `changed` carries the new Part.

    Where the system says so, a window that is covered or on another desktop counts as hidden. `changed` is
    emitted before the window paints. Owned by the window.
    """

    changed = Signal(object)

    def __init__(self, window: QWidget, of_pages: Callable[[], Part]) -> None:
        super().__init__(window)
        self.part = Part.NOTHING
        self._window = window
        self._of_pages = of_pages
        self._is_covered = False
        self._handle: QObject | None = None
        window.installEventFilter(self)

    def check(self) -> None:
        """Note what is visible now."""
        window = self._window
        is_hidden = not window.isVisible() or window.isMinimized() or self._is_covered
        part = Part.NOTHING if is_hidden else self._of_pages()
        if part is not self.part:
            self.part = part
            self.changed.emit(part)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _CHANGES and watched is self._window:
            if kind != QEvent.Type.WindowStateChange:
                self._is_covered = False
                self._watch_handle()
            self.check()
        elif kind == QEvent.Type.Expose and watched is self._handle:
            handle = self._window.windowHandle()
            self._is_covered = handle is not None and not handle.isExposed()
            self.check()
        return False

    def _watch_handle(self) -> None:
        """Watch the system's window, which exists from the first show."""
        handle = self._window.windowHandle()
        if handle is not None and handle is not self._handle:
            self._handle = handle
            handle.installEventFilter(self)
