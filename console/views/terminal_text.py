"""Text and tables for a terminal: what they say is shown as it is, never read as markup."""

from __future__ import annotations

from rich import box
from rich.cells import cell_len
from rich.console import JustifyMethod
from rich.table import Table
from rich.text import Text

from console.views.text import begun_text, plain_text


def words(text: str, style: str = "") -> Text:
    """*text* in *style*. Line ends at its beginning and end stay; all others are shown."""
    inner = text.strip("\n")
    start = text[: len(text) - len(text.lstrip("\n"))]
    end = text[len(text.rstrip("\n")) :] if inner else ""
    return Text(f"{start}{plain_text(inner)}{end}", style)


def line(*parts: str | tuple[str, str]) -> Text:
    """*parts* beside each other, each a text or a text and its style."""
    return Text().join(words(part) if isinstance(part, str) else words(*part) for part in parts)


def table(*headings: tuple[str, JustifyMethod], gap: int = 1) -> Table:
    """A table without rows; of each heading its text and side, "left" or "right". The first is bold."""
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, gap, 0, 0), show_edge=False)
    for place, (heading, side) in enumerate(headings):
        style = "bold" if place == 0 else ""
        made.add_column(Text(plain_text(heading)), style=style, justify=side, no_wrap=True)
    return made


def add_row(to: Table, *cells: str) -> None:
    """Add *cells* as one row."""
    to.add_row(*(Text(plain_text(cell)) for cell in cells))


def columns_of(text: str) -> int:
    """How many columns of a terminal *text* takes.

    >>> columns_of("日本"), columns_of("é")
    (4, 1)
    """
    return cell_len(text)


def cut_to_columns(text: str, width: int) -> str:
    """*text*, cut to *width* columns of a terminal where it takes more."""
    if columns_of(text) <= width:
        return text
    length = min(len(text), width)
    while length > 0 and columns_of(begun_text(text, length)) > width:
        length -= 1
    return begun_text(text, length)
