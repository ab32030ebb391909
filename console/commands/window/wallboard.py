"""`floorlight wallboard`: a full screen of large figures for a team."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from console.commands.options.window import in_window, instant_of_floor, layout_asked, shown
from feeds.errors import UserError

if TYPE_CHECKING:
    from console.window.app import App


def run(options: argparse.Namespace) -> int:
    """Show the wallboard until it is closed; returns the exit status."""
    if options.speed is not None and not 0.1 <= options.speed <= 1000:
        raise UserError(f"--speed {options.speed:g}: from 0.1 to 1000 times real speed")
    show, _ = shown(options, instant_of_floor(options.at))
    layout = layout_asked(options.layout)

    def on_wall(app: App) -> None:
        app.show_wallboard(layout, options.screen)
        show(app)

    return in_window(on_wall, options.health_log, has_window=False)
