"""The columns of the list of agents, and how a setting names them and their sort."""

from __future__ import annotations

from typing import NamedTuple


class ListColumn(NamedTuple):
    """A column of the list: its key, heading, width in pixels at zoom 1, and what it shows in words.

    `is_number` columns are aligned at the right and sorted with the most first.
    """

    key: str
    title: str
    width: int
    words: str
    is_number: bool = False


COLUMNS = {
    column.key: column
    for column in (
        ListColumn("agent", "Agent", 170, "The agent's name"),
        ListColumn("state", "State", 104, "The state, or the reason of not ready"),
        ListColumn("time", "Time", 64, "How long in this state; sorted, the longest first", True),
        ListColumn("attention", "Attention", 190, "What needs attention; sorted, the worst first"),
        ListColumn("work", "Work", 130, "The queue or channel of the contact in hand, or the main queue"),
        ListColumn("team", "Team", 100, "The agent's team"),
        ListColumn("queues", "Queues", 190, "The queues the agent serves"),
        ListColumn("skills", "Skills", 90, "The skills of those queues"),
        ListColumn("load", "In use", 64, "The share of the agent's capacity that contacts use", True),
        ListColumn("occupancy", "Occ.", 64, "Occupancy: time on contacts and wrap-up, of time ready", True),
        ListColumn("adherence", "Adh.", 64, "Adherence: time as scheduled, of time scheduled", True),
        ListColumn("handled", "Handled", 64, "Contacts handled", True),
        ListColumn("average_handle_time_seconds", "AHT", 60, "Average handle time", True),
    )
}
SHOWN_AT_FIRST = "agent state time attention work occupancy adherence handled"
SORTED_AT_FIRST = "attention"


def chosen_columns(text: str) -> list[tuple[str, int]]:
    """The columns that a setting names, in order, each with its width in pixels at zoom 1; 0 if not set.

    Raises ValueError for a column that does not exist, or one named twice.

    >>> chosen_columns("agent:220 time")
    [('agent', 220), ('time', 0)]
    """
    found: dict[str, int] = {}
    for part in text.split():
        key, _, width = part.partition(":")
        if key not in COLUMNS:
            raise ValueError(f"no column {key!r}; allowed are {', '.join(COLUMNS)}")
        if key in found:
            raise ValueError(f"column {key!r} is named twice")
        if width and not (width.isascii() and width.isdigit() and 20 <= int(width) <= 2000):
            raise ValueError(f"{part!r}: a width is a number of pixels from 20 to 2000")
        found[key] = int(width or 0)
    if not found:
        raise ValueError("name at least one column")
    return list(found.items())


def checked_sort(text: str) -> str:
    """*text* if it is a sort: a column's key, with a minus for the other way round. Raises ValueError."""
    if text.removeprefix("-") not in COLUMNS:
        raise ValueError(f"no column {text.removeprefix('-')!r}; allowed are {', '.join(COLUMNS)}")
    return text
