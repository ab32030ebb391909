"""Entries of the command palette: agents, queues and actions, named by the part that offers them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PaletteEntry:
    """One entry: `detail` says what kind of thing it is, `keys` its shortcut."""

    id: str
    words: str
    detail: str = ""
    keys: str = ""
