"""An explained figure as text for a terminal."""

from __future__ import annotations

from collections import Counter
from typing import Any

from rich.console import Console
from rich.padding import Padding

from console.floor.entities.site import zone
from console.views.explain.explained_rows import EventList
from console.views.metric_words import COUNT, MEAN, METRICS, SCORE
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
    NONE,
    amount_text,
    clock_text,
    plain_text,
    window_text,
)
from feeds.events import SiteSettings, instant

JSON = dict[str, Any]
ROWS_SHOWN = 200
_WHO_WIDTH = 48
_MOST_LINES = 100


def figure_text(metric: str, value: float | None, target: float | None = None) -> str:
    """*value* of *metric* as text; a value below *target* is never rounded to it.

    >>> figure_text("occupancy", 0.826), figure_text("wait_p90_seconds", 75)
    ('82.6 %', '1:15')
    >>> figure_text("threshold_seconds", 14400), figure_text("service_level.offered", 0.79996, 0.8)
    ('4 h', '79.9 %')
    """
    if value is None:
        return NONE
    _, kind = METRICS[metric]
    if kind in (COUNT, MEAN, SCORE):
        return f"{value:,.2f}".removesuffix(".00")
    return kind.text(value, target)


def print_account(account: JSON, settings: SiteSettings, console: Console) -> None:
    """Print *account*, the result of `explain`."""
    here = zone(settings.time_zone)
    metric = account["metric"]
    now = clock_text(instant(account["at"]), here, with_day=True)
    scope = plain_text(account["scope"])
    span = f"last {window_text(account['window_seconds'])}, to {now} {here.key}"
    if columns_of(f"  {metric}  {scope}  {span}") <= console.width:
        console.print(line((f"\n  {metric}", "bold"), f"  {scope}", (f"  {span}\n", "dim")))
    else:
        console.print()
        _print_lines(f"{metric}  {scope}  {span}", console)
        console.print()
    console.print(words(f"  {figure_text(metric, account['value'], account['target'])}", "bold"))
    if account["variant"]:
        console.print(words(f"  variant: {account['variant']}"))
    console.print(words(f"  {account['formula']}"))
    numerator, denominator = account["numerator"], account["denominator"]
    if numerator is not None and denominator is not None:
        console.print(words(f"  {amount_text(numerator)} ÷ {amount_text(denominator)}"))
    counted = account["counted"]
    shown = table(("from", "left"), ("to", "left"), ("who", "left"), ("adds", "right"), gap=2)
    for item in counted[:ROWS_SHOWN]:
        who = _who(item)
        times = [
            NONE if item[key] is None else clock_text(instant(item[key]), here) for key in ("from", "to")
        ]
        add_row(shown, *times, cut_to_columns(who, _WHO_WIDTH), amount_text(item["value"]))
    console.print(words(f"\n  Counted, {len(counted):,}", "bold"))
    if counted:
        console.print(Padding(shown, (0, 0, 0, 2)))
    if len(counted) > ROWS_SHOWN:
        rest = len(counted) - ROWS_SHOWN
        console.print(words(f"  and {rest:,} more; --format json lists them all", "dim"))
    left_out = account["left_out"]
    console.print(words(f"\n  Excluded, {len(left_out):,}", "bold"))
    for reason, number in Counter(item["reason"] for item in left_out).most_common():
        some = list(dict.fromkeys(_who(item) for item in left_out if item["reason"] == reason))
        names = ", ".join(some[:6]) + (", …" if len(some) > 6 else "")
        _print_lines(f"{number:>6,}  {reason}: {names}", console)
    console.print()


def print_events(row: EventList, console: Console) -> None:
    """Print the events of *row*, a contact's timeline or what made an agent's state."""
    here = zone(row.time_zone)
    console.print(words(f"\n  {row.title}", "bold"))
    for text in (*row.about, row.note):
        if text:
            _print_lines(text, console)
    shown = table(("at", "left"), ("event", "left"), ("who", "left"), ("queue", "left"), gap=2)
    for event in row.events:
        who = cut_to_columns(event.name or event.contact, _WHO_WIDTH)
        add_row(shown, clock_text(event.at, here, with_day=True), event.words, who, event.queue)
    console.print(Padding(shown, (1, 0, 1, 2)))


def _print_lines(text: str, console: Console) -> None:
    """Print *text* on as many lines as needed, each safe alone: rich would break it anywhere."""
    for one in lines_of_columns(plain_text(text), console.width - 2, _MOST_LINES):
        console.print(words(f"  {one}"))


def _who(item: JSON) -> str:
    keys = ("contact", "agent", "session", "customer")
    return " ".join(plain_text(item[key]) for key in keys if item.get(key) is not None) or NONE
