"""Severity: whether a person is needed. A value of the core; the theme gives it colour, shape and word."""

from __future__ import annotations

from enum import IntEnum


class Severity(IntEnum):
    """Near a limit is a warning, past it a breach."""

    NONE = 0
    WARNING = 1
    BREACH = 2
