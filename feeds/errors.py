"""Failures that a person is told: one base, so that the command line and the window can show any of them."""

from __future__ import annotations


class UserError(Exception):
    """What was asked for cannot be done; the message says what, where and what to do, in one line."""
