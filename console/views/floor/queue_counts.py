"""Queue counts: how many wait in each queue, and how many of its agents are free or staffed, as of now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from console.floor.floor import Floor
from console.floor.ledgers.codes import CHANNELS, NO_CHANNEL, Ints, State
from console.views.floor.agent_tiles import TileChange

_OFFLINE, _AVAILABLE = int(State.OFFLINE), int(State.AVAILABLE)
_SAID = (NO_CHANNEL, *range(len(CHANNELS)))


class _CountBasis(NamedTuple):
    """What the counts were made from; while it is the same, only changes are counted.

    `agent` and `queue` are the memberships, one pair each, by number.
    """

    agent: Ints
    queue: Ints
    channels: Ints
    agents: int

    def is_like(self, other: _CountBasis | None) -> bool:
        if other is None:
            return False
        return self.agent is other.agent and self.channels is other.channels and self.agents == other.agents


class QueueCounts:
    """The newest counts of each queue, by number, and of contacts waiting by channel. Owned by the view.

    `refresh` costs what changed. `waiting`, `free` and `staffed` are by queue, `by_channel` by channel.
    """

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self.waiting: list[int] = []
        self.free: list[int] = []
        self.staffed: list[int] = []
        self.by_channel: list[int] = []
        self._basis: _CountBasis | None = None
        self._is_counted = False
        self._place = 0
        self._queues_of: dict[int, list[int]] = {}
        # The channel of each queue, and how many wait there by channel.
        self._channels: list[int] = []
        self._waiting_in: dict[int, dict[int, int]] = {}

    def start_again(self) -> None:
        """Have the next refresh count everything: the states of the agents were read again."""
        self._is_counted = False

    def refresh(self, changes: Iterable[TileChange], states: Sequence[int], now: int) -> set[int] | None:
        """Bring the counts to *now* (ms); returns the queues, by number, that may differ; None for all.

        *states* are the agents', by number, and *changes* those since the last call.
        """
        basis, entries = self._current(states, now), self._floor.contacts.entries
        touched = entries.changed.since(self._place)
        if touched is None or not self._is_counted or not basis.is_like(self._basis):
            self._count(basis, states)
            return None
        self._place = entries.changed.place
        for queue in touched:
            self._recount(queue)
        for agent, before, after in changes:
            free = (after == _AVAILABLE) - (before == _AVAILABLE)
            staffed = (after != _OFFLINE) - (before != _OFFLINE)
            if free or staffed:
                for queue in self._queues_of.get(agent, ()):
                    self.free[queue] += free
                    self.staffed[queue] += staffed
                    touched.add(queue)
        return touched

    def _current(self, states: Sequence[int], now: int) -> _CountBasis:
        queues = self._floor.queues
        agent, queue = self._floor.roster.memberships(now, queues.queues)
        return _CountBasis(agent, queue, queues.channels_at(now), len(states))

    def _count(self, basis: _CountBasis, states: Sequence[int]) -> None:
        if not basis.is_like(self._basis):
            self._queues_of = {}
            for agent, queue in zip(basis.agent.tolist(), basis.queue.tolist(), strict=True):
                self._queues_of.setdefault(agent, []).append(queue)
        self._is_counted, self._basis, self._channels = True, basis, basis.channels.tolist()
        size, inside = len(self._channels), basis.agent < len(states)
        here, queues = np.asarray(states, dtype=np.int64)[basis.agent[inside]], basis.queue[inside]
        self.free = np.bincount(queues[here == _AVAILABLE], minlength=size).tolist()
        self.staffed = np.bincount(queues[here != _OFFLINE], minlength=size).tolist()
        self._place = self._floor.contacts.entries.changed.place
        self.waiting, self.by_channel, self._waiting_in = [0] * size, [0] * len(CHANNELS), {}
        for queue in {queue for queue, _ in self._floor.contacts.entries.counts}:
            self._recount(queue)

    def _recount(self, queue: int) -> None:
        """Count again those who wait in *queue*."""
        counts, found = self._floor.contacts.entries.counts, dict[int, int]()
        for said in _SAID:
            number = counts.get((queue, said), 0)
            if number:
                channel = self._channels[queue] if said == NO_CHANNEL else said
                found[channel] = found.get(channel, 0) + number
        for channel, number in self._waiting_in.pop(queue, {}).items():
            self.by_channel[channel] -= number
        for channel, number in found.items():
            self.by_channel[channel] += number
        self._waiting_in[queue] = found
        self.waiting[queue] = sum(found.values())
