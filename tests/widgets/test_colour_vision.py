"""In grey and under each colour-vision deficiency, a missed goal is no dimmer than what is calm or amber."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.views.rows import Figure, Severity
from tests.widgets.floors import rows, scene
from tests.widgets.wallboard.test_wallboard import board, lit, rows_of
from widgets.floor.queue_column import QueueColumn
from widgets.floor.tile_grid import TileGrid
from widgets.painting.theme import DARK, LIGHT, Palette, Theme

Pixels = NDArray[np.float64]
Drawn = tuple[QWidget, list[QRect], list[QRect]]  # with the lit parts, and the lit figures on them

BUSY = rows(scene(6))
_LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
# What is seen of linear red, green and blue, for the whole deficiency (Machado, Oliveira and Fernandes 2009).
_SEEN = {
    "full colour": np.identity(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}


def light(image: QImage, seen: Pixels) -> Pixels:
    """The luminance of each pixel, as seen by somebody, from 0 to 1."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    lines = np.frombuffer(plain.constBits(), dtype=np.uint8).reshape(plain.height(), plain.bytesPerLine())
    colours = lines[:, : 3 * plain.width()].reshape(plain.height(), plain.width(), 3) / 255
    linear = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    return np.asarray(np.clip(linear @ seen.T, 0, 1) @ _LUMINANCE)


def prominence(widget: QWidget, rects: list[QRect], palette: Palette, seen: Pixels) -> float:
    """How far *rects* stand out: by their light in the dark theme, by their ink in the light one."""
    picture = light(widget.grab().toImage(), seen)
    apart = picture if palette is DARK else 1 - picture
    return float(np.mean([apart[r.top() : r.bottom() + 1, r.left() : r.right() + 1].mean() for r in rects]))


def tiles(qtbot: QtBot, theme: Theme, severity: Severity) -> Drawn:
    grid = TileGrid(theme)
    qtbot.addWidget(grid)
    grid.resize(640, 300)
    grid.show()
    group = BUSY.groups[0]
    made = tuple(
        replace(tile, severity=severity, reason="", time=replace(tile.time, severity=severity))
        for tile in group.tiles
    )
    grid.show_groups((replace(group, tiles=made),))
    figures = [rect for figure, rect in grid.placed_figures() if figure.scope.startswith("agent:")]
    return grid, [rect.adjusted(-60, -30, 10, 10) for rect in figures], figures


def cards(qtbot: QtBot, theme: Theme, severity: Severity) -> Drawn:
    column = QueueColumn(theme)
    qtbot.addWidget(column)
    column.resize(280, 500)
    column.show()
    card = replace(
        BUSY.queues[0],
        severity=severity,
        reason="",
        longest_wait=replace(BUSY.queues[0].longest_wait, severity=severity),
        service_level=replace(BUSY.queues[0].service_level, severity=severity),
    )
    column.show_cards((card,))
    lit_ones = (card.longest_wait.metric, card.service_level.metric)
    figures = [rect for figure, rect in column.placed_figures() if figure.metric in lit_ones]
    return column, [column.card_rect(0)], figures


def wallboard(qtbot: QtBot, theme: Theme, severity: Severity) -> Drawn:
    widget = board(qtbot, lit(rows_of(), severity), palette=theme.palette)
    figures = [rect for figure, rect in widget.placed_figures() if _is_level(figure)]
    boxes = [box.rect for box in widget.boxes() if box.rect.contains(figures[0])]
    return widget, boxes[:1], figures[:1]


def _is_level(figure: Figure) -> bool:
    return figure.metric == "service_level.offered"


@pytest.mark.parametrize("seen", _SEEN)
@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=lambda palette: palette.name)
@pytest.mark.parametrize("draw", [tiles, cards, wallboard])
def test_that_the_worst_is_never_dimmer_than_the_calm(
    qtbot: QtBot, draw: Callable[[QtBot, Theme, Severity], Drawn], palette: Palette, seen: str
) -> None:
    whole, figures = dict[Severity, float](), dict[Severity, float]()
    for severity in Severity:
        widget, parts, on_them = draw(qtbot, Theme(palette), severity)
        whole[severity] = prominence(widget, parts, palette, _SEEN[seen])
        figures[severity] = prominence(widget, on_them, palette, _SEEN[seen])
    assert whole[Severity.BREACH] >= whole[Severity.WARNING] >= whole[Severity.NONE]
    assert figures[Severity.BREACH] >= figures[Severity.NONE]
    assert figures[Severity.BREACH] >= figures[Severity.WARNING]
