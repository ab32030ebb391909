"""The list's columns: how wide they are, so that they fill the list, and how a setting names them."""

from __future__ import annotations

from collections.abc import Sequence

from console.views.list_columns import COLUMNS

# A column's key, and its width in pixels at zoom 1 as the user set it; 0 without.
Column = tuple[str, int]
# Columns of texts: their part of the width left over, and the least share they shrink to.
_FLEXIBLE = {
    "agent": (1, 0.9),
    "state": (0, 0.85),
    "attention": (3, 0.7),
    "work": (1, 0.8),
    "team": (1, 0.7),
    "queues": (2, 0.5),
}


def column_widths(columns: Sequence[Column], room: int, zoom: float) -> list[int]:
    """The width in pixels of each of *columns* (key, the user's width at zoom 1 or 0) in *room* pixels.

    Columns of texts without a width of the user's grow and shrink; past that, the last of those without
    a width of the user's get none. With widths of the user's alone, the list scrolls sideways.
    """
    hidden = _without_room(columns, room, zoom)
    if hidden:
        shown = iter(column_widths([c for n, c in enumerate(columns) if n not in hidden], room, zoom))
        return [0 if place in hidden else next(shown) for place in range(len(columns))]
    widths = [round((width or COLUMNS[key].width) * zoom) for key, width in columns]
    flexible = [place for place, (key, width) in enumerate(columns) if key in _FLEXIBLE and not width]
    over = room - sum(widths)
    if over >= 0:
        parts = {place: _FLEXIBLE[columns[place][0]][0] for place in flexible}
        _spread(widths, over, parts)
        return widths
    spare = {place: round(widths[place] * (1 - _FLEXIBLE[columns[place][0]][1])) for place in flexible}
    _spread(widths, -min(-over, sum(spare.values())), spare)
    return widths


def _without_room(columns: Sequence[Column], room: int, zoom: float) -> set[int]:
    """The places of the columns that get no room, from the end; one column always stays."""
    least = [round((width or COLUMNS[key].width * _share(key)) * zoom) for key, width in columns]
    hidden: set[int] = set()
    for place in reversed(range(1, len(columns))):
        if sum(least) <= room:
            break
        if not columns[place][1]:
            hidden.add(place)
            least[place] = 0
    return hidden


def _share(key: str) -> float:
    """The least share of its width that a column shrinks to."""
    return _FLEXIBLE[key][1] if key in _FLEXIBLE else 1


def _spread(widths: list[int], amount: int, parts: dict[int, int]) -> None:
    """Add *amount* to *widths*, in proportion to *parts*; the last takes what rounding leaves."""
    whole = sum(parts.values())
    left = amount
    for number, (place, part) in enumerate(parts.items()):
        share = left if number == len(parts) - 1 else round(amount * part / whole) if whole else 0
        widths[place] += share
        left -= share


def columns_text(columns: Sequence[Column]) -> str:
    """*columns* as a setting.

    >>> columns_text([("agent", 220), ("time", 0)])
    'agent:220 time'
    """
    return " ".join(f"{key}:{width}" if width else key for key, width in columns)


def toggled(columns: Sequence[Column], column: str) -> list[Column]:
    """*columns* without *column*, or with it at the end; the last one stays."""
    left = [pair for pair in columns if pair[0] != column]
    if len(left) == len(columns):
        return [*columns, (column, 0)]
    return left or list(columns)
