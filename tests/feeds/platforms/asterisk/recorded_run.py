"""A recorded run: an Asterisk's manager bytes, its own counters and its queue_log, of the shared data."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from console.floor.floor import Floor
from feeds.events import Event, Hello, Snapshot
from feeds.platforms.asterisk.ami.packets import Packet, PacketReader
from feeds.platforms.asterisk.ami.switch_clock import stamp
from feeds.platforms.asterisk.translator import Translator

DATA = Path(__file__).parents[5] / "shared" / "data" / "asterisk"
QUEUES = ("billing", "support", "sales")
OUT = ("ABANDON", "EXITWITHTIMEOUT")
Translated = list[Event | Snapshot]


def need(name: str) -> Path:
    """The file *name* of the shared data; the test is skipped where it is not there."""
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{path} is not there")
    return path


@cache
def packets(name: str) -> tuple[Packet, ...]:
    """The packets of the recording *name*."""
    return tuple(PacketReader().feed(gzip.decompress(need(name).read_bytes())))


@cache
def log_rows() -> tuple[tuple[int, str, str, str], ...]:
    """The rows of the queue_log: second, call, queue, event."""
    lines = need("queue_log-2026").read_text("utf-8").splitlines()
    cut = (line.split("|") for line in lines)
    return tuple((int(row[0]), row[1], row[2], row[4]) for row in cut)


@cache
def translate(hole: tuple[int, int] | None = None, answers: tuple[Packet, ...] = ()) -> Translated:
    """What the run gives; without what came in the *hole* (ms), after which a QueueStatus has *answers*."""
    translator, now = Translator(), 0
    translated: Translated = []
    for packet in packets("ami-2026.txt.gz"):
        now = max(now, stamp(packet) or now or 1_795_311_403_000)
        if hole is not None and now >= hole[0]:
            if now < hole[1]:
                continue
            translated += translator.lost(hole[0])
            for answer in answers:
                translated += translator.receive(answer, hole[1])
            hole = None
        translated += translator.receive(packet, now)
    return translated


def floor_of(translated: Iterable[Event | Snapshot]) -> Floor:
    """The floor that *translated* makes, as a console has it."""
    floor = Floor()
    floor.apply(Hello(protocol=1, source="switch", epoch="run", at="2026-11-22T01:36:43Z"))
    numbered = 0
    for event in translated:
        numbered += not isinstance(event, Snapshot)
        floor.apply(event.model_copy(update={"seq": numbered}))
    return floor


@cache
def queries() -> list[tuple[int | None, tuple[Packet, ...]]]:
    """The answers to QueueStatus among the counters, each with its second, by those who waited."""
    joined = {
        one.get("Uniqueid"): stamp(one) for one in packets("ami-2026.txt.gz") if one.name == "QueueCallerJoin"
    }
    found: list[tuple[int | None, tuple[Packet, ...]]] = []
    answer: list[Packet] = []
    for packet in packets("ami-2026-counters.txt.gz"):
        if packet.name in ("QueueParams", "QueueMember", "QueueEntry"):
            answer.append(packet)
        elif packet.name == "QueueStatusComplete":
            entries = [one for one in answer if one.name == "QueueEntry"]
            seconds = {(joined[one.get("Uniqueid")] or 0) // 1000 + int(one.get("Wait")) for one in entries}
            found.append((min(seconds, default=None), (*answer, packet)))
            answer = []
    return found


def counts(translated: Iterable[Event | Snapshot]) -> Counter[tuple[str, str]]:
    """How often each thing happened in each queue, by the names of the queue_log."""
    found: Counter[tuple[str, str]] = Counter()
    queue_of: dict[str, str] = {}
    for event in translated:
        if isinstance(event, Snapshot):
            queue_of |= {
                one["contact"]: one["queue"] for one in event.events if "contact" in one and "queue" in one
            }
            continue
        fields = event.model_dump()
        kind, contact = event.type, str(fields.get("contact"))
        if kind in ("contact.queued", "contact.answered"):
            queue_of[contact] = fields["queue"]
        name = {
            "contact.queued": "ENTERQUEUE",
            "contact.answered": "CONNECT",
            "contact.abandoned": "ABANDON",
            "contact.deflected": "EXITWITHTIMEOUT" if fields.get("to") == "timeout" else "other",
            "contact.missed": "RINGNOANSWER",
            "contact.released": "COMPLETE",
        }.get(kind)
        if name is not None:
            found[queue_of[contact], name] += 1
    return found


def log_counts(after: int = 0, until: int = 0) -> Counter[tuple[str, str]]:
    """The same of the queue_log, without the rows of the seconds from *after* to before *until*."""
    rows = [row for row in log_rows() if not after <= row[0] < until]
    found = Counter((queue, event) for _, _, queue, event in rows)
    for queue in QUEUES:
        found[queue, "COMPLETE"] = found[queue, "COMPLETEAGENT"] + found[queue, "COMPLETECALLER"]
    return found
