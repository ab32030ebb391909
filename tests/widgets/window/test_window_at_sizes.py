"""The window at every size it is made for: texts have room, figures are whole, nothing leaves the window."""

from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from console.views.rows import Link
from tests.builders import Scene
from tests.widgets.floors import NAMES, QUEUES, desk_of, overlapping, scene
from widgets.painting.painted_widget import PaintedWidget
from widgets.painting.theme import zoom_for
from widgets.window.main_window import MainWindow

SIZES = ((1280, 800), (1600, 1000), (1920, 1080), (3840, 2160))


def an_hour() -> Scene:
    """Sixty agents, and queues whose service level falls and recovers, so that their trends are lines."""
    floor = scene(60)
    for number in range(60):
        wait = 30.0 if 20 <= number < 40 else 5.0
        floor.answered_after(wait, f"x{number}", QUEUES[number % 3], f"a{3 + number % 50}").after(60 - wait)
    return floor.queued("y1", "technical-support").after(70)


DESK = desk_of(an_hour())
ROWS, LINE = DESK.read(), DESK.time_line()

at_sizes = pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")


def window_of(
    qtbot: QtBot, size: tuple[int, int], theme: str = "dark", tiles: str = "medium", larger: int = 0
) -> MainWindow:
    window = MainWindow(theme, zoom_for(*size))
    qtbot.addWidget(window)
    window.resize(*size)
    window.show_rows(ROWS)
    window.show_time_line(LINE)
    window.floor.show_choices({"tiles": tiles})
    for _ in range(larger):
        window.appearance.zoom_in()
    window.show()
    assert (window.width(), window.height()) == size  # no part asks for more than there is
    return window


def canvases(window: MainWindow) -> list[PaintedWidget]:
    return [part for part in window.findChildren(PaintedWidget) if part.isVisible()]


def lacking_room(window: MainWindow) -> list[str]:
    """The words on labels and buttons that have less room than they need."""
    parts: list[QLabel | QAbstractButton] = [*window.findChildren(QLabel)]
    parts += window.findChildren(QAbstractButton)
    return [
        part.text()
        for part in parts
        if part.isVisible() and part.text() and part.width() < part.minimumSizeHint().width()
    ]


def test_that_the_floor_has_long_names_and_trends() -> None:
    shown = {tile.name for group in ROWS.groups for tile in group.tiles}
    assert any(name.startswith(max(NAMES, key=len)) for name in shown)
    assert max(len(card.name) for card in ROWS.queues) > 30
    assert all(len(set(card.trend)) > 3 for card in ROWS.queues)


@at_sizes
@pytest.mark.parametrize(("theme", "tiles"), [("dark", "medium"), ("light", "large"), ("dark", "small")])
def test_that_texts_have_room_and_figures_are_whole(
    qtbot: QtBot, size: tuple[int, int], theme: str, tiles: str
) -> None:
    window = window_of(qtbot, size, theme, tiles)
    assert len(canvases(window)) >= 6
    for part, width in [(c, c.width()) for c in canvases(window)] + [
        (window.floor.grid, window.floor.grid.viewport().width())
    ]:
        lines = part.lines()
        assert not overlapping(lines), part
        assert [line.text for line in lines if line.figures and line.whole] == [], part
        assert [x.text for x in lines if x.rect.left() < 0 or x.rect.right() >= width] == [], part
        for line in lines:
            assert window.theme.width(line.kind, line.text, line.stretch) <= line.rect.width(), line.text
    assert lacking_room(window) == []


@at_sizes
def test_that_what_is_shortened_can_be_read_whole(qtbot: QtBot, size: tuple[int, int]) -> None:
    window = window_of(qtbot, size)
    for part in canvases(window):
        for line in part.lines():
            if line.whole:
                assert line.text.endswith("…")
                assert line.whole in part.note_at(line.rect.center())


@at_sizes
def test_that_figures_lie_apart_in_the_window(qtbot: QtBot, size: tuple[int, int]) -> None:
    window = window_of(qtbot, size, "light")
    placed = window.placed_figures()
    assert {figure.scope for figure, _ in placed} >= {f"queue:{queue}" for queue in QUEUES}
    assert all(window.rect().contains(rect) for _, rect in placed)
    assert not [
        (one.text, other.text)
        for (one, here), (other, there) in combinations(placed, 2)
        if here.intersects(there)
    ]
    time_bar = QRect(window.time_bar.mapTo(window, QPoint(0, 0)), window.time_bar.size())
    assert not [figure.text for figure, rect in placed if rect.intersects(time_bar)]


@at_sizes
def test_that_no_part_leaves_the_window(qtbot: QtBot, size: tuple[int, int]) -> None:
    window = window_of(qtbot, size)
    assert window.headline.mapTo(window, QPoint(0, 0)) == QPoint(0, 0)  # no menu bar above it
    for link in Link:
        window.time_bar.show_link(link)
        for part in (window.headline, window.rail, window.floor, window.time_bar, window.time_bar.live):
            assert window.rect().contains(QRect(part.mapTo(window, QPoint(0, 0)), part.size())), (link, part)
        assert lacking_room(window) == [], link


@pytest.mark.parametrize("larger", [1, 2])
def test_that_a_larger_type_still_fits_a_middling_window(qtbot: QtBot, larger: int) -> None:
    window = window_of(qtbot, (1920, 1080), larger=larger)
    assert window.theme.zoom > 1
    for part in canvases(window):
        assert not overlapping(part.lines()), part
        assert [line.text for line in part.lines() if line.figures and line.whole] == [], part
    assert lacking_room(window) == []


@at_sizes
def test_that_the_trend_of_a_queue_lies_below_no_text(
    qtbot: QtBot, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    column = window_of(qtbot, size).floor.queues
    texts = column.lines()
    monkeypatch.setattr(column, "lines", list)  # what is painted then is the cards and their trends alone
    bare = column.grab().toImage()
    assert bare.size() == column.size()
    for line in texts:
        area = line.rect.adjusted(0, 2, 0, -2)
        found = {
            bare.pixelColor(x, y).name()
            for x in range(area.left(), area.right() + 1, 3)
            for y in range(area.top(), area.bottom() + 1)
        }
        assert len(found) == 1, line.text
