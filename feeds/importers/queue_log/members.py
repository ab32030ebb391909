"""Members of a queue_log's queues (added, removed, paused, logged on and off) to agents' states."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from feeds.importers.queue_log.event_writer import LogEventWriter
from feeds.importers.queue_log.rows import LogRow

NO_AGENT = "no agent"
NO_QUEUE = "no queue"


@dataclass(slots=True)
class _Member:
    """One agent's presence in the log.

    `left` are queues the agent was removed from; `logged_on` is None until a log-on or log-off; `state` is
    the last one written, None before. `all_paused` is the reason of a pause in all queues, also unknown ones.
    After a server restart, `again` are queues the agent may be added to again, and `may_log_again` allows
    another log-on or log-off.
    """

    paused: dict[str, str] = field(default_factory=dict)
    all_paused: str | None = None
    left: set[str] = field(default_factory=set)
    is_dynamic: bool = False
    logged_on: bool | None = None
    again: set[str] = field(default_factory=set)
    may_log_again: bool = False
    state: tuple[str, str | None] | None = None


class LoggedMembers:
    """The members. Owned by one import; `settle` is called before an agent's state changes.

    Offline: logged off, or removed from every queue. Not ready: paused in all of its queues at once
    (PAUSEALL), or in each of them. Each step returns None, or why its row is left out.
    """

    def __init__(self, writer: LogEventWriter, settle: Callable[[str, int], None]) -> None:
        self._writer = writer
        self._settle = settle
        self._members: dict[str, _Member] = {}
        self.partly_paused = 0
        self.steps: dict[str, Callable[[LogRow, str], str | None]] = {
            "ADDMEMBER": self._added,
            "REMOVEMEMBER": self._removed,
            "PAUSE": self._paused,
            "UNPAUSE": self._unpaused,
            "PAUSEALL": self._all_paused,
            "UNPAUSEALL": self._all_unpaused,
            "AGENTLOGIN": self._logged_on,
            "AGENTLOGOFF": self._logged_off,
            "AGENTCALLBACKLOGIN": self._logged_on,
            "AGENTCALLBACKLOGOFF": self._logged_off,
        }

    def step(self, row: LogRow) -> str | None:
        """Handle *row*; returns why it is left out, else None."""
        if row.verb in ("ADDMEMBER", "AGENTLOGIN") and row.data:
            self._writer.agents.join(row.agent, row.text(0))
        agent = self._writer.agents.find(row.agent)
        if agent is None:
            return NO_AGENT
        return self.steps[row.verb](row, agent)

    def served(self, agent: str, queue: str, at: int) -> None:
        """A call of *queue* was offered to *agent*, who therefore serves it, unless removed in the log."""
        member = self._member(agent)
        if queue not in self._writer.serving.get(agent, {}) and queue not in member.left:
            self._writer.serve(agent, queue, at)
            # A paused member would not ring.
            member.all_paused = None
            if member.state is not None:
                self._write(agent, member, at)
        self._writer.meet_agent(agent, at)

    def restart(self) -> None:
        """The server restarted: members may be added again without having been removed."""
        for agent, member in self._members.items():
            member.again = set(self._writer.serving.get(agent, ()))
            member.may_log_again = True

    @property
    def unseen(self) -> int:
        """How many agents are known only from calls."""
        return sum(
            agent not in self._members or self._members[agent].state is None for agent in self._writer.serving
        )

    def _member(self, agent: str) -> _Member:
        member = self._members.get(agent)
        if member is None:
            member = self._members[agent] = _Member()
        return member

    # Rows ------------------------------------------------------------------------------------------

    def _added(self, row: LogRow, agent: str) -> str | None:
        if row.queue in ("", "NONE"):
            return NO_QUEUE
        member = self._member(agent)
        is_known = row.queue in self._writer.serving.get(agent, {})
        is_again = row.queue in member.again
        member.again.discard(row.queue)
        if is_known and member.is_dynamic and not is_again and member.state is not None:
            return "contradictory: added to a queue it is already a member of"
        member.is_dynamic = True
        member.left.discard(row.queue)
        if member.logged_on is False:
            member.logged_on = None
        if row.text(0).upper() == "PAUSED":
            member.paused[row.queue] = ""
        else:
            member.paused.pop(row.queue, None)
            member.all_paused = None
        if not is_known:
            self._writer.serve(agent, row.queue, row.at)
        self._write(agent, member, row.at)
        return None

    def _removed(self, row: LogRow, agent: str) -> str | None:
        if row.queue in ("", "NONE"):
            return NO_QUEUE
        member = self._member(agent)
        if row.queue in member.left:
            return "contradictory: removed from a queue it is not a member of"
        member.is_dynamic = True
        member.left.add(row.queue)
        member.paused.pop(row.queue, None)
        self._writer.serve(agent, row.queue, row.at, does=False)
        if not self._writer.serving[agent]:
            member.paused.clear()
            member.all_paused = None
        self._write(agent, member, row.at)
        return None

    def _paused(self, row: LogRow, agent: str) -> str | None:
        return self._pause(row, agent, row.text(0))

    def _unpaused(self, row: LogRow, agent: str) -> str | None:
        return self._pause(row, agent, None)

    def _pause(self, row: LogRow, agent: str, reason: str | None) -> str | None:
        """Pause *agent* in the row's queue for *reason*, or unpause it (None)."""
        if row.queue in ("", "NONE"):
            return self._pause_all(row, agent, reason)
        member = self._member(agent)
        if row.queue in member.left:
            return "contradictory: paused or unpaused in a queue it is not a member of"
        if row.queue not in self._writer.serving.get(agent, {}):
            self._writer.serve(agent, row.queue, row.at)
        if reason is not None:
            member.paused[row.queue] = reason
        else:
            member.paused.pop(row.queue, None)
            member.all_paused = None
        self._write(agent, member, row.at)
        is_partly = reason is not None and self._state(member, self._writer.serving[agent])[0] == "available"
        self.partly_paused += is_partly
        return None

    def _all_paused(self, row: LogRow, agent: str) -> str | None:
        return self._pause_all(row, agent, row.text(0))

    def _all_unpaused(self, row: LogRow, agent: str) -> str | None:
        return self._pause_all(row, agent, None)

    def _pause_all(self, row: LogRow, agent: str, reason: str | None) -> str | None:
        member = self._member(agent)
        self._writer.meet_agent(agent, row.at)
        member.all_paused = reason
        if reason is None:
            member.paused.clear()
        else:
            member.paused.update(dict.fromkeys(self._writer.serving[agent], reason))
        self._write(agent, member, row.at)
        return None

    def _logged_on(self, row: LogRow, agent: str) -> str | None:
        return self._log(row, agent, True)

    def _logged_off(self, row: LogRow, agent: str) -> str | None:
        return self._log(row, agent, False)

    def _log(self, row: LogRow, agent: str, is_on: bool) -> str | None:
        member = self._member(agent)
        if member.logged_on is is_on and not member.may_log_again:
            return f"contradictory: logged {'on' if is_on else 'off'} twice"
        self._writer.meet_agent(agent, row.at)
        member.logged_on = is_on
        member.may_log_again = False
        self._write(agent, member, row.at)
        return None

    # States ----------------------------------------------------------------------------------------

    def _write(self, agent: str, member: _Member, at: int) -> None:
        """Write the state of *agent* if it changed."""
        state = self._state(member, self._writer.serving[agent])
        if state == member.state:
            return
        self._settle(agent, at)
        member.state = state
        reason = {} if state[1] is None else {"reason": state[1]}
        self._writer.write(at, "agent.state", agent=agent, state=state[0], **reason)

    def _state(self, member: _Member, queues: dict[str, None]) -> tuple[str, str | None]:
        if member.logged_on is False or (member.is_dynamic and not queues):
            return "offline", None
        # Asterisk 13 gives no reason with PAUSEALL, but with the PAUSE of each queue that follows.
        if member.all_paused is not None or (queues and all(queue in member.paused for queue in queues)):
            own = next((reason for reason in member.paused.values() if reason), None)
            return "not_ready", member.all_paused or own
        return "available", None
