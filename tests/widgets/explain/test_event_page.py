"""The page of a timeline: every event in order, opened and copied by key and by hand."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from console.views.explain.agent_state import agent_state
from console.views.explain.contact_timeline import contact_timeline
from console.views.explain.explained_rows import EventList, EventRow
from tests.widgets.explained import busy_queue
from widgets.explain.event_page import EventPage
from widgets.painting.theme import DARK, LIGHT, Theme


def timeline() -> EventList:
    scene = busy_queue()
    found = contact_timeline(scene.floor, "c-41006", scene.clock)
    assert found is not None
    return found


def page_of(qtbot: QtBot, row: EventList) -> EventPage:
    page = EventPage(Theme(DARK))
    qtbot.addWidget(page)
    page.resize(800, 400)
    page.show_row(row)
    page.show()
    return page


def test_that_every_event_is_listed_with_the_time_since_the_first(qtbot: QtBot) -> None:
    row = timeline()
    page = page_of(qtbot, row)
    texts = [page.rows.index(number).data() for number in range(page.rows.rowCount())]
    assert len(texts) == len(row.events)
    assert all(event.words in text for event, text in zip(row.events, texts, strict=True))
    assert page.after_text(row.events[0]) == ""
    assert page.after_text(row.events[1]).startswith("+")
    page.set_theme(Theme(LIGHT, 2.0))
    page.grab()


def test_that_enter_and_double_click_open_an_event(qtbot: QtBot) -> None:
    page = page_of(qtbot, timeline())
    received: list[EventRow] = []
    page.opened.connect(received.append)
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    at = page.table.visualRect(page.rows.index(0)).center()
    QTest.mouseDClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert received == [page.row.events[1], page.row.events[0]]


def test_that_the_menu_opens_who_is_named_and_copies(qtbot: QtBot) -> None:
    scene = busy_queue().queued("c9", "billing").answered("c9", "ana").after(5)
    state = agent_state(scene.floor, "ana", scene.clock)
    assert state is not None
    page = page_of(qtbot, state)
    copied: list[str] = []
    page.copy_requested.connect(copied.append)
    opened: list[EventRow] = []
    page.opened.connect(opened.append)
    place = next(number for number, event in enumerate(state.events) if event.contact)
    page.table.setCurrentIndex(page.rows.index(place))
    page.table.menu_requested.emit(page.mapToGlobal(QPoint(10, 10)))
    menu = page.findChildren(type(page.copy.menu()))[-1]
    words = [action.text() for action in menu.actions()]
    assert words[0] == f"Open {state.events[place].contact}"
    menu.actions()[0].trigger()
    next(action for action in menu.actions() if action.text() == "Copy as JSON").trigger()
    menu.close()
    assert (opened, copied) == ([state.events[place]], ["json"])


def test_that_another_list_begins_at_its_head(qtbot: QtBot) -> None:
    page = page_of(qtbot, timeline())
    page.marks.setChecked(True)
    scene = busy_queue()
    other = contact_timeline(scene.floor, "c-41005", scene.clock)
    assert other is not None
    page.show_row(other)
    assert not page.marks.isChecked()
    assert page.note.isHidden()
