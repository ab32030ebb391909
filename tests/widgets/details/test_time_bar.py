"""The time bar: any instant by hand or by key, and always plain where one stands."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from console.views.rows import Link, Mark, Severity
from tests.widgets.floors import overlapping, time_line
from widgets.details.time_bar import TimeBar
from widgets.details.time_plot import TimePlot
from widgets.painting.theme import DARK, Theme

LINE = time_line()
HOUR = 3_600_000
DAY = replace(
    LINE,
    start=LINE.end - 10 * HOUR,
    now=LINE.end,
    marks=(Mark(LINE.end - HOUR, Severity.BREACH, "over limit", "Sales: longest wait 1:42"),),
    ticks=tuple((LINE.end - n * HOUR // 4, f"{n:02}:00") for n in range(40, -1, -1)),
)


def bar_of(qtbot: QtBot, width: int = 1200) -> TimeBar:
    bar = TimeBar(Theme(DARK))
    qtbot.addWidget(bar)
    bar.resize(width, bar.sizeHint().height())
    bar.show_link(Link.LIVE)
    bar.show_time_line(DAY)
    bar.show()
    return bar


def plot_of(qtbot: QtBot, width: int = 1200) -> TimePlot:
    return bar_of(qtbot, width).plot


def test_that_an_instant_and_its_place_are_one(qtbot: QtBot) -> None:
    plot = plot_of(qtbot)
    width = plot.left_of(DAY.end) - plot.left_of(DAY.start)
    for at in range(DAY.start, DAY.end, HOUR // 7):
        assert abs(plot.instant_at(plot.left_of(at)) - at) <= 10 * HOUR / width
    assert plot.instant_at(-50) == DAY.start
    assert plot.instant_at(10_000) == DAY.end


def test_that_a_drag_asks_for_one_instant_after_another(qtbot: QtBot) -> None:
    plot = plot_of(qtbot)
    asked: list[int] = []
    plot.seek_requested.connect(asked.append)
    middle = plot.box().center().y()
    left, right = (QPoint(plot.left_of(DAY.end - hours * HOUR), middle) for hours in (5, 2))
    QTest.mousePress(plot, Qt.MouseButton.LeftButton, pos=left)
    QTest.mouseMove(plot, right)
    QTest.mouseRelease(plot, Qt.MouseButton.LeftButton, pos=right)
    assert asked[0] == plot.instant_at(left.x())
    assert asked[-1] == plot.instant_at(right.x())
    assert abs(asked[0] - (DAY.end - 5 * HOUR)) < 60_000


def test_that_keys_go_a_minute_ten_minutes_or_to_the_start(qtbot: QtBot) -> None:
    plot = plot_of(qtbot)
    asked: list[int] = []
    plot.seek_requested.connect(asked.append)
    QTest.keyClick(plot, Qt.Key.Key_Left)
    QTest.keyClick(plot, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(plot, Qt.Key.Key_Right)
    QTest.keyClick(plot, Qt.Key.Key_Home)
    assert asked == [DAY.end - 60_000, DAY.end - 600_000, DAY.end, DAY.start]


@pytest.mark.parametrize("width", [900, 1200, 1900])
def test_that_its_words_lie_apart(qtbot: QtBot, width: int) -> None:
    plot = plot_of(qtbot, width)
    assert any("goal ≥ 80 %" in line.text for line in plot.lines())
    assert not overlapping(plot.lines())
    assert all(plot.rect().contains(line.rect) for line in plot.lines())


def test_that_a_mark_names_its_flag_when_pointed_at(qtbot: QtBot) -> None:
    plot = plot_of(qtbot)
    at = QPoint(plot.left_of(DAY.end - HOUR), plot.box().bottom() - 5)
    assert plot.note_at(at) == "over limit: Sales: longest wait 1:42"
    assert plot.note_at(at - QPoint(60, 0)) == ""


def test_that_the_past_is_marked_and_one_step_leads_back(qtbot: QtBot) -> None:
    bar = bar_of(qtbot)
    bar.show_time_line(replace(DAY, now=DAY.end - 4 * HOUR))
    live = bar.plot.grab().toImage()
    assert not bar.live.isEnabled()
    bar.show_link(Link.REWOUND)
    assert bar.plot.grab().toImage() != live
    assert "Return to live" in bar.live.text()
    with qtbot.waitSignal(bar.live_requested, timeout=1000):
        QTest.mouseClick(bar.live, Qt.MouseButton.LeftButton)


def test_that_playing_stepping_and_speed_are_asked_for(qtbot: QtBot) -> None:
    bar = bar_of(qtbot)
    received: list[object] = []
    bar.play_requested.connect(received.append)
    bar.step_requested.connect(received.append)
    bar.speed_chosen.connect(received.append)
    QTest.mouseClick(bar.play, Qt.MouseButton.LeftButton)
    bar.show_link(Link.REPLAY)
    bar.show_playback(True, 30.0)
    QTest.keyClick(bar.play, Qt.Key.Key_Space)
    QTest.mouseClick(bar.back, Qt.MouseButton.LeftButton)
    QTest.mouseClick(bar.forward, Qt.MouseButton.LeftButton)
    bar.speed.menu().actions()[-1].trigger()
    assert received == [True, False, -30.0, 30.0, 1000.0]
    assert bar.speed.text() == "30×"
    assert bar.play.accessibleName() == "Pause"


def test_that_a_line_of_no_length_asks_for_nothing(qtbot: QtBot) -> None:
    plot = plot_of(qtbot)
    plot.show_time_line(replace(DAY, start=DAY.end, now=DAY.end, marks=(), ticks=()))
    with qtbot.assertNotEmitted(plot.seek_requested):
        QTest.mouseClick(plot, Qt.MouseButton.LeftButton, pos=plot.box().center())
    plot.grab()


def test_that_what_comes_live_is_shown_to_come_at_the_clock_s_own_speed(qtbot: QtBot) -> None:
    bar = bar_of(qtbot)
    bar.show_link(Link.REWOUND)
    bar.show_playback(True, 2.0)
    assert bar.speed.text() == "2×"
    bar.show_link(Link.LIVE)
    bar.show_playback(True, 2.0)
    assert bar.speed.text() == "1×"
    assert bar.speed_away(1) == 2.0


def test_that_a_lost_connection_is_retried_by_its_button(qtbot: QtBot) -> None:
    bar = bar_of(qtbot)
    bar.show_link(Link.RECONNECTING)
    assert bar.live.text() == "Retry now · F5"
    with qtbot.waitSignal(bar.retry_requested, timeout=1000), qtbot.assertNotEmitted(bar.live_requested):
        QTest.mouseClick(bar.live, Qt.MouseButton.LeftButton)


def test_that_events_out_of_order_are_counted_in_place_of_the_hint(qtbot: QtBot) -> None:
    bar = bar_of(qtbot)
    assert bar.hint.text() == "drag to rewind the floor"
    bar.show_time_line(replace(DAY, disorder="2 events came too late"))
    assert bar.hint.text() == "2 events came too late"
    bar.show_time_line(DAY)
    assert bar.hint.text() == "drag to rewind the floor"
