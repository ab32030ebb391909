"""Headline: the data's age, one channel's service level and waits, the floor's occupancy, and the clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from console.floor.entities.site import zone
from console.floor.floor import Floor
from console.floor.ledgers.codes import CHANNELS
from console.metrics.handling import AgentFigures
from console.metrics.reading.reading import Reading
from console.metrics.report import queue_row
from console.metrics.service_level import QueueFigures
from console.views.floor.choices import Choices, LinkState
from console.views.floor.queue_cards import level_figure, longest_wait_figure, waiting_figure
from console.views.goals import limit_severity, rate_severity
from console.views.rows import Figure, Headline, Link, QueueCard
from console.views.text import (
    age_text,
    clock_text,
    duration_text,
    goal_share_text,
    length_text,
    name_text,
    number_text,
    share_text,
    window_text,
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
    """The top bar at the reading's instant; *cards* are all queues'."""
    floor, now = reading.floor, reading.window.until
    settings = floor.site.at(now)
    clock = clock_text(now, zone(settings.time_zone))
    channel = shown_channel(floor, choices, now)
    return Headline(
        link=link.link,
        link_text=link_text(link, clock),
        site=name_text(settings.name, ""),
        clock=clock,
        figures=(
            *_channel_figures(reading, channel, choices, channels, whole, cards),
            *_floor_figures(choices, everyone),
        ),
        among=waiting_among(cards, channel),
    )


def link_text(link: LinkState, clock: str) -> str:
    """How the data comes, and how old it is.

    >>> link_text(LinkState(Link.LIVE, 0.038), "10:42:07")
    'LIVE 38 ms'
    >>> link_text(LinkState(Link.RECONNECTING, 31, 4.2), "10:42:07")
    'RECONNECTING in 5 s · 31 s old'
    >>> link_text(LinkState(Link.REPLAY, speed=10), "10:42:07")
    'REPLAY 10×'
    """
    age = "" if link.age_seconds is None else f" {age_text(link.age_seconds)}"
    if link.link is Link.LIVE:
        return f"LIVE{age}"
    if link.link is Link.STALE:
        return f"STALE{age}"
    if link.link is Link.RECONNECTING:
        wait = "" if link.retry_in is None else f" in {max(0, int(np.ceil(link.retry_in)))} s"
        return f"RECONNECTING{wait} ·{age} old" if age else f"RECONNECTING{wait}"
    if link.link is Link.REPLAY:
        return f"REPLAY {link.speed:g}×" if link.speed else "REPLAY paused"
    return f"REWOUND to {clock}" if link.link is Link.REWOUND else "LOADING"


def shown_channel(floor: Floor, choices: Choices, now: int) -> str:
    """The channel the headline is about: the chosen one, else that which most agents serve.

    Of two served alike, the one of more queues, then the earlier of the protocol's list. A chosen channel
    without a queue is as if none was chosen; empty where there are no queues at all.
    """
    known = [queue.index for queue in floor.queues.by_index if queue.first_at <= now]
    if not known:
        return ""
    queues = np.array(known, dtype=np.int64)
    channel_of = np.full(len(floor.queues.by_index), len(CHANNELS))
    channel_of[queues] = floor.queues.rules(queues, np.full(len(queues), now)).channel
    _, served = floor.roster.memberships(now, floor.queues.queues)
    size = len(CHANNELS) + 1
    agents = np.bincount(channel_of[served], minlength=size)
    counts = np.bincount(channel_of[queues], minlength=size)
    if choices.channel in CHANNELS and counts[CHANNELS.index(choices.channel)]:
        return choices.channel
    best = max(
        range(len(CHANNELS)), key=lambda index: (counts[index] > 0, agents[index], counts[index], -index)
    )
    return CHANNELS[best]


def channel_scope(channel: str) -> str:
    """The scope of *channel*'s figures; of no channel, the floor."""
    return f"channel:{channel}" if channel else "floor"


def _channel_figures(
    reading: Reading,
    name: str,
    choices: Choices,
    channels: QueueFigures,
    whole: QueueFigures,
    cards: Sequence[QueueCard],
) -> list[Figure]:
    number = CHANNELS.index(name) if name else None
    scope, seconds = channel_scope(name), choices.window_ms / 1000
    row = queue_row(whole, 0) if number is None else queue_row(channels, number)
    speed, speed_goal = row["average_speed_of_answer_seconds"], choices.goals.average_speed_of_answer_seconds
    rate, rate_goal = row["abandon_rate"], choices.goals.abandon_rate
    return [
        level_figure(scope, row, seconds, f"{name.capitalize() or 'Floor'} · {window_text(seconds)}"),
        waiting_figure(scope, row["waiting"], waiting_text(cards, name)),
        longest_wait_figure(scope, row["longest_wait_seconds"], wait_goal(reading, number)),
        Figure(
            "average_speed_of_answer_seconds",
            scope,
            length_text(speed, speed_goal),
            speed,
            limit_severity(speed, speed_goal),
            seconds,
            "ASA",
            "" if speed_goal is None else f"goal {duration_text(speed_goal)}",
        ),
        Figure(
            "abandon_rate",
            scope,
            share_text(rate, rate_goal, is_most=True),
            rate,
            rate_severity(rate, rate_goal),
            seconds,
            "Abandoned",
            "" if rate_goal is None else f"goal {goal_share_text(rate_goal)}",
        ),
    ]


def _floor_figures(choices: Choices, everyone: AgentFigures) -> list[Figure]:
    seconds = choices.window_ms / 1000
    # Of occupancy neither more nor less is better: its goal is named, and nothing lights up.
    return [
        _floor_figure(everyone, "occupancy", choices.goals.occupancy, None, seconds),
        _floor_figure(everyone, "adherence", choices.goals.adherence, choices.goals.adherence, seconds),
    ]


def _floor_figure(
    everyone: AgentFigures, metric: str, goal: float | None, least: float | None, seconds: float
) -> Figure:
    share = everyone.share(metric, 0)
    return Figure(
        metric,
        "floor",
        share_text(share, least),
        share,
        rate_severity(share, least, is_floor=True),
        seconds,
        metric.capitalize(),
        "" if goal is None else f"goal {goal_share_text(goal)}",
    )


def waiting_text(cards: Sequence[QueueCard], channel: str) -> str:
    """In how many queues of *channel* (empty: of any) somebody waits; empty where there is but one."""
    among = waiting_among(cards, channel)
    return f"in {among[0].text} of {among[1].text} queues" if among else ""


def waiting_among(cards: Sequence[QueueCard], channel: str) -> tuple[Figure, ...]:
    """In how many queues of *channel* (empty: of any) somebody waits, and of how many; none for but one."""
    waiting = [bool(card.waiting.value) for card in cards if channel in ("", card.channel)]
    if len(waiting) < 2:
        return ()
    scope, some, all_of_them = channel_scope(channel), sum(waiting), len(waiting)
    return (
        Figure("queues.waiting", scope, number_text(some), some, label="Queues where somebody waits"),
        Figure("queues.all", scope, number_text(all_of_them), all_of_them, label="Queues"),
    )


def longest_waiting(reading: Reading, channel: int | None = None) -> QueueProfile | None:
    """The queue in which somebody waits longest, of *channel* (by number) or of all; None if nobody does."""
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
    """The longest wait's goal: that of the queue it is in; where nobody waits, the one all queues share."""
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


def refreshed(shown: Headline, cards: Sequence[QueueCard], waiting: dict[str, int]) -> Headline:
    """*shown* with the count of those who wait now, by channel."""
    figures, among = [], shown.among
    for figure in shown.figures:
        if figure.metric == "waiting":
            channel = figure.scope.removeprefix("channel:")
            figure = waiting_figure(figure.scope, waiting.get(channel, 0), waiting_text(cards, channel))
            among = waiting_among(cards, channel)
        figures.append(figure)
    return replace(shown, figures=tuple(figures), among=among)
