"""Commands about agents: states, queues, messages, stuck wrap-ups, and logging out."""

from __future__ import annotations

from feeds.control import Command
from feeds.simulator.commands.floor_access import CommandRefusedError, FloorAccess, check_skill
from feeds.simulator.site.random_streams import RandomStream
from feeds.simulator.work.queues import SimulatedAgent

_LISTENS = 0.9  # share of agents late from a break whom a message brings back
_NEW_PHONE = (240.0, 480.0)  # seconds until an agent logs in again with a phone that works


class AgentCommands:
    """Owned by the simulated platform."""

    def __init__(self, floor: FloorAccess, rng: RandomStream) -> None:
        self._floor = floor
        self._rng = rng

    def set_state(self, command: Command, by: str) -> None:
        """Set a state at once, or after the contact in hand."""
        agent = self._floor.agent_at_work(command.agent)
        if command.state == "offline":
            self._log_out(agent, waits=True)
            return
        if command.state not in ("available", "not_ready"):
            raise CommandRefusedError(
                f"{command.state} comes from contacts; available, not_ready and offline can be set"
            )
        if agent.said == command.state and agent.reason == command.reason and not agent.leaving:
            raise CommandRefusedError(f"{agent.person.name} is {command.state.replace('_', ' ')} already")
        reason = (command.reason or "").strip() or None if command.state == "not_ready" else None
        self._floor.attendance.set_state_after_work(agent, command.state, reason)

    def set_queues(self, command: Command, by: str) -> None:
        """Put an agent into exactly these queues."""
        agent = self._floor.agent_at_work(command.agent)
        lines = [self._floor.queue(name) for name in dict.fromkeys(command.queues or ())]
        if not lines:
            raise CommandRefusedError(f"{agent.person.name} would be in no queue")
        for line in lines:
            check_skill(agent, line)
        self._floor.world.set_queues(agent, lines)

    def message(self, command: Command, by: str) -> None:
        """Deliver a message; it brings most agents back who are late from a break."""
        agent = self._floor.agent_at_work(command.agent)
        world = self._floor.world
        is_late = agent.said == "not_ready" and 0 < agent.due_back < world.now
        if is_late and not agent.is_away and self._rng.chance(_LISTENS):
            moves = agent.moves
            world.later(self._rng.between(10, 40), lambda: self._come_back(agent, moves))

    def _come_back(self, agent: SimulatedAgent, moves: int) -> None:
        if agent.moves == moves:
            agent.late_until = 0
            self._floor.attendance.set_state(agent, "available")

    def end_wrap_up(self, command: Command, by: str) -> None:
        """End the wrap-up of a contact."""
        agent = self._floor.agent(command.agent)
        wrapped = next(
            (end for contact, end in agent.wrapping.items() if contact.id == command.contact), None
        )
        if wrapped is None:
            raise CommandRefusedError(f"{agent.person.name} is not in the wrap-up of {command.contact}")
        wrapped()

    def log_out(self, command: Command, by: str) -> None:
        """Log an agent out who is on no contact; a wrap-up is ended."""
        self._log_out(self._floor.agent_at_work(command.agent), waits=False)

    def _log_out(self, agent: SimulatedAgent, waits: bool) -> None:
        attendance, name = self._floor.attendance, agent.person.name
        if not waits:
            if agent.serving:
                contact = next(iter(agent.serving)).id
                raise CommandRefusedError(f"{name} is on {contact}; set the state offline for after it")
            for end in list(agent.wrapping.values()):
                end()
        agent.is_logged_out = True
        was_unreachable = not agent.is_reachable
        agent.is_away = agent.is_stuck = False
        if waits:
            attendance.set_state_after_work(agent, "offline")
        else:  # what rings is missed
            attendance.set_state(agent, "offline")
        if was_unreachable:
            self._floor.world.later(self._rng.between(*_NEW_PHONE), lambda: self._log_in_again(agent))

    def _log_in_again(self, agent: SimulatedAgent) -> None:
        if agent.is_reachable or agent.said != "offline":
            return
        agent.is_reachable, agent.is_logged_out = True, False
        self._floor.world.write("agent.device", agent=agent.person.id, device=agent.device, reachable=True)
        self._floor.attendance.set_state(agent, "available")
