"""Packets: any split of the bytes, both line ends, what is too long, and what is no text."""

from __future__ import annotations

import gzip
import random
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.platforms.asterisk.ami.packets import LINE_BYTES, PACKET_BYTES, Packet, PacketReader

CAPTURE = Path(__file__).parents[5].parent / "shared" / "data" / "asterisk" / "ami-2026.txt.gz"
STREAM = (
    b"Asterisk Call Manager/11.0.0\r\n"
    b"Response: Success\r\nActionID: 7\r\nMessage: Authentication accepted\r\n\r\n"
    b"Event: AgentConnect\r\nQueue: sales\r\nMemberName: Zo\xc3\xab: M\r\nPausedReason: \r\n"
    b"ChanVariable: a=1\r\nChanVariable: b=2\r\n\r\n"
)


def read(data: bytes) -> list[Packet]:
    return PacketReader().feed(data)


def test_that_headers_are_found_in_any_case_and_repeated_ones_are_all_there() -> None:
    response, event = read(STREAM)
    assert (response.kind, response.name, response.get("message")) == (
        "Response",
        "Success",
        "Authentication accepted",
    )
    assert (event.kind, event.name, event.get("MEMBERNAME")) == ("Event", "AgentConnect", "Zoë: M")
    assert (event.get("PausedReason", "none"), event.get("Missing", "none")) == ("", "none")
    assert event.all("chanvariable") == ["a=1", "b=2"]


@given(st.lists(st.integers(0, len(STREAM)), max_size=12))
def test_that_any_split_gives_the_same_packets(cuts: list[int]) -> None:
    reader, found, places = PacketReader(), [], sorted({0, *cuts, len(STREAM)})
    for start, end in pairwise(places):
        found += reader.feed(STREAM[start:end])
    assert [packet.headers for packet in found] == [packet.headers for packet in read(STREAM)]
    assert reader.banner == "Asterisk Call Manager/11.0.0"


def test_that_bare_line_ends_do_as_well() -> None:
    assert [packet.headers for packet in read(STREAM.replace(b"\r\n", b"\n"))] == [
        packet.headers for packet in read(STREAM)
    ]


def test_that_what_is_no_manager_interface_is_seen_by_its_first_line() -> None:
    reader = PacketReader()
    reader.feed(b"SSH-2.0-OpenSSH_9.2\r\n")
    assert (reader.banner, reader.first_line) == ("", "SSH-2.0-OpenSSH_9.2")


def test_that_an_endless_line_costs_neither_memory_nor_the_rest_of_its_packet() -> None:
    reader = PacketReader()
    found = reader.feed(b"Event: One\r\nValue: ")
    for _ in range(40):
        found += reader.feed(b"x" * 10_000)
        assert len(reader._rest) <= LINE_BYTES
    found += reader.feed(b"\r\nQueue: sales\r\n\r\nEvent: Two\r\n\r\n")
    assert [packet.name for packet in found] == ["One", "Two"]
    assert (found[0].get("Queue"), found[0].get("Value"), reader.long_lines) == ("sales", "", 1)


def test_that_a_packet_without_end_is_left_out_whole() -> None:
    reader = PacketReader()
    line = b"Variable: " + b"x" * 1_000 + b"\r\n"
    found = reader.feed(b"Event: One\r\n" + line * (PACKET_BYTES // len(line) + 2))
    found += reader.feed(b"\r\nEvent: Two\r\n\r\n")
    assert [packet.name for packet in found] == ["Two"]
    assert reader.large_packets == 1


def test_that_output_without_measure_of_an_old_switch_ends_where_it_says() -> None:
    reader = PacketReader()
    line = b"x" * 1_000 + b"\n"
    found = reader.feed(b"Response: Follows\r\nActionID: 1\n" + line * (PACKET_BYTES // len(line) + 2))
    found += reader.feed(b"--END COMMAND--\r\n\r\nEvent: Two\r\n\r\n")
    assert [packet.name for packet in found] == ["Two"]
    assert reader.large_packets == 1


def test_that_bytes_which_are_no_text_are_replaced_and_counted() -> None:
    reader = PacketReader()
    (packet,) = reader.feed(b"Event: QueueMember\r\nName: Zo\xeb\r\n\r\n")
    assert (packet.get("Name"), reader.undecodable) == ("Zo\ufffd", 1)


def test_that_stray_lines_and_nameless_packets_are_counted_and_do_no_harm() -> None:
    reader = PacketReader()
    found = reader.feed(b"no header\r\nEvent: One\r\n\r\nQueue: sales\r\n\r\n\r\n\r\nEvent: Two\r\n\r\n")
    assert [packet.name for packet in found] == ["One", "Two"]
    assert (reader.stray_lines, reader.nameless, reader.packets) == (1, 1, 2)


@pytest.mark.parametrize(
    "data",
    [
        b"Response: Success\r\nActionID: 1\r\nOutput: sales has 2 calls\r\nOutput:    No Members\r\n\r\n",
        b"Response: Follows\r\nPrivilege: Command\r\nActionID: 1\n"
        b"sales has 2 calls\n   No Members\n--END COMMAND--\r\n\r\n",
    ],
)
def test_that_what_a_command_printed_is_read_as_old_and_new_switches_send_it(data: bytes) -> None:
    (packet,) = read(data)
    assert [line.strip() for line in packet.output] == ["sales has 2 calls", "No Members"]
    assert packet.get("ActionID") == "1"


@given(st.binary(max_size=400))
def test_that_no_bytes_raise(data: bytes) -> None:
    for packet in read(data + b"\r\n\r\n"):
        assert packet.kind in ("Event", "Response")


def test_that_a_real_capture_is_read_whole_at_any_split() -> None:
    if not CAPTURE.exists():
        pytest.skip(f"{CAPTURE} is not there")
    data, chance, reader = gzip.decompress(CAPTURE.read_bytes()), random.Random(5), PacketReader()
    counted: Counter[str] = Counter()
    place = 0
    while place < len(data):
        size = chance.choice((1, 3, 700, 9_000))
        counted.update(packet.name for packet in reader.feed(data[place : place + size]))
        place += size
    assert (counted.total(), counted["QueueCallerJoin"], counted["QueueCallerAbandon"]) == (30_442, 426, 105)
    assert (counted["AgentConnect"], counted["QueueMemberStatus"]) == (321, 913)
    assert reader.long_lines + reader.stray_lines + reader.nameless + reader.undecodable == 0
