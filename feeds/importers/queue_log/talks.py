"""Talks of a queue_log's calls: which agent has which call, how each talk ends, and what follows.

Some talks have no end in the log, because of a crash, a lost row or a masqueraded channel. Such a talk ends
at its agent's next activity (a call, a ring, a pause, a log-on) or, if earlier, after the longest plausible
talk of its queue.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from feeds.importers.queue_log.event_writer import LogEventWriter
from feeds.importers.queue_log.members import LoggedMembers
from feeds.importers.queue_log.rows import ID_LIMIT, LogRow

# How long after the agent hung up the caller may still enter another queue, in ms.
ONWARD_MS = 3_600_000
# The time limit for a row that closes a talk after its agent was active elsewhere, in ms.
CLOSES_WITHIN_MS = 12 * 3_600_000
# Bounds of the longest plausible talk, which is the longest one closed in the queue, in ms.
LEAST_PLAUSIBLE_MS, MOST_PLAUSIBLE_MS = 600_000, 4 * 3_600_000
_ENDED_KEPT = 100_000
_ANYWHERE = ""

NEXT_SIGN = "its talk is never closed: it ends at the agent's next activity"
AS_LONG_AS_PLAUSIBLE = "its talk is never closed: it ends after its queue's longest plausible talk"
NEVER_HUNG_UP = "dialled, and its end is not in the log: it ends at the agent's next activity"


@dataclass(slots=True)
class LoggedCall:
    """A call that waits or is dialled (`agent` is None), or is answered; all instants in ms.

    `row` is the latest that opened it, `offers` are open ones, `missed` the latest instant of each agent's
    misses, `code` the agent's code for the call, `left` the agent whose talk ended as it entered. `sign` is
    when its agent was first active elsewhere. For an outbound call, `dialler` placed it; `pending` is an
    answer not yet written, and `talked` how long it may have lasted at its row.
    """

    contact: str
    queue: str
    entered: int
    row: LogRow
    agent: str | None = None
    answered: int = 0
    code: str | None = None
    left: str | None = None
    sign: int | None = None
    is_outbound: bool = False
    dialler: str | None = None
    pending: bool = False
    talked: int | None = None
    offers: set[str] = field(default_factory=set)
    missed: dict[str, int] = field(default_factory=dict)

    @property
    def holder(self) -> str | None:
        """The agent it keeps busy: talking, or dialling."""
        return self.agent or self.dialler


@dataclass(frozen=True, slots=True)
class _WrapUp:
    contact: str
    began: int
    due: int
    code: str | None


class Talks:
    """The live calls of one import, and their ends. Owned by the import, shared by its steps.

    `wrap_up` is the length of wrap-up in ms; None for no wrap-up.
    """

    def __init__(
        self, writer: LogEventWriter, contradict: Callable[[LogRow, str], None], wrap_up: int | None
    ) -> None:
        self.writer = writer
        self.contradict = contradict
        self.members = LoggedMembers(writer, self.end_wrap_up)
        self.live: dict[str, LoggedCall] = {}
        self.cut_by_restart = 0
        self.unclosed = 0
        self._now = 0
        self._write = writer.write
        self._wrap_up = wrap_up
        self._busy: dict[str, dict[str, LoggedCall]] = {}
        self._signed: OrderedDict[str, LoggedCall] = OrderedDict()
        self._longest: dict[str, int] = {}
        self._ending: OrderedDict[str, tuple[str, int]] = OrderedDict()
        self._ended: OrderedDict[str, int] = OrderedDict()
        self._wrapping: dict[str, _WrapUp] = {}

    def pass_time(self, at: int) -> None:
        """Advance to *at*: end what can no longer continue."""
        self._now = at
        while self._ending and next(iter(self._ending.values()))[1] < at - ONWARD_MS:
            self._end_first()
        while self._signed:
            call_id, call = next(iter(self._signed.items()))
            if call.sign is not None and call.sign >= at - CLOSES_WITHIN_MS:
                break
            self._give_up(call_id, call)

    def restart(self, at: int) -> None:
        """The server restarted: end all calls."""
        for call_id, call in list(self.live.items()):
            if self._is_over(call, at):
                self._give_up(call_id, call)
                continue
            self.cut_by_restart += 1
            self.write_answer(call)
            self.end(call_id, call, at)

    def finish(self, at: int) -> None:
        """The log ends at *at*: write pending events. Current calls and wrap-ups stay open."""
        for call_id, call in list(self.live.items()):
            if self._is_over(call, at):
                self._give_up(call_id, call)
            else:
                self.write_answer(call)
        while self._ending:
            self._end_first()
        for agent, wrap_up in list(self._wrapping.items()):
            if wrap_up.due <= at:
                self.end_wrap_up(agent, at)

    @property
    def open(self) -> tuple[int, int, int]:
        """How many calls are waiting, dialled, and answered."""
        talking = sum(call.agent is not None for call in self.live.values())
        dialled = sum(call.agent is None and call.is_outbound for call in self.live.values())
        return len(self.live) - talking - dialled, dialled, talking

    # Calls -----------------------------------------------------------------------------------------

    def contact(self, call_id: str) -> str:
        """The contact of a call that enters again: the same while it has not ended, else a new one."""
        onward = self._ending.pop(call_id, None)
        if onward is not None:
            return onward[0]
        again = self._ended.get(call_id, 0)
        return call_id if not again else f"{call_id[: ID_LIMIT - 8]}#{again + 1}"

    def keep(self, call_id: str, call: LoggedCall) -> None:
        """Add the live *call*, which may keep an agent busy."""
        self.drop(call_id)
        self.live[call_id] = call
        if call.holder is not None:
            self._busy.setdefault(call.holder, {})[call_id] = call

    def drop(self, call_id: str) -> None:
        """Remove a call that is no longer live."""
        call = self.live.pop(call_id, None)
        self._signed.pop(call_id, None)
        if call is not None and call.holder is not None:
            self._free(call.holder, call_id)

    def _free(self, agent: str, call_id: str) -> None:
        busy = self._busy.get(agent)
        if busy is not None and busy.pop(call_id, None) is not None and not busy:
            del self._busy[agent]

    def alive(self, agent: str, at: int, call_id: str = "") -> None:
        """Note that *agent* was active at *at* outside the call *call_id*."""
        busy = self._busy.get(agent)
        if busy is None:
            return
        for other, call in list(busy.items()):
            if other != call_id and at > max(call.answered, call.entered):
                call.sign = at
                self._signed[other] = call
                self._free(agent, other)

    # Talks -----------------------------------------------------------------------------------------

    def answer(self, call_id: str, call: LoggedCall, agent: str, at: int, row: LogRow) -> None:
        """*agent* answers *call* at *at*, from *row*."""
        self.drop(call_id)
        call.agent, call.answered, call.row, call.sign = agent, at, row, None
        self.keep(call_id, call)
        call.pending = True
        if not call.is_outbound:
            self.write_answer(call)

    def write_answer(self, call: LoggedCall) -> None:
        """Write the answer of *call*, unless already written."""
        if call.pending:
            call.pending = False
            queue = {"queue": call.queue} if call.queue else {}
            self._write(call.answered, "contact.answered", contact=call.contact, agent=call.agent, **queue)

    def release(self, call: LoggedCall, at: int) -> None:
        """The talk of *call* ends in the log; wrap-up starts, or only carries the agent's code."""
        agent = call.agent
        if agent is None:
            return
        for queue in (call.queue, _ANYWHERE):
            self._longest[queue] = max(self._longest.get(queue, 0), at - call.answered)
        self.end_wrap_up(agent, at)
        wrap_up = self._write_release(call, agent, at, self._wrap_up or 0)
        if wrap_up is not None:
            self._wrapping[agent] = wrap_up
            if wrap_up.due == at:
                self.end_wrap_up(agent, at)

    def release_unlogged(self, call: LoggedCall, at: int, until: int) -> None:
        """The talk of *call* ended at *at*, without a row; its agent was active elsewhere at *until*."""
        agent = call.agent
        if agent is not None:
            wrap_up = self._write_release(call, agent, at, min(self._wrap_up or 0, max(until - at, 0)))
            if wrap_up is not None:
                self._write_wrapped(agent, wrap_up, wrap_up.due)

    def _write_release(self, call: LoggedCall, agent: str, at: int, length: int) -> _WrapUp | None:
        """Write that *agent* released *call*; returns the wrap-up of *length* ms that follows, if any."""
        self.write_answer(call)
        wraps = length > 0 or call.code is not None
        self._write(at, "contact.released", contact=call.contact, agent=agent, wrap_up=wraps)
        return _WrapUp(call.contact, at, at + length, call.code) if wraps else None

    def likely_end(self, call: LoggedCall, at: int) -> int:
        """The end of a talk that is over at *at* but has no end in the log."""
        return min(self._likely_end(call), at)

    def _likely_end(self, call: LoggedCall) -> int:
        seen = self._longest.get(call.queue) or self._longest.get(_ANYWHERE, 0)
        plausible = min(max(seen, LEAST_PLAUSIBLE_MS), MOST_PLAUSIBLE_MS)
        end = max(call.answered, call.entered) + plausible
        return end if call.sign is None else min(end, call.sign)

    def _is_over(self, call: LoggedCall, at: int) -> bool:
        """Whether *call* no longer keeps an agent busy at *at*, though no row has closed it."""
        return call.holder is not None and (call.talked is not None or self._likely_end(call) <= at)

    def _give_up(self, call_id: str, call: LoggedCall) -> None:
        """End *call*, which no row will close, as its last row says or else at the most likely instant."""
        end = until = self._likely_end(call)
        if call.talked is not None:
            # The last row was that of its end, with its duration.
            end, until = call.answered, call.sign or self._now
            call.answered -= call.talked
        elif call.agent is None:
            self.contradict(call.row, NEVER_HUNG_UP)
        else:
            self.unclosed += 1
            self.contradict(call.row, NEXT_SIGN if end == call.sign else AS_LONG_AS_PLAUSIBLE)
        self.release_unlogged(call, end, until)
        self.end(call_id, call, end)

    # Ends ------------------------------------------------------------------------------------------

    def hang_up(self, call_id: str, call: LoggedCall, at: int) -> None:
        """The agent hangs up; the dialplan may continue with the caller."""
        self.release(call, at)
        self.drop(call_id)
        self._ending[call_id] = call.contact, at

    def end(self, call_id: str, call: LoggedCall, at: int) -> None:
        """End *call*."""
        self.drop(call_id)
        self._write(at, "contact.ended", contact=call.contact)
        self._remember_ended(call_id)

    def _end_first(self) -> None:
        call_id, (contact, at) = self._ending.popitem(last=False)
        self._write(at, "contact.ended", contact=contact)
        self._remember_ended(call_id)

    def _remember_ended(self, call_id: str) -> None:
        self._ended[call_id] = self._ended.pop(call_id, 0) + 1
        if len(self._ended) > _ENDED_KEPT:
            self._ended.popitem(last=False)

    # Wrap-up ---------------------------------------------------------------------------------------

    def end_wrap_up(self, agent: str, at: int) -> None:
        """End the wrap-up of *agent* after its length, or at *at* if something else starts."""
        wrap_up = self._wrapping.pop(agent, None)
        if wrap_up is not None:
            self._write_wrapped(agent, wrap_up, max(wrap_up.began, min(wrap_up.due, at)))

    def _write_wrapped(self, agent: str, wrap_up: _WrapUp, at: int) -> None:
        code = {} if wrap_up.code is None else {"code": wrap_up.code}
        self._write(at, "contact.wrapped", contact=wrap_up.contact, agent=agent, **code)

    def describe(self, row: LogRow, code: str) -> str | None:
        """Keep the agent's *code* of *row* for the wrap-up; returns why it is left out, else None."""
        call = self.live.get(row.call)
        if call is not None and call.agent is not None:
            call.code = code
            return None
        for agent, wrap_up in self._wrapping.items():
            if wrap_up.contact.partition("#")[0] == row.call and wrap_up.due >= row.at:
                self._wrapping[agent] = replace(wrap_up, code=code)
                return None
        return "no call with that id is in talk or wrap-up"
