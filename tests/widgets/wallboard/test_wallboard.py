"""The wallboard: read from across the room, on any screen, and plain about old data."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from console.settings.layout_files import find_layout, layout_names
from console.views.floor.choices import Choices, LinkState
from console.views.rows import Figure, Link, Severity, WallPanel, WallRows
from console.views.wallboard.wallboard import WallboardView
from tests.builders import Scene
from tests.widgets.accessible_tree import walk
from tests.widgets.painted_regions import repainted
from widgets.painting.theme import DARK, LIGHT, Palette, Theme
from widgets.wallboard.text_layout import READ_AT_5_M, READ_AT_12_M, Letters
from widgets.wallboard.wallboard import Wallboard

SIZES = ((1920, 1080), (1280, 800), (2560, 1080), (1080, 1920), (3840, 2160))
LIVE = LinkState(Link.LIVE, 0.2)
# How far two grabs of the same picture may lie apart; dimmed figures lie far further off.
SHADE = 24


def busy() -> Scene:
    """A floor on which the service level is missed, and queues have long names."""
    scene = Scene().at("09:00").site(name="Lisbon", time_zone="Europe/Lisbon")
    queues = ("sales", "technical-support", "customer-service", "billing")
    for queue in queues:
        name, level = queue.replace("-", " ").title(), {"threshold_seconds": 20, "target": 0.8}
        scene.send("queue.profile", queue=queue, channel="voice", name=name, service_level=level)
        scene.agent(f"{queue}-1", team="north", queues=[queue]).available(f"{queue}-1")
        scene.queued(f"{queue}-a", queue)
    scene.after(95)
    for queue in queues:
        scene.answered(f"{queue}-a", f"{queue}-1").queued(f"{queue}-b", queue)
    return scene.after(75)


def rows_of(layout: str = "floor", link: LinkState = LIVE) -> WallRows:
    scene = busy()
    return WallboardView(scene.floor, find_layout(layout), Choices()).read(scene.ms(), link)


def farthest(one: QImage, other: QImage) -> int:
    """How far the colours of two pictures lie apart at most; glyphs drawn again differ by a shade."""
    parts = [np.frombuffer(image.constBits(), dtype=np.uint8).astype(np.int16) for image in (one, other)]
    return int(np.abs(parts[0] - parts[1]).max())


def board(
    qtbot: QtBot, rows: WallRows, size: tuple[int, int] = (1920, 1080), palette: Palette = DARK
) -> Wallboard:
    widget = Wallboard(Theme(palette))
    qtbot.addWidget(widget)
    widget.resize(*size)
    widget.show()
    widget.show_rows(rows)
    return widget


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("layout", layout_names())
def test_that_every_page_is_large_enough_and_nothing_overlaps(
    qtbot: QtBot, layout: str, size: tuple[int, int]
) -> None:
    widget = board(qtbot, rows_of(layout), size)
    letters = Letters(widget.theme)
    for number in range(widget.page_count()):
        widget.show_page(number)
        lines = widget.lines()
        assert widget.smallest_cap() >= READ_AT_5_M * size[1]
        for line in lines:
            assert widget.rect().contains(line.rect), line.text
        for one, other in combinations(lines, 2):
            assert not one.rect.intersects(other.rect), (one.text, other.text)
        assert not [line.text for line in lines if "…" in line.text]
        assert all(letters.width(line.text, line.face) <= size[0] for line in lines)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("severity", Severity)
def test_that_a_lit_page_has_all_its_words_and_none_leaves_its_box(
    qtbot: QtBot, severity: Severity, size: tuple[int, int]
) -> None:
    widget = board(qtbot, lit(rows_of(), severity), size)
    for number in range(widget.page_count()):
        widget.show_page(number)
        texts = [line.text for line in widget.lines()]
        assert not [text for text in texts if "…" in text]
        boxes = [box.rect for box in widget.boxes()]
        head = min(box.top() for box in boxes)
        for line in (line for line in widget.lines() if line.rect.top() > head):
            assert any(box.contains(line.rect) for box in boxes), line.text
        words = sum(text.startswith(WORDS) for text in texts)
        if size[0] > size[1]:
            assert len(widget.signs()) == words
        else:  # beside a long name, a portrait screen has room for the mark alone
            assert bool(words) == bool(widget.signs())


WORDS = ("near goal", "below goal", "above goal", "near limit", "over limit")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_that_main_figures_are_read_from_twelve_metres(qtbot: QtBot, size: tuple[int, int]) -> None:
    widget = board(qtbot, rows_of(), size)
    main = [line for line in widget.lines() if line.figures and line.figures[0][0].metric == "waiting"]
    assert main[0].face.cap >= READ_AT_12_M * size[1]


def test_that_all_figures_of_the_rows_stand_on_its_pages(qtbot: QtBot) -> None:
    rows = rows_of()
    widget = board(qtbot, rows)
    for page in rows.pages:
        shown = [figure for figure, _ in widget.placed_figures()]
        QTest.keyClick(widget, Qt.Key.Key_Down)  # the next queues
        shown += [figure for figure, _ in widget.placed_figures()]
        wanted: list[Figure] = []
        for panel in (panel for row in page.rows for panel in row.panels):
            wanted += [panel.figure] if panel.figure is not None else []
            for card in panel.cards:
                wanted += [card.waiting, card.longest_wait, card.service_level]
        assert wanted
        assert all(figure in shown for figure in wanted)
        widget.show_page(widget.page + 1)


def test_that_severity_is_shown_by_word_and_shape(qtbot: QtBot) -> None:
    widget = board(qtbot, rows_of())
    assert "below goal" in [line.text for line in widget.lines()]
    assert widget.signs()
    assert any("below goal" in node.words for node in walk(widget))


def names(widget: Wallboard) -> list[str]:
    """The queues shown on the page, by the names of the scopes of their figures."""
    figures = [figure for figure, _ in widget.placed_figures() if figure.scope.startswith("queue:")]
    return list(dict.fromkeys(figure.scope.removeprefix("queue:") for figure in figures))


def test_that_a_page_turns_its_queues_first_and_shows_the_next_when_it_comes_again(qtbot: QtBot) -> None:
    rows = rows_of()
    strip = replace(rows.pages[0].rows[2].panels[0], most=1)
    page = replace(
        rows.pages[0], rows=(*rows.pages[0].rows[:2], replace(rows.pages[0].rows[2], panels=(strip,)))
    )
    widget = board(qtbot, replace(rows, pages=(page, rows.pages[1])))
    assert widget.turning.interval() == 10_000  # half of the page's time
    seen = []
    for _ in range(2):
        for _ in range(2):
            assert widget.page == 0
            seen += names(widget)
            widget.turning.timeout.emit()
        assert (widget.page, widget.turning.interval()) == (1, 20_000)
        widget.turning.timeout.emit()
    assert sorted(seen) == sorted(card.id for card in strip.cards)


def test_that_up_and_down_turn_the_queues_of_the_page(qtbot: QtBot) -> None:
    widget = board(qtbot, rows_of())
    first = names(widget)
    QTest.keyClick(widget, Qt.Key.Key_Down)
    second = names(widget)
    assert second
    assert not set(first) & set(second)
    QTest.keyClick(widget, Qt.Key.Key_Up)
    assert (names(widget), widget.page) == (first, 0)


def test_that_pages_turn_by_themselves_and_by_the_arrow_keys(qtbot: QtBot) -> None:
    widget = board(qtbot, rows_of())
    assert widget.turning.isActive()
    widget.show_page(1)
    assert widget.turning.interval() == 20_000
    widget.turning.timeout.emit()
    assert widget.page == 0
    QTest.keyClick(widget, Qt.Key.Key_Left)
    assert widget.page == widget.page_count() - 1
    QTest.keyClick(widget, Qt.Key.Key_Right)
    assert widget.page == 0
    widget.hide()
    assert not widget.turning.isActive()


def test_that_an_upright_screen_still_says_how_old_the_data_is(qtbot: QtBot) -> None:
    rows = replace(rows_of(), site="Anonymous Bank of Northern Portugal")
    shown = board(qtbot, rows, (1080, 1920))
    words = [line.text for line in shown.lines()]
    assert any(rows.updated in text for text in words)
    assert "LIVE" in words


def test_that_one_page_does_not_turn(qtbot: QtBot) -> None:
    widget = board(qtbot, rows_of("distance"))
    assert widget.page_count() == 1  # of the only channel
    assert not widget.turning.isActive()


def test_that_new_rows_leave_the_page_as_it_is(qtbot: QtBot) -> None:
    widget = board(qtbot, rows_of())
    widget.show_page(1)
    widget.show_rows(rows_of(link=LinkState(Link.LIVE, 5)))
    assert widget.page == 1


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=lambda palette: palette.name)
def test_that_old_data_is_said_over_everything_and_comes_back(qtbot: QtBot, palette: Palette) -> None:
    widget = board(qtbot, rows_of(), palette=palette)
    fresh = widget.grab().toImage()
    widget.show_rows(rows_of(link=LinkState(Link.STALE, 14)))
    stale = widget.grab().toImage()
    middle = stale.pixelColor(10, stale.height() // 2)
    assert middle == widget.theme.colour(widget.stale_ground)
    assert "STALE updated 14 s ago" in walk(widget)[0].value
    assert "STALE" in [line.text for line in widget.lines()]
    figure = next(line for line in widget.lines() if line.figures)
    ink = widget.theme.colour(figure.ink)
    box = figure.rect
    inked = sum(
        stale.pixelColor(x, y) == ink
        for x in range(box.left(), box.right(), 3)
        for y in range(box.top(), box.bottom(), 3)
    )
    assert inked == 0
    widget.show_rows(rows_of())
    assert farthest(widget.grab().toImage(), fresh) <= SHADE


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("layout", layout_names())
def test_that_lighting_up_moves_and_shrinks_no_figure(
    qtbot: QtBot, layout: str, size: tuple[int, int]
) -> None:
    rows = rows_of(layout)
    widget = board(qtbot, rows, size)
    for number in range(widget.page_count()):
        widget.show_page(number)
        placed = []
        for severity in Severity:
            widget.show_rows(lit(rows, severity))
            lines = [line for line in widget.lines() if line.figures and line.face.bold]
            placed.append([(line.text, line.at, line.face) for line in lines])
        assert placed[0] == placed[1] == placed[2]
        assert placed[0]


def lit(rows: WallRows, severity: Severity) -> WallRows:
    """*rows* with *severity* for all figures that have a goal."""

    def of(figure: Figure) -> Figure:
        return replace(figure, severity=severity if figure.goal else Severity.NONE)

    def panel_of(panel: WallPanel) -> WallPanel:
        cards = tuple(
            replace(card, longest_wait=of(card.longest_wait), service_level=of(card.service_level))
            for card in panel.cards
        )
        figure = None if panel.figure is None else of(panel.figure)
        return replace(panel, figure=figure, cards=cards)

    pages = tuple(
        replace(
            page,
            rows=tuple(replace(row, panels=tuple(map(panel_of, row.panels))) for row in page.rows),
        )
        for page in rows.pages
    )
    return replace(rows, pages=pages)


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_F11])
def test_that_keys_leave_it(qtbot: QtBot, key: Qt.Key) -> None:
    widget = board(qtbot, rows_of())
    with qtbot.waitSignal(widget.leaving):
        QTest.keyClick(widget, key)


def test_that_nothing_can_be_clicked_and_no_pointer_is_seen(qtbot: QtBot) -> None:
    widget = board(qtbot, rows_of())
    assert widget.cursor().shape() is Qt.CursorShape.BlankCursor
    page, before = widget.page, widget.grab().toImage()
    for button in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
        QTest.mouseClick(widget, button)
    assert widget.page == page
    assert farthest(widget.grab().toImage(), before) <= SHADE
    assert widget.isVisible()


def test_that_only_the_panel_that_changed_is_repainted(qtbot: QtBot) -> None:
    rows = rows_of()
    widget = board(qtbot, rows)
    page = rows.pages[0]
    panel = page.rows[0].panels[0]
    assert panel.figure is not None
    other = replace(panel, figure=replace(panel.figure, text=f"7{panel.figure.text[1:]}", value=0.5))
    top = replace(page.rows[0], panels=(other, *page.rows[0].panels[1:]))
    changed = replace(rows, pages=(replace(page, rows=(top, *page.rows[1:])), *rows.pages[1:]))
    painted = repainted(widget, lambda: widget.show_rows(changed))
    assert not painted.isEmpty()
    assert painted.width() * painted.height() < widget.width() * widget.height() / 2
    stale = replace(rows, is_stale=True, link=Link.STALE, link_text="STALE 12 s")
    assert repainted(widget, lambda: widget.show_rows(stale)) == widget.rect()


def test_that_a_partial_repaint_is_the_same_picture_as_a_whole_one(qtbot: QtBot) -> None:
    before, rows = rows_of(), rows_of()
    page = rows.pages[0]
    panel = page.rows[0].panels[0]
    assert panel.figure is not None
    text = f"7{panel.figure.text[1:]}"
    top = replace(page.rows[0], panels=(replace(panel, figure=replace(panel.figure, text=text)),))
    after = replace(rows, pages=(replace(page, rows=(top, *page.rows[1:])), *rows.pages[1:]), clock="09:59")
    widget = board(qtbot, before)
    widget.show_rows(after)
    other = board(qtbot, after)
    assert farthest(widget.grab().toImage(), other.grab().toImage()) <= SHADE
