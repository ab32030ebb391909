"""This program, to be run again in a process of its own."""

from __future__ import annotations

import sys


def program() -> list[str]:
    """The command that runs this program again; a frozen program is its own interpreter."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "console"]
