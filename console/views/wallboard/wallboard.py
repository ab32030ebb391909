"""The wallboard's view: the figures of a layout at one instant, for any metric and scope of the report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from console.floor.entities.site import zone
from console.floor.floor import Floor
from console.metrics.reading.scope import Scope, ScopeError
from console.views.blind_spans import missing_in
from console.views.explain.figure_now import own_goal
from console.views.floor.choices import WORST, Choices, LinkState
from console.views.floor.floor_view import FloorFigures
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
    cut_text,
    name_text,
    plain_text,
    word_text,
)
from console.views.wallboard.layouts import THE_CHANNEL, Layout, Panel
from console.views.wallboard.window_figures import LayoutWindows, WindowFigures

_ANNOUNCEMENT_MOST = 500  # characters
_FRESH_SECONDS = 10.0  # two heartbeats of most sources
_AMONG = {"state.on_contact": "state.staffed", "free": "staffed"}
DAY = "day"


class WallboardView:
    """Builds a wallboard's rows from its layout. Reads the floor and never changes it.

    Kept from one reading to the next, it counts only what changed. `choices` may be replaced at any time.
    """

    def __init__(self, floor: Floor, layout: Layout, choices: Choices, page_seconds: float = 20.0) -> None:
        self._floor = floor
        self.layout = layout
        self.choices = choices
        self.page_seconds = page_seconds
        self._spans = LayoutWindows(floor)
        self._cards = Cards(floor)
        self._pages: dict[tuple[int, str], WallPage] = {}

    def read(
        self,
        now_ms: int,
        link: LinkState,
        shown: int | None = None,
        figures: FloorFigures | None = None,
    ) -> WallRows:
        """All pages at exactly *now_ms* (event time, ms).

        Of the others than the page *shown* only those never read before are read. *figures* are the last ones
        of the floor's view, to be used again if they are of the same window.
        """
        floor = self._floor
        settings = floor.site.at(now_ms)
        clock = clock_text(now_ms, zone(settings.time_zone))
        self._spans.begin(now_ms, figures)
        instant = _Instant(floor, now_ms, self.layout, self.choices, self._cards, self._spans)
        pages: dict[tuple[int, str], WallPage] = {}
        for number, channel in instant.pages():
            key = number, channel
            kept = None if shown in (None, len(pages)) else self._pages.get(key)
            pages[key] = instant.page(number, channel) if kept is None else kept
        self._pages = pages
        return WallRows(
            now=now_ms,
            link=link.link,
            link_text=link_text(link),
            site=name_text(settings.name, ""),
            updated=updated_text(link),
            clock=clock[:5],
            is_stale=link.link.is_old,
            page_seconds=self.layout.page_seconds or self.page_seconds,
            pages=tuple(pages.values()),
            window=self._spans.at(self.layout.window).words,
            announcement=announcement_text(floor.site.announcement(now_ms)),
        )


def announcement_text(text: str) -> str:
    """An announcement as one line, safe to show.

    >>> announcement_text("  Fire drill\\n at 11:00 ")
    'Fire drill at 11:00'
    """
    return cut_text(plain_text(" ".join(text.split())), _ANNOUNCEMENT_MOST)


def aged(rows: WallRows, link: LinkState) -> WallRows:
    """*rows* with the current state of their link."""
    return replace(
        rows,
        link=link.link,
        link_text=link_text(link),
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
    """The pages of one instant."""

    def __init__(
        self, floor: Floor, now: int, layout: Layout, choices: Choices, maker: Cards, spans: LayoutWindows
    ) -> None:
        self._maker, self._spans = maker, spans
        self._floor, self._now, self._layout, self._choices = floor, now, layout, choices
        self._channels = channels_by_size(floor, choices, now)
        self._channel = ""
        self._cards: tuple[QueueCard, ...] | None = None

    def pages(self) -> Iterator[tuple[int, str]]:
        """The number of each page of the layout, and its channel: some have a page for each channel."""
        for number, page in enumerate(self._layout.pages):
            channels = self._channels or [""]
            for channel in channels if page.each == THE_CHANNEL else channels[:1]:
                yield number, channel

    def page(self, number: int, channel: str) -> WallPage:
        """The page *number* of the layout for *channel*."""
        page, self._channel = self._layout.pages[number], channel
        title = name_text(page.title, self._layout.title)
        if page.each == THE_CHANNEL and channel:
            title = f"{word_text(channel)} · {title}" if title else word_text(channel)
        rows = tuple(WallRow(row.height, tuple(self._panel(p) for p in row.panels)) for row in page.rows)
        return WallPage(title, rows)

    def _span(self, window: str) -> WindowFigures:
        return self._spans.at(window or self._layout.window)

    def _panel(self, panel: Panel) -> WallPanel:
        scope = Scope.parse(channel_scope(self._channel) if panel.scope == THE_CHANNEL else panel.scope)
        if panel.kind == "queues":
            label, cards = name_text(panel.label, "Queues"), self._queue_cards(scope)
            return WallPanel("queues", panel.size, panel.width, label, cards=cards, most=panel.most)
        span = self._span(panel.window)
        try:
            span.index(scope)
        except ScopeError as error:
            label = name_text(panel.label, METRICS[panel.metric][0])
            empty = Figure(panel.metric, str(scope), "–", None, label=label)
            return WallPanel("figure", panel.size, panel.width, label, empty, plain_text(str(error)))
        label = self._label(panel, scope, span)
        figure = self._figure(panel, panel.metric, scope, span, label)
        note, beside = self._note(panel, scope, span, figure)
        brief = self._brief(panel, scope, span)
        return WallPanel("figure", panel.size, panel.width, label, figure, note, beside, brief=brief)

    def _brief(self, panel: Panel, scope: Scope, span: WindowFigures) -> str:
        """A shorter label: without the layout's window, which the head names."""
        if panel.label:
            return ""
        words = BRIEF.get(panel.metric, METRICS[panel.metric][0])
        named = self._scope_text(scope) if panel.scope != THE_CHANNEL else ""
        words = f"{named} {_inside(words)}" if named else words
        is_common = panel.metric in INSTANT_METRICS or panel.window in ("", self._layout.window)
        return words if is_common else f"{words}, {span.words.removeprefix('last ')}"

    def _label(self, panel: Panel, scope: Scope, span: WindowFigures) -> str:
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
        self, panel: Panel, metric: str, scope: Scope, span: WindowFigures, label: str = ""
    ) -> Figure:
        value = span.value(metric, scope)
        goal, goal_text = panel.goal if metric == panel.metric else None, None
        if goal is None and metric == panel.metric:
            values = partial(span.value, scope=scope)
            goal, goal_text = own_goal(metric, scope, span.reading, values, self._choices.goals)
        window = None if metric in INSTANT_METRICS else span.reading.window.seconds
        return figure_of(metric, str(scope), value, goal, window, label, goal_text)

    def _note(
        self, panel: Panel, scope: Scope, span: WindowFigures, figure: Figure
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
            answers = self._figure(panel, "csat.n", scope, span)
            mean = self._figure(panel, "csat.mean", scope, span)
            parts.append(f"{answers.text} answer{'' if answers.value == 1 else 's'}, mean {mean.text} of 5")
            beside += [answers, mean]
        elif panel.metric == "state.available":
            wrapping = self._figure(panel, "state.wrap_up", scope, span)
            parts.append(f"{wrapping.text} in wrap-up")
            beside.append(wrapping)
        elif other is not None:
            staffed = self._figure(panel, other, scope, span)
            parts.append(f"of {staffed.text} staffed")
            beside.append(staffed)
        elif panel.metric == "service_level.offered" and (panel.window or self._layout.window) != DAY:
            today = self._span(DAY)
            share = self._figure(panel, panel.metric, scope, today)
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
