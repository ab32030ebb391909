"""The readings of a wallboard: one for each window of its layout, from counts that are kept up to date."""

from __future__ import annotations

from typing import Any

from console.floor.floor import Floor
from console.metrics.agents_in_state import agents_in_state
from console.metrics.explain.agents import AGENT_EXPLAINERS
from console.metrics.explain.evidence import Evidence
from console.metrics.explain.queues import QUEUE_EXPLAINERS
from console.metrics.handling import AgentFigures, agent_figures
from console.metrics.reading.reading import Reading
from console.metrics.reading.scope import Scope
from console.metrics.reading.stepwise import past_of
from console.metrics.reading.windows import Window, day, rolling, window_ms
from console.metrics.report import agent_value, queue_value
from console.metrics.running_counts import RunningCounts
from console.metrics.service_level import QueueFigures, queue_figures
from console.views.floor.floor_view import FloorFigures
from console.views.text import window_text

_OF_QUEUES = QUEUE_EXPLAINERS.keys() - AGENT_EXPLAINERS.keys()


class WindowFigures:
    """What is read over one window at one instant, each when it is first needed."""

    def __init__(self, reading: Reading, running: RunningCounts, words: str) -> None:
        self.reading = reading
        self.words = words
        self._running = running
        self._queues: tuple[QueueFigures, QueueFigures, QueueFigures] | None = None
        self._agents: tuple[AgentFigures, AgentFigures, AgentFigures] | None = None

    def queues(self) -> tuple[QueueFigures, QueueFigures, QueueFigures]:
        if self._queues is None:
            self._queues = queue_figures(self.reading, self._running)
        return self._queues

    def agents(self) -> tuple[AgentFigures, AgentFigures, AgentFigures]:
        if self._agents is None:
            self._agents = agent_figures(self.reading)
        return self._agents

    def take(self, figures: FloorFigures) -> None:
        """Use what was read over the same window already."""
        self.reading, self._queues, self._agents = figures.reading, figures.queues, figures.agents

    def index(self, scope: Scope) -> int:
        """The number of *scope* among those of its kind. Raises ScopeError."""
        return Evidence(self.reading, scope).index

    def value(self, metric: str, scope: Scope) -> Any:
        """The report's value of *metric* for *scope*. Raises ScopeError."""
        index = self.index(scope)
        if metric.startswith("state."):
            return agents_in_state(self.reading, scope, metric.removeprefix("state."))
        # A floor's row has both halves; its handled legs are all agents'.
        if scope.kind in ("queue", "channel") or (scope.kind == "floor" and metric in _OF_QUEUES):
            return queue_value(self.queues()[("queue", "channel", "floor").index(scope.kind)], index, metric)
        return agent_value(self.agents()[("agent", "team", "floor").index(scope.kind)], index, metric)


class LayoutWindows:
    """The windows of a layout: their counts, and the readings of the last instant. Owned by the view."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._running: dict[str, RunningCounts] = {}
        self._spans: dict[str, WindowFigures] = {}
        self._now = 0
        self._read_already: FloorFigures | None = None

    def begin(self, now: int, figures: FloorFigures | None) -> None:
        """Read at *now* (ms) from here on; *figures* are what a floor's view has read last."""
        holds = figures is not None and figures.past == past_of(self._floor)
        self._now, self._read_already = now, figures if holds else None
        self._spans.clear()

    def at(self, window: str) -> WindowFigures:
        """What is read over *window*, a length or `day`."""
        found = self._spans.get(window)
        if found is None:
            found = self._spans[window] = self._made(window)
        return found

    def _made(self, window: str) -> WindowFigures:
        length = window_ms(window)
        running = self._running.get(window)
        if running is None:
            running = self._running[window] = RunningCounts(self._floor, length)
        words = "today" if length is None else f"last {window_text(length / 1000)}"
        wanted = self._window(length)
        beside = next((span.reading for span in self._spans.values()), None)
        span = WindowFigures(Reading(self._floor, wanted, beside=beside), running, words)
        if self._read_already is not None and self._read_already.reading.window == wanted:
            span.take(self._read_already)
        return span

    def _window(self, length: int | None) -> Window:
        if length is None:
            return day(self._floor.site.at(self._now), self._now)
        return rolling(self._now, length)
