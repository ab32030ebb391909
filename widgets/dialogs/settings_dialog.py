"""The settings dialog, with a note on each setting; changes apply at once and persist when saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from console.views.rows import Severity
from console.views.text import plain_text
from widgets.outside_text import label
from widgets.painting.choice import Choice
from widgets.painting.icons import SeveritySign
from widgets.painting.painted_widget import Scroll
from widgets.painting.theme import Theme

Value = str | int | float


@dataclass(frozen=True, slots=True)
class Field:
    """One setting: `key` is its table and name in the file. It has `options` or a range, or is text."""

    key: str
    words: str
    about: str
    options: tuple[tuple[str, str], ...] = ()
    least: float | None = None
    most: float | None = None
    whole: bool = True


CHANNELS = ("voice", "chat", "message", "email", "callback", "task")
FIELDS: tuple[tuple[str, tuple[Field, ...]], ...] = (
    (
        "Appearance",
        (
            Field(
                "appearance.theme",
                "Theme",
                "Dark, light, or as the system is set.",
                (("system", "follow system"), ("dark", "dark"), ("light", "light")),
            ),
            Field(
                "appearance.zoom",
                "Zoom",
                "Scales all text and tiles.",
                least=0.5,
                most=3.0,
                whole=False,
            ),
            Field(
                "appearance.tiles",
                "Tiles",
                "Size of the agent tiles.",
                (("small", "small"), ("medium", "medium"), ("large", "large")),
            ),
        ),
    ),
    (
        "Floor",
        (
            Field(
                "floor.channel",
                "Headline channel",
                "Channel that the headline shows.",
                (("", "the busiest"), *((channel, channel) for channel in CHANNELS)),
            ),
            Field(
                "floor.window_minutes",
                "Window, minutes",
                "Length of the rolling window.",
                least=1,
                most=1440,
            ),
            Field(
                "floor.group_by",
                "Group agents",
                "",
                (("team", "by team"), ("queue", "by queue"), ("state", "by state"), ("none", "no groups")),
            ),
            Field("floor.view", "Agents", "As tiles or in a list.", (("tiles", "tiles"), ("list", "list"))),
            Field(
                "floor.offline",
                "Offline agents",
                "Those who are missing stay shown.",
                (("fold", "one line a group"), ("show", "shown"), ("hide", "hidden")),
            ),
            Field("floor.list_columns", "Columns", "Of the list, in order; agent:220 sets a width."),
            Field("floor.list_sort", "Sort", "Column that sorts the list; -time is the other way round."),
            Field(
                "floor.order",
                "Order of agents",
                "A fixed order keeps every agent in the same place.",
                (("fixed", "fixed"), ("attention", "attention first")),
            ),
            Field(
                "floor.queue_order",
                "Order of queues",
                "",
                (("own", "own"), ("worst", "worst first"), ("channel", "by channel, worst first")),
            ),
        ),
    ),
    (
        "Connection",
        (
            Field("connection.url", "Server", "Server to open at start-up; empty to ask."),
            Field(
                "connection.token_file",
                "Token file",
                "File that holds the token; the token is never saved here.",
            ),
            Field(
                "connection.ca_file",
                "Certificates",
                "Certificate authorities to trust besides the system's (PEM).",
            ),
        ),
    ),
    (
        "Wallboard",
        (
            Field(
                "wallboard.layout",
                "Layout",
                "Name of a layout: a built-in one, or a file in your layouts folder.",
            ),
            Field(
                "wallboard.page_seconds", "Page, seconds", "Display time of each page.", least=3, most=3600
            ),
        ),
    ),
    (
        "Archive",
        (
            Field(
                "archive.record",
                "Keep",
                "Keep what live sources send. Applies from the next connection on.",
                (("on", "on"), ("off", "off")),
            ),
            Field(
                "archive.folder",
                "Folder",
                "Empty: the system's folder for data. Applies from the next connection on.",
            ),
            Field(
                "archive.keep_days",
                "Days",
                "Older days of live sources are deleted; 0 keeps all.",
                least=0,
                most=36_500,
            ),
            Field(
                "archive.most_gigabytes",
                "Size, GB",
                "Beyond it, the oldest days of live sources are deleted; 0: no limit.",
                least=0,
                most=100_000,
            ),
        ),
    ),
)


class SettingsDialog(QDialog):
    """Created by the composition root with the values of the settings by key.

    `changed` carries each change at once for the preview, and every original value when the dialog is
    cancelled; `saved` carries all values to save.
    """

    changed = Signal(str, object)
    saved = Signal(object)

    def __init__(
        self,
        theme: Theme,
        values: Mapping[str, Value],
        layouts: Sequence[str],
        file: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Settings")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._before = dict(values)
        self._now = dict(values)
        self._layouts = layouts
        self._theme = theme
        self._is_kept = False
        self.inputs: dict[str, QWidget] = {}
        self.notes: dict[str, QLabel] = {}
        inner = QWidget()
        self._grid = QGridLayout(inner)
        self._fill()
        self.trouble = label("", self, "trouble")
        self.trouble.setWordWrap(True)
        self._sign = SeveritySign(theme, Severity.BREACH, self)
        self.trouble.hide()
        self._sign.hide()
        where = label(f"Saved in {plain_text(file)}", self, "small")
        where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        where.setWordWrap(True)
        box = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(box.Save | box.Cancel, self)
        self.buttons.accepted.connect(self._on_save)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(Scroll(inner), 1)
        column.addWidget(where)
        said = QHBoxLayout()
        said.addWidget(self._sign)
        said.addWidget(self.trouble, 1)
        column.addLayout(said)
        column.addWidget(self.buttons)
        self.resize(theme.px(620), theme.px(680))
        self._grid.setHorizontalSpacing(theme.px(14))
        self._grid.setVerticalSpacing(theme.px(8))

    @property
    def values(self) -> dict[str, Value]:
        """The current values in the dialog."""
        return dict(self._now)

    def show_error(self, text: str) -> None:
        """Show why the settings could not be saved; the dialog stays open."""
        self._is_kept = False
        self.trouble.setText(plain_text(text))
        self.trouble.show()
        self._sign.show()

    def show_archive(self, text: str) -> None:
        """Show *text*, the archive's place and size, below its folder."""
        key = "archive.folder"
        about = next(field.about for _, fields in FIELDS for field in fields if field.key == key)
        self.notes[key].setText(f"{about}\n{plain_text(text)}")

    def reject(self) -> None:
        """Restore the original values."""
        self._put_back()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._put_back()
        super().closeEvent(event)

    def _fill(self) -> None:
        line = 0
        for title, fields in FIELDS:
            heading = label(title, self, "title")
            self._grid.addWidget(heading, line, 0, 1, 2)
            line += 1
            for field in fields:
                words = label(field.words, self)
                control = self._input(field)
                control.setAccessibleName(field.words)
                control.setAccessibleDescription(field.about)
                words.setBuddy(control)
                about = label(field.about, self, "small")
                about.setWordWrap(True)
                self._grid.addWidget(words, line, 0)
                self._grid.addWidget(control, line, 1)
                self._grid.addWidget(about, line + 1, 1)
                self.inputs[field.key], self.notes[field.key] = control, about
                line += 2
        self._grid.setRowStretch(line, 1)
        self._grid.setColumnStretch(1, 1)

    def _input(self, field: Field) -> QWidget:
        value = self._now[field.key]
        if field.key == "wallboard.layout":
            return self._choice(field, [(name, name) for name in self._layouts], str(value))
        if field.options:
            return self._choice(field, field.options, str(value))
        if field.least is None or field.most is None:
            line = QLineEdit(str(value), self)
            line.textChanged.connect(lambda text: self._change(field.key, text.strip()))
            return line
        if field.whole:
            number = QSpinBox(self)
            number.setMaximumWidth(self._theme.px(120))
            number.setRange(int(field.least), int(field.most))
            number.lineEdit().setTextMargins(self._theme.px(6), 0, 0, 0)
            number.setValue(int(value))
            number.valueChanged.connect(lambda value: self._change(field.key, value))
            return number
        share = QDoubleSpinBox(self)
        share.setMaximumWidth(self._theme.px(120))
        share.setRange(field.least, field.most)
        share.setSingleStep(0.1)
        share.lineEdit().setTextMargins(self._theme.px(6), 0, 0, 0)
        share.setValue(float(value))
        share.setKeyboardTracking(False)
        share.valueChanged.connect(lambda value: self._change(field.key, round(value, 2)))
        return share

    def _choice(self, field: Field, options: Sequence[tuple[str, str]], value: str) -> Choice:
        choice = Choice(field.words, options, self)
        choice.setObjectName("choice")
        choice.set_chosen(value)
        choice.chosen.connect(lambda chosen: self._change(field.key, chosen))
        return choice

    def _change(self, key: str, value: Value) -> None:
        if self._now[key] != value:
            self._now[key] = value
            self.changed.emit(key, value)

    def _put_back(self) -> None:
        if self._is_kept:
            return
        for key, value in self._before.items():
            self._change(key, value)

    def _on_save(self) -> None:
        """Emit the values to save; the receiver may call `show_error`."""
        self._is_kept = True
        self.trouble.hide()
        self._sign.hide()
        self.saved.emit(self.values)
        if self._is_kept:
            self.accept()
