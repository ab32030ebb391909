"""The places of queues: cards for those that need attention, rows for the rest, and never half of one."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from console.views.rows import QueueCard, Severity
from tests.widgets.floors import rows
from widgets.floor.queues.queue_layout import QueueLayout, card_height, severity_of
from widgets.painting.theme import DARK, Theme

BASE = rows().queues[0]
CALM = replace(
    BASE,
    severity=Severity.NONE,
    service_level=replace(BASE.service_level, severity=Severity.NONE),
    longest_wait=replace(BASE.longest_wait, severity=Severity.NONE),
)


def queues(count: int, lit: tuple[int, ...] = ()) -> list[QueueCard]:
    return [
        replace(
            CALM,
            id=f"q{number}",
            channel=("voice", "chat")[number % 2],
            severity=Severity.BREACH if number in lit else Severity.NONE,
        )
        for number in range(count)
    ]


def layout_of(cards: list[QueueCard], room: int, has_groups: bool = False, zoom: float = 1.0) -> QueueLayout:
    return QueueLayout(Theme(DARK, zoom), cards, 270, room, has_groups)


def test_that_all_are_cards_while_they_fit(qapp: QApplication) -> None:
    few = layout_of(queues(5), 700)
    assert not any(item.is_row for item in few.items)
    assert not any(item.is_row for item in layout_of(queues(50), 0).items)


def test_that_those_that_need_attention_are_cards_and_others_rows(qapp: QApplication) -> None:
    found = layout_of(queues(40, lit=(3, 30)), 700)
    assert [number for number, item in enumerate(found.items) if not item.is_row] == [3, 30]
    many = layout_of(queues(500, lit=tuple(range(200))), 700)
    assert 1 <= sum(not item.is_row for item in many.items) <= 700 // card_height(Theme(DARK))
    assert severity_of(queues(1, lit=(0,))[0]) is Severity.BREACH


@pytest.mark.parametrize("zoom", [0.5, 1.0, 2.0, 3.0])
@pytest.mark.parametrize("has_groups", [False, True])
def test_that_none_overlaps_and_scrolling_ends_with_whole_ones(
    qapp: QApplication, zoom: float, has_groups: bool
) -> None:
    found = layout_of(queues(60, lit=(1, 2)), 640, has_groups, zoom)
    rects = [item.rect for item in found.items]
    assert all(one.bottom() < other.top() for one, other in pairwise(rects))
    last = found.height - 640
    seen = found.whole(last, last + 640 - 1)
    assert seen[-1] == 59
    assert all(last <= rects[number].top() and rects[number].bottom() < last + 640 for number in seen)


def test_that_scrolling_stops_at_whole_ones_either_way(qapp: QApplication) -> None:
    found = layout_of(queues(60), 300)
    tops = [item.rect.top() for item in found.items]
    assert found.snapped(5, 0) == tops[1]
    assert found.snapped(tops[2] - 1, tops[2]) == tops[1]
    assert found.snapped(-4, tops[1]) == 0


def test_that_channels_have_headings(qapp: QApplication) -> None:
    cards = sorted(queues(10), key=lambda card: card.channel)
    found = layout_of(cards, 300, has_groups=True)
    assert [text for _, text in found.headings] == ["chat, 5", "voice, 5"]
    assert found.at(found.headings[1][0].center()) is None
    assert found.at(found.items[5].rect.center()) == 5
    assert found.at(QPoint(5, 99_999)) is None


def test_that_a_queue_taller_than_the_room_is_still_shown(qapp: QApplication) -> None:
    found = layout_of(queues(3, lit=(0,)), 40)
    assert list(found.whole(0, 39)) == [0]
    assert list(layout_of([], 300).whole(0, 299)) == []
