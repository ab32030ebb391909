"""Displays: what is named has to answer, since Qt ends the program where it does not."""

from __future__ import annotations

import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.window import displays
from console.window.displays import has_display, x_answers

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only there a display is named by a variable")


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where displays of this machine listen; with a short name, as sockets want it."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    with tempfile.TemporaryDirectory() as made:
        monkeypatch.setenv("XDG_RUNTIME_DIR", made)
        monkeypatch.setattr(displays, "_X_FOLDER", made)
        yield Path(made)


@pytest.fixture
def listening(folder: Path) -> Iterator[Path]:
    """An X server 7 and a Wayland display `wayland-7`, as far as somebody listens there."""
    with socket.socket(socket.AF_UNIX) as x, socket.socket(socket.AF_UNIX) as wayland:
        x.bind(str(folder / "X7"))
        wayland.bind(str(folder / "wayland-7"))
        x.listen()
        wayland.listen()
        yield folder


@pytest.mark.usefixtures("listening")
@pytest.mark.parametrize(
    ("display", "answers"),
    [
        (":7", True),
        (":7.0", True),
        ("unix:7", True),
        (":8", False),
        ("", False),
        ("nonsense", False),
        (":", False),
    ],
)
def test_that_a_display_of_this_machine_answers_where_one_listens(display: str, answers: bool) -> None:
    assert x_answers(display) is answers


def test_that_a_display_across_the_network_answers_where_one_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setattr(displays, "_X_PORT", server.getsockname()[1] - 10)
        assert x_answers("127.0.0.1:10.0")
    assert not x_answers("127.0.0.1:10.0")
    assert not x_answers("127.0.0.1:99999")


@pytest.mark.usefixtures("listening")
@pytest.mark.parametrize(
    ("named", "has"),
    [
        ({}, False),
        ({"DISPLAY": ":7"}, True),
        ({"DISPLAY": ":8"}, False),
        ({"WAYLAND_DISPLAY": "wayland-7"}, True),
        ({"WAYLAND_DISPLAY": "wayland-8"}, False),
        ({"WAYLAND_DISPLAY": "wayland-8", "DISPLAY": ":7"}, True),
        ({"WAYLAND_DISPLAY": "wayland-7", "QT_QPA_PLATFORM": "xcb"}, False),
        ({"DISPLAY": ":7", "QT_QPA_PLATFORM": "wayland-egl"}, False),
        ({"DISPLAY": ":7", "QT_QPA_PLATFORM": "offscreen"}, False),
        ({"DISPLAY": ":7", "QT_QPA_PLATFORM": "minimal:enable_fonts"}, False),
        ({"QT_QPA_PLATFORM": "vnc:size=1600x1000"}, True),
    ],
)
def test_that_there_is_one_where_qt_will_find_one(
    named: dict[str, str], has: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    assert has_display() is has
