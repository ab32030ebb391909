"""Arguments of the commands that connect to a source or serve one."""

from __future__ import annotations

from console.commands.arguments.parser import CommandParser, Commands
from console.commands.arguments.shared import add_archive, add_endpoint, add_floor, add_source, add_switch
from feeds.recordings.durability import DURABILITIES


def add_serve(commands: Commands) -> None:
    """Add `serve` to *commands*."""
    parser = commands.add_parser(
        "serve",
        help="serve a recording, or a simulated floor, to consoles",
        description="Serve LOGs (merged by instant) at their own pace, or a simulated floor, to any "
        "number of consoles. Prints the address when consoles can connect. Stop with Ctrl+C.",
    )
    parser.add_argument("logs", nargs="*", metavar="LOG", help="a recording")
    parser.add_argument(
        "--speed",
        default="1",
        metavar="N",
        help="N times as fast, also a fraction; `max`: as fast as possible (recordings only)",
    )
    parser.add_argument(
        "--stop-at-eof",
        action="store_true",
        help="stop when standard input ends, as a pipe does with the program that holds it",
    )
    add_archive(parser)
    _add_playing(parser)
    add_endpoint(parser, ("--host", "--port"))
    _add_simulation(parser)


def add_bridge(commands: Commands) -> None:
    """Add `bridge` to *commands*."""
    parser = commands.add_parser(
        "bridge",
        help="serve a live switch to consoles",
        description="Connect to a switch, translate its events, and serve them to any number of "
        "consoles. Prints the address when consoles can connect. Stop with Ctrl+C.",
    )
    parser.add_argument("platform", choices=("asterisk",), metavar="PLATFORM", help="asterisk")
    parser.add_argument("switch", metavar="HOST[:PORT]", help="its manager interface; default port: 5038")
    parser.add_argument("--user", required=True, metavar="U", help="the account in its manager.conf")
    parser.add_argument("--tls", action="store_true", help="use TLS; default port: 5039")
    parser.add_argument(
        "--insecure", action="store_true", help="allow an unencrypted connection to another machine"
    )
    add_switch(parser)
    parser.add_argument("--ca-file", metavar="FILE", help="PEM; trust this CA too, for --tls")
    parser.add_argument(
        "--record", metavar="FILE", help="also write a recording: .jsonl, .jsonl.gz or .jsonl.zst"
    )
    add_endpoint(parser, ("--listen", "--serve"))


def add_record(commands: Commands) -> None:
    """Add `record` to *commands*."""
    parser = commands.add_parser(
        "record",
        help="record what a source sends",
        description="Write what the source at URL sends to FILE or into an archive, verbatim, until Ctrl+C. "
        "An existing recording of the same source is continued after its last event.",
        epilog="exit status: 0 after --duration, --until-idle or SIGTERM; 130 after Ctrl+C; 2 if it fails",
    )
    parser.add_argument("url", metavar="URL", help="wss://HOST[:PORT], ws://…, or asterisk://USER@HOST")
    into = parser.add_mutually_exclusive_group(required=True)
    into.add_argument("-o", "--output", metavar="FILE", help=".jsonl, .jsonl.gz or .jsonl.zst")
    into.add_argument(
        "--archive", metavar="PATH", help="an archive: a folder with a file for each source and day"
    )
    start = parser.add_mutually_exclusive_group()
    start.add_argument(
        "--since", metavar="INSTANT", help="RFC 3339; default: everything the source still has"
    )
    start.add_argument("--from-now", action="store_true", help="start with a snapshot of the present")
    parser.add_argument("--teams", nargs="+", action="extend", metavar="ID", help="only of these teams")
    parser.add_argument("--queues", nargs="+", action="extend", metavar="ID", help="only of these queues")
    parser.add_argument("--duration", metavar="LENGTH", help="stop after 90s, 30m, 2h …")
    parser.add_argument("--until-idle", metavar="LENGTH", help="stop when no event has arrived for this long")
    parser.add_argument(
        "--durability",
        choices=DURABILITIES,
        default="second",
        help="what a power cut may lose: the last second, nothing (each write is synced), or what the "
        "system has not written yet; default: second",
    )
    add_source(parser)


def add_tail(commands: Commands) -> None:
    """Add `tail` to *commands*."""
    parser = commands.add_parser(
        "tail",
        help="print events as readable text, live or from a log",
        description="Print new events of the source at URL until Ctrl+C, or all events of a LOG. "
        "A repeated filter matches any of its values; different filters must all match.",
    )
    parser.add_argument("url", nargs="?", metavar="URL|LOG", help="a source's address, or a recording")
    parser.add_argument(
        "--type", action="append", default=[], metavar="T", help="such as agent.state, or 'contact.*'"
    )
    parser.add_argument("--agent", action="append", default=[], metavar="A", help="an agent's id or name")
    parser.add_argument(
        "--queue", action="append", default=[], metavar="Q", help="a queue's id or name; all of its contacts"
    )
    parser.add_argument("--contact", action="append", default=[], metavar="C", help="a contact's id")
    parser.add_argument(
        "--from", dest="since", metavar="INSTANT", help="only from here on: HH:MM[:SS] local, or RFC 3339"
    )
    parser.add_argument("--to", dest="until", metavar="INSTANT", help="only up to here")
    parser.add_argument("--control", action="store_true", help="also hello, heartbeat and the like")
    parser.add_argument("--json", action="store_true", help="the objects as received")
    add_archive(parser)
    add_source(parser)


def _add_playing(parser: CommandParser) -> None:
    playing = parser.add_argument_group("recordings")
    playing.add_argument("--wait", action="store_true", help="start when the first console connects")
    end = playing.add_mutually_exclusive_group()
    end.add_argument(
        "--loop",
        action="store_true",
        help="start again at the end, with times shifted by the recording's length",
    )
    end.add_argument("--exit", action="store_true", help="exit once every console has received everything")


def _add_simulation(parser: CommandParser) -> None:
    group = parser.add_argument_group("a simulated floor")
    group.add_argument("--simulate", action="store_true", help="serve a simulated floor endlessly")
    add_floor(group)
    group.add_argument(
        "--faults",
        action="store_true",
        help="with troubles to find and end: phantom logins, stuck wrap-ups, unreachable phones, agents "
        "late from lunch, requests for help, an outage",
    )
    group.add_argument("--faults-seed", type=int, metavar="N", help="other troubles; default: 1")
    group.add_argument("--clock", metavar="HH:MM", help="start at this local time of today, instead of now")
    group.add_argument(
        "--warm", metavar="LENGTH", help="how long the centre has been open, such as 3h; default: since 06:00"
    )
