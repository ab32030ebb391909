"""The two lines above a column: its name with its controls, and a one-sentence summary."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from console.views.rows import Figure
from widgets.outside_text import label, set_tip
from widgets.painting.painted_widget import PaintedWidget
from widgets.painting.text_layout import TextLayout
from widgets.painting.theme import Ink, Theme, Type

_TITLE_ROOM = 220  # most pixels at zoom 1 for a title


class Sentence(PaintedWidget):
    """One muted line of text that may contain figures."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.text = self.help = ""
        self.beside: Type | None = None  # the size of the text it shares a line with
        self.figures: tuple[Figure, ...] = ()

    def show_text(self, text: str, figures: Iterable[Figure] = (), help_text: str = "") -> None:
        """Show *text*, which contains the texts of *figures* in order; *help_text* is its tooltip."""
        self.help = help_text
        wanted = tuple(figures)
        if (text, wanted) != (self.text, self.figures):
            self.text, self.figures = text, wanted
            self.setAccessibleName(text)
            self.touch()

    def note_at(self, at: QPoint) -> str:
        return super().note_at(at) or self.help

    def sizeHint(self) -> QSize:
        return QSize(0, self.theme.height(Type.WORD) + self.theme.px(2))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def set_lines(self, setter: TextLayout) -> None:
        theme, kind = self.theme, self.beside or Type.WORD
        top = max(0, self.height() - theme.height(kind)) // 2
        top += theme.metrics(kind).ascent() - theme.metrics(Type.WORD).ascent()  # on one base line
        setter.sentence(self.text, self.figures, (0, top), Type.WORD, Ink.MUTED, self.width())


class ColumnHead(QWidget):
    """A column's head: title, controls and a sentence; where *has_own_row*, the controls are below both.

    `resized` carries its width.
    """

    resized = Signal(int)

    def __init__(
        self, theme: Theme, title: str, parent: QWidget | None = None, has_own_row: bool = False
    ) -> None:
        super().__init__(parent)
        self.setObjectName("ground")
        self.theme = theme
        self.title = label(title, self, "title")
        self.badge = label("", self, "badge")
        self.badge.hide()
        self._count: Figure | None = None
        self.sentence = Sentence(theme, self)
        self._has_own_row = has_own_row
        self._row = QHBoxLayout()
        self._row.addWidget(self.title)
        self._row.addWidget(self.badge)
        self._controls = QHBoxLayout() if has_own_row else self._row
        self._column = QVBoxLayout(self)
        self._column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        self._column.addLayout(self._row)
        if has_own_row:
            self.sentence.beside = Type.TITLE
            self._row.addWidget(self.sentence, 1)
            self._column.addLayout(self._controls)
        else:
            self._row.addStretch(1)
            self._column.addWidget(self.sentence)
        self._space()

    def add_control(self, control: QWidget) -> None:
        """Put *control* at the right end of the controls; a field takes the room they leave."""
        self._controls.addWidget(control, 1 if isinstance(control, QLineEdit) else 0)
        self._space()

    @property
    def spacing(self) -> int:
        """The pixels between two controls."""
        return self._controls.spacing()

    def add_stretch(self) -> None:
        """Leave after the controls so far what a field among them does not take."""
        self._controls.addStretch(0)

    def show_badge(self, count: Figure, calm: bool) -> None:
        """Show the count, if any; *calm* if none is over its limit."""
        if count == self._count and self.badge.property("calm") == calm:
            return
        self._count = count
        self.badge.setText(count.text)
        self.badge.setAccessibleName(count.label)
        if self.badge.property("calm") != calm:
            self.badge.setProperty("calm", calm)
            self.badge.style().unpolish(self.badge)
            self.badge.style().polish(self.badge)
        self.badge.setVisible(bool(count.value))

    def show_title(self, title: str) -> None:
        """Set the column's *title*, shortened in a narrow window."""
        words, _ = self.theme.fitted(Type.TITLE, title, self.theme.px(_TITLE_ROOM))
        self.title.setText(words)
        set_tip(self.title, title if words != title else "")

    def set_theme(self, theme: Theme) -> None:
        """Switch to *theme*."""
        self.theme = theme
        self.sentence.set_theme(theme)
        self._space()

    def placed_figures(self) -> list[tuple[Figure, QRect]]:
        """The figures in the summary and the badge, in this widget's coordinates."""
        at = self.sentence.pos()
        found = [(figure, rect.translated(at)) for figure, rect in self.sentence.placed_figures()]
        if self._count is not None and not self.badge.isHidden():
            found.append((self._count, self.badge.geometry()))
        return found

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit(self.width())

    def _space(self) -> None:
        px = self.theme.px
        self._column.setContentsMargins(0, px(8), 0, px(2) if self._has_own_row else px(8))
        self._column.setSpacing(px(2))
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(px(6))
        self._controls.setContentsMargins(0, 0, 0, 0)
        self._controls.setSpacing(px(6))
        self.title.setFixedHeight(px(28))
        self.title.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        height = px(28) + self.theme.height(Type.WORD) + px(22)
        if self._has_own_row:  # controls keep their height at small zooms
            height = max(height, px(38) + self._controls.sizeHint().height() + px(2))
        self.setFixedHeight(height)
