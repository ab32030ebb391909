"""The report as tables for a terminal of 100 columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from console.floor.site import zone
from console.views.interval_table import print_rows
from console.views.text import (
    clock_text,
    duration_text,
    number_text,
    plain_text,
    share_text,
    state_text,
    window_text,
)
from feeds.events import instant

JSON = dict[str, Any]
Column = tuple[str, Callable[[JSON], str]]
WIDTH = 100
AGENTS_SHOWN = 40


def _goal(row: JSON) -> str:
    if row["target"] is None or row["threshold_seconds"] is None:
        return "mixed"
    return f"{row['target'] * 100:g} in {row['threshold_seconds']:g} s"


def _tight(share: float | None) -> str:
    """A share as narrow as it can be written: ten columns of agents have to fit."""
    return share_text(share).replace(" ", "")


QUEUE_COLUMNS: tuple[Column, ...] = (
    ("SL", lambda row: share_text(row["service_level"]["offered"])),
    ("goal", _goal),
    ("wait", lambda row: number_text(row["waiting"])),
    ("longest", lambda row: duration_text(row["longest_wait_seconds"])),
    ("offer", lambda row: number_text(row["offered"])),
    ("answ", lambda row: number_text(row["answered"])),
    ("aband", lambda row: number_text(row["abandoned"])),
    ("rate", lambda row: share_text(row["abandon_rate"])),
    ("ASA", lambda row: duration_text(row["average_speed_of_answer_seconds"])),
    ("AHT", lambda row: duration_text(row["average_handle_time_seconds"])),
    ("free", lambda row: f"{row['free']}/{row['staffed']}"),
)
AGENT_COLUMNS: tuple[Column, ...] = (
    ("occup", lambda row: _tight(row["occupancy"])),
    ("util", lambda row: _tight(row["utilisation"])),
    ("conc", lambda row: number_text(row["concurrency"], 2)),
    ("hdld", lambda row: number_text(row["handled"])),
    ("AHT", lambda row: duration_text(row["average_handle_time_seconds"])),
    ("xfer", lambda row: _tight(row["transfer_rate"])),
    ("miss", lambda row: _tight(row["missed_rate"])),
    ("adher", lambda row: _tight(row["adherence"])),
    ("adj", lambda row: _tight(row["adherence_adjusted"])),
    ("conf", lambda row: _tight(row["conformance"])),
)
INTERVAL_COLUMNS: tuple[Column, ...] = (
    ("start", lambda row: number_text(row["started"])),
    ("offer", lambda row: number_text(row["offered"])),
    ("answ", lambda row: number_text(row["answered"])),
    ("aband", lambda row: number_text(row["abandoned"])),
    ("SL", lambda row: share_text(row["service_level"]["offered"])),
    ("ASA", lambda row: duration_text(row["average_speed_of_answer_seconds"])),
    ("max", lambda row: duration_text(row["maximum_wait_seconds"])),
    ("hdld", lambda row: number_text(row["handled"])),
    ("AHT", lambda row: duration_text(row["average_handle_time_seconds"])),
    ("occup", lambda row: share_text(row["occupancy"])),
    ("adher", lambda row: share_text(row["adherence"])),
)


def print_report(report: JSON, console: Console) -> None:
    """Print one instant's report."""
    console.print(_heading(report))
    floor = report["floor"]
    console.print(_section("Queues", QUEUE_COLUMNS, _with_total(report["queues"], floor)))
    if len(report["channels"]) > 1:
        console.print(_section("Channels", QUEUE_COLUMNS, report["channels"].items()))
    console.print(_section("Teams", AGENT_COLUMNS, _with_total(report["teams"], floor)))
    agents = report["agents"]
    console.print(_section("Agents", AGENT_COLUMNS, list(agents.items())[:AGENTS_SHOWN], _doing))
    if len(agents) > AGENTS_SHOWN:
        rest = len(agents) - AGENTS_SHOWN
        console.print(Text(f"  and {rest:,} more; --format json or csv has them all\n", "dim"))
    console.print(_outcomes(floor))
    console.print(_counts(report["counts"]))


def print_intervals(reports: list[JSON], console: Console) -> None:
    """Print one row an interval, for the floor and then each queue."""
    first = reports[0]
    here = zone(first["basis"]["time_zone"])
    length = window_text(max(r["window_seconds"] for r in reports))
    console.print(Text.assemble(("\nBy interval", "bold"), f"  {length}, {here.key} time\n"))

    def rows(pick: Callable[[JSON], JSON | None]) -> list[tuple[str, JSON]]:
        found = []
        for report in reports:
            row = pick(report)
            if row is not None:
                start = instant(report["start"])
                day = clock_text(start, here, with_day=True)
                found.append((day[5:16], row))
        return found

    print_rows("Floor", INTERVAL_COLUMNS, rows(lambda r: r["floor"]), console, _section)
    queue_columns = tuple(c for c in INTERVAL_COLUMNS if c[0] not in ("occup", "adher"))
    for name in reports[-1]["queues"]:
        found = rows(lambda r, name=name: r["queues"].get(name))  # type: ignore[misc]
        print_rows(name, queue_columns, found, console, _section)
    console.print(_counts(reports[-1]["counts"]))


def _heading(report: JSON) -> RenderableType:
    here = zone(report["basis"]["time_zone"])
    now = clock_text(instant(report["at"]), here, with_day=True)
    site = plain_text(report["basis"]["name"] or "Floor")
    return Text.assemble(
        (f"\n{site}", "bold"),
        f"  {now} {here.key}",
        (f"  last {window_text(report['window_seconds'])}\n", "dim"),
    )


def _with_total(rows: JSON, floor: JSON) -> list[tuple[str, JSON]]:
    return [*rows.items(), ("floor", floor)] if len(rows) != 1 else list(rows.items())


def _section(
    title: str,
    columns: tuple[Column, ...],
    rows: Iterable[tuple[str, JSON]],
    beside: Callable[[JSON], str] | None = None,
) -> RenderableType:
    found = [
        (plain_text(name), beside(row) if beside is not None else "", [text(row) for _, text in columns])
        for name, row in rows
    ]
    widths = [
        max([len(heading), *(len(cells[index]) for _, _, cells in found)])
        for index, (heading, _) in enumerate(columns)
    ]
    # Figures are never cut: what they leave of the line, the names share.
    words_columns = 1 if beside is None else 2
    longest = max([len(title), *(len(name) for name, _, _ in found)])
    doing = max([0, *(len(words) for _, words, _ in found)])
    columns_count = len(widths) + words_columns
    gap = 2 if 2 + longest + doing + sum(widths) + 2 * columns_count <= WIDTH else 1
    room = WIDTH - 2 - sum(widths) - gap * columns_count
    padding = (0, gap - 1, 0, 0)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=padding, show_edge=False)
    table.add_column(title, style="bold", no_wrap=True)
    if beside is not None:
        doing = min(doing, max(room // 2, room - longest))
        room -= doing
        table.add_column("doing", no_wrap=True)
    for heading, _ in columns:
        table.add_column(heading, justify="right", no_wrap=True)
    for name, does, cells in found:
        words = [_cut(name, room)] if beside is None else [_cut(name, room), _cut(does, doing)]
        table.add_row(*(Text(cell) for cell in (*words, *cells)))
    return Padding(table, (0, 0, 1, 2))


def _cut(words: str, width: int) -> str:
    width = max(width, 4)
    return words if len(words) <= width else words[: width - 1] + "…"


def _doing(row: JSON) -> str:
    words = plain_text(state_text(row["state"], row["reason"]))
    return f"! {words}" if row["adherence_now"] == "out" else words


def _outcomes(floor: JSON) -> RenderableType:
    csat, nps, ces = floor["csat"], floor["nps"], floor["ces"]
    resolution = floor["first_contact_resolution"]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)
    table.add_column("Customer outcomes", style="bold", no_wrap=True)
    for name in ("figure", "n"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_row("CSAT", share_text(csat["share"]), str(csat["n"]), f"mean {number_text(csat['mean'], 2)}")
    table.add_row("NPS", number_text(nps["score"], 1), str(nps["n"]), "")
    table.add_row("CES", number_text(ces["mean"], 2), str(ces["n"]), "")
    provisional = f"{resolution['provisional']} provisional"
    table.add_row("FCR", share_text(resolution["share"]), str(resolution["n"]), provisional)
    for word, key in (
        ("Bot containment", "bot_containment"),
        ("Bot automation", "bot_automation_score"),
        ("Churn", "churn_rate"),
    ):
        table.add_row(word, share_text(floor[key]["share"]), str(floor[key]["n"]), "")
    return Padding(table, (0, 0, 1, 2))


def _counts(counts: JSON) -> RenderableType:
    words = [f"{counts['events']:,} events"]
    words += [
        f"{counts[key]:,} {word}"
        for key, word in (
            ("control", "control"),
            ("invalid", "invalid"),
            ("unknown", "of unknown type"),
            ("late", "late"),
            ("duplicates", "duplicates"),
        )
        if counts[key]
    ]
    anomalies = sum(counts["anomalies"].values())
    if anomalies:
        words.append(f"{anomalies:,} anomalies")
    variant = "Service level: offered = answered in time ÷ (answered + abandoned − short abandons)"
    return Padding(Group(Text(variant, "dim"), Text(", ".join(words), "dim")), (0, 0, 1, 2))
