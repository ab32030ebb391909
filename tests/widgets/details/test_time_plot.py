"""The plot of the time bar: pixels and instants are inverse, and any hand can move through time."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from console.views.rows import DataGap, Link, Mark, Severity, TimeLine
from tests.widgets.floors import overlapping, time_line
from widgets.details.time_plot import TimePlot
from widgets.painting.theme import DARK, Theme

START = 1_795_000_000_000  # far past what a C int holds
HOUR = 3_600_000
DAY = TimeLine(
    START,
    START + 8 * HOUR,
    START + 4 * HOUR,
    tuple((START + minute * 60_000, 0.5 + (minute % 60) / 120) for minute in range(0, 480, 5)),
    0.8,
    (Mark(START + 2 * HOUR, Severity.BREACH, "over limit", "Sales: wait over 1:00"),),
    tuple((START + hour * HOUR, f"{9 + hour}:00") for hour in range(9)),
)


def plot_of(qtbot: QtBot, line: TimeLine = DAY, size: tuple[int, int] = (900, 84)) -> TimePlot:
    plot = TimePlot(Theme(DARK))
    qtbot.addWidget(plot)
    plot.resize(*size)
    plot.show_time_line(line)
    plot.show_link(Link.LIVE)
    plot.show()
    return plot


def asked_of(plot: TimePlot) -> list[int]:
    asked: list[int] = []
    plot.seek_requested.connect(asked.append)
    return asked


@given(
    width=st.integers(200, 3840),
    length=st.integers(1, 12 * HOUR),
    share=st.floats(0, 1),
    target=st.sampled_from([None, 0.8]),
)
def test_that_pixels_and_instants_are_each_others_inverse(
    qapp_module: QApplication, width: int, length: int, share: float, target: float | None
) -> None:
    plot = TimePlot(Theme(DARK))
    plot.resize(width, 84)
    plot.show_time_line(TimeLine(START, START + length, START, target=target))
    first, last = plot.left_of(START), plot.left_of(START + length)
    at = START + round(share * length)
    left = plot.left_of(at)
    assert 0 <= first <= left <= last <= width
    of_a_pixel = length / (last - first)
    assert abs(plot.instant_at(left) - at) <= of_a_pixel / 2 + 1
    if of_a_pixel >= 2:  # a pixel has an instant of its own
        assert plot.left_of(plot.instant_at(left)) == left
    plot.deleteLater()


def test_that_beside_the_day_lie_its_ends(qtbot: QtBot) -> None:
    plot = plot_of(qtbot)
    assert plot.instant_at(-500) == DAY.start
    assert plot.instant_at(5000) == DAY.end


def test_that_a_drag_seeks_wherever_the_pointer_comes(qtbot: QtBot) -> None:
    plot = plot_of(qtbot)
    asked = asked_of(plot)
    y = plot.box().center().y()
    wanted = [DAY.start + hour * HOUR for hour in (2, 3, 6)]
    first, *others = (QPoint(plot.left_of(at), y) for at in wanted)
    QTest.mousePress(plot, Qt.MouseButton.LeftButton, pos=first)
    for place in (*others, QPoint(0, y)):
        QTest.mouseMove(plot, place)
    QTest.mouseRelease(plot, Qt.MouseButton.LeftButton, pos=QPoint(0, y))
    pixel = (DAY.end - DAY.start) / (plot.left_of(DAY.end) - plot.left_of(DAY.start))
    assert len(asked) == 4
    assert all(abs(shown - at) <= pixel for shown, at in zip(asked, [*wanted, DAY.start], strict=True))


def test_that_the_pointer_alone_seeks_nothing(qtbot: QtBot) -> None:
    plot = plot_of(qtbot)
    asked = asked_of(plot)
    QTest.mouseMove(plot, plot.box().center())
    assert asked == []


@pytest.mark.parametrize(
    ("key", "shift", "expected"),
    [
        (Qt.Key.Key_Left, False, DAY.now - 60_000),
        (Qt.Key.Key_Right, False, DAY.now + 60_000),
        (Qt.Key.Key_Left, True, DAY.now - 600_000),
        (Qt.Key.Key_Right, True, DAY.now + 600_000),
        (Qt.Key.Key_Home, False, DAY.start),
    ],
)
def test_that_keys_move_through_time(qtbot: QtBot, key: Qt.Key, shift: bool, expected: int) -> None:
    plot = plot_of(qtbot)
    asked = asked_of(plot)
    held = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    QTest.keyClick(plot, key, held)
    assert asked == [expected]


@pytest.mark.parametrize(
    ("now", "key", "expected"),
    [(DAY.start, Qt.Key.Key_Left, DAY.start), (DAY.end, Qt.Key.Key_Right, DAY.end)],
)
def test_that_no_key_leaves_the_day(qtbot: QtBot, now: int, key: Qt.Key, expected: int) -> None:
    plot = plot_of(qtbot, replace(DAY, now=now))
    asked = asked_of(plot)
    QTest.keyClick(plot, key, Qt.KeyboardModifier.ShiftModifier)
    assert asked == [expected]


def test_that_where_there_is_no_day_a_click_asks_for_nothing(qtbot: QtBot) -> None:
    plot = plot_of(qtbot, TimeLine(0, 0, 0))
    asked = asked_of(plot)
    QTest.mouseClick(plot, Qt.MouseButton.LeftButton, pos=plot.box().center())
    assert asked == []
    assert not plot.grab().isNull()


@pytest.mark.parametrize("width", [320, 620, 900, 1500, 3000])
@pytest.mark.parametrize("zoom", [1.0, 2.0])
def test_that_hours_and_goal_lie_apart_within_the_plot(qtbot: QtBot, width: int, zoom: float) -> None:
    plot = plot_of(qtbot, size=(width, round(84 * zoom)))
    plot.set_theme(Theme(DARK, zoom))
    lines = plot.lines()
    assert not overlapping(lines)
    assert all(plot.rect().contains(line.rect) for line in lines)
    assert all(not line.whole for line in lines)
    assert "goal ≥ 80 %" in [line.text for line in lines]


@pytest.mark.parametrize("target", [0.5, 0.8, 0.95, 1.0])
def test_that_no_line_crosses_the_words_of_the_goal(qtbot: QtBot, target: float) -> None:
    plot = plot_of(qtbot, replace(DAY, target=target))
    goal = next(line for line in plot.lines() if line.text.startswith("goal"))
    assert goal.rect.right() < plot.left_of(DAY.start)


def test_that_a_flag_says_what_it_was_where_it_is(qtbot: QtBot) -> None:
    plot = plot_of(qtbot)
    mark = DAY.marks[0]
    there = QPoint(plot.left_of(mark.at), plot.box().bottom() - 8)
    assert plot.note_at(there) == f"over limit: {mark.text}"
    assert plot.note_at(there + QPoint(100, 0)) == ""


def test_that_the_past_looks_unlike_the_edge(qtbot: QtBot) -> None:
    plot = plot_of(qtbot)
    live = plot.grab().toImage()
    plot.show_link(Link.REWOUND)
    assert plot.grab().toImage() != live


def test_that_a_real_floor_is_shown(qtbot: QtBot) -> None:
    seen = time_line()
    plot = plot_of(qtbot, seen)
    assert seen.end > seen.start
    assert plot.left_of(seen.now) == plot.left_of(seen.end)
    empty = plot_of(qtbot, replace(seen, points=(), marks=()))
    assert plot.grab().toImage() != empty.grab().toImage()


def test_that_flags_too_near_each_other_are_one_sign_with_their_count(qtbot: QtBot) -> None:
    minute = 60_000
    marks = [
        Mark(START + HOUR + n * minute, Severity.WARNING, "near limit", f"Sales: wait {n}") for n in range(3)
    ]
    marks.append(Mark(START + HOUR + 2 * minute, Severity.BREACH, "over limit", "Billing: wait 9"))
    marks.append(Mark(START + 5 * HOUR, Severity.WARNING, "near limit", "Sales: wait 8"))
    plot = plot_of(qtbot, replace(DAY, marks=tuple(marks)))
    first, second = plot.heaps()
    assert (first[0].severity, len(first)) == (Severity.BREACH, 4)
    assert second == (marks[-1],)
    assert [line.text for line in plot.lines() if line.text == "4"]
    assert not overlapping(plot.lines())
    note = plot.note_at(QPoint(plot.left_of(START + HOUR), 70)).splitlines()
    assert note[0] == "over limit: Billing: wait 9"
    assert len(note) == 4


def test_that_a_thousand_flags_stay_readable(qtbot: QtBot) -> None:
    marks = tuple(
        Mark(START + n * 28_800, Severity(1 + n % 2), "near limit", f"Sales: wait {n}") for n in range(1000)
    )
    plot = plot_of(qtbot, replace(DAY, marks=marks))
    assert sum(map(len, plot.heaps())) == 1000
    assert not overlapping(plot.lines())
    assert all(plot.rect().contains(line.rect) for line in plot.lines())
    assert plot.note_at(QPoint(plot.left_of(START + HOUR), 70)).splitlines()[-1].startswith("and ")


def test_that_the_mark_moves_with_the_instant_shown_and_stays_on_the_line(qtbot: QtBot) -> None:
    plot = plot_of(qtbot)
    plot.show_now(START + 6 * HOUR)
    assert plot.line == replace(DAY, now=START + 6 * HOUR)
    plot.show_now(START + 9 * HOUR)
    assert plot.line.now == START + 6 * HOUR


def test_that_flags_of_single_agents_are_named_when_pointed_at_and_have_no_mark(qtbot: QtBot) -> None:
    mark = Mark(START + 3 * HOUR, Severity.BREACH, "over limit", "Ana: away 9:00", is_minor=True)
    plot = plot_of(qtbot, replace(DAY, marks=(*DAY.marks, mark)))
    assert plot.heaps() == [DAY.marks]
    at = QPoint(plot.left_of(mark.at), plot.box().bottom() - 2)
    assert "Ana: away 9:00" in plot.note_at(at)
    without = plot_of(qtbot)
    assert plot.grab().toImage().pixelColor(at) != without.grab().toImage().pixelColor(at)


def test_that_only_the_left_button_seeks(qtbot: QtBot) -> None:
    plot = plot_of(qtbot)
    asked = asked_of(plot)
    place = plot.box().center()
    for button in (Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton):
        QTest.mouseClick(plot, button, pos=place)
    assert asked == []


def test_that_a_press_near_a_flag_goes_to_the_flag_unless_shift_is_held(qtbot: QtBot) -> None:
    plot = plot_of(qtbot)
    asked = asked_of(plot)
    place = QPoint(plot.left_of(DAY.marks[0].at) + 2, plot.box().center().y())
    QTest.mouseClick(plot, Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseClick(plot, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, place)
    assert asked == [DAY.marks[0].at, plot.instant_at(place.x())]
    assert asked[1] != asked[0]


def test_that_its_menu_leads_to_when_a_flag_rose(qtbot: QtBot) -> None:
    plot = plot_of(qtbot)
    asked = asked_of(plot)
    place = QPoint(plot.left_of(DAY.marks[0].at), plot.box().bottom() - 8)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, plot.mapToGlobal(place))
    QApplication.sendEvent(plot, event)
    menu = plot.findChild(QMenu)
    assert menu is not None
    here, flag, explain = menu.actions()
    assert explain.text() == "Explain the service level there"
    assert here.text() == f"Show the floor at {plot.instant_text(plot.instant_at(place.x()))}"
    assert flag.text().startswith("Show the floor when this flag rose, ")
    flag.trigger()
    menu.close()
    assert asked == [DAY.marks[0].at]


def test_that_the_instant_shown_is_written_at_its_mark(qtbot: QtBot) -> None:
    plot = plot_of(qtbot)
    for hour in (0, 3, 8):
        plot.show_now(DAY.start + hour * HOUR)
        shown = plot.instant_text(DAY.start + hour * HOUR)
        label = next(line for line in plot.lines() if line.text == shown)
        mark = plot.left_of(DAY.start + hour * HOUR)
        assert label.rect.left() - plot.theme.px(8) <= mark <= label.rect.right() + plot.theme.px(34)
        assert not overlapping(plot.lines())
    plot.show_now(DAY.start + 8 * HOUR - 1000)
    assert plot.instant_text(DAY.start + 8 * HOUR - 1000) in [line.text for line in plot.lines()]


def test_that_an_instant_of_another_day_names_its_day(qtbot: QtBot) -> None:
    plot = plot_of(qtbot, replace(DAY, start=DAY.end - 30 * HOUR))
    assert plot.instant_text(DAY.end).count(":") == 2
    assert plot.instant_text(DAY.end - 28 * HOUR).split()[0] in (
        "Mon",
        "Tue",
        "Wed",
        "Thu",
        "Fri",
        "Sat",
        "Sun",
    )


def test_that_the_axis_shows_values_beside_the_goal(qtbot: QtBot) -> None:
    texts = [line.text for line in plot_of(qtbot, size=(900, 160)).lines()]
    assert {"goal ≥ 80 %", "50 %"} <= set(texts)


def test_that_a_gap_is_hatched_and_named_however_short(qtbot: QtBot) -> None:
    plot = plot_of(qtbot)
    plain = plot.grab().toImage()
    start = DAY.start + 5 * HOUR
    words = "14 s of data missing, 14:00:00 to 14:00:14"
    plot.show_time_line(replace(DAY, gaps=(DataGap(start, start + 14_000, words),)))
    hatched = plot.grab().toImage()
    column = plot.left_of(start) + 1
    assert any(
        plain.pixelColor(column, y) != hatched.pixelColor(column, y) for y in range(plot.box().height())
    )
    assert plot.note_at(QPoint(plot.left_of(start), 20)) == words
