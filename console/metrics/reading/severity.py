"""Severity of a figure or flag; the theme maps it to colour, shape and word."""

from __future__ import annotations

from enum import IntEnum


class Severity(IntEnum):
    """WARNING is near a limit, BREACH past it."""

    NONE = 0
    WARNING = 1
    BREACH = 2
