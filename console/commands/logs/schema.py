"""`floorlight schema`: the JSON Schema of the events."""

from __future__ import annotations

import argparse

from console.commands.options.output import write_json
from feeds.events import json_schema


def run(options: argparse.Namespace) -> int:
    """Print the schema; returns 0."""
    write_json(json_schema())
    return 0
