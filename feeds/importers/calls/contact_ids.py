"""Unique ids of contacts: a row's own, or one made from its file and line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from feeds.importers.delimited import DelimitedRow
from feeds.importers.source_file import SourceFile

# At least this many ids are remembered, and at most twice as many: duplicates are close together.
REMEMBERED = 250_000


class ContactIds:
    """The ids assigned so far. Owned by one import."""

    def __init__(self, files: Sequence[SourceFile], remembered: int = REMEMBERED) -> None:
        names = [file.path.name[-80:] for file in files]
        often = Counter(names)
        self.stems = [name if often[name] == 1 else f"{index}/{name}" for index, name in enumerate(names, 1)]
        self.remembered = remembered
        self.newer: set[str] = set()
        self.older: set[str] = set()

    def of(self, text: str, file: int, row: DelimitedRow) -> tuple[str, bool]:
        """The id of *row*'s contact, and whether *text* was used before; *file* is the file's number."""
        own = f"{self.stems[file]}:{row.line}"
        if not text:
            return own, False
        if text in self.newer or text in self.older:
            return own, True
        if len(self.newer) >= self.remembered:
            self.newer, self.older = set(), self.newer
        self.newer.add(text)
        return text, False
