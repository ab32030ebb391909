"""`floorlight open`: a recording in the window, at any instant, at any speed; or the figure of a link."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from console.commands.options.archive import day_asked, logs_asked
from console.commands.options.window import in_window, instant_of_floor
from console.views.explain.links import FigureLink, is_link, parse_link, place_of
from feeds.errors import UserError

if TYPE_CHECKING:
    from console.window.app import App


def run(options: argparse.Namespace) -> int:
    """Show the recording until the window is closed; returns the exit status."""
    if any(is_link(log) for log in options.logs):
        return in_window(_link_asked(options), options.health_log)
    if options.speed is not None and not 0.1 <= options.speed <= 1000:
        raise UserError(f"--speed {options.speed:g}: from 0.1 to 1000 times real speed")
    at = instant_of_floor(options.at)
    logs, named = logs_asked(options, options.logs), _named(options)
    return in_window(lambda app: app.show_recording(logs, at, options.speed, named=named), options.health_log)


def _named(options: argparse.Namespace) -> tuple[tuple[str, str], ...]:
    """What links name an archived day by; nothing for recordings, which their paths name."""
    if options.day is None:
        return ()
    archive = None if options.archive is None else str(Path(options.archive).absolute())
    return place_of({"archive": archive, "day": day_asked(options.day), "source": options.source})


def _link_asked(options: argparse.Namespace) -> Callable[[App], None]:
    """A function that shows what the link names. Raises UserError."""
    beside = [options.at, options.speed, options.day, options.archive, options.source]
    if len(options.logs) > 1 or any(option is not None for option in beside):
        raise UserError("a link names everything: give it alone")
    link = parse_link(options.logs[0])
    show_place = _place_of_link(options, link)

    def show(app: App) -> None:
        show_place(app)
        app.explain_when_shown(link)

    return show


def _place_of_link(options: argparse.Namespace, link: FigureLink) -> Callable[[App], None]:
    """A function that shows the floor of *link*. Raises UserError."""
    if link.of("demo"):
        return lambda app: app.show_demo()
    if urls := link.of("url"):
        return lambda app: app.connect_to(urls[0])
    if not link.of("day") and not link.of("log"):
        raise UserError("the link names no recording, no day and no server")
    place = {name: next(iter(link.of(name)), None) for name in ("archive", "day", "source")}
    logs = logs_asked(argparse.Namespace(**{**vars(options), **place}), link.of("log"))
    return lambda app: app.show_recording(logs, named=link.place)
