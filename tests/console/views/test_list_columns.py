"""The list's columns: a setting names them in order, with widths, and their sort."""

from __future__ import annotations

import pytest

from console.views.list_columns import COLUMNS, SHOWN_AT_FIRST, SORTED_AT_FIRST, checked_sort, chosen_columns


@pytest.mark.parametrize("text", ["", "no_such", "agent agent", "agent:wide", "agent:9999", "agent:2"])
def test_that_columns_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"column|width"):
        chosen_columns(text)


def test_that_columns_keep_their_order_and_width() -> None:
    assert chosen_columns("time agent:220") == [("time", 0), ("agent", 220)]


def test_that_the_first_columns_and_the_first_sort_exist() -> None:
    assert [key for key, _ in chosen_columns(SHOWN_AT_FIRST)][:2] == ["agent", "state"]
    assert checked_sort(f"-{SORTED_AT_FIRST}") == "-attention"
    with pytest.raises(ValueError, match="no column 'x'"):
        checked_sort("-x")


def test_that_every_column_says_what_it_shows() -> None:
    assert all(column.title and column.words and column.width >= 30 for column in COLUMNS.values())
