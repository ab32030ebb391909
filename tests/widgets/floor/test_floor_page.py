"""The floor place: three columns that fit every window, and the choices above them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.widgets.floors import overlapping, rows
from widgets.floor.floor_page import FloorPage
from widgets.floor.tile_layout import TileSize
from widgets.painting.theme import DARK, Theme


def page_of(qtbot: QtBot, size: tuple[int, int] = (1218, 640), zoom: float = 1.0) -> FloorPage:
    page = FloorPage(Theme(DARK, zoom))
    qtbot.addWidget(page)
    page.resize(*size)
    page.show()
    page.show_rows(rows())
    return page


@pytest.mark.parametrize(
    ("size", "zoom"), [((1218, 640), 1.0), ((1538, 840), 1.0), ((1858, 920), 1.0), ((3716, 1840), 2.0)]
)
def test_that_the_columns_share_the_width(qtbot: QtBot, size: tuple[int, int], zoom: float) -> None:
    page = page_of(qtbot, size, zoom)
    left, middle, right = page.split.sizes()
    assert middle > left >= page.theme.px(274)
    assert right >= page.theme.px(280)
    assert page.grid.layout_of_tiles.columns >= 3
    for part in (page.queues, page.grid):
        assert not overlapping(part.lines())


def test_that_each_choice_is_sent_by_name(qtbot: QtBot) -> None:
    page = page_of(qtbot)
    received: list[tuple[str, str]] = []
    page.choice_changed.connect(lambda name, value: received.append((name, value)))
    page.choose("group_by", "queue")
    page.choose("order", "attention")
    page.choose("queue_order", "worst")
    page.choose("tiles", "large")
    assert received == [
        ("group_by", "queue"),
        ("order", "attention"),
        ("queue_order", "worst"),
        ("tiles", "large"),
    ]
    assert page.grid.size_of_tiles is TileSize.LARGE


def test_that_choices_are_shown_without_a_signal(qtbot: QtBot) -> None:
    page = page_of(qtbot)
    with qtbot.assertNotEmitted(page.choice_changed):
        page.show_choices({"group_by": "state", "tiles": "small"})
    assert page.grid.size_of_tiles is TileSize.SMALL


def test_that_typing_filters_once_it_pauses(qtbot: QtBot) -> None:
    page = page_of(qtbot)
    with qtbot.waitSignal(page.choice_changed, timeout=2000) as received:
        QTest.keyClicks(page.filter, "ana costa")
    assert received.args == ["text", "ana costa"]


def test_that_the_heads_show_variant_window_and_how_many_need_someone(qtbot: QtBot) -> None:
    page = page_of(qtbot)
    shown = rows()
    assert page.queue_head.sentence.text == "offered · last 30 min · 1 below goal"
    assert page.grid_head.sentence.text == shown.summary
    assert page.attention_head.badge.text() == str(shown.attention.total)


def test_that_five_cards_of_attention_have_room_in_the_smallest_window(qtbot: QtBot) -> None:
    page = page_of(qtbot, (1218, 638))
    heights = [card.height() for card in page.attention.cards.values()]
    assert heights
    layout = page.attention.layout()
    assert layout is not None
    gap = layout.spacing()
    assert 5 * (max(heights) + gap) <= page.attention_scroll.viewport().height()


def test_that_the_widths_a_person_drags_are_kept(qtbot: QtBot) -> None:
    page = page_of(qtbot, (1538, 840))
    assert page.layout_state() == b""
    page.split.setSizes([400, 700, 400])
    page.split.splitterMoved.emit(400, 1)
    state = page.layout_state()
    other = page_of(qtbot, (1538, 840))
    assert other.restore_layout(state)
    assert other.split.sizes() == page.split.sizes()
    assert not other.restore_layout(b"nonsense")


def test_that_the_focus_walks_into_every_column(qtbot: QtBot) -> None:
    page = page_of(qtbot)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.queues.setFocus()
    visited = set()
    for _ in range(40):
        visited.add(page.focusWidget())
        QTest.keyClick(page.focusWidget() or page, Qt.Key.Key_Tab)
    assert {page.queues, page.grid, page.filter} <= visited
    assert set(page.attention.cards.values()) <= visited


def test_that_tiles_sorted_by_need_rest_before_they_are_sorted_again(qtbot: QtBot) -> None:
    page = page_of(qtbot)
    held: list[bool] = []
    page.engaged_changed.connect(held.append)
    shown = rows()
    page.show_rows(shown)
    assert held == []
    page.show_choices({"order": "attention"})
    group = shown.groups[0]
    turned = replace(group, tiles=group.tiles[::-1])
    page.show_rows(replace(shown, groups=(turned, *shown.groups[1:])))
    assert held == [True]
    assert page.sort_hold.since_sorted.isActive()
    page.sort_hold.since_sorted.stop()
    page.sort_hold.since_sorted.timeout.emit()
    assert held == [True, False]


def test_that_counts_are_figures_where_they_stand(qtbot: QtBot) -> None:
    page = page_of(qtbot)
    shown = rows()
    placed = dict(page.grid_head.placed_figures())
    assert tuple(placed) == shown.counts
    lefts = [rect.left() for rect in placed.values()]
    assert lefts == sorted(set(lefts))
    ((badge, rect),) = [one for one in page.attention_head.placed_figures() if one[0].metric == "flags.open"]
    assert badge.text == page.attention_head.badge.text()
    assert page.attention_head.rect().contains(rect)
