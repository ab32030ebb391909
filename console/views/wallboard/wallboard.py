"""The wallboard's view: the figures of a layout at one instant, for any metric and scope of the report."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from console.floor.entities.site import zone
from console.floor.floor import Floor
from console.metrics.agents_in_state import agents_in_state
from console.metrics.explain.agents import AGENT_EXPLAINERS
from console.metrics.explain.evidence import Evidence
from console.metrics.explain.queues import QUEUE_EXPLAINERS
from console.metrics.handling import AgentFigures, agent_figures
from console.metrics.reading.reading import Reading
from console.metrics.reading.scope import Scope, ScopeError
from console.metrics.reading.windows import day, rolling, window_ms
from console.metrics.report import agent_row, queue_row
from console.metrics.service_level import QueueFigures, queue_figures
from console.views.blind_spans import missing_in
from console.views.explain.figure_now import own_goal
from console.views.floor.choices import WORST, Choices, LinkState
from console.views.floor.headline import (
    among_text,
    channel_scope,
    channels_by_size,
    link_text,
    waiting_among,
)
from console.views.floor.queue_cards import Cards
from console.views.metric_words import BRIEF, INSTANT_METRICS, METRICS, figure_of
from console.views.names import agent_name, queue_name, team_name
from console.views.rows import Figure, Link, QueueCard, WallPage, WallPanel, WallRow, WallRows
from console.views.text import (
    age_text,
    clock_text,
    name_text,
    plain_text,
    window_text,
    word_text,
)
from console.views.wallboard.layouts import THE_CHANNEL, Layout, LayoutPage, Panel

JSON = dict[str, Any]
_FRESH_SECONDS = 10.0  # two heartbeats of most sources
_AMONG = {"state.on_contact": "state.staffed", "free": "staffed"}
_OF_QUEUES = QUEUE_EXPLAINERS.keys() - AGENT_EXPLAINERS.keys()
DAY = "day"


class _Span:
    """Readings over one window, each computed once."""

    def __init__(self, floor: Floor, now: int, window: str) -> None:
        length = window_ms(window)
        settings = floor.site.at(now)
        self.reading = Reading(floor, day(settings, now) if length is None else rolling(now, length))
        self.words = "today" if length is None else f"last {window_text(length / 1000)}"
        self._queues: tuple[QueueFigures, QueueFigures, QueueFigures] | None = None
        self._agents: tuple[AgentFigures, AgentFigures, AgentFigures] | None = None

    def queues(self) -> tuple[QueueFigures, QueueFigures, QueueFigures]:
        self._queues = self._queues or queue_figures(self.reading)
        return self._queues

    def row(self, scope: Scope, metric: str) -> JSON:
        """The half of the report's row of *scope* that has *metric*. Raises ScopeError."""
        index = Evidence(self.reading, scope).index
        if metric.startswith("state."):
            return {}
        # A floor's row has both halves; its handled legs are all agents'.
        if scope.kind in ("queue", "channel") or (scope.kind == "floor" and metric in _OF_QUEUES):
            return queue_row(self.queues()[("queue", "channel", "floor").index(scope.kind)], index)
        self._agents = self._agents or agent_figures(self.reading)
        return agent_row(self._agents[("agent", "team", "floor").index(scope.kind)], index)


class WallboardView:
    """Builds a wallboard's rows from its layout. Reads the floor and never changes it."""

    def __init__(self, floor: Floor, layout: Layout, choices: Choices, page_seconds: float = 20.0) -> None:
        self._floor = floor
        self.layout = layout
        self.choices = choices
        self._page_seconds = layout.page_seconds or page_seconds
        self._cards = Cards(floor)

    def read(self, now_ms: int, link: LinkState) -> WallRows:
        """All pages at exactly *now_ms* (event time, ms)."""
        floor = self._floor
        settings = floor.site.at(now_ms)
        clock = clock_text(now_ms, zone(settings.time_zone))
        instant = _Instant(floor, now_ms, self.layout, self.choices, self._cards)
        return WallRows(
            now=now_ms,
            link=link.link,
            link_text=link_text(link, clock),
            site=name_text(settings.name, ""),
            updated=updated_text(link),
            clock=clock[:5],
            is_stale=link.link.is_old,
            page_seconds=self._page_seconds,
            pages=tuple(shown for page in self.layout.pages for shown in instant.pages(page)),
            window=instant.window_words,
        )


def aged(rows: WallRows, link: LinkState) -> WallRows:
    """*rows* with the current state of their link."""
    return replace(
        rows,
        link=link.link,
        link_text=link_text(link, rows.clock),
        updated=updated_text(link),
        is_stale=link.link.is_old,
    )


def _inside(words: str) -> str:
    """*words* as they are written inside a sentence; abbreviations keep their capitals."""
    return words if words.isupper() else f"{words[:1].lower()}{words[1:]}"


def updated_text(link: LinkState) -> str:
    """The age of the data as text.

    >>> updated_text(LinkState(Link.LIVE, 0.2)), updated_text(LinkState(Link.STALE, 14))
    ('updated now', 'updated 14 s ago')
    """
    if link.age_seconds is None:
        return ""
    is_fresh = link.link is Link.LIVE and link.age_seconds < _FRESH_SECONDS
    return "updated now" if is_fresh else f"updated {age_text(link.age_seconds)} ago"


class _Instant:
    """The readings of one instant, one per window, created on demand."""

    def __init__(self, floor: Floor, now: int, layout: Layout, choices: Choices, maker: Cards) -> None:
        self._maker = maker
        self._floor, self._now, self._layout, self._choices = floor, now, layout, choices
        self._spans: dict[str, _Span] = {}
        self._channels = channels_by_size(floor, choices, now)
        self._channel = ""
        self._cards: tuple[QueueCard, ...] | None = None

    def pages(self, page: LayoutPage) -> list[WallPage]:
        """*page*, or one for each channel."""
        title = name_text(page.title, self._layout.title)
        if page.each != THE_CHANNEL or not self._channels:
            return [self._page(page, title, self._channels[0] if self._channels else "")]
        return [
            self._page(page, f"{word_text(channel)} · {title}" if title else word_text(channel), channel)
            for channel in self._channels
        ]

    def _page(self, page: LayoutPage, title: str, channel: str) -> WallPage:
        self._channel = channel
        rows = tuple(WallRow(row.height, tuple(self._panel(p) for p in row.panels)) for row in page.rows)
        return WallPage(title, rows)

    @property
    def window_words(self) -> str:
        """The layout's window in words."""
        return self._span("").words

    def _span(self, window: str) -> _Span:
        window = window or self._layout.window
        if window not in self._spans:
            self._spans[window] = _Span(self._floor, self._now, window)
        return self._spans[window]

    def _panel(self, panel: Panel) -> WallPanel:
        scope = Scope.parse(channel_scope(self._channel) if panel.scope == THE_CHANNEL else panel.scope)
        if panel.kind == "queues":
            label, cards = name_text(panel.label, "Queues"), self._queue_cards(scope)
            return WallPanel("queues", panel.size, panel.width, label, cards=cards, most=panel.most)
        span = self._span(panel.window)
        try:
            row = span.row(scope, panel.metric)
        except ScopeError as error:
            label = name_text(panel.label, METRICS[panel.metric][0])
            empty = Figure(panel.metric, str(scope), "–", None, label=label)
            return WallPanel("figure", panel.size, panel.width, label, empty, plain_text(str(error)))
        label = self._label(panel, scope, span)
        figure = self._figure(panel, panel.metric, scope, span, row, label)
        note, beside = self._note(panel, scope, span, row, figure)
        brief = self._brief(panel, scope, span)
        return WallPanel("figure", panel.size, panel.width, label, figure, note, beside, brief=brief)

    def _brief(self, panel: Panel, scope: Scope, span: _Span) -> str:
        """A shorter label: without the layout's window, which the head names."""
        if panel.label:
            return ""
        words = BRIEF.get(panel.metric, METRICS[panel.metric][0])
        named = self._scope_text(scope) if panel.scope != THE_CHANNEL else ""
        words = f"{named} {_inside(words)}" if named else words
        is_common = panel.metric in INSTANT_METRICS or panel.window in ("", self._layout.window)
        return words if is_common else f"{words}, {span.words.removeprefix('last ')}"

    def _label(self, panel: Panel, scope: Scope, span: _Span) -> str:
        if panel.label:
            return name_text(panel.label, "")
        words = METRICS[panel.metric][0]
        named = self._scope_text(scope)
        words = f"{named} {_inside(words)}" if named and panel.scope != THE_CHANNEL else words
        return words if panel.metric in INSTANT_METRICS else f"{words}, {span.words}"

    def _scope_text(self, scope: Scope) -> str:
        """The display name of a scope; empty for the floor."""
        named = {"queue": queue_name, "team": team_name, "agent": agent_name}.get(scope.kind)
        if named is not None:
            return named(self._floor, scope.name, self._now)
        return name_text(scope.name, "").capitalize()

    def _figure(
        self, panel: Panel, metric: str, scope: Scope, span: _Span, row: JSON, label: str = ""
    ) -> Figure:
        value = self._value(metric, scope, span, row)
        goal, goal_text = panel.goal if metric == panel.metric else None, None
        if goal is None and metric == panel.metric:
            goal, goal_text = own_goal(metric, scope, span.reading, row, self._choices.goals)
        window = None if metric in INSTANT_METRICS else span.reading.window.seconds
        return figure_of(metric, str(scope), value, goal, window, label, goal_text)

    def _value(self, metric: str, scope: Scope, span: _Span, row: JSON) -> Any:
        if metric.startswith("state."):
            return agents_in_state(span.reading, scope, metric.removeprefix("state."))
        value: Any = row
        for key in metric.split("."):
            value = value[key]
        return value

    def _note(
        self, panel: Panel, scope: Scope, span: _Span, row: JSON, figure: Figure
    ) -> tuple[str, tuple[Figure, ...]]:
        """The line below a figure: its goal, what is missing of its window, then related figures."""
        parts = [figure.goal] if figure.goal else []
        if figure.window_seconds is not None:
            parts.append(missing_in(self._floor, self._now, round(figure.window_seconds * 1000)))
        beside: list[Figure] = []
        other = _AMONG.get(panel.metric)
        if panel.metric == "waiting" and scope.kind in ("floor", "channel"):
            among = waiting_among(self._queue_cards(Scope("floor")), scope.name)
            parts.append(among_text(among))
            beside += among
        elif panel.metric == "csat.share":
            answers = self._figure(panel, "csat.n", scope, span, row)
            mean = self._figure(panel, "csat.mean", scope, span, row)
            parts.append(f"{answers.text} answer{'' if answers.value == 1 else 's'}, mean {mean.text} of 5")
            beside += [answers, mean]
        elif panel.metric == "state.available":
            wrapping = self._figure(panel, "state.wrap_up", scope, span, row)
            parts.append(f"{wrapping.text} in wrap-up")
            beside.append(wrapping)
        elif other is not None:
            staffed = self._figure(panel, other, scope, span, row)
            parts.append(f"of {staffed.text} staffed")
            beside.append(staffed)
        elif panel.metric == "service_level.offered" and (panel.window or self._layout.window) != DAY:
            today = self._span(DAY)
            share = self._figure(panel, panel.metric, scope, today, today.row(scope, panel.metric))
            parts.append(f"today {share.text}")
            beside.append(replace(share, label="Today"))
        return " · ".join(part for part in parts if part), tuple(beside)

    def _queue_cards(self, scope: Scope) -> tuple[QueueCard, ...]:
        """The cards of the scope's queues, worst first."""
        if self._cards is None:
            span = self._span("")
            length = round(span.reading.window.seconds * 1000)
            choices = replace(self._choices, window_ms=length, queue_order=WORST)
            self._cards = self._maker.read(span.reading, span.queues()[0], {}, choices, True)
        if scope.kind == "queue":
            return tuple(card for card in self._cards if card.id == scope.name)
        return tuple(card for card in self._cards if scope.kind == "floor" or card.channel == scope.name)
