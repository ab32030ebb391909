"""Options shared by commands with a window, and their event loop."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from console.clock import WallClock
from console.commands.options.archive import archive_options, logs_asked
from console.commands.options.stderr import remark
from console.floor.floor import Floor
from console.imports import quick_imports
from console.metrics.reading.windows import instant_in_day
from console.settings.preferences import preferences_path, read_preferences
from console.sources.source import session_of
from console.window.displays import has_display
from feeds.errors import UserError
from feeds.events import SiteSettings
from feeds.files.private_files import is_open_to_others, mending, open_to_append

if TYPE_CHECKING:
    from console.views.wallboard.layouts import Layout
    from console.window.app import App, At

LIVE_SECONDS = 1.0  # seconds to follow a connected live source before taking its picture
_NO_DISPLAY = "there is no display to open a window on; `floorlight picture` writes what it would show"


def size_asked(text: str) -> tuple[int, int]:
    """The value of --size. Raises UserError."""
    match = re.fullmatch(r"(\d{3,5})x(\d{3,5})", text)
    if match is None or not (640 <= int(match[1]) <= 16_384 and 480 <= int(match[2]) <= 16_384):
        raise UserError(f"--size {text!r}: width x height such as 1600x1000, from 640x480 to 16384x16384")
    return int(match[1]), int(match[2])


def instant_of_floor(text: str | None) -> At | None:
    """A function that resolves the instant *text* in a floor; None without *text*."""
    if text is None:
        return None
    try:
        instant_in_day(text, SiteSettings(), 0)  # rejects invalid instants before a window opens
    except ValueError as error:
        raise UserError(f"--at {error}") from None

    def found(floor: Floor) -> int:
        try:
            return instant_in_day(text, floor.site.at(floor.latest), floor.latest)
        except ValueError as error:
            raise UserError(f"--at {error}") from None

    return found


@contextmanager
def health_log(path: str | None) -> Iterator[Callable[[str], object] | None]:
    """A function that writes a line to the health log *path*; None without *path*. Raises UserError."""
    if path is None:
        yield None
        return
    try:
        file = open_to_append(Path(path))
    except OSError as error:
        raise UserError(f"--health-log {path} cannot be written: {error.strerror or error}") from None
    if is_open_to_others(file.fileno()):
        remark(f"floorlight: {path} can be read by others; `{mending(path)}` fixes it")
    has_failed = False

    def write(line: str) -> None:
        nonlocal has_failed
        try:
            if not has_failed:
                file.write(line.encode() + b"\n")
        except OSError as error:  # the window continues without it
            has_failed = True
            remark(f"floorlight: {path} can no longer be written: {error.strerror or error}")

    with file:
        yield write


def in_window(show: Callable[[App], None], health: str | None, has_window: bool = True) -> int:
    """Open the window, fill it with *show*, and run until it is closed; returns the exit status.

    Without *has_window* it stays hidden, and *show* shows something else. Raises UserError without a
    display, and whatever *show* raises.
    """
    with quick_imports(keep=True):
        from console.window.qt import load_qt  # imported here: Qt takes longer than most commands

        load_qt()
        from console.window.run import run_window

    if not has_display():
        raise UserError(_NO_DISPLAY)
    chosen = read_preferences(preferences_path())
    with health_log(health) as write:
        return run_window(show, chosen, write, has_window)


def start() -> int:
    """Open the window on the server from the settings, or on the start page; returns the exit status."""
    url = read_preferences(preferences_path()).connection.url
    return in_window(lambda app: app.connect_to(url) if url else app.window.show_first_run(), None)


def shown(options: argparse.Namespace, at: At | None) -> tuple[Callable[[App], None], float | None]:
    """A function that shows what is requested, and the seconds to wait if that is live."""
    live = [word for word in options.what if "://" in word]
    archived = bool(archive_options(options))
    if options.demo + bool(live) + (len(options.what) > len(live)) + archived != 1 or len(live) > 1:
        raise UserError("give one URL, recordings, an archived day (--day) or --demo")
    speed = getattr(options, "speed", None)
    if (options.demo or live) and options.at is not None:
        raise UserError("--at is for recordings; a live source is shown as it is now")
    if (options.demo or live) and speed is not None:
        raise UserError("--speed is for recordings; a live source has its own")
    if options.demo:
        return lambda app: app.show_demo(), LIVE_SECONDS
    if live:
        named = argparse.Namespace(**{**vars(options), "url": live[0]})
        from console.commands.options.source import client_of  # imported here: recordings need no network

        client = client_of(named, session_of(WallClock()))
        return lambda app: app.follow_client(client), LIVE_SECONDS
    logs = logs_asked(options, options.what)
    return lambda app: app.show_recording(logs, at, speed), None


def layout_asked(name: str | None) -> Layout:
    """The wallboard layout *name*, or the one from the settings. Raises UserError."""
    from console.settings.layout_files import find_layout  # imported here: only the wallboard needs layouts

    chosen = read_preferences(preferences_path()).wallboard.layout
    return find_layout(name or chosen, preferences_path().with_name("layouts"))
