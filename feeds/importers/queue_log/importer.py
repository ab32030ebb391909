"""Converts Asterisk's queue_log to events: rows in order of time, each handled by its call or member.

The meaning of app_queue's events follows Asterisk's documentation of the queue log and its source, from
version 1.2 on. RINGNOANSWER and RINGCANCELED give milliseconds, all others seconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from feeds.importers.import_report import ImportReport
from feeds.importers.ordering import Timed
from feeds.importers.queue_log.calls import LoggedCalls
from feeds.importers.queue_log.event_writer import LogEventWriter
from feeds.importers.queue_log.rows import LogRow, rows_in_order
from feeds.importers.queue_log.talks import Talks
from feeds.importers.source_file import SourceFile
from feeds.platforms.asterisk.members.agent_names import AgentFile, Agents

THRESHOLD_SECONDS = 20.0
# Known rows without an event: server configuration, dialled numbers, calls that never entered a queue.
_SILENT = frozenset({"CONFIGRELOAD", "DID", "PENALTY", "RINGINUSE"})
_CONTRADICTORY = "contradictory: "


@dataclass(frozen=True, slots=True)
class QueueLogSettings:
    """Settings a queue_log does not contain.

    `time_zone` is that of times without one, and of the site; without `wrap_up_seconds` there is no wrap-up;
    `thresholds` are those of single queues; `columns` are the columns of a table's export.
    """

    threshold_seconds: float = THRESHOLD_SECONDS
    thresholds: Mapping[str, float] = field(default_factory=dict)
    wrap_up_seconds: float | None = None
    time_zone: ZoneInfo | None = None
    agents: AgentFile | None = None
    columns: Mapping[str, str] | None = None


def read(
    files: Sequence[SourceFile], findings: ImportReport, settings: QueueLogSettings | None = None
) -> Iterator[Timed]:
    """The events of the queue_log *files*, not in order of time; reports to *findings*.

    No line raises. Raises UserError if a file cannot be read or its times have no zone.
    """
    settings = settings or QueueLogSettings()
    log = _Log(findings, settings)
    for row in rows_in_order(files, findings, settings.time_zone, settings.columns):
        log.step(row)
        yield from log.writer.take()
    log.finish()
    yield from log.writer.take()


class _Log:
    """The state of one import."""

    def __init__(self, findings: ImportReport, settings: QueueLogSettings) -> None:
        self._findings = findings
        self._settings = settings
        wrap_up = settings.wrap_up_seconds
        self.writer = LogEventWriter(Agents(settings.agents), settings.threshold_seconds, settings.thresholds)
        self._talks = Talks(self.writer, self._contradict, None if wrap_up is None else round(wrap_up * 1000))
        self._calls = LoggedCalls(self._talks)
        self._members = self._talks.members
        self._latest: int | None = None

    def step(self, row: LogRow) -> None:
        """Handle *row*, and count it as used or left out."""
        if self._latest is None and self._settings.time_zone is not None:
            self.writer.write(row.at, "site.profile", time_zone=self._settings.time_zone.key)
        self._latest = row.at
        reason = self._reason(row)
        if reason is None:
            self._findings.used += 1
            return
        if reason.startswith(_CONTRADICTORY):
            reason = reason.removeprefix(_CONTRADICTORY)
            self._contradict(row, reason)
        self._findings.left_out.add(row.file, row.line, f"{row.verb}: {reason}")

    def _reason(self, row: LogRow) -> str | None:
        """Handle *row*; returns why it is left out, else None."""
        self._talks.pass_time(row.at)
        if row.verb in self._calls.steps:
            return self._calls.step(row)
        if row.verb in self._members.steps:
            agent = self.writer.agents.find(row.agent)
            if agent is not None:
                self._talks.alive(agent, row.at)
            if row.queue not in ("", "NONE"):
                self.writer.meet_queue(row.queue, row.at)
            return self._members.step(row)
        if row.verb == "QUEUESTART":
            self._talks.restart(row.at)
            self._members.restart()
            return None
        return "not an event of the floor" if row.verb in _SILENT else "unknown event"

    def _contradict(self, row: LogRow, reason: str) -> None:
        self._findings.contradictory.add(row.file, row.line, f"{row.verb}: {reason}")

    def finish(self) -> None:
        """Write the remaining events and yield notes on the whole import."""
        if self._latest is None:
            return
        self._talks.finish(self._latest)
        self._findings.notes.extend(self._notes())

    def _notes(self) -> Iterator[str]:
        unseen, all_agents = self._members.unseen, len(self.writer.serving)
        if unseen:
            yield (
                f"{unseen:,} of {all_agents:,} agents are never added, removed, paused or logged on in the "
                "log; they appear only through their calls; no presence is invented for them"
            )
        if self._settings.wrap_up_seconds is None:
            yield "the log does not record wrap-up, so none is imported; --wrap-up SECONDS adds it"
        if self._settings.threshold_seconds == THRESHOLD_SECONDS and not self._settings.thresholds:
            yield "the log has no service level thresholds; 20 s is used, --threshold sets others"
        waiting, dialled, talking = self._talks.open
        if waiting or dialled or talking:
            counts = f"{waiting:,} waiting, {talking:,} talking"
            counts += f", {dialled:,} being dialled" if dialled else ""
            yield f"calls still open at the end of the log: {counts}"
        if self._talks.unclosed:
            yield (
                f"talks without an end in the log: {self._talks.unclosed:,}; each ends at its agent's next "
                "activity, at most after its queue's longest plausible talk (--remarks lists them)"
            )
        if self._talks.cut_by_restart:
            yield f"calls ended by a restart of the server: {self._talks.cut_by_restart:,}"
        if self._members.partly_paused:
            yield (
                "an agent is not ready while paused in all of its queues; pauses in some of them only: "
                f"{self._members.partly_paused:,}"
            )
