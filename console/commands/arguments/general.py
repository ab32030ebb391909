"""Arguments of the commands about Floorlight itself: completion, manual, support file."""

from __future__ import annotations

from console.commands.arguments.parser import Commands

SHELLS = ("bash", "zsh", "fish")


def add_completion(commands: Commands) -> None:
    """Add `completion` to *commands*."""
    parser = commands.add_parser(
        "completion",
        help="print a completion script for your shell",
        description="Print a script that completes floorlight's commands, options and files in a shell.",
    )
    parser.add_argument("shell", choices=SHELLS, metavar="|".join(SHELLS), help="which shell")


def add_help(commands: Commands) -> None:
    """Add `help` to *commands*."""
    parser = commands.add_parser(
        "help",
        help="read the manual, by topic or by word",
        description="Print a page of the manual, or the section whose heading matches the words; "
        "without words, the list of topics.",
    )
    parser.add_argument(
        "topic", nargs="*", metavar="TOPIC", help='a topic, or words of a heading: "service level"'
    )


def add_support(commands: Commands) -> None:
    """Add `support` to *commands*."""
    parser = commands.add_parser(
        "support",
        help="write a support file",
        description="Write a ZIP archive of versions, settings, log and health. It contains no secret, "
        "address, or id or name of an agent, contact or customer.",
    )
    parser.add_argument("-o", "--output", required=True, metavar="FILE", help="the archive, .zip")
