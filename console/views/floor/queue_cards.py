"""Queue cards: each queue's waiting count, longest wait, service level against its goal, and free agents."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import NamedTuple

from console.floor.floor import Floor
from console.floor.ledgers.codes import CHANNEL_INDEX
from console.metrics.reading.reading import Reading
from console.metrics.report import numbers, shares
from console.metrics.service_level import QueueFigures
from console.views.attention.open_flags import QUIET, Need
from console.views.blind_spans import missing_in, with_missing
from console.views.floor.choices import CHANNEL, WORST, Choices
from console.views.floor.queue_counts import QueueCounts
from console.views.floor.trends import Trend, Trends, trend_instants
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


class _Shown(NamedTuple):
    """All that a card shows of its queue; durations in s."""

    profile: QueueProfile
    waiting: int
    longest_wait: float | None
    level: float | None
    target: float | None
    threshold: float | None
    free: int
    staffed: int
    need: Need
    trend: Trend
    window_ms: int
    missing: str
    trend_then: Trend


class Cards:
    """The queue cards in the chosen order. Owned by the floor's view; remembers the last order.

    A card is made again only when something on it changed.
    """

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._trends = Trends(floor)
        self._order: list[str] = []
        self._made: dict[str, tuple[_Shown, QueueCard]] = {}
        # The place of each queue, by number, among the cards refreshed last.
        self._last: tuple[QueueCard, ...] = ()
        self._places: dict[int, int] = {}

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
        waiting = figures.waiting.waiting.tolist()
        free, staffed = figures.staffing.free.tolist(), figures.staffing.staffed.tolist()
        longest, threshold = numbers(figures.longest_wait), numbers(figures.threshold)
        level, target = shares(figures.service_level("offered")), shares(figures.target)
        trends = self._trends.read(now, choices.window_ms, level)
        missing = missing_in(self._floor, now, choices.window_ms)
        cards = []
        for index in reading.known_queues.tolist():
            queue = self._floor.queues.by_index[index]
            shown = _Shown(
                queue.profiles.at(now),
                waiting[index],
                longest[index],
                level[index],
                target[index],
                threshold[index],
                free[index],
                staffed[index],
                needs.get(queue.name, QUIET),
                trends[index],
                choices.window_ms,
                missing,
                self._trend_then(queue.name, now, choices),
            )
            cards.append(self._card(queue.name, shown))
        return tuple(self._sorted(cards, choices, may_move))

    def _trend_then(self, queue: str, now: int, choices: Choices) -> Trend:
        """The trend of *queue* at the same time of the day compared with; empty without one."""
        if choices.compared is None:
            return ()
        return choices.compared.trend(self._floor, queue, trend_instants(now))

    def _card(self, queue: str, shown: _Shown) -> QueueCard:
        made = self._made.get(queue)
        if made is not None and made[0] == shown:
            return made[1]
        card = _card(queue, shown)
        self._made[queue] = shown, card
        return card

    def _sorted(self, cards: list[QueueCard], choices: Choices, may_move: bool) -> list[QueueCard]:
        place = {queue: index for index, queue in enumerate(choices.queue_list)}
        if choices.queue_order in (WORST, CHANNEL):
            by_channel = choices.queue_order == CHANNEL
            if may_move or not self._order:
                worst_first = sorted(cards, key=badness)
                if by_channel:
                    worst_first.sort(key=lambda card: CHANNEL_INDEX[card.channel])
                self._order = [card.id for card in worst_first]
            place = {queue: index for index, queue in enumerate(self._order)}
        return sorted(cards, key=lambda card: place.get(card.id, len(place)))

    def refreshed(
        self, cards: tuple[QueueCard, ...], counts: QueueCounts, touched: Collection[int] | None
    ) -> tuple[QueueCard, ...]:
        """*cards* with the newest *counts*; the same if none differs.

        *touched* are the queues, by number, whose counts may differ from the cards'; None for all. Durations
        and ratios stay as of the last whole second.
        """
        if cards is not self._last:
            queues = self._floor.queues.queues
            self._places = {queues[card.id].index: place for place, card in enumerate(cards)}
        fresh: list[QueueCard] | None = None
        for queue in self._places if touched is None else touched:
            place = self._places.get(queue)
            if place is None:
                continue
            card = cards[place]
            found = (counts.waiting[queue], counts.free[queue], counts.staffed[queue])
            if found != (card.waiting.value, card.free.value, card.staffed.value):
                fresh = list(cards) if fresh is None else fresh
                fresh[place] = _recounted(card, *found)
        self._last = cards if fresh is None else tuple(fresh)
        return self._last


def badness(card: QueueCard) -> tuple[float, ...]:
    """Sort key, worst first: flags, then severity of the figures, then distance below the goal."""
    level, wait = card.service_level, card.longest_wait
    share = level.value if isinstance(level.value, float | int) else 1.0
    gap = share - (card.target or 0.0)
    waited = wait.value if isinstance(wait.value, float | int) else 0.0
    return (-card.severity, -max(level.severity, wait.severity), -level.severity, gap, -waited)


def _card(queue: str, shown: _Shown) -> QueueCard:
    scope, profile, need = f"queue:{queue}", shown.profile, shown.need
    seconds, is_default = shown.window_ms / 1000, has_default_goal(profile)
    level = level_figure(scope, shown.level, shown.target, shown.threshold, seconds, "", is_default)
    return QueueCard(
        id=queue,
        name=name_text(profile.name, queue),
        channel=profile.channel,
        waiting=waiting_figure(scope, shown.waiting),
        longest_wait=longest_wait_figure(scope, shown.longest_wait, profile.longest_wait_goal_seconds),
        service_level=with_missing(level, shown.missing),
        free=Figure("free", scope, number_text(shown.free), shown.free, label="Available"),
        staffed=Figure("staffed", scope, number_text(shown.staffed), shown.staffed, label="Staffed"),
        free_text=free_text(shown.free, shown.staffed),
        severity=need.severity,
        reason=need.reason,
        trend=shown.trend,
        target=shown.target,
        trend_then=shown.trend_then,
    )


def has_default_goal(profile: QueueProfile) -> bool:
    """Whether a queue's profile, if it has one, leaves its service level goal to the default."""
    return "service_level" not in profile.model_fields_set


def waiting_figure(scope: str, waiting: int, goal: str = "", label: str = "Waiting") -> Figure:
    return Figure("waiting", scope, number_text(waiting), waiting, label=label, goal=goal)


def longest_wait_figure(scope: str, seconds: float | None, goal: float | None, label: str = "") -> Figure:
    return figure_of("longest_wait_seconds", scope, seconds, goal, label=label)


def level_figure(
    scope: str,
    share: float | None,
    target: float | None,
    threshold: float | None,
    window_seconds: float,
    label: str = "",
    is_default: bool = False,
) -> Figure:
    """The default service level *share*, labelled with its variant and window; *threshold* in s."""
    return figure_of(
        "service_level.offered",
        scope,
        share,
        target,
        window_seconds,
        label or f"Service level, offered, last {window_text(window_seconds)}",
        level_goal_text(target, threshold, is_default),
    )


def free_text(free: int, staffed: int) -> str:
    return f"{number_text(free)} of {number_text(staffed)} available"


def _recounted(card: QueueCard, waiting: int, free: int, staffed: int) -> QueueCard:
    longest = card.longest_wait
    if not waiting and longest.value is not None:
        longest = replace(longest, text=NONE, value=None, severity=Severity.NONE)
    is_staffing_same = (free, staffed) == (card.free.value, card.staffed.value)
    return QueueCard(
        card.id,
        card.name,
        card.channel,
        _counted(card.waiting, waiting),
        longest,
        card.service_level,
        _counted(card.free, free),
        _counted(card.staffed, staffed),
        card.free_text if is_staffing_same else free_text(free, staffed),
        card.severity,
        card.reason,
        card.trend,
        card.target,
        card.trend_then,
    )


def _counted(figure: Figure, number: int) -> Figure:
    """*figure* with the count *number*; the same if it has it."""
    if figure.value == number:
        return figure
    return Figure(
        figure.metric,
        figure.scope,
        number_text(number),
        number,
        figure.severity,
        figure.window_seconds,
        figure.label,
        figure.goal,
    )
