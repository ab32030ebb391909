"""The inspector: events as they came, with filter and pause, and what is wrong beside them."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListView
from pytestqt.qtbot import QtBot

from console.views.details.inspector import Inspection, anomalies, counters, quarantine, raw_lines
from tests.builders import Scene
from widgets.details.inspector import Inspector
from widgets.painting.theme import DARK, Theme

RAW = [f'{{"type":"agent.state","seq":{number},"agent":"a{number % 3}"}}'.encode() for number in range(900)]


def inspection(wanted: str = "", count: int = 900) -> Inspection:
    floor = Scene().queue("sales").agent("ana").at("09:00").answered("c9", "ana").wrapped("c8", "ana").floor
    return Inspection(
        events=raw_lines(RAW[:count], 5000 + count, wanted),
        anomalies=anomalies(floor),
        quarantine=quarantine([(7, "no JSON", "{oops"), (9, "no such type", '{"type":"x"}')]),
        counters=counters({"received": 5000 + count, "tick_ms": {"longest": 1.5}}),
    )


def inspector_of(qtbot: QtBot, seen: Inspection) -> Inspector:
    inspector = Inspector(Theme(DARK))
    qtbot.addWidget(inspector)
    inspector.resize(1280, 700)
    inspector.show()
    inspector.show_inspection(seen)
    return inspector


def test_that_the_newest_event_comes_first_with_its_number(qtbot: QtBot) -> None:
    inspector = inspector_of(qtbot, inspection())
    first = inspector.events.rows[0]
    assert (first.number, first.text) == (5900, RAW[-1].decode())
    inspector.grab()


def test_that_more_events_push_on_and_the_chosen_one_stays(qtbot: QtBot) -> None:
    inspector = inspector_of(qtbot, inspection(count=600))
    view = next(v for v in inspector.findChildren(QListView) if v.accessibleName() == "Events")
    index = inspector.events.index(4)
    view.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.SelectCurrent)
    chosen = inspector.events.rows[4]
    assert inspector.whole.text() == chosen.text
    inspector.show_inspection(inspection(count=620))
    assert inspector.events.rows[24] == chosen
    assert view.currentIndex().row() == 24


def test_that_a_pause_holds_the_events_and_not_the_counters(qtbot: QtBot) -> None:
    inspector = inspector_of(qtbot, inspection(count=600))
    QTest.mouseClick(inspector.pause, Qt.MouseButton.LeftButton)
    inspector.show_inspection(inspection(count=700))
    assert inspector.events.rows[0].number == 5600
    assert ("received", "5,700") in inspector.counters.counters
    QTest.mouseClick(inspector.pause, Qt.MouseButton.LeftButton)
    inspector.show_inspection(inspection(count=700))
    assert inspector.events.rows[0].number == 5700


def test_that_the_filter_is_applied_once_the_typing_pauses(qtbot: QtBot) -> None:
    inspector = inspector_of(qtbot, inspection())
    with qtbot.waitSignal(inspector.filter_changed, timeout=2000) as received:
        QTest.keyClicks(inspector.filter, "a1 seq")
    assert received.args == ["a1 seq"]
    inspector.show_inspection(inspection("a1 seq"))
    assert all('"a1"' in row.text for row in inspector.events.rows)
    assert len(inspector.events.rows) == 300


def test_that_what_is_wrong_is_counted(qtbot: QtBot) -> None:
    inspector = inspector_of(qtbot, inspection())
    assert inspector.anomalies.rows
    assert sum(row.count for row in inspector.anomalies.rows) > 0
    assert [row.what for row in inspector.quarantine.rows] == ["no such type", "no JSON"]
    said = inspector.counters.accessibleDescription()
    assert "tick ms, longest 1.5" in said


def test_that_an_event_leads_to_its_contact(qtbot: QtBot) -> None:
    lines = [b'{"type":"site.profile"}', b'{"type":"contact.queued","contact":"c-7","queue":"a"}']
    inspector = inspector_of(qtbot, Inspection(events=raw_lines(lines, 2)))
    opened: list[str] = []
    inspector.contact_opened.connect(opened.append)
    view = next(v for v in inspector.findChildren(QListView) if v.model() is inspector.events)
    for number in range(2):
        view.setCurrentIndex(inspector.events.index(number))
        view.activated.emit(view.currentIndex())
    assert opened == ["c-7"]
