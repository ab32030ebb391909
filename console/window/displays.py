"""Detects whether a window can be opened on this machine."""

from __future__ import annotations

import os
import re
import socket
import sys
from pathlib import Path

_UNSEEN = ("offscreen", "minimal")
_SECONDS = 2.0
_X_PORT = 6000
_X_FOLDER = "/tmp/.X11-unix"


def has_display() -> bool:
    """Whether a window can be opened here. On Linux, a named display must also respond.

    Qt aborts the program if it cannot open the display, so this must be checked first.
    """
    chosen = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0].partition(";")[0]
    if chosen in _UNSEEN:
        return False
    if sys.platform != "linux" or (chosen and chosen != "xcb" and not chosen.startswith("wayland")):
        return True  # a system that always has a display, or a chosen Qt platform
    is_wayland = chosen != "xcb" and _wayland_answers(os.environ.get("WAYLAND_DISPLAY", ""))
    return is_wayland or (not chosen.startswith("wayland") and x_answers(os.environ.get("DISPLAY", "")))


def x_answers(display: str) -> bool:
    """Whether something listens where an X server called *display* would: `:0`, `unix:0`, `host:10.0`."""
    named = re.fullmatch(r"(?P<host>[^:]*|\[.*\]|[0-9a-f:]*):(?P<number>\d{1,5})(\.\d+)?", display.strip())
    if named is None:
        return False
    host, number = named["host"].strip("[]"), int(named["number"])
    if host in ("", "unix") or host.endswith("/unix"):
        name = f"{_X_FOLDER}/X{number}"
        return _listens(f"\0{name}") or _listens(name)
    try:
        with socket.create_connection((host, _X_PORT + number), _SECONDS):
            return True
    except (OSError, OverflowError, UnicodeError):
        return False


def _wayland_answers(display: str) -> bool:
    return bool(display) and _listens(str(Path(os.environ.get("XDG_RUNTIME_DIR", "/")) / display))


def _listens(name: str) -> bool:
    """Whether something listens at the socket *name* of this machine."""
    if sys.platform == "win32":
        return False
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(_SECONDS)
        try:
            line.connect(name)
        except OSError:
            return False
    return True
