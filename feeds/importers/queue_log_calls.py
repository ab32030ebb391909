"""Calls of a queue_log: each stays in queues, is offered, answered, passed on and ended; to contacts."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from feeds.importers.queue_log_events import Teller
from feeds.importers.queue_log_members import NO_AGENT, NO_QUEUE, Members
from feeds.importers.queue_log_rows import ID_LIMIT, Row

# How long after an agent hung up the caller may still go on to another queue, in ms.
ONWARD_MS = 3_600_000
_ENDED_KEPT = 100_000
_UNKNOWN_CALLERS = frozenset(
    {"", "anonymous", "unknown", "unavailable", "restricted", "private", "withheld", "<unknown>", "none", "s"}
)


@dataclass(slots=True)
class _Call:
    """A call that waits (`agent` is None) or talks. `offers` are open ones, `missed` the latest instant of
    each agent's misses, `code` what the agent said of the call, `left` whose talk its entering ended."""

    contact: str
    queue: str
    entered: int
    agent: str | None = None
    answered: int = 0
    code: str | None = None
    left: str | None = None
    offers: set[str] = field(default_factory=set)
    missed: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _WrapUp:
    contact: str
    began: int
    due: int
    code: str | None


class Calls:
    """What each row of a call does. Owned by one import; each step gives None, or why its row is left out.

    `wrap_up` is how long wrap-up lasts, in ms; None tells none.
    """

    def __init__(self, teller: Teller, contradict: Callable[[Row, str], None], wrap_up: int | None) -> None:
        self._teller = teller
        self._tell = teller.tell
        self._contradict = contradict
        self._wrap_up = wrap_up
        self.members = Members(teller, self.settle)
        self._live: dict[str, _Call] = {}
        self._ending: OrderedDict[str, tuple[str, int]] = OrderedDict()
        self._ended: OrderedDict[str, int] = OrderedDict()
        self._wrapping: dict[str, _WrapUp] = {}
        self.cut_by_restart = 0
        self.steps: dict[str, Callable[[Row], str | None]] = {
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
            "CALLSTATUS": self._described,
        }

    def step(self, row: Row) -> str | None:
        """Do what *row* says; why it is left out, else None."""
        if row.call in ("", "NONE"):
            return "it names no call"
        while self._ending and next(iter(self._ending.values()))[1] < row.at - ONWARD_MS:
            self._end_first()
        return self.steps[row.verb](row)

    def restart(self, at: int) -> None:
        """The server starts anew: no call outlives that."""
        for call_id, call in self._live.items():
            self._tell(at, "contact.ended", contact=call.contact)
            self._remember_ended(call_id)
        self.cut_by_restart += len(self._live)
        self._live.clear()

    def finish(self, at: int) -> None:
        """The log ends at *at*: tell what was held back. Calls and wrap-ups that still last stay open."""
        while self._ending:
            self._end_first()
        for agent, wrap_up in list(self._wrapping.items()):
            if wrap_up.due <= at:
                self.settle(agent, at)

    @property
    def open(self) -> tuple[int, int]:
        """How many calls wait, and how many talk."""
        waiting = sum(call.agent is None for call in self._live.values())
        return waiting, len(self._live) - waiting

    def settle(self, agent: str, at: int) -> None:
        """End the wrap-up of *agent*: by its length, or at *at*, when something else begins."""
        wrap_up = self._wrapping.pop(agent, None)
        if wrap_up is not None:
            code = {} if wrap_up.code is None else {"code": wrap_up.code}
            ended = max(wrap_up.began, min(wrap_up.due, at))
            self._tell(ended, "contact.wrapped", contact=wrap_up.contact, agent=agent, **code)

    # Waiting ---------------------------------------------------------------------------------------

    def _entered(self, row: Row) -> str | None:
        if row.queue in ("", "NONE"):
            return NO_QUEUE
        call = self._live.get(row.call)
        if call is not None and call.agent is None and call.queue == row.queue:
            return "contradictory: entered the queue it already waits in"
        if call is not None and call.agent is not None:
            self._contradict(row, "entered a queue while talking: the end of its talk was not logged")
            self._release(call, row.at)
        contact = self._contact(row.call) if call is None else call.contact
        left = None if call is None else call.agent
        self._live[row.call] = _Call(contact, row.queue, row.at, left=left)
        self._teller.meet_queue(row.queue, row.at)
        caller = row.text(1)
        customer = {} if caller.lower() in _UNKNOWN_CALLERS else {"customer": caller[:ID_LIMIT]}
        self._tell(row.at, "contact.queued", contact=contact, queue=row.queue, **customer)
        return None

    def _contact(self, call_id: str) -> str:
        """The contact of a call that enters anew: the same while it has not ended, else another."""
        onward = self._ending.pop(call_id, None)
        if onward is not None:
            return onward[0]
        again = self._ended.get(call_id, 0)
        return call_id if not again else f"{call_id[: ID_LIMIT - 8]}#{again + 1}"

    def _waiting(self, row: Row) -> _Call | str:
        """The call *row* speaks of, if it waits; else why the row is left out."""
        call = self._live.get(row.call)
        if call is None:
            return "contradictory: the call is in no queue (it may have entered before the log begins)"
        if call.agent is not None:
            return "contradictory: the call is no longer waiting, an agent has it"
        if row.queue not in ("", "NONE", call.queue):
            self._contradict(row, "names another queue than the one the call waits in")
        return call

    def _offer(self, call: _Call, agent: str, ring: int | None, at: int) -> None:
        """*agent*'s phone rang for *ring* ms until *at*; not before the call came, or was missed there."""
        began = at if ring is None else max(at - ring, call.entered, call.missed.get(agent, 0))
        self.members.served(agent, call.queue, began)
        self.settle(agent, began)
        if agent not in call.offers:
            self._tell(began, "contact.offered", contact=call.contact, agent=agent)

    def _rang(self, row: Row, cause: str | None) -> str | None:
        agent = self._teller.agents.find(row.agent)
        if agent is None:
            return NO_AGENT
        call = self._waiting(row)
        if isinstance(call, str):
            return call
        self._offer(call, agent, row.number(0), row.at)
        if cause is None:
            call.offers.add(agent)
        else:
            call.offers.discard(agent)
            call.missed[agent] = row.at
            self._tell(row.at, "contact.missed", contact=call.contact, agent=agent, cause=cause)
        return None

    def _not_answered(self, row: Row) -> str | None:
        return self._rang(row, "no_answer")

    def _ring_canceled(self, row: Row) -> str | None:
        """The caller left while it rang: the offer ends with the stay in the queue, and nobody missed it."""
        return self._rang(row, None)

    def _dumped(self, row: Row) -> str | None:
        """The agent hung up during the announcement; the caller waits on."""
        return self._rang(row._replace(data=()), "declined")

    def _abandoned(self, row: Row) -> str | None:
        call = self._waiting(row)
        if isinstance(call, str):
            return call
        self._tell(row.at, "contact.abandoned", contact=call.contact, queue=call.queue)
        self._end(row.call, call, row.at)
        return None

    def _left(self, row: Row, to: str) -> str | None:
        """Out of the queue and on in the dial plan, which the log does not follow."""
        call = self._waiting(row)
        if isinstance(call, str):
            return call
        self._tell(row.at, "contact.deflected", contact=call.contact, queue=call.queue, to=to)
        del self._live[row.call]
        return None

    def _dropped(self, row: Row) -> str | None:
        call = self._waiting(row)
        if isinstance(call, str):
            return call
        self._tell(row.at, "contact.deflected", contact=call.contact, queue=call.queue, to="other")
        self._end(row.call, call, row.at)
        return None

    # Talking ---------------------------------------------------------------------------------------

    def _connected(self, row: Row) -> str | None:
        agent = self._teller.agents.find(row.agent)
        if agent is None:
            return NO_AGENT
        call = self._waiting(row)
        if isinstance(call, str):
            return call
        ring = row.number(2)
        missed = call.missed.get(agent)
        if ring is not None and missed is not None and ring * 1000 >= row.at - missed + 1000:
            # Ring and miss come in whole seconds; this ring began before the miss for certain.
            self._contradict(
                row, "answered a ring that was just told as missed: one offer, and the miss stays"
            )
            ring = None
        if ring is None:
            self.members.served(agent, call.queue, row.at)
            self.settle(agent, row.at)
        else:
            self._offer(call, agent, ring * 1000, row.at)
        self._answer(call, agent, row.at)
        return None

    def _answer(self, call: _Call, agent: str, at: int) -> None:
        call.agent, call.answered = agent, at
        self._tell(at, "contact.answered", contact=call.contact, agent=agent, queue=call.queue)

    def _talking(self, row: Row) -> _Call | str:
        """The call *row* speaks of, if an agent has it; else why the row is left out."""
        call = self._live.get(row.call)
        if call is None:
            return "contradictory: no agent has the call (it may have been answered before the log begins)"
        agent = self._teller.agents.find(row.agent)
        if call.agent is None:
            talk = self._talk_seconds(row)
            began = row.at - (talk or 0) * 1000
            if row.queue not in ("", "NONE", call.queue) or (agent == call.left and began < call.entered):
                return "late: the call has entered a queue again, which ended this talk"
            if agent is None or talk is None:
                return "contradictory: no agent has the call, it still waits"
            self._contradict(row, "its CONNECT is missing: the answer is placed by the row's talk time")
            self.members.served(agent, call.queue, row.at)
            self._answer(call, agent, max(row.at - talk * 1000, call.entered))
        elif agent is not None and agent != call.agent:
            self._contradict(row, "names another agent than the one who answered")
        return call

    def _talk_seconds(self, row: Row) -> int | None:
        """How long the agent talked, by a row that ends a talk; None where its form does not say."""
        if row.verb in ("COMPLETEAGENT", "COMPLETECALLER"):
            return row.number(1)
        # Where to, in two or three; then hold, talk and, since 1.6, the position.
        parameters = len(row.data)
        return None if parameters < 4 else row.number(3 if parameters == 4 else parameters - 2)

    def _completed(self, row: Row) -> str | None:
        call = self._talking(row)
        if isinstance(call, str):
            return call
        self._release(call, row.at)
        if row.verb == "COMPLETECALLER":
            self._end(row.call, call, row.at)
        else:
            # The caller may be sent on by the dial plan when the agent hangs up.
            del self._live[row.call]
            self._ending[row.call] = call.contact, row.at
        return None

    def _transferred(self, row: Row, kind: str) -> str | None:
        """The leg ends; the call goes on where the log sees it only if it enters a queue again."""
        call = self._talking(row)
        if isinstance(call, str):
            return call
        to = {}
        if kind == "blind" and row.text(0) in self._teller.queues:
            to = {"to_queue": row.text(0)}
        elif kind == "blind" and row.text(0) in self._teller.serving:
            to = {"to_agent": row.text(0)}
        self._tell(row.at, "contact.transferred", contact=call.contact, agent=call.agent, kind=kind, **to)
        self._release(call, row.at)
        del self._live[row.call]
        return None

    def _described(self, row: Row) -> str | None:
        """The agent's code for the call: it belongs to the wrap-up."""
        code = row.text(0)
        if not code:
            return "it holds no code"
        call = self._live.get(row.call)
        if call is not None and call.agent is not None:
            call.code = code
            return None
        for agent, wrap_up in self._wrapping.items():
            if wrap_up.contact.partition("#")[0] == row.call and wrap_up.due >= row.at:
                self._wrapping[agent] = replace(wrap_up, code=code)
                return None
        return "no call of that id talks or is wrapped up"

    # Ends ------------------------------------------------------------------------------------------

    def _release(self, call: _Call, at: int) -> None:
        """The talk of *call* ends; wrap-up begins, if there is one, or holds just the agent's code."""
        agent = call.agent
        if agent is None:
            return
        length = self._wrap_up or 0
        wraps = bool(length) or call.code is not None
        self.settle(agent, at)
        self._tell(at, "contact.released", contact=call.contact, agent=agent, wrap_up=wraps)
        if wraps:
            self._wrapping[agent] = _WrapUp(call.contact, at, at + length, call.code)
            if not length:
                self.settle(agent, at)

    def _end(self, call_id: str, call: _Call, at: int) -> None:
        del self._live[call_id]
        self._tell(at, "contact.ended", contact=call.contact)
        self._remember_ended(call_id)

    def _end_first(self) -> None:
        call_id, (contact, at) = self._ending.popitem(last=False)
        self._tell(at, "contact.ended", contact=contact)
        self._remember_ended(call_id)

    def _remember_ended(self, call_id: str) -> None:
        self._ended[call_id] = self._ended.pop(call_id, 0) + 1
        if len(self._ended) > _ENDED_KEPT:
            self._ended.popitem(last=False)
