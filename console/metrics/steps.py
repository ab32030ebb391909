"""Steps: a long reading in short pieces, so that a window can answer between them."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

Made = TypeVar("Made")
# Yields between two pieces, and returns what it made. Nothing it reads may change until it ends.
Steps = Generator[None, None, Made]


def finished(steps: Steps[Made]) -> Made:
    """What *steps* make, all of them taken at once."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            made: Made = end.value
            return made
