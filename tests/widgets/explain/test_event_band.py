"""The band of a timeline: every stretch has its place, its words where they fit, and its note."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from console.views.explain.contact_timeline import contact_timeline
from tests.widgets.explained import busy_queue
from tests.widgets.floors import overlapping
from widgets.explain.event_band import EventBand
from widgets.painting.theme import DARK, LIGHT, Palette, Theme


def band_of(qtbot: QtBot, width: int = 900, zoom: float = 1.0, palette: Palette = DARK) -> EventBand:
    scene = busy_queue()
    row = contact_timeline(scene.floor, "c-41006", scene.clock)
    assert row is not None
    band = EventBand(Theme(palette, zoom))
    qtbot.addWidget(band)
    band.resize(width, 100)
    band.show_row(row)
    band.show()
    return band


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize(("width", "zoom"), [(900, 1.0), (420, 1.0), (1500, 3.0)])
def test_that_everything_has_room(qtbot: QtBot, width: int, zoom: float, palette: Palette) -> None:
    band = band_of(qtbot, width, zoom, palette)
    lines = band.lines()
    assert not overlapping(lines)
    assert all(band.rect().contains(line.rect) for line in lines)
    assert not [line.text for line in lines for _, rect in band.stretches() if rect.intersects(line.rect)]
    band.grab()


def test_that_stretches_are_to_scale_and_say_what_they_are(qtbot: QtBot) -> None:
    band = band_of(qtbot)
    stretches = band.stretches()
    assert [one.kind for one, _ in stretches] == [one.kind for one in band.row.stretches]
    for one, rect in stretches:
        assert abs(rect.left() - band.left_of(one.start)) <= 1
        assert one.text in band.note_at(rect.center())
    assert band.note_at(band.rect().bottomRight()) == ""


def test_that_a_screen_reader_reads_the_stretches(qtbot: QtBot) -> None:
    band = band_of(qtbot)
    assert band.accessibleName() == "Contact c-41006"
    assert all(one.text in band.accessibleDescription() for one in band.row.stretches)
