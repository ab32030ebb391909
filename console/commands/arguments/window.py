"""Arguments of the commands that open the window or render it."""

from __future__ import annotations

from console.commands.arguments.parser import Commands
from console.commands.arguments.shared import add_archive, add_health, add_size, add_source

DEMO_PICTURE = "floorlight-demo.png"  # where the demo draws without a display


def add_demo(commands: Commands) -> None:
    """Add `demo` to *commands*."""
    parser = commands.add_parser(
        "demo",
        help="show a simulated floor, live",
        description="Start a simulated floor behind a server on this machine, and follow it in the window: "
        "a mid-morning, hours after opening. Without a display it plays for some seconds and writes "
        f"{DEMO_PICTURE}.",
    )
    add_size(parser)
    add_health(parser)


def add_open(commands: Commands) -> None:
    """Add `open` to *commands*."""
    parser = commands.add_parser(
        "open",
        help="open a recording in the window",
        description="Open one or more LOGs (merged by instant) in the window: drag along the time bar to see "
        "the floor as it was at any instant.",
    )
    parser.add_argument("logs", nargs="*", metavar="LOG", help="a recording")
    add_archive(parser)
    parser.add_argument(
        "--at", metavar="INSTANT", help="RFC 3339, or a local time of the log's day; default: its end"
    )
    parser.add_argument("--speed", type=float, metavar="N", help="play from there at N times real speed")
    add_health(parser)


def add_connect(commands: Commands) -> None:
    """Add `connect` to *commands*."""
    parser = commands.add_parser(
        "connect",
        help="follow a live source in the window",
        description="Connect to the source at URL and show its floor live.",
    )
    parser.add_argument("url", metavar="URL", help="wss://HOST[:PORT], ws://…, or asterisk://USER@HOST")
    add_source(parser)
    add_health(parser)


def add_wallboard(commands: Commands) -> None:
    """Add `wallboard` to *commands*."""
    parser = commands.add_parser(
        "wallboard",
        help="fill a screen with large figures",
        description="Fill a screen with large figures of a live source, recordings or the demo, page by "
        "page. Arrow keys turn pages, Escape closes it.",
    )
    parser.add_argument("what", nargs="*", metavar="URL|LOG", help="a source's address, or recordings")
    parser.add_argument("--demo", action="store_true", help="the demo's floor")
    parser.add_argument("--layout", metavar="NAME", help="a built-in layout, one of yours, or a TOML file")
    parser.add_argument("--screen", type=int, default=1, metavar="N", help="which screen; default: 1")
    parser.add_argument(
        "--at", metavar="INSTANT", help="of recordings: RFC 3339, or a local time; default: their end"
    )
    parser.add_argument("--speed", type=float, metavar="N", help="of recordings: play at N times real speed")
    add_archive(parser)
    add_source(parser)
    add_health(parser)


def add_picture(commands: Commands) -> None:
    """Add `picture` to *commands*."""
    parser = commands.add_parser(
        "picture",
        help="render the window at an instant as a PNG",
        description="Render the window as a PNG: one or more LOGs at an instant, or a live source or the "
        "demo now. Needs no display.",
    )
    parser.add_argument("what", nargs="*", metavar="URL|LOG", help="a source's address, or recordings")
    parser.add_argument("--demo", action="store_true", help="the demo's floor")
    parser.add_argument(
        "--at", metavar="INSTANT", help="RFC 3339, or a local time of the log's day; default: its end"
    )
    parser.add_argument("--view", choices=("floor", "wallboard"), default="floor", help="default: floor")
    parser.add_argument("--layout", metavar="NAME", help="of the wallboard; default: from your settings")
    parser.add_argument("--list", action="store_true", help="of the floor: the agents in a list")
    parser.add_argument(
        "--filter", default="", metavar="TEXT", help="of the floor: only what the filter would leave"
    )
    add_archive(parser)
    add_size(parser)
    parser.add_argument("--zoom", type=float, metavar="N", help="0.5 to 3; default: one that fits the size")
    parser.add_argument("--grey", action="store_true", help="without colours")
    parser.add_argument(
        "--values", metavar="FILE", help="also write each figure: text, metric, scope, value, position"
    )
    parser.add_argument("-o", "--output", required=True, metavar="FILE", help="the picture, .png")
    add_source(parser)
