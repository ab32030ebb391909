"""The top bar: age of the data, headline figures with their goals, search and clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QPushButton, QWidget

from console.views.rows import Figure, Headline, Link, Severity
from widgets.accessibility.items import AccessibleItem, FigureItems, Role
from widgets.painting.icons import draw_icon, draw_shape
from widgets.painting.painted_widget import PaintedWidget
from widgets.painting.text_layout import TextLayout
from widgets.painting.theme import Ink, Theme, Type

_LINK_INKS = {
    Link.LOADING: (Ink.ACCENT, Ink.RAISED),
    Link.LIVE: (Ink.LIVE, Ink.LIVE_FILL),
    Link.STALE: (Ink.WARNING, Ink.WARNING_FILL),
    Link.RECONNECTING: (Ink.WARNING, Ink.WARNING_FILL),
    Link.REPLAY: (Ink.ACCENT, Ink.RAISED),
    Link.REWOUND: (Ink.ON_ACCENT, Ink.ACCENT_FILL),
}
# The widest texts of the link's states, so that nothing moves sideways when they or an age change.
_WIDEST = ("LIVE 000 ms", "STALE 00:00", "REPLAY paused", "REPLAY 1000×", "REWOUND")
_WIDEST_RETRY = "RECONNECTING in 00 s · 00:00 old"
BRANDED, SEARCHED = 560, 430  # least widths at zoom 1 for the name, and for the search
EMPTY = Headline(Link.LOADING, "", "", "")


class _HeadlineItems(FigureItems):
    """The age of the data and the clock beside the figures."""

    def __init__(self, bar: HeadlineBar) -> None:
        super().__init__(bar.placed_figures)
        self._bar = bar

    def keys(self) -> Sequence[str]:
        return ["data", "time", *super().keys()]

    def item(self, key: str) -> AccessibleItem | None:
        headline, whole = self._bar.headline, self._bar.rect()
        if key == "data":
            return AccessibleItem("Data", headline.link_text, headline.site, Role.StaticText, whole)
        if key == "time":
            return AccessibleItem("Time shown", headline.clock, "", Role.StaticText, whole)
        return super().item(key)


class HeadlineBar(PaintedWidget):
    """The bar at the top of the window. `search_requested` is emitted when the search is pressed."""

    search_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setAccessibleName("Headline")
        self.headline = EMPTY
        self.accessible = _HeadlineItems(self)
        self.search = QPushButton("Find agent, queue, action…", self)
        self.search.setObjectName("search")
        self.search.setAccessibleName("Find an agent, a queue or an action")
        self.search.clicked.connect(self.search_requested)
        self._pill = QRect()
        self._clock = QRect()
        self._is_tight = False

    def show_headline(self, headline: Headline) -> None:
        """Show *headline*."""
        if headline == self.headline:
            return
        before, self.headline = self.headline, headline
        if before.link is not headline.link:
            self.touch()
            return
        pill = self._pill
        self.refresh(self.theme.px(16))  # with the shape beside a figure
        if self.isVisible() and self._pill != pill:
            self.update()

    def show_link(self, link: Link, text: str) -> None:
        """Show the state of the data's link with *text*; old figures are dimmed."""
        self.set_dimmed(link.is_old)
        self.show_headline(replace(self.headline, link=link, link_text=text))

    def sizeHint(self) -> QSize:
        return QSize(0, self.theme.px(58))

    def set_lines(self, setter: TextLayout) -> None:
        theme, px = self.theme, self.theme.px
        middle = self.height() // 2
        left = self._name_width() + self._pill_width()
        right = self._set_right(setter, middle)
        figures, self._is_tight = self.headline.figures, False
        widths = [self._figure_width(figure, self._note(figure)) for figure in figures]
        about = [text for text in (self.headline.site, self.headline.note) if text]
        site_room = max((theme.width(Type.WORD, text) for text in about), default=0) + px(14) * bool(about)
        room = right - left - px(16)
        gap = px(14)
        needed = sum(widths) + gap * max(0, len(widths) - 1)
        if needed > room:  # what is missing is then only in the tooltips
            self._is_tight = True
            widths = [self._figure_width(figure, self._note(figure)) for figure in figures]
            needed = sum(widths) + gap * max(0, len(widths) - 1)
        is_beside = bool(about) and needed + site_room + px(20) <= room
        self._set_left(setter, middle, about, is_beside)
        if is_beside:
            left += site_room + px(20)
            room = right - left - px(16)
        gap = min(px(34), gap + max(0, (room - needed) // max(1, len(widths))))
        used = sum(widths) + gap * max(0, len(widths) - 1)
        at = left + px(14) + max(0, (room - px(14) - used) // 2)
        for figure, width in zip(figures, widths, strict=True):
            if at + width > right:
                break
            self._set_figure(setter, figure, at, middle, width)
            at += width + gap

    def _set_left(self, setter: TextLayout, middle: int, about: list[str], is_beside: bool) -> None:
        """The name, the link, and what the floor is: *about*, beside the link or in one line below both."""
        theme, px = self.theme, self.theme.px
        is_below = bool(about) and not is_beside
        line = middle - theme.height(Type.SMALL) // 2 - px(2) if is_below else middle
        if self._name_width() > px(18):
            setter.left("Floorlight", (px(18), line - theme.height(Type.BRAND) // 2), Type.BRAND)
        left = self._set_pill(setter, self._name_width(), line)
        if is_below:
            place = px(18), line + px(12) + px(5)
            words = " · ".join(about)
            setter.left(
                words, place, Type.SMALL, Ink.WARNING if self.headline.note else Ink.MUTED, left - px(18)
            )
            return
        top = middle - len(about) * theme.height(Type.WORD) // 2
        for number, text in enumerate(about):
            place = left + px(14), top + number * theme.height(Type.WORD)
            setter.left(text, place, Type.WORD, Ink.MUTED if text is self.headline.site else Ink.WARNING)

    def paint_ground(self, painter: QPainter) -> None:
        theme = self.theme
        painter.fillRect(self.rect(), theme.colour(Ink.BAR))
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), theme.colour(Ink.EDGE))
        self.lines()
        if not self._pill.isEmpty():
            ink, fill = _LINK_INKS[self.headline.link]
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(fill))
            painter.drawRoundedRect(QRectF(self._pill), self._pill.height() / 2, self._pill.height() / 2)
            self._paint_link(painter, ink)
        if not self._clock.isEmpty():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(Ink.ACCENT_FILL))
            painter.drawRoundedRect(QRectF(self._clock), theme.px(6), theme.px(6))
        for line in self.lines():
            if line.figure is not None and line.figure.severity is not Severity.NONE and not line.chip:
                side = theme.px(9)
                top = line.rect.center().y() - side // 2
                box = QRectF(line.rect.right() + theme.px(5), top, side, side)
                draw_shape(painter, theme, line.figure.severity, box)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_search()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._place_search()

    def _place_search(self) -> None:
        px = self.theme.px
        self.search.setVisible(self.width() >= px(SEARCHED))
        wide = self.width() >= px(1420)
        self.search.setText("Find agent, queue, action…" if wide else "Find")
        hint = "   Ctrl+K"
        self.search.setText(self.search.text() + hint)
        width = self.theme.width(Type.WORD, self.search.text()) + px(26)
        height = px(30)
        right = self.width() - px(16) - self._clock_width() - px(16)
        self.search.setGeometry(right - width, (self.height() - height) // 2, width, height)

    def _clock_width(self) -> int:
        return max(self.theme.width(Type.TITLE, "00:00:00"), self.theme.width(Type.SMALL, "Wed 00 Mmm"))

    def _name_width(self) -> int:
        """The pixels before the link: with room, they hold the program's name."""
        px = self.theme.px
        name = self.theme.width(Type.BRAND, "Floorlight") + px(15) if self.width() >= px(BRANDED) else 0
        return px(18) + name

    def _pill_width(self) -> int:
        if not self.headline.link_text:
            return 0
        is_lost = self.headline.link is Link.RECONNECTING
        texts = (self.headline.link_text, *((_WIDEST_RETRY,) if is_lost else _WIDEST))
        return max(self.theme.width(Type.WORD_BOLD, text) for text in texts) + self.theme.px(40)

    def _set_pill(self, setter: TextLayout, left: int, middle: int) -> int:
        theme, px = self.theme, self.theme.px
        if not self.headline.link_text:
            self._pill = QRect()
            return left
        height = px(24)
        top = middle - theme.height(Type.WORD_BOLD) // 2
        ink, _ = _LINK_INKS[self.headline.link]
        setter.left(self.headline.link_text, (left + px(28), top), Type.WORD_BOLD, ink)
        self._pill = QRect(left, middle - height // 2, self._pill_width(), height)
        return self._pill.right() + 1

    def _set_right(self, setter: TextLayout, middle: int) -> int:
        theme, px, headline = self.theme, self.theme.px, self.headline
        is_past = headline.link is Link.REWOUND
        height = theme.height(Type.TITLE) + theme.height(Type.SMALL) * bool(headline.day)
        top, right = middle - height // 2, self.width() - px(16)
        inks = (Ink.ON_ACCENT, Ink.ON_ACCENT) if is_past else (Ink.TEXT, Ink.MUTED)
        clock = setter.right(headline.clock, (right, top), Type.TITLE, inks[0])
        day = setter.right(headline.day, (right, top + theme.height(Type.TITLE)), Type.SMALL, inks[1])
        around = clock.united(day).adjusted(-px(7), -px(3), px(7), px(3))
        self._clock = around if is_past else QRect()
        return around.left() if self.search.isHidden() else self.search.x()

    def _note(self, figure: Figure) -> str:
        """The goal of *figure*; of the first one with room, also how much of its window is missing."""
        if self._is_tight:
            return figure.goal.removeprefix("goal ")
        is_first = figure is self.headline.figures[0]
        return " · ".join(filter(None, (figure.goal, figure.missing if is_first else "")))

    def _label(self, figure: Figure) -> str:
        """The name of *figure*; without room, only the first names the channel of all."""
        is_first = figure is self.headline.figures[0]
        return figure.label if is_first or not self._is_tight else figure.label.partition(", ")[0]

    def _figure_width(self, figure: Figure, note: str) -> int:
        theme = self.theme
        return max(
            theme.width(Type.SMALL, self._label(figure)),
            theme.width(Type.FIGURE, _steady(figure.text)) + theme.px(16),
            theme.width(Type.SMALL, note),
        )

    def _set_figure(self, setter: TextLayout, figure: Figure, left: int, middle: int, width: int) -> None:
        theme = self.theme
        small, large = theme.height(Type.SMALL), theme.height(Type.FIGURE)
        top = middle - (2 * small + large) // 2
        setter.left(self._label(figure), (left, top), Type.SMALL, Ink.MUTED, width)
        setter.figure(figure, (left, top + small), Type.FIGURE)
        among = self.headline.among if figure.metric == "waiting" else ()
        note = self._note(figure)
        setter.sentence(note, among, (left, top + small + large), Type.SMALL, Ink.FAINT, width)

    def _paint_link(self, painter: QPainter, ink: Ink) -> None:
        """Draw the link's sign: filled when live, hollow when disconnected, a bar when rewound."""
        theme = self.theme
        side = theme.px(8)
        box = QRectF(self._pill.left() + theme.px(13), self._pill.center().y() - side / 2 + 0.5, side, side)
        painter.setBrush(theme.colour(ink))
        link = self.headline.link
        if link in (Link.RECONNECTING, Link.LOADING):
            pen = painter.pen()
            pen.setStyle(Qt.PenStyle.SolidLine)
            pen.setColor(theme.colour(ink))
            pen.setWidthF(1.6 * theme.zoom)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(box)
        elif link is Link.STALE:
            painter.drawRect(box)
        elif link in (Link.REPLAY, Link.REWOUND):
            name = "play" if link is Link.REPLAY else "back"
            draw_icon(painter, name, box.adjusted(-3, -3, 3, 3), theme.colour(ink))
        else:
            painter.drawEllipse(box)


def _steady(text: str) -> str:
    """A text as wide as *text* may become within a second: with room for one more digit.

    >>> _steady("9.5 %"), _steady("0:42"), _steady("1:02:03"), _steady("7")
    ('00.0 %', '00:00', '1:02:03', '00')
    """
    if text.endswith("%"):
        return max(text, "00.0 %", key=len)
    if ":" in text:
        return max(text, "00:00", key=len)
    return max(text, "00", key=len)
