"""Names in any script on tiles, cards and the wallboard: as written, and never cut within a character."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QTextBoundaryFinder
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.views.bidi import CONTROLS
from console.views.text import name_text
from tests.widgets.floors import rows, scene
from tests.widgets.wallboard.test_wallboard import board, rows_of
from widgets.floor.queue_column import QueueColumn
from widgets.floor.tile_grid import TileGrid
from widgets.painting.theme import FALLBACKS, Theme, Type, fallbacks, shortened, tabular
from widgets.wallboard.text_layout import Face, Letters

BUSY = rows(scene(6))
NAMES = {
    "Thai": "สมชาย น้ำใจดี ผู้จัดการฝ่ายบริการลูกค้า",
    "Korean": "김민준 고객지원팀 서울센터",
    "Korean, in parts": "\u1100\u1175\u11b7\u1106\u1175\u11ab \u1100\u1169\u1100\u1162\u11a8",
    "Persian with joiners": "علی\u200cرضا می\u200cخواهم پشتیبانی\u200cها",
    "Hebrew and Latin": "תמיכה Level 2 שירות לקוחות",
    "emoji with joiners": "👩\u200d👩\u200d👧\u200d👦 family 👩🏽\u200d💻 desk 👍🏿",
    "flags": "🇵🇹🇧🇷🇨🇻 Português 🇦🇴🇲🇿",
    "accents in parts": "Nata\u0301lia Conceic\u0327a\u0303o Magalha\u0303es",
}
EACH = pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)


def bare(text: str) -> str:
    """*text* without the marks that isolate its direction."""
    return text.translate(dict.fromkeys(map(ord, CONTROLS)))


def is_whole(shown: str, name: str) -> bool:
    """Whether *shown* is *name*, or begins it up to the end of a character."""
    begun = bare(shown).removesuffix("…").rstrip(" ,·")
    if not name.startswith(begun):
        return False
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Grapheme, name)
    finder.setPosition(len(begun.encode("utf-16-le")) // 2)
    return finder.isAtBoundary()


@EACH
def test_that_a_name_is_shown_as_it_is_written(name: str) -> None:
    assert bare(name_text(name, "id")) == name


@EACH
def test_that_a_shortened_name_ends_with_a_whole_character(qapp: QApplication, name: str) -> None:
    shown = name_text(name, "id")
    for length in range(len(shown) + 1):
        cut = shortened(shown, lambda text, most=length: len(text) <= most)  # type: ignore[misc]
        assert is_whole(cut, name), ascii(cut)


@EACH
@pytest.mark.parametrize("zoom", [0.75, 1.0, 2.0])
def test_that_it_fits_on_tiles_and_cards(qtbot: QtBot, name: str, zoom: float) -> None:
    theme, shown = Theme(zoom=zoom), name_text(name, "id")
    grid, column = TileGrid(theme), QueueColumn(theme)
    for widget in (grid, column):
        qtbot.addWidget(widget)
        widget.resize(300, 400)
        widget.show()
    group = BUSY.groups[0]
    named = replace(group, name=shown, tiles=tuple(replace(tile, name=shown) for tile in group.tiles))
    grid.show_groups((named,))
    column.show_cards((replace(BUSY.queues[0], name=shown),))
    # A narrow column of queues has rows in place of cards: the name leads, whatever its size.
    for widget, kinds in ((grid, {Type.NAME}), (column, {Type.TITLE, Type.NAME})):
        names = [line for line in widget.lines() if line.kind in kinds and not line.text.endswith("%")]
        assert names
        for line in names:
            assert is_whole(line.text, name), ascii(line.text)
            assert line.rect.right() <= widget.width()


@EACH
def test_that_it_fits_on_the_wallboard(qtbot: QtBot, name: str) -> None:
    found = rows_of()
    shown = name_text(name, "id")
    page = found.pages[0]
    strip = page.rows[2].panels[0]
    named = replace(strip, cards=tuple(replace(card, name=shown) for card in strip.cards))
    page = replace(page, title=shown, rows=(*page.rows[:2], replace(page.rows[2], panels=(named,))))
    widget = board(qtbot, replace(found, pages=(page,), site=shown), (1280, 800))
    lines = [line for line in widget.lines() if bare(line.text)[:1] == name[:1]]
    assert len(lines) >= 2  # the title and the queues
    for line in widget.lines():
        assert widget.rect().contains(line.rect), ascii(line.text)
    letters = Letters(widget.theme)
    for room in range(40, 600, 40):
        assert is_whole(letters.fitted(shown, Face(28), room), name)


def test_that_fonts_for_other_scripts_follow_the_system_s(qapp: QApplication) -> None:
    assert {"Noto Sans Thai", "Noto Sans CJK KR", "Noto Sans Arabic", "Noto Color Emoji"} <= set(FALLBACKS)
    assert set(fallbacks()) <= set(FALLBACKS)
    assert tabular("DejaVu Sans", 12, bold=False).families() == ["DejaVu Sans", *fallbacks()]
