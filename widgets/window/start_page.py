"""The start page, shown before there is a floor: demo, server or recording."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from widgets.outside_text import label
from widgets.painting.painted_widget import Scroll
from widgets.painting.theme import Theme


class StartPage(QWidget):
    """Three ways to start, each with a short description."""

    demo_requested = Signal()
    connect_requested = Signal(str)
    open_recording_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Start")
        title = label("What do you want to open?", self, "large")
        title.setWordWrap(True)
        self.demo = QPushButton("Show the demo", self)
        self.demo.setObjectName("primary")
        self.demo.clicked.connect(self.demo_requested)
        self.url = QLineEdit(self)
        self.url.setPlaceholderText("wss://server.example/floor")
        self.url.setAccessibleName("The server's address")
        self.url.returnPressed.connect(self._on_connect)
        self.connect_button = QPushButton("Connect", self)
        self.connect_button.clicked.connect(self._on_connect)
        self.open = QPushButton("Open a recording…", self)
        self.open.clicked.connect(self.open_recording_requested)
        self._ways = [
            self._way("The demo", "A simulated contact centre; no network needed.", self.demo),
            self._way("A server", "Live events from your contact centre.", self.url, self.connect_button),
            self._way("A recording", "A .jsonl, .jsonl.gz or .jsonl.zst file.", self.open),
        ]
        self._inner = QVBoxLayout()
        self._inner.addWidget(title)
        for way in self._ways:
            self._inner.addLayout(way)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addLayout(self._inner, 3)
        row.addStretch(1)
        inner = QWidget()
        inner.setObjectName("ground")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.scroll_area = Scroll(inner)
        outer.addWidget(self.scroll_area)
        column = QVBoxLayout(inner)
        column.addStretch(1)
        column.addLayout(row)
        column.addStretch(2)
        self.set_theme(theme)

    def take_focus(self) -> None:
        """Focus the field for the server address."""
        self.url.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.url.selectAll()

    def set_theme(self, theme: Theme) -> None:
        """Switch to *theme*."""
        px = theme.px
        self._inner.setSpacing(px(26))
        for way in self._ways:
            way.setSpacing(px(6))
        for button in (self.demo, self.connect_button, self.open):
            button.setMinimumSize(px(160), px(34))
        self.url.setMinimumSize(px(260), px(34))
        self.scroll_area.fit()

    def _way(self, name: str, words: str, *controls: QWidget) -> QVBoxLayout:
        title = label(name, self, "title")
        text = label(words, self, "muted")
        text.setWordWrap(True)
        line = QHBoxLayout()
        for control in controls:
            line.addWidget(control, 1 if isinstance(control, QLineEdit) else 0)
        if not any(isinstance(control, QLineEdit) for control in controls):
            line.addStretch(1)
        way = QVBoxLayout()
        way.addWidget(title)
        way.addWidget(text)
        way.addLayout(line)
        way.setAlignment(Qt.AlignmentFlag.AlignTop)
        return way

    def _on_connect(self) -> None:
        url = self.url.text().strip()
        if url:
            self.connect_requested.emit(url)
        else:
            self.url.setFocus()
