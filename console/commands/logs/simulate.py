"""`floorlight simulate`: a simulated floor's events as a recording."""

from __future__ import annotations

import argparse

from console.commands.options.output import event_output, progress
from feeds.errors import UserError
from feeds.events import PROTOCOL, Hello, instant, instant_text
from feeds.protocol.rewriting import numbered
from feeds.simulator.simulation import simulate
from feeds.simulator.site.settings import SimulationSettings

_STEP = 2_000


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
