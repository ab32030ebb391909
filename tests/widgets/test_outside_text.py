"""Text from outside in the window: every label, tooltip, button, list and painted line shows it as it is.

The floor that is shown has no name that is not made of all a text may do. Qt is asked what it would make of
each text: whatever it takes for HTML may say the name, and may ask for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPoint, Qt
from PySide6.QtGui import QAction, QHelpEvent, QImage, QTextDocument
from PySide6.QtGui import Qt as TextKind
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QToolTip,
    QWidget,
)
from pytestqt.qtbot import QtBot

from console.desk.desk import Desk
from console.settings.rule_files import read_rules
from console.views.details.agent_detail import agent_drawer
from console.views.details.inspector import Inspection, anomalies, counters, quarantine, raw_lines
from console.views.floor.choices import Choices, LinkState
from console.views.rows import Link
from console.views.wallboard.layouts import Layout
from console.views.wallboard.wallboard import WallboardView
from tests.hostile_text import floor_of_such_names, hostile, lies_of
from tests.widgets.dialogs.test_settings_dialog import DEFAULTS
from tests.widgets.explained import explained, panel_of
from widgets.details.inspector import Inspector
from widgets.dialogs.settings_dialog import SettingsDialog
from widgets.floor.tile_grid import TileGrid
from widgets.outside_text import action_text, label, tip
from widgets.painting.painted_widget import PaintedWidget
from widgets.painting.text_layout import TextLine
from widgets.painting.theme import DARK, Theme
from widgets.wallboard.wallboard import Wallboard
from widgets.window.main_window import MainWindow

SCENE = floor_of_such_names()
NAMES = ("<b>", "<img", "[bold red]", "R&D")


def desk(group_by: str = "team") -> Desk:
    found = Desk(SCENE.floor, read_rules(), Choices(group_by=group_by), follows=True)
    found.link = LinkState(Link.LIVE, 0.1)
    found.move_edge(SCENE.clock)
    while found.marks.advance():
        pass
    return found


class Resources(QTextDocument):
    """What a text would have Qt load, were it taken for HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def loadResource(self, kind: int, name: object) -> object:
        self.asked.append(str(name))
        return QImage()


def read_by_qt(text: str) -> str:
    """What a label or a tooltip shows of *text* where nothing says that it is plain."""
    if not TextKind.mightBeRichText(text):
        return text
    document = Resources()
    document.setHtml(text)
    document.size()  # lays it out, which is when images are loaded
    assert document.asked == [], text
    return document.toPlainText()


def lines_of(widget: QWidget) -> list[TextLine]:
    return widget.lines() if isinstance(widget, PaintedWidget | TileGrid) else []


def tips_of(widget: QWidget) -> Iterator[str]:
    """What *widget* really has Qt show at each of its texts, and every few pixels."""
    area = widget.viewport() if isinstance(widget, TileGrid) else widget
    places = [line.rect.center() for line in lines_of(widget)]
    places += [QPoint(x, y) for x in range(3, area.width(), 23) for y in range(3, area.height(), 23)]
    for place in places if isinstance(widget, PaintedWidget | TileGrid) else []:
        QApplication.sendEvent(area, QHelpEvent(QEvent.Type.ToolTip, place, area.mapToGlobal(place)))
        yield QToolTip.text()
    QToolTip.hideText()


def texts_of(model: QAbstractItemModel) -> Iterator[str]:
    roles = (
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.AccessibleTextRole,
        Qt.ItemDataRole.StatusTipRole,
    )
    for number in range(model.rowCount(QModelIndex())):
        for role in roles:
            yield model.data(model.index(number, 0), role) or ""


def plain_texts(widget: QWidget) -> Iterator[tuple[str, str]]:
    """Where and what *widget* itself says, but for tooltips."""
    yield "accessible name", widget.accessibleName()
    yield "accessible description", widget.accessibleDescription()
    yield "title", widget.windowTitle()
    if isinstance(widget, QLabel):
        assert widget.textFormat() == Qt.TextFormat.PlainText, widget.text()
        yield "label", widget.text()
    if isinstance(widget, QLineEdit):
        yield "placeholder", widget.placeholderText()
    if isinstance(widget, QAbstractButton):
        yield "button", widget.text()
    if isinstance(widget, QAbstractItemView):
        yield from (("list", text) for text in texts_of(widget.model()))
    yield from (("painted", line.text) for line in lines_of(widget))


def walked(top: QWidget) -> list[str]:
    """Every text of *top* and all in it, each one safe to show."""
    found: list[str] = []
    for widget in [top, *top.findChildren(QWidget)]:
        for where, text in plain_texts(widget):
            assert lies_of(text) == [], f"{where} of {widget}: {text!a}"
            found.append(text)
        tips = [widget.toolTip(), widget.statusTip(), widget.whatsThis(), *tips_of(widget)]
        for text in map(read_by_qt, tips):
            assert lies_of(text, line_ends=True) == [], f"tooltip of {widget}: {text!a}"
            found.append(text)
    for action in top.findChildren(QAction):
        for text in (action.text().partition("\t")[0], read_by_qt(action.toolTip())):
            assert lies_of(text) == []
            found.append(text)
    return found


def shows_names(texts: list[str]) -> bool:
    """Whether the names are really there, with all that Qt might take for something else."""
    return all(any(part in text for text in texts) for part in NAMES)


@pytest.mark.parametrize("group_by", ["team", "queue", "state"])
def test_that_the_window_shows_every_name_as_it_is(qtbot: QtBot, group_by: str) -> None:
    floor = desk(group_by)
    window = MainWindow("dark")
    qtbot.addWidget(window)
    window.resize(1600, 1000)
    window.floor.show_choices({"group_by": group_by})
    window.show_rows(floor.read())
    window.show_time_line(floor.time_line())
    window.show()
    assert shows_names(walked(window))
    for agent in (hostile("a0"), hostile("a1")):
        drawer = agent_drawer(SCENE.floor, agent, SCENE.clock, floor.read().attention.cards)
        assert drawer is not None
        window.show_agent(drawer)
        assert shows_names(walked(window.drawer))
    panel_of(window).show_explanation(explained(SCENE, scope=f"queue:{hostile('q1')}"))
    assert shows_names(walked(panel_of(window)))
    window.open_palette()
    assert window.command_palette is not None
    assert shows_names(walked(window.command_palette))
    window.show_error(f"{hostile('file')} cannot be read")
    window.show_loading(1, 2, hostile("file"))
    assert shows_names(walked(window.notice))


def test_that_the_inspector_shows_every_name_as_it_is(qtbot: QtBot) -> None:
    raw = hostile("raw").encode()
    seen = Inspection(
        events=raw_lines([raw], 1),
        events_note="",
        anomalies=anomalies(SCENE.floor),
        quarantine=quarantine([(7, hostile("reason"), hostile("text"))]),
        counters=counters({"source": hostile("source")}),
    )
    inspector = Inspector(Theme(DARK))
    qtbot.addWidget(inspector)
    inspector.resize(1280, 700)
    inspector.show_inspection(seen)
    inspector.show()
    for view in inspector.findChildren(QAbstractItemView):
        view.setCurrentIndex(view.model().index(0, 0))
    assert shows_names(walked(inspector))


def test_that_the_settings_show_every_name_as_it_is(qtbot: QtBot) -> None:
    layout = hostile("layout")
    dialog = SettingsDialog(Theme(DARK), {**DEFAULTS, "wallboard.layout": layout}, [layout], hostile("file"))
    qtbot.addWidget(dialog)
    dialog.show_error(hostile("reason"))
    texts = walked(dialog)
    assert shows_names(texts)
    assert [text for text in texts if "R&&D" in text]  # of a button, which shows one of them


def test_that_the_wallboard_shows_every_name_as_it_is(qtbot: QtBot) -> None:
    scopes = (f"queue:{hostile('q1')}", "queue:gone", "channel:voice", "floor")
    panels = [{"metric": "longest_wait_seconds", "scope": scope} for scope in scopes]
    panels += [{"metric": "waiting", "label": hostile("label")}, {"kind": "queues"}]
    page = {"title": hostile("page"), "rows": [{"panels": panels[:3]}, {"panels": panels[3:]}]}
    layout = Layout.model_validate({"title": hostile("board"), "pages": [page]})
    rows = WallboardView(SCENE.floor, layout, Choices()).read(SCENE.clock, LinkState(Link.STALE, 14))
    board = Wallboard(Theme(DARK))
    qtbot.addWidget(board)
    board.resize(1920, 1080)
    board.show_rows(rows)
    board.show()
    texts = [line.text for line in board.lines()] + walked(board)
    assert [lie for text in texts for lie in lies_of(text)] == []
    assert any("[bold red]" in text for text in texts)


# Each helper by itself -----------------------------------------------------------------------------


def test_that_no_tooltip_loads_what_a_name_asks_for(tmp_path: Path) -> None:
    name = f"Kim <img src={tmp_path / 'pic.png'}>"
    assert TextKind.mightBeRichText(name)  # so Qt would
    assert read_by_qt(tip(name)) == name
    assert read_by_qt(tip("one <b>\ntwo &lt;")) == "one <b>\ntwo &lt;"
    assert tip("Ana · 3 waiting") == "Ana · 3 waiting"


def test_that_a_label_stays_plain_whatever_it_is_given(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    made = label("", parent, "title")
    made.setText("<b>x</b>")
    assert made.textFormat() == Qt.TextFormat.PlainText
    assert (made.text(), made.objectName()) == ("<b>x</b>", "title")


def test_that_an_ampersand_on_a_button_is_shown() -> None:
    assert action_text("R&D & co") == "R&&D && co"
