"""Queues: their profiles over time, and when each became known."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from console.floor.entities.site import Profiles
from console.floor.ledgers.codes import CHANNEL_INDEX, NO_CHANNEL, Ints
from feeds.events import QueueProfile

_INSTANT_BITS = 45
_LATEST = (1 << _INSTANT_BITS) - 1
_UNDECLARED = QueueProfile(at="1970-01-01T00:00:00Z", queue="?")


@dataclass(slots=True)
class ServiceQueue:
    """One queue. Until a profile declares it: voice, 80 % in 20 s, no short abandons."""

    index: int
    name: str
    first_at: int
    profiles: Profiles[QueueProfile] = field(default_factory=lambda: Profiles(_UNDECLARED))


@dataclass(frozen=True, slots=True)
class _Declared:
    """All rules ever declared, one entry each: limits in ms, targets as shares."""

    threshold: Ints
    short: Ints
    target: NDArray[np.float64]
    channel: Ints


@dataclass(frozen=True, slots=True)
class QueueRules:
    """The rules in force for queues at instants, one entry each; each column is computed on access."""

    _all: _Declared
    _place: Ints

    @property
    def threshold(self) -> Ints:
        """The service level threshold, ms."""
        return self._all.threshold[self._place]

    @property
    def short(self) -> Ints:
        """The longest abandoned wait that counts as a short abandon, ms."""
        return self._all.short[self._place]

    @property
    def target(self) -> NDArray[np.float64]:
        """The service level target, as a share."""
        return self._all.target[self._place]

    @property
    def channel(self) -> Ints:
        """The channel, by number."""
        return self._all.channel[self._place]


class ServiceQueues:
    """All queues. Owned by the floor; metrics read `rules`. `revision` changes with any of them."""

    def __init__(self) -> None:
        self.queues: dict[str, ServiceQueue] = {}
        self.by_index: list[ServiceQueue] = []
        self._table: tuple[_Declared, Ints, Ints, int] | None = None
        self._channels: Ints | None = None
        self.revision = 0

    def find(self, name: str, at: int) -> ServiceQueue:
        """The queue called *name*, created (undeclared) if unknown."""
        queue = self.queues.get(name)
        if queue is None:
            queue = ServiceQueue(len(self.by_index), name, at)
            self.queues[name] = queue
            self.by_index.append(queue)
            self._table = None
        elif at < queue.first_at:
            queue.first_at = at
        return queue

    def index(self, name: str, at: int) -> int:
        """The number of the queue called *name*."""
        queue = self.queues.get(name)
        if queue is None or at < queue.first_at:
            queue = self.find(name, at)
        return queue.index

    def declare(self, at: int, profile: QueueProfile) -> None:
        self.find(profile.queue, at).profiles.declare(at, profile)
        self.revision += 1
        self._table = None

    def rules(self, queues: Ints, instants: Ints) -> QueueRules:
        """The rules in force for *queues* (numbers) at *instants* (ms), two arrays of equal length."""
        rules, keys, newest, newest_at = self._compiled()
        if not len(queues) or int(instants.min()) >= newest_at:
            place = newest[queues]
        else:
            offsets = np.clip(instants, 0, _LATEST)
            place = np.searchsorted(keys, (queues << _INSTANT_BITS) + offsets, side="right") - 1
        return QueueRules(rules, place)

    def _compiled(self) -> tuple[_Declared, Ints, Ints, int]:
        """All rules, their keys (queue and start), the newest of each queue, and the start of the last."""
        if self._table is None:
            keys, profiles, newest, newest_at = [], [], [], 0
            for queue in self.by_index:
                for at, profile in [(0, queue.profiles.default), *queue.profiles.declared]:
                    keys.append((queue.index << _INSTANT_BITS) + min(max(at, 0), _LATEST))
                    profiles.append(profile)
                    newest_at = max(newest_at, at)
                newest.append(len(profiles) - 1)
            rules = _Declared(
                np.array([_ms(p.service_level.threshold_seconds) for p in profiles], np.int64),
                np.array([_ms(p.short_abandon_seconds) for p in profiles], np.int64),
                np.array([p.service_level.target for p in profiles], np.float64),
                np.array([CHANNEL_INDEX[p.channel] for p in profiles], np.int64),
            )
            ints = np.int64
            self._table = (rules, np.array(keys, ints), np.array(newest, ints), newest_at)
            self._channels = None
        return self._table

    def channels_at(self, now: int) -> Ints:
        """The channel of every queue at *now* (ms); the same array as before while no rule has changed."""
        rules, _, newest, newest_at = self._compiled()
        if now < newest_at:
            numbers = np.arange(len(self.by_index))
            return self.rules(numbers, np.full(len(numbers), now)).channel
        if self._channels is None:
            self._channels = rules.channel[newest]
        return self._channels

    def channels(self, queues: Ints, said: Ints, instants: Ints) -> Ints:
        """The channel of entries: the contact's own if given, else the queue's at *instants*."""
        return np.where(said == NO_CHANNEL, self.rules(queues, instants).channel, said)


def _ms(seconds: float) -> int:
    """*seconds* in whole ms, capped at a limit longer than any wait."""
    return round(min(seconds * 1000, 2.0**60))
