"""The report as tables: as wide as the terminal, with nothing cut and nothing trailing."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from console.floor.floor import Floor
from console.metrics.reading.windows import intervals, rolling
from console.metrics.report import Intake, report
from console.views.terminal.report_table import AGENTS_SHOWN, WIDTH, print_intervals, print_report
from feeds.events import instant_text
from feeds.protocol.decoding import decode_chunk
from tests.feeds import JSON, log_of
from tests.made_logs import made_log

FOUR_HOURS = 4 * 3_600_000
NOTHING_LOST = Intake()


def floor_of(events: list[JSON]) -> Floor:
    floor = Floor(horizon_ms=None)
    batch = decode_chunk(log_of(*events), 1)
    floor.apply_all(batch.events, batch.instants, batch.lines, "log")
    return floor


def report_of(events: list[JSON], intake: Intake = NOTHING_LOST) -> JSON:
    floor = floor_of(events)
    return report(floor, rolling(floor.latest, FOUR_HOURS), intake)


def interval_reports(events: list[JSON], minutes: int) -> list[JSON]:
    floor = floor_of(events)
    settings = floor.site.at(floor.latest)
    return [
        {
            "start": instant_text(window.start),
            "end": instant_text(window.end),
            **report(floor, window),
        }
        for window in intervals(settings, floor.since, floor.latest, minutes)
    ]


def lines_of(found: JSON | list[JSON]) -> list[str]:
    out = io.StringIO()
    console = Console(file=out, width=WIDTH, highlight=False, no_color=True)
    if isinstance(found, list):
        print_intervals(found, console)
    else:
        print_report(found, console)
    return out.getvalue().split("\n")


def row_of(lines: list[str], name: str, occurrence: int = 0) -> list[str]:
    """The cells of the row that begins with *name*."""
    rows = [re.split(r"\s{2,}|(?<=%) (?=\d+ % in )", line.strip()) for line in lines]
    return [row for row in rows if row[0] == name][occurrence]


def shared(at: str, kind: str, **fields: object) -> JSON:
    return {"type": kind, "at": f"2026-11-22T{at}Z", **fields}


def call(number: int, at: str, agent: str, queue: str = "billing") -> list[JSON]:
    who: dict[str, Any] = {"contact": f"c{number}", "agent": agent}
    return [
        shared(at, "contact.queued", contact=f"c{number}", queue=queue),
        shared(at, "contact.answered", **who),
        shared(at, "contact.released", **who, wrap_up=False),
    ]


@pytest.mark.parametrize("seed", range(8))
def test_that_no_line_of_a_report_is_wider_than_the_terminal(seed: int) -> None:
    assert max(cell_len(line) for line in lines_of(report_of(made_log(seed)))) <= WIDTH


@pytest.mark.parametrize("minutes", [15, 30, 60])
@pytest.mark.parametrize("seed", range(4))
def test_that_no_line_of_intervals_is_wider_than_the_terminal(seed: int, minutes: int) -> None:
    lines = lines_of(interval_reports(made_log(seed), minutes))
    assert max(cell_len(line) for line in lines) <= WIDTH


def test_that_a_queues_row_shows_its_figures() -> None:
    events = [
        shared("09:00:00", "queue.profile", queue="billing", name="Billing"),
        shared("09:00:00", "agent.profile", agent="ana", queues=["billing"]),
        shared("09:00:00", "agent.state", agent="ana", state="available"),
        shared("09:01:00", "contact.queued", contact="c1", queue="billing"),
        shared("09:01:10", "contact.answered", contact="c1", agent="ana"),
        shared("09:02:00", "contact.queued", contact="c2", queue="billing"),
        shared("09:03:00", "contact.abandoned", contact="c2", queue="billing"),
        shared("09:03:00", "contact.queued", contact="c3", queue="billing"),
        shared("09:04:00", "contact.ended", contact="c1"),
    ]
    row = row_of(lines_of(report_of(events)), "billing")
    assert row == [
        "billing",
        "50.0 %",
        "80 % in 20 s",
        "1",
        "1:00",
        "2",
        "1",
        "1",
        "0",
        "50.0 %",
        "0:10",
        "2:50",
        "1/1",
    ]


def test_that_an_agent_out_of_adherence_is_marked() -> None:
    shift = {"start": "2026-11-22T09:00:00Z", "end": "2026-11-22T17:00:00Z"}
    events = [
        shared(
            "09:00:00",
            "schedule.published",
            agent="ana",
            activities=[{"activity": "on_queue", **shift}],
            **shift,
        ),
        shared("09:00:00", "agent.state", agent="ana", state="not_ready", reason="lunch"),
        shared("09:00:00", "agent.state", agent="bob", state="not_ready", reason="lunch"),
        shared("09:10:00", "agent.state", agent="eve", state="available"),
    ]
    lines = lines_of(report_of(events))
    assert [row_of(lines, name)[1] for name in ("ana", "bob", "eve")] == [
        "! not ready: lunch",
        "not ready: lunch",
        "available",
    ]


def cut_figures(lines: list[str]) -> list[str]:
    """The lines on which a figure, or the title of a column, is cut; names may be."""
    titles = ("  Queues", "  Channels", "  Teams", "  Agents", "  Floor")
    return [
        line for line in lines if re.search(r"[\d.,:]…", line) or (line.startswith(titles) and "…" in line)
    ]


def test_that_no_figure_is_cut_where_names_are_as_long_as_people_have_them() -> None:
    name, where = "Maria Fernandes da Silva", "Customer services north"
    shift = {"start": "2026-11-22T09:00:00Z", "end": "2026-11-22T17:00:00Z"}
    plan = [{"activity": "on_queue", **shift}]
    events = [
        shared("09:00:00", "schedule.published", agent=name, activities=plan, **shift),
        shared("09:00:00", "agent.profile", agent=name, team=where, queues=[where]),
        shared("09:00:00", "agent.state", agent=name, state="available"),
        *(event for number in range(1200) for event in call(number, "09:00:01", name, where)),
        shared("09:40:00", "agent.state", agent=name, state="not_ready", reason="training"),
        shared("09:50:00", "agent.state", agent="bob", state="available"),
    ]
    lines = lines_of(report_of(events))
    assert any("1,200" in line for line in lines)
    assert cut_figures(lines) == []
    assert cut_figures(lines_of(interval_reports(events, 30))) == []


def test_that_no_figure_is_cut_where_waits_last_for_hours() -> None:
    long = "x" * 40
    events = [
        shared("00:00:00", "queue.profile", queue=long, service_level={"threshold_seconds": 7200}),
        shared("00:00:00", "agent.profile", agent=long, team=long, queues=[long]),
        shared("00:00:00", "agent.state", agent=long, state="not_ready", reason="r" * 40),
        shared("00:00:00", "contact.queued", contact="w", queue=long),
        shared("00:00:01", "contact.answered", contact="w", agent=long),
        *(shared("00:00:02", "contact.queued", contact=f"q{n}", queue=long) for n in range(1200)),
        *(shared("11:00:02", "contact.abandoned", contact=f"q{n}", queue=long) for n in range(1100)),
        shared("11:30:02", "contact.released", contact="w", agent=long, wrap_up=False),
    ]
    lines = lines_of(report_of(events))
    assert max(map(len, lines)) <= WIDTH
    assert cut_figures(lines) == []


def test_that_wide_characters_keep_the_width() -> None:
    wide = "漢字" * 10
    events = [
        shared("09:00:00", "agent.profile", agent=wide, team=wide),
        shared("09:00:00", "agent.state", agent=wide, state="not_ready", reason=wide),
        *call(1, "09:00:00", wide, queue=wide),
    ]
    lines = lines_of(report_of(events))
    assert max(cell_len(line) for line in lines) <= WIDTH


@pytest.mark.parametrize("name", ["a\nb", "a\x1b[31mb", "a\rb", "a\x07b", "[bold]a[/bold]", "[/]"])
def test_that_a_name_is_shown_and_commands_nothing(name: str) -> None:
    events = [
        shared("09:00:00", "site.profile", name=name),
        shared("09:00:00", "team.profile", team=name),
        shared("09:00:00", "agent.state", agent=name, state="not_ready", reason=name),
        *call(1, "09:00:00", name, queue=name),
    ]
    plain = [{**event, **{key: "ab" for key, value in event.items() if value == name}} for event in events]
    lines = lines_of(report_of(events))
    assert all(line.isprintable() for line in lines)
    assert len(lines) == len(lines_of(report_of(plain)))
    if name.startswith("["):
        assert sum(name in line for line in lines) >= 3


def test_that_only_so_many_agents_are_shown_and_the_rest_counted() -> None:
    def agents(count: int) -> list[str]:
        states = [
            shared("09:00:00", "agent.state", agent=f"a{n:03}", state="available") for n in range(count)
        ]
        return lines_of(report_of(states))

    exact, more = agents(AGENTS_SHOWN), agents(AGENTS_SHOWN + 3)
    assert sum(line.startswith("  a0") for line in exact) == AGENTS_SHOWN
    assert not any(" more;" in line for line in exact)
    assert sum(line.startswith("  a0") for line in more) == AGENTS_SHOWN
    assert sum(line.startswith("  and 3 more; ") for line in more) == 1


def test_that_channels_are_shown_from_two_on() -> None:
    chat = [shared("09:00:00", "queue.profile", queue="chats", channel="chat")]
    one = lines_of(report_of(call(1, "09:00:00", "ana")))
    two = lines_of(report_of([*chat, *call(1, "09:00:00", "ana"), *call(2, "09:00:00", "ana", "chats")]))
    assert not any("Channels" in line for line in one)
    assert [row_of(two, name)[0] for name in ("Channels", "voice", "chat")] == ["Channels", "voice", "chat"]


def test_that_goals_that_differ_are_shown_as_mixed() -> None:
    strict = [shared("09:00:00", "queue.profile", queue="vip", service_level={"threshold_seconds": 10})]
    lines = lines_of(report_of([*strict, *call(1, "09:00:00", "ana"), *call(2, "09:00:00", "ana", "vip")]))
    assert row_of(lines, "vip")[2] == "80 % in 10 s"
    assert row_of(lines, "floor")[2] == "mixed"


def test_that_an_empty_floor_has_its_table() -> None:
    lines = lines_of(report_of([shared("09:00:00", "team.profile", team="north")]))
    assert row_of(lines, "north")[1:] == ["–", "–", "–", "0", *["–"] * 6]


def test_that_the_outcomes_are_shown_with_their_n() -> None:
    surveys = [shared("09:00:00", "survey.answered", csat=score, nps=10, ces=4) for score in (5, 4, 1)]
    lines = lines_of(report_of(surveys))
    assert row_of(lines, "CSAT") == ["CSAT", "66.7 %", "3", "mean 3.33"]
    assert row_of(lines, "NPS") == ["NPS", "100.0", "3"]
    assert row_of(lines, "CES") == ["CES", "4.00", "3"]
    assert row_of(lines, "Churn") == ["Churn", "–", "0"]


def test_that_the_counts_are_shown_where_there_are_any() -> None:
    state = shared("09:00:00", "agent.state", agent="ana", state="available")
    twice = [state | {"seq": 1}, state | {"seq": 1}]
    clean = [line.strip() for line in lines_of(report_of([state]))]
    marred = [line.strip() for line in lines_of(report_of(twice, Intake(invalid=1234, unknown=2)))]
    assert "1 events" in clean
    assert "1 events, 1,234 invalid, 2 of unknown type, 1 duplicates" in marred


def test_that_intervals_have_one_row_each_for_the_floor_and_every_queue() -> None:
    reports = interval_reports(
        [*call(1, "09:05:00", "ana"), *call(2, "10:40:00", "ana"), *call(3, "10:45:00", "ana", "help")], 30
    )
    lines = lines_of(reports)
    starts = ["11-22 09:00", "11-22 09:30", "11-22 10:00", "11-22 10:30"]
    rows = [line.split()[:2] for line in lines if line.strip().startswith("11-22")]
    assert [" ".join(row) for row in rows] == [*starts, *starts, starts[-1]]
    titles = [line.split()[0] for line in lines if " offer " in line]
    assert titles == ["Floor", "billing", "help"]


@pytest.mark.parametrize("seed", range(6))
def test_that_every_row_of_queues_adds_up(seed: int) -> None:
    def counts(lines: list[str]) -> list[tuple[int, ...]]:
        found, places = [], None
        for line in lines:
            if " offer " in line and " defl " in line:
                places = [(line.index(word), line.index(word) + len(word)) for word in COUNTED]
            elif not line.strip():
                places = None
            elif places is not None and "─" not in line:
                found.append(tuple(int(line[:end].split()[-1].replace(",", "")) for _, end in places))
        return found

    found = report_of(made_log(seed))
    rows = counts(lines_of(found)) + counts(lines_of(interval_reports(made_log(seed), 30)))
    assert len(rows) > 5
    assert all(
        offered == answered + abandoned + deflected for offered, answered, abandoned, deflected in rows
    )
    assert any(deflected for *_, deflected in rows)


COUNTED = ("offer", "answ", "aband", "defl")


def test_that_averages_are_rounded_and_a_missed_goal_shows() -> None:
    def asa(wait: str) -> str:
        events = [
            shared("09:00:00", "contact.queued", contact="c", queue="billing"),
            shared(f"09:00:{wait}", "contact.answered", contact="c", agent="ana"),
        ]
        return row_of(lines_of(report_of(events)), "billing")[-3]

    assert [asa(wait) for wait in ("06.970", "19.600", "20.000", "20.400")] == [
        "0:07",
        "0:20",
        "0:20",
        "0:21",
    ]


def test_that_a_goal_of_hours_is_shown_in_hours() -> None:
    events = [
        shared("09:00:00", "queue.profile", queue="mail", service_level={"threshold_seconds": 14_400}),
        *call(1, "09:00:00", "ana", queue="mail"),
    ]
    assert row_of(lines_of(report_of(events)), "mail")[2] == "80 % in 4 h"


@pytest.mark.parametrize(
    "name", ["Customer services of the northern district, evening shift", "x" * 60, "漢字" * 25]
)
def test_that_a_name_that_fits_on_some_lines_is_whole(name: str) -> None:
    events = [
        shared("09:00:00", "agent.profile", agent=name, team=name),
        shared("09:00:00", "agent.state", agent=name, state="not_ready", reason="lunch"),
        *call(1, "09:00:00", name, queue=name),
    ]
    lines = lines_of(report_of(events))
    assert not any("…" in line for line in lines)
    starts = [
        index for index, line in enumerate(lines) if line.startswith(("  Queues", "  Teams", "  Agents"))
    ]
    for start in starts:
        table = lines[start + 2 : lines.index("", start)]
        title = lines[start].lstrip().split("  ")[0]
        width = len(lines[start + 1]) if title else 0
        assert width <= WIDTH
        letters = "".join("".join(line[:40]) for line in table)
        assert sum(letters.count(sign) >= name.count(sign) for sign in set(name) - {" "}) == len(
            set(name) - {" "}
        )


def test_that_what_no_source_reports_has_its_reason() -> None:
    lines = lines_of(
        report_of([*call(1, "09:00:00", "ana"), shared("09:00:01", "contact.ended", contact="c1")])
    )
    assert row_of(lines, "FCR") == ["FCR", "–", "0", "no source reports resolutions or customers"]
    named = [
        {**event, "customer": "bo"} if event["type"] == "contact.queued" else event
        for event in call(1, "09:00:00", "ana")
    ]
    ended = shared("09:00:01", "contact.ended", contact="c1")
    lines = lines_of(report_of([*named, ended]))
    assert row_of(lines, "FCR") == ["FCR", "100.0 %", "1", "1 provisional"]
    assert row_of(lines, "Churn") == ["Churn", "–", "1", "no source reports churn"]
    lines = lines_of(report_of([*named, ended, shared("09:00:02", "customer.churned", customer="cy")]))
    assert row_of(lines, "Churn") == ["Churn", "100.0 %", "1"]
