"""The text of `floorlight check`: a log's content and problems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from console.floor.entities.site import zone
from console.sources.loading import Loaded
from console.views.text import clock_text, measured_text, plain_text
from feeds.events import CONTROL_TYPES

SHOWN = 50


def check_lines(loaded: Loaded) -> Iterator[str]:
    """The lines of `floorlight check`."""
    yield from _content(loaded)
    yield from _invalid(loaded)
    yield from _anomalies(loaded)


def _content(loaded: Loaded) -> Iterator[str]:
    floor = loaded.floor
    if floor.applied:
        here = zone(floor.site.at(floor.latest).time_zone)
        first, last = (clock_text(at, here, with_day=True) for at in (floor.since, floor.latest))
        length = measured_text((floor.latest - floor.since) / 1000)
        yield f"span        {first} to {last} {here.key} ({length})"
    for epoch in floor.epochs.values():
        name = ", epoch ".join(plain_text(part) for part in (epoch.source, epoch.name) if part)
        gaps = epoch.gaps
        missing = sum(high - low + 1 for low, high in gaps)
        completeness = "no gaps" if not gaps else f"{len(gaps):,} gaps, {missing:,} events missing"
        yield f"source      {name}: seq {epoch.first or 0:,} to {epoch.last:,}, {completeness}"
    yield f"agents      {len(floor.roster.by_index):,}"
    yield f"queues      {len(floor.queues.by_index):,}"
    undeclared = [agent.name for agent in floor.roster.by_index if not agent.declared]
    undeclared += [queue.name for queue in floor.queues.by_index if not queue.profiles.declared]
    if undeclared:
        some = ", ".join(map(plain_text, undeclared[:8])) + (", …" if len(undeclared) > 8 else "")
        yield f"undeclared  {len(undeclared):,}: {some}"
    yield f"events      {floor.applied:,}"
    for name, number in sorted(loaded.types.items(), key=lambda item: (-item[1], item[0])):
        if name not in CONTROL_TYPES:
            yield f"  {number:>9,}  {name}"
    yield f"control     {floor.control:,}"
    for word, number in (
        ("unknown", loaded.unknown),
        ("duplicates", floor.duplicates),
        ("late", floor.late),
        ("invalid", loaded.invalid_count),
        ("anomalies", sum(floor.books.anomaly_counts.values())),
    ):
        yield f"{word:<11} {number:,}"


def _invalid(loaded: Loaded) -> Iterator[str]:
    """Invalid lines, most frequent kind of reason first."""
    if not loaded.invalid:
        return
    often = Counter(found.reason for _, found in loaded.invalid)
    order = sorted(loaded.invalid, key=lambda item: (-often[item[1].reason], item[1].line))
    yield ""
    yield "invalid lines"
    for _, found in order[:SHOWN]:
        yield f"  line {found.line:,}: {plain_text(found.reason)}"
    if loaded.invalid_count > SHOWN:
        yield f"  and {loaded.invalid_count - SHOWN:,} more"


def _anomalies(loaded: Loaded) -> Iterator[str]:
    """Anomalies, most frequent reason first."""
    books = loaded.floor.books
    if not books.anomaly_counts:
        return
    counts = books.anomaly_counts
    order = sorted(books.anomalies.values(), key=lambda a: (-counts[a.reason], a.reason, a.line))
    yield ""
    yield "anomalies"
    for anomaly in order[:SHOWN]:
        yield f"  line {anomaly.line:,}: {anomaly.reason}"
    total = sum(counts.values())
    if total > SHOWN:
        yield f"  and {total - SHOWN:,} more"
