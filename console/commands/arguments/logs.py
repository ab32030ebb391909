"""Arguments of the commands that read, check or make recordings."""

from __future__ import annotations

from console.commands.arguments.parser import Commands
from console.commands.arguments.shared import add_archive, add_floor, add_window
from feeds.instants import instant_text
from feeds.simulator.site.settings import DEFAULT_START


def add_report(commands: Commands) -> None:
    """Add `report` to *commands*."""
    parser = commands.add_parser(
        "report",
        help="all metrics of a log, at its end, at an instant, or by interval",
        description="All metrics of one or more LOGs (merged by instant), at the end or at an instant.",
    )
    parser.add_argument("logs", nargs="*", metavar="LOG", help="a recording")
    add_archive(parser)
    add_window(parser)
    parser.add_argument(
        "--every", metavar="15m|30m|60m", help="one block per interval, aligned to the local clock"
    )
    parser.add_argument("--format", choices=("table", "json", "csv"), default="table", help="default: table")


def add_explain(commands: Commands) -> None:
    """Add `explain` to *commands*."""
    parser = commands.add_parser(
        "explain",
        help="explain one figure, down to its contacts",
        description="Explain one figure: variant, formula, everything counted, and what is excluded and why.",
    )
    parser.late_epilog = _metrics
    parser.add_argument("log", nargs="?", metavar="LOG", help="a recording")
    parser.add_argument(
        "metric",
        metavar="METRIC",
        help="a key of the report, such as abandon_rate; or contact:ID, its timeline; or agent:ID, why its "
        "state is",
    )
    parser.add_argument(
        "--scope",
        default="floor",
        metavar="SCOPE",
        help="floor (default), queue:ID, channel:NAME, team:ID or agent:ID",
    )
    add_archive(parser)
    add_window(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")


def add_check(commands: Commands) -> None:
    """Add `check` to *commands*."""
    parser = commands.add_parser(
        "check",
        help="show a log's content and problems",
        description="Show span, sources and counts of a LOG; then invalid lines and anomalies, worst first.",
    )
    parser.add_argument("log", nargs="?", metavar="LOG", help="a recording")
    add_archive(parser)


def add_backtest(commands: Commands) -> None:
    """Add `backtest` to *commands*."""
    parser = commands.add_parser(
        "backtest",
        help="show the flags a rule would have raised on a log",
        description="Show the flags a rule would have raised on a LOG, second by second on what had arrived, "
        "beside those of the rule in force with its id.",
    )
    parser.add_argument("rules", metavar="RULE", help="a TOML file of rules")
    parser.add_argument("log", nargs="?", metavar="LOG", help="a recording")
    add_archive(parser)
    parser.add_argument("--rule", metavar="ID", help="which rule of the file; default: its only one")
    parser.add_argument("--site", metavar="FILE", help="a TOML file that overrides the site's profile")
    parser.add_argument("--format", choices=("table", "json"), default="table", help="default: table")


def add_simulate(commands: Commands) -> None:
    """Add `simulate` to *commands*."""
    parser = commands.add_parser(
        "simulate",
        help="write the events of a simulated floor",
        description="Write the events of a simulated floor: a centre with its queues, teams and people, "
        "its busy hours, its breaks, and an outage at 10:40. The same options give the same bytes.",
    )
    add_floor(parser)
    parser.add_argument("--hours", type=float, default=8.0, metavar="H", help="how long; default: 8")
    parser.add_argument(
        "--start",
        default=instant_text(DEFAULT_START),
        metavar="INSTANT",
        help=f"RFC 3339; default: {instant_text(DEFAULT_START)}, 08:00 in Lisbon",
    )
    parser.add_argument(
        "-o", "--output", metavar="OUT", help=".jsonl, .jsonl.gz or .jsonl.zst; default: standard output"
    )


def add_schema(commands: Commands) -> None:
    """Add `schema` to *commands*."""
    commands.add_parser(
        "schema",
        help="print the JSON Schema of the events",
        description="Print the JSON Schema of every event and control object of the protocol.",
    )


def _metrics() -> str:
    from console.metrics.explain.explain import EXPLAINERS  # imported here: only this text needs the metrics

    return "metrics: " + ", ".join(EXPLAINERS)
