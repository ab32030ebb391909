"""An explained figure as text for a terminal."""

from __future__ import annotations

from collections import Counter
from typing import Any

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from console.floor.site import zone
from console.views.text import (
    NONE,
    amount_text,
    clock_text,
    duration_text,
    length_text,
    plain_text,
    share_text,
    window_text,
)
from feeds.events import SiteSettings, instant

JSON = dict[str, Any]
# What goes on at the instant asked: the second under way is left out.
RUNNING_METRICS = ("longest_wait_seconds", "threshold_seconds")
ROWS_SHOWN = 200
_SHARES = ("service_level.", "abandon_rate", "occupancy", "utilisation", "transfer_rate", "missed_rate")
_MORE_SHARES = ("adherence", "conformance", "target")


def figure_text(metric: str, value: float | None) -> str:
    """*value* as a person reads a figure of *metric*.

    >>> figure_text("occupancy", 0.826), figure_text("wait_p90_seconds", 75)
    ('82.6 %', '1:15')
    """
    if value is None:
        return NONE
    if metric.startswith((*_SHARES, *_MORE_SHARES)) or metric.endswith(".share"):
        return share_text(value)
    if metric.endswith("_seconds"):
        return duration_text(value) if metric in RUNNING_METRICS else length_text(value)
    return f"{value:,.2f}".removesuffix(".00")


def print_account(account: JSON, settings: SiteSettings, console: Console) -> None:
    """Print *account*, as `explain` gives it."""
    here = zone(settings.time_zone)
    metric = account["metric"]
    now = clock_text(instant(account["at"]), here, with_day=True)
    console.print(
        Text.assemble(
            (f"\n  {metric}", "bold"),
            f"  {plain_text(account['scope'])}",
            (f"  last {window_text(account['window_seconds'])}, to {now} {here.key}\n", "dim"),
        )
    )
    console.print(Text(f"  {figure_text(metric, account['value'])}", "bold"))
    if account["variant"]:
        console.print(Text(f"  variant: {account['variant']}"))
    console.print(Text(f"  {account['formula']}"))
    numerator, denominator = account["numerator"], account["denominator"]
    if numerator is not None and denominator is not None:
        console.print(Text(f"  {amount_text(numerator)} ÷ {amount_text(denominator)}"))
    counted = account["counted"]
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("from", "to"):
        table.add_column(name, no_wrap=True)
    table.add_column("who", no_wrap=True, overflow="ellipsis", max_width=48)
    table.add_column("adds", justify="right", no_wrap=True)
    for item in counted[:ROWS_SHOWN]:
        who = _who(item)
        times = [
            NONE if item[key] is None else clock_text(instant(item[key]), here) for key in ("from", "to")
        ]
        table.add_row(*(Text(cell) for cell in (*times, who, amount_text(item["value"]))))
    console.print(Text(f"\n  Counted, {len(counted):,}", "bold"))
    if counted:
        console.print(Padding(table, (0, 0, 0, 2)))
    if len(counted) > ROWS_SHOWN:
        rest = len(counted) - ROWS_SHOWN
        console.print(Text(f"  and {rest:,} more; --format json lists them all", "dim"))
    left_out = account["left_out"]
    console.print(Text(f"\n  Left out, {len(left_out):,}", "bold"))
    for reason, number in Counter(item["reason"] for item in left_out).most_common():
        some = list(dict.fromkeys(_who(item) for item in left_out if item["reason"] == reason))
        names = ", ".join(some[:6]) + (", …" if len(some) > 6 else "")
        console.print(Text(f"  {number:>6,}  {reason}: {names}"))
    console.print()


def _who(item: JSON) -> str:
    keys = ("contact", "agent", "session", "customer")
    return " ".join(plain_text(item[key]) for key in keys if item.get(key) is not None) or NONE
