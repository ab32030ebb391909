"""The manual in the window: found while typing, followed by links, and loading nothing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, Qt, QUrl
from PySide6.QtGui import QColor, QTextCharFormat, QTextDocument
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from console.manual_files import read_manual
from console.views.manual import page_of
from widgets.dialogs.manual_reader import ManualReader, fragments
from widgets.painting.appearance import Appearance
from widgets.painting.theme import Ink


@pytest.fixture
def reader(qtbot: QtBot, owner: QObject) -> ManualReader:
    shown = ManualReader(Appearance("dark", 1.0, "", owner), read_manual())
    shown.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(shown)
    shown.take_focus()
    qtbot.waitUntil(shown.isActiveWindow)
    return shown


def first_line(reader: ManualReader) -> str:
    """The heading that is at the top of what is seen."""
    return reader.text.textCursor().block().text()


def test_that_service_level_is_found_in_two_keys(reader: ManualReader) -> None:
    assert reader.field.hasFocus()
    QTest.keyClicks(reader.field, "sl")
    assert reader.list.item(0).text().startswith("Service level")
    assert reader.page == "metrics"
    assert first_line(reader) == "Service level"
    assert abs(reader.text.cursorRect().top()) < reader.text.viewport().height() / 4


def test_that_it_is_worked_by_keyboard_alone(reader: ManualReader) -> None:
    QTest.keyClicks(reader.field, "rule")
    titles = [reader.list.item(row).text() for row in range(reader.list.count())]
    assert len(titles) > 2
    QTest.keyClick(reader.field, Qt.Key.Key_Down)
    assert first_line(reader) == titles[1].partition(" · ")[0]
    QTest.keyClick(reader.field, Qt.Key.Key_Up)
    assert first_line(reader) == titles[0].partition(" · ")[0]
    QTest.keyClick(reader.field, Qt.Key.Key_Return)
    assert reader.text.hasFocus()
    QTest.keyClick(reader.text, Qt.Key.Key_Escape)
    assert not reader.isVisible()


def test_that_links_within_the_manual_are_followed_and_led_back(reader: ManualReader) -> None:
    QTest.keyClicks(reader.field, "agents")
    before = (reader.page, first_line(reader))
    reader.text.anchorClicked.emit(QUrl("metrics.md#effective-state"))
    assert (reader.page, first_line(reader)) == ("metrics", "Effective state")
    reader.text.anchorClicked.emit(QUrl("#severity"))
    assert first_line(reader) == "Severity"
    reader.back.click()
    reader.back.click()
    assert (reader.page, first_line(reader)) == before
    reader.back.click()
    assert (reader.page, reader.back.isEnabled()) == ("use", False)  # all that was typed is one step


def test_that_every_link_of_the_manual_stands_in_its_text_and_leads_to_its_heading(
    reader: ManualReader,
) -> None:
    for page in read_manual():
        for section in page.sections:
            reader.open_link(f"{page.name}.md#{section.anchor}")
            assert reader.page == page.name
            assert first_line(reader) == section.heading


def test_that_an_outside_link_is_named_and_not_opened(reader: ManualReader) -> None:
    before = reader.page
    reader.text.anchorClicked.emit(QUrl("https://example.org/page"))
    assert reader.page == before
    assert "https://example.org/page" in reader.status.text()


def test_that_nothing_is_loaded(qtbot: QtBot, owner: QObject) -> None:
    address = "https://example.org/a.png"
    page = page_of("use", f"# Use\n\n![picture](file:///etc/hostname) <img src='{address}'>\n")
    shown = ManualReader(Appearance("dark", 1.0, "", owner), [page])
    shown.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(shown)
    kind = QTextDocument.ResourceType.ImageResource.value
    assert not shown.text.document().resource(kind, QUrl("file:///etc/hostname"))
    assert f'src="{address}"' not in shown.text.toHtml()


def test_that_links_have_the_colour_of_the_theme_also_once_it_changes(qtbot: QtBot, owner: QObject) -> None:
    appearance = Appearance("dark", 1.0, "", owner)
    reader = ManualReader(appearance, read_manual())
    reader.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(reader)
    reader.open_link("settings.md")
    for look in ("dark", "light"):
        appearance.show(look, 1.0)
        links = {kind.foreground().color().name() for kind in formats(reader) if kind.isAnchor()}
        assert links == {QColor(appearance.theme.colour(Ink.ACCENT)).name()}


def formats(reader: ManualReader) -> list[QTextCharFormat]:
    found: list[QTextCharFormat] = []
    block = reader.text.document().begin()
    while block.isValid():
        found += [fragment.charFormat() for fragment in fragments(block)]
        block = block.next()
    return found


def test_that_what_is_not_found_is_said_and_the_page_stays(reader: ManualReader) -> None:
    before = reader.page
    reader.field.setText("xyzzy")
    assert reader.list.count() == 0
    assert reader.status.text() == "Nothing found"
    assert reader.page == before


def test_that_every_part_has_an_accessible_name(reader: ManualReader) -> None:
    for part in (reader.field, reader.list, reader.text, reader.back):
        assert part.accessibleName()
