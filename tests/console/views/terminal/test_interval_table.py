"""Tables of intervals: the text that rich makes of them, row for row."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from console.views.terminal.interval_table import print_rows
from console.views.terminal.report_table import _section

TEXTS = st.text(st.sampled_from("0123456789.–% hmins…呼"), max_size=9).map(str.strip)
ROWS = st.lists(st.tuples(TEXTS, st.fixed_dictionaries({"a": TEXTS, "b": TEXTS})), max_size=6)


def text_of(console: Console, print_all: Any) -> list[str]:
    with console.capture() as captured:
        print_all()
    return [line.rstrip() for line in captured.get().split("\n")]


@settings(max_examples=60)
@given(ROWS, st.sampled_from(["Floor", "a queue", "long " * 25, "呼叫"]))
def test_that_the_text_is_what_rich_makes_of_all_rows(rows: list[Any], title: str) -> None:
    columns = (("offered", lambda row: row["a"]), ("b", lambda row: row["b"]))
    console = Console(width=100, no_color=True, highlight=False)
    quick = text_of(console, lambda: print_rows(title, columns, rows, console, _section))
    assert quick == text_of(console, lambda: console.print(_section(title, columns, rows)))


def test_that_rich_lays_out_one_row_however_many_there_are() -> None:
    asked: list[int] = []

    def section(title: str, columns: Any, rows: Any) -> Any:
        asked.append(len(rows))
        return _section(title, columns, rows)

    console = Console(width=100, no_color=True, highlight=False)
    rows = [(f"07-{day:02}", {"a": str(day)}) for day in range(1, 31)]
    lines = text_of(
        console, lambda: print_rows("Floor", (("a", lambda row: row["a"]),), rows, console, section)
    )
    assert asked == [1]
    assert sum(line.lstrip().startswith("07-") for line in lines) == 30
