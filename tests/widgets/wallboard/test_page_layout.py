"""The page of a wallboard for a screen: panels side by side or below each other, and room shared by need."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QApplication

from console.views.rows import Severity, WallPage
from tests.widgets.wallboard.test_wallboard import SIZES, rows_of
from widgets.painting.theme import Theme
from widgets.wallboard.page_layout import PageLayout, pages_for, shared_out
from widgets.wallboard.text_layout import Letters


def labels(pages: Sequence[WallPage]) -> list[str]:
    return [panel.label for page in pages for row in page.rows for panel in row.panels if panel.figure]


def test_that_an_upright_screen_loses_no_panel() -> None:
    rows = rows_of()
    shown = pages_for(rows.pages, QSize(1080, 1920))
    pages = [part.page for part in shown]
    assert labels(rows.pages) == labels(pages)
    for number, page in enumerate(rows.pages):
        assert labels([page]) == labels([part.page for part in shown if part.source == number])
    assert all(len(page.rows) <= 3 for page in pages)
    assert [len(page.rows) for page in pages if page.rows[0].panels[0].kind == "queues"] == [1]
    assert pages_for(rows.pages, QSize(1920, 1080)) == list(enumerate(rows.pages))


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("layout", ["floor", "queues"])
def test_that_boxes_lie_apart_in_the_field_and_texts_inside_it(
    qapp: QApplication, size: tuple[int, int], layout: str
) -> None:
    field = QRect(20, 60, size[0] - 40, size[1] - 80)
    for _, page in pages_for(rows_of(layout).pages, QSize(*size)):
        plan = PageLayout(Letters(Theme()), QSize(*size))
        plan.set_page(page, field)
        assert all(field.contains(box.rect) for box in plan.boxes)
        outer = [box for box in plan.boxes if not box.is_row]
        for number, box in enumerate(outer):
            assert not any(box.rect.intersects(other.rect) for other in outer[number + 1 :])
        rows = [box.rect for box in plan.boxes if box.is_row]
        assert all(any(box.rect.contains(row) for box in outer) for row in rows)
        assert all(field.contains(line.rect.topLeft()) for line in plan.layout.lines)
        assert {sign.severity for sign in plan.signs} <= {Severity.WARNING, Severity.BREACH}


@given(
    st.lists(st.tuples(st.integers(1, 5), st.integers(1, 300)), min_size=1, max_size=6), st.integers(10, 2000)
)
def test_that_what_is_shared_out_is_no_more_than_there_is(parts: list[tuple[int, int]], whole: int) -> None:
    shares, needs = [share for share, _ in parts], [need for _, need in parts]
    found = shared_out(whole, shares, needs)
    assert sum(found) <= whole
    assert all(part >= 0 for part in found)
    if sum(needs) + len(parts) < whole:
        assert all(part >= need - 1 for part, need in zip(found, needs, strict=True))
