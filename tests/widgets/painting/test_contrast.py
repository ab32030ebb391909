"""What is drawn stands out from what it is drawn on, as it is really painted, and for every eye."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from console.views.details.agent_detail import agent_drawer
from console.views.rows import Severity
from tests.widgets.explained import explained, panel_of
from tests.widgets.floors import rows, scene, time_line
from widgets.painting.painted_widget import PaintedWidget
from widgets.painting.stylesheet import style_sheet
from widgets.painting.text_layout import TextLine
from widgets.painting.theme import ALARMS, BANDS, DARK, LIGHT, Ink, Palette, Theme
from widgets.window.main_window import MainWindow

BOTH = pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])
TEXT, LARGE, DRAWN = 4.5, 3.0, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11
LARGE_PIXELS, LARGE_BOLD_PIXELS = 24, 18.66
# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear light; and all hues lost.
SIGHTS = {
    "all hues": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
    "grey": np.tile([0.2126, 0.7152, 0.0722], (3, 1)),
}
DISTINCT = 10.0  # CIE76 in L*a*b*; 2.3 is just noticeable side by side


def linear(colour: QColor) -> np.ndarray:
    parts = np.array([colour.redF(), colour.greenF(), colour.blueF()])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def luminance(colour: QColor) -> float:
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


def contrast(one: QColor, other: QColor) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def ink(palette: Palette, name: Ink) -> QColor:
    return QColor(getattr(palette, name.value))


def ground_below(picture: QImage, rect: QRect) -> QColor:
    """The colour a text lies on: the most frequent one in its rectangle."""
    part = picture.copy(rect).convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(part.constBits(), dtype=np.uint32)
    found, counts = np.unique(pixels, return_counts=True)
    return QColor.fromRgb(int(found[counts.argmax()]))


def hardly_read(widget: QWidget, theme: Theme, lines: Iterable[TextLine]) -> list[str]:
    picture = widget.grab().toImage()
    found = []
    for line in lines:
        if not picture.rect().contains(line.rect) or line.rect.isEmpty():
            continue
        size, bold = line.kind.value
        least = LARGE if size >= LARGE_PIXELS or (bold and size >= LARGE_BOLD_PIXELS) else TEXT
        stands_out = contrast(theme.colour(line.ink), ground_below(picture, line.rect))
        if stands_out < least:
            found.append(f"{line.text!r} in {line.ink}: {stands_out:.2f} < {least}")
    return found


def window_of(qtbot: QtBot, palette: Palette) -> MainWindow:
    floor = scene()
    window = MainWindow(palette.name)
    qtbot.addWidget(window)
    window.resize(1600, 1000)
    window.show()
    window.show_rows(rows(floor))
    window.show_time_line(time_line(floor))
    return window


@BOTH
@pytest.mark.parametrize("drawer", ["none", "agent", "queue"])
def test_that_every_text_on_the_window_is_read(qtbot: QtBot, palette: Palette, drawer: str) -> None:
    window, floor = window_of(qtbot, palette), scene()
    if drawer == "agent" and (agent := agent_drawer(floor.floor, "a1", floor.clock)) is not None:
        window.show_agent(agent)
    if drawer == "queue":
        panel_of(window).show_explanation(explained(floor, scope="queue:sales"))
    QApplication.processEvents()
    grid = window.floor.grid
    found = hardly_read(grid.viewport(), window.theme, grid.lines())
    parts = [part for part in window.findChildren(PaintedWidget) if part.isVisible()]
    assert len(parts) >= 5
    for part in parts:
        found += hardly_read(part, window.theme, part.lines())
    assert not found


@BOTH
def test_that_the_controls_words_are_read_on_their_own_grounds(qapp: QApplication, palette: Palette) -> None:
    sheet = style_sheet(Theme(palette))
    pairs = []
    for names, body in re.findall(r"([^{}]+)\{([^{}]+)\}", sheet):
        text = re.search(r"(?:^|[\s;])color: (#\w{6})", body)
        ground = re.search(r"background: (#\w{6})", body)
        if text and ground:
            pairs.append((names.strip(), QColor(text[1]), QColor(ground[1])))
    assert len(pairs) > 8
    low = {names: contrast(text, ground) for names, text, ground in pairs if contrast(text, ground) < TEXT}
    assert not {names: value for names, value in low.items() if ":disabled" not in names}


@BOTH
def test_that_edges_bands_and_lines_stand_out(palette: Palette) -> None:
    fills = (Ink.CARD, Ink.WARNING_FILL, Ink.BREACH_FILL)
    pairs = {(band.ink, fill) for band in BANDS.values() for fill in fills}
    for severity in (Severity.WARNING, Severity.BREACH):
        alarm = ALARMS[severity]
        pairs |= {(alarm.edge, alarm.fill), (alarm.edge, Ink.GROUND), (alarm.edge, Ink.CARD)}
        pairs |= {(alarm.ink, ground) for ground in (alarm.fill, Ink.GROUND, Ink.BAR, Ink.CARD)}
    pairs |= {(Ink.ACCENT, ground) for ground in (*fills, Ink.GROUND, Ink.BAR, Ink.TRACK, Ink.RAISED)}
    pairs |= {(Ink.FAINT, ground) for ground in (*fills, Ink.GROUND)}  # the dashes of a goal
    pairs |= {(Ink.FILLED, Ink.TRACK), (Ink.FIELD, Ink.CARD), (Ink.FIELD, Ink.GROUND)}
    pairs |= {(Ink.MUTED, Ink.TRACK), (Ink.MUTED, Ink.GROUND)}
    low = {
        (str(one), str(other)): round(value, 2)
        for one, other in pairs
        if (value := contrast(ink(palette, one), ink(palette, other))) < DRAWN
    }
    assert not low


def lab(light: np.ndarray) -> np.ndarray:
    """CIE L*a*b* of linear sRGB under D65."""
    to_xyz = [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.119192, 0.9503041],
    ]
    xyz = np.array(to_xyz) @ np.clip(light, 0, 1) / [0.95047, 1.0, 1.08883]
    root = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def apart(one: QColor, other: QColor, sight: str) -> float:
    matrix = SIGHTS[sight]
    return float(np.linalg.norm(lab(matrix @ linear(one)) - lab(matrix @ linear(other))))


@BOTH
@pytest.mark.parametrize("sight", SIGHTS)
def test_that_attention_is_seen_by_every_eye(palette: Palette, sight: str) -> None:
    """A lit tile differs from a quiet one by its fill, by its edge, and by a shape and words of its own."""
    quiet = ALARMS[Severity.NONE]
    for severity in (Severity.WARNING, Severity.BREACH):
        alarm = ALARMS[severity]
        assert apart(ink(palette, alarm.edge), ink(palette, quiet.edge), sight) >= DISTINCT
        assert apart(ink(palette, alarm.ink), ink(palette, alarm.fill), sight) >= 3 * DISTINCT
    amber, red = ALARMS[Severity.WARNING], ALARMS[Severity.BREACH]
    assert amber.shape is not red.shape


def test_that_red_is_never_dimmer_than_amber_in_grey() -> None:
    amber, red = ALARMS[Severity.WARNING], ALARMS[Severity.BREACH]
    for palette in (DARK, LIGHT):
        ground = ink(palette, Ink.CARD)
        for part in ("fill", "edge", "figure"):
            one, other = (contrast(ink(palette, getattr(alarm, part)), ground) for alarm in (red, amber))
            assert one >= other, (palette.name, part)
        assert contrast(ink(palette, Ink.ON_BADGE), ink(palette, Ink.BREACH_SOLID)) >= TEXT


@BOTH
@pytest.mark.parametrize("sight", SIGHTS)
def test_that_states_differ_by_hue_or_by_shape(palette: Palette, sight: str) -> None:
    for (one, band), (other, beside) in combinations(BANDS.items(), 2):
        by_hue = apart(ink(palette, band.ink), ink(palette, beside.ink), sight) >= DISTINCT
        by_shape = (band.parts, band.hollow) != (beside.parts, beside.hollow)
        assert by_hue or by_shape, (one, other)
        if sight == "all hues" and {one, other} != {"not_ready", "offline"}:  # two greys by intent
            assert by_hue, (one, other)


@pytest.mark.parametrize("sight", ["protanopia", "deuteranopia", "tritanopia", "grey"])
def test_that_hues_alone_would_not_do(sight: str) -> None:
    """Why bands have shapes: some two hues are one to such eyes."""
    close = [
        (one.ink, other.ink)
        for one, other in combinations(BANDS.values(), 2)
        if apart(ink(DARK, one.ink), ink(DARK, other.ink), sight) < DISTINCT
    ]
    assert close
