"""What can be found in the command palette: agents, queues and actions, as whoever has them names them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PaletteEntry:
    """Something to be found: `detail` says what kind of thing it is, `keys` its shortcut."""

    id: str
    words: str
    detail: str = ""
    keys: str = ""
