"""`floorlight demo`: a simulated floor, live, in the window; without a display, a picture of it."""

from __future__ import annotations

import argparse

from console.commands.arguments.window import DEMO_PICTURE
from console.commands.options.output import say
from console.commands.options.stderr import remark
from console.commands.options.window import health_log, in_window, size_asked
from console.window.qt import load_qt
from feeds.errors import UserError

_SECONDS = 2.0


def run(options: argparse.Namespace) -> int:
    """Show the demo until the window is closed; returns the exit status."""
    from console.window.displays import has_display

    size = size_asked(options.size)
    if has_display():
        return in_window(lambda app: app.show_demo(), options.health_log)
    load_qt()
    from console.window.picture import PictureChoices, picture

    remark(f"no display: playing the demo without a window for {_SECONDS:g} s")
    with health_log(options.health_log) as write:
        image, _ = picture(lambda app: app.show_demo(), size, PictureChoices(options.theme), _SECONDS, write)
    if not image.save(DEMO_PICTURE):
        raise UserError(f"{DEMO_PICTURE} cannot be written in this folder")
    say(f"wrote {DEMO_PICTURE}")
    return 0
