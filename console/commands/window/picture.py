"""`floorlight picture`: renders the window at an instant as a PNG, without a display."""

from __future__ import annotations

import argparse

from console.commands.options.output import json_text
from console.commands.options.window import instant_of_floor, layout_asked, shown, size_asked
from console.window.qt import load_qt
from feeds.errors import UserError
from feeds.recordings.whole_file import whole_file


def run(options: argparse.Namespace) -> int:
    """Write the picture; returns 0."""
    load_qt()
    from console.window.picture import PictureChoices, picture
    from widgets.png import png_bytes

    size = size_asked(options.size)
    show, seconds = shown(options, instant_of_floor(options.at))
    if options.layout is not None and options.view != "wallboard":
        raise UserError(f"--layout {options.layout} is for the wallboard: add --view wallboard")
    if options.view == "wallboard" and (options.list or options.filter):
        raise UserError("--list and --filter are for the floor: leave out --view wallboard")
    if options.zoom is not None and not 0.5 <= options.zoom <= 3:
        raise UserError(f"--zoom {options.zoom:g}: from 0.5 to 3")
    layout = layout_asked(options.layout) if options.view == "wallboard" else None
    if not options.output.endswith(".png"):
        raise UserError(f"-o {options.output}: a picture's name ends in .png")
    chosen = PictureChoices(options.theme, options.list, options.filter, options.zoom, options.grey)
    image, figures = picture(show, size, chosen, seconds, layout=layout)
    with whole_file(options.output) as file:
        file.write(png_bytes(image))
    if options.values is not None:
        with whole_file(options.values) as file:
            file.write(json_text(figures).encode() + b"\n")
    return 0
