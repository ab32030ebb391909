"""Limits: the most that anybody may send, keep or ask for, in one table; `security.md` shows it to people."""

from __future__ import annotations

from typing import NamedTuple, TypeVar

Number = TypeVar("Number", int, float)


class Limit(NamedTuple):
    """One limit: what it bounds, how much at most, its unit, and what happens beyond it."""

    what: str
    value: float
    unit: str
    beyond: str

    @property
    def text(self) -> str:
        """The value as a person reads it.

        >>> Limit("a frame", 4 * 1024 * 1024, "bytes", "").text
        '4 MiB'
        >>> Limit("objects", 50_000, "", "").text, Limit("a wait", 0.5, "s", "").text
        ('50,000', '0.5 s')
        """
        if self.unit != "bytes":
            return f"{self.value:,.10g} {self.unit}".strip()
        for size, name in ((1024 * 1024, "MiB"), (1024, "KiB")):
            if self.value >= size:
                return f"{self.value / size:,.10g} {name}"
        return f"{self.value:,} bytes"


# The sections of `security.md`, each with its limits in the order of its table.
LIMITS: dict[str, list[Limit]] = {"Wire": []}


def _wire(what: str, value: Number, unit: str, beyond: str) -> Number:
    LIMITS["Wire"].append(Limit(what, value, unit, beyond))
    return value


# Frames, from either side ----------------------------------------------------------------------------

FRAME_BYTES = _wire("a frame", 4 * 1024 * 1024, "bytes", "the connection is closed (1009)")
FRAME_OBJECTS = _wire(
    "objects in a frame, a snapshot's events among them", 50_000, "", "the connection is closed (1009)"
)
EVENT_BYTES = _wire("an event", 64 * 1024, "bytes", "it is quarantined")
FRAME_PIECES = _wire("fragments of a frame", 1_000, "", "the connection is broken off")
QUEUED_FRAMES = _wire("frames received ahead of their reading", 4, "", "no more is read for now")

# What a source may send ------------------------------------------------------------------------------

HELLO_SECONDS = _wire("the wait for a hello", 10.0, "s", "the connection is closed and tried again")
HEARTBEAT_LEAST = _wire("the least `heartbeat_seconds`", 0.05, "s", "the hello is a fault")
HEARTBEAT_MOST = _wire("the most `heartbeat_seconds`", 30.0, "s", "the hello is a fault")
SNAPSHOT_BYTES = _wire("a snapshot, all its parts", 32 * 1024 * 1024, "bytes", "a fault")
SNAPSHOT_EVENTS = _wire("events in a snapshot, all its parts", 250_000, "", "a fault")
PART_SECONDS = _wire("the wait for a snapshot's next part", 10.0, "s", "a fault")
QUARANTINED = _wire("objects held in quarantine", 10_000, "", "they are counted only")

# What a server sends ---------------------------------------------------------------------------------

PART_BYTES = _wire("a snapshot's part, as sent", 256 * 1024, "bytes", "the next part begins")
PART_EVENTS = _wire("events in a snapshot's part, as sent", 5_000, "", "the next part begins")

# What a console may do -------------------------------------------------------------------------------

CONSOLES = _wire("consoles at once", 500, "", "the handshake is refused (503)")
HANDSHAKES = _wire("handshakes at once", 100, "", "the oldest is broken off")
HANDSHAKE_SECONDS = _wire("a handshake", 10.0, "s", "the connection is broken off")
SUBSCRIBE_SECONDS = _wire("the wait for `subscribe`", 10.0, "s", "the connection is closed (4408)")
SUBSCRIBE_BYTES = _wire("the frame of `subscribe`", 512 * 1024, "bytes", "the connection is closed (1009)")
SCOPE_NAMES = _wire("names in a scope", 10_000, "", "the connection is closed (4400)")
SCOPES = _wire("scopes in use at once", 64, "", "the connection is closed (1013)")
UNUSED_SCOPE_SECONDS = _wire("how long an unused scope is kept", 30.0, "s", "it is let go")
UNUSED_SCOPES = _wire("unused scopes kept", 16, "", "the oldest is let go")
UNUSED_SCOPE_NAMES = _wire("names in all unused scopes", 20_000, "", "the oldest is let go")
COMMANDS_IN_FLIGHT = _wire(
    "commands of a console not answered yet", 1_000, "", "the connection is closed (4400)"
)
IGNORED_OBJECTS = _wire(
    "objects of a console that are not commands", 1_000, "", "the connection is closed (4400)"
)
PING_SECONDS = _wire("the wait for a console's pong", 20.0, "s", "the connection is closed (1011)")
STUCK_SECONDS = _wire("how long a console may take nothing", 60.0, "s", "the connection is broken off")
UNREAD_BYTES = _wire(
    "bytes a console has not taken", 8 * 1024 * 1024, "bytes", "the connection is broken off"
)

# The end ---------------------------------------------------------------------------------------------

CLOSE_SECONDS = _wire("the goodbye at the end of a command", 0.3, "s", "the connections are broken off")
