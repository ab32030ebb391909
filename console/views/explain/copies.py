"""An account or a timeline as text, JSON or cells of a table, to copy or to export."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from console.views.explain.explained_rows import AccountRow, Column, EventList, Explanation, cell_text
from console.views.text import amount_text, clock_text
from feeds.instants import instant_text

JSON = dict[str, Any]
EVENT_COLUMNS = ("at", "event", "contact", "agent", "queue")
COLUMNS = ("counted", "from", "contact", "agent", "queue", "seconds", "adds", "why")


def as_text(row: Explanation, counted: Sequence[AccountRow], left_out: Sequence[AccountRow]) -> str:
    """*row* with these rows, as lines with tabs between the columns."""
    here = ZoneInfo(row.time_zone)
    head = [row.title, row.span, f"{row.figure.text}  {row.figure.goal}".rstrip(), row.since, row.about]
    head += [row.formula, row.division, *(note.text for note in row.notes)]
    lines = [line for line in head if line]
    for title, rows in ((f"Counted, {len(counted):,}", counted), (f"Left out, {len(left_out):,}", left_out)):
        lines += ["", title, *(_line(one, here) for one in rows)]
    return "\n".join(lines) + "\n"


def _line(row: AccountRow, here: ZoneInfo) -> str:
    at = "" if row.at is None else clock_text(row.at, here)
    seconds = "" if row.seconds is None else cell_text(row, Column.LENGTH, here)
    return "\t".join(
        (
            at,
            row.contact or row.name,
            row.name if row.contact else "",
            row.queue,
            seconds,
            amount_text(row.adds),
            row.words,
        )
    )


def account_cells(counted: Iterable[AccountRow], left_out: Iterable[AccountRow]) -> list[tuple[object, ...]]:
    """The cells of the rows in `COLUMNS`: instants as RFC 3339, times in seconds, `counted` yes or no."""
    rows: list[tuple[object, ...]] = []
    for word, some in (("yes", counted), ("no", left_out)):
        for row in some:
            at = None if row.at is None else instant_text(row.at)
            seconds = None if row.seconds is None else round(row.seconds, 3)
            who = row.agent or ("" if row.contact else row.name)
            rows.append((word, at, row.contact, who, row.queue, seconds, round(row.adds, 3), row.words))
    return rows


def as_json(row: Explanation, counted: Iterable[AccountRow], left_out: Iterable[AccountRow]) -> str:
    """*row* with these rows as JSON."""
    asked = row.asked
    data = {
        "title": row.title,
        "metric": asked.metric,
        "scope": asked.scope,
        "at": instant_text(row.now),
        "from": instant_text(row.start),
        "window_seconds": row.figure.window_seconds,
        "value": row.figure.value,
        "text": row.figure.text,
        "goal": row.figure.goal,
        "since": row.since,
        "variant": row.variant or None,
        "variants": {name: figure.value for name, figure in row.variants},
        "formula": row.formula,
        "numerator": row.numerator,
        "denominator": row.denominator,
        "notes": [note.text for note in row.notes],
        "counted": [_object(one) for one in counted],
        "left_out": [_object(one) for one in left_out],
    }
    return json.dumps(data, indent=1) + "\n"


def _object(row: AccountRow) -> JSON:
    return {
        "from": None if row.at is None else instant_text(row.at),
        "contact": row.contact or None,
        "agent": row.agent or None,
        "name": row.name or None,
        "queue": row.queue or None,
        "seconds": row.seconds,
        "adds": row.adds,
        "why": row.words,
    }


def events_as_text(row: EventList) -> str:
    """*row* as lines with tabs between the columns."""
    here = ZoneInfo(row.time_zone)
    lines = [row.title, *row.about]
    lines += [
        "\t".join((clock_text(one.at, here), one.words, one.contact, one.name, one.queue))
        for one in row.events
    ]
    return "\n".join([*(line for line in lines if line), *([row.note] if row.note else [])]) + "\n"


def event_cells(row: EventList) -> list[tuple[object, ...]]:
    """The cells of the events of *row* in `EVENT_COLUMNS`."""
    contact = row.id if row.kind == "contact" else ""
    agent = row.id if row.kind == "agent" else ""
    return [
        (instant_text(one.at), one.words, one.contact or contact, one.agent or agent, one.queue)
        for one in row.events
    ]


def events_as_json(row: EventList) -> str:
    """*row* as JSON."""
    return json.dumps(event_data(row), indent=1) + "\n"


def event_data(row: EventList) -> JSON:
    """*row* as plain data."""
    return {
        row.kind: row.id,
        "title": row.title,
        "about": [line for line in row.about if line],
        "note": row.note or None,
        "events": [
            {
                "at": instant_text(one.at),
                "event": one.words,
                "contact": one.contact or None,
                "agent": one.agent or None,
                "queue": one.queue or None,
            }
            for one in row.events
        ],
        "stretches": [
            {"from": instant_text(one.start), "to": instant_text(one.end), "kind": one.kind, "text": one.text}
            for one in row.stretches
        ],
    }
