"""Lane counts: what rows of the ledgers count as, by lane (queue × channel), and the counts of a window.

What one row counts as is defined here once: a window's counts are sums of rows, whether they are added up
from the ledgers (`count_lanes`) or kept up to date (`running_counts`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from console.floor.entities.service_queue import QueueRules
from console.floor.ledgers.codes import CHANNELS, Ints
from console.metrics.reading.reading import Reading
from console.metrics.variants import ended_entries

BREACH_SOON_MS = 20_000
LANES = len(CHANNELS)


@dataclass(slots=True)
class Counts:
    """Counts of queues, one entry per scope. Times in ms."""

    started: Ints
    answered: Ints
    answered_in: Ints
    abandoned: Ints
    abandoned_in: Ints
    short: Ints
    deflected: Ints
    answer_wait: Ints
    abandon_wait: Ints
    abandoned_known: Ints
    handled: Ints
    handle_time: Ints

    def by_scope(self) -> Counts:
        """These counts of lanes, added up: of each queue, then of each channel, then of the floor."""
        return Counts(*_by_scope([getattr(self, name) for name in self.__slots__]))

    def part(self, scopes: slice) -> Counts:
        """The counts of some of the scopes."""
        return Counts(*(getattr(self, name)[scopes] for name in self.__slots__))


class WaitingCounts(NamedTuple):
    """How many wait, how many of them past the threshold, and how many soon to be; one entry per scope."""

    waiting: Ints
    past_threshold: Ints
    breach_soon: Ints

    def by_scope(self) -> WaitingCounts:
        """These counts of lanes, added up: of each queue, then of each channel, then of the floor."""
        return WaitingCounts(*_by_scope(list(self)))

    def part(self, scopes: slice) -> WaitingCounts:
        """The counts of some of the scopes."""
        return WaitingCounts(*(column[scopes] for column in self))


def _by_scope(columns: list[Ints]) -> Ints:
    lanes = np.array(columns).reshape(len(columns), -1, LANES)
    channels = lanes.sum(axis=1)
    return np.hstack((lanes.sum(axis=2), channels, channels.sum(axis=1, keepdims=True)))


class LaneRows(NamedTuple):
    """What rows of a ledger count as: the lane of each, and its amounts, one array for each kind.

    The kinds are fields of `Counts`: `started` of starts, `answered` to `abandoned_known` of ends, `handled`
    and `handle_time` of legs.
    """

    lane: Ints
    amounts: list[Ints]


def of_starts(starts: dict[str, Ints], channel: Ints) -> LaneRows:
    """What entries that started count as; *channel* is that of each."""
    return LaneRows(starts["queue"] * LANES + channel, [np.ones_like(channel)])


def of_ends(ends: dict[str, Ints], rules: QueueRules, channel: Ints) -> LaneRows:
    """What entries that ended count as, by the rules then in force; *channel* is that of each."""
    wait = ends["wait"]
    ended = ended_entries(ends["outcome"], wait, rules.threshold, rules.short)
    is_known_abandon = ended.abandoned & (wait >= 0)
    marks = (ended.answered, ended.answered_in, ended.abandoned, ended.abandoned_in, ended.short)
    amounts = [
        *(mark.astype(np.int64) for mark in (*marks, ended.deflected)),
        ended.answered * wait,
        is_known_abandon * wait,
        is_known_abandon.astype(np.int64),
    ]
    return LaneRows(ends["queue"] * LANES + channel, amounts)


def of_legs(legs: dict[str, Ints], channel: Ints) -> LaneRows:
    """What completed legs of a queue's entries count as; *channel* is that of each entry."""
    return LaneRows(
        legs["queue"] * LANES + channel, [np.ones_like(channel), legs["talk"] + legs["hold"] + legs["wrap"]]
    )


def count_lanes(reading: Reading) -> Counts:
    """The counts of each lane in the window, from the ledgers."""
    queues, size = reading.floor.queues, len(reading.floor.queues.by_index) * LANES
    starts, legs = reading.starts, reading.legs
    queued = np.flatnonzero(legs["queue"] >= 0)
    legs = {name: column[queued] for name, column in legs.items()}
    parts = (
        of_starts(starts, queues.channels(starts["queue"], starts["channel"], starts["at"])),
        of_ends(reading.ends, reading.end_rules, reading.end_channels),
        of_legs(legs, reading.leg_channels[queued]),
    )
    sums = [_sum(part.lane, amount, size) for part in parts for amount in part.amounts]
    return Counts(*sums)


def count_waiting(reading: Reading) -> WaitingCounts:
    """How many wait in each lane at the window's end."""
    queues, waiting = reading.floor.queues, reading.open
    size, now = len(queues.by_index) * LANES, np.full(len(waiting["queue"]), reading.window.until)
    rules = queues.rules(waiting["queue"], now)
    lane = waiting["queue"] * LANES + queues.channels(waiting["queue"], waiting["channel"], now)
    wait = reading.window.end - waiting["start"]
    past = wait > rules.threshold
    soon = ~past & (wait + BREACH_SOON_MS > rules.threshold)
    return WaitingCounts(*(np.bincount(chosen, minlength=size) for chosen in (lane, lane[past], lane[soon])))


def _sum(lane: Ints, amount: Ints, size: int) -> Ints:
    return np.bincount(lane, amount, size).astype(np.int64)
