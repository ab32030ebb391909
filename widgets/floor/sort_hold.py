"""When lists sorted by urgency hold their order, so that rows do not move under the user's eye or pointer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

SETTLED_MS = 10_000  # of this machine's time between two re-sorts


class SortHold(QObject):
    """Holds while the user is at a part, and for ten seconds after each sort that moved something.

    Owned by the floor page. `held_changed` is emitted when a hold starts and ends.
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
        """Whether the order is held now."""
        return self._held

    def engage(self, part: QObject, engaged: bool) -> None:
        """The user entered *part*, or left it."""
        (self._busy.add if engaged else self._busy.discard)(part)
        self._announce()

    def note_order(self, before: Sequence[Sequence[str]], after: Sequence[Sequence[str]]) -> None:
        """Compare lists of ids *before* and *after* an update; start the ten seconds if one was re-sorted."""
        if any(map(was_sorted, before, after)):
            self.since_sorted.start()
            self._announce()

    def _announce(self) -> None:
        held = bool(self._busy) or self.since_sorted.isActive()
        if held != self._held:
            self._held = held
            self.held_changed.emit(held)


def was_sorted(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether the ids in both lists changed order; added and removed ids do not count.

    >>> was_sorted(["a", "b", "c"], ["c", "a"]), was_sorted(["a", "b", "c"], ["a", "new", "c"])
    (True, False)
    """
    if before == after:
        return False
    stayed = set(before) & set(after)
    return [one for one in before if one in stayed] != [one for one in after if one in stayed]
