"""The time bar as it is read aloud: a slider over the day, with the instant in words."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from console.views.rows import Link
from tests.widgets.accessible_tree import Role, Text, active, interface
from tests.widgets.floors import time_line
from widgets.details.time_plot import TimePlot
from widgets.painting.theme import Theme

LINE = time_line()


def plot_of(qtbot: QtBot) -> TimePlot:
    plot = TimePlot(Theme())
    qtbot.addWidget(plot)
    plot.resize(600, 84)
    plot.show()
    plot.show_time_line(LINE)
    return plot


@pytest.mark.parametrize(
    ("link", "word"), [(Link.LIVE, "live"), (Link.REWOUND, "rewound"), (Link.STALE, "stale")]
)
def test_that_it_is_a_slider_with_its_value_in_words(qtbot: QtBot, link: Link, word: str) -> None:
    plot = plot_of(qtbot)
    plot.show_link(link)
    found = interface(plot)
    assert found.role() == Role.Slider
    assert found.text(Text.Value) == f"{plot.instant_text(LINE.now)}, {word}"
    value = found.valueInterface()
    assert value.minimumValue() == 0.0
    assert value.maximumValue() == (LINE.end - LINE.start) / 1000
    assert value.currentValue() == (LINE.now - LINE.start) / 1000
    assert value.minimumStepSize() == 60.0


def test_that_setting_it_goes_to_that_instant(qtbot: QtBot) -> None:
    plot = plot_of(qtbot)
    with qtbot.waitSignal(plot.seek_requested) as sought:
        interface(plot).valueInterface().setCurrentValue(30)
    assert sought.args == [LINE.start + 30_000]


def test_that_a_line_without_data_says_so(qtbot: QtBot) -> None:
    plot = TimePlot(Theme())
    qtbot.addWidget(plot)
    assert interface(plot).text(Text.Value) == "no data"


def test_that_a_move_by_key_is_reported_and_the_passing_of_time_is_not(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    plot, sent = plot_of(qtbot), list[QAccessible.Event]()
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: sent.append(event.type()))
    with active():
        plot.show_now(LINE.now - 1000)
        assert not sent
        QTest.keyClick(plot, Qt.Key.Key_Left)
        QTest.keyClick(plot, Qt.Key.Key_Home)
    assert sent == [QAccessible.Event.ValueChanged, QAccessible.Event.ValueChanged]
