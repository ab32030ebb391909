"""The service level of archived days, read from their floors where it is not kept yet."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from console.floor.ledgers.codes import CHANNEL_INDEX
from console.history.archive import Archive, ArchivedDay
from console.history.archived_log import no_such_day
from console.history.checkpoints.opening import open_day
from console.history.day_levels import DayLevel, keep_level, kept_levels
from console.history.days.errors import ArchiveError
from console.metrics.curves import channel_curves, floor_curve, queue_curves
from console.metrics.reading.reading import Floats, Reading
from console.metrics.reading.windows import day as day_window
from console.metrics.report import shares
from console.metrics.service_level import queue_figures
from console.sources.loading import load
from console.views.floor.choices import Choices
from console.views.floor.headline import shown_channel
from console.views.floor.trends import MINUTE


def day_levels(archive: Archive, source: str) -> Iterator[tuple[ArchivedDay, DayLevel]]:
    """Each day of *source* with its service level, newest first. New levels are kept.

    Raises ArchiveError for a day that cannot be read.
    """
    kept = kept_levels(archive, source)
    for day in reversed(archive.days(source)):
        level = kept.get(day.day)
        if level is None:
            level = read_level(archive, day)
            keep_level(archive, source, day.day, level)
        yield day, level


def read_level(archive: Archive, day: ArchivedDay) -> DayLevel:
    """The default service level of all of *day*, of the channel that the headline shows."""
    floor = load(open_day(archive, day.day, day.source)).floor
    at = floor.latest
    window = day_window(floor.site.at(at), at)
    _, channels, whole = queue_figures(Reading(floor, window))
    channel = shown_channel(floor, Choices(), at)
    figures, place = (channels, CHANNEL_INDEX[channel]) if channel else (whole, 0)
    counted = figures.counts
    return DayLevel(
        shares(figures.service_level("offered"))[place],
        shares(figures.target)[place],
        channel,
        int(counted.answered[place] + counted.abandoned[place] - counted.short[place]),
    )


class DayCurves(msgspec.Struct, frozen=True):
    """The rolling service level at each minute of a day from `start` (ms) on: of its channel, and of each
    queue by id. `start` is the day's, or that of the data; a value is None where nothing counts.
    """

    start: int
    step_ms: int
    channel: str
    shares: list[float | None]
    queues: dict[str, list[float | None]]


def day_curves(archive: Archive, day: str, source: str, window_ms: int) -> DayCurves:
    """The curves of *day* over a window of *window_ms*. Raises ArchiveError if there is no such day."""
    floor = load(open_day(archive, day, source)).floor
    start = floor.shown_from
    instants = list(range(start, floor.latest + 1, MINUTE))
    channel = shown_channel(floor, Choices(), floor.latest)
    if channel:
        share = channel_curves(floor, instants, window_ms).share[CHANNEL_INDEX[channel]]
    else:
        share = floor_curve(floor, instants, window_ms).share[0]
    queues = queue_curves(floor, instants, window_ms).share
    named = {queue.name: _known(queues[queue.index]) for queue in floor.queues.by_index}
    return DayCurves(start, MINUTE, channel, _known(share), named)


def source_of_day(archive: Archive, day: str, source: str | None) -> str:
    """The only source of *day*, or *source*. Raises ArchiveError if it has several, or none."""
    found = [kept.source for kept in archive.days(source) if kept.day == day]
    if not found:
        raise no_such_day(archive, day, source)
    if len(found) > 1:
        raise ArchiveError(f"{day} has several sources: add --source with one of {', '.join(found)}")
    return found[0]


def _known(shares: Floats) -> list[float | None]:
    return [None if share != share else round(share, 6) for share in shares.tolist()]
