"""The list of what is snoozed: each flag with its end, and shown again when chosen."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from console.views.rows import SnoozedFlag
from widgets.floor.snoozed_flags import SnoozedFlags

FLAGS = (
    SnoozedFlag("f1", "Billing", "Longest wait 4:12", "11:00"),
    SnoozedFlag("f2", "R&D", "Service level 70.0 %", ""),
)


def test_that_each_is_listed_with_its_end_and_can_be_shown_again(qtbot: QtBot) -> None:
    button, woken = SnoozedFlags(), list[str]()
    qtbot.addWidget(button)
    button.woken.connect(woken.append)
    assert button.isHidden()
    button.show_flags(FLAGS)
    assert button.text() == "2 snoozed ▾"
    assert not button.isHidden()
    menu = button.menu()
    assert menu is not None
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()] == [
        "Show again: Billing, Longest wait 4:12, until 11:00",
        "Show again: R&&D, Service level 70.0 %",
    ]
    menu.actions()[1].trigger()
    assert woken == ["f2"]
    button.show_flags(())
    assert button.isHidden()
