"""`floorlight explain`: how one figure is computed, down to its contacts; or what happened to one contact."""

from __future__ import annotations

import argparse

from console.commands.options.archive import logs_asked
from console.commands.options.log import instant_asked, load_logs, window_asked, window_length
from console.commands.options.output import terminal, write_json
from console.metrics.explain.explain import EXPLAINERS, UnknownMetricError, explain
from console.metrics.reading.scope import Scope
from console.views.explain.agent_state import agent_state
from console.views.explain.contact_timeline import contact_timeline
from console.views.explain.copies import event_data
from console.views.terminal.explain_text import print_account, print_events
from feeds.errors import UserError

_TIMELINES = ("contact:", "agent:")


def run(options: argparse.Namespace) -> int:
    """Print the account, or the timeline of a contact or of an agent's state; returns 0."""
    if options.metric.startswith(_TIMELINES):
        return _print_timeline(options)
    length = window_length(options.window)
    scope = Scope.parse(options.scope)
    if options.metric not in EXPLAINERS:
        raise UnknownMetricError(
            f"{options.metric!r} is not a metric; metrics are: {', '.join(sorted(EXPLAINERS))}"
        )
    loaded = load_logs(logs_asked(options, [options.log] if options.log else []), options.site)
    now, settings = instant_asked(options.at, loaded)
    window = window_asked(length, settings, now, loaded.floor)
    account = explain(loaded.floor, options.metric, scope, window)
    if options.format == "json":
        write_json(account)
    else:
        with terminal() as screen:
            print_account(account, settings, screen)
    return 0


def _print_timeline(options: argparse.Namespace) -> int:
    """Print what happened to the contact, or made the agent's state, that METRIC names."""
    kind, _, name = options.metric.partition(":")
    loaded = load_logs(logs_asked(options, [options.log] if options.log else []), options.site)
    now, _ = instant_asked(options.at, loaded)
    read = contact_timeline if kind == "contact" else agent_state
    found = read(loaded.floor, name, now)
    if found is None:
        raise UserError(f"no {kind} is named {name!r} at that instant")
    if options.format == "json":
        write_json(event_data(found))
    else:
        with terminal() as screen:
            print_events(found, screen)
    return 0
