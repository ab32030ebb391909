"""Durability: what of a recording survives a crash of the machine."""

from __future__ import annotations

from typing import Literal

# All but the last second; every event, as each write is synced; or what the system has written by then.
Durability = Literal["second", "event", "none"]
DURABILITIES: tuple[Durability, ...] = ("second", "event", "none")
