"""The head of a page: always the state and age of the data, on any screen, and any announcement."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from console.views.floor.choices import LinkState
from console.views.rows import Link, WallRows
from tests.widgets.wallboard.test_wallboard import SIZES, rows_of
from widgets.painting.theme import Theme
from widgets.wallboard.boxes import Boxes
from widgets.wallboard.head import link_words, place_head
from widgets.wallboard.text_layout import Letters


def head(rows: WallRows, size: tuple[int, int] = (1920, 1080)) -> tuple[Boxes, int]:
    boxes = Boxes(Letters(Theme()), QSize(*size))
    field = place_head(boxes, rows, rows.pages[0], size[0])
    assert field.bottom() < size[1]
    return boxes, field.top()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize(
    "announcement", ["", "Fire drill at 11:00: leave by the east stairs, come back at 11:20"]
)
def test_that_everything_in_the_head_fits_and_lies_apart(
    qapp: QApplication, size: tuple[int, int], announcement: str
) -> None:
    rows = replace(rows_of(), site="Anonymous Bank of Northern Portugal", announcement=announcement)
    boxes, top = head(rows, size)
    rects = [line.rect for line in boxes.layout.lines]
    texts = [line.text for line in boxes.layout.lines]
    for number, rect in enumerate(rects):
        assert rect.left() >= 0
        assert rect.right() < size[0]
        assert rect.bottom() < top
        assert not any(rect.intersects(other) for other in rects[number + 1 :])
    assert {"LIVE", "updated now", rows.clock} <= set(texts)
    assert any(rows.window in text for text in texts)


@pytest.mark.parametrize(
    ("link", "words"),
    [
        (LinkState(Link.LIVE, 0.2), ("LIVE", "updated now")),
        (LinkState(Link.LIVE, 14.0), ("LIVE", "updated 14 s ago")),
        (LinkState(Link.STALE, 14.0), ("STALE", "updated 14 s ago")),
        (LinkState(Link.RECONNECTING, 31.0, 4.2), ("STALE", "updated 31 s ago")),
        (LinkState(Link.REPLAY, speed=10.0), ("REPLAY", "10×")),
    ],
)
def test_that_old_data_is_called_stale_in_that_word(link: LinkState, words: tuple[str, str]) -> None:
    assert link_words(rows_of(link=link)) == words


def test_that_an_announcement_has_a_line_of_its_own_and_takes_none_without(qapp: QApplication) -> None:
    rows = rows_of()
    plain, top = head(rows)
    boxes, lower = head(replace(rows, announcement="Fire drill at 11:00"))
    assert lower > top
    assert [box.is_notice for box in boxes.boxes] == [True]
    assert boxes.layout.lines[-1].text == "Fire drill at 11:00"
    assert not plain.boxes
