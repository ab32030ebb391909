"""An explained figure as text: what it is, what it counted, and what it left out."""

from __future__ import annotations

import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from console.metrics.explain.explain import EXPLAINERS, explain
from console.metrics.reading.scope import Scope
from console.metrics.reading.windows import rolling
from console.views.bidi import closed
from console.views.terminal.explain_text import ROWS_SHOWN, figure_text, print_account
from console.views.terminal.report_table import WIDTH
from feeds.events import SiteSettings
from tests.console.views.terminal.test_report_table import FOUR_HOURS, floor_of
from tests.feeds import AT, JSON
from tests.hostile_text import hostile
from tests.made_logs import made_log

SITE = SiteSettings(time_zone="Asia/Kolkata")


def account(**fields: object) -> JSON:
    return {
        "metric": "answered",
        "variant": None,
        "scope": "floor",
        "at": AT,
        "window_seconds": 1800,
        "value": 1,
        "target": None,
        "numerator": 1,
        "denominator": None,
        "formula": "entries answered",
        "counted": [],
        "left_out": [],
        **fields,
    }


def counted(who: JSON, value: float = 1) -> JSON:
    return {**who, "from": AT, "to": AT, "value": value}


def lines_of(found: JSON) -> list[str]:
    out = io.StringIO()
    print_account(found, SITE, Console(file=out, width=WIDTH, highlight=False, no_color=True))
    return out.getvalue().split("\n")


def text_of(found: JSON) -> str:
    return "\n".join(lines_of(found))


def test_that_a_level_below_its_target_does_not_read_as_if_it_met_it() -> None:
    found = account(metric="service_level.offered", value=0.79996, target=0.8)
    assert "  79.9 %" in lines_of(found)


@pytest.mark.parametrize(
    ("metric", "value", "text"),
    [
        ("service_level.offered", 0.8, "80.0 %"),
        ("abandon_rate", 0.05, "5.0 %"),
        ("occupancy", 1, "100.0 %"),
        ("adherence_adjusted", 0.955, "95.5 %"),
        ("conformance", 1.2, "120.0 %"),
        ("csat.share", 0.5, "50.0 %"),
        ("csat.mean", 4.25, "4.25"),
        ("nps.score", -52.94, "-52.94"),
        ("target", 0.8, "80 %"),
        ("threshold_seconds", 20, "20 s"),
        ("threshold_seconds", 14_400, "4 h"),
        ("average_handle_time_seconds", 3725.9, "1:02:06"),
        ("handled", 18_058, "18,058"),
        ("concurrency", 1.5, "1.50"),
        ("recovery_answers", None, "–"),
    ],
)
def test_that_a_figure_is_written_as_its_kind(metric: str, value: float | None, text: str) -> None:
    assert figure_text(metric, value) == text


def test_that_the_head_names_metric_scope_window_and_local_time() -> None:
    head = text_of(account(scope="queue:billing", variant="offered", numerator=12, denominator=13))
    assert "answered  queue:billing  last 30 min, to 2026-11-22 14:45:02 Asia/Kolkata" in head
    assert "variant: offered" in head
    assert "entries answered" in head
    assert "12 ÷ 13" in head


def test_that_a_large_numerator_is_written_out() -> None:
    assert "1,234,567 ÷ 2" in text_of(account(numerator=1234567, denominator=2))


def test_that_what_is_counted_is_shown_with_local_times() -> None:
    row = counted({"contact": "c1", "agent": "ana"}, 12.5)
    lines = [line.split() for line in lines_of(account(counted=[row, {**row, "from": None, "to": None}]))]
    assert ["14:45:02", "14:45:02", "c1", "ana", "12.5"] in lines
    assert ["–", "–", "c1", "ana", "12.5"] in lines
    assert ["Counted,", "2"] in lines
    assert ["Excluded,", "0"] in lines


def test_that_so_many_rows_are_shown_and_the_rest_counted() -> None:
    def rows(count: int) -> list[str]:
        return lines_of(account(counted=[counted({"contact": f"c{n}"}) for n in range(count)]))

    for count in (ROWS_SHOWN, ROWS_SHOWN + 1234):
        assert sum(line.count("14:45:02") == 2 for line in rows(count)) == ROWS_SHOWN
    assert not any(" more; " in line for line in rows(ROWS_SHOWN))
    assert "  and 1,234 more; --format json lists them all" in rows(ROWS_SHOWN + 1234)


def test_that_what_is_left_out_is_grouped_by_reason_most_frequent_first() -> None:
    left_out = [{"contact": "c1", "reason": "short abandon"}]
    left_out += [{"contact": f"d{n}", "reason": "answered late"} for n in range(6)]
    lines = lines_of(account(left_out=left_out))
    late, short = "       6  answered late: d0, d1, d2, d3, d4, d5", "       1  short abandon: c1"
    assert lines[lines.index(late) + 1] == short


def test_that_of_many_left_out_some_are_named_and_the_rest_hinted_at() -> None:
    left_out = [{"contact": f"d{n}", "reason": "answered late"} for n in range(7)]
    assert "7  answered late: d0, d1, d2, d3, d4, d5, …" in text_of(account(left_out=left_out))


def test_that_nobody_left_out_is_hidden_behind_one_who_is_left_out_often() -> None:
    names = ["ana"] * 6 + ["bob"]
    text = text_of(account(left_out=[{"agent": name, "reason": "offline"} for name in names]))
    assert "bob" in text or "…" in text


@pytest.mark.parametrize("name", ["a\nb", "a\x1b[31mb", "a\rb", "[bold]a[/bold]", "[/]"])
def test_that_a_name_is_shown_and_commands_nothing(name: str) -> None:
    found = account(counted=[counted({"contact": name})], left_out=[{"contact": name, "reason": "outbound"}])
    lines = lines_of(found)
    assert all(line.isprintable() for line in lines)
    assert len(lines) == len(
        lines_of(
            account(counted=[counted({"contact": "c"})], left_out=[found["left_out"][0] | {"contact": "c"}])
        )
    )
    if name.startswith("["):
        assert sum(name in line for line in lines) == 2


def test_that_every_metric_of_a_made_floor_fits_the_terminal() -> None:
    floor = floor_of(made_log(1))
    window = rolling(floor.latest, FOUR_HOURS)
    for metric in EXPLAINERS:
        lines = lines_of(explain(floor, metric, Scope("floor"), window))
        assert max(cell_len(line) for line in lines) <= WIDTH


def test_that_long_names_fit_the_terminal() -> None:
    long = {"contact": "c" * 128, "agent": "漢" * 128}
    found = account(
        scope="queue:" + "q" * 128,
        counted=[counted(long)],
        left_out=[{**long, "reason": "answered late"}] * 3,
    )
    assert max(cell_len(line) for line in lines_of(found)) <= WIDTH


@pytest.mark.parametrize("length", range(10, 128, 9))
def test_that_every_line_of_long_names_is_harmless_alone(length: int) -> None:
    name = ("x" * length + "\u202e" + hostile("contact"))[:128]
    left_out = [{"contact": f"{number}{name}"[:128], "reason": "still waiting"} for number in range(9)]
    for line in lines_of(account(left_out=left_out, scope=f"queue:{name}")):
        assert closed(line) == line
        assert cell_len(line) <= WIDTH
