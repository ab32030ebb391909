"""Calls of a queue_log to contacts: stays in queues, offers, answers, transfers and ends."""

from __future__ import annotations

import re
from collections.abc import Callable

from feeds.importers.queue_log.members import NO_AGENT, NO_QUEUE
from feeds.importers.queue_log.outbound import Outbound
from feeds.importers.queue_log.rows import ID_LIMIT, LogRow
from feeds.importers.queue_log.talks import LoggedCall, Talks

NO_CALL = "no call id"
# A channel id: creation second and number, optionally after the server's name.
_MADE_AT = re.compile(r"(?:[\w-]{1,64}-)?(\d{9,11})\.\d{1,12}", re.ASCII)
_UNKNOWN_CALLERS = frozenset(
    {"", "anonymous", "unknown", "unavailable", "restricted", "private", "withheld", "<unknown>", "none", "s"}
)
# A busy phone refuses a call almost at once, which is no sign of its agent's activity.
_REFUSED_MS = 2_000


class LoggedCalls:
    """Handles each row of a call. Owned by one import; each step returns None, or why its row is left out."""

    def __init__(self, talks: Talks) -> None:
        self._talks = talks
        self._live = talks.live
        self._members = talks.members
        self._writer = talks.writer
        self._write = talks.writer.write
        self._contradict = talks.contradict
        self._outbound = Outbound(talks)
        self.steps: dict[str, Callable[[LogRow], str | None]] = {
            "ENTERQUEUE": self._entered,
            "RINGNOANSWER": self._not_answered,
            "RINGCANCELED": self._ring_canceled,
            "CONNECT": self._connected,
            "ABANDON": self._abandoned,
            "EXITWITHTIMEOUT": lambda row: self._left(row, "timeout"),
            "EXITWITHKEY": lambda row: self._left(row, "other"),
            "EXITEMPTY": lambda row: self._left(row, "other"),
            "WITHDRAW": lambda row: self._left(row, "other"),
            "SYSCOMPAT": self._dropped,
            "AGENTDUMP": self._dumped,
            "COMPLETEAGENT": self._completed,
            "COMPLETECALLER": self._completed,
            "TRANSFER": lambda row: self._transferred(row, "blind"),
            "BLINDTRANSFER": lambda row: self._transferred(row, "blind"),
            "ATTENDEDTRANSFER": lambda row: self._transferred(row, "warm"),
            "OUTTRANSFER": lambda row: self._transferred(row, "blind"),
            "CALLSTATUS": self._described,
            **self._outbound.steps,
        }

    def step(self, row: LogRow) -> str | None:
        """Handle *row*; returns why it is left out, else None."""
        if row.call in ("", "NONE"):
            return NO_CALL
        return self.steps[row.verb](row)

    # Waiting ---------------------------------------------------------------------------------------

    def _entered(self, row: LogRow) -> str | None:
        if row.queue in ("", "NONE"):
            return NO_QUEUE
        call = self._live.get(row.call)
        if call is not None and call.agent is None and call.queue == row.queue and not call.is_outbound:
            return "contradictory: entered the queue it is already waiting in"
        if call is not None and call.agent is not None:
            self._contradict(row, "entered a queue while talking: the end of its talk was not logged")
            end = self._talks.likely_end(call, row.at)
            self._talks.release_unlogged(call, end, end)
        contact = self._talks.contact(row.call) if call is None else call.contact
        left = None if call is None else call.agent
        self._talks.keep(row.call, LoggedCall(contact, row.queue, row.at, row, left=left))
        self._writer.meet_queue(row.queue, row.at)
        caller = row.text(1)
        customer = {} if caller.lower() in _UNKNOWN_CALLERS else {"customer": caller[:ID_LIMIT]}
        direction = {"direction": "inbound"} if call is not None and call.is_outbound else {}
        self._write(row.at, "contact.queued", contact=contact, queue=row.queue, **customer, **direction)
        return None

    def _waiting(self, row: LogRow) -> LoggedCall | str:
        """The waiting call of *row*, or why the row is left out."""
        call = self._live.get(row.call)
        if call is None:
            return "contradictory: the call is in no queue (it may have entered before the log begins)"
        if call.agent is not None:
            return "contradictory: the call is not waiting, an agent has it"
        if call.is_outbound:
            return "contradictory: the call is outbound, and does not wait"
        if row.queue not in ("", "NONE", call.queue):
            self._contradict(row, "names a queue other than the one the call waits in")
        return call

    def _offer(self, call_id: str, call: LoggedCall, agent: str, ring: int | None, at: int) -> None:
        """*agent*'s phone rang for *ring* ms until *at*, not before the call arrived or was missed there."""
        began = at if ring is None else max(at - ring, call.entered, call.missed.get(agent, 0))
        self._members.served(agent, call.queue, began)
        self._talks.end_wrap_up(agent, began)
        if ring is None or ring > _REFUSED_MS:
            self._talks.alive(agent, began, call_id)
        if agent not in call.offers:
            self._write(began, "contact.offered", contact=call.contact, agent=agent)

    def _rang(self, row: LogRow, cause: str | None) -> str | None:
        agent = self._writer.agents.find(row.agent)
        if agent is None:
            return NO_AGENT
        call = self._waiting(row)
        if isinstance(call, str):
            return call
        self._offer(row.call, call, agent, row.number(0), row.at)
        if cause is None:
            call.offers.add(agent)
        else:
            call.offers.discard(agent)
            call.missed[agent] = row.at
            self._write(row.at, "contact.missed", contact=call.contact, agent=agent, cause=cause)
        return None

    def _not_answered(self, row: LogRow) -> str | None:
        return self._rang(row, "no_answer")

    def _ring_canceled(self, row: LogRow) -> str | None:
        """The caller left while it rang: the offer ends with the stay in the queue, without a miss."""
        return self._rang(row, None)

    def _dumped(self, row: LogRow) -> str | None:
        """The agent hung up during the announcement; the caller keeps waiting."""
        return self._rang(row._replace(data=()), "declined")

    def _abandoned(self, row: LogRow) -> str | None:
        live = self._live.get(row.call)
        if live is not None and live.is_outbound:
            return self._outbound.given_up(row)
        call = self._waiting(row)
        if isinstance(call, str):
            return call
        self._write(row.at, "contact.abandoned", contact=call.contact, queue=call.queue)
        self._talks.end(row.call, call, row.at)
        return None

    def _left(self, row: LogRow, to: str) -> str | None:
        """The call continues in the dialplan, which the log does not cover."""
        call = self._waiting(row)
        if isinstance(call, str):
            return call
        self._write(row.at, "contact.deflected", contact=call.contact, queue=call.queue, to=to)
        self._talks.drop(row.call)
        return None

    def _dropped(self, row: LogRow) -> str | None:
        call = self._waiting(row)
        if isinstance(call, str):
            return call
        self._write(row.at, "contact.deflected", contact=call.contact, queue=call.queue, to="other")
        self._talks.end(row.call, call, row.at)
        return None

    # Talking ---------------------------------------------------------------------------------------

    def _connected(self, row: LogRow) -> str | None:
        agent = self._writer.agents.find(row.agent)
        if agent is None:
            return NO_AGENT
        call = self._waiting(row)
        if isinstance(call, str):
            return call
        ring, missed = self._ring(row, call), call.missed.get(agent)
        if ring is not None and missed is not None and ring >= row.at - missed + 1000:
            # Rings and misses have whole seconds; this ring certainly began before the miss.
            self._contradict(row, "answered a ring just logged as missed: one offer, and the miss stays")
            self._members.served(agent, call.queue, row.at)
            self._talks.end_wrap_up(agent, row.at)
        else:
            self._offer(row.call, call, agent, ring, row.at)
        self._talks.alive(agent, row.at, row.call)
        self._talks.answer(row.call, call, agent, row.at, row)
        return None

    def _ring(self, row: LogRow, call: LoggedCall) -> int | None:
        """How long the phone rang before a CONNECT, in ms; None if unknown.

        Older logs give it only by the agent's channel id, which starts with its creation second.
        """
        ring = row.number(2)
        if ring is not None:
            return ring * 1000
        made = _MADE_AT.fullmatch(row.text(1))
        if made is None:
            return None
        rang = row.at - int(made[1]) * 1000
        return rang if 0 <= rang <= row.at - call.entered + 1000 else None

    def _talking(self, row: LogRow) -> LoggedCall | str:
        """The answered call of *row*, or why the row is left out."""
        call = self._live.get(row.call)
        if call is None:
            return "contradictory: no agent has the call (it may have been answered before the log begins)"
        agent = self._writer.agents.find(row.agent)
        if call.agent is None:
            talk = self._talk_seconds(row)
            began = row.at - (talk or 0) * 1000
            if row.queue not in ("", "NONE", call.queue) or (agent == call.left and began < call.entered):
                return "late: the call has entered a queue again, which ended this talk"
            if agent is None or talk is None:
                return "contradictory: no agent has the call, it is still waiting"
            self._contradict(row, "its CONNECT is missing: the answer is derived from the row's talk time")
            self._members.served(agent, call.queue, row.at)
            self._talks.answer(row.call, call, agent, max(row.at - talk * 1000, call.entered), row)
        elif agent is not None and agent != call.agent:
            self._contradict(row, "names an agent other than the one who answered")
        return call

    def _talk_seconds(self, row: LogRow) -> int | None:
        """How long the agent talked, from a row that ends a talk; None if the row does not say."""
        if row.verb in ("COMPLETEAGENT", "COMPLETECALLER"):
            return row.number(1)
        # Two or three fields of destination; then hold, talk and, since 1.6, the position.
        parameters = len(row.data)
        return None if parameters < 4 else row.number(3 if parameters == 4 else parameters - 2)

    def _completed(self, row: LogRow) -> str | None:
        call = self._talking(row)
        if isinstance(call, str):
            return call
        if row.verb == "COMPLETECALLER":
            self._talks.release(call, row.at)
            self._talks.end(row.call, call, row.at)
        else:
            self._talks.hang_up(row.call, call, row.at)
        return None

    def _transferred(self, row: LogRow, kind: str) -> str | None:
        """The leg ends; the log covers the call's continuation only if it enters a queue again."""
        call = self._talking(row)
        if isinstance(call, str):
            return call
        to = {}
        if kind == "blind" and row.text(0) in self._writer.queues:
            to = {"to_queue": row.text(0)}
        elif kind == "blind" and row.text(0) in self._writer.serving:
            to = {"to_agent": row.text(0)}
        self._talks.write_answer(call)
        self._write(row.at, "contact.transferred", contact=call.contact, agent=call.agent, kind=kind, **to)
        self._talks.release(call, row.at)
        self._talks.drop(row.call)
        return None

    def _described(self, row: LogRow) -> str | None:
        """The agent's code for the call, part of the wrap-up."""
        code = row.text(0)
        if not code:
            return "no code"
        return self._talks.describe(row, code)
