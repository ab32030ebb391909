"""Explain in the window: from any figure to its contacts by key, to a contact's timeline, and back."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.views.explain.explained_rows import Asked, Effect, Explanation
from console.views.explain.links import FigureLink, parse_link
from console.views.rows import Figure
from console.window.app import App
from tests.console.window.apps import SAMPLE, open_whole, reported
from widgets.explain.explain_panel import ExplainPanel
from widgets.explain.export_dialog import ExportDialog

ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def shown(app: App, qtbot: QtBot) -> App:
    app.window.resize(1600, 1000)
    app.window.show()
    app.window.activateWindow()
    qtbot.waitUntil(app.window.isActiveWindow)
    open_whole(app, qtbot, SAMPLE)
    assert app.session is not None
    head = app.session.desk.playhead
    app.session.seek((head.start + head.end) // 2)
    app.session.tick.show_at_once()
    if app.session.desk.is_requested:
        app.session.tick.show_at_once()
    QApplication.processEvents()
    return app


def panel_of(app: App) -> ExplainPanel:
    panel = app.window.panel
    assert panel is not None
    assert panel.is_open
    return panel


def press(app: App, key: Qt.Key, with_key: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key where the focus is."""
    QTest.keyClick(app.window.focusWidget() or app.window, key, with_key)


def now_of(app: App) -> int:
    assert app.session is not None
    rows = app.session.desk.rows
    assert rows is not None
    return rows.now


def test_that_why_takes_two_keys_to_the_misses(shown: App) -> None:
    press(shown, Qt.Key.Key_1, ALT)
    QTest.keyClicks(shown.window.floor.queues, "?")
    panel, card = panel_of(shown), shown.window.floor.queues.cards[0]
    row = panel.figure.sheet.row
    assert (row.figure.value, row.asked.scope) == (card.service_level.value, f"queue:{card.id}")
    parts = [one.effect for one in panel.figure.counted.rows.rows]
    assert parts == sorted(parts)
    assert len(parts) == row.denominator
    assert panel.figure.counted.hasFocus()


def test_that_every_figure_of_the_floor_opens_with_its_value(shown: App) -> None:
    figures = [figure for figure, _ in shown.window.placed_figures()]
    assert len(figures) > 40
    for figure in figures:
        if figure.metric.startswith(("flags.", "time_in_state")):
            continue
        shown.window.explain_requested.emit(figure)
        found = panel_of(shown).figure.sheet.row.figure
        assert (found.metric, found.scope) == (figure.metric, figure.scope)
        assert (found.value, found.text) == (figure.value, figure.text)


def test_that_a_row_leads_to_the_timeline_and_its_agent_and_escape_back(shown: App) -> None:
    shown.window.queue_opened.emit(shown.window.floor.queues.cards[0].id)
    panel = panel_of(shown)
    press(shown, Qt.Key.Key_Return)
    contact = panel.figure.counted.rows.rows[0].contact
    assert panel.events.row.id == contact
    agent = next((event for event in panel.events.row.events if event.agent), None)
    if agent is not None:
        panel.events.opened.emit(agent)
        assert shown.window.shown_agent == agent.agent
        assert panel.isHidden()
        press(shown, Qt.Key.Key_Escape)
    assert panel.isVisible()
    press(shown, Qt.Key.Key_Escape)
    assert panel.shows_figure
    press(shown, Qt.Key.Key_Escape)
    assert not panel.is_open


def test_that_a_queue_shows_its_tiles_until_the_panel_closes(shown: App) -> None:
    card = shown.window.floor.queues.cards[0]
    press(shown, Qt.Key.Key_1, ALT)
    press(shown, Qt.Key.Key_Return)
    assert not panel_of(shown).is_wide
    assert shown.session is not None
    assert shown.session.desk.view.choices.filters.queues == {card.id}
    press(shown, Qt.Key.Key_Escape)
    assert shown.session.desk.view.choices.filters.queues == frozenset()
    assert shown.window.floor.queues.hasFocus()


def test_that_it_follows_the_instant_and_keeps_the_variant(shown: App, qtbot: QtBot) -> None:
    shown.window.queue_opened.emit(shown.window.floor.queues.cards[0].id)
    panel = panel_of(shown)
    press(shown, Qt.Key.Key_Right)
    assert panel.figure.sheet.row.variant == "answered"
    before = panel.figure.sheet.row.now
    assert shown.session is not None
    shown.session.seek(before - 600_000)
    qtbot.waitUntil(lambda: panel.figure.sheet.row.now == before - 600_000)
    assert panel.figure.sheet.row.variant == "answered"


def test_that_nothing_is_read_while_the_panel_is_hidden(
    shown: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown.window.queue_opened.emit(shown.window.floor.queues.cards[0].id)
    panel_of(shown).shut()
    read: list[object] = []
    monkeypatch.setattr(shown.explainer, "_explanation", lambda *asked: read.append(asked))
    assert shown.session is not None
    before = now_of(shown)
    shown.session.seek(before - 600_000)
    qtbot.waitUntil(lambda: now_of(shown) == before - 600_000)
    QApplication.processEvents()
    assert not read


def test_that_an_instant_before_the_scope_was_known_is_said(shown: App, qtbot: QtBot) -> None:
    shown.explainer.open_asked(Asked("service_level.offered", "queue:nowhere", 1_800_000))
    row = panel_of(shown).figure.sheet.row
    assert row.figure.text == "–"
    assert "no queue is named 'nowhere'" in row.notes[0].text


def test_that_copies_parse_back(shown: App) -> None:
    shown.window.queue_opened.emit(shown.window.floor.queues.cards[0].id)
    panel, clipboard = panel_of(shown), QGuiApplication.clipboard()
    row = panel.figure.sheet.row
    panel.figure.copy_requested.emit("csv")
    read = list(csv.DictReader(io.StringIO(clipboard.text())))
    assert sum(float(one["adds"]) for one in read) == row.numerator
    assert sum(one["counted"] == "yes" for one in read) == row.denominator
    panel.figure.copy_requested.emit("json")
    assert json.loads(clipboard.text())["value"] == row.figure.value
    press(shown, Qt.Key.Key_C, CONTROL)
    assert clipboard.text().startswith(row.title)
    panel.figure.copy_requested.emit("link")
    link = parse_link(clipboard.text())
    assert (link.asked, link.at, link.of("log")) == (row.asked, row.now, [SAMPLE])
    press(shown, Qt.Key.Key_Return)
    panel.events.copy_requested.emit("json")
    assert json.loads(clipboard.text())["contact"] == panel.events.row.id


def test_that_a_link_shows_its_figure_at_its_instant(shown: App) -> None:
    at = now_of(shown) - 900_000
    asked = Asked("service_level.strict", f"queue:{shown.window.floor.queues.cards[0].id}", 1_800_000)
    shown.explainer.open_link(FigureLink(asked, at))
    row = panel_of(shown).figure.sheet.row
    assert (row.asked, row.now, row.variant) == (asked, at, "strict")
    shown.explainer.open_link(FigureLink(asked, 0))
    assert "instant of the link" in reported(shown)


def test_that_a_link_to_a_recording_opens_it_at_the_figure(app: App, qtbot: QtBot) -> None:
    open_whole(app, qtbot, SAMPLE)
    assert app.session is not None
    at = app.session.desk.playhead.end - 1_800_000
    asked = Asked("service_level.offered", "floor", 1_800_000)
    app.show_recording([SAMPLE])
    app.explain_when_shown(FigureLink(asked, at))
    qtbot.waitUntil(lambda: app.window.panel is not None and app.window.panel.is_open)
    row = panel_of(app).figure.sheet.row
    assert (row.asked, row.now) == (asked, at)


def test_that_an_export_writes_all_rows_and_says_what_went_wrong(
    shown: App, qtbot: QtBot, tmp_path: Path
) -> None:
    shown.window.queue_opened.emit(shown.window.floor.queues.cards[0].id)
    panel = panel_of(shown)
    for name in ("a.csv", "a.json", "a.txt"):
        panel.figure.export_requested.emit()
        dialog = shown.window.findChildren(ExportDialog)[-1]
        dialog.fileSelected.emit(str(tmp_path / name))
        dialog.close()
    row = panel.figure.sheet.row
    rows = len(row.counted) + len(row.left_out)
    assert len((tmp_path / "a.csv").read_text("utf-8").splitlines()) == rows + 1
    assert json.loads((tmp_path / "a.json").read_text("utf-8"))["numerator"] == row.numerator
    assert (tmp_path / "a.txt").read_text("utf-8").startswith(row.title)
    panel.figure.export_requested.emit()
    dialog = shown.window.findChildren(ExportDialog)[-1]
    dialog.fileSelected.emit(str(tmp_path / "none" / "a.csv"))
    dialog.close()
    assert "cannot be written" in reported(shown)


def test_that_the_window_is_marked_on_the_time_bar_while_it_is_open(shown: App, qtbot: QtBot) -> None:
    shown.window.queue_opened.emit(shown.window.floor.queues.cards[0].id)
    panel, plot = panel_of(shown), shown.window.time_bar.plot
    panel.figure.marks.click()
    span = plot.marked_span
    assert span is not None
    assert (span.start, span.end) == (panel.figure.sheet.row.start, panel.figure.sheet.row.end)
    misses = sum(row.effect is Effect.MISS for row in panel.figure.sheet.row.counted)
    assert sum(is_miss for _, is_miss in span.points) == misses
    assert shown.session is not None
    shown.session.seek(span.end - 300_000)
    qtbot.waitUntil(lambda: plot.marked_span is not None and plot.marked_span.end == span.end - 300_000)
    panel.figure.marks.click()
    assert plot.marked_span is None
    panel.figure.marks.click()
    panel.shut()
    assert plot.marked_span is None


def test_that_a_state_is_explained_and_flags_are_shown(shown: App) -> None:
    tile = shown.window.floor.grid.groups[0].tiles[0]
    shown.window.explain_requested.emit(tile.time)
    panel = panel_of(shown)
    assert (panel.events.row.kind, panel.events.row.id) == ("agent", tile.id)
    assert panel.events.row.title.startswith(f"Why {tile.name} is ")
    shown.window.contact_opened.emit("nobody")
    assert panel.events.row.id == tile.id
    assert "no event of contact 'nobody'" in reported(shown)
    panel.shut()
    shown.window.explain_requested.emit(Figure("flags.open", "floor", "3", 3))
    assert not panel.is_open


def test_that_another_floor_closes_it(shown: App, qtbot: QtBot) -> None:
    shown.window.queue_opened.emit(shown.window.floor.queues.cards[0].id)
    panel = panel_of(shown)
    open_whole(shown, qtbot, SAMPLE)
    assert not panel.is_open


def test_that_escape_returns_from_a_flags_queue_to_its_card(shown: App) -> None:
    assert shown.session is not None
    shown.session.seek(shown.session.desk.playhead.end)
    shown.session.tick.show_at_once()
    press(shown, Qt.Key.Key_3, ALT)
    column = shown.window.floor.attention
    card = next(card for card in column.cards.values() if card.card.scope.startswith("queue:"))
    card.setFocus()
    press(shown, Qt.Key.Key_Return)
    assert panel_of(shown).figure.counted.hasFocus()
    press(shown, Qt.Key.Key_Escape)
    assert card.hasFocus()


def test_that_a_long_account_shows_its_head_first_and_is_not_copied_in_part(
    shown: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Asked("occupancy", "floor", 1_800_000)
    shown.explainer.open_asked(Asked("handled", "floor", 1_800_000))
    whole = replace(panel_of(shown).figure.sheet.row, asked=asked, is_whole=True)
    may_end: list[bool] = []

    def long(*_: object) -> Generator[Explanation, None, Explanation]:
        while not may_end:
            yield replace(whole, counted=(), left_out=(), is_whole=False)
        return whole

    monkeypatch.setattr(shown.explainer, "_explanation", long)
    shown.explainer.open_asked(asked)
    page, clipboard = panel_of(shown).figure, QGuiApplication.clipboard()
    assert (page.sheet.row.asked, page.counted_title.text()) == (asked, "Counted, reading …")
    clipboard.setText("before")
    page.copy_requested.emit("json")
    assert clipboard.text() == "before"
    may_end.append(True)
    qtbot.waitUntil(lambda: page.sheet.row == whole)
    assert page.counted_title.text() == f"Counted, {len(whole.counted):,}"
    page.copy_requested.emit("json")
    assert json.loads(clipboard.text())["metric"] == "occupancy"
