"""What the tests of queue_logs share: lines to a file, to events, to a floor."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from console.floor.floor import Floor
from feeds.importers.import_report import ImportReport
from feeds.importers.ordering import in_order
from feeds.importers.queue_log.importer import QueueLogSettings, read
from feeds.importers.source_file import SourceFile
from feeds.instants import instant
from feeds.protocol.decoding import decode_chunk

JSON = dict[str, Any]
# The first second of the logs made here.
START = 1_400_000_000


@dataclass
class Imported:
    """What an import gave: its events in order, what it found, and the floor they make."""

    events: list[JSON]
    findings: ImportReport
    floor: Floor

    def of(self, *types: str) -> list[JSON]:
        """The events of *types*."""
        return [event for event in self.events if event["type"] in types]

    def story(self, *types: str) -> list[str]:
        """`seconds type agent` of each event (of *types*), profiles left out."""
        chosen = self.of(*types) if types else [e for e in self.events if not e["type"].endswith(".profile")]
        return [
            " ".join(
                part
                for part in (
                    f"{(instant(event['at']) - START * 1000) / 1000:g}",
                    event["type"].removeprefix("contact.").removeprefix("agent."),
                    event.get("agent", ""),
                    event.get("state", ""),
                    event.get("reason", ""),
                )
                if part
            )
            for event in chosen
        ]

    @property
    def left_out(self) -> dict[str, int]:
        return dict(self.findings.left_out.reasons)

    @property
    def contradictory(self) -> dict[str, int]:
        return dict(self.findings.contradictory.reasons)

    @property
    def anomalies(self) -> dict[str, int]:
        return dict(self.floor.books.anomaly_counts)


def rows(text: str) -> list[str]:
    """Lines of *text*, each `SECOND|callid|queue|agent|event|…`, the second counted from START."""
    made = []
    for line in text.split("\n"):
        second, bar, rest = line.strip().partition("|")
        if bar:
            made.append(f"{START + int(second)}|{rest}")
    return made


def imported_from(paths: Sequence[Path], settings: QueueLogSettings | None = None) -> Imported:
    """What the queue_log *paths* give. Every event is valid."""
    findings = ImportReport()
    files = [SourceFile(path) for path in paths]
    events = [text for _, text in in_order(read(files, findings, settings))]
    floor = Floor(None, horizon_ms=None)
    if events:
        batch = decode_chunk(b"\n".join(events) + b"\n", 1)
        assert not batch.invalid
        assert not batch.unknown
        floor.apply_all(batch.events, batch.instants, batch.lines, "import")
    assert floor.late == 0
    return Imported([json.loads(event) for event in events], findings, floor)


def imported(folder: Path, text: str, settings: QueueLogSettings | None = None) -> Imported:
    """What a queue_log of the *text*'s rows gives."""
    path = folder / "queue_log"
    path.write_text("\n".join(rows(text)) + "\n", encoding="utf-8")
    return imported_from([path], settings)
