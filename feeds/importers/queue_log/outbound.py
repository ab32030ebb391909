"""Outbound rows of a queue_log: calls placed by agents, as logged by PBXware and similar dialplans.

    OUTDIAL          an agent dials out, for a queue or for none
    OUTANSWER        the other side answered; may be written after the call
    OUTCANCEL, OUTBUSY, OUTNOANSWER, OUTCONGESTION, OUTCHANUNAVAIL    nobody answered (names from Dial)
    OUTTRANSFER      the agent transferred the call

A talk ends with COMPLETEAGENT, COMPLETECALLER or OUTTRANSFER. Without these, an OUTANSWER that gives a talk
time consistent with the time since OUTDIAL (dial and talk, or total and talk) marks the end. Parameters
differ between systems, so only values consistent with the times of the rows are used.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from feeds.importers.queue_log.members import NO_AGENT
from feeds.importers.queue_log.rows import LogRow
from feeds.importers.queue_log.talks import LoggedCall, Talks

_FAILED = ("OUTCANCEL", "OUTBUSY", "OUTNOANSWER", "OUTCONGESTION", "OUTCHANUNAVAIL")
_NUMBER_DIALLED = re.compile(r"\+?\d{5,20}", re.ASCII)
_LONGEST_SECONDS = 86_400
_SLACK_SECONDS = 2


class Outbound:
    """Handles outbound rows. Owned by the calls; each step returns None, or why its row is left out."""

    def __init__(self, talks: Talks) -> None:
        self._talks = talks
        self._write = talks.writer.write
        self.steps: dict[str, Callable[[LogRow], str | None]] = {
            "OUTDIAL": self._dialled,
            "OUTANSWER": self._answered,
            **dict.fromkeys(_FAILED, self.given_up),
        }

    def _dialled(self, row: LogRow) -> str | None:
        live = self._talks.live.get(row.call)
        if live is not None and not live.is_outbound:
            return "contradictory: dialled out, but the call is inbound"
        if live is not None and live.agent is None:
            # Another number or another attempt of the same call.
            return None
        if live is not None:
            self._talks.contradict(row, "dialled again while talking: the end of its talk was not logged")
            end = self._talks.likely_end(live, row.at)
            self._talks.release_unlogged(live, end, end)
            self._talks.end(row.call, live, end)
        self._open(row)
        return None

    def _open(self, row: LogRow) -> LoggedCall:
        """The outbound call that starts with *row*."""
        writer = self._talks.writer
        agent = writer.agents.find(row.agent)
        queue = "" if row.queue in ("", "NONE") else row.queue
        call = LoggedCall(self._talks.contact(row.call), queue, row.at, row, is_outbound=True, dialler=agent)
        if agent is not None:
            writer.meet_agent(agent, row.at)
            self._talks.end_wrap_up(agent, row.at)
            self._talks.alive(agent, row.at, row.call)
        self._talks.keep(row.call, call)
        if queue:
            writer.meet_queue(queue, row.at)
            dialled = next((text for text in map(str.strip, row.data) if _NUMBER_DIALLED.fullmatch(text)), "")
            customer = {"customer": dialled} if dialled else {}
            self._write(
                row.at,
                "contact.queued",
                contact=call.contact,
                queue=queue,
                channel="voice",
                direction="outbound",
                **customer,
            )
        return call

    def _answered(self, row: LogRow) -> str | None:
        call = self._talks.live.get(row.call)
        if call is not None and not call.is_outbound:
            return "contradictory: an outbound answer, but the call is inbound"
        if call is not None and call.agent is not None:
            return "contradictory: answered twice"
        agent = self._talks.writer.agents.find(row.agent) or (None if call is None else call.dialler)
        if agent is None:
            return NO_AGENT
        if call is None:
            self._talks.contradict(row, "its OUTDIAL is missing (it may be before the log begins)")
            call = self._open(row)
        self._talks.writer.meet_agent(agent, row.at)
        self._talks.end_wrap_up(agent, row.at)
        self._talks.alive(agent, row.at, row.call)
        self._talks.answer(row.call, call, agent, row.at, row)
        call.talked = _talk_ms(row, (row.at - call.entered) // 1000)
        return None

    def given_up(self, row: LogRow) -> str | None:
        """Nobody answered; or the end of an answered call."""
        call = self._talks.live.get(row.call)
        if call is not None and not call.is_outbound:
            return "contradictory: an outbound end, but the call is inbound"
        if call is None:
            self._talks.contradict(row, "its OUTDIAL is missing (it may be before the log begins)")
            call = self._open(row)
        self._talks.release(call, row.at)
        self._talks.end(row.call, call, row.at)
        return None


def _talk_ms(row: LogRow, since_dialled: int) -> int | None:
    """The talk time in an OUTANSWER written at a call's end, in ms; None if it has none.

    One of two numbers in its parameters is the talk if they add up to the time since dialling, or if the
    other equals that time.
    """
    numbers = [row.number(index) for index in range(len(row.data))]
    lengths = [number for number in numbers if number is not None and number <= _LONGEST_SECONDS]
    for before, talk in pairwise(lengths):
        is_whole = abs(before - since_dialled) <= _SLACK_SECONDS
        is_sum = abs(before + talk - since_dialled) <= _SLACK_SECONDS
        if (is_whole or is_sum) and _SLACK_SECONDS < talk <= since_dialled:
            return talk * 1000
    return None
