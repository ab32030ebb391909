"""The queue cards: whole figures at any width, and the keyboard."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from console.views.rows import Figure, QueueCard, Severity
from tests.widgets.floors import overlapping, rows
from tests.widgets.painted_regions import repainted
from widgets.floor.queue_column import QueueColumn
from widgets.painting.painted_widget import Scroll
from widgets.painting.theme import DARK, Theme

CARDS = rows().queues


def column_of(qtbot: QtBot, cards: tuple[QueueCard, ...] = CARDS, width: int = 280) -> QueueColumn:
    column = QueueColumn(Theme(DARK))
    qtbot.addWidget(column)
    column.resize(width, 700)
    column.show_cards(cards)
    column.show()
    return column


def longer(card: QueueCard) -> QueueCard:
    """A queue on its worst day."""
    waits = replace(card.longest_wait, text="12:10:02")
    return replace(
        card,
        name="Premium Business Support Second Level Escalations",
        waiting=replace(card.waiting, text="1,234"),
        longest_wait=waits,
        service_level=replace(card.service_level, text="100.0 %"),
        free=replace(card.free, text="12"),
        staffed=replace(card.staffed, text="1234"),
        free_text="12 of 1234 available",
        severity=Severity.BREACH,
        reason="service level and longest wait are over their goals since a long time",
    )


@pytest.mark.parametrize("width", [274, 282, 340])
def test_that_texts_lie_apart_on_the_card_and_figures_are_whole(qtbot: QtBot, width: int) -> None:
    cards = (*CARDS, replace(longer(CARDS[0]), id="worst"))
    column = column_of(qtbot, cards, width)
    assert not overlapping(column.lines())
    card_of = {card.id: column.card_rect(number) for number, card in enumerate(cards)}
    for figure, rect in column.placed_figures():
        assert any(area.contains(rect) for area in card_of.values()), figure
    assert len(column.placed_figures()) == 5 * len(cards)
    assert all(not line.whole for line in column.lines() if line.figures)


def test_that_goals_stand_beside_their_figures(qtbot: QtBot) -> None:
    shown = [line.text for line in column_of(qtbot).lines()]
    assert [card.service_level.goal in shown for card in CARDS] == [True] * len(CARDS)


def test_that_the_keyboard_walks_and_opens(qtbot: QtBot) -> None:
    column = column_of(qtbot)
    opened: list[str] = []
    column.opened.connect(opened.append)
    column.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Return):
        QTest.keyClick(column, key)
    assert opened == [CARDS[1].id, CARDS[0].id]
    assert column.current_queue == CARDS[0].id


def test_that_a_click_opens_the_queue_under_it(qtbot: QtBot) -> None:
    column = column_of(qtbot)
    with qtbot.waitSignal(column.opened, timeout=1000) as opened:
        QTest.mouseClick(column, Qt.MouseButton.LeftButton, pos=column.card_rect(2).center())
    assert opened.args == [CARDS[2].id]


def test_that_a_figure_pointed_at_says_what_it_is(qtbot: QtBot) -> None:
    column = column_of(qtbot)
    levels = [(figure, rect) for figure, rect in column.placed_figures() if "service" in figure.metric]
    figure, rect = levels[0]
    note = column.note_at(rect.center())
    assert figure.text in note
    assert "last 30 min" in note


def test_that_old_figures_step_back(qtbot: QtBot) -> None:
    column = column_of(qtbot)
    before = column.grab().toImage()
    column.set_dimmed(True)
    assert column.grab().toImage() != before
    column.set_dimmed(False)
    assert column.grab().toImage() == before


def test_that_a_flagged_card_says_why_or_how_bad_it_is(qtbot: QtBot) -> None:
    wait = Figure("longest_wait_seconds", "queue:x", "1:42", 102, Severity.BREACH)
    short = replace(CARDS[0], id="x", longest_wait=wait, severity=Severity.BREACH, reason="wait over 1:00")
    shown = [line.text for line in column_of(qtbot, (short, replace(longer(CARDS[0]), id="y"))).lines()]
    assert "wait over 1:00" in shown
    assert "below goal" in shown


def test_that_of_many_queues_those_in_sight_are_laid_out_also_after_scrolling(qtbot: QtBot) -> None:
    many = tuple(replace(CARDS[0], id=f"q{number}", name=f"Queue {number}") for number in range(60))
    column = QueueColumn(Theme(DARK))
    area = Scroll(column)
    qtbot.addWidget(area)
    area.resize(300, 500)
    column.show_cards(many)
    area.show()

    def named() -> list[str]:
        return [line.text for line in column.lines() if line.text.startswith("Queue ")]

    assert named()[0] == "Queue 0"
    assert 2 < len(named()) < 20
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    assert named()[-1] == "Queue 59"
    assert "Queue 0" not in named()


def test_that_a_figure_near_or_over_its_limit_has_a_shape_beside_it(qtbot: QtBot) -> None:
    level = replace(CARDS[0].service_level, severity=Severity.BREACH)
    wait = Figure("longest_wait_seconds", "queue:x", "0:42", 42, Severity.WARNING)
    calm = Figure("longest_wait_seconds", "queue:y", "0:02", 2)
    cards = (
        replace(CARDS[0], id="x", longest_wait=wait, service_level=level),
        replace(CARDS[0], id="y", longest_wait=calm, service_level=replace(level, severity=Severity.NONE)),
    )
    column = column_of(qtbot, cards, 300)
    assert [severity for severity, _ in column.signs()] == [Severity.WARNING]
    chips = [line.chip for line in column.lines() if line.chip is not None]
    assert [figure.severity for line in column.lines() if line.chip for figure, _ in line.figures] == [
        Severity.BREACH
    ]
    assert not [line.text for line in column.lines() if not line.chip and line.rect.intersects(chips[0])]
    for _, box in column.signs():
        assert not [line.text for line in column.lines() if line.rect.intersects(box)]
        assert column.card_rect(0).contains(box)


def test_that_a_sign_without_room_is_left_out(qtbot: QtBot) -> None:
    loud = [
        replace(longer(card), service_level=replace(longer(card).service_level, severity=Severity.BREACH))
        for card in CARDS[:1]
    ]
    column = column_of(qtbot, tuple(loud), 274)
    lines = column.lines()
    assert not [box for _, box in column.signs() if any(line.rect.intersects(box) for line in lines)]
    assert not overlapping(lines)


def test_that_of_several_flags_the_worst_is_shown_where_not_all_fit(qtbot: QtBot) -> None:
    first, second = "Service level 34.7 %, goal 80.0 %", "Longest wait 2:26, goal 3:00"
    card = replace(CARDS[0], severity=Severity.BREACH, reason=f"{first} · {second}")
    shown = [line.text for line in column_of(qtbot, (card,), 320).lines()]
    assert first in shown
    assert f"{first} · {second}" in [line.text for line in column_of(qtbot, (card,), 700).lines()]
    assert "below goal" in [line.text for line in column_of(qtbot, (card,), 200).lines()]


def test_that_only_the_card_that_changed_is_repainted(qtbot: QtBot) -> None:
    column = column_of(qtbot)
    changed = replace(CARDS[1], free_text="1 of 2 free")
    assert repainted(column, lambda: column.show_cards((CARDS[0], changed, *CARDS[2:]))) == column.card_rect(
        1
    )
    assert "1 of 2 free" in [line.text for line in column.lines()]
    assert repainted(column, lambda: column.show_cards(column.cards)).isEmpty()


def test_that_all_cards_are_repainted_where_a_wider_figure_moves_the_others(qtbot: QtBot) -> None:
    column = column_of(qtbot)
    wider = replace(CARDS[1], waiting=replace(CARDS[1].waiting, text="12,345"))
    painted = repainted(column, lambda: column.show_cards((CARDS[0], wider, *CARDS[2:])))
    assert painted.contains(column.card_rect(0))
