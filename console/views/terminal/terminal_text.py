"""Text and tables for a terminal; their content is never interpreted as markup."""

from __future__ import annotations

from rich import box
from rich.cells import cell_len
from rich.console import JustifyMethod
from rich.table import Table
from rich.text import Text

from console.views.bidi import carried
from console.views.text import begun_text, plain_text, whole_length


def words(text: str, style: str = "") -> Text:
    """*text* in *style*. Leading and trailing line breaks are kept; others are escaped."""
    inner = text.strip("\n")
    start = text[: len(text) - len(text.lstrip("\n"))]
    end = text[len(text.rstrip("\n")) :] if inner else ""
    return Text(f"{start}{plain_text(inner)}{end}", style)


def line(*parts: str | tuple[str, str]) -> Text:
    """*parts* concatenated; each is a text, or a text and its style."""
    return Text().join(words(part) if isinstance(part, str) else words(*part) for part in parts)


def table(*headings: tuple[str | list[str], JustifyMethod], gap: int = 1) -> Table:
    """A table without rows; each heading is its text or lines, and its alignment. The first is bold."""
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, gap, 0, 0), show_edge=False)
    for place, (heading, side) in enumerate(headings):
        style = "bold" if place == 0 else ""
        made.add_column(_cell(heading), style=style, justify=side, no_wrap=True)
    return made


def add_row(to: Table, *cells: str | list[str]) -> None:
    """Add *cells*, each a text or its lines, as one row."""
    to.add_row(*map(_cell, cells))


def _cell(text: str | list[str]) -> Text:
    return Text("\n".join(map(plain_text, [text] if isinstance(text, str) else text)))


def columns_of(text: str) -> int:
    """The width of *text* in terminal columns.

    >>> columns_of("日本"), columns_of("é")
    (4, 1)
    """
    return cell_len(text)


def cut_to_columns(text: str, width: int) -> str:
    """*text*, cut to *width* terminal columns if it is wider."""
    if columns_of(text) <= width:
        return text
    length = min(len(text), width)
    while length > 0 and columns_of(begun_text(text, length)) > width:
        length -= 1
    return begun_text(text, length)


def lines_of_columns(text: str, width: int, most: int) -> list[str]:
    """*text* wrapped to lines of at most *width* columns, each safe alone, cut after *most* lines.

    Lines break at spaces where possible.

    >>> lines_of_columns("the evening shift", 8, 3)
    ['the', 'evening', 'shift']
    """
    rest = cut_to_columns(text, width * most)
    lines = []
    while columns_of(rest) > width:
        length = _fitting(rest, width)
        at_space = rest.rfind(" ", 1, length + 1)
        length = length if at_space < 0 else at_space
        lines.append(rest[:length])
        rest = rest[length:].lstrip(" ")
    return list(carried([*lines, rest]))


def _fitting(text: str, width: int) -> int:
    """How many characters of *text* fit in *width* columns without splitting one; at least one."""
    length = min(len(text), width)
    while length > 1 and columns_of(text[:length]) > width:
        length -= 1
    return whole_length(text, length) or length
