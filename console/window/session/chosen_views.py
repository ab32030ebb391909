"""Choices as a person's settings name them, for the views and for the window's own controls."""

from __future__ import annotations

from console.settings.preferences import Preferences
from console.views.floor.choices import Choices
from console.views.goals import GOALS


def choices_of(chosen: Preferences) -> Choices:
    """The choices from the user's settings."""
    floor = chosen.floor
    return Choices(
        channel=floor.channel,
        window_ms=floor.window_minutes * 60_000,
        group_by=floor.group_by,
        order=floor.order,
        queue_order=floor.queue_order,
        goals=GOALS,
    )


def shown_choices(chosen: Preferences) -> dict[str, str]:
    """The choices as shown by the window's controls."""
    floor = chosen.floor
    return {
        "group_by": floor.group_by,
        "order": floor.order,
        "queue_order": floor.queue_order,
        "tiles": chosen.appearance.tiles,
    }
