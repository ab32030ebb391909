"""Choices as a person's settings name them, for the views and for the window's own controls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from console.settings.preferences import Preferences
from console.views.floor.choices import Choices, FoldedAgents
from console.views.goals import GOALS


def choices_of(chosen: Preferences) -> Choices:
    """The choices from the user's settings."""
    floor = chosen.floor
    return Choices(
        channel=floor.channel,
        window_ms=floor.window_minutes * 60_000,
        view=floor.view,
        group_by=floor.group_by,
        order=floor.order,
        queue_order=floor.queue_order,
        folding=FoldedAgents(floor.offline),
        goals=GOALS,
    )


def shown_choices(chosen: Preferences) -> dict[str, str]:
    """The choices as shown by the window's controls."""
    floor = chosen.floor
    return {
        "view": floor.view,
        "offline": floor.offline,
        "list_columns": floor.list_columns,
        "list_sort": floor.list_sort,
        "group_by": floor.group_by,
        "order": floor.order,
        "queue_order": floor.queue_order,
        "tiles": chosen.appearance.tiles,
    }


def changed(choices: Choices, name: str, value: str) -> Choices:
    """*choices* after the user chose *value* for *name*; the same if the floor's views have no such choice.

    `collapsed` and `unfolded` carry a group, to collapse or unfold, or to undo that; `collapsed_groups` all
    groups that shall be collapsed, separated by NUL.
    """
    change = _CHANGES.get(name)
    return choices if change is None else change(choices, value)


def _with_text(choices: Choices, value: str) -> Choices:
    return replace(choices, filters=replace(choices.filters, text=value))


def _with_queue(choices: Choices, value: str) -> Choices:
    return replace(choices, filters=replace(choices.filters, queues=frozenset({value} if value else ())))


def _folded(name: str, choices: Choices, value: str) -> Choices:
    folding: Any = {name: getattr(choices.folding, name) ^ {value}}
    return replace(choices, folding=replace(choices.folding, **folding))


def _collapsed_groups(choices: Choices, value: str) -> Choices:
    groups = frozenset(value.split("\0") if value else ())
    return replace(choices, folding=replace(choices.folding, collapsed=groups))


def _offline(choices: Choices, value: str) -> Choices:
    return replace(choices, folding=replace(choices.folding, offline=value, unfolded=frozenset()))


def _chosen(name: str, choices: Choices, value: str) -> Choices:
    change: Any = {name: value}
    return replace(choices, **change)


_CHANGES: dict[str, Callable[[Choices, str], Choices]] = {
    "text": _with_text,
    "queue": _with_queue,
    "offline": _offline,
    "collapsed_groups": _collapsed_groups,
    **{name: partial(_folded, name) for name in ("collapsed", "unfolded")},
    **{name: partial(_chosen, name) for name in ("view", "group_by", "order", "queue_order")},
}
