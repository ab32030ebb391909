"""The headline: all its figures at every width, the age of the data, and the search."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from console.views.rows import Headline, Link
from tests.widgets.accessible_tree import Role, items
from tests.widgets.floors import overlapping, rows
from tests.widgets.painted_regions import repainted
from widgets.accessibility.items import figure_name
from widgets.painting.theme import DARK, Theme
from widgets.window.headline_bar import HeadlineBar

HEADLINE = rows().headline


def bar_of(qtbot: QtBot, headline: Headline = HEADLINE, width: int = 1600) -> HeadlineBar:
    bar = HeadlineBar(Theme(DARK))
    qtbot.addWidget(bar)
    bar.resize(width, bar.sizeHint().height())
    bar.show_headline(headline)
    bar.show()
    return bar


@pytest.mark.parametrize("width", [1280, 1440, 1600, 1920])
@pytest.mark.parametrize("link", list(Link))
def test_that_everything_has_room(qtbot: QtBot, width: int, link: Link) -> None:
    shown = rows(link=link).headline
    bar = bar_of(qtbot, replace(shown, site="Northern Region Customer Contact Centre"), width)
    lines = bar.lines()
    first, waiting, *others = shown.figures
    expected = [first, waiting, *shown.among, *others]
    assert [figure for figure, _ in bar.placed_figures()] == expected
    assert not overlapping(lines)
    assert all(not line.whole for line in lines)
    assert all(bar.rect().contains(line.rect) for line in lines)
    assert not [line.text for line in lines if line.rect.intersects(bar.search.geometry())]


def test_that_the_search_is_asked_for_by_hand_and_by_key(qtbot: QtBot) -> None:
    bar = bar_of(qtbot)
    with qtbot.waitSignal(bar.search_requested, timeout=1000):
        QTest.mouseClick(bar.search, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(bar.search_requested, timeout=1000):
        QTest.keyClick(bar.search, Qt.Key.Key_Space)


def test_that_a_screen_reader_is_reported_the_figures(qtbot: QtBot) -> None:
    nodes = items(bar_of(qtbot), Role.StaticText)
    assert ("Data", HEADLINE.link_text) in [(node.name, node.value) for node in nodes]
    assert ("Time shown", HEADLINE.clock) in [(node.name, node.value) for node in nodes]
    for figure in HEADLINE.figures:
        assert (figure_name(figure), figure.text) in [(node.name, node.value) for node in nodes]


def test_that_the_link_looks_different_in_each_standing(qtbot: QtBot) -> None:
    pictures = []
    for link in Link:
        bar = bar_of(qtbot, replace(HEADLINE, link=link, link_text="data"))
        pictures.append(bar.grab().toImage())
    assert all(one != other for n, one in enumerate(pictures) for other in pictures[:n] if n != 3)


def test_that_nothing_moves_sideways_while_the_age_and_the_figures_tick(qtbot: QtBot) -> None:
    bar, places = bar_of(qtbot), set()
    head = bar.headline
    for age, share in (("LIVE 4 ms", "9.9 %"), ("LIVE 207 ms", "80.0 %"), ("LIVE 38 ms", "81.2 %")):
        first = replace(head.figures[0], text=share)
        bar.show_headline(replace(head, link_text=age, figures=(first, *head.figures[1:])))
        places.add(tuple(rect.left() for _, rect in bar.placed_figures()))
    assert len(places) == 1


def test_that_only_the_figure_that_changed_is_repainted(qtbot: QtBot) -> None:
    bar = bar_of(qtbot)
    first = HEADLINE.figures[0]
    text = "".join("7" if sign.isdigit() else sign for sign in first.text)
    changed = replace(HEADLINE, figures=(replace(first, text=text), *HEADLINE.figures[1:]))
    painted = repainted(bar, lambda: bar.show_headline(changed))
    (line,) = [line for line in bar.lines() if line.figure is not None and line.figure.text == text][:1]
    assert painted.contains(line.rect)
    assert painted.width() < bar.width() / 4
    rewound = replace(changed, link=Link.REWOUND, link_text="REWOUND")
    assert repainted(bar, lambda: bar.show_headline(rewound)) == bar.rect()


@pytest.mark.parametrize("width", [900, 1280, 1920])
def test_that_the_source_and_what_is_not_filtered_are_named_at_any_width(qtbot: QtBot, width: int) -> None:
    bar = bar_of(qtbot, replace(HEADLINE, site="Lisbon", note="whole floor, not filtered"), width)
    texts = " ".join(line.text for line in bar.lines())
    assert "Lisbon" in texts
    assert "whole floor, not filtered" in texts
    assert not overlapping(bar.lines())
    assert all(bar.rect().contains(line.rect) for line in bar.lines())
