"""What needs a person: cards in their order, acknowledged and snoozed without a mouse."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from console.views.goals import LIMIT_WORDS
from console.views.rows import Attention, AttentionCard, Figure, Severity
from tests.widgets.floors import overlapping, rows
from widgets.floor.attention_column import AttentionColumn
from widgets.floor.floor_items import flag_name
from widgets.painting.theme import DARK, Theme

SEEN = rows().attention
FIVE = tuple(
    AttentionCard(
        f"f{n}",
        f"agent:a{n}",
        f"Agent {n}",
        "Hold 4:12, usual 1:05",
        "Billing",
        0,
        "3:12",
        severity,
        LIMIT_WORDS[severity],
    )
    for n, severity in enumerate([Severity.BREACH] * 2 + [Severity.WARNING] * 3)
)


def column_of(qtbot: QtBot, attention: Attention, width: int = 300) -> AttentionColumn:
    column = AttentionColumn(Theme(DARK))
    qtbot.addWidget(column)
    column.resize(width, 800)
    column.show()
    column.show_attention(attention)
    qtbot.waitExposed(column)
    settle(column)
    return column


def settle(column: AttentionColumn) -> None:
    """Let the cards take their places."""
    layout = column.layout()
    assert layout is not None
    layout.activate()


def order(column: AttentionColumn) -> list[str]:
    return [card.id for card in sorted(column.attention.cards, key=lambda c: column.cards[c.id].y())]


def test_that_a_real_floor_fills_it(qtbot: QtBot) -> None:
    assert SEEN.cards
    column = column_of(qtbot, SEEN)
    assert [column.cards[card.id].accessibleName() for card in SEEN.cards] == [
        flag_name(card) for card in SEEN.cards
    ]


def test_that_cards_follow_the_order_and_keep_the_focus(qtbot: QtBot) -> None:
    column = column_of(qtbot, Attention(FIVE, 3, "", 8))
    column.activateWindow()
    qtbot.waitUntil(column.isActiveWindow)
    column.cards["f2"].setFocus()
    column.show_attention(Attention((FIVE[2], FIVE[0], *FIVE[3:]), 2, "", 6))
    settle(column)
    assert order(column) == ["f2", "f0", "f3", "f4"]
    assert column.cards["f2"].hasFocus()
    assert "f1" not in column.cards


@pytest.mark.parametrize("width", [260, 288, 340])
@pytest.mark.parametrize("compact", [False, True])
def test_that_words_and_buttons_lie_apart(qtbot: QtBot, width: int, compact: bool) -> None:
    why = "On hold 3:10, the customer's mood is falling, third time this week, scheduled back at 10:38."
    what = "Contact 1:14:32 is 12.4× the usual 6:02 in this queue"
    cards = (replace(FIVE[0], why=why, what=what), replace(FIVE[1], why=why, acknowledged=True), FIVE[2])
    column = column_of(qtbot, Attention(cards, 0, "", 3), width)
    column.set_compact(compact)
    settle(column)
    for card in column.cards.values():
        lines = card.lines()
        assert not overlapping(lines)
        assert all(card.rect().contains(line.rect) for line in lines)
        buttons = [b.geometry() for b in (card.acknowledge, card.snooze) if not b.isHidden()]
        assert not [x.text for x in lines for geometry in buttons if x.rect.intersects(geometry)]
        assert all(card.rect().contains(geometry) for geometry in buttons)
        assert all(not line.whole for line in lines)


def test_that_a_flag_is_acknowledged_and_snoozed_by_keyboard(qtbot: QtBot) -> None:
    column = column_of(qtbot, Attention(FIVE, 0, "", 5))
    column.activateWindow()
    qtbot.waitUntil(column.isActiveWindow)
    received: list[object] = []
    column.acknowledged.connect(received.append)
    column.snoozed.connect(lambda *wanted: received.append(wanted))
    column.opened.connect(received.append)
    card = column.cards["f1"]
    card.setFocus()
    QTest.keyClick(card, Qt.Key.Key_A)
    QTest.keyClick(card.acknowledge, Qt.Key.Key_Space)
    QTest.keyClick(card, Qt.Key.Key_Return)
    card.snooze.menu().actions()[1].trigger()
    assert received == ["f1", "f1", "agent:a1", ("f1", 900)]


def test_that_s_opens_the_choice_of_snoozes(qtbot: QtBot) -> None:
    column = column_of(qtbot, Attention(FIVE, 0, "", 5))
    card = column.cards["f0"]
    menu = card.snooze.menu()
    menu.aboutToShow.connect(lambda: menu.close())
    with qtbot.waitSignal(menu.aboutToShow, timeout=1000):
        QTest.keyClick(card, Qt.Key.Key_S)


def test_that_what_is_acknowledged_cannot_be_again(qtbot: QtBot) -> None:
    column = column_of(qtbot, Attention((replace(FIVE[0], acknowledged=True),), 0, "", 1))
    card = column.cards["f0"]
    assert card.acknowledge.isHidden()
    with qtbot.assertNotEmitted(column.acknowledged):
        QTest.keyClick(card, Qt.Key.Key_A)


def test_that_the_rest_is_one_click_away(qtbot: QtBot) -> None:
    column = column_of(qtbot, Attention(FIVE, 3, "", 8))
    assert column.rest.text() == "and 3 more"
    with qtbot.waitSignal(column.rest_requested, timeout=1000) as wanted:
        QTest.mouseClick(column.rest, Qt.MouseButton.LeftButton)
    assert wanted.args == [True]
    more = tuple(replace(FIVE[0], id=f"g{number}") for number in range(3))
    column.show_attention(Attention((*FIVE, *more), 0, "", 8))
    with qtbot.waitSignal(column.rest_requested, timeout=1000) as wanted:
        QTest.mouseClick(column.rest, Qt.MouseButton.LeftButton)
    assert wanted.args == [False]


def test_that_a_quiet_floor_says_that_all_is_well(qtbot: QtBot) -> None:
    column = column_of(qtbot, Attention(quiet="1 snoozed · 7 resolved this hour"))
    assert [line.text for line in column.note.lines()] == ["All is well", "1 snoozed · 7 resolved this hour"]
    assert column.rest.isHidden()


def test_that_a_floor_with_flags_does_not_say_that_nothing_needs_attention(qtbot: QtBot) -> None:
    assert column_of(qtbot, Attention(FIVE, 5)).note.isHidden()


def test_that_the_keyboard_goes_on_to_the_card_that_took_the_place_of_one_that_left(qtbot: QtBot) -> None:
    card = rows().attention.cards[0]
    cards = tuple(replace(card, id=f"flag-{number}") for number in range(3))
    column = column_of(qtbot, Attention(cards))
    column.activateWindow()
    column.cards[cards[1].id].setFocus()
    qtbot.waitUntil(lambda: column.cards[cards[1].id].hasFocus())
    column.show_attention(Attention((cards[0], cards[2])))
    assert column.focusWidget() is column.cards[cards[2].id]
    column.show_attention(Attention((cards[0],)))
    assert column.focusWidget() is column.cards[cards[0].id]


@pytest.mark.parametrize("place", [0, 4])
def test_that_the_keyboard_goes_on_to_the_card_that_took_its_place(qtbot: QtBot, place: int) -> None:
    column = column_of(qtbot, Attention(FIVE, 0, "", 5))
    column.activateWindow()
    qtbot.waitUntil(column.isActiveWindow)
    column.cards[f"f{place}"].setFocus()
    left = tuple(card for card in FIVE if card.id != f"f{place}")
    column.show_attention(Attention(left, 0, "1 snoozed", 4))
    assert column.cards[left[min(place, 3)].id].hasFocus()


def test_that_the_keyboard_does_not_follow_an_acknowledged_card_to_the_end(qtbot: QtBot) -> None:
    column = column_of(qtbot, Attention(FIVE, 0, "", 5))
    column.activateWindow()
    qtbot.waitUntil(column.isActiveWindow)
    column.cards["f1"].acknowledge.setFocus()
    answered = (FIVE[0], *FIVE[2:], replace(FIVE[1], acknowledged=True))
    column.show_attention(Attention(answered, 0, "", 5))
    assert column.cards["f2"].hasFocus()
    column.cards["f1"].setFocus()  # who goes there all the same stays there
    column.show_attention(Attention(tuple(replace(card, age="4:00") for card in answered), 0, "", 5))
    assert column.cards["f1"].hasFocus()


def test_that_a_card_s_menu_offers_what_its_keys_do(qtbot: QtBot) -> None:
    column = column_of(qtbot, Attention(tuple(replace(card, since=7) for card in FIVE)))
    card = column.cards["f1"]
    asked: list[object] = []
    for signal in (column.acknowledged, column.snoozed, column.rise_requested, column.opened):
        signal.connect(lambda *said: asked.append(said))
    QTest.mouseClick(card, Qt.MouseButton.RightButton)
    assert asked == []
    place = card.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, card.mapToGlobal(place))
    QApplication.sendEvent(card, event)
    menu = next(menu for menu in card.findChildren(QMenu) if menu.isVisible())
    offered = {action.text().partition("\t")[0]: action for action in menu.actions()}
    for words in ("Acknowledge", "Snooze for 15 minutes", "Show the floor when this flag rose"):
        offered[words].trigger()
    menu.close()
    QTest.keyClick(card, Qt.Key.Key_R)
    assert asked == [("f1",), ("f1", 900), (7,), (7,)]


def test_that_up_and_down_walk_the_cards(qtbot: QtBot) -> None:
    column = column_of(qtbot, Attention(FIVE, total=5))
    column.activateWindow()
    column.take_focus()
    qtbot.waitUntil(column.cards["f0"].hasFocus)
    for key, flag in ((Qt.Key.Key_Down, "f1"), (Qt.Key.Key_Down, "f2"), (Qt.Key.Key_Up, "f1")):
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, key)
        assert column.cards[flag].hasFocus()


def test_that_the_menu_names_the_key_that_explains(qtbot: QtBot) -> None:
    figure = Figure("service_level", "queue:billing", "71.0 %", 0.71, label="Service level")
    column = column_of(qtbot, Attention((replace(FIVE[0], figure=figure),), total=1))
    card = column.cards["f0"]
    asked = QContextMenuEvent(
        QContextMenuEvent.Reason.Keyboard, card.rect().center(), card.mapToGlobal(QPoint())
    )
    QApplication.sendEvent(card, asked)
    menu = card.findChild(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly)
    assert menu is not None
    assert "Explain Service level: 71.0 %\t?" in [action.text() for action in menu.actions()]
    menu.close()
