"""Errors shown to the user, with one base class for the command line and the window."""

from __future__ import annotations


class UserError(Exception):
    """Raised if a request cannot be done; the one-line message says what, where and how to fix it."""
