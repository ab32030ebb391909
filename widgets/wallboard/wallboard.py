"""The wallboard: a full screen of large figures for the whole team; nothing on it is clickable."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QRegion, QResizeEvent, QScreen
from PySide6.QtWidgets import QWidget

from console.views.rows import Figure, Link, Severity, WallPanel, WallRows
from widgets.accessibility.announcer import Announcer
from widgets.accessibility.items import AccessibleItems
from widgets.painting.icons import draw_shape
from widgets.painting.theme import ALARMS, Ink, Theme
from widgets.wallboard.boxes import Box, Sign
from widgets.wallboard.head import STALE, place_head
from widgets.wallboard.page_layout import PageLayout, ScreenPage, changed_region, pages_for
from widgets.wallboard.queue_strip import QueuePages
from widgets.wallboard.screen_inhibitor import ScreenInhibitor
from widgets.wallboard.text_layout import (
    READ_AT_12_M,
    Face,
    Letters,
    WallLine,
    WallTextLayout,
    paint_wall_lines,
)
from widgets.wallboard.wallboard_items import WallboardItems

_OLD = 0.35  # opacity of figures that are out of date


class Wallboard(QWidget):
    """Shows `WallRows`, one page after another. F11 and Escape emit `leaving`.

    `page_turned` is emitted before another page is painted: its owner may show newer rows of it.

    It owns the timer that turns the pages; the arrow keys left and right turn them too, up and down the
    queues of a page. The screen stays on while it is shown. GUI thread only.
    """

    leaving = Signal()
    page_turned = Signal()
    stale_ground = Ink.WARNING_FILL
    accessible = AccessibleItems()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Floorlight wallboard")
        self.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setAccessibleName("Wallboard")
        self.accessible = WallboardItems(self)
        self._announcer = Announcer(self)
        self.theme = theme
        self.rows: WallRows | None = None
        self.page = 0
        self._letters = Letters(theme)
        self._pages: list[ScreenPage] = []
        self._laid: PageLayout | None = None
        self._queue_pages: dict[tuple[int, int, int], QueuePages] = {}
        self._turns = 0  # of the queues, since the page was turned
        self.screen_inhibitor = ScreenInhibitor()
        self.turning = QTimer(self)
        self.turning.timeout.connect(self._on_turn)

    def show_on(self, screen: QScreen) -> None:
        """Fill *screen*."""
        self.setScreen(screen)
        self.setGeometry(screen.geometry())
        self.showFullScreen()

    def show_rows(self, rows: WallRows) -> None:
        """Show *rows*, on the current page."""
        if rows == self.rows:
            return
        before, place = self._laid, (self.page, len(self._pages))
        is_plain = self.rows is not None and not self.rows.is_stale and not rows.is_stale
        self.rows, self._laid = rows, None
        self._pages = pages_for(rows.pages, self.size())
        self.page = min(self.page, max(0, len(self._pages) - 1))
        self._keep_turning()
        if before is None or not is_plain or place != (self.page, len(self._pages)) or not self.isVisible():
            self.update()
        else:
            self.update(changed_region(before, self._page_set(), self.rect()))

    def show_page(self, number: int) -> None:
        """Show the page *number*, counted from 0; wraps around."""
        if self._pages:
            self.page = number % len(self._pages)
            self._turns = 0
            self._touch()
            self.page_turned.emit()
            self._announcer.say(f"Page {self.page + 1} of {len(self._pages)}: {self.title}")
            self._keep_turning()

    @property
    def title(self) -> str:
        """The title of the page shown."""
        return self._pages[self.page].page.title if self._pages else ""

    @property
    def panels(self) -> list[WallPanel]:
        """The panels of the page shown."""
        rows = self._pages[self.page].page.rows if self._pages else ()
        return [panel for row in rows for panel in row.panels]

    @property
    def source_page(self) -> int:
        """Which of the pages of the rows is shown, or a part of it."""
        return self._pages[self.page].source if self._pages else 0

    def page_count(self) -> int:
        """Number of pages on this screen; a portrait screen may need more."""
        return len(self._pages)

    def set_theme(self, theme: Theme) -> None:
        """Switch to *theme*."""
        self.theme, self._letters = theme, Letters(theme)
        self._touch()

    def placed_figures(self) -> list[tuple[Figure, QRect]]:
        """Every figure on the current page with its rectangle."""
        return [placed for line in self.lines() for placed in line.figures]

    def lines(self) -> list[WallLine]:
        """The lines of text on the current page."""
        return self._page_set().layout.lines

    def boxes(self) -> list[Box]:
        """The boxes on the current page."""
        return self._page_set().boxes

    def signs(self) -> list[Sign]:
        """The severity shapes on the current page."""
        return self._page_set().signs

    def smallest_cap(self) -> int:
        """The smallest cap height on the page, in pixels."""
        return min((self._letters.metrics(line.face).capHeight() for line in self.lines()), default=0)

    # Qt events -------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Escape, Qt.Key.Key_F11):
            self.leaving.emit()
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_PageDown):
            self._turn(1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_PageUp):
            self._turn(-1)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._turn_queues(1 if key == Qt.Key.Key_Down else -1)
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self.rows is not None:
            self._pages = pages_for(self.rows.pages, self.size())
            self.page = min(self.page, max(0, len(self._pages) - 1))
        self._touch()
        self._keep_turning()
        super().resizeEvent(event)

    def showEvent(self, event: QEvent) -> None:
        self._keep_turning()
        self.screen_inhibitor.begin()

    def hideEvent(self, event: QEvent) -> None:
        self.turning.stop()
        self.screen_inhibitor.end()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self.theme.colour(Ink.GROUND))
        laid, seen = self._page_set(), event.region()
        stale = self.rows is not None and self.rows.is_stale
        self._paint_boxes(painter, laid, stale, seen)
        head, lines = laid.layout.lines[: laid.head_parts], laid.layout.lines[laid.head_parts :]
        paint_wall_lines(painter, self._letters, (line for line in head if seen.intersects(line.rect)))
        painter.setOpacity(_OLD if stale else 1.0)
        paint_wall_lines(painter, self._letters, (line for line in lines if seen.intersects(line.rect)))
        painter.setOpacity(1.0)
        self._paint_dots(painter, laid)
        if stale:
            self._paint_stale(painter, laid)
        painter.end()

    # Implementation --------------------------------------------------------------------------------

    def _turn(self, step: int) -> None:
        self._turn_strips(1)  # the page shows the next queues when it comes again
        self.show_page(self.page + step)
        if self.turning.isActive():
            self.turning.start()

    def _turn_queues(self, step: int) -> None:
        """Show the next queues of this page."""
        self._turn_strips(step)
        self._turns += 1
        self._touch()
        self._keep_turning()

    def _turn_strips(self, step: int) -> None:
        for pages in self._page_set().strips:
            pages.turn(step)

    def _on_turn(self) -> None:
        """Turn the queues once while a page is shown, then the page."""
        if self._has_more_queues and (len(self._pages) < 2 or not self._turns):
            self._turn_queues(1)
        else:
            self._turn(1)

    @property
    def _has_more_queues(self) -> bool:
        """Whether the queues of the page take several groups."""
        return any(pages.count > 1 for pages in self._page_set().strips)

    def _keep_turning(self) -> None:
        """Turn pages and queues while there are several and the wallboard is visible."""
        if self.rows is None or not self.isVisible():
            self.turning.stop()
            return
        has_more = self._has_more_queues
        if len(self._pages) < 2 and not has_more:
            self.turning.stop()
            return
        wanted = max(1, round(self.rows.page_seconds * 1000 / (2 if has_more else 1)))
        if not self.turning.isActive() or self.turning.interval() != wanted:
            self.turning.start(wanted)

    def _touch(self) -> None:
        self._laid = None
        self.update()

    def _page_set(self) -> PageLayout:
        if self._laid is None:
            self._laid = PageLayout(self._letters, self.size(), self._queues_of)
            if self.rows is not None and self._pages:
                page = self._pages[self.page].page
                self._laid.set_page(page, place_head(self._laid, self.rows, page, self.width()))
        return self._laid

    def _queues_of(self, row: int, panel: int) -> QueuePages:
        """Which queues the panel of the current page shows."""
        return self._queue_pages.setdefault((self.page, row, panel), QueuePages())

    def _paint_boxes(self, painter: QPainter, laid: PageLayout, stale: bool, seen: QRegion) -> None:
        radius, thin = self.height() * 0.012, max(1.0, self.height() / 1080)
        for box in laid.boxes:
            if not seen.intersects(box.rect):
                continue
            alarm, colour = ALARMS[box.severity], self.theme.colour
            painter.setOpacity(_OLD if stale and not box.is_notice else 1.0)
            if box.is_row and box.severity is Severity.NONE:
                continue
            width = thin if box.severity is Severity.NONE else 2.5 * thin
            painter.setPen(QPen(colour(Ink.ACCENT if box.is_notice else alarm.edge), width))
            painter.setBrush(colour(Ink.RAISED if box.is_notice else alarm.fill))
            inset = width / 2
            painter.drawRoundedRect(QRectF(box.rect).adjusted(inset, inset, -inset, -inset), radius, radius)
        painter.setOpacity(_OLD if stale else 1.0)
        for sign in laid.signs:
            if seen.intersects(sign.rect):
                draw_shape(painter, self.theme, sign.severity, QRectF(sign.rect))
        painter.setOpacity(1.0)

    def _paint_dots(self, painter: QPainter, laid: PageLayout) -> None:
        """Draw the page indicator: dots in the lower margin."""
        count = len(self._pages)
        if count < 2:
            return
        step, radius = laid.edge * 0.8, laid.edge * 0.18
        left, middle = (self.width() - step * (count - 1)) / 2, self.height() - laid.edge / 2
        painter.setPen(Qt.PenStyle.NoPen)
        for number in range(count):
            painter.setBrush(self.theme.colour(Ink.MUTED if number == self.page else Ink.TRACK))
            painter.drawEllipse(
                QRectF(left + number * step - radius, middle - radius, 2 * radius, 2 * radius)
            )

    def _paint_stale(self, painter: QPainter, laid: PageLayout) -> None:
        """Draw the banner that the figures are old."""
        rows = self.rows
        if rows is None:
            return
        word, more = STALE, [rows.updated]
        if rows.link is Link.RECONNECTING:
            more = [part for part in (rows.link_text.partition(" · ")[0].capitalize(), rows.updated) if part]
        cap = math.ceil(self.height() * READ_AT_12_M)
        room = self.width() - 4 * laid.edge
        cap = self._letters.largest(word, cap, laid.cap, room - 2 * cap)
        face = Face(laid.cap)
        below, _ = self._letters.shorter(" · ".join(more), face, room, 2)
        high = round(cap * 2.1) + laid.line(len(below)) + laid.cap
        top = (self.height() - high) // 2
        band = QRect(0, top, self.width(), high)
        painter.fillRect(band, self.theme.colour(self.stale_ground))
        thick = max(2, self.height() // 270)
        for edge in (band.top(), band.bottom() + 1 - thick):
            painter.fillRect(QRect(0, edge, self.width(), thick), self.theme.colour(Ink.WARNING_EDGE))
        layout, bold = WallTextLayout(self._letters), Face(cap, bold=True)
        side = round(cap * 0.8)
        left = (self.width() - self._letters.width(word, bold) - side - cap // 2) // 2
        base = top + round(cap * 0.55) + cap
        dot = QRectF(left, base - cap + (cap - side) / 2, side, side)
        draw_shape(painter, self.theme, Severity.WARNING, dot)
        layout.set(word, left + side + cap // 2, base, bold, Ink.WARNING)
        base += round(cap * 0.55) + laid.cap
        for text in below:
            start = (self.width() - self._letters.width(text, face)) // 2
            layout.set(text, start, base, face, Ink.TEXT)
            base += laid.line()
        paint_wall_lines(painter, self._letters, layout.lines)
