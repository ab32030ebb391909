"""Limits on what may be sent, kept or requested, in one table, which `security.md` documents."""

from __future__ import annotations

from typing import NamedTuple, TypeVar

Number = TypeVar("Number", int, float)


class Limit(NamedTuple):
    """One limit: what it bounds, the maximum, its unit, and what happens beyond it."""

    what: str
    value: float
    unit: str
    beyond: str

    @property
    def text(self) -> str:
        """The value as text.

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


# The sections of `security.md`, with their limits in table order.
LIMITS: dict[str, list[Limit]] = {"Wire": [], "Shared desk": []}


def _wire(what: str, value: Number, unit: str, beyond: str) -> Number:
    LIMITS["Wire"].append(Limit(what, value, unit, beyond))
    return value


def _desk(what: str, value: Number, unit: str, beyond: str) -> Number:
    LIMITS["Shared desk"].append(Limit(what, value, unit, beyond))
    return value


# Frames, from either side ----------------------------------------------------------------------------

FRAME_BYTES = _wire("a frame", 4 * 1024 * 1024, "bytes", "the connection is closed (1009)")
FRAME_OBJECTS = _wire(
    "objects in a frame, including a snapshot's events", 50_000, "", "the connection is closed (1009)"
)
EVENT_BYTES = _wire("an event", 64 * 1024, "bytes", "it is quarantined")
FRAME_PIECES = _wire("fragments of a frame", 1_000, "", "the connection is dropped")
QUEUED_FRAMES = _wire("frames received ahead of processing", 4, "", "reading pauses")

# Input from a source ---------------------------------------------------------------------------------

HELLO_SECONDS = _wire("the wait for a hello", 10.0, "s", "the connection is closed and retried")
HEARTBEAT_LEAST = _wire("the smallest `heartbeat_seconds`", 0.05, "s", "the hello is a fault")
HEARTBEAT_MOST = _wire("the largest `heartbeat_seconds`", 30.0, "s", "the hello is a fault")
SNAPSHOT_BYTES = _wire("a snapshot, all parts", 32 * 1024 * 1024, "bytes", "a fault")
SNAPSHOT_EVENTS = _wire("events in a snapshot, all parts", 250_000, "", "a fault")
BACKLOG_SECONDS = _wire(
    "what a console has received and not shown, of a live source", 60.0, "s", "it asks for a snapshot"
)
PART_SECONDS = _wire("the wait for a snapshot's next part", 10.0, "s", "a fault")
QUARANTINED = _wire("objects kept in quarantine", 10_000, "", "further ones are only counted")

# Output of a server ----------------------------------------------------------------------------------

PART_BYTES = _wire("a snapshot's part, as sent", 256 * 1024, "bytes", "the next part begins")
PART_EVENTS = _wire("events in a snapshot's part, as sent", 5_000, "", "the next part begins")

# Input from a console --------------------------------------------------------------------------------

CONSOLES = _wire("consoles at once", 500, "", "the handshake is refused (503)")
HANDSHAKES = _wire("handshakes at once", 100, "", "the oldest is dropped")
HANDSHAKE_SECONDS = _wire("a handshake", 10.0, "s", "the connection is dropped")
SUBSCRIBE_SECONDS = _wire("the wait for `subscribe`", 10.0, "s", "the connection is closed (4408)")
SUBSCRIBE_BYTES = _wire("the frame of `subscribe`", 512 * 1024, "bytes", "the connection is closed (1009)")
SCOPE_NAMES = _wire("names in a scope", 10_000, "", "the connection is closed (4400)")
SCOPES = _wire("scopes in use at once", 64, "", "the connection is closed (1013)")
UNUSED_SCOPE_SECONDS = _wire("lifetime of an unused scope", 30.0, "s", "it is dropped")
UNUSED_SCOPES = _wire("unused scopes kept", 16, "", "the oldest is dropped")
UNUSED_SCOPE_NAMES = _wire("names in all unused scopes", 20_000, "", "the oldest is dropped")
COMMANDS_IN_FLIGHT = _wire(
    "commands of a console not answered yet", 1_000, "", "the connection is closed (4400)"
)
IGNORED_OBJECTS = _wire(
    "objects of a console that are not commands", 1_000, "", "the connection is closed (4400)"
)
PING_SECONDS = _wire("the wait for a console's pong", 20.0, "s", "the connection is closed (1011)")
STUCK_SECONDS = _wire("time without progress of a console", 60.0, "s", "the connection is dropped")
UNREAD_BYTES = _wire("bytes queued for a console", 8 * 1024 * 1024, "bytes", "the connection is dropped")

# The shared desk -------------------------------------------------------------------------------------

DESK_TEXT = _desk("a text of the shared desk, or a message", 8_000, "characters", "the command is refused")
DESK_NAMES = _desk("names in a command: agents, queues, tags", 200, "", "the command is refused")
DESK_FLAGS = _desk("flags acknowledged, claimed or snoozed a day, each", 10_000, "", "the oldest is dropped")
DESK_EXCEPTIONS = _desk("exceptions kept by the desk", 5_000, "", "the oldest is dropped")
DESK_INCIDENTS = _desk("incidents kept by the desk", 500, "", "the oldest is dropped")
DESK_ANNOUNCEMENTS = _desk("announcements kept by the desk", 200, "", "the oldest is dropped")
DESK_NOTES = _desk("notes kept by the desk", 2_000, "", "the oldest is dropped")
NOTE_DAYS = _desk("how long the desk keeps a note that is not due", 31, "days", "it is dropped")
DESK_TASKS = _desk("tasks kept by the desk", 2_000, "", "the oldest is dropped")
DESK_MOVES = _desk("moves of agents kept by the desk", 1_000, "", "the oldest is dropped")
DESK_HANDOVERS = _desk("handovers kept by the desk", 200, "", "the oldest is dropped")
AUDIT_HEADS = _desk("heads of audit logs kept of a user", 100, "", "the oldest is dropped")
REPEATS_KNOWN = _desk(
    "commands whose answers a source remembers", 2_000, "", "a repetition of the oldest is carried out again"
)

# Closing ---------------------------------------------------------------------------------------------

CLOSE_SECONDS = _wire("closing at the end of a command", 0.3, "s", "the connections are dropped")
