"""`floorlight explain`: how one figure is computed, down to its contacts."""

from __future__ import annotations

import argparse

from console.commands.options.archive import logs_asked
from console.commands.options.log import instant_asked, load_logs, window_asked, window_length
from console.commands.options.output import terminal, write_json
from console.metrics.explain.explain import EXPLAINERS, UnknownMetricError, explain
from console.metrics.reading.scope import Scope
from console.views.terminal.explain_text import print_account


def run(options: argparse.Namespace) -> int:
    """Print the account; returns 0."""
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
