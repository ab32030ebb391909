"""The agents shown as text for other programs: tab-separated, or as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import StringIO

from console.views.floor.agent_list import ListRow, cell_text
from console.views.list_columns import COLUMNS
from console.views.rows import FloorRows, ListedAgent
from feeds.files.csv_cells import write_rows

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


def _cells(rows: Iterable[ListRow], columns: Sequence[str]) -> Iterable[list[str]]:
    for row in rows:
        if row.tile is not None and row.more is not None:
            yield [cell_text(column, row.tile, row.more) for column in columns]


def agents_text(rows: Iterable[ListRow], columns: Sequence[str]) -> str:
    """The agents of *rows*, one a line, separated by tabs."""
    return "".join(
        "\t".join(" ".join(cell.split()) for cell in cells) + "\n" for cells in _cells(rows, columns)
    )


def agents_csv(rows: Iterable[ListRow], columns: Sequence[str]) -> str:
    """The agents of *rows* as CSV, with a heading."""
    file = StringIO()
    write_rows(file, [COLUMNS[column].title for column in columns], _cells(rows, columns))
    return file.getvalue()
