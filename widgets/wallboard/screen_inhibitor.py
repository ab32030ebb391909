"""Keeps the screen on while a wallboard is shown, on systems that allow it."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QProcess
from PySide6.QtGui import QGuiApplication

CONNECTION = "floorlight-wallboard"
_REASON = "A wallboard is shown"
# Windows' SetThreadExecutionState: from now on, the system and the display are needed.
_CONTINUOUS, _SYSTEM, _DISPLAY = 0x80000000, 0x1, 0x2

LetGo = Callable[[], object]


class ScreenInhibitor:
    """Asks the system not to blank the screen, and withdraws the request. Owned by the wallboard.

    Does nothing, silently, on a system without such a service.
    """

    def __init__(self, platform: str = "") -> None:
        """*platform* is the name of the Qt platform plugin; empty for the one in use."""
        self._platform = platform
        self._held: list[LetGo] = []

    @property
    def held(self) -> bool:
        """Whether a request to keep the screen on is active."""
        return bool(self._held)

    def begin(self) -> None:
        """Start keeping the screen on."""
        if not self._held:
            self._held = list(_asked(self._platform or QGuiApplication.platformName()))

    def end(self) -> None:
        """Allow the screen to blank again."""
        while self._held:
            self._held.pop()()


def _asked(platform: str) -> Iterator[LetGo]:
    """Make each request this system supports; yields functions that withdraw them."""
    if platform in ("offscreen", "minimal"):
        return
    linux = (_desktop, _x_server) if platform == "xcb" else (_desktop,)
    for ask in {"win32": (_windows,), "darwin": (_macos,)}.get(sys.platform, linux):
        try:
            let_go = ask()
        except (OSError, AttributeError, ImportError):  # the library or the function does not exist
            continue
        if let_go is not None:
            yield let_go


def _desktop() -> LetGo | None:
    """The desktop's screen saver, over D-Bus. The request ends with the connection."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    has_bus = os.environ.get("DBUS_SESSION_BUS_ADDRESS") or (runtime and Path(runtime, "bus").exists())
    if not has_bus:
        return None  # a request would start a bus
    from PySide6.QtDBus import QDBusConnection, QDBusMessage

    bus = QDBusConnection.connectToBus(QDBusConnection.BusType.SessionBus, CONNECTION)
    if not bus.isConnected():
        return None
    name = "org.freedesktop.ScreenSaver"
    call = QDBusMessage.createMethodCall(name, "/org/freedesktop/ScreenSaver", name, "Inhibit")
    call.setArguments(["Floorlight", _REASON])
    bus.send(call)  # no reply is awaited: a desktop without a screen saver sends none
    return lambda: QDBusConnection.disconnectFromBus(CONNECTION)


def _x_server() -> LetGo | None:
    """The X server's screen saver and power saving, for kiosks without a desktop."""
    names = [ctypes.util.find_library(name) for name in ("X11", "Xss")]
    if None in names:
        return None
    x11, saver = (ctypes.CDLL(name) for name in names)
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XOpenDisplay.argtypes = [ctypes.c_char_p]
    for act in (x11.XFlush, x11.XCloseDisplay):
        act.argtypes = [ctypes.c_void_p]
    saver.XScreenSaverSuspend.argtypes = [ctypes.c_void_p, ctypes.c_int]
    display = x11.XOpenDisplay(None)
    if not display:
        return None
    saver.XScreenSaverSuspend(display, 1)
    x11.XFlush(display)
    return lambda: x11.XCloseDisplay(display)  # which withdraws the request


def _windows() -> LetGo:
    state = ctypes.windll.kernel32.SetThreadExecutionState  # type: ignore[attr-defined,unused-ignore]
    state.argtypes = [ctypes.c_uint32]
    state(_CONTINUOUS | _SYSTEM | _DISPLAY)
    return lambda: state(_CONTINUOUS)


def _macos() -> LetGo:
    """macOS `caffeinate`; it exits with this process, even if that is killed."""
    process = QProcess()
    process.start("caffeinate", ["-d", "-i", "-w", str(os.getpid())])

    def let_go() -> None:
        process.kill()
        process.waitForFinished(1000)

    return let_go
