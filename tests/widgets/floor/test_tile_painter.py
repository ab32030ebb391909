"""One agent's tile: what stands on it at each size, and faces drawn once while they look alike."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage, QPainter

from console.views.rows import AgentTile, Figure, Severity
from tests.widgets.floors import rows
from widgets.floor import tile_painter as module
from widgets.floor.tile_layout import TileSize, tile_height
from widgets.floor.tile_painter import TilePainter, load_note, tile_lines
from widgets.painting.theme import DARK, Theme

WIDTH = 200
CALM = AgentTile(
    id="ana",
    name="Ana Costa",
    team="north",
    queues=("sales",),
    state="on_contact",
    word="On contact",
    since=0,
    time=Figure("time_in_state_seconds", "agent:ana", "4:12", 252),
    work="Sales",
    load=0.5,
)
LOUD = replace(CALM, severity=Severity.BREACH, reason="Held long")


def painted(painter: TilePainter, tile: AgentTile, **how: bool) -> QImage:
    image = QImage(painter.width, painter.height, QImage.Format.Format_RGB32)
    image.fill(0)
    brush = QPainter(image)
    painter.paint(brush, tile, QPoint(0, 0), **how)
    brush.end()
    return image


@pytest.mark.parametrize("size", list(TileSize))
@pytest.mark.parametrize("tile", [CALM, LOUD, replace(CALM, state="offline", work="")])
def test_that_time_name_and_word_lie_apart_inside_the_tile(size: TileSize, tile: AgentTile) -> None:
    theme = Theme(DARK)
    rect = QRect(0, 0, WIDTH, tile_height(theme, size))
    lines = tile_lines(theme, size, tile, rect)
    assert lines[0].figure == tile.time
    assert lines[0].text == "4:12"
    assert all(rect.contains(line.rect) for line in lines)
    assert not [1 for one, other in combinations(lines, 2) if one.rect.intersects(other.rect)]


def test_that_a_small_loud_tile_says_why_in_place_of_the_state() -> None:
    theme = Theme(DARK)
    rect = QRect(0, 0, WIDTH, tile_height(theme, TileSize.SMALL))
    texts = [line.text for line in tile_lines(theme, TileSize.SMALL, LOUD, rect)]
    assert "Held long" in texts
    assert "On contact" not in texts
    rect = QRect(0, 0, WIDTH, tile_height(theme, TileSize.LARGE))
    texts = [line.text for line in tile_lines(theme, TileSize.LARGE, LOUD, rect)]
    assert {"Held long", "On contact", "Sales"} <= set(texts)


def test_that_a_face_is_kept_while_only_the_time_ticks() -> None:
    painter = TilePainter(Theme(DARK), TileSize.MEDIUM, WIDTH, 1.0)
    first = painter._face(CALM, False, False)
    ticked = replace(CALM, time=replace(CALM.time, text="4:13", value=253))
    assert painter._face(ticked, False, False) is first
    assert painter._face(LOUD, False, False) is not first
    assert painted(painter, CALM) != painted(painter, ticked)


def test_that_pointing_choosing_dimming_and_alarm_are_seen() -> None:
    painter = TilePainter(Theme(DARK), TileSize.MEDIUM, WIDTH, 1.0)
    looks = [
        painted(painter, CALM),
        painted(painter, CALM, pointed=True),
        painted(painter, CALM, chosen=True),
        painted(painter, CALM, dimmed=True),
        painted(painter, LOUD),
        painted(painter, replace(CALM, load=1.0)),
        painted(painter, replace(CALM, load=0.0)),
    ]
    assert not [1 for one, other in combinations(looks, 2) if one == other]


def test_that_no_more_faces_are_kept_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT_PIXELS", 0)
    painter = TilePainter(Theme(DARK), TileSize.SMALL, WIDTH, 1.0)
    for number in range(70):
        painted(painter, replace(CALM, id=f"a{number}"))
    assert len(painter._faces) == 50
    assert "a69" in painter._faces


def test_that_the_bar_is_explained() -> None:
    tile = next(tile for group in rows().groups for tile in group.tiles)
    assert load_note(replace(tile, load=0.5)) == "Bar: 50 % of the agent's capacity is in use by contacts"
