"""Where tiles stand: beside one another, never on one another, and walked by arrow keys."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from widgets.floor.tile_layout import Place, TileLayout, TileSize
from widgets.painting.theme import DARK, Theme

counts = st.lists(st.integers(0, 9), min_size=1, max_size=4)
sizes = st.sampled_from(list(TileSize))


def layout_of(groups: list[int], width: int = 900, size: TileSize = TileSize.MEDIUM) -> TileLayout:
    return TileLayout(Theme(DARK), size, groups, width)


def places(layout: TileLayout) -> list[Place]:
    return [Place(group, tile) for group, count in enumerate(layout.counts) for tile in range(count)]


@given(groups=counts, width=st.integers(100, 2000), size=sizes)
def test_that_tiles_and_headings_lie_apart_and_are_found_by_pointing(
    qapp_module: QApplication, groups: list[int], width: int, size: TileSize
) -> None:
    layout = layout_of(groups, width, size)
    rects = [layout.rect(place) for place in places(layout)]
    rects += [layout.heading_rect(group) for group in range(len(groups))]
    assert not [1 for one, other in combinations(rects, 2) if one.intersects(other)]
    assert all(rect.left() >= 0 and rect.right() < max(width, 1) for rect in rects)
    assert all(rect.bottom() < layout.height for rect in rects)
    assert all(layout.at(layout.rect(place).center()) == place for place in places(layout))
    assert layout.at(QPoint(-5, 40)) is None


@given(groups=counts, top=st.integers(0, 1500), height=st.integers(1, 600))
def test_that_all_that_can_be_seen_is_named(
    qapp_module: QApplication, groups: list[int], top: int, height: int
) -> None:
    layout = layout_of(groups)
    named = {Place(group, tile) for group, tiles in layout.between(top, top + height) for tile in tiles}
    for place in places(layout):
        rect = layout.rect(place)
        if rect.bottom() >= top and rect.top() <= top + height:
            assert place in named


@given(groups=counts, width=st.integers(300, 1200))
def test_that_arrow_keys_reach_every_tile_and_stay_on_the_floor(
    qapp_module: QApplication, groups: list[int], width: int
) -> None:
    layout = layout_of(groups, width)
    known = places(layout)
    here = layout.first()
    if here is None:
        assert not known
        return
    walked = [here]
    while (after := layout.beside(here, 1, 0)) != here:
        here = after
        walked.append(here)
    assert walked == known
    assert here == layout.last()
    for place in known:
        assert {layout.beside(place, 0, step) for step in (-1, 1)} <= set(known)


def test_that_down_keeps_the_column_across_a_heading(qapp_module: QApplication) -> None:
    layout = layout_of([6, 5])
    assert layout.columns == 4
    assert layout.beside(Place(0, 1), 0, 1) == Place(0, 5)
    assert layout.beside(Place(0, 2), 0, 1) == Place(0, 5)
    assert layout.beside(Place(0, 5), 0, 1) == Place(1, 1)
    assert layout.beside(Place(1, 2), 0, -1) == Place(0, 5)
    assert layout.beside(Place(1, 4), 0, 1) == Place(1, 4)
