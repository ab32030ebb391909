"""Exports of a queue_log's table under any names, in any order, with any delimiter."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from feeds.errors import UserError
from feeds.importers.queue_log.importer import QueueLogSettings
from feeds.importers.queue_log.line_formats import DELIMITERS, FIELDS, columns_said
from tests.feeds.importers.queue_log.queue_logs import imported_from

ROWS = (
    ("1400000000", "1.1", "sales", "NONE", "ENTERQUEUE", "", "5550100", "1"),
    ("1400000005", "1.1", "sales", "Novak, Kim", "CONNECT", "5", "1.2", "2"),
    ("1400000065", "1.1", "sales", "Novak, Kim", "COMPLETECALLER", "5", "60", "1"),
)
KEYS = (*FIELDS, "data1", "data2", "data3")

titles = some.lists(
    some.text(some.characters(categories=("L", "N", "Zs")), min_size=1, max_size=12)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: text and not text.isdigit()),
    min_size=10,
    max_size=10,
    unique_by=str.casefold,
)


@settings(max_examples=60, deadline=None)
@given(
    titles=titles,
    order=some.permutations(range(10)),
    delimiter=some.sampled_from(DELIMITERS),
    by_position=some.booleans(),
    has_header=some.booleans(),
)
def test_that_any_names_order_and_delimiter_give_the_same(
    tmp_path_factory: pytest.TempPathFactory,
    titles: list[str],
    order: list[int],
    delimiter: str,
    by_position: bool,
    has_header: bool,
) -> None:
    folder = tmp_path_factory.mktemp("table")
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    by_position = by_position or not has_header
    if has_header:
        writer.writerow([titles[place] for place in order])
    for row in ROWS:
        cells = (*row, "NULL", "7")
        writer.writerow([cells[place] for place in order])
    path = folder / "table"
    path.write_text(text.getvalue(), encoding="utf-8")
    columns = {
        key: str(order.index(place) + 1) if by_position else titles[place] for place, key in enumerate(KEYS)
    }
    said = columns_said([f"{key}={name}" for key, name in columns.items()])
    found = imported_from([path], QueueLogSettings(columns=said))
    assert found.findings.used == 3
    assert found.left_out == found.contradictory == {}
    assert found.story("contact.offered", "contact.answered", "contact.ended") == [
        "3 offered Novak, Kim",
        "5 answered Novak, Kim",
        "65 ended",
    ]


def test_that_one_column_may_hold_all_parameters(tmp_path: Path) -> None:
    path = tmp_path / "table"
    path.write_text(
        "ts;id;q;who;what;rest\n1400000000;1;s;NONE;ENTERQUEUE;|5550100|1\n1400000009;1;s;Ana;CONNECT;9|x|4\n",
        encoding="utf-8",
    )
    said = columns_said(["time=ts,callid=id,queuename=q,agent=who,event=what,data=rest"])
    found = imported_from([path], QueueLogSettings(columns=said))
    assert found.story("contact.offered") == ["5 offered Ana"]


@pytest.mark.parametrize(("text", "ms"), [("1400000000123", 123), ("1400000000123456", 123)])
def test_that_times_may_be_milliseconds_or_microseconds(tmp_path: Path, text: str, ms: int) -> None:
    path = tmp_path / "table"
    path.write_text(
        f"time,callid,queuename,agent,event,data\n{text},1,s,NONE,ENTERQUEUE,\n", encoding="utf-8"
    )
    assert imported_from([path]).of("contact.queued")[0]["at"] == f"2014-05-13T16:53:20.{ms}Z"


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("time=a", "lacks callid, queue, agent, event: name the column of each, such as callid=NAME"),
        ("when=a", "give FIELD=COLUMN"),
        ("time=,callid=b", "time has no column"),
        ("time=a,time=b", "time is given twice"),
        ("time=1,callid=2,queue=3,agent=4,event=5,data=6,data1=7", "not both"),
    ],
)
def test_that_a_wrong_option_is_reported(said: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        columns_said([said])


def test_that_a_column_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    path = tmp_path / "table"
    path.write_text("a,b,c,d,e\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"no column 'x' .* a, b, c, d, e"):
        imported_from([path], QueueLogSettings(columns=columns_said(["x,b,c,d,e"])))
