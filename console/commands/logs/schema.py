"""`floorlight schema`: the JSON Schema of the events."""

from __future__ import annotations

import argparse
from typing import Any

from console.commands.options.output import write_json
from feeds.events import json_schema


def add(commands: Any) -> None:
    """Add the command to *commands*, the parser's."""
    parser = commands.add_parser(
        "schema",
        help="print the JSON Schema of the events",
        description="Print the JSON Schema of every event and control object of the protocol.",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the schema; returns 0."""
    write_json(json_schema())
    return 0
