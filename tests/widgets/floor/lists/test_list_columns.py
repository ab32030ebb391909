"""The widths of columns: they fill the list, shrink where they may, and keep what a person set."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from console.views.list_columns import COLUMNS, SHOWN_AT_FIRST, chosen_columns
from widgets.floor.lists.list_columns import column_widths, columns_text, toggled

FIRST = chosen_columns(SHOWN_AT_FIRST)


@given(st.integers(200, 4000), st.sampled_from([0.5, 1.0, 1.5, 3.0]))
def test_that_columns_fill_the_list_and_are_whole_or_away(room: int, zoom: float) -> None:
    widths = column_widths(FIRST, room, zoom)
    assert sum(widths) == room or widths[1:] == [0] * 7
    shown = [width for width in widths if width]
    assert widths == shown + [0] * (len(widths) - len(shown))  # the last go first
    least = [int(COLUMNS[key].width * zoom * 0.7) for key, _ in FIRST]
    assert all(width >= small for width, small in zip(shown, least, strict=False))


def test_that_a_narrow_list_keeps_names_whole_and_leaves_out_the_last_columns() -> None:
    named = dict(zip([key for key, _ in FIRST], column_widths(FIRST, 560, 1.0), strict=True))
    assert named["agent"] >= 150
    assert named["attention"] > named["work"] > 0
    assert [key for key, width in named.items() if not width] == ["occupancy", "adherence", "handled"]


def test_that_a_width_a_person_set_stays_and_its_column_too() -> None:
    for room in (200, 800, 2000):
        assert column_widths([("agent", 240), ("attention", 0)], room, 1.5)[0] == 360
    assert column_widths([("agent", 300), ("time", 0), ("work", 300)], 500, 1.0) == [300, 0, 300]


def test_that_columns_without_texts_do_not_grow() -> None:
    assert column_widths([("time", 0), ("handled", 0)], 900, 1.0) == [64, 64]


def test_that_a_column_is_taken_away_or_added_and_the_last_stays() -> None:
    assert columns_text(toggled([("agent", 220), ("time", 0)], "time")) == "agent:220"
    assert columns_text(toggled([("agent", 220)], "time")) == "agent:220 time"
    assert columns_text(toggled([("agent", 220)], "agent")) == "agent:220"
