"""The theme: read by everyone, in both palettes, and nothing said by colour alone."""

from __future__ import annotations

from itertools import product

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from console.views.rows import Severity
from widgets.painting.theme import (
    ALARMS,
    BANDS,
    DARK,
    HIGH_DARK,
    HIGH_LIGHT,
    LIGHT,
    ZOOMS,
    Ink,
    Palette,
    Shape,
    Theme,
    Type,
    zoom_for,
)

EVERY = [DARK, LIGHT, HIGH_DARK, HIGH_LIGHT]
BOTH = pytest.mark.parametrize("palette", EVERY, ids=lambda palette: palette.name)
GROUNDS = (Ink.GROUND, Ink.BAR, Ink.CARD, Ink.HOVER)


def luminance(colour: QColor) -> float:
    """WCAG 2.2's relative luminance."""
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(palette: Palette, ink: Ink, ground: Ink) -> float:
    one, other = (luminance(QColor(getattr(palette, name.value))) for name in (ink, ground))
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


@BOTH
def test_that_text_stands_out_from_every_ground_it_is_set_on(palette: Palette) -> None:
    states = {band.ink for band in BANDS.values()}
    pairs = set(product({Ink.TEXT, Ink.MUTED, Ink.FAINT, Ink.ACCENT} | states, GROUNDS))
    for alarm in (ALARMS[Severity.WARNING], ALARMS[Severity.BREACH]):
        pairs |= set(product({alarm.ink, Ink.TEXT, Ink.MUTED} | states - {Ink.OFFLINE}, (alarm.fill,)))
        pairs |= set(product((alarm.ink,), GROUNDS))
    pairs |= {(Ink.ON_ACCENT, Ink.ACCENT_FILL), (Ink.LIVE, Ink.LIVE_FILL), (Ink.ON_BADGE, Ink.BREACH)}
    pairs |= {(Ink.TEXT, Ink.RAISED), (Ink.MUTED, Ink.RAISED), (Ink.ACCENT, Ink.RAISED)}
    low = {pair: round(contrast(palette, *pair), 2) for pair in pairs if contrast(palette, *pair) < 4.5}
    assert not low


@BOTH
def test_that_what_is_drawn_stands_out_too(palette: Palette) -> None:
    drawn = (Ink.ACCENT, Ink.WARNING_EDGE, Ink.BREACH_EDGE, Ink.WARNING, Ink.BREACH)
    assert all(contrast(palette, ink, Ink.CARD) >= 3 or ink is Ink.WARNING_EDGE for ink in drawn)
    assert contrast(palette, Ink.FAINT, Ink.GROUND) >= 3  # the dashes of a goal


def test_that_a_severity_has_a_shape_of_its_own() -> None:
    loud = [ALARMS[severity] for severity in Severity if severity is not Severity.NONE]
    assert len({alarm.shape for alarm in loud}) == len(loud)
    assert all(alarm.shape is not Shape.NOTHING for alarm in loud)


def test_that_states_differ_without_hues() -> None:
    looks = [(band.parts, band.hollow) for band in BANDS.values()]
    assert len(set(looks)) == len(looks)


def test_that_figures_do_not_jitter(qapp: QApplication) -> None:
    theme = Theme(DARK)
    for kind in (Type.TIME, Type.LARGE_TIME, Type.FIGURE, Type.COUNT, Type.TITLE):
        assert len({theme.width(kind, digit) for digit in "0123456789"}) == 1


def test_that_a_text_is_narrowed_before_it_is_shortened(qapp: QApplication) -> None:
    theme = Theme(DARK)
    whole = theme.width(Type.NAME, "Ana Costa")
    assert theme.fitted(Type.NAME, "Ana Costa", whole) == ("Ana Costa", 100)
    text, stretch = theme.fitted(Type.NAME, "Ana Costa", whole - 4)
    assert text == "Ana Costa"
    assert stretch < 100
    short, stretch = theme.fitted(Type.NAME, "Ana Costa", whole // 2)
    assert short.endswith("…")
    assert theme.width(Type.NAME, short, stretch) <= whole // 2


def test_that_zoom_scales_type_and_a_large_picture_is_zoomed(qapp: QApplication) -> None:
    assert Theme(DARK, 2.0).height(Type.NAME) == pytest.approx(2 * Theme(DARK).height(Type.NAME), abs=1)
    assert zoom_for(3840, 2160) == 2.0
    assert all(zoom_for(*size) == 1.0 for size in ((1280, 800), (1600, 1000), (1920, 1080)))
    assert list(ZOOMS) == sorted(ZOOMS)


@pytest.mark.parametrize("palette", [HIGH_DARK, HIGH_LIGHT], ids=lambda palette: palette.name)
def test_that_high_contrast_reaches_seven_to_one(palette: Palette) -> None:
    alarms = (ALARMS[Severity.WARNING], ALARMS[Severity.BREACH])
    pairs = set(product((Ink.TEXT, Ink.MUTED, Ink.FAINT, Ink.ACCENT, Ink.WARNING, Ink.BREACH), GROUNDS))
    pairs |= {(ink, alarm.fill) for alarm in alarms for ink in (Ink.TEXT, Ink.MUTED, alarm.ink)}
    pairs |= set(product((Ink.EDGE, Ink.FIELD), (Ink.GROUND, Ink.CARD)))
    low = {pair: round(contrast(palette, *pair), 2) for pair in pairs if contrast(palette, *pair) < 7}
    assert not low
