"""The time bar: the day's service level with its flags, and the instant shown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from console.views.rows import Link, TimeLine
from widgets.details.time_plot import TimePlot
from widgets.outside_text import label, set_tip
from widgets.painting.icons import icon
from widgets.painting.theme import Ink, Theme

STEPS = {"back": -30.0, "forward": 30.0, "second_back": -1.0, "second_forward": 1.0}
HELP = (
    "The service level of the day against its goal. Marks are flags of queues, with how many; the ticks at "
    "the bottom are flags of agents. Where it is hatched, there is no data."
)
NARROW, TIGHT = 640, 460  # pixels at zoom 1 below which parts beside the plot have no room
_AT_THE_EDGE = (Link.LIVE, Link.STALE, Link.RECONNECTING)
SPEEDS = (1.0, 2.0, 5.0, 10.0, 30.0, 100.0, 300.0, 1000.0)


class TimeBar(QWidget):
    """Playback controls, the plot, and the button that returns to live."""

    seek_requested = Signal(object)
    play_requested = Signal(bool)
    step_requested = Signal(float)
    speed_chosen = Signal(float)
    live_requested = Signal()
    retry_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Time bar")
        self.theme = theme
        self.playing = False
        self.shown_speed = 1.0
        self._playback: tuple[bool, float] | None = None
        self._shown_link: Link | None = None
        self._hint = self._disorder = self._earlier = ""
        self.link = Link.LOADING
        self.plot = TimePlot(theme, self)
        self.plot.seek_requested.connect(self.seek_requested)
        self.title = label("Service level", self, "small")
        set_tip(self.title, HELP)
        self.hint = label("", self, "small")
        self.back = self._button("Back 30 seconds")
        self.back.clicked.connect(lambda: self.step_requested.emit(STEPS["back"]))
        self.play = self._button("Play")
        self.play.clicked.connect(lambda: self.play_requested.emit(not self.playing))
        self.forward = self._button("Forward 30 seconds")
        self.forward.clicked.connect(lambda: self.step_requested.emit(STEPS["forward"]))
        self.speed = self._button("Speed")
        self.speed.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.speed.setMenu(self._speed_menu())
        self.live = QPushButton(self)
        self.live.clicked.connect(self._on_live)
        self._arrange()
        self.show_playback(False, 1.0)
        self.show_link(Link.LOADING)
        self._draw_icons()

    def show_time_line(self, line: TimeLine) -> None:
        """Show *line*."""
        self.plot.show_time_line(line)
        if self.title.text() != line.label:
            self.title.setText(line.label)
        if (self._earlier, self._disorder) != (line.earlier_label, line.disorder):
            self._earlier, self._disorder = line.earlier_label, line.disorder
            self._show_hint()

    def show_now(self, at: int) -> None:
        """Mark the instant *at* (ms) as the one shown."""
        self.plot.show_now(at)

    def show_playback(self, playing: bool, speed: float) -> None:
        """Show whether playback runs, and at what speed."""
        speed = 1.0 if self.link in _AT_THE_EDGE else speed  # live data has no speed
        if self._playback == (playing, speed):
            return
        self._playback = playing, speed
        self.shown_speed = speed
        self.speed.setText(f"{speed:g}×")
        set_tip(self.speed, f"Playback at {speed:g}× speed")
        if playing != self.playing:
            self.playing = playing
            self._draw_icons()
        self.play.setAccessibleName("Pause" if playing else "Play")
        set_tip(self.play, "Pause (Space)" if playing else "Play (Space)")

    @property
    def is_at_the_edge(self) -> bool:
        """Whether what is shown is live, so that it neither plays nor pauses."""
        return self.link in _AT_THE_EDGE

    def speed_away(self, steps: int) -> float:
        """The speed *steps* faster than the one shown; slower if negative."""
        nearest = min(range(len(SPEEDS)), key=lambda index: abs(SPEEDS[index] - self.shown_speed))
        return SPEEDS[min(max(nearest + steps, 0), len(SPEEDS) - 1)]

    def show_link(self, link: Link) -> None:
        """Show whether the view is live, in the past, or a recording."""
        if link is self._shown_link:
            return
        self.link = self._shown_link = link
        words, name, hint = {
            Link.REWOUND: ("Return to live · End", "return", "viewing the past"),
            Link.REPLAY: ("Go to the end", "plain", "drag to any instant"),
            Link.LOADING: ("Loading", "plain", ""),
            Link.STALE: ("Stale", "stale", "drag to rewind the floor"),
            Link.RECONNECTING: ("Retry now · F5", "stale", "drag to rewind the floor"),
        }.get(link, ("● Live", "live", "drag to rewind the floor"))
        if self.live.text() != words:
            self.live.setText(words)
            self.live.setObjectName(name)
            self.live.style().unpolish(self.live)
            self.live.style().polish(self.live)
        self.live.setEnabled(link in (Link.REWOUND, Link.REPLAY, Link.RECONNECTING))
        keys = "Connect without further waiting (F5)" if link is Link.RECONNECTING else "End"
        set_tip(self.live, keys if self.live.isEnabled() else "")
        self._hint = hint
        self._show_hint()
        self.plot.show_link(link)

    def _show_hint(self) -> None:
        """Show what the grey line is, else which events came out of order, else what can be done here."""
        grey = f"grey: {self._earlier}" if self._earlier else ""
        self.hint.setText(grey or self._disorder or self._hint)
        disorder = f"{self._disorder}: the inspector (Ctrl+2) counts them" if self._disorder else ""
        set_tip(self.hint, "\n".join(filter(None, (grey, disorder))))

    def _on_live(self) -> None:
        if self.link is Link.RECONNECTING:
            self.retry_requested.emit()
        else:
            self.live_requested.emit()

    def set_theme(self, theme: Theme) -> None:
        """Switch to *theme*."""
        self.theme = theme
        self.plot.set_theme(theme)
        self._space()
        self._draw_icons()

    def sizeHint(self) -> QSize:
        return QSize(0, self.theme.px(104))

    def _button(self, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setAccessibleName(name)
        set_tip(button, name)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _speed_menu(self) -> QMenu:
        menu = QMenu(self)
        for speed in SPEEDS:
            action = menu.addAction(f"{speed:,.0f}×")
            action.triggered.connect(lambda _=False, s=speed: self.speed_chosen.emit(s))
        return menu

    def _arrange(self) -> None:
        buttons = QHBoxLayout()
        buttons.setContentsMargins(0, 0, 0, 0)
        for button in (self.back, self.play, self.forward, self.speed):
            buttons.addWidget(button)
        buttons.addStretch(1)
        self._left = QVBoxLayout()
        self._left.addWidget(self.title)
        self._left.addLayout(buttons)
        self._left.addWidget(self.hint)
        self._row = QHBoxLayout(self)
        self._row.addLayout(self._left)
        self._row.addWidget(self.plot, 1)
        self._row.addWidget(self.live, 0, Qt.AlignmentFlag.AlignVCenter)
        self.plot.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._buttons = buttons
        self._space()

    def _space(self) -> None:
        px = self.theme.px
        self._row.setContentsMargins(px(18), px(10), px(18), px(6))
        self._row.setSpacing(px(18))
        self._left.setSpacing(px(3))
        self._left.setContentsMargins(0, 0, 0, 0)
        self._buttons.setSpacing(px(4))
        is_narrow, is_tight = self.width() < px(NARROW), self.width() < px(TIGHT)
        for part in (self.title, self.hint):
            part.setVisible(not is_narrow)
        for button in (self.back, self.forward, self.speed):
            button.setVisible(not is_tight)
        self.live.setFixedWidth(px(120 if is_narrow else 168))
        self.live.setMinimumHeight(px(34))
        self.setFixedHeight(px(104))
        self.hint.setFixedWidth(px(176))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._space()
        self._row.activate()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.theme.px(104))

    def _draw_icons(self) -> None:
        names: Sequence[tuple[QToolButton, str]] = (
            (self.back, "back"),
            (self.play, "pause" if self.playing else "play"),
            (self.forward, "forward"),
        )
        for button, name in names:
            button.setIcon(icon(self.theme, name, Ink.TEXT))
            button.setIconSize(QSize(self.theme.px(16), self.theme.px(16)))
