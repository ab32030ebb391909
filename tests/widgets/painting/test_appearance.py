"""Appearance: dark, light, or as the system has it, a step larger or smaller."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from widgets.painting import appearance
from widgets.painting.appearance import Appearance, wants_contrast
from widgets.painting.theme import DARK, HIGH_DARK, HIGH_LIGHT, LIGHT, ZOOMS


def test_that_the_system_is_followed_only_while_it_is_chosen(qapp: QApplication, owner: QObject) -> None:
    hints = QGuiApplication.styleHints()
    look = Appearance("system", 1.0, "", owner)
    try:
        hints.setColorScheme(Qt.ColorScheme.Light)
        if hints.colorScheme() is not Qt.ColorScheme.Light:
            pytest.skip("this screen has no colour scheme that could be changed")
        assert look.theme.palette is LIGHT
        hints.setColorScheme(Qt.ColorScheme.Dark)
        assert look.theme.palette is DARK
        look.choose("light")
        hints.setColorScheme(Qt.ColorScheme.Dark)
        assert look.theme.palette is LIGHT
    finally:
        hints.unsetColorScheme()


def test_that_zoom_stops_at_both_ends(qapp: QApplication, owner: QObject) -> None:
    look = Appearance("dark", 1.0, "", owner)
    for _ in range(30):
        look.zoom_in()
    assert look.theme.zoom == ZOOMS[-1]
    for _ in range(30):
        look.zoom_out()
    assert look.theme.zoom == ZOOMS[0]


def test_that_a_zoom_between_steps_goes_to_the_next(qapp: QApplication, owner: QObject) -> None:
    look = Appearance("dark", 1.1, "", owner)
    look.zoom_in()
    assert look.theme.zoom == 1.15
    look.show("dark", 1.1)
    look.zoom_out()
    assert look.theme.zoom == 1.0


def test_that_painters_hear_only_of_another_appearance(qapp: QApplication, owner: QObject) -> None:
    look = Appearance("dark", 1.0, "", owner)
    received: list[object] = []
    look.changed.connect(received.append)
    look.show("dark", 1.0)
    look.zoom_back()
    assert received == []
    look.show("light", 1.0)
    assert received == [look.theme]


def test_that_high_contrast_is_followed_in_either_theme(
    qapp: QApplication, owner: QObject, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not wants_contrast()
    look = Appearance("dark", 1.0, "", owner)
    assert look.theme.palette is DARK
    monkeypatch.setattr(appearance, "wants_contrast", lambda: True)
    hints = QGuiApplication.styleHints()
    if hasattr(hints, "accessibility"):
        hints.accessibility().contrastPreferenceChanged.emit(Qt.ContrastPreference.HighContrast)
        assert look.theme.palette is HIGH_DARK
    look.choose("light")
    assert look.theme.palette is HIGH_LIGHT
    monkeypatch.setattr(appearance, "wants_contrast", lambda: False)
    look.choose("light")
    assert look.theme.palette is LIGHT
