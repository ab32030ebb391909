"""The drawer of one agent: over the right of its window, its figures explained where they are seen."""

from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.views.details.agent_detail import agent_drawer
from console.views.rows import AgentDrawer, AttentionCard, Severity
from tests.builders import Scene
from widgets.details.agent_drawer import Drawer
from widgets.painting.theme import DARK, LIGHT, Palette, Theme

FLAG = AttentionCard(
    "f1", "agent:ana", "Ana", "Hold 4:12, usual 1:05", "Held long", 0, "3:12", Severity.BREACH, "over limit"
)


def shift() -> Scene:
    scene = Scene().at("08:50").site(name="Lisbon", time_zone="Europe/Lisbon").queue("sales")
    scene.send("agent.profile", agent="ana", name="Ana Costa", team="north", queues=["sales"])
    scene.send("agent.profile", agent="bo", name="Bo Reis", team="north", queues=["sales"])
    scene.scheduled("ana", ("on_queue", "09:00", "12:00"), ("break", "10:00", "10:15"))
    scene.at("09:00").available("ana").available("bo").queued("c1", "sales").after(10)
    scene.answered("c1", "ana").after(300).released("c1", "ana").after(30).wrapped("c1", "ana")
    return scene.at("10:05").not_ready("ana", "break").at("10:30")


def row_of(agent: str = "ana") -> AgentDrawer:
    scene = shift()
    row = agent_drawer(scene.floor, agent, scene.ms(), [FLAG])
    assert row is not None
    return row


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def opened(
    window: QWidget, row: AgentDrawer, zoom: float = 1.0, palette: Palette = DARK, height: int = 800
) -> Drawer:
    window.resize(1280, height)
    drawer = Drawer(Theme(palette, zoom), window)
    window.show()
    drawer.show_agent(row)
    return drawer


def words(drawer: Drawer) -> list[str]:
    return [line.text for line in drawer.sheet.lines()]


def test_that_it_says_who_what_and_which_flags(window: QWidget) -> None:
    drawer = opened(window, row_of())
    shown = " ".join(words(drawer))
    for text in ("north", "Break for 25:00", "Hold 4:12, usual 1:05", "Held long", "today, since 00:00"):
        assert text in shown
    assert drawer.head.accessibleName() == drawer.accessibleName() == "Ana Costa"
    assert "over limit: Hold 4:12" in drawer.sheet.accessibleDescription()


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=lambda palette: palette.name)
@pytest.mark.parametrize("zoom", [1.0, 1.5, 2.0])
def test_that_no_text_lies_on_another_or_is_cut(window: QWidget, zoom: float, palette: Palette) -> None:
    drawer = opened(window, row_of(), zoom, palette)
    lines = drawer.sheet.lines()
    for one, other in combinations(lines, 2):
        assert not one.rect.intersects(other.rect), (one.text, other.text)
    for line in lines:
        assert drawer.sheet.rect().contains(line.rect), line.text
        assert not (line.figures and "…" in line.text)


def test_that_every_measure_stands_beside_the_teams(window: QWidget) -> None:
    row = row_of()
    placed = dict(opened(window, row, height=1000).placed_figures())
    for measure in row.measures:
        assert measure.team is not None
        own, team = placed[measure.own], placed[measure.team]
        assert own.right() < team.left()
        assert abs(own.center().y() - team.center().y()) <= 2


def test_that_only_what_is_in_sight_is_placed(window: QWidget) -> None:
    row = row_of()
    drawer = opened(window, row, height=420)
    first = {figure.label for figure, _ in drawer.placed_figures()}
    assert len(first) < len(row.measures)
    for _ in range(30):
        QTest.keyClick(drawer, Qt.Key.Key_Down)
    assert row.measures[-1].label in {figure.label for figure, _ in drawer.placed_figures()}


def test_that_the_days_line_is_true_to_time(window: QWidget) -> None:
    row = row_of()
    sheet = opened(window, row).sheet
    placed = sheet.stretches()
    assert {stretch.kind for stretch, _ in placed} >= {"available", "on_contact", "not_ready", "contact"}
    for stretch, rect in placed:
        assert rect.left() == sheet.left_of(stretch.start)
        assert rect.width() == max(1, sheet.left_of(stretch.end) - sheet.left_of(stretch.start))
    tops = {kind: {rect.top() for stretch, rect in placed if stretch.kind == kind} for kind in ("contact",)}
    assert tops["contact"].isdisjoint({rect.top() for s, rect in placed if s.kind == "available"})
    talk, where = next((s, rect) for s, rect in placed if s.kind == "on_contact")
    assert sheet.note_at(where.center()) == f"{talk.text} for 5:00"


def test_that_escape_and_the_button_close_it(qtbot: QtBot, window: QWidget) -> None:
    drawer = opened(window, row_of())
    assert drawer.agent() == "ana"
    with qtbot.waitSignal(drawer.closed):
        QTest.keyClick(drawer, Qt.Key.Key_Escape)
    assert drawer.isHidden()
    assert (drawer.agent(), drawer.placed_figures()) == ("", [])
    drawer.show_agent(row_of("bo"))
    assert drawer.isVisible()
    assert drawer.agent() == "bo"
    with qtbot.waitSignal(drawer.closed):
        QTest.mouseClick(drawer.close_button, Qt.MouseButton.LeftButton)
    assert drawer.isHidden()


def test_that_it_stays_at_the_right_when_the_window_grows(window: QWidget) -> None:
    drawer = opened(window, row_of())
    for width in (1280, 1920, 300):
        window.resize(width, 700)
        assert window.width() - 12 <= drawer.geometry().right() <= window.width()
        assert drawer.height() <= 700
