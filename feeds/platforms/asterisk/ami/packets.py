"""Packets: splits the bytes of the manager interface (AMI) into messages, without I/O.

A message is lines `Name: value`, ended by an empty line. The first line of a connection is a banner.
"""

from __future__ import annotations

from collections.abc import Iterable

BANNER = "Asterisk Call Manager"
LINE_BYTES = 64 * 1024
PACKET_BYTES = 1024 * 1024
_KINDS = ("Event", "Response")
_OUTPUT, _END = "Output", "--END COMMAND--"


class Packet:
    """One message of the switch: its headers in order. Names are case-insensitive.

    >>> packet = Packet([("Event", "QueueCallerJoin"), ("Queue", "sales"), ("ChanVariable", "a=1")])
    >>> packet.kind, packet.name, packet.get("queue"), packet.get("Position", "none")
    ('Event', 'QueueCallerJoin', 'sales', 'none')
    """

    __slots__ = ("_found", "headers", "kind", "name")

    def __init__(self, headers: Iterable[tuple[str, str]]) -> None:
        self.headers = tuple(headers)
        self._found: dict[str, str] | None = None
        first, self.name = self.headers[0] if self.headers else ("", "")
        self.kind = first
        if first not in _KINDS:
            self.kind = next((kind for kind in _KINDS if self.all(kind)), "")
            self.name = self.get(self.kind)

    def get(self, name: str, default: str = "") -> str:
        """The first value of the header *name*; *default* without one."""
        found = self._found
        if found is None:  # most packets are never searched
            found = self._found = {key.lower(): value for key, value in reversed(self.headers)}
        return found.get(name.lower(), default)

    def all(self, name: str) -> list[str]:
        """Every value of the header *name*, in order."""
        wanted = name.lower()
        return [value for found, value in self.headers if found.lower() == wanted]

    @property
    def output(self) -> list[str]:
        """The output lines of a command, in a response to one."""
        return self.all(_OUTPUT)

    def __repr__(self) -> str:
        return f"Packet({list(self.headers)!r})"


class PacketReader:
    """Splits a stream of bytes, in any chunks, into packets. One per connection.

    `banner` is the first line (`first_line`) if it is one. Dropped input is counted: `long_lines` (left out
    of their packet), `large_packets` (dropped), `stray_lines` (not a header), `nameless` (packets that are
    neither event nor response) and `undecodable` (lines not in UTF-8, with bytes replaced).
    """

    def __init__(self) -> None:
        self.banner = self.first_line = ""
        self.lines = 0
        self.packets = 0
        self.long_lines = self.large_packets = self.stray_lines = self.nameless = self.undecodable = 0
        self._rest = b""
        self._is_skipping = False
        self._headers: list[tuple[str, str]] = []
        self._bytes = 0
        self._is_output = False

    def feed(self, data: bytes) -> list[Packet]:
        """The packets that *data* completes."""
        lines = (self._rest + data).split(b"\n")
        self._rest = lines.pop()
        packets = []
        for line in lines:
            if self._is_skipping:
                self._is_skipping = False
            elif len(line) > LINE_BYTES:
                self._left_out(len(line))
            elif (packet := self._take(line)) is not None:
                packets.append(packet)
        if len(self._rest) > LINE_BYTES:
            if not self._is_skipping:
                self._left_out(len(self._rest))
            self._rest, self._is_skipping = b"", True
        return packets

    def _left_out(self, size: int) -> None:
        self.long_lines += 1
        self._bytes += min(size, LINE_BYTES)

    def _take(self, raw: bytes) -> Packet | None:
        """Process one line; returns the packet it completes, if any."""
        self.lines += 1
        line = self._text(raw.removesuffix(b"\r"))
        if self.lines == 1:
            self.first_line = line
            if line.startswith(BANNER):
                self.banner = line
                return None
        if not line and not self._is_output:
            return self._ended()
        self._bytes += len(raw)
        if self._bytes > PACKET_BYTES:
            self._headers.clear()
            self._is_output = self._is_output and _END not in line
        elif self._is_output:
            self._take_output(line)
        else:
            self._take_header(line)
        return None

    def _text(self, raw: bytes) -> str:
        try:
            return raw.decode()
        except UnicodeDecodeError:
            self.undecodable += 1
            return raw.decode("utf-8", "replace")

    def _take_header(self, line: str) -> None:
        name, colon, value = line.partition(":")
        if not colon or not name.strip():
            self._take_stray(line)
            return
        self._headers.append((name.strip(), value.strip()))

    def _take_stray(self, line: str) -> None:
        # Before Asterisk 14, a command's output follows its headers without names, up to an end mark.
        if self._headers and self._headers[0] == ("Response", "Follows"):
            self._is_output = True
            self._take_output(line)
        else:
            self.stray_lines += 1

    def _take_output(self, line: str) -> None:
        shown, mark, _ = line.partition(_END)
        if mark:
            self._is_output = False
        if shown or not mark:
            self._headers.append((_OUTPUT, shown))

    def _ended(self) -> Packet | None:
        headers, size = self._headers, self._bytes
        self._headers, self._bytes = [], 0
        if size > PACKET_BYTES:
            self.large_packets += 1
            return None
        if not headers:
            return None
        packet = Packet(headers)
        if not packet.kind:
            self.nameless += 1
            return None
        self.packets += 1
        return packet
