"""A real switch's bytes, replayed over TCP at any split, through line, platform, server's half and floor."""

from __future__ import annotations

import asyncio
import gzip
import random
import re
from collections import Counter
from pathlib import Path

import pytest

from feeds.events import Event, Snapshot
from feeds.platforms.asterisk.ami.address import SwitchAddress
from feeds.platforms.asterisk.ami.packets import Packet
from feeds.platforms.asterisk.members.settings import SwitchSettings
from feeds.platforms.asterisk.source import Asterisk
from feeds.platforms.asterisk.translator import Translator
from feeds.platforms.in_process_client import DirectClient
from feeds.protocol.frames import Arrival
from feeds.protocol.session import Request, Session
from feeds.transport.credentials import Token
from feeds.transport.tasks import first_of
from tests.feeds.platforms.asterisk.ami.scripted_switch import SECRET, Headers, Switch, switched_on

CAPTURE = Path(__file__).parents[4].parent / "shared" / "data" / "asterisk" / "ami-2026.txt.gz"
END = b"Event: Last\r\n\r\n"


def captured() -> bytes:
    """What the switch said once it was asked for its queues: the answer, and then all that happened."""
    data = gzip.decompress(CAPTURE.read_bytes())
    return data[data.index(b"Response: Success\r\nActionID: snap-0") :] + END


class Replay(Switch):
    """Answers the question for the queues with all that was captured, in pieces of any size."""

    def __init__(self, data: bytes) -> None:
        super().__init__(after_login=[], actions=[])
        self._data = data
        self._chance = random.Random(11)

    def _answered(self, asked: dict[str, str], writer: asyncio.StreamWriter) -> list[Headers]:
        if asked["Action"] != "QueueStatus":
            return super()._answered(asked, writer)
        data, place = re.sub(rb"snap-0\b", asked["ActionID"].encode(), self._data), 0
        while place < len(data):
            size = self._chance.choice((1, 2, 17, 1_000, 30_000))
            writer.write(data[place : place + size])
            place += size
        return []


class _Reading(Translator):
    """The translator, which notes when all has been read."""

    def __init__(self) -> None:
        super().__init__(SwitchSettings())
        self.is_over = asyncio.Event()

    def receive(self, packet: Packet, arrival: int) -> list[Event | Snapshot]:
        if packet.name == "Last":
            self.is_over.set()
        return super().receive(packet, arrival)


def heard(data: bytes) -> tuple[Counter[str], Session]:
    """What a console hears of the replay of *data*, by type, and its session. However long it takes."""

    async def scene() -> tuple[Counter[str], Session]:
        found: Counter[str] = Counter()
        session, reading = Session(Request("1970-01-01T00:00:00Z")), _Reading()
        news = asyncio.Event()

        async def arrived(arrivals: list[Arrival]) -> None:
            found.update(arrival.event.type for arrival in arrivals if arrival.event is not None)
            news.set()

        async with switched_on(Replay(data)) as switch:
            address = SwitchAddress("127.0.0.1", switch.port, "kim", False)
            platform = Asterisk(address, Token(SECRET, "x"), reading, lambda: 0, passed=lambda: 0.0)
            client = DirectClient(platform, session, passed=lambda: 0.0)

            async def all_heard() -> None:
                journal = platform.broadcast.everything.journal
                await reading.is_over.wait()
                while session.resume != (journal.epoch, journal.last):
                    news.clear()
                    await news.wait()

            await first_of(running=client.run(arrived, lambda standing: None), hearing=all_heard())
        return found, session

    return asyncio.run(scene())


def test_that_a_captured_day_comes_through_whole_though_it_passes_in_seconds() -> None:
    if not CAPTURE.exists():
        pytest.skip(f"{CAPTURE} is not there")
    found, session = heard(captured())
    assert found["contact.queued"] == 426
    assert found["contact.answered"] == 321
    assert found["contact.abandoned"] == 70
    assert found["contact.deflected"] == 35
    counted = session.counters
    assert (counted.invalid, counted.unknown, counted.gaps, counted.duplicates) == (0, 0, 0, 0)
