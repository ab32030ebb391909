"""Wrap-ups: a switch does not report their end, so they end by duration or with the next activity."""

from __future__ import annotations

import math

from feeds.platforms.asterisk.calls.call import SwitchLeg
from feeds.protocol.event_writer import EventWriter


class WrapUps:
    """The agents in wrap-up, and until when (ms). Owned by the translator.

    While events are muted nothing ends; the next query of the state shows what did.
    """

    def __init__(self, writer: EventWriter) -> None:
        self._writer = writer
        self._soonest = math.inf
        self.running: dict[str, tuple[SwitchLeg, int]] = {}

    def begin(self, leg: SwitchLeg, due: int) -> None:
        """Start the wrap-up of *leg*'s agent, until *due*."""
        if leg.agent in self.running:
            self.running[leg.agent][0].close()
        self.running[leg.agent] = leg, due
        self._soonest = min(self._soonest, due)

    def end_of_agent(self, agent: str, at: int) -> None:
        """End the wrap-up of *agent* when due, or at *at* if something else starts."""
        if self._writer.is_muted or agent not in self.running:
            return
        leg, due = self.running.pop(agent)
        leg.close()
        ended = max(leg.released, min(due, at))
        self._writer.write(ended, "contact.wrapped", contact=leg.contact.name, agent=agent)

    def end_due(self, at: int) -> None:
        """End those that were due by *at*."""
        if self._writer.is_muted or at < self._soonest:
            return
        due = sorted((until, agent) for agent, (_, until) in self.running.items() if until <= at)
        for _, agent in due:
            self.end_of_agent(agent, at)
        self._soonest = min((until for _, until in self.running.values()), default=math.inf)
