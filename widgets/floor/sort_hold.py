"""Settling: when what is sorted by need must keep its places, so that nobody's eye or hand loses them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

SETTLED_MS = 10_000  # of this machine's own time between two sortings


class SortHold(QObject):
    """Held while somebody is at a part, and for ten seconds after each sorting that moved something.

    Owned by the floor page. `held_changed` tells when that begins and ends.
    """

    held_changed = Signal(bool)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._busy: set[QObject] = set()
        self._held = False
        self.since_sorted = QTimer(self)
        self.since_sorted.setSingleShot(True)
        self.since_sorted.setInterval(SETTLED_MS)
        self.since_sorted.timeout.connect(self._announce)

    @property
    def held(self) -> bool:
        """Whether places are kept now."""
        return self._held

    def engage(self, part: QObject, engaged: bool) -> None:
        """Somebody came to *part*, or left it."""
        (self._busy.add if engaged else self._busy.discard)(part)
        self._announce()

    def note_order(self, before: Sequence[Sequence[str]], after: Sequence[Sequence[str]]) -> None:
        """Lists of ids stood as *before*, and stand as *after*: where one was sorted, ten seconds begin."""
        if any(map(was_sorted, before, after)):
            self.since_sorted.start()
            self._announce()

    def _announce(self) -> None:
        held = bool(self._busy) or self.since_sorted.isActive()
        if held != self._held:
            self._held = held
            self.held_changed.emit(held)


def was_sorted(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether those of *before* that still stand there do so in another order; who came or went is no matter.

    >>> was_sorted(["a", "b", "c"], ["c", "a"]), was_sorted(["a", "b", "c"], ["a", "new", "c"])
    (True, False)
    """
    if before == after:
        return False
    stayed = set(before) & set(after)
    return [one for one in before if one in stayed] != [one for one in after if one in stayed]
