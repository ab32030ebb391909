"""Neighbours of an instant: the next or previous event or flag, to step to."""

from __future__ import annotations

from collections.abc import Sequence

from console.floor.floor import Floor
from console.views.rows import Mark


def event_beside(floor: Floor, at: int, is_later: bool) -> int | None:
    """The instant (ms) of the nearest event after *at*, or before it; None without one.

    An event is what changed the floor: definitions, and events that changed nothing, are skipped.
    """
    books = floor.books
    found = [ledger.beside(at, is_later) for ledger in (books.timeline.rows, *books.ledgers)]
    known = [instant for instant in found if instant is not None]
    if not known:
        return None
    return min(known) if is_later else max(known)


def flag_beside(marks: Sequence[Mark], at: int, is_later: bool) -> int | None:
    """The instant (ms) at which the nearest flag of *marks* rose after *at*, or before it; None without."""
    rose = [mark.at for mark in marks if (mark.at > at if is_later else mark.at < at)]
    if not rose:
        return None
    return min(rose) if is_later else max(rose)
