"""Options shared by all commands that connect to a source, and its client."""

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


def client_of(options: argparse.Namespace, session: Session) -> SourceClient:
    """A client for the source named by *options*, not yet connected. Raises UserError."""
    if names_switch(options.url):
        from console.sources.switches import switch_client  # imported here: only switches need it

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
    """Run *work* for *seconds* or until SIGTERM, and shut it down properly.

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
    """Let asyncio handle Ctrl+C and end the work; it only replaces Python's default handler."""
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
    """Treat SIGTERM and SIGHUP as the end of the time limit.

    Does not use the loop's signal handlers, which Windows lacks.
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
        # Keep ignored signals ignored, as nohup intends.
        if number is not None and signal.getsignal(number) not in (signal.SIG_IGN, None):
            with contextlib.suppress(ValueError):  # not in the main thread, which then decides
                before[number] = signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
