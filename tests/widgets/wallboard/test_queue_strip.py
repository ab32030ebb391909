"""The queue strip: captions, as many queues as fit, and every queue in its turn."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QApplication

from console.views.metric_words import figure_of
from console.views.rows import Figure, QueueCard, WallPanel
from widgets.painting.theme import Theme
from widgets.wallboard.boxes import Boxes
from widgets.wallboard.queue_strip import CAPTIONS, QueuePages, QueueStrip, shared
from widgets.wallboard.text_layout import Letters


def card(queue: str, level: float = 0.9, wait: float | None = 12.0) -> QueueCard:
    scope = f"queue:{queue}"
    return QueueCard(
        id=queue,
        name=queue.title(),
        channel="voice",
        waiting=figure_of("waiting", scope, 3),
        longest_wait=figure_of("longest_wait_seconds", scope, wait, 60.0),
        service_level=figure_of("service_level.offered", scope, level, 0.8),
        free=Figure("free", scope, "2", 2),
        staffed=Figure("staffed", scope, "7", 7),
        free_text="2 of 7 available",
    )


CARDS = tuple(card(f"queue {number}") for number in range(1, 8))


def strip(cards: tuple[QueueCard, ...], size: tuple[int, int], pages: QueuePages, most: int = 4) -> Boxes:
    boxes = Boxes(Letters(Theme()), QSize(1920, 1080))
    made = QueueStrip(boxes, WallPanel("queues", "normal", 1, "Queues", cards=cards, most=most), size[0])
    assert made.need() <= size[1]
    made.place(QRect(0, 0, *size), pages)
    return boxes


@pytest.mark.parametrize("width", [900, 1300, 1860])
def test_that_each_column_has_a_caption_and_nothing_is_cut_or_overlaps(
    qapp: QApplication, width: int
) -> None:
    boxes = strip((card("billing", 0.5, 70.0), *CARDS), (width, 400), QueuePages())
    texts = [line.text for line in boxes.layout.lines]
    assert any(set(captions) <= set(texts) for captions in CAPTIONS)
    assert not [text for text in texts if "…" in text]
    rects = [line.rect for line in boxes.layout.lines] + [sign.rect for sign in boxes.signs]
    for number, rect in enumerate(rects):
        assert QRect(0, 0, width, 400).contains(rect)
        assert not any(rect.intersects(other) for other in rects[number + 1 :])


def test_that_it_says_which_of_the_queues_are_shown(qapp: QApplication) -> None:
    pages = QueuePages()
    assert strip(CARDS, (1860, 330), pages).layout.lines[0].text == "Queues 1–4 of 7"
    pages.turn()
    assert strip(CARDS, (1860, 330), pages).layout.lines[0].text == "Queues 5–7 of 7"
    assert strip(CARDS[:2], (1860, 330), QueuePages()).layout.lines[0].text == "Queues"


def test_that_every_queue_has_its_turn_though_their_order_changes() -> None:
    pages, seen = QueuePages(), []
    for turn in range(3):
        cards = CARDS if turn % 2 else CARDS[::-1]
        seen += [shown.id for shown in pages.shown(cards, 3)]
        pages.turn()
    assert sorted(seen) == sorted(each.id for each in CARDS)


def test_that_the_worst_come_first_in_each_round_and_new_queues_are_added() -> None:
    pages = QueuePages()
    assert [each.id for each in pages.shown(CARDS, 5)] == [each.id for each in CARDS[:5]]
    assert [each.id for each in pages.shown(CARDS[::-1], 5)] == [each.id for each in CARDS[:1:-1]]
    pages.turn()
    added = (card("added"), *CARDS)
    assert [each.id for each in pages.shown(added, 5)] == ["queue 2", "queue 1", "added"]
    pages.turn()
    assert pages.shown(added, 5)[0].id == "added"


def test_that_gone_queues_leave_no_empty_group() -> None:
    pages = QueuePages()
    pages.shown(CARDS, 3)
    pages.turn(-1)
    assert (pages.number, pages.count) == (2, 3)
    assert pages.shown(CARDS[:2], 3) == list(CARDS[:2])
    assert pages.count == 1


def test_that_a_strip_without_queues_paints_nothing(qapp: QApplication) -> None:
    assert strip((), (1860, 330), QueuePages()).parts() == []


def test_that_a_field_is_shared_by_widths_and_whole() -> None:
    rects = shared(QRect(10, 0, 1000, 50), [2, 1, 1], 20)
    assert (rects[0].left(), rects[-1].right()) == (10, 1009)
    gaps = [after.left() - before.right() - 1 for before, after in pairwise(rects)]
    assert gaps == [20, 20]
