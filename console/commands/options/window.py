"""Options that the commands with a window share, and the loop they run in."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from console.clock import WallClock
from console.commands.options.stderr import remark
from console.floor.floor import Floor
from console.metrics.reading.windows import instant_in_day
from console.settings.layout_files import find_layout
from console.settings.preferences import preferences_path, read_preferences
from console.sources.source import session_of
from console.views.wallboard.layouts import Layout
from console.window.displays import has_display
from feeds.errors import UserError
from feeds.events import SiteSettings
from feeds.files.private_files import is_open_to_others, mending, open_to_append

if TYPE_CHECKING:
    from console.window.app import App, At

LIVE_SECONDS = 1.0  # how long a live source is followed, once it is there, before its picture is taken
_NO_DISPLAY = "there is no display to open a window on; `floorlight picture` writes what it would show"


def add_health(parser: argparse.ArgumentParser) -> None:
    """Let *parser* take where the program's own health is logged."""
    parser.add_argument(
        "--health-log", metavar="FILE", help="write health figures, one line of JSON a second"
    )


def add_size(parser: argparse.ArgumentParser) -> None:
    """Let *parser* take how large a picture is, and its theme."""
    parser.add_argument("--size", default="1600x1000", metavar="WxH", help="in pixels; default: 1600x1000")
    parser.add_argument("--theme", choices=("dark", "light"), default="dark", help="default: dark")


def size_asked(text: str) -> tuple[int, int]:
    """The size --size names. Raises UserError."""
    match = re.fullmatch(r"(\d{3,5})x(\d{3,5})", text)
    if match is None or not (640 <= int(match[1]) <= 16_384 and 480 <= int(match[2]) <= 16_384):
        raise UserError(f"--size {text!r}: width x height such as 1600x1000, from 640x480 to 16384x16384")
    return int(match[1]), int(match[2])


def instant_of_floor(text: str | None) -> At | None:
    """What finds the instant *text* names in a floor; None where it names none."""
    if text is None:
        return None
    try:
        instant_in_day(text, SiteSettings(), 0)  # what is no instant on any day is told before a window opens
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
    """What writes a line to the health log *path*; None where there is none. Raises UserError."""
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
        except OSError as error:  # the window goes on without
            has_failed = True
            remark(f"floorlight: {path} can no longer be written: {error.strerror or error}")

    with file:
        yield write


def in_window(show: Callable[[App], None], health: str | None, has_window: bool = True) -> int:
    """Open the window, let *show* say what is in it, and stay until it is closed; the exit status.

    Without *has_window* it stays hidden: *show* then shows something else. Raises UserError where there is
    no display, and what *show* raises.
    """
    # Here, since Qt takes longer than most commands; and the desk before it, since Qt's import hook reads
    # the source of whatever is imported later.
    import console.desk.desk  # noqa: F401
    from console.window.run import run_window

    if not has_display():
        raise UserError(_NO_DISPLAY)
    chosen = read_preferences(preferences_path())
    with health_log(health) as write:
        return run_window(show, chosen, write, has_window)


def start() -> int:
    """Open the window where a person's settings say, else ask which floor is wanted; the exit status."""
    url = read_preferences(preferences_path()).connection.url
    return in_window(lambda app: app.connect_to(url) if url else app.window.show_first_run(), None)


def shown(options: argparse.Namespace, at: At | None) -> tuple[Callable[[App], None], float | None]:
    """What puts into the window what is asked for, and how long to wait for what is live."""
    live = [word for word in options.what if "://" in word]
    if options.demo + bool(live) + (len(options.what) > len(live)) != 1 or len(live) > 1:
        raise UserError("name one URL, or recordings, or say --demo")
    speed = getattr(options, "speed", None)
    if (options.demo or live) and options.at is not None:
        raise UserError("--at is for recordings; a live source is shown as it is now")
    if (options.demo or live) and speed is not None:
        raise UserError("--speed is for recordings; a live source has its own")
    if options.demo:
        return lambda app: app.show_demo(), LIVE_SECONDS
    if live:
        named = argparse.Namespace(**{**vars(options), "url": live[0]})
        from console.commands.options.source import client_of  # here, since recordings need no network

        client = client_of(named, session_of(WallClock()))
        return lambda app: app.follow_client(client), LIVE_SECONDS
    return lambda app: app.show_recording(options.what, at, speed), None


def layout_asked(name: str | None) -> Layout:
    """The wallboard's layout called *name*, else the one the settings name. Raises UserError."""
    chosen = read_preferences(preferences_path()).wallboard.layout
    return find_layout(name or chosen, preferences_path().with_name("layouts"))
