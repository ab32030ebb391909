"""`floorlight explain`: how one figure is computed, down to its contacts."""

from __future__ import annotations

import argparse
from typing import Any

from console.commands.options.archive import add_archive, logs_asked
from console.commands.options.log import add_window, instant_asked, load_logs, window_asked, window_length
from console.commands.options.output import terminal, write_json
from console.metrics.explain.explain import EXPLAINERS, UnknownMetricError, explain
from console.metrics.reading.scope import Scope
from console.views.terminal.explain_text import print_account


def add(commands: Any) -> None:
    """Add the command to *commands*, the parser's."""
    parser = commands.add_parser(
        "explain",
        help="explain one figure, down to its contacts",
        description="Explain one figure: variant, formula, everything counted, and what is excluded and why.",
        epilog="metrics: " + ", ".join(EXPLAINERS),
    )
    parser.add_argument("log", nargs="?", metavar="LOG", help="a recording")
    parser.add_argument("metric", metavar="METRIC", help="a key of the report, such as abandon_rate")
    parser.add_argument(
        "--scope",
        default="floor",
        metavar="SCOPE",
        help="floor (default), queue:ID, channel:NAME, team:ID or agent:ID",
    )
    add_archive(parser)
    add_window(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    parser.set_defaults(run=run)


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
    window = window_asked(length, settings, now)
    account = explain(loaded.floor, options.metric, scope, window)
    if options.format == "json":
        write_json(account)
    else:
        with terminal() as screen:
            print_account(account, settings, screen)
    return 0
