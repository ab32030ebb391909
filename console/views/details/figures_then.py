"""The figures of one channel at any instant, for the pointer on the time bar."""

from __future__ import annotations

from console.floor.floor import Floor
from console.metrics.reading.reading import Reading
from console.metrics.reading.windows import rolling
from console.metrics.service_level import queue_figures
from console.views.floor.choices import Choices
from console.views.floor.headline import channel_figures, shown_channel
from console.views.rows import Figure


def figures_then(floor: Floor, at: int, choices: Choices) -> tuple[Figure, ...]:
    """The headline's queue figures at the instant *at* (ms)."""
    reading = Reading(floor, rolling(at, choices.window_ms))
    _, channels, whole = queue_figures(reading)
    name = shown_channel(floor, choices, at)
    return tuple(channel_figures(reading, name, choices, channels, whole, ()))


def figure_lines(figures: tuple[Figure, ...]) -> list[str]:
    """*figures* as lines of text, each with its label and its goal."""
    return [
        f"{figure.label} {figure.text}" + (f" ({figure.goal})" if figure.goal else "") for figure in figures
    ]
