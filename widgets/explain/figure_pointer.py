"""What opens the figures of one part: a click, Enter, the context menu, `?` or Alt+Enter."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QWidget

from console.views.rows import Figure
from widgets.outside_text import action
from widgets.painting.icons import focus_ring
from widgets.painting.theme import Theme
from widgets.painting.visible_figures import Placed

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class _Ring(QWidget):
    """The focus ring around one figure."""

    def __init__(self, pointer: FigurePointer, parent: QWidget) -> None:
        super().__init__(parent)
        self._pointer = pointer
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focus_ring(painter, self._pointer.theme(), self.rect(), 4)
        painter.end()


class FigurePointer(QObject):
    """Opens the figures of *part*: `asked` carries the figure. Owned by the part.

    *placed* are the part's figures with their rectangles; those that *clicks* allows open by a click, where
    the pointer becomes a hand. *element* are the figures of what has the focus (at None) or is at a position,
    the main one first: `?`, Alt+Enter and the context menu open these. Left and Right walk through them,
    where *walks*, and Enter then opens the one with the ring.
    """

    asked = Signal(object)

    def __init__(
        self,
        part: QWidget,
        placed: Callable[[], Placed],
        theme: Callable[[], Theme],
        element: Callable[[QPoint | None], Sequence[Figure]] | None = None,
        clicks: Callable[[Figure], bool] = lambda figure: True,
        walks: bool = True,
        has_menu: bool = True,
        surface: QWidget | None = None,
    ) -> None:
        """*surface* is the part's viewport, if it has one; not *has_menu*: its context menu is its own."""
        super().__init__(part)
        self.theme = theme
        self._part = part
        self._placed = placed
        self._element = element or self._figures_at
        self._clicks = clicks
        self._walks = walks
        self._has_menu = has_menu
        self._surface = surface or part
        self._has_hand = False
        self._ringed: tuple[str, str] | None = None
        self.ring = _Ring(self, part)
        part.installEventFilter(self)
        if surface is not None:
            surface.installEventFilter(self)
        self._surface.setMouseTracking(True)
        if part.focusPolicy() == Qt.FocusPolicy.NoFocus:
            part.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if isinstance(event, QKeyEvent) and kind == QEvent.Type.KeyPress and watched is self._part:
            return self._on_key(event)
        if isinstance(event, QContextMenuEvent) and self._has_menu:
            return self._on_menu(event)
        if isinstance(event, QMouseEvent) and watched is self._surface:
            return self._on_mouse(event)
        if kind == QEvent.Type.Leave and watched is self._surface:
            self._show_hand(False)
        elif kind == QEvent.Type.FocusOut and watched is self._part:
            self._ring_on(None)
        elif kind in (QEvent.Type.Paint, QEvent.Type.Resize) and watched is self._part:
            self._follow()
        return False

    def _on_mouse(self, event: QMouseEvent) -> bool:
        figure = self._clickable_at(event.position().toPoint())
        kind = event.type()
        if kind == QEvent.Type.MouseMove:
            self._show_hand(figure is not None)
            return False
        if figure is None or event.button() != Qt.MouseButton.LeftButton:
            return False
        if kind == QEvent.Type.MouseButtonPress:
            self.asked.emit(figure)
        return kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)

    def _on_key(self, event: QKeyEvent) -> bool:
        key, ringed = Qt.Key(event.key()), self._ringed_figure()
        if is_explain_key(event):
            figures = [ringed] if ringed is not None else self._element(None)
            if not figures:
                return False
            self.asked.emit(figures[0])
            return True
        if key in _ENTER and ringed is not None:
            self.asked.emit(ringed)
            return True
        if self._walks and key in _STEPS and not event.modifiers():
            return self._walk(_STEPS[key])
        if ringed is not None and key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Escape):
            self._ring_on(None)
            return key == Qt.Key.Key_Escape
        return False

    def _on_menu(self, event: QContextMenuEvent) -> bool:
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        at = self._surface.mapFromGlobal(event.globalPos()) if by_mouse else None
        figures = list(self._element(at))
        if at is not None and (pointed := self._figure_at(at)) is not None:
            figures = [pointed, *(one for one in figures if one != pointed)]
        if not figures:
            return False
        menu = QMenu(self._part)
        for figure in figures:
            made = action(explain_words(figure), menu)
            made.triggered.connect(lambda _=False, f=figure: self.asked.emit(f))
            menu.addAction(made)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(event.globalPos())
        return True

    def _walk(self, step: int) -> bool:
        walked = self._walked()
        if not walked:
            return False
        names = [(figure.metric, figure.scope) for figure, _ in walked]
        if self._ringed in names:
            self._ring_on(names[(names.index(self._ringed) + step) % len(names)])
        else:
            self._ring_on(names[0 if step > 0 else -1])
        return True

    def _walked(self) -> list[tuple[Figure, QRect]]:
        """The figures that Left and Right walk through, with their rectangles."""
        mine = {(figure.metric, figure.scope) for figure in self._element(None)}
        return [
            (figure, rect)
            for figure, rect in self._placed()
            if (figure.metric, figure.scope) in mine and self._clicks(figure)
        ]

    def _ringed_figure(self) -> Figure | None:
        if self._ringed is None:
            return None
        found = (figure for figure, _ in self._walked() if (figure.metric, figure.scope) == self._ringed)
        return next(found, None)

    def _ring_on(self, name: tuple[str, str] | None) -> None:
        self._ringed = name
        self._follow()
        figure = self._ringed_figure()
        if figure is not None:
            self._part.setAccessibleDescription(explain_words(figure))

    def _follow(self) -> None:
        """Put the ring around its figure, wherever it is now."""
        if self._ringed is None:
            if not self.ring.isHidden():
                self.ring.hide()
            return
        places = (rect for figure, rect in self._walked() if (figure.metric, figure.scope) == self._ringed)
        rect = next(places, None)
        if rect is None:
            self.ring.hide()
            return
        around = rect.adjusted(-4, -2, 4, 2)
        if self.ring.geometry() != around:
            self.ring.setGeometry(around)
        if self.ring.isHidden():
            self.ring.show()

    def _figures_at(self, at: QPoint | None) -> Sequence[Figure]:
        if at is None:
            return [figure for figure, _ in self._placed()]
        figure = self._figure_at(at)
        return [] if figure is None else [figure]

    def _figure_at(self, at: QPoint) -> Figure | None:
        offset = (
            QPoint(0, 0) if self._surface is self._part else self._surface.mapTo(self._part, QPoint(0, 0))
        )
        point = at + offset
        return next((figure for figure, rect in self._placed() if rect.contains(point)), None)

    def _clickable_at(self, at: QPoint) -> Figure | None:
        figure = self._figure_at(at)
        return figure if figure is not None and self._clicks(figure) else None

    def _show_hand(self, shown: bool) -> None:
        if shown != self._has_hand:
            self._has_hand = shown
            if shown:
                self._surface.setCursor(Qt.CursorShape.PointingHandCursor)
            else:
                self._surface.unsetCursor()


def is_explain_key(event: QKeyEvent) -> bool:
    """Whether *event* asks to explain: the question mark, or Alt+Enter."""
    alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
    return event.text() == "?" or (Qt.Key(event.key()) in _ENTER and alt)


def explain_words(figure: Figure) -> str:
    """The action that explains *figure*.

    >>> explain_words(Figure("waiting", "queue:a", "3", 3, label="Waiting"))
    'Explain Waiting: 3'
    """
    return f"Explain {figure.label or figure.metric.replace('_', ' ')}: {figure.text}"
