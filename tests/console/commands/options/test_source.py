"""Options of the commands that follow a source: the client they make, and how their work ends."""

from __future__ import annotations

import asyncio
import signal
import sys

import pytest

from console.commands.arguments.parser import CommandParser
from console.commands.arguments.shared import add_source
from console.commands.options.source import client_of, run_until_stopped
from feeds.errors import UserError
from feeds.protocol.session import Request, Session
from feeds.transport.client import SourceClient


def client(*arguments: str) -> SourceClient:
    parser = CommandParser()
    parser.add_argument("url")
    add_source(parser)
    return client_of(parser.parse_args(arguments), Session(Request("1970-01-01T00:00:00Z")))


def test_that_the_address_says_whether_it_is_a_source_or_a_switch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOORLIGHT_SECRET", "s3cret")
    assert client("ws://127.0.0.1:9").address.url == "ws://127.0.0.1:9"
    assert client("asterisk://kim@127.0.0.1").address.url.startswith("asterisk://")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ws://127.0.0.1:9", "--secret-file", "x"], "--secret-file is for asterisk://"),
        (["ws://127.0.0.1:9", "--settings", "x"], "--settings is for asterisk://"),
        (["asterisk://kim@pbx", "--token-file", "x"], "--token-file is for ws:// and wss://"),
        (["ws://floor.example"], "another machine needs wss://, or --insecure"),
    ],
)
def test_that_an_option_of_another_kind_of_source_is_refused(arguments: list[str], words: str) -> None:
    with pytest.raises(UserError) as refusal:
        client(*arguments)
    assert words in str(refusal.value)


def test_that_work_ends_after_its_seconds_and_tidies_up() -> None:
    done: list[str] = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            done.append("tidied up")

    run_until_stopped(work(), seconds=0)
    assert done == ["tidied up"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals for a process")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP] if sys.platform != "win32" else [])
def test_that_a_signal_ends_the_work_and_the_handler_before_it_is_back(number: signal.Signals) -> None:
    ended: list[str] = []
    before = signal.signal(number, lambda *_: ended.append("handled by who was there before"))

    async def work() -> None:
        signal.raise_signal(number)
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("work")

    try:
        run_until_stopped(work())
        assert ended == ["work"]
        signal.raise_signal(number)
        assert ended[1:] == ["handled by who was there before"]
    finally:
        signal.signal(number, before)


def test_that_control_c_ends_the_work_first() -> None:
    ended: list[str] = []

    async def work() -> None:
        signal.raise_signal(signal.SIGINT)
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("work")

    with pytest.raises(KeyboardInterrupt):
        run_until_stopped(work())
    assert ended == ["work"]
