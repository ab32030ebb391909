"""Choices out of a person's settings."""

from __future__ import annotations

from console.settings.preferences import FloorChoices, Preferences
from console.window.session.chosen_views import choices_of


def test_that_the_chosen_window_is_the_views() -> None:
    assert choices_of(Preferences(floor=FloorChoices(window_minutes=15))).window_ms == 900_000
