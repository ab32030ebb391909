"""Flags: the rules met at one instant. Flags are read from the floor, so they are the same live, rewound and
replayed; acknowledgements are kept separately."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from console.flags.rules.conditions import Condition
from console.flags.rules.rules import OF_QUEUES, Rulebook
from console.flags.watches.adherence import AdherenceWatch
from console.flags.watches.agents import AgentWatch
from console.flags.watches.feed import FeedWatch
from console.flags.watches.metrics import MetricWatch
from console.flags.watches.queues import QueueWatch
from console.flags.watches.signals import SignalWatch
from console.metrics.reading.reading import Reading
from console.metrics.reading.stepwise import Steps, finished


class _Watch(Protocol):
    """Yields met rules one by one, and None between pieces of work."""

    def conditions(self, reading: Reading) -> Iterator[Condition | None]: ...


class Flags:
    """Applies the rules. Owned by the desk; reads the floor and changes nothing.

    Its watches keep what still holds at the next instant, and drop it when the past changes: the result is
    that of a new `Flags`, at any instant. It is quickest if each instant is soon after the one before, so
    whatever goes through time by itself has its own.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self._queues = QueueWatch(rulebook)
        self._agents = AgentWatch(rulebook)
        self._adherence = AdherenceWatch(rulebook)
        self._signals = SignalWatch(rulebook)
        self._metrics = MetricWatch(rulebook)
        self._feed = FeedWatch(rulebook)

    def open(self, reading: Reading) -> list[Condition]:
        """The rules met at the end of *reading*'s window, worst first, then oldest."""
        return finished(self.opening(reading))

    def opening(
        self, reading: Reading, stale_seconds: float | None = None, edge: int | None = None
    ) -> Steps[list[Condition]]:
        """Like `open`, in steps, with flags of the feed.

        *stale_seconds* is the age of a stale feed's data (None: not stale) at *edge* (ms), the source's
        current time (None: the end of the window).
        """
        now = reading.window.until if edge is None else edge
        found = list(self._feed.conditions(stale_seconds, now))
        watches: tuple[_Watch, ...] = (
            self._queues,
            self._agents,
            self._adherence,
            self._signals,
            self._metrics,
        )
        for watch in watches:
            yield
            for seen in watch.conditions(reading):
                if seen is not None:
                    found.append(seen)
                yield
        return _worst_first(found)

    def split(self) -> list[Flags]:
        """One `Flags` per rule, except those of queues and of the feed; each is cheap to read."""
        apart = (rule for rule in self.rulebook.rules if rule.watch not in (*OF_QUEUES, "feed_stale"))
        return [Flags(Rulebook([rule])) for rule in apart]

    def only_queues(self) -> Flags:
        """A `Flags` of the rules of queues only."""
        return Flags(Rulebook(rule for rule in self.rulebook.rules if rule.watch in OF_QUEUES))


def _worst_first(found: list[Condition]) -> list[Condition]:
    return sorted(found, key=lambda seen: (-seen.severity, seen.since, seen.scope, seen.rule.id))
