"""Wallboard layouts, as written in TOML: rows of panels on rotating pages."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from console.metrics.explain.account import ANY_SCOPE
from console.metrics.explain.explain import EXPLAINERS
from console.metrics.reading.scope import Scope, ScopeError
from console.metrics.reading.windows import window_ms
from console.views.metric_words import METRICS

STATE_SCOPES = ("floor", "team", "queue", "channel")
THE_CHANNEL = "channel"


class _LayoutTable(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


def _window(text: str) -> str:
    window_ms(text)
    return text


class Panel(_LayoutTable):
    """One panel. `kind` figure shows `metric` of `scope`; `queues` shows the worst queues of `scope`.

    The scope `channel` alone is the headline's channel. `label` and `goal` default to the metric's label and
    the queue's goal. `window` is a length (`30m`) or `day`, and defaults to the layout's.
    """

    kind: Literal["figure", "queues"] = "figure"
    metric: str = "service_level.offered"
    scope: str = "floor"
    label: str = ""
    goal: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    window: str = ""
    size: Literal["main", "normal", "small"] = "normal"
    width: Annotated[int, Field(ge=1, le=12)] = 1
    most: Annotated[int, Field(ge=1, le=8)] = 4

    @field_validator("window")
    @classmethod
    def _is_window(cls, text: str) -> str:
        return _window(text) if text else text

    @field_validator("metric")
    @classmethod
    def _is_metric(cls, name: str) -> str:
        if name not in METRICS:
            raise ValueError(f"no such metric; allowed are {', '.join(METRICS)}")
        return name

    @model_validator(mode="after")
    def _has_figure(self) -> Self:
        try:
            kind = THE_CHANNEL if self.scope == THE_CHANNEL else Scope.parse(self.scope).kind
        except ScopeError as error:
            raise ValueError(f"scope = {error}, or channel for the busiest one") from None
        allowed = ("floor", "channel", "queue") if self.kind == "queues" else scopes_of(self.metric)
        if kind not in allowed:
            what = "queues" if self.kind == "queues" else self.metric
            raise ValueError(
                f"scope = {self.scope!r}: {what} has none there; allowed are {', '.join(allowed)}"
            )
        return self


class PanelRow(_LayoutTable):
    """Panels side by side; `height` is the row's share of the page."""

    height: Annotated[int, Field(ge=1, le=12)] = 1
    panels: Annotated[tuple[Panel, ...], Field(min_length=1, max_length=8, strict=False)]


class LayoutPage(_LayoutTable):
    """One page. With *each* channel, one for every channel that has queues, the busiest first.

    There, the scope `channel` is the page's own.
    """

    title: str = ""
    each: Literal["", "channel"] = ""
    rows: Annotated[tuple[PanelRow, ...], Field(min_length=1, max_length=6, strict=False)]


class Layout(_LayoutTable):
    """A wallboard: rotating pages, each shown for `page_seconds` (default: from the settings)."""

    title: str = ""
    window: str = "30m"
    page_seconds: Annotated[float, Field(ge=3, le=3600)] | None = None
    pages: Annotated[tuple[LayoutPage, ...], Field(min_length=1, max_length=20, strict=False)]

    @field_validator("window")
    @classmethod
    def _is_window(cls, text: str) -> str:
        return _window(text)


def scopes_of(metric: str) -> tuple[str, ...]:
    """The kinds of scope that have a figure of *metric*."""
    if metric.startswith("state."):
        return STATE_SCOPES
    return EXPLAINERS[metric][1] if metric in EXPLAINERS else ANY_SCOPE
