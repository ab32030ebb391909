"""The report as tables for a terminal of 100 columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from rich.console import Console, Group, JustifyMethod, RenderableType
from rich.padding import Padding

from console.floor.entities.site import zone
from console.views.terminal.interval_table import print_rows
from console.views.terminal.terminal_text import (
    add_row,
    columns_of,
    cut_to_columns,
    line,
    lines_of_columns,
    table,
    words,
)
from console.views.text import (
    clock_text,
    goal_share_text,
    limit_text,
    measured_text,
    name_text,
    number_text,
    plain_text,
    share_text,
    state_text,
    timer_text,
    window_text,
)
from feeds.events import instant

JSON = dict[str, Any]
Column = tuple[str, Callable[[JSON], str]]
WIDTH = 100
AGENTS_SHOWN = 40
LINES_OF_A_NAME = 8
LEAST_WIDTH = 4


def _goal(row: JSON) -> str:
    if row["target"] is None or row["threshold_seconds"] is None:
        return "mixed"
    return f"{goal_share_text(row['target'])} in {limit_text(row['threshold_seconds'])}"


def _level(row: JSON) -> str:
    return share_text(row["service_level"]["offered"], row["target"])


def _wait(key: str) -> Callable[[JSON], str]:
    """A finished wait, or a mean of finished waits, against the queues' threshold."""
    return lambda row: measured_text(row[key], row.get("threshold_seconds"))


QUEUE_COLUMNS: tuple[Column, ...] = (
    ("SL", _level),
    ("goal", _goal),
    ("wait", lambda row: number_text(row["waiting"])),
    ("oldest", lambda row: timer_text(row["longest_wait_seconds"], row["threshold_seconds"])),
    ("offer", lambda row: number_text(row["offered"])),
    ("answ", lambda row: number_text(row["answered"])),
    ("aband", lambda row: number_text(row["abandoned"])),
    ("defl", lambda row: number_text(row["deflected"])),
    ("rate", lambda row: share_text(row["abandon_rate"])),
    ("ASA", _wait("average_speed_of_answer_seconds")),
    ("AHT", lambda row: measured_text(row["average_handle_time_seconds"])),
    ("avail", lambda row: f"{row['free']}/{row['staffed']}"),
)
AGENT_COLUMNS: tuple[Column, ...] = (
    ("occup", lambda row: share_text(row["occupancy"])),
    ("util", lambda row: share_text(row["utilisation"])),
    ("conc", lambda row: number_text(row["concurrency"], 2)),
    ("hdld", lambda row: number_text(row["handled"])),
    ("AHT", lambda row: measured_text(row["average_handle_time_seconds"])),
    ("xfer", lambda row: share_text(row["transfer_rate"])),
    ("miss", lambda row: share_text(row["missed_rate"])),
    ("adher", lambda row: share_text(row["adherence"])),
    ("adj", lambda row: share_text(row["adherence_adjusted"])),
    ("conf", lambda row: share_text(row["conformance"])),
)
INTERVAL_COLUMNS: tuple[Column, ...] = (
    ("start", lambda row: number_text(row["started"])),
    ("offer", lambda row: number_text(row["offered"])),
    ("answ", lambda row: number_text(row["answered"])),
    ("aband", lambda row: number_text(row["abandoned"])),
    ("defl", lambda row: number_text(row["deflected"])),
    ("SL", _level),
    ("ASA", _wait("average_speed_of_answer_seconds")),
    ("max", _wait("maximum_wait_seconds")),
    ("hdld", lambda row: number_text(row["handled"])),
    ("AHT", lambda row: measured_text(row["average_handle_time_seconds"])),
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
        console.print(words(f"  and {rest:,} more; --format json or csv has them all\n", "dim"))
    console.print(_outcomes(floor))
    console.print(_counts(report["counts"]))


def print_intervals(reports: list[JSON], console: Console) -> None:
    """Print one row per interval, for the floor and then each queue."""
    first = reports[0]
    here = zone(first["basis"]["time_zone"])
    length = window_text(max(r["window_seconds"] for r in reports))
    console.print(line(("\nBy interval", "bold"), f"  {length}, {here.key} time\n"))

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
        print_rows(plain_text(name), queue_columns, found, console, _section)
    console.print(_counts(reports[-1]["counts"]))


def _heading(report: JSON) -> RenderableType:
    here = zone(report["basis"]["time_zone"])
    now = clock_text(instant(report["at"]), here, with_day=True)
    site = cut_to_columns(name_text(report["basis"]["name"], "Floor"), WIDTH // 2)
    return line(
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
        max([columns_of(heading), *(columns_of(cells[index]) for _, _, cells in found)])
        for index, (heading, _) in enumerate(columns)
    ]
    # Figures are never cut: names share the rest of the line, wrapped as needed.
    words_columns = 1 if beside is None else 2
    longest = max([columns_of(title), *(columns_of(name) for name, _, _ in found)])
    doing = max([0, *(columns_of(does) for _, does, _ in found)])
    columns_count = len(widths) + words_columns
    gap = 2 if 2 + longest + doing + sum(widths) + 2 * columns_count <= WIDTH else 1
    room = WIDTH - 2 - sum(widths) - gap * columns_count
    texts: list[tuple[str | list[str], JustifyMethod]] = []
    if beside is not None:
        doing = min(doing, max(room // 2, room - longest))
        room -= doing
        texts.append(("doing", "left"))
    texts.insert(0, (_in_room(title, room), "left"))
    shown = table(*texts, *((heading, "right") for heading, _ in columns), gap=gap - 1)
    for name, does, cells in found:
        named = [_in_room(name, room)] if beside is None else [_in_room(name, room), _in_room(does, doing)]
        add_row(shown, *named, *cells)
    return Padding(shown, (0, 0, 1, 2))


def _in_room(text: str, width: int) -> list[str]:
    """*text* wrapped to *width* columns, cut after LINES_OF_A_NAME lines."""
    return lines_of_columns(text, max(width, LEAST_WIDTH), LINES_OF_A_NAME)


def _doing(row: JSON) -> str:
    doing = plain_text(state_text(row["state"], row["reason"]))
    return f"! {doing}" if row["adherence_now"] == "out" else doing


def _outcomes(floor: JSON) -> RenderableType:
    csat, nps, ces = floor["csat"], floor["nps"], floor["ces"]
    resolution = floor["first_contact_resolution"]
    shown = table(("Customer outcomes", "left"), ("figure", "right"), ("n", "right"), ("", "left"))
    add_row(shown, "CSAT", share_text(csat["share"]), str(csat["n"]), f"mean {number_text(csat['mean'], 2)}")
    add_row(shown, "NPS", number_text(nps["score"], 1), str(nps["n"]), "")
    add_row(shown, "CES", number_text(ces["mean"], 2), str(ces["n"]), "")
    provisional = f"{resolution['provisional']} provisional"
    if not resolution["n"] and floor["handled"]:
        provisional = "no source reports resolutions or customers"
    add_row(shown, "FCR", share_text(resolution["share"]), str(resolution["n"]), provisional)
    for word, key in (
        ("Bot containment", "bot_containment"),
        ("Bot automation", "bot_automation_score"),
        ("Churn", "churn_rate"),
    ):
        found = floor[key]
        is_unreported = key == "churn_rate" and found["share"] is None and found["n"]
        beside = "no source reports churn" if is_unreported else ""
        add_row(shown, word, share_text(found["share"]), str(found["n"]), beside)
    return Padding(shown, (0, 0, 1, 2))


def _counts(counts: JSON) -> RenderableType:
    parts = [f"{counts['events']:,} events"]
    parts += [
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
        parts.append(f"{anomalies:,} anomalies")
    variant = "Service level: offered = answered in time ÷ (answered + abandoned − short abandons)"
    return Padding(Group(words(variant, "dim"), words(", ".join(parts), "dim")), (0, 0, 1, 2))
