"""A screen reader on a display and a bus of its own: walks the running window through AT-SPI.

Run by test_accessible_window.py. Prints what it reads as JSON: [depth, role, name, description] of each
element that is shown, before and after it has pressed the first tile.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple

from jeepney import (  # type: ignore[import-untyped]
    DBusAddress,
    Message,
    MessageType,
    Properties,
    new_method_call,
)
from jeepney.io.blocking import DBusConnection, open_dbus_connection  # type: ignore[import-untyped]

_ACCESSIBLE = "org.a11y.atspi.Accessible"
_ROOT = "/org/a11y/atspi/accessible/root"
_SHOWING = 1 << 25  # ATSPI_STATE_SHOWING
SLIDER = "The day's service level; arrow keys move through time"
_PATIENCE = 90.0  # seconds


class Element(NamedTuple):
    """An element on the accessibility bus: the name of its program there, and its path."""

    program: str
    path: str


class GoneError(Exception):
    """An element is no longer there."""


class Bus:
    """The accessibility bus."""

    def __init__(self) -> None:
        session = open_dbus_connection("SESSION")
        asked = new_method_call(DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus"), "GetAddress")
        self._bus: DBusConnection = open_dbus_connection(session.send_and_get_reply(asked).body[0])

    def call(self, element: Element, method: str, *body: Any, interface: str = _ACCESSIBLE) -> Any:
        address = DBusAddress(element.path, element.program, interface)
        signature = "i" * len(body) or None
        return self._asked(new_method_call(address, method, signature, body))

    def text(self, element: Element, name: str) -> str:
        address = DBusAddress(element.path, element.program, _ACCESSIBLE)
        return str(self._asked(Properties(address).get(name))[1])

    def _asked(self, message: Message) -> Any:
        reply = self._bus.send_and_get_reply(message)
        if reply.header.message_type is MessageType.error:
            raise GoneError(reply.body)
        return reply.body[0]

    def children(self, element: Element) -> list[Element]:
        return [Element(*child) for child in self.call(element, "GetChildren")]

    def is_showing(self, element: Element) -> bool:
        return bool(self.call(element, "GetState")[0] & _SHOWING)

    def walk(self, element: Element, depth: int = 0) -> Iterator[tuple[int, Element, str, str, str]]:
        """Everything that is shown of *element*: depth, itself, role, name and description."""
        role = str(self.call(element, "GetRoleName"))
        yield depth, element, role, self.text(element, "Name"), self.text(element, "Description")
        for child in self.children(element):
            if depth == 0 or self.is_showing(child):
                yield from self.walk(child, depth + 1)

    def wait(self) -> None:
        """Let the program work for a moment."""
        with suppress(TimeoutError):
            self._bus.receive(timeout=0.2)


@contextmanager
def display() -> Iterator[None]:
    """A display in memory."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as server:
        os.close(write)
        with os.fdopen(read) as numbers:
            os.environ["DISPLAY"] = f":{numbers.readline().strip()}"
        try:
            yield
        finally:
            server.terminate()


def seen(bus: Bus) -> list[tuple[int, Element, str, str, str]]:
    """What is shown in the window; nothing while it is changing, or there is none."""
    with suppress(GoneError):
        programs = bus.children(Element("org.a11y.atspi.Registry", _ROOT))
        return list(bus.walk(programs[0])) if programs else []
    return []


def wait_for(bus: Bus, name: str, said: str = "") -> list[tuple[int, Element, str, str, str]]:
    """What is shown once an element called *name*, described by *said*, is."""
    end = time.monotonic() + _PATIENCE
    while True:
        found = seen(bus)
        if any(each == name and about.startswith(said) for _, _, _, each, about in found):
            return found
        assert time.monotonic() < end, f"no {name} is shown"
        bus.wait()


def read(arguments: list[str]) -> None:
    """Read the window that opens with *arguments*."""
    bus = Bus()
    with subprocess.Popen([sys.executable, "-m", "console", "open", *arguments]) as program:
        try:
            wait_for(bus, "Time shown", "08:30:00")
            found = wait_for(bus, SLIDER, "08:30:00")
            print(json.dumps([(depth, role, name, said) for depth, _, role, name, said in found]))
            tile = next(
                element for _, element, role, name, _ in found if (role, name) == ("list item", "Agent-1")
            )
            bus.call(tile, "DoAction", 0, interface="org.a11y.atspi.Action")
            found = wait_for(bus, "Close the drawer")
            print(json.dumps([(depth, role, name, said) for depth, _, role, name, said in found]))
        finally:
            program.terminate()


def main() -> None:
    if sys.argv[1] == "read":
        read(sys.argv[2:])
        return
    os.environ.update(QT_QPA_PLATFORM="xcb", QT_LINUX_ACCESSIBILITY_ALWAYS_ON="1")
    command = ["dbus-run-session", "--", sys.executable, "-m", "tests.console.window.screen_reader", "read"]
    with display():
        subprocess.run([*command, *sys.argv[1:]], check=True)


if __name__ == "__main__":
    main()
