"""Queue cards: each queue's waiting count, longest wait, service level against its goal, and free agents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from console.floor.floor import Floor
from console.floor.ledgers.codes import State
from console.metrics.reading.reading import Reading
from console.metrics.report import queue_row
from console.metrics.service_level import QueueFigures
from console.views.floor.choices import WORST, Choices
from console.views.floor.open_flags import QUIET, Need
from console.views.floor.trends import Trend, queue_trends
from console.views.metric_words import figure_of
from console.views.rows import Figure, QueueCard, Severity
from console.views.text import (
    NONE,
    level_goal_text,
    name_text,
    number_text,
    window_text,
)
from feeds.events import QueueProfile

JSON = dict[str, Any]


class Cards:
    """The queue cards in the chosen order. Owned by the floor's view; remembers the last order."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._order: list[str] = []

    def read(
        self,
        reading: Reading,
        figures: QueueFigures,
        needs: dict[str, Need],
        choices: Choices,
        may_move: bool,
    ) -> tuple[QueueCard, ...]:
        """The cards at the reading's instant."""
        now = reading.window.until
        trends = queue_trends(self._floor, now, choices.window_ms)
        cards = []
        for index in reading.known_queues.tolist():
            queue = self._floor.queues.by_index[index]
            row, profile = queue_row(figures, index), queue.profiles.at(now)
            need = needs.get(queue.name, QUIET)
            cards.append(_card(queue.name, profile, row, trends[index], need, choices.window_ms))
        return tuple(self._sorted(cards, choices, may_move))

    def _sorted(self, cards: list[QueueCard], choices: Choices, may_move: bool) -> list[QueueCard]:
        place = {queue: index for index, queue in enumerate(choices.queue_list)}
        if choices.queue_order == WORST:
            if may_move or not self._order:
                self._order = [card.id for card in sorted(cards, key=badness)]
            place = {queue: index for index, queue in enumerate(self._order)}
        return sorted(cards, key=lambda card: place.get(card.id, len(place)))


def badness(card: QueueCard) -> tuple[float, ...]:
    """Sort key, worst first: flags, then severity of the figures, then distance below the goal."""
    level, wait = card.service_level, card.longest_wait
    share = level.value if isinstance(level.value, float | int) else 1.0
    gap = share - (card.target or 0.0)
    waited = wait.value if isinstance(wait.value, float | int) else 0.0
    return (-card.severity, -max(level.severity, wait.severity), -level.severity, gap, -waited)


def _card(
    queue: str, profile: QueueProfile, row: JSON, trend: Trend, need: Need, window_ms: int
) -> QueueCard:
    scope = f"queue:{queue}"
    return QueueCard(
        id=queue,
        name=name_text(profile.name, queue),
        channel=profile.channel,
        waiting=waiting_figure(scope, row["waiting"]),
        longest_wait=longest_wait_figure(
            scope, row["longest_wait_seconds"], profile.longest_wait_goal_seconds
        ),
        service_level=level_figure(scope, row, window_ms / 1000),
        free=Figure("free", scope, number_text(row["free"]), row["free"], label="Available"),
        staffed=Figure("staffed", scope, number_text(row["staffed"]), row["staffed"], label="Staffed"),
        free_text=free_text(row["free"], row["staffed"]),
        severity=need.severity,
        reason=need.reason,
        trend=trend,
        target=row["target"],
    )


def waiting_figure(scope: str, waiting: int, goal: str = "") -> Figure:
    return Figure("waiting", scope, number_text(waiting), waiting, label="Waiting", goal=goal)


def longest_wait_figure(scope: str, seconds: float | None, goal: float | None) -> Figure:
    return figure_of("longest_wait_seconds", scope, seconds, goal)


def level_figure(scope: str, row: JSON, window_seconds: float, label: str = "") -> Figure:
    """The default service level of *row*, labelled with its variant and window."""
    share = row["service_level"]["offered"]
    return figure_of(
        "service_level.offered",
        scope,
        share,
        row["target"],
        window_seconds,
        label or f"Service level, offered, last {window_text(window_seconds)}",
        level_goal_text(row["target"], row["threshold_seconds"]),
    )


def free_text(free: int, staffed: int) -> str:
    return f"{number_text(free)} of {number_text(staffed)} available"


def refreshed(
    floor: Floor, cards: tuple[QueueCard, ...], states: Sequence[int], waiting: dict[str, int], now: int
) -> tuple[QueueCard, ...]:
    """*cards* with current counts: *waiting* by queue, free and staffed from the agents' *states*.

    Durations and ratios stay as of the last whole second.
    """
    free, staffed = _staffing(floor, states, now)
    fresh = []
    for card in cards:
        index = floor.queues.queues[card.id].index
        counts = (waiting.get(card.id, 0), int(free[index]), int(staffed[index]))
        if counts != (card.waiting.value, card.free.value, card.staffed.value):
            card = _recounted(card, *counts)
        fresh.append(card)
    return tuple(fresh)


def _recounted(card: QueueCard, waiting: int, free: int, staffed: int) -> QueueCard:
    longest = card.longest_wait
    if not waiting:
        longest = replace(longest, text=NONE, value=None, severity=Severity.NONE)
    return replace(
        card,
        waiting=replace(card.waiting, text=number_text(waiting), value=waiting),
        longest_wait=longest,
        free=replace(card.free, text=number_text(free), value=free),
        staffed=replace(card.staffed, text=number_text(staffed), value=staffed),
        free_text=free_text(free, staffed),
    )


def _staffing(floor: Floor, states: Sequence[int], now: int) -> tuple[Any, Any]:
    """How many of each queue's agents are free, and how many are not offline."""
    agent, queue = floor.roster.memberships(now, floor.queues.queues)
    inside = agent < len(states)
    agent, queue = agent[inside], queue[inside]
    here = np.asarray(states, dtype=np.int64)[agent]
    size = len(floor.queues.by_index)
    free = np.bincount(queue[here == State.AVAILABLE], minlength=size)
    return free, np.bincount(queue[here != State.OFFLINE], minlength=size)
