"""A theme for Qt's own widgets: complete, in the theme's colours, and larger with the zoom."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from widgets.painting.stylesheet import qt_palette, style_sheet
from widgets.painting.theme import DARK, LIGHT, Ink, Palette, Theme


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=lambda palette: palette.name)
def test_that_every_colour_is_one_of_the_themes_and_no_name_is_left(
    qapp: QApplication, palette: Palette
) -> None:
    theme = Theme(palette)
    sheet = style_sheet(theme)
    colours = {theme.colour(ink).name() for ink in Ink}
    assert set(re.findall(r"#[0-9a-f]{6}\b", sheet)) <= colours
    assert not re.search(r"\{[a-z_0-9]+\}", sheet)
    assert sheet.count("{") == sheet.count("}")


def test_that_lengths_grow_with_the_zoom(qapp: QApplication) -> None:
    def lengths(zoom: float) -> list[int]:
        return [int(found) for found in re.findall(r"(\d+)px", style_sheet(Theme(DARK, zoom)))]

    small, large = lengths(1.0), lengths(2.0)
    assert len(small) == len(large)
    assert all(one <= other for one, other in zip(small, large, strict=True))
    assert sum(large) > 1.5 * sum(small)


def test_that_qt_takes_the_sheet_without_complaint(qtbot: QtBot) -> None:
    label = QLabel("Sales")
    qtbot.addWidget(label)
    label.setStyleSheet(style_sheet(Theme(LIGHT)))
    label.show()
    assert label.palette().color(QPalette.ColorRole.WindowText) == Theme(LIGHT).colour(Ink.TEXT)


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=lambda palette: palette.name)
def test_that_the_palette_has_the_themes_ground_and_text(qapp: QApplication, palette: Palette) -> None:
    theme = Theme(palette)
    found = qt_palette(theme)
    assert found.color(QPalette.ColorRole.Window) == theme.colour(Ink.GROUND)
    assert found.color(QPalette.ColorRole.Text) == theme.colour(Ink.TEXT)
    assert found.color(QPalette.ColorRole.Window) != found.color(QPalette.ColorRole.Text)
