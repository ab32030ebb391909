"""Converts files with one row per call and any column names to events, by a map; invents nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec

from feeds.importers import column_maps
from feeds.importers.calls.agent_days import AgentDays, Overlaps
from feeds.importers.calls.call_events import CallEvent, CallEventWriter, ImportedCall, has_no_wait
from feeds.importers.calls.call_map import CallMap
from feeds.importers.calls.call_outcomes import CallOutcomeReader
from feeds.importers.calls.call_times import CallClock, RowError
from feeds.importers.calls.contact_ids import ContactIds
from feeds.importers.calls.queues import CallQueues
from feeds.importers.column_maps import folded
from feeds.importers.delimited import DelimitedRow, DelimitedTable
from feeds.importers.import_report import ImportReport
from feeds.importers.local_time import zone_named
from feeds.importers.ordering import Timed
from feeds.importers.source_file import SourceFile
from feeds.instants import instant_text

Presence = Literal["first-to-last-call"]
_FIELDS = ("outcome", "agent", "customer", "type", "id", "satisfaction", "resolved", "transferred")
_encode = msgspec.json.Encoder().encode


def read_map(path: str | Path, day: str | None = None) -> CallMap:
    """The map at *path*, or the built-in one of that name; *day* (ISO) is the date of times without one.

    Raises MapError.
    """
    return column_maps.read(path, CallMap, {} if day is None else {("times", "date"): day})


def read(
    files: Sequence[SourceFile], findings: ImportReport, call_map: CallMap, presence: Presence | None
) -> Iterator[Timed]:
    """The events of the calls in *files*, in order within each call; definitions and presence come last.

    A definition's `at` is the first event's instant; it is keyed a millisecond earlier, so that sorting puts
    it first. Memory is bounded by the agents, their days, and the queues. Raises UserError.
    """
    with Overlaps() as overlaps:
        calls = _Calls(files, findings, call_map, overlaps)
        yield from calls.events()
        overlaps.report(findings)
    yield from calls.definitions()
    if presence is not None:
        yield from calls.presence()
    findings.notes.extend(calls.notes(presence))


class _Calls:
    """The state of one import."""

    def __init__(
        self, files: Sequence[SourceFile], findings: ImportReport, call_map: CallMap, overlaps: Overlaps
    ) -> None:
        self.files = files
        self.findings = findings
        self.map = call_map
        self.overlaps = overlaps
        self.story = CallEventWriter(call_map)
        self.answers = CallOutcomeReader(call_map)
        self.nobody = folded(call_map.agents.none) | {""}
        self.strangers = folded(call_map.customers.unknown) | {""}
        self.queues = CallQueues(call_map.queues)
        self.ids = ContactIds(files)
        self.days = AgentDays(zone_named(call_map.times.zone))
        self.queues_of: dict[str, set[str]] = {}
        self.first: int | None = None
        self.waited = self.at_once = self.waits_unknown = 0
        self.cell_notes: list[str] = []

    def events(self) -> Iterator[Timed]:
        columns = self.map.columns
        for number, file in enumerate(self.files):
            table = DelimitedTable(file, self.map.file, self.findings)
            clock = CallClock(self.map, table)
            places = {name: table.places(getattr(columns, name)) for name in _FIELDS}
            for row in table.rows():
                cells = {name: row.text(places[name], "-" if name == "id" else " ") for name in _FIELDS}
                odd: list[str] = []
                try:
                    events = self._events_of_row(number, row, clock, cells, odd)
                except RowError as error:
                    self.findings.left_out.add(row.file, row.line, str(error))
                else:
                    self.findings.used += 1
                    for at, event in events:
                        event["at"] = instant_text(at)
                        yield at, _encode(event)
                for reason in odd:
                    self.findings.contradictory.add(row.file, row.line, reason)
            self.cell_notes.extend(table.notes())

    def _events_of_row(
        self, number: int, row: DelimitedRow, clock: CallClock, cells: dict[str, str], odd: list[str]
    ) -> list[CallEvent]:
        """The events of one row; contradictions are added to *odd*. Raises RowError."""
        times = clock.read(row)
        odd += times.oddities
        outcome = self.story.outcome(cells["outcome"], cells["agent"], times)
        if outcome is None:
            raise RowError(self.queues.unknown("outcome", cells["outcome"]))
        if outcome == "ignored":
            raise RowError(f"outcome {cells['outcome'][:40]} is set aside by the map")
        for what in ("agent", "customer", "id"):
            if len(cells[what]) > 128:
                raise RowError(f"{what} is longer than 128 characters")
        self.story.stay(outcome, times)
        agent = self._agent(cells["agent"], odd) if outcome == "answered" else ""
        queue = self.queues.of(cells["type"])
        contact, is_repeated = self.ids.of(cells["id"], number, row)
        if is_repeated:
            odd.append("its id repeats an earlier row's: imported as a separate contact")
        customer = cells["customer"] if cells["customer"].casefold() not in self.strangers else None
        answers = self.answers.read(cells["satisfaction"], cells["resolved"], cells["transferred"], odd)
        call = ImportedCall(contact, queue, outcome, agent, customer, times, answers)
        events = self.story.events_of(call, odd)
        self._remember(call, events, row)
        return events

    def _agent(self, text: str, odd: list[str]) -> str:
        if text.casefold() not in self.nobody:
            return text
        unnamed = self.map.agents.unnamed
        if unnamed is None:
            raise RowError("answered, but by no agent")
        if self.map.columns.agent is not None:
            odd.append(f"answered, but by no agent{f' ({text})' if text else ''}: attributed to {unnamed!r}")
        return unnamed

    def _remember(self, call: ImportedCall, events: list[CallEvent], row: DelimitedRow) -> None:
        start = events[0][0]
        self.first = start if self.first is None else min(self.first, start)
        if has_no_wait(call):
            self.waits_unknown += 1
        elif "queue_start" in call.times:
            self.waited += 1
        else:
            self.at_once += 1
        if call.outcome != "answered":
            return
        self.queues_of.setdefault(call.agent, set()).add(call.queue)
        if call.agent == self.map.agents.unnamed:
            return
        answer = next(at for at, event in events if event["type"] == "contact.answered")
        self.days.add(call.agent, answer, max(at for at, _ in events))
        served = call.times.get("service_start", answer)
        if "service_exit" in call.times:
            self.overlaps.add(call.agent, served, call.times["service_exit"], row)

    def definitions(self) -> Iterator[Timed]:
        """The site, then the queues, then the agents, at the first event's instant."""
        if self.first is None:
            return
        site: dict[str, Any] = {"type": "site.profile", "at": "", "time_zone": self.map.times.zone}
        if self.map.site:
            site["name"] = self.map.site
        agents = (
            {
                "type": "agent.profile",
                "at": "",
                "agent": agent,
                "name": self.map.agents.names.get(agent, agent),
                "queues": sorted(queues),
            }
            for agent, queues in sorted(self.queues_of.items())
        )
        at = instant_text(self.first)
        for event in (site, *self.queues.profiles(), *agents):
            event["at"] = at
            yield self.first - 1, _encode(event)

    def presence(self) -> Iterator[Timed]:
        """Presence: each agent available from the first to the last call of a local day, then offline."""
        for agent, first, last in self.days.presences():
            for at, state in ((first, "available"), (last, "offline")):
                event = {"type": "agent.state", "at": instant_text(at), "agent": agent, "state": state}
                yield at, _encode(event)

    def notes(self, presence: Presence | None) -> Iterator[str]:
        """Notes on the whole import."""
        how = (
            "as entries without a wait"
            if self.map.queues.answered_at_once == "zero-wait-entry"
            else "without an entry"
        )
        yield f"{self.waited:,} calls waited in a queue; {self.at_once:,} were answered at once, {how}."
        if self.waits_unknown:
            yield (
                f"{self.waits_unknown:,} calls were not answered, and their rows do not give the wait: "
                "they are counted, but not in any wait."
            )
        yield from self.cell_notes
        yield "An agent's queues are those of the calls they answered."
        if presence is None:
            yield (
                "Calls do not show when agents were present: presence is omitted; "
                "`--presence first-to-last-call` derives it from each day's first and last call."
            )
        else:
            yield (
                "Presence is derived from the calls: available from an agent's first call of a day, "
                "offline after the last; time before and after, and breaks, are unknown."
            )
