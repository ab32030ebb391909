"""The agents shown as cells of text, for other programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from console.views.floor.agent_list import ListRow, cell_text
from console.views.list_columns import COLUMNS
from console.views.rows import FloorRows, ListedAgent

# Columns that tiles have too.
OF_TILES = ("agent", "state", "time", "attention", "work", "team", "queues", "load")


def tile_rows(rows: FloorRows) -> list[ListRow]:
    """The agents of *rows*, shown as tiles, as rows of a list."""
    names = {card.id: card.name for card in rows.all_queues}
    return [
        ListRow(
            f"agent:{tile.id}",
            group,
            tile,
            ListedAgent(
                rows.teams.get(tile.team, ""), ", ".join(names.get(q, q) for q in tile.queues), "", {}
            ),
        )
        for group in rows.groups
        for tile in group.tiles
    ]


def headings(columns: Sequence[str]) -> list[str]:
    """The headings of *columns*."""
    return [COLUMNS[column].title for column in columns]


def agents_cells(rows: Iterable[ListRow], columns: Sequence[str]) -> list[list[str]]:
    """The cells of the agents of *rows*, a list for each."""
    return [
        [cell_text(column, row.tile, row.more) for column in columns]
        for row in rows
        if row.tile is not None and row.more is not None
    ]


def agents_text(rows: Iterable[ListRow], columns: Sequence[str]) -> str:
    """The agents of *rows*, one a line, their cells separated by tabs."""
    lines = ("\t".join(" ".join(cell.split()) for cell in cells) for cells in agents_cells(rows, columns))
    return "".join(f"{line}\n" for line in lines)
