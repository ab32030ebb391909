"""The demo's server: a process that comes up, can be connected to, and ends on request."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from console.clock import WallClock
from console.desk.desk import Desk
from console.flags.rules.rules import Rulebook
from console.settings.preferences import Connection
from console.sources import demo_server
from console.sources.connect import by_demo, by_url
from console.sources.demo_server import DemoServer
from console.sources.live import LiveSource
from console.views.floor.choices import Choices
from console.views.rows import Link
from console.window.session.link import link_of
from feeds.errors import UserError
from tests.console.sources.played_source import stopped, take_in, until


def program(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the program that is started be one that does what *words*, Python's, say."""
    monkeypatch.setattr(demo_server, "program", lambda: [sys.executable, "-c", words])


def test_that_its_floor_can_be_followed_up_to_now_and_ends_with_it() -> None:
    server = DemoServer(agents=6, queues=2)
    source = LiveSource("Starting the demo", by_demo(server, WallClock()))
    with stopped(source):
        desk, clock = Desk(source.floor, Rulebook(), Choices(), follows=True), WallClock()

        def is_there() -> bool:
            take_in(source, desk, clock, clock.passed() + 0.05)
            return link_of(source.state(clock), desk.playhead).link is Link.LIVE

        until(is_there, 60)
        assert source.floor.applied > 100
        assert source.failure is None
        server.close()
        until(lambda: server._process.poll() is not None)
        until(lambda: link_of(source.state(clock), desk.playhead).link is Link.RECONNECTING)


def test_that_its_token_is_asked_for() -> None:
    server = DemoServer(agents=4, queues=1)
    try:
        source = LiveSource("Connecting", by_url(server.address(), Connection(), WallClock()))
        with stopped(source):
            until(lambda: source.failure is not None)
            assert "requires a token" in str(source.failure)
    finally:
        server.close()


def test_that_one_that_does_not_come_up_says_why_in_its_own_words(monkeypatch: pytest.MonkeyPatch) -> None:
    program("import sys; sys.exit('floorlight: no room on this disk')", monkeypatch)
    server = DemoServer()
    with pytest.raises(UserError, match=r"^the demo's server did not start: no room on this disk$"):
        server.address()
    server.close()


def test_that_one_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    program("import time; time.sleep(60)", monkeypatch)
    monkeypatch.setattr(demo_server, "_PATIENCE", 0.1)
    server = DemoServer()
    with pytest.raises(UserError, match="no output"):
        server.address()
    server.close()


def test_that_it_can_be_closed_while_somebody_waits_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    program("import time; time.sleep(60)", monkeypatch)
    server = DemoServer()
    found: list[UserError] = []

    def wait() -> None:
        try:
            server.address()
        except UserError as error:
            found.append(error)

    waiting = threading.Thread(target=wait)
    waiting.start()
    server.close()
    waiting.join(20)
    assert len(found) == 1


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("import sys; sys.exit('floorlight: no room on this disk')", "no room on this disk"),
        ("import sys; sys.exit(3)", "exit status 3"),
    ],
)
def test_that_one_that_ends_by_itself_says_why(words: str, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    program(words, monkeypatch)
    server = DemoServer()
    until(lambda: server.ended() != "")
    server._reading.join()
    assert (
        server.ended()
        == f"The demo's server has ended unexpectedly ({why}); start the demo again to continue"
    )
    server.close()
    assert server.ended() == ""


def test_that_one_that_cannot_be_started_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_server, "program", lambda: ["/nowhere/at/all"])
    with pytest.raises(UserError, match="the demo's server cannot be started"):
        DemoServer()


# The program without a screen, which says where its demo's server listens.
PROGRAM = """
import sys
import console.window.displays
console.window.displays.has_display = lambda: True
from console.sources.demo_server import DemoServer
address = DemoServer.address
def announced(server):
    found = address(server)
    print(found, flush=True)
    return found
DemoServer.address = announced
from console.cli import main
main(sys.argv[1:])
"""


@pytest.mark.parametrize("arguments", [["demo"], ["wallboard", "--demo"]])
def test_that_the_server_ends_when_the_program_is_killed(arguments: list[str], tmp_path: Path) -> None:
    environment = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "FLOORLIGHT_SETTINGS": str(tmp_path / "settings.toml"),
    }
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments], stdout=subprocess.PIPE, text=True, env=environment
    )
    with program:
        assert program.stdout is not None
        url = urlsplit(program.stdout.readline().strip())
        with socket.create_connection((url.hostname, url.port), 60) as connection:
            program.kill()
            assert connection.recv(1) == b""
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((url.hostname, url.port), 60)
