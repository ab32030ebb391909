"""A vocabulary for playing scenes: a floor is sent events, at a clock's times, and then read.

    scene = Scene().queue("billing", threshold=20).agent("ana", queues=["billing"])
    scene.at("09:00:00").queued("c1", "billing").at("09:00:20").answered("c1", "ana")
    assert scene.read_queue("billing")["answered_in_threshold"] == 1

A time is `09:00`, `09:00:20` or `09:00:20.250` of the scene's day, UTC, or a full RFC 3339 instant.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import pytest

from console.floor.floor import Floor
from console.history.adding import add_recording
from console.history.archive import Archive, ArchivedDay
from console.history.archived_log import ArchivedLog
from console.history.days.day_file import DayFile
from console.metrics.explain.explain import explain
from console.metrics.reading.scope import Scope
from console.metrics.reading.windows import Window, day, rolling, window_ms
from console.metrics.report import report
from feeds.events import ADAPTER, Control, Event, SiteSettings, instant, instant_text
from feeds.protocol.decoding import decode_chunk
from tests.feeds import log_of

JSON = dict[str, Any]
Activity = tuple[str, str, str]
DAY = "2026-11-23"


@contextmanager
def tiny_blocks(events: int = 16) -> Iterator[None]:
    """Have ledgers packed in small blocks, and contacts and old blocks let go of every so many *events*."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("console.floor.ledgers.ledger._BLOCK_ROWS", 8)
        patch.setattr("console.floor.ledgers.timeline._BLOCK_ROWS", 8)
        patch.setattr("console.floor.retention.RETENTION_EVENTS", events)
        yield


def floor_of(events: Sequence[JSON], horizon_ms: int | None = None, batch: int | None = None) -> Floor:
    """A floor that applied *events*, all at once or in batches of so many."""
    floor = Floor(horizon_ms=horizon_ms)
    step = batch or max(1, len(events))
    for first in range(0, len(events), step):
        send(floor, events[first : first + step], first + 1)
    return floor


def send(floor: Floor, events: Sequence[JSON], first_line: int = 1) -> None:
    """Send *floor* some more events, which are from line *first_line* on in its log."""
    if not events:
        return
    batch = decode_chunk("\n".join(json.dumps(event) for event in events).encode(), first_line)
    assert not batch.invalid, batch.invalid[:3]
    floor.apply_all(batch.events, batch.instants, batch.lines, "log")


def figures(floor: Floor, at: int, window: int | None = 1_800_000) -> JSON:
    """The report at *at* (ms), over so many milliseconds or (None) the day, without what came in so far."""
    span = day(floor.site.at(at), at) if window is None else rolling(at, window)
    found = report(floor, span)
    return {part: found[part] for part in ("queues", "channels", "agents", "teams", "floor")}


def differing(found: Any, wanted: Any, path: str = "") -> list[tuple[str, Any, Any]]:
    """Where two reports differ by more than rounding."""
    if isinstance(found, dict) and isinstance(wanted, dict):
        pairs = ((key, found.get(key), wanted.get(key)) for key in found.keys() | wanted.keys())
        return [each for key, one, other in pairs for each in differing(one, other, f"{path}.{key}")]
    same = pytest.approx(wanted, abs=1e-6) if isinstance(wanted, float) else wanted
    return [] if found == same else [(path, found, wanted)]


# Archives --------------------------------------------------------------------------------------------


def days_of_events(days: int = 3, each: int = 4, customer: str = "u1") -> list[JSON]:
    """A hello of lisbon, then on each day so many contacts of *customer*, all answered by ana."""
    hello = {"type": "hello", "protocol": 1, "source": "lisbon", "epoch": "e1", "at": f"{DAY}T08:00:00Z"}
    found: list[JSON] = []
    for day_number in range(days):
        start = instant(f"{DAY}T08:00:00Z") + day_number * 86_400_000
        for number in range(each):
            contact = {"contact": f"c{day_number}-{number}"}
            at = start + number * 600_000
            found += [
                {
                    "type": "contact.queued",
                    "at": instant_text(at),
                    **contact,
                    "queue": "q",
                    "customer": customer,
                },
                {"type": "contact.answered", "at": instant_text(at + 5_000), **contact, "agent": "ana"},
                {"type": "contact.ended", "at": instant_text(at + 65_000), **contact},
            ]
    return [hello, *({**event, "seq": seq} for seq, event in enumerate(found, 1))]


def archived(folder: Path, *objects: JSON, name: str = "day.jsonl") -> Archive:
    """The archive in *folder*, after a recording of *objects* was added; the recording is beside it."""
    archive = Archive(folder / "archive")
    recording = folder / name
    recording.write_bytes(log_of(*objects))
    add_recording(archive, str(recording))
    return archive


def archived_lines(archive: Archive, source: str | None = None) -> dict[str, list[bytes]]:
    """The lines of each stream in *archive*, of one *source* or of all."""
    days: dict[tuple[str, str], list[ArchivedDay]] = {}
    for kept in archive.days(source):
        with DayFile(kept.path) as file:
            for stream in file.streams():
                days.setdefault((kept.source, stream), []).append(kept)
    found: dict[str, list[bytes]] = {}
    for (name, stream), having in days.items():
        log = ArchivedLog(name, stream, having)
        found[stream] = [line for count, chunk in log.chunks() for line in chunk.split(b"\n")[:count]]
        assert log.cut is None
    return found


class Scene:
    """A floor, and the clock of its events. Each word returns the scene."""

    def __init__(
        self,
        date: str = DAY,
        site: SiteSettings | None = None,
        horizon_ms: int | None = None,
        stream: str = "log",
    ) -> None:
        self.date = date
        self.stream = stream
        self.floor = Floor(site=site, horizon_ms=horizon_ms)
        self.sent: list[JSON] = []
        self.line = 0
        self.seq = 0
        self.clock = instant(f"{date}T00:00:00Z")

    # Time ------------------------------------------------------------------------------------------

    def ms(self, time: str | int | None = None) -> int:
        """The instant *time* names, in ms; now, by the scene's clock, where it names none."""
        if time is None or isinstance(time, int):
            return self.clock if time is None else time
        if "T" in time:
            return instant(time)
        return instant(f"{self.date}T{time if time.count(':') == 2 else time + ':00'}Z")

    def text(self, time: str | int | None = None) -> str:
        return instant_text(self.ms(time))

    def at(self, time: str) -> Self:
        self.clock = self.ms(time)
        return self

    def after(self, seconds: float) -> Self:
        self.clock += round(seconds * 1000)
        return self

    # Input -----------------------------------------------------------------------------------------

    def numbered(self, seq: int) -> Self:
        """Give the next event this `seq`, and those after it the ones that follow."""
        self.seq = seq - 1
        return self

    def apply(self, message: JSON) -> Self:
        """Have the floor apply one message as it stands."""
        event: Event | Control = ADAPTER.validate_json(json.dumps(message))
        self.line += 1
        self.sent.append(message)
        self.floor.apply(event, self.line, self.stream)
        return self

    def send(self, kind: str, /, **fields: Any) -> Self:
        """Send an event now; a field that is None is left out."""
        self.seq += 1
        said = {name: value for name, value in fields.items() if value is not None}
        return self.apply({"type": kind, "at": self.text(), "seq": self.seq, **said})

    def hello(self, epoch: str, source: str = "lisbon") -> Self:
        self.seq = 0
        return self.apply(
            {"type": "hello", "protocol": 1, "source": source, "epoch": epoch, "at": self.text()}
        )

    def snapshot(self, *sent: JSON, seq: int | None = None, complete_since: str | None = None) -> Self:
        """Send a snapshot, of events as `said` makes them."""
        self.seq = self.seq if seq is None else seq
        message: JSON = {"type": "snapshot", "at": self.text(), "seq": self.seq, "events": list(sent)}
        if complete_since is not None:
            message["complete_since"] = self.text(complete_since)
        return self.apply(message)

    def said(self, kind: str, time: str, /, **fields: Any) -> JSON:
        """An event of another time, for a snapshot."""
        return {"type": kind, "at": self.text(time), **fields}

    # Definitions -----------------------------------------------------------------------------------

    def site(self, **fields: Any) -> Self:
        return self.send("site.profile", **fields)

    def queue(
        self, queue: str, threshold: float = 20, target: float = 0.8, short: float = 0, channel: str = "voice"
    ) -> Self:
        return self.send(
            "queue.profile",
            queue=queue,
            channel=channel,
            service_level={"threshold_seconds": threshold, "target": target},
            short_abandon_seconds=short,
        )

    def agent(self, *names: str, team: str | None = None, queues: Sequence[str] = ()) -> Self:
        for name in names:
            self.send("agent.profile", agent=name, team=team, queues=list(queues))
        return self

    def scheduled(self, agent: str, *activities: Activity, span: tuple[str, str] | None = None) -> Self:
        """Publish (activity, start, end)s for *agent*, for the span they take unless one is given."""
        parts = [
            {"activity": activity, "start": self.text(start), "end": self.text(end)}
            for activity, start, end in activities
        ]
        if span is None:
            start, end = min(part["start"] for part in parts), max(part["end"] for part in parts)
        else:
            start, end = self.text(span[0]), self.text(span[1])
        return self.send("schedule.published", agent=agent, start=start, end=end, activities=parts)

    def excused(self, agent: str, start: str, end: str) -> Self:
        return self.send("schedule.exception", agent=agent, start=self.text(start), end=self.text(end))

    # Agents ----------------------------------------------------------------------------------------

    def says(self, agent: str, state: str, reason: str | None = None) -> Self:
        return self.send("agent.state", agent=agent, state=state, reason=reason)

    def available(self, *agents: str) -> Self:
        for agent in agents:
            self.says(agent, "available")
        return self

    def not_ready(self, agent: str, reason: str | None = None) -> Self:
        return self.says(agent, "not_ready", reason)

    def offline(self, agent: str) -> Self:
        return self.says(agent, "offline")

    # Contacts --------------------------------------------------------------------------------------

    def queued(
        self,
        contact: str,
        queue: str,
        channel: str | None = None,
        direction: str | None = None,
        customer: str | None = None,
    ) -> Self:
        return self.send(
            "contact.queued",
            contact=contact,
            queue=queue,
            channel=channel,
            direction=direction,
            customer=customer,
        )

    def offered(self, contact: str, agent: str) -> Self:
        return self.send("contact.offered", contact=contact, agent=agent)

    def missed(self, contact: str, agent: str) -> Self:
        return self.send("contact.missed", contact=contact, agent=agent, cause="no_answer")

    def answered(self, contact: str, agent: str, queue: str | None = None) -> Self:
        return self.send("contact.answered", contact=contact, agent=agent, queue=queue)

    def held(self, contact: str, agent: str) -> Self:
        return self.send("contact.held", contact=contact, agent=agent)

    def resumed(self, contact: str, agent: str) -> Self:
        return self.send("contact.resumed", contact=contact, agent=agent)

    def transferred(self, contact: str, agent: str, kind: str = "blind") -> Self:
        return self.send("contact.transferred", contact=contact, agent=agent, kind=kind)

    def released(self, contact: str, agent: str, wrap_up: bool = True) -> Self:
        return self.send("contact.released", contact=contact, agent=agent, wrap_up=wrap_up)

    def wrapped(self, contact: str, agent: str) -> Self:
        return self.send("contact.wrapped", contact=contact, agent=agent)

    def abandoned(self, contact: str, queue: str) -> Self:
        return self.send("contact.abandoned", contact=contact, queue=queue)

    def deflected(self, contact: str, queue: str, to: str = "callback") -> Self:
        return self.send("contact.deflected", contact=contact, queue=queue, to=to)

    def ended(self, contact: str, resolved: bool | None = None) -> Self:
        return self.send("contact.ended", contact=contact, resolved=resolved)

    def answered_after(self, seconds: float, contact: str, queue: str, agent: str) -> Self:
        """Queue a contact now, have it answered after so long, and released without a wrap-up at once."""
        self.queued(contact, queue).after(seconds)
        return self.answered(contact, agent).released(contact, agent, wrap_up=False)

    def abandoned_after(self, seconds: float, contact: str, queue: str) -> Self:
        return self.queued(contact, queue).after(seconds).abandoned(contact, queue)

    def deflected_after(self, seconds: float, contact: str, queue: str, to: str = "callback") -> Self:
        return self.queued(contact, queue).after(seconds).deflected(contact, queue, to)

    # Outcomes --------------------------------------------------------------------------------------

    def surveyed(self, contact: str | None = None, agent: str | None = None, **answers: int) -> Self:
        return self.send("survey.answered", contact=contact, agent=agent, **answers)

    def bot(
        self,
        session: str,
        outcome: str,
        customer: str | None = None,
        positive: bool | None = None,
    ) -> Self:
        """A bot session that starts now and ends a minute later."""
        self.send("bot.started", session=session, channel="chat", customer=customer).after(60)
        return self.send("bot.ended", session=session, outcome=outcome, positive=positive)

    def churned(self, customer: str) -> Self:
        return self.send("customer.churned", customer=customer)

    # Reading ---------------------------------------------------------------------------------------

    def window(self, at: str | int | None = None, window: str = "30m") -> Window:
        """The window of that length, or `day`, that ends at *at*."""
        now, length = self.ms(at), window_ms(window)
        return day(self.floor.site.at(now), now) if length is None else rolling(now, length)

    def report(self, at: str | int | None = None, window: str = "30m") -> JSON:
        return report(self.floor, self.window(at, window))

    def read_queue(self, queue: str, at: str | int | None = None, window: str = "30m") -> JSON:
        row: JSON = self.report(at, window)["queues"][queue]
        return row

    def read_agent(self, agent: str, at: str | int | None = None, window: str = "30m") -> JSON:
        row: JSON = self.report(at, window)["agents"][agent]
        return row

    def read_team(self, team: str, at: str | int | None = None, window: str = "30m") -> JSON:
        row: JSON = self.report(at, window)["teams"][team]
        return row

    def read_floor(self, at: str | int | None = None, window: str = "30m") -> JSON:
        row: JSON = self.report(at, window)["floor"]
        return row

    def state(self, agent: str, at: str | int | None = None) -> str:
        return str(self.read_agent(agent, at)["state"])

    def out_cause(self, agent: str, at: str | int | None = None) -> str | None:
        row = self.read_agent(agent, at)
        assert (row["adherence_now"] == "out") == (row["adherence_cause"] is not None)
        found: str | None = row["adherence_cause"]
        return found

    def explain(
        self, metric: str, scope: str = "floor", at: str | int | None = None, window: str = "30m"
    ) -> JSON:
        return explain(self.floor, metric, Scope.parse(scope), self.window(at, window))

    def anomalies(self) -> dict[str, int]:
        found: dict[str, int] = self.report()["counts"]["anomalies"]
        return found

    def seen(self) -> JSON:
        """Everything the report says of the last three hours, without what came in."""
        return figures(self.floor, self.clock, 3 * 3_600_000)
