"""A switch that speaks the manager interface over TCP, scripted by a test: it refuses, hangs, breaks."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

BANNER = b"Asterisk Call Manager/11.0.0\r\n"
CHALLENGE = "151229043"
SECRET = "pass=word. 1"
STAMP = "1795311404.563055"

Headers = list[tuple[str, str]]

# What a manager account with the rights of the README may do.
ACTIONS = "Hangup MessageSend Originate Ping QueueAdd QueuePause QueueRemove QueueStatus Redirect".split()
MEMBER: Headers = [
    ("Event", "QueueMember"),
    ("Queue", "sales"),
    ("Name", "ana"),
    ("Location", "PJSIP/1141"),
    ("StateInterface", "PJSIP/1141"),
    ("Paused", "0"),
]


def packet_bytes(headers: Headers) -> bytes:
    return b"".join(f"{name}: {value}\r\n".encode() for name, value in headers) + b"\r\n"


@dataclass
class Switch:
    """One scripted switch. `asked` are the actions it was asked for, `logins` how often somebody logged in.

    `answers` replaces what an action is answered with; None says nothing at all. `piece` cuts what is sent.
    `on_asked` is called after each action.
    """

    banner: bytes = BANNER
    knows_md5: bool = True
    actions: list[str] = field(default_factory=lambda: list(ACTIONS))
    answers: dict[str, Callable[[dict[str, str]], list[Headers]] | None] = field(default_factory=dict)
    after_login: list[Headers] = field(default_factory=list)
    piece: int = 1 << 20
    port: int = 0
    asked: list[dict[str, str]] = field(default_factory=list)
    logins: int = 0
    writers: list[asyncio.StreamWriter] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)
    here: dict[asyncio.StreamWriter, asyncio.Task[None]] = field(default_factory=dict)
    on_asked: Callable[[], None] = lambda: None

    def names(self) -> list[str]:
        """The actions it was asked for, but those that only keep the line."""
        return [
            asked["Action"]
            for asked in self.asked
            if asked["Action"] not in ("Ping", "Challenge", "Login", "ListCommands", "QueueStatus", "Logoff")
        ]

    def say(self, *packets: Headers) -> None:
        """Send *packets* to everybody who is logged in."""
        for writer in self.writers:
            for headers in packets:
                data = packet_bytes(headers)
                for start in range(0, len(data), self.piece):
                    writer.write(data[start : start + self.piece])

    def drop(self) -> None:
        """Break off every connection."""
        for writer in self.here:
            writer.transport.abort()
        self.writers.clear()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.here[writer] = task
        try:
            await self._serve(reader, writer)
        finally:
            del self.here[writer]
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(self.banner)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while True:
                text = (await reader.readuntil(b"\r\n\r\n")).decode()
                asked = dict(line.split(": ", 1) for line in text.splitlines() if line)
                self.asked.append(asked)
                for headers in self._answered(asked, writer):
                    data = packet_bytes(headers)
                    for start in range(0, len(data), self.piece):
                        writer.write(data[start : start + self.piece])
                self.on_asked()

    def _answered(self, asked: dict[str, str], writer: asyncio.StreamWriter) -> list[Headers]:
        name, number = asked["Action"], ("ActionID", asked["ActionID"])
        if name in self.answers:
            found = self.answers[name]
            return [] if found is None else found(asked)
        good: Headers = [("Response", "Success"), number]
        if name == "Challenge":
            if not self.knows_md5:
                return [[("Response", "Error"), number, ("Message", "Invalid/unknown command")]]
            return [[*good, ("Challenge", CHALLENGE)]]
        if name == "Login":
            proof = hashlib.md5((CHALLENGE + SECRET).encode(), usedforsecurity=False).hexdigest()
            if asked.get("Key") == proof or asked.get("Secret") == SECRET:
                self.logins += 1
                self.writers.append(writer)
                self.came.set()
                return [[*good, ("Message", "Authentication accepted")], *self.after_login]
            return [[("Response", "Error"), number, ("Message", "Authentication failed")]]
        if name == "Ping":
            return [[*good, ("Ping", "Pong"), ("Timestamp", STAMP)]]
        if name == "ListCommands":
            return [[*good, *((action, "Does it  (Priv: all)") for action in self.actions)]]
        if name in ("QueueStatus", "QueueSummary"):
            end = [("Event", f"{name}Complete"), number]
            return [[*good, ("EventList", "start")], [*MEMBER, number], end]
        return [[*good, ("Message", f"{name} done")]]


@contextlib.asynccontextmanager
async def switched_on(switch: Switch, tls: ssl.SSLContext | None = None) -> AsyncIterator[Switch]:
    """*switch*, listening on this machine."""
    server = await asyncio.start_server(switch.serve, "127.0.0.1", switch.port, ssl=tls)
    switch.port = server.sockets[0].getsockname()[1]
    try:
        yield switch
    finally:
        server.close()
        gone = list(switch.here.values())
        switch.drop()
        await asyncio.gather(*gone)
        await server.wait_closed()
