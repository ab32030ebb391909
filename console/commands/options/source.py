"""Options that all commands which connect to a source share, and the source they name."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import threading
from collections.abc import Coroutine, Iterator
from typing import Any

from console.commands.options.stderr import remark
from feeds.errors import UserError
from feeds.platforms.asterisk.ami.address import names_switch
from feeds.protocol.session import Session
from feeds.transport.address import Address
from feeds.transport.client import SourceClient
from feeds.transport.credentials import find_token
from feeds.transport.websocket import Client


def add_source(parser: argparse.ArgumentParser) -> None:
    """Let *parser* take how to get in: a token, a CA, and leave to speak in the clear."""
    parser.add_argument(
        "--token-file",
        metavar="FILE",
        help="a file that holds the token; else FLOORLIGHT_TOKEN, else the keyring (floorlight, HOST:PORT)",
    )
    parser.add_argument("--ca-file", metavar="FILE", help="PEM; trust this CA too, for wss://")
    parser.add_argument(
        "--insecure",
        action="store_true",
        help="allow ws:// and asterisk://, which all on the way can read, off this machine",
    )
    add_switch(parser)


def add_switch(parser: argparse.ArgumentParser) -> None:
    """Let *parser* take what a switch is to be reached with, and how it is read."""
    parser.add_argument(
        "--secret-file",
        metavar="FILE",
        help="a file that holds the switch account's secret; else FLOORLIGHT_SECRET, else the keyring "
        "(floorlight, USER@HOST:PORT)",
    )
    parser.add_argument(
        "--settings", metavar="FILE", help="TOML: how the switch is read, and what may be commanded there"
    )


def client_of(options: argparse.Namespace, session: Session) -> SourceClient:
    """The line to the source that *options* name. Raises UserError; nothing is connected yet."""
    if names_switch(options.url):
        from console.sources.switches import switch_client  # here, since other sources do not need it

        if options.token_file:
            raise UserError("--token-file is for ws:// and wss://, not for a switch")
        given = (options.secret_file, options.ca_file, options.settings, options.insecure)
        return switch_client(options.url, session, remark, *given)
    for name in ("secret_file", "settings"):
        if getattr(options, name) is not None:
            raise UserError(f"--{name.replace('_', '-')} is for asterisk:// and asterisks://")
    address = Address.parse(options.url, options.insecure)
    return Client(address, session, find_token(address, options.token_file), options.ca_file)


def run_until_stopped(work: Coroutine[Any, Any, None], seconds: float | None = None) -> None:
    """Do *work* for *seconds* or until the system says stop, and let it end properly.

    Raises KeyboardInterrupt after Ctrl+C, once the work has ended.
    """

    async def limited() -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds) as limit, _stop_signals(limit):
                await work

    with _interrupted_by_loop():
        asyncio.run(limited())


@contextlib.contextmanager
def _interrupted_by_loop() -> Iterator[None]:
    """Leave Ctrl+C to asyncio, which lets the work end; it does so in place of Python's own handler only."""
    handler = signal.getsignal(signal.SIGINT)
    if not callable(handler) or threading.current_thread() is not threading.main_thread():
        yield
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)


@contextlib.asynccontextmanager
async def _stop_signals(limit: asyncio.Timeout) -> Any:
    """Let SIGTERM, and the end of the terminal, be a limit that is reached now.

    Not by the loop's own handlers, which Windows does not have.
    """
    loop = asyncio.get_running_loop()

    def stop(number: int, frame: object) -> None:
        loop.call_soon_threadsafe(limit.reschedule, loop.time())

    with _handled(stop):
        yield


@contextlib.contextmanager
def _handled(stop: Any) -> Iterator[None]:
    before: dict[int, Any] = {}
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        # One that is ignored stays so: nohup means it.
        if number is not None and signal.getsignal(number) not in (signal.SIG_IGN, None):
            with contextlib.suppress(ValueError):  # not in the main thread: then whoever is there decides
                before[number] = signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
