"""A simulated floor in the middle of the morning, on which commands are tried."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from console.floor.floor import Floor
from feeds.control import Command
from feeds.protocol.decoding import decode_chunk
from feeds.simulator.commands.simulated_platform import SimulatedPlatform
from feeds.simulator.simulation import Simulation
from feeds.simulator.site.settings import HOUR, MINUTE, SECOND, SimulationSettings
from feeds.simulator.work.queues import SimulatedAgent, SimulatedContact

JSON = dict[str, Any]


class Scene:
    """One floor and all its events. `ask` carries out a command at once and returns its refusal."""

    def __init__(self, hours: float = 2.0, agents: int = 40, seed: int = 4, **settings: Any) -> None:
        self.settings = SimulationSettings(agents=agents, hours=None, seed=seed, **settings)
        self.simulation = Simulation(self.settings)
        self.world = self.simulation.world
        self.platform = SimulatedPlatform(self.world, self.simulation.attendance, lambda: None)
        self.lines: list[bytes] = []
        self.simulation.begin()
        self.until(self.settings.start + round(hours * HOUR))

    def until(self, instant: int) -> None:
        self.lines += [text for _, text in self.simulation.advance(instant)]

    def wait(self, seconds: float) -> None:
        self.until(self.world.now + round(seconds * SECOND))

    def wait_for(self, met: Callable[[], Any], minutes: float = 60.0) -> Any:
        """Play on until *met* is true, and return its result."""
        end = self.world.now + round(minutes * MINUTE)
        while not (found := met()):
            assert self.world.now < end, "it never came about"
            self.wait(1)
        return found

    def ask(self, verb: str, by: str = "rui", **fields: Any) -> str | None:
        command = Command.model_validate_json(json.dumps({"id": "1", "verb": verb, **fields}))
        error = self.platform.act(command, by)
        self.lines += [text for _, text in self.world.writer.take()]
        return error

    def events(self, *kinds: str, since: int = 0) -> list[JSON]:
        found = (json.loads(line) for line in self.lines[since:])
        return [event for event in found if event["type"] in kinds]

    # Who and what there is --------------------------------------------------------------------------

    def talking(self, channel: str = "voice") -> tuple[SimulatedAgent, SimulatedContact]:
        """An agent on a contact of *channel*, which will go on for a while."""

        def found() -> tuple[SimulatedAgent, SimulatedContact] | None:
            for agent in self.world.agents.values():
                for contact in agent.serving:
                    if contact.line.kind.channel == channel and contact.is_talking:
                        return agent, contact
            return None

        pair: tuple[SimulatedAgent, SimulatedContact] = self.wait_for(found)
        return pair

    def waiting(self, channel: str = "voice", count: int = 1) -> list[SimulatedContact]:
        """Contacts that wait in one queue of *channel*."""

        def found() -> list[SimulatedContact]:
            for line in self.world.lines.values():
                contacts = [contact for contact in line.waiting if contact.waits]
                if line.kind.channel == channel and len(contacts) >= count:
                    return contacts
            return []

        contacts: list[SimulatedContact] = self.wait_for(found, minutes=600)
        return contacts

    def idle(self, family: str = "spoken") -> SimulatedAgent:
        """An agent without any contact, who is available."""

        def found() -> SimulatedAgent | None:
            for agent in self.world.agents.values():
                if family in agent.person.families and agent.said == "available" and not agent.legs:
                    return agent
            return None

        agent: SimulatedAgent = self.wait_for(found, minutes=600)
        return agent

    def offline(self) -> SimulatedAgent:
        return next(agent for agent in self.world.agents.values() if agent.said == "offline")

    def floor(self) -> Floor:
        """The floor after all events; none of them may be invalid, or contradict the state."""
        floor = Floor(horizon_ms=None)
        batch = decode_chunk(b"\n".join(self.lines), 1)
        assert not batch.invalid, batch.invalid[:3]
        assert not batch.unknown
        floor.apply_all(batch.events, batch.instants, batch.lines, "simulated")
        assert not floor.books.anomaly_counts
        return floor
