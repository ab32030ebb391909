"""The time bar's line: rolling service level over a span, with goal, flags and hour labels."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from console.floor.entities.site import zone
from console.floor.floor import Floor
from console.floor.ledgers.codes import CHANNELS
from console.metrics.curves import channel_curves, floor_curve
from console.metrics.reading.windows import intervals
from console.views.blind_spans import gaps_between
from console.views.floor.choices import Choices
from console.views.floor.headline import shown_channel
from console.views.rows import Mark, TimeLine
from console.views.text import clock_text

POINTS = 600
TICKS = 12
_STEPS = tuple(seconds * 1000 for seconds in (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600))
_QUARTER_HOURS = 15 * 60_000
_DAY = 24 * 3_600_000
_MIDNIGHT = "00:00"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TICK_STEPS = (60_000, 300_000, 900_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000, 21_600_000, 43_200_000)


def time_line(
    floor: Floor,
    start: int,
    end: int,
    now: int,
    marks: Sequence[Mark] = (),
    choices: Choices | None = None,
) -> TimeLine:
    """The line of the headline's channel over [start, end] (ms), viewed at *now*.

    At most 600 points, at round clock times and at *end*; each is the default service level of the window
    that ends there, none where there is no data.
    """
    choices = choices or Choices()
    end = max(start, end)
    channel = shown_channel(floor, choices, end)
    instants = line_instants(start, end)
    if channel:
        share = channel_curves(floor, instants, choices.window_ms).share[CHANNELS.index(channel)].tolist()
    else:
        share = floor_curve(floor, instants, choices.window_ms).share[0].tolist()
    gaps = gaps_between(floor, start, end)
    points = (
        (at, None if value != value or any(gap.start < at < gap.end for gap in gaps) else value)
        for at, value in zip(instants, share, strict=True)
    )
    return TimeLine(
        start=start,
        end=end,
        now=now,
        points=tuple(points),
        target=_target(floor, channel, end),
        marks=tuple(mark for mark in marks if start <= mark.at <= end),
        ticks=ticks(floor, start, end),
        gaps=gaps,
        label=f"Service level, {channel}" if channel else "Service level",
        zone=zone(floor.site.at(now).time_zone),
        earlier=() if choices.compared is None else choices.compared.points(floor, start, end),
        earlier_label="" if choices.compared is None else choices.compared.label,
        disorder=disorder_text(floor.late, floor.duplicates),
    )


def disorder_text(late: int, repeated: int) -> str:
    """How many events came too late for their place, and how often one came again; empty if none did.

    >>> disorder_text(1, 2), disorder_text(0, 0)
    ('1 event came too late · 2 were repeated', '')
    """
    found = []
    if late:
        found.append(f"{late:,} event{'' if late == 1 else 's'} came too late")
    if repeated:
        found.append(f"{repeated:,} {'was' if repeated == 1 else 'were'} repeated")
    return " · ".join(found)


def line_instants(start: int, end: int) -> list[int]:
    """Round clock times from *start* to *end* (ms), at most 600 including both ends.

    >>> line_instants(500, 3200)
    [500, 1000, 2000, 3000, 3200]
    """
    step = next((step for step in _STEPS if (end - start) // step <= POINTS - 3), None)
    if step is None:
        step = -(-(end - start) // (POINTS - 3) // 3_600_000) * 3_600_000
    first = -(-start // step) * step
    return sorted({start, *range(first, end + 1, step), end})


def _target(floor: Floor, channel: str, at: int) -> float | None:
    """The target that all queues of *channel* (all channels if empty) share at *at*."""
    profiles = [queue.profiles.at(at) for queue in floor.queues.by_index if queue.first_at <= at]
    targets = {p.service_level.target for p in profiles if channel in ("", p.channel)}
    return targets.pop() if len(targets) == 1 else None


def ticks(floor: Floor, start: int, end: int) -> tuple[tuple[int, str], ...]:
    """Round times of the site's clock in [start, end], at most twelve, with their labels.

    Over more than a day, midnight is labelled with its day; over many days, only days are labelled.
    """
    settings = floor.site.at(end)
    here = zone(settings.time_zone)
    step = next((step for step in _TICK_STEPS if (end - start) / step <= TICKS), _TICK_STEPS[-1])
    if step < _QUARTER_HOURS:
        found = range(-(-start // step) * step, end + 1, step)
        return tuple((at, clock_text(at, here)[:5]) for at in found)
    length = step // 60_000
    edges = [span.start for span in intervals(settings, start, end, min(length, 60))]
    shown = [(at, clock_text(at, here)[:5]) for at in edges if start <= at <= end]
    if length > 60:
        shown = [(at, text) for at, text in shown if int(text[:2]) % (length // 60) == 0]
    if end - start <= _DAY:
        return tuple(shown)
    if (end - start) / step > TICKS:
        shown = [(at, text) for at, text in shown if text == _MIDNIGHT]
        shown = shown[:: -(-len(shown) // TICKS)]
    return tuple((at, _day_text(at, here) if text == _MIDNIGHT else text) for at, text in shown)


def _day_text(at: int, here: ZoneInfo) -> str:
    _, month, day = clock_text(at, here, with_day=True)[:10].split("-")
    return f"{int(day)} {_MONTHS[int(month) - 1]}"
