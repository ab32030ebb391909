"""Outbound rows of a queue_log: calls that agents place, as PBXware and dial plans like it log them.

    OUTDIAL          an agent dials out, for a queue or for none
    OUTANSWER        the other side answered; or, written once it is over, that it had
    OUTCANCEL, OUTBUSY, OUTNOANSWER, OUTCONGESTION, OUTCHANUNAVAIL    nobody answered (Dial's own words)
    OUTTRANSFER      the agent passed the call on

A talk ends with COMPLETEAGENT, COMPLETECALLER or OUTTRANSFER. Where none of them follows, and OUTANSWER tells
a talk time beside the time since OUTDIAL (dial and talk, or the whole and talk), it was the row of the end.
What a row's parameters mean differs between systems, so only what fits the times of the rows is taken.
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
    """What each outbound row does. Owned by the calls; each step gives None, or why its row is left out."""

    def __init__(self, talks: Talks) -> None:
        self._talks = talks
        self._tell = talks.writer.write
        self.steps: dict[str, Callable[[LogRow], str | None]] = {
            "OUTDIAL": self._dialled,
            "OUTANSWER": self._answered,
            **dict.fromkeys(_FAILED, self.given_up),
        }

    def _dialled(self, row: LogRow) -> str | None:
        live = self._talks.live.get(row.call)
        if live is not None and not live.is_outbound:
            return "contradictory: dialled out, but the call is one that came in"
        if live is not None and live.agent is None:
            # Another number, or another try, of one call.
            return None
        if live is not None:
            self._talks.contradict(row, "dialled again while talking: the end of its talk was not logged")
            end = self._talks.likely_end(live, row.at)
            self._talks.release_unlogged(live, end, end)
            self._talks.end(row.call, live, end)
        self._open(row)
        return None

    def _open(self, row: LogRow) -> LoggedCall:
        """The outbound call that *row* is the first of."""
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
            self._tell(
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
            return "contradictory: an outbound answer, but the call is one that came in"
        if call is not None and call.agent is not None:
            return "contradictory: answered twice"
        agent = self._talks.writer.agents.find(row.agent) or (None if call is None else call.dialler)
        if agent is None:
            return NO_AGENT
        if call is None:
            self._talks.contradict(row, "its OUTDIAL is missing (it may stand before the log begins)")
            call = self._open(row)
        self._talks.writer.meet_agent(agent, row.at)
        self._talks.end_wrap_up(agent, row.at)
        self._talks.alive(agent, row.at, row.call)
        self._talks.answer(row.call, call, agent, row.at, row)
        call.talked = _talk_ms(row, (row.at - call.entered) // 1000)
        return None

    def given_up(self, row: LogRow) -> str | None:
        """Nobody answered; or, of a call that talked, it is over."""
        call = self._talks.live.get(row.call)
        if call is not None and not call.is_outbound:
            return "contradictory: an outbound end, but the call is one that came in"
        if call is None:
            self._talks.contradict(row, "its OUTDIAL is missing (it may stand before the log begins)")
            call = self._open(row)
        self._talks.release(call, row.at)
        self._talks.end(row.call, call, row.at)
        return None


def _talk_ms(row: LogRow, since_dialled: int) -> int | None:
    """The talk that an OUTANSWER written at a call's end tells, in ms; None where it tells of none.

    Of two numbers of its parameters one is the talk: they add up to the time since the call was dialled, or
    the other is that time.
    """
    numbers = [row.number(index) for index in range(len(row.data))]
    lengths = [number for number in numbers if number is not None and number <= _LONGEST_SECONDS]
    for before, talk in pairwise(lengths):
        is_whole = abs(before - since_dialled) <= _SLACK_SECONDS
        is_sum = abs(before + talk - since_dialled) <= _SLACK_SECONDS
        if (is_whole or is_sum) and _SLACK_SECONDS < talk <= since_dialled:
            return talk * 1000
    return None
