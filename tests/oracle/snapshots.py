"""A source's present told anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.oracle.reading import Arrival

if TYPE_CHECKING:
    from tests.oracle.lateness import Settling


def take(settling: Settling, arrival: Arrival) -> None:
    """nothing yet"""
