"""A button that offers one choice among a few: shown silently, signalled when the user chooses."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from widgets.painting.choice import Choice


@pytest.fixture
def choice(qtbot: QtBot) -> Choice:
    widget = Choice("Group by", [("team", "Team"), ("queue", "Queue"), ("state", "State")])
    qtbot.addWidget(widget)
    return widget


def test_that_the_first_option_is_chosen_at_first(choice: Choice) -> None:
    assert (choice.value, choice.text()) == ("team", "Team ▾")
    assert choice.accessibleName() == choice.toolTip() == "Group by"


def test_that_a_users_choice_is_sent_by_name(qtbot: QtBot, choice: Choice) -> None:
    menu = choice.menu()
    with qtbot.waitSignal(choice.chosen, timeout=1000) as chosen:
        menu.actions()[1].trigger()
    assert chosen.args == ["queue"]
    assert (choice.value, choice.text()) == ("queue", "Queue ▾")
    assert [action.isChecked() for action in menu.actions()] == [False, True, False]


def test_that_showing_a_choice_sends_no_signal_and_an_unknown_one_changes_nothing(
    qtbot: QtBot, choice: Choice
) -> None:
    with qtbot.assertNotEmitted(choice.chosen):
        choice.set_chosen("state")
        choice.set_chosen("weather")
    assert choice.value == "state"


def test_that_other_options_take_the_place_of_those_before(choice: Choice) -> None:
    choice.set_chosen("state")
    choice.set_options([("sales", "Sales & Service")])
    assert choice.value == "sales"
    assert len(choice.menu().actions()) == 1
