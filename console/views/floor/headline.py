"""Headline: the data's age, one channel's service level and waits, the floor's occupancy, and the clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from console.floor.entities.site import zone
from console.floor.floor import Floor
from console.floor.ledgers.codes import CHANNEL_INDEX, CHANNELS
from console.metrics.handling import AgentFigures
from console.metrics.reading.reading import Reading
from console.metrics.report import numbers, shares
from console.metrics.service_level import QueueFigures
from console.views.blind_spans import missing_in, with_missing
from console.views.floor.choices import Choices, LinkState
from console.views.floor.queue_cards import level_figure, longest_wait_figure, waiting_figure
from console.views.metric_words import figure_of
from console.views.named_instant import day_text
from console.views.rows import Figure, Headline, Link, QueueCard
from console.views.text import (
    age_text,
    clock_text,
    countdown_text,
    name_text,
    number_text,
)
from feeds.events import QueueProfile


def headline(
    reading: Reading,
    choices: Choices,
    link: LinkState,
    channels: QueueFigures,
    whole: QueueFigures,
    everyone: AgentFigures,
    cards: Sequence[QueueCard],
) -> Headline:
    """The top bar at the reading's instant; *cards* are those of all queues."""
    floor, now = reading.floor, reading.window.until
    settings = floor.site.at(now)
    here = zone(settings.time_zone)
    clock, day = clock_text(now, here), day_text(now, here, with_year=False)
    channel = shown_channel(floor, choices, now)
    missing = missing_in(floor, now, choices.window_ms)
    figures = (
        *channel_figures(reading, channel, choices, channels, whole, cards),
        *_floor_figures(choices, everyone),
    )
    return Headline(
        link=link.link,
        link_text=link_text(link),
        site=name_text(settings.name, ""),
        clock=clock,
        figures=tuple(with_missing(figure, missing) for figure in figures),
        among=waiting_among(cards, channel),
        note="whole floor, not filtered" if choices.filters.text.strip() else "",
        day=day,
    )


def link_text(link: LinkState) -> str:
    """The state of the link and the age of the data as text.

    >>> link_text(LinkState(Link.LIVE, 0.038))
    'LIVE 38 ms'
    >>> link_text(LinkState(Link.LIVE, 0.038, behind_seconds=3.2))
    'LIVE · behind by 3 s'
    >>> link_text(LinkState(Link.RECONNECTING, 31, 4.2))
    'RECONNECTING in 5 s · 31 s old'
    >>> link_text(LinkState(Link.REPLAY, speed=10))
    'REPLAY 10×'
    """
    age = "" if link.age_seconds is None else f" {age_text(link.age_seconds)}"
    behind = "" if link.behind_seconds is None else f" · behind by {age_text(link.behind_seconds)}"
    if link.link is Link.LIVE:
        return f"LIVE{behind or age}"
    if link.link is Link.STALE:
        return f"STALE{age}{behind}"
    if link.link is Link.RECONNECTING:
        wait = "" if link.retry_in is None else f" in {countdown_text(link.retry_in)}"
        return f"RECONNECTING{wait} ·{age} old" if age else f"RECONNECTING{wait}"
    if link.link is Link.REPLAY:
        return f"REPLAY {link.speed:g}×" if link.speed else "REPLAY paused"
    return "REWOUND" if link.link is Link.REWOUND else "LOADING"


def shown_channel(floor: Floor, choices: Choices, now: int) -> str:
    """The headline's channel: the chosen one, else the one most agents serve; empty if there are no queues.

    A chosen channel without a queue is ignored.
    """
    channels = channels_by_size(floor, choices, now)
    return channels[0] if channels else ""


def channels_by_size(floor: Floor, choices: Choices, now: int) -> list[str]:
    """The channels that have queues: the chosen one, then those that most agents serve.

    Ties go to the channel with more queues, then to the earlier in the protocol's list.
    """
    known = [queue.index for queue in floor.queues.by_index if queue.first_at <= now]
    if not known:
        return []
    queues = np.array(known, dtype=np.int64)
    channel_of = np.full(len(floor.queues.by_index), len(CHANNELS))
    channel_of[queues] = floor.queues.rules(queues, np.full(len(queues), now)).channel
    _, served = floor.roster.memberships(now, floor.queues.queues)
    size = len(CHANNELS) + 1
    agents = np.bincount(channel_of[served], minlength=size)
    counts = np.bincount(channel_of[queues], minlength=size)
    chosen = CHANNELS.index(choices.channel) if choices.channel in CHANNELS else None
    found = [index for index in range(len(CHANNELS)) if counts[index]]
    found.sort(key=lambda index: (index != chosen, -agents[index], -counts[index], index))
    return [CHANNELS[index] for index in found]


def channel_scope(channel: str) -> str:
    """The scope of *channel*'s figures; the floor for no channel."""
    return f"channel:{channel}" if channel else "floor"


def channel_figures(
    reading: Reading,
    name: str,
    choices: Choices,
    channels: QueueFigures,
    whole: QueueFigures,
    cards: Sequence[QueueCard],
) -> list[Figure]:
    """The figures of the channel *name* (all channels if empty): service level, waiting and waits."""
    number = CHANNELS.index(name) if name else None
    scope, seconds = channel_scope(name), choices.window_ms / 1000
    figures, place = (whole, 0) if number is None else (channels, number)
    level, target = shares(figures.service_level("offered"))[place], shares(figures.target)[place]
    of = f", {name}" if name else ", all channels"
    longest = numbers(figures.longest_wait)[place]
    among = among_text(waiting_among(cards, name))
    rate, goals = shares(figures.abandon_rate)[place], choices.goals
    return [
        level_figure(scope, level, target, numbers(figures.threshold)[place], seconds, f"Service level{of}"),
        waiting_figure(scope, int(figures.waiting.waiting[place]), among, f"Waiting{of}"),
        longest_wait_figure(scope, longest, wait_goal(reading, number), f"Longest wait{of}"),
        figure_of(
            "average_speed_of_answer_seconds",
            scope,
            numbers(figures.asa)[place],
            goals.average_speed_of_answer_seconds,
            seconds,
            f"ASA{of}",
        ),
        figure_of("abandon_rate", scope, rate, goals.abandon_rate, seconds, f"Abandoned{of}"),
    ]


def _floor_figures(choices: Choices, everyone: AgentFigures) -> list[Figure]:
    seconds = choices.window_ms / 1000
    return [
        figure_of(metric, "floor", everyone.share(metric, 0), choices.goals.of(metric), seconds)
        for metric in ("occupancy", "adherence")
    ]


def among_text(among: Sequence[Figure]) -> str:
    """How many queues have waiting contacts, *among* all, as text; empty for a single queue."""
    return f"in {among[0].text} of {among[1].text} queues" if among else ""


def waiting_among(cards: Sequence[QueueCard], channel: str) -> tuple[Figure, ...]:
    """How many queues of *channel* (empty: any) have waiting contacts, of how many; none for one queue."""
    waiting = [bool(card.waiting.value) for card in cards if channel in ("", card.channel)]
    if len(waiting) < 2:
        return ()
    scope, some, all_of_them = channel_scope(channel), sum(waiting), len(waiting)
    return (
        Figure("queues.waiting", scope, number_text(some), some, label="Queues with waiting contacts"),
        Figure("queues.all", scope, number_text(all_of_them), all_of_them, label="Queues"),
    )


def longest_waiting(reading: Reading, channel: int | None = None) -> QueueProfile | None:
    """The queue with the longest wait, of *channel* (by number) or of all; None if nobody waits."""
    queues, waiting, now = reading.floor.queues, reading.open, reading.window.until
    instants = np.full(len(waiting["queue"]), now)
    chosen = np.arange(len(instants))
    if channel is not None:
        chosen = np.flatnonzero(queues.channels(waiting["queue"], waiting["channel"], instants) == channel)
    if not len(chosen):
        return None
    first = chosen[np.argmin(waiting["start"][chosen])]
    return queues.by_index[int(waiting["queue"][first])].profiles.at(now)


def wait_goal(reading: Reading, channel: int | None = None) -> float | None:
    """The goal of the longest wait: its queue's; if nobody waits, the goal all queues share."""
    longest = longest_waiting(reading, channel)
    if longest is not None:
        return longest.longest_wait_goal_seconds
    now = reading.window.until
    profiles = [reading.floor.queues.by_index[q].profiles.at(now) for q in reading.known_queues.tolist()]
    goals = {
        profile.longest_wait_goal_seconds
        for profile in profiles
        if channel is None or profile.channel == CHANNELS[channel]
    }
    return goals.pop() if len(goals) == 1 else None


def refreshed(shown: Headline, cards: Sequence[QueueCard], waiting: Sequence[int]) -> Headline:
    """*shown* with the number of contacts *waiting*, by channel; the same if none differs."""
    figures = []
    for figure in shown.figures:
        if figure.metric == "waiting":
            channel = figure.scope.removeprefix("channel:")
            among = waiting_among(cards, channel)
            number = waiting[CHANNEL_INDEX[channel]] if channel in CHANNEL_INDEX else 0
            counted = waiting_figure(figure.scope, number, among_text(among), figure.label)
            if counted == figure and among == shown.among:
                return shown
            figure = counted
        figures.append(figure)
    return replace(shown, figures=tuple(figures), among=among)
