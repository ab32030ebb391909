"""`floorlight simulate`: a simulated floor's events as a recording."""

from __future__ import annotations

import argparse
from typing import Any

from console.commands.options.output import event_output, progress
from feeds.errors import UserError
from feeds.events import PROTOCOL, Hello, instant, instant_text
from feeds.protocol.rewriting import numbered
from feeds.simulator import SimulationSettings, simulate
from feeds.simulator.site.settings import DEFAULT_START

_STEP = 2_000


def add_floor(parser: argparse.ArgumentParser | argparse._ArgumentGroup) -> None:
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


def add(commands: Any) -> None:
    """Add the command to *commands*, the parser's."""
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
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the events; returns 0."""
    settings = _settings(options)
    with progress("simulating") as report, event_output(options.output) as write:
        write(_hello(settings))
        for number, (at, event) in enumerate(simulate(settings), 1):
            write(numbered(event, number) + b"\n")
            if report is not None and number % _STEP == 0 and settings.end is not None:
                report(at - settings.start, settings.end - settings.start)
    return 0


def _settings(options: argparse.Namespace) -> SimulationSettings:
    try:
        start = instant(options.start)
    except ValueError as error:
        raise UserError(f"--start {error}") from None
    return SimulationSettings(
        agents=options.agents,
        queues=options.queues,
        hours=options.hours,
        seed=options.seed,
        flat=options.flat,
        start=start,
    )


def _hello(settings: SimulationSettings) -> bytes:
    hello = Hello(
        protocol=PROTOCOL,
        source=settings.source_name,
        epoch=settings.epoch,
        at=instant_text(settings.start),
    )
    return hello.model_dump_json().encode() + b"\n"
