"""Arguments that several commands share."""

from __future__ import annotations

import argparse

from console.commands.arguments.parser import CommandParser
from feeds.simulator.site.settings import SimulationSettings

PORT = 8765  # of a server


def add_window(parser: CommandParser) -> None:
    """Add the options for instant, window and site file to *parser*."""
    parser.add_argument(
        "--at",
        metavar="INSTANT",
        help="RFC 3339, or a local time of the log's day such as 10:42; default: the log's last event",
    )
    parser.add_argument(
        "--window",
        default="30m",
        metavar="LENGTH",
        help="window length: seconds (1800), 90s, 30m, 2h, or day; default: 30m",
    )
    parser.add_argument("--site", metavar="FILE", help="a TOML file that overrides the site's profile")


DAY_HELP = "2026-06-16, today or yesterday; a day begins where the source's site says"


def add_archive(parser: CommandParser) -> None:
    """Add the options for an archived day to *parser*."""
    days = parser.add_argument_group("an archived day instead of a LOG")
    add_archive_path(days)
    days.add_argument("--day", metavar="DATE", help=DAY_HELP)
    days.add_argument("--source", metavar="NAME", help="the source of the day; default: all, merged")


def add_archive_path(parser: argparse._ActionsContainer) -> None:
    """Add the option for the place of the archive to *parser*."""
    parser.add_argument(
        "--archive",
        metavar="PATH",
        help="its folder; default: FLOORLIGHT_ARCHIVE, else the system's for data",
    )


def add_source(parser: CommandParser) -> None:
    """Add the options for access to *parser*: token, CA, and permission for unencrypted connections."""
    parser.add_argument(
        "--token-file",
        metavar="FILE",
        help="a file that holds the token; else FLOORLIGHT_TOKEN, else the keyring (floorlight, HOST:PORT)",
    )
    parser.add_argument("--ca-file", metavar="FILE", help="PEM; trust this CA too, for wss://")
    parser.add_argument(
        "--insecure",
        action="store_true",
        help="allow unencrypted ws:// and asterisk:// to other machines",
    )
    add_switch(parser)


def add_switch(parser: CommandParser) -> None:
    """Add the options of a switch to *parser*: secret and settings."""
    parser.add_argument(
        "--secret-file",
        metavar="FILE",
        help="a file that holds the switch account's secret; else FLOORLIGHT_SECRET, else the keyring "
        "(floorlight, USER@HOST:PORT)",
    )
    parser.add_argument(
        "--settings", metavar="FILE", help="TOML: how the switch is read, and what may be commanded there"
    )


def add_endpoint(parser: CommandParser, names: tuple[str, str]) -> None:
    """Add the options of an endpoint to *parser*; *names* are those for host and port."""
    group = parser.add_argument_group("connections")
    host, port = names
    group.add_argument(
        host, default="127.0.0.1", metavar="HOST", help="default: 127.0.0.1, this machine only"
    )
    group.add_argument(port, default=str(PORT), metavar="PORT", help=f"default: {PORT}; 0 takes a free one")
    group.add_argument(
        "--token-file", metavar="FILE", help="file whose only line is the token consoles must present"
    )
    group.add_argument(
        "--tokens",
        metavar="FILE",
        help="TOML: the hash of each console's token, with its user, role, teams and verbs",
    )
    group.add_argument(
        "--desk",
        metavar="PATH",
        help="the file that keeps what supervisors do together, or `none`; "
        "default: FLOORLIGHT_DESKS, else the system's folder for state",
    )
    group.add_argument("--certificate", metavar="FILE", help="PEM, with its chain; TLS only")
    group.add_argument("--key", metavar="FILE", help="PEM, unencrypted; the certificate's private key")
    group.add_argument(
        "--heartbeat",
        default="5",
        metavar="SECONDS",
        help="seconds between heartbeats, 0.05 to 30; default: 5",
    )


def add_health(parser: CommandParser) -> None:
    """Add the option for the health log to *parser*."""
    parser.add_argument(
        "--health-log", metavar="FILE", help="write health figures, one line of JSON a second"
    )


def add_size(parser: CommandParser) -> None:
    """Add the options for size and theme of a picture to *parser*."""
    parser.add_argument("--size", default="1600x1000", metavar="WxH", help="in pixels; default: 1600x1000")
    parser.add_argument("--theme", choices=("dark", "light"), default="dark", help="default: dark")


def add_floor(parser: CommandParser | argparse._ArgumentGroup) -> None:
    """Add the options of a simulated floor to *parser*."""
    usual = SimulationSettings()
    parser.add_argument(
        "--agents", type=int, default=usual.agents, metavar="N", help=f"default: {usual.agents}"
    )
    parser.add_argument(
        "--queues", type=int, default=usual.queues, metavar="N", help=f"default: {usual.queues}"
    )
    parser.add_argument("--seed", type=int, default=usual.seed, metavar="S", help=f"default: {usual.seed}")
    parser.add_argument("--flat", action="store_true", help="constant load, for measuring")
